from datetime import date
from decimal import Decimal

import pytest
from fixtures_aged_receivables import WORDS, Account, aged, banner, sample
from fixtures_sheets import WRITERS, insert_rows, shift_columns, xls, xlsx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.errors import CellError, LayoutError
from parsers.parse import parse_document

NAME = "yardi_aged_receivables"


def parse(rows, write=xlsx):
    return parse_document(write(rows), name="aged.xlsx")


def accounts_of(document):
    return document.tables[NAME]


def disagreeing(document):
    return [total.name for total in document.totals if not total.agrees]


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("page_size", [2, 1000])
def test_accounts_read_the_same_in_every_format(write, page_size):
    document = parse(aged(sample(), page_size=page_size, subtotal_after=2), write)
    rows = accounts_of(document)
    assert [row.unit_number for row in rows] == ["1-0101", "1-102", "007", "2-201"]
    assert [row.resident_code for row in rows] == ["t0012345", "t0012346", None, "t0012348"]
    assert [row.resident_name for row in rows] == ["Alder, Kim", None, "Oak, Jo", "Elm, Pat"]
    assert (rows[0].balance_0_30, rows[0].balance_31_60, rows[3].balance_61_90) == (
        Decimal("1905.00"), Decimal("17.75"), Decimal("0.01"))  # fmt: skip
    assert (rows[2].balance_over_90, rows[1].prepayments) == (30, Decimal("-350.50"))
    assert [row.balance for row in rows] == [one.balance for one in sample()]
    assert (document.property_name, document.property_code) == ("Oak Park", "oakpark")
    assert document.as_of == date(2025, 12, 31)
    assert disagreeing(document) == []
    assert document.findings == ()
    assert {"grand.balance", "grand.prepayments", "subtotals.row_1.balance", "balances_agreeing"} <= {
        total.name for total in document.totals}  # fmt: skip


cents = st.integers(-300000, 300000).map(lambda number: Decimal(number) / 100)
account = st.builds(
    Account,
    unit=st.sampled_from(["101", "B-12", "007"]),
    resident=st.sampled_from(["t0012345", "Oak, Jo", "Elm, Pat (t0012346)"]),
    b0=cents, b31=cents, b61=cents, b90=cents, prepaid=st.sampled_from([Decimal(0), Decimal("-12.5")]),
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), accounts=st.lists(account, min_size=1, max_size=8), order=st.permutations(list(WORDS)))
def test_layout_changes_do_not_change_the_rows(data, accounts, order):
    expected = parse(aged(accounts))
    assert [row.balance for row in accounts_of(expected)] == [one.balance for one in accounts]
    size, after, step = (data.draw(st.integers(1, 9)) for _ in range(3))
    rows = aged(accounts, order, step=step, page_size=size, subtotal_after=after)
    for _ in range(data.draw(st.integers(0, 4))):
        rows = insert_rows(rows, data.draw(st.integers(5, len(rows))), [{}])
    rows = insert_rows(rows, data.draw(st.integers(1, 4)), [{2: "Prepared for: the owner"}])
    document = parse(shift_columns(rows, data.draw(st.integers(0, 5))), data.draw(st.sampled_from([xls, xlsx])))
    assert document.tables == expected.tables
    assert disagreeing(document) == []


def test_blank_buckets_are_not_zero():
    rows = aged(sample())
    rows[5] = {column: value for column, value in rows[5].items() if value != 0}
    assert accounts_of(parse(rows))[0].balance_61_90 is None
    assert parse(rows).reconciled


def test_a_changed_amount_is_found_by_its_account_and_the_total():
    rows = aged(sample())
    rows[5] |= {2: 1906}
    assert {"balances_agreeing", "balances.row_1.balance", "grand.balance_0_30"} <= set(disagreeing(parse(rows)))


def test_a_lost_account_is_found_by_the_total():
    rows = aged(sample())
    assert "grand.balance" in disagreeing(parse(rows[:5] + rows[6:]))


def test_prepayments_of_the_wrong_sign_are_found():
    rows = aged(sample())
    rows[6] |= {6: 350.5}
    assert "balances.row_2.balance" in disagreeing(parse(rows))


def test_a_report_without_accounts_is_empty():
    document = parse(aged([]))
    assert (accounts_of(document), document.reconciled) == ([], True)


def test_a_report_cut_before_its_total_is_refused():
    rows = aged(sample())[:-3]
    with pytest.raises(LayoutError) as caught:
        parse(rows)
    assert str(caught.value) == (
        f"file aged.xlsx, sheet 'Sheet1', row {len(rows)}: the report has no row of totals below its last account. "
        "Expected a row 'Total' or 'Grand Total' at the end. The file is probably truncated: run the report again."
    )


def test_several_properties_are_refused():
    rows = aged(sample())
    rows[-1] |= {0: "Total Elm Court(elm)"}
    with pytest.raises(LayoutError, match="the file holds 2 properties: elm, oakpark"):
        parse(rows)


def test_a_missing_column_is_refused_with_the_headers_found():
    rows = [{column: value for column, value in row.items() if value != "31-60"} for row in aged(sample())]
    with pytest.raises(LayoutError, match=r"lacks balance_31_60; headers found: 'Bldg-Unit', 'Resident', '0-30'"):
        parse(rows)


def test_amounts_under_an_unknown_header_are_refused():
    rows = aged(sample())
    rows[len(banner())] |= {8: "Legal Fees"}
    rows[5] |= {8: 5}
    with pytest.raises(LayoutError, match=r"amounts stand under the header 'Legal Fees' \(column I\)"):
        parse(rows)


def test_an_added_text_column_is_no_trouble():
    rows = aged(sample())
    rows[len(banner())] |= {8: "Notes"}
    rows[5] |= {8: "called twice"}
    assert parse(rows).tables == parse(aged(sample())).tables


def test_an_unreadable_cell_says_where_it_is():
    rows = aged(sample())
    rows[6] |= {3: "#REF!"}
    with pytest.raises(CellError, match="row 7, column D: the value '#REF!' cannot be read"):
        parse(rows)
