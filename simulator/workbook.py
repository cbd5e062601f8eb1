"""Writes .xlsx workbooks whose bytes depend on nothing but their cells: no clock, exact numbers; and pages of HTML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

import openpyxl

Cell = str | int | Decimal | date | None
Sheet = Mapping[int, Mapping[int, Cell]]
EPOCH = date(1899, 12, 30)
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
LETTERS = 26
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def table_sheet(fields: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> Sheet:
    """A sheet with the field names in its first row and one row per record."""
    sheet: dict[int, dict[int, Cell]] = {1: dict(enumerate(fields, 1))}
    for number, row in enumerate(rows, 2):
        sheet[number] = {column: row.get(name) for column, name in enumerate(fields, 1)}
    return sheet


def column_letters(column: int) -> str:
    """The letters of a column counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number, from 1, of a column given by its letters."""
    number = 0
    for letter in letters:
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number


def workbook_bytes(sheets: Mapping[str, Sheet]) -> bytes:
    """A workbook of sheets: row number -> column number -> value, both from 1; None leaves a cell out."""
    strings: dict[str, int] = {}
    parts = {
        f"xl/worksheets/sheet{number}.xml": _sheet_xml(sheet, strings)
        for number, sheet in enumerate(sheets.values(), 1)
    }
    parts["xl/sharedStrings.xml"] = _strings_xml(strings)
    parts["xl/styles.xml"] = STYLES
    parts["xl/workbook.xml"] = _workbook_xml(list(sheets))
    parts["xl/_rels/workbook.xml.rels"] = _workbook_relations(len(sheets))
    parts["_rels/.rels"] = _relations([("officeDocument", "xl/workbook.xml")])
    return _zipped({"[Content_Types].xml": _content_types(len(sheets)), **parts})


def html_page(workbook: bytes) -> bytes:
    """The sheets of a workbook in one table of an HTML page, one below the other under their names."""
    sheets = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
    lines: list[Iterable[object]] = []
    for sheet in sheets:
        lines += [[sheet.title]] if len(sheets) > 1 else []
        lines += [*sheet.iter_rows(values_only=True), []]
    tables = f"<table>{''.join(map(_html_row, lines))}</table>"
    return f"<html><head><title>Report</title></head><body>{tables}</body></html>".encode()


def _html_row(row: Iterable[object]) -> str:
    cells = ("" if value is None else escape(str(value)).replace("\n", "<br>") for value in row)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _zipped(parts: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode())
    return buffer.getvalue()


def _sheet_xml(sheet: Sheet, strings: dict[str, int]) -> str:
    rows = "".join(_row_xml(number, cells, strings) for number, cells in sorted(sheet.items()))
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _row_xml(number: int, cells: Mapping[int, Cell], strings: dict[str, int]) -> str:
    inner = "".join(
        _cell_xml(f"{column_letters(column)}{number}", value, strings)
        for column, value in sorted(cells.items())
        if value is not None
    )
    return f'<row r="{number}">{inner}</row>'


def _cell_xml(place: str, value: Cell, strings: dict[str, int]) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - EPOCH).days}</v></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _strings_xml(strings: Mapping[str, int]) -> str:
    items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return f'{HEAD}<sst xmlns="{MAIN}" uniqueCount="{len(strings)}">{items}</sst>'


def _workbook_xml(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'


def _workbook_relations(sheets: int) -> str:
    targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, sheets + 1)]
    return _relations([*targets, ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")])


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def _content_types(sheets: int) -> str:
    parts = {"workbook": "sheet.main", "styles": "styles", "sharedStrings": "sharedStrings"}
    parts |= {f"worksheets/sheet{number}": "worksheet" for number in range(1, sheets + 1)}
    items = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{TYPES}.{kind}+xml"/>' for part, kind in parts.items()
    )
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    default += '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{default}{items}</Types>'
