"""Bytes to sheets of cells, whatever the true format, with every guard done before a reader sees the file.

The format is told by the first bytes: names lie. Nothing here knows a report; nothing else opens a file's bytes.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from parsers import html_tables, xls_guard, xlsx_guard
from parsers.cells import Cell, holds_amount, squash, text
from parsers.document import Format
from parsers.errors import Place, UnreadableFileError
from parsers.limits import MAX_CELLS, MAX_FILE_BYTES

_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"
_SECTOR = 512
_HTML_TAG = re.compile(rb"<\s*(?:!doctype\s+html|html|table|head|body|meta|style)\b", re.IGNORECASE)
_SNIFFED_BYTES = 65_536
_TEXT_ENCODING = "utf-8-sig"
_ASK_AGAIN = "Fetch or export the report again and load that file"
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"{", "JSON"),
    (b"[", "JSON"),
    (b"MIME-Version", "a web archive (MHTML)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
)


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[0]` is its row 1 and `rows[n][0]` its column A; a blank cell is None.

    `merged` holds (first row, first column, last row, last column), all counted from 0. Most cells of a report are
    blank: what a row holds is looked for once and kept, in `held`, where whoever made the rows may have put it already.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    held: dict[int, Sequence[tuple[int, Cell]]] = field(default_factory=dict, repr=False, compare=False)
    _texts: dict[int, Mapping[int, str]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _amounts: dict[int, Sequence[int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _words: dict[int, Sequence[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def cells(self, row: int) -> Sequence[tuple[int, Cell]]:
        """The cells of a row that are not None, each with its column."""
        if row not in self.held:
            self.held[row] = _filled(self.rows[row])
        return self.held[row]

    def amounts(self, row: int) -> Sequence[int]:
        """The columns of a row that hold amounts, footnote marks aside."""
        if row not in self._amounts:
            self._amounts[row] = [
                index
                for index, cell in self.cells(row)
                if (type(cell) is float and isfinite(cell)) or holds_amount(cell)
            ]
        return self._amounts[row]

    def texts(self, row: int) -> Mapping[int, str]:
        """Every text of a row by its column, numbers left out."""
        if row not in self._texts:
            if not self.cells(row):
                return {}
            said = {index: text(cell) for index, cell in self.cells(row) if isinstance(cell, str)}
            self._texts[row] = {index: one for index, one in said.items() if one}
        return self._texts[row]

    def words(self, row: int) -> Sequence[str]:
        """The texts of a row from left to right as labels are compared: letters and digits alone."""
        if row not in self._words:
            self._words[row] = [squash(one) for one in self.texts(row).values()]
        return self._words[row]

    def rows_saying(self, wanted: Callable[[str], bool]) -> Sequence[int]:
        """The rows, from top to bottom, with a text that is wanted; each distinct text is asked of once."""
        return _rows_of(self.rows_of_texts, wanted)

    def rows_labelled(self, wanted: Callable[[str], bool]) -> Sequence[int]:
        """The same for texts as labels are compared: letters and digits alone."""
        return _rows_of(self._rows_of_labels, wanted)

    @cached_property
    def filled_rows(self) -> Sequence[int]:
        """The rows that hold a cell that is not None."""
        held = self.held
        return [
            row for row, line in enumerate(self.rows) if (held[row] if row in held else line.count(None) < len(line))
        ]

    @cached_property
    def wide(self) -> Mapping[int, Sequence[tuple[int, int, int, int]]]:
        """The merged ranges of more than one column by their first row."""
        found: defaultdict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
        for one in self.merged:
            if one[1] < one[3]:
                found[one[0]].append(one)
        return dict(found)

    @cached_property
    def rows_of_texts(self) -> Mapping[str, Sequence[int]]:
        """Each distinct text of the sheet with the rows it stands in."""
        rows_of: defaultdict[str, list[int]] = defaultdict(list)
        for row in self.filled_rows:
            for _, cell in self.cells(row):
                if isinstance(cell, str):
                    rows_of[cell].append(row)
        distinct: defaultdict[str, list[int]] = defaultdict(list)
        for cell, rows in rows_of.items():
            if said := text(cell):
                distinct[said] += rows
        return distinct

    @cached_property
    def _rows_of_labels(self) -> Mapping[str, Sequence[int]]:
        distinct: defaultdict[str, list[int]] = defaultdict(list)
        for said, rows in self.rows_of_texts.items():
            distinct[squash(said)] += rows
        return distinct


@dataclass(frozen=True, slots=True)
class Workbook:
    """A readable file: its true format, the name it came under and its sheets in their order."""

    format: Format
    name: str
    sheets: Sequence[Sheet]


def read_workbook(content: bytes, *, name: str) -> Workbook:
    """Every sheet of a file, or UnreadableFileError; `name` is only for messages and never decides the format."""
    if not content.strip():
        raise _unreadable(name, f"the file is empty ({len(content)} bytes)", "a report file")
    if len(content) > MAX_FILE_BYTES:
        raise _unreadable(name, f"the file has {len(content):,} bytes", f"at most {MAX_FILE_BYTES:,}")
    if content.startswith(_OLE):
        return _read_xls(content, name)
    if content.startswith(_ZIP):
        return _read_xlsx(content, name)
    return _read_text(content, name)


def column_letters(index: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _read_xls(content: bytes, name: str) -> Workbook:
    # Some vendors do not fill the last sector, which makes the reader panic; a file that was cut is found by the guard.
    content += bytes(-len(content) % _SECTOR)
    errors = xls_guard.inspect(content, name=name)
    return Workbook("xls", name, _calamine_sheets(content, name, errors))


def _read_xlsx(content: bytes, name: str) -> Workbook:
    errors = xlsx_guard.inspect(content, name=name)
    return Workbook("xlsx", name, _calamine_sheets(content, name, errors))


def _read_text(content: bytes, name: str) -> Workbook:
    start = content[:_SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, kind in _FOREIGN:
        if start.startswith(signature):
            raise _unreadable(name, f"the file is {kind}", "an .xls, .xlsx, HTML or CSV file")
    if start.startswith(b"<"):
        return _read_html(content, name, start)
    return Workbook("csv", name, [Sheet("csv", _csv_rows(content, name))])


def _read_html(content: bytes, name: str, start: bytes) -> Workbook:
    if not _HTML_TAG.search(start):
        raise _unreadable(name, "the file is XML and no HTML table", "an .xls, .xlsx, HTML or CSV file")
    rows, merged = html_tables.read(content, name=name)
    return Workbook("html", name, [Sheet("html", rows, merged)])


def _csv_rows(content: bytes, name: str) -> list[list[Cell]]:
    try:
        decoded = content.decode(_TEXT_ENCODING)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unreadable(
            name, f"line {line} holds bytes that are not UTF-8", "CSV text in UTF-8", "Save the file as UTF-8 CSV"
        ) from None
    if "\x00" in decoded:
        raise _unreadable(name, "the file holds binary data", "an .xls, .xlsx, HTML or CSV file")
    try:
        reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=_delimiter(decoded), strict=True)
        rows: list[list[Cell]] = [[field or None for field in row] for row in reader]
    except csv.Error as error:
        raise _unreadable(name, f"the text is no well-formed CSV ({error})", "every quoted field closed") from None
    _refuse_too_many_cells(sum(map(len, rows)), name)
    return rows


def _delimiter(decoded: str) -> str:
    """Of comma, semicolon, tab and bar the one that is most frequent on the lines at the start; ties go to comma."""
    head = re.sub(r'"[^"]*"', "", "\n".join(decoded[:_SNIFFED_BYTES].splitlines()[:20]))
    return max(",;\t|", key=head.count)


def _calamine_sheets(content: bytes, name: str, errors: xls_guard.ErrorCells) -> list[Sheet]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return [_sheet(book.get_sheet_by_name(one), errors.get(one, {}), name) for one in book.sheet_names]
    except PasswordError:
        raise _unreadable(
            name, "the workbook is protected by a password", "a workbook without one", "Save it without a password"
        ) from None
    except (CalamineError, OSError, ValueError) as error:
        raise _unreadable(name, f"the workbook is damaged ({error})", "a complete workbook") from None
    except BaseException as error:
        # A panic in the reader's native code is no Exception; anything else that is none (Ctrl-C, exit) goes on.
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(name, f"the workbook is damaged ({error})", "a complete workbook") from None


def _sheet(source: CalamineSheet, errors: dict[tuple[int, int], str], name: str) -> Sheet:
    _refuse_too_many_cells(source.total_height * source.total_width, name)
    held: dict[int, Sequence[tuple[int, Cell]]] = {}
    rows = [_without_blanks(number, row, held) for number, row in enumerate(source.to_python(skip_empty_area=False))]
    for (row, column), code in errors.items():
        # The reader drops an error cell to ""; put back, it is refused wherever a number or a day is expected.
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = code
            held.pop(row, None)
    merged = [(top, left, bottom, right) for (top, left), (bottom, right) in source.merged_cell_ranges or []]
    return Sheet(source.name, rows, merged, held)


def _without_blanks(number: int, row: Sequence[Cell], held: dict[int, Sequence[tuple[int, Cell]]]) -> list[Cell]:
    """The row with None where the reader says ""; what a mostly blank row holds is kept in passing."""
    blanks = row.count("")
    if blanks * 2 < len(row):
        return [None if cell == "" else cell for cell in row]
    cells: list[Cell] = [None] * len(row)
    held[number] = [(column, cell) for column, cell in enumerate(row) if cell != ""] if blanks < len(row) else []
    for column, cell in held[number]:
        cells[column] = cell
    return cells


def _filled(row: Sequence[Cell]) -> Sequence[tuple[int, Cell]]:
    blanks = row.count(None)
    if blanks == len(row):
        return []
    return [(column, cell) for column, cell in enumerate(row) if cell is not None] if blanks else [*enumerate(row)]


def _rows_of(distinct: Mapping[str, Sequence[int]], wanted: Callable[[str], bool]) -> list[int]:
    return sorted({row for said, rows in distinct.items() if wanted(said) for row in rows})


def _refuse_too_many_cells(cells: int, name: str) -> None:
    if cells > MAX_CELLS:
        raise _unreadable(name, f"a sheet spans {cells:,} cells", f"at most {MAX_CELLS:,}")


def _unreadable(name: str, what: str, expected: str, next_step: str = _ASK_AGAIN) -> UnreadableFileError:
    return UnreadableFileError(what, place=Place(file=name), expected=expected, next_step=next_step)
