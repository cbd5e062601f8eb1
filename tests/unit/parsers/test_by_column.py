from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import cells
from parsers.by_column import ByColumn
from parsers.errors import CellError
from parsers.grid import Sheet, Workbook
from parsers.reader import SheetReader
from parsers.realpage.group_totals import total_rows


def by_column(*column):
    sheet = Sheet("s", [["x", one] for one in column])
    return ByColumn(SheetReader(Workbook("xls", "f.xls", [sheet]), sheet, "US"), range(len(column)))


values = st.one_of(st.none(), st.floats(-(10**9), 10**9), st.sampled_from(["1,905.00", "(55.00)*", " ", "N/A", "7"]))


@given(st.lists(values))
def test_a_column_gives_what_its_cells_give(column):
    alone = [cells.money(cells.without_marks(one) if isinstance(one, str) else one) for one in column]
    assert by_column(*column).money(1) == alone


def test_true_is_never_read_from_what_one_gave():
    with pytest.raises(CellError, match="row 2, column B: the value True cannot be read"):
        by_column(1.0, True, 1.0).money(1)


def test_an_error_stands_at_the_first_row_with_the_value():
    with pytest.raises(CellError, match="row 3, column B: the value 'x' cannot be read"):
        by_column("1", "2", "x", "x").counts(1)


def test_a_field_the_sheet_does_not_have_and_a_short_row_are_blank():
    read = by_column(5.0, None)
    assert (read.money(None), read.texts(7)) == ([None, None], [None, None])


def test_amounts_are_told_by_majority():
    assert by_column("1", 2.0, "x").holds_amounts(1)
    assert not by_column("x", "y", 2.0, None).holds_amounts(1)
    assert by_column(None, " ", "*").is_blank(1)


@given(
    st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**14), 10**14).map(lambda n: n / 100))
)
def test_a_number_is_the_fifteen_digits_a_sheet_shows(value):
    printed = Decimal(f"{value:.15g}")
    cents = printed.quantize(Decimal("0.01")) if abs(printed) < 10**15 else printed
    expected = cents if abs(printed - cents) < Decimal("0.000001") else printed
    assert cells.money(value) == expected


@pytest.mark.parametrize(
    ("totals", "covers"),
    [
        ({5: "TOTAL"}, [(range(4), True)]),
        ({2: "Total", 5: "Total", 6: "Property Totals"}, [(range(2), False), (range(2, 4), False), (range(4), True)]),
        ({2: "Total", 5: "Total", 6: "Totals"}, [(range(2), False), (range(2, 4), False), (range(4), True)]),
        ({2: "Total", 5: "Totals"}, [(range(2), False), (range(4), True)]),
        ({2: "Total", 5: "Total"}, [(range(2), False), (range(2, 4), False)]),
        ({2: "Total A", 5: "Total B"}, [(range(2), False), (range(2, 4), False)]),
    ],
)
def test_a_totals_row_sums_its_group_or_everything(totals, covers):
    assert [(one.covers, one.is_grand) for one in total_rows([0, 1, 3, 4], totals)] == covers
