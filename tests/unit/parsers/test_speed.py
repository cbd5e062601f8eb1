"""What the fast ways through a file may not change: far cells in odd spelling, errors among plain cells, kept texts."""

import gc
import io
import struct

import pytest
import xlwt
from fixtures_sheets import at, xls, xlsx
from test_grid import repacked

from parsers import cells
from parsers.cells import Cell
from parsers.errors import ParseError, UnreadableFileError
from parsers.grid import Sheet, read_workbook
from parsers.parse import parse_document


def with_reference(reference):
    def change(name, content):
        return content.replace(b' r="B1"', reference) if name.startswith("xl/worksheets/sheet") else content

    return repacked(xlsx([at(A="x", B=1)]), change)


@pytest.mark.parametrize(
    "reference",
    [b' r="XFD1048576"', b" r='XFD1048576'", b' r = "XFD1048576"', b'\nr="XFD1048576"', b'\tr\n=\n"XFD1048576"',
     b' r=" XFD1048576"', b' r="$XFD$1048576"', b' r="xfd1048576"', b' r="DA1048576"', b' r="XFD99999"'],
)  # fmt: skip
def test_a_far_cell_is_found_however_its_reference_is_written(reference):
    with pytest.raises(UnreadableFileError, match="spans"):
        read_workbook(with_reference(reference), name="x.xlsx")


@pytest.mark.parametrize("before", range(0, 20, 3))
def test_a_far_cell_on_the_border_of_two_pieces_is_found(before):
    def change(_, content):
        spot = content.find(b'<c r="B1"')
        if spot < 0:
            return content
        padding = b" " * (4_000_000 - before - spot - len(b"<c"))
        return (
            content[:spot]
            + padding
            + content[spot:]
            .replace(b' r="B1"', b' r="XFD9"')
            .replace(b"</sheetData>", b'<row r="99999"><c r="A99999"/></row></sheetData>')
        )

    with pytest.raises(UnreadableFileError, match="spans 99,999 rows and 16,384 columns"):
        read_workbook(repacked(xlsx([at(A="x", B=1)]), change), name="x.xlsx")


def test_a_high_row_and_a_last_column_count_together_when_megabytes_stand_between_them():
    def change(name, content):
        if not name.startswith("xl/worksheets/sheet"):
            return content
        padding = b"<!-- " + b"x" * 9_000_000 + b" -->"
        return content.replace(b"<sheetData>", b'<sheetData><row r="1"><c r="CZ1"/></row>' + padding).replace(
            b"</sheetData>", b'<row r="1000000"><c r="A1000000"/></row></sheetData>'
        )

    with pytest.raises(UnreadableFileError, match="spans 1,000,000 rows and 104 columns"):
        read_workbook(repacked(xlsx([at(A="x")]), change), name="x.xlsx")


def test_many_rows_and_columns_of_a_lawful_size_pass():
    rows = [at(A=1)] * 10_001 + [at(DA="far")]
    assert read_workbook(xlsx(rows), name="x").sheets[0].rows[10_001][104] == "far"


@pytest.mark.parametrize("column", [0, 1, 182, 183, 255])
def test_an_old_workbook_keeps_its_cells_up_to_the_last_column(column):
    assert read_workbook(xls([{0: "x", column: 7}]), name="x").sheets[0].rows[0][column] == 7


def test_error_cells_among_runs_of_plain_ones_are_kept():
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for row in range(200):
        for column in range(40):
            sheet.write(row, column, row * 1.5 if column % 3 else f"t{row}")
    sheet.row(150).set_cell_error(45, "#DIV/0!")
    stream = io.BytesIO()
    book.save(stream)
    rows = read_workbook(stream.getvalue(), name="x").sheets[0].rows
    assert (rows[150][45], rows[199][39], rows[199][38]) == ("#DIV/0!", "t199", 298.5)


def test_a_record_that_ends_outside_the_file_is_found_among_plain_cells():
    content = bytearray(xls([{0: number, 1: f"t{number}"} for number in range(500)]))
    spot = content.rindex(struct.pack("<HH", 0x00FD, 10))
    content[spot + 2 : spot + 4] = struct.pack("<H", 60_000)
    with pytest.raises(UnreadableFileError, match="truncated or damaged"):
        read_workbook(bytes(content), name="x.xls")


def test_zeros_and_falsehoods_are_no_blanks():
    row: list[Cell] = [None, 0, None, 0.0, None, False, None, "x", *[None] * 40]
    sheet = Sheet("s", [row, [None] * 9, []])
    assert sheet.cells(0) == [(1, 0), (3, 0.0), (5, False), (7, "x")]
    assert (sheet.amounts(0), sheet.texts(0), sheet.words(0)) == ([1, 3], {7: "x"}, ["x"])
    assert (sheet.cells(1), sheet.texts(1), sheet.words(2)) == ([], {}, [])
    assert [*read_workbook(xlsx([at(A=0, AZ=0.0), at(AZ="x")]), name="x").sheets[0].rows[0]][::51] == [0, 0]


def test_a_kept_text_and_a_long_one_are_read_alike():
    said = "†‡ 1,905.00 *"
    long = " " * 200 + said
    for one in (said, long):
        assert [cells.without_marks(one), cells.squash(one), cells.is_blank(one)] == ["1,905.00", "190500", False]
        assert cells.holds_amount(one)
        assert cells.holds_value(one)
        assert not cells.is_amount(one)
    assert cells.is_blank(" " * 200)
    assert cells.money(" " * 200 + "(55.00)") == cells.money("(55.00)") == -55
    assert [cells.holds_amount(one) for one in (True, 1, float("nan"), None, "‡")] == [False, True, False, False, False]


def test_the_collector_is_as_it_was_after_a_parse_that_fails():
    for enabled in (True, False):
        (gc.enable if enabled else gc.disable)()
        try:
            with pytest.raises(ParseError):
                parse_document(b"a,b\n1,2\n", name="x.csv")
            assert gc.isenabled() is enabled
        finally:
            gc.enable()
