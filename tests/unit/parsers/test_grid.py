import io
import struct
import time
import zipfile

import openpyxl
import pytest
import xlwt
from fixtures_sheets import WRITERS, at, csv_text, real_file, xls, xlsx

from parsers.errors import UnreadableFileError
from parsers.grid import column_letters, read_workbook

ROWS = [{}, {}, at(B="Unit", D="Rent"), {}, at(B="007", D=12.5), at(B="x\ny")]


@pytest.mark.parametrize("kind", WRITERS)
def test_every_format_keeps_rows_and_columns_where_they_are(kind):
    book = read_workbook(WRITERS[kind](ROWS), name="report.pdf")
    sheet = book.sheets[0]
    assert book.format == kind
    assert [sheet.rows[2][1], sheet.rows[2][3], sheet.rows[4][1], sheet.rows[5][1]] == ["Unit", "Rent", "007", "x\ny"]
    assert str(sheet.rows[4][3]) == "12.5"
    assert all(cell is None for cell in sheet.rows[0])


def test_csv_keeps_every_field_as_text_and_knows_its_delimiter():
    rows = read_workbook('\ufeffid;name\n007;"a;b"\n1e5;\n'.encode(), name="a.csv").sheets[0].rows
    assert rows == [["id", "name"], ["007", "a;b"], ["1e5", None]]


def test_column_letters():
    assert [column_letters(one) for one in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_html_spans_keep_columns_and_rows():
    page = b"""<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN" "x"><html><body><h1>Title</h1><table>
      <tr><td rowspan=2>a</td><td colspan=2>b</td><td>c</td></tr>
      <tr><td>d</td><td>e</td><td>f</td></tr></table></body></html>"""
    sheet = read_workbook(page, name="x.xls").sheets[0]
    assert sheet.rows == [["Title"], ["a", "b", None, "c"], [None, "d", "e", "f"]]
    assert (1, 1, 1, 2) in sheet.merged


def test_merged_ranges_and_sheet_names_are_told():
    book = openpyxl.Workbook()
    book.active.title = "One"
    book.active["B2"] = "wide"
    book.active.merge_cells("B2:D2")
    book.create_sheet("Two")["A1"] = 1
    stream = io.BytesIO()
    book.save(stream)
    read = read_workbook(stream.getvalue(), name="x.xlsx")
    assert [sheet.name for sheet in read.sheets] == ["One", "Two"]
    assert list(read.sheets[0].merged) == [(1, 1, 1, 3)]


def test_error_cells_are_kept_and_not_dropped():
    book = openpyxl.Workbook()
    book.active["B2"] = "#DIV/0!"
    book.active["C3"] = 5
    stream = io.BytesIO()
    book.save(stream)
    assert read_workbook(stream.getvalue(), name="x.xlsx").sheets[0].rows[1][1] == "#DIV/0!"
    old = xlwt.Workbook()
    sheet = old.add_sheet("S")
    sheet.row(1).set_cell_error(1, "#DIV/0!")
    sheet.write(2, 2, 5)
    stream = io.BytesIO()
    old.save(stream)
    assert read_workbook(stream.getvalue(), name="x.xls").sheets[0].rows[1][1] == "#DIV/0!"


def zip_with(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def repacked(content, change):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zip_with({name: change(name, archive.read(name)) for name in archive.namelist()})


def sheet_replaced(old, new):
    def change(name, content):
        return content.replace(old, new) if name.startswith("xl/worksheets/sheet") else content

    return repacked(xlsx([at(A="x", B=1)]), change)


def zip_bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for _ in range(600):
                member.write(bytes(1_000_000))
    return stream.getvalue()


def encrypted_ole():
    content = bytearray(xls([at(A="x")]))
    name = "EncryptedPackage".encode("utf-16-le")
    spot = content.index("Workbook\0".encode("utf-16-le"))
    content[spot : spot + len(name)] = name
    return bytes(content)


def with_filepass():
    content = bytearray(xls([at(A="x")]))
    start = content.index(struct.pack("<HH", 0x0809, 16))
    second = start + 20  # the record after BOF becomes FILEPASS, which says that all that follows is encrypted
    content[second : second + 2] = struct.pack("<H", 0x002F)
    return bytes(content)


def old_with_far_cell():
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    sheet.write(0, 0, 1)
    sheet.write(65535, 255, 1)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


SMALL = xls([at(A="x", B=1), at(A="y")])
HOSTILE = {
    "nothing": (lambda: b"", "the file is empty"),
    "white space": (lambda: b" \r\n\n", "the file is empty"),
    "zip bomb": (zip_bomb, "unpacks to"),
    "bomb within the size": (lambda: zip_with({"xl/workbook.xml": bytes(60_000_000)}), "times its size"),
    "far cell": (lambda: sheet_replaced(b'r="B1"', b'r="XFD1048576"'), "spans 1,048,576 rows and 16,384 columns"),
    "far cell in .xls": (old_with_far_cell, "spans 65,536 rows and 256 columns"),
    "DTD": (lambda: sheet_replaced(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'), "DTD or entities"),
    "DTD in HTML": (lambda: b'<!DOCTYPE a [<!ENTITY b "c">]><html><table></table></html>', "DTD or entities"),
    "truncated .xlsx": (lambda: xlsx([at(A="x")])[:-600], "truncated or damaged"),
    "truncated .xls": (lambda: SMALL[:3000], "truncated or damaged"),
    "OLE start only": (lambda: SMALL[:100], "truncated or damaged"),
    "encrypted .xlsx": (encrypted_ole, "protected by a password"),
    "encrypted .xls": (with_filepass, "protected by a password"),
    "Word inside OLE": (lambda: SMALL.replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le")),
                        "no workbook inside"),
    "another archive": (lambda: zip_with({"word/document.xml": "<a/>"}), "no .xlsx workbook"),
    "damaged member": (lambda: xlsx([at(A="x")]).replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet1.xmm"),
                       "damaged|no .xlsx"),
    "PDF": (lambda: b"%PDF-1.7 ...", "the file is a PDF"),
    "JSON": (lambda: b'[{"a": 1}]', "the file is JSON"),
    "XML": (lambda: b'<?xml version="1.0"?><Workbook/>', "XML and no HTML"),
    "UTF-16": (lambda: "a,b".encode("utf-16"), "UTF-16"),
    "cp1252": (lambda: b"a,b\ncaf\xe9,1\n", "line 2 holds bytes that are not UTF-8"),
    "binary": (lambda: b"ab\x00cd", "binary data"),
    "open quote": (lambda: b'a,b\n"c,d\n', "no well-formed CSV"),
    "cut HTML": (lambda: b"<html><body><table><tr><td>1</td>", "truncated"),
    "huge colspan": (lambda: b"<table><tr><td colspan=999999>1</td></tr></table>", "colspan"),
    "deep HTML": (lambda: b"<table>" + b"<div>" * 300 + b"</table>", "nested|cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_refused_quickly_with_a_sentence(kind):
    make, message = HOSTILE[kind]
    content = make()
    before = time.perf_counter()
    with pytest.raises(UnreadableFileError, match=message) as caught:
        read_workbook(content, name="in.xls")
    assert time.perf_counter() - before < 1
    assert str(caught.value).startswith("file in.xls")


def test_a_truncated_xls_is_refused_wherever_it_ends():
    content = xls([at(A=f"text {number}", B=number) for number in range(400)])
    for end in range(600, len(content) - 1600, 512):
        with pytest.raises(UnreadableFileError):
            read_workbook(content[:end], name="cut.xls")


def test_an_xls_whose_last_sector_is_not_full_is_read():
    content = real_file("monthly_activity_summary_3877.xls")
    whole = read_workbook(content, name="odd.xls")
    assert len(whole.sheets[0].rows) == 245
    assert read_workbook(content.rstrip(b"\0"), name="odd.xls").sheets == whole.sheets
    assert read_workbook(content + b"\0" * 100, name="odd.xls").sheets == whole.sheets


def test_golden_error_texts():
    with pytest.raises(UnreadableFileError) as caught:
        read_workbook(b"a,b\ncaf\xe9,1\n", name="drop/units.csv")
    assert str(caught.value) == (
        "file drop/units.csv: line 2 holds bytes that are not UTF-8. Expected CSV text in UTF-8. "
        "Save the file as UTF-8 CSV."
    )
    with pytest.raises(UnreadableFileError) as caught:
        read_workbook(b"", name="x.xls")
    assert str(caught.value) == (
        "file x.xls: the file is empty (0 bytes). Expected a report file. "
        "Fetch or export the report again and load that file."
    )


def test_ordinary_files_pass_the_guards():
    rows = [at(A="Unit", B="Rent"), *[at(A=f"U{number}", B=number + 0.5) for number in range(3000)]]
    assert len(read_workbook(xlsx(rows), name="x").sheets[0].rows) == 3001
    assert len(read_workbook(csv_text(rows), name="x").sheets[0].rows) == 3001
