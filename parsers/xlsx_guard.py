"""The guard before an .xlsx file: no bomb, no password, no entities, no cell at the end of the world, not truncated.

Sizes come from the zip directory first, so that a bomb is refused unread; only then are the sheets' own bytes scanned.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from posixpath import basename, join, normpath

from lxml import etree  # type: ignore[import-untyped]

from parsers.errors import Place, UnreadableFileError
from parsers.limits import MAX_ARCHIVE_MEMBERS, MAX_CELLS, MAX_PACKING_RATIO, MAX_UNPACKED_BYTES, RATIO_FREE_BYTES
from parsers.xls_guard import ErrorCells

_CHUNK = 4_000_000
_OVERLAP = 1024  # longer than any cell's tag with its reference
_LONGEST_CUT = len(b' r="CZ99999')  # a near cell's reference without its closing quote
_ENCRYPTED_FLAG = 0x1
# A cell is surely near up to column CZ and row 99,999: 104 columns of so many rows are never too many cells. Whatever
# else follows a space and r, odd spacing and quoting included, has the sheet measured exactly.
_NOT_SURELY_NEAR = re.compile(rb" r(?!=\"[A-C]?[A-Z]?\d{1,5}\")\s*=")
_AFTER_A_BREAK = tuple((mark, re.compile(mark + rb"(?=r\s*=)")) for mark in (b"\t", b"\n", b"\r", b"\v", b"\f"))
_ENTITY_SIGNS = tuple(
    sign.encode(encoding) for sign in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_CELL_COLUMNS = re.compile(rb"\sr\s*=\s*[\"']\s*\$?([A-Za-z]{1,3})\$?\d{1,7}")
_CELL_ROWS = re.compile(rb"\sr\s*=\s*[\"']\s*\$?[A-Za-z]{0,3}\$?(\d{1,7})[\"']")
_ERROR_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*\bt=[\"']e[\"'])(?=[^>]*\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'])[^>]*>"
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]{1,20})<",
    re.DOTALL,
)
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def inspect(content: bytes, *, name: str) -> ErrorCells:
    """The error cells (#DIV/0! and such) of each sheet, or UnreadableFileError for a file no reader should see."""
    place = Place(file=name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bomb(archive, place)
            return _inspect_parts(archive, place)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, etree.XMLSyntaxError) as error:
        raise _unreadable(place, f"the workbook is truncated or damaged ({error})", "a complete .xlsx file") from None
    except NotImplementedError as error:
        raise _unreadable(place, f"the archive is packed in an unknown way ({error})", "an .xlsx file") from None


def _refuse_bomb(archive: zipfile.ZipFile, place: Place) -> None:
    members = archive.infolist()
    packed = sum(one.compress_size for one in members) or 1
    unpacked = sum(one.file_size for one in members)
    if len(members) > MAX_ARCHIVE_MEMBERS:
        raise _unreadable(place, f"the archive has {len(members):,} members", f"at most {MAX_ARCHIVE_MEMBERS:,}")
    if unpacked > MAX_UNPACKED_BYTES:
        raise _unreadable(place, f"the archive unpacks to {unpacked:,} bytes", f"at most {MAX_UNPACKED_BYTES:,}")
    if unpacked > RATIO_FREE_BYTES and unpacked > packed * MAX_PACKING_RATIO:
        ratio = f"{unpacked // packed:,} times its size"
        raise _unreadable(place, f"the archive unpacks to {ratio}", f"at most {MAX_PACKING_RATIO} times")
    if any(one.flag_bits & _ENCRYPTED_FLAG for one in members):
        raise _unreadable(place, "the workbook is protected by a password", "a workbook without one")


def _inspect_parts(archive: zipfile.ZipFile, place: Place) -> ErrorCells:
    names = archive.namelist()
    if not any(basename(one) == "workbook.xml" for one in names):
        raise _unreadable(place, "the file is a zip archive and no .xlsx workbook", "an .xlsx, .xls, HTML or CSV file")
    titles = _sheet_titles(archive)
    found: dict[str, dict[tuple[int, int], str]] = {}
    for one in names:
        if not one.endswith((".xml", ".rels", ".vml")):
            continue
        is_sheet = one in titles or "worksheets/" in one
        errors = _inspect_part(archive, one, place, is_sheet=is_sheet)
        if one in titles:
            found[titles[one]] = errors
    return found


def _inspect_part(archive: zipfile.ZipFile, part: str, place: Place, *, is_sheet: bool) -> dict[tuple[int, int], str]:
    errors: dict[tuple[int, int], str] = {}
    is_near = True
    chunk = b""
    for chunk in _chunks(archive, part):
        # Looking for one byte costs a tenth of looking for the signs.
        if b"!" in chunk and any(sign in chunk for sign in _ENTITY_SIGNS):
            raise _unreadable(place, f"part {part} declares a DTD or entities", "plain workbook parts")
        if is_sheet:
            errors |= _errors_of(chunk)
            if is_near and not _is_surely_near(chunk):
                is_near = False
                _refuse_far_cells(archive, part, place)
    if is_sheet and is_near and _NOT_SURELY_NEAR.search(chunk[-_LONGEST_CUT:]):
        _refuse_far_cells(archive, part, place)
    return errors


def _is_surely_near(chunk: bytes) -> bool:
    """Whether a piece has near cells alone; a reference cut at its end is for the next piece to judge."""
    odd = any(mark in chunk and pattern.search(chunk) for mark, pattern in _AFTER_A_BREAK)
    found = _NOT_SURELY_NEAR.search(chunk)
    return not odd and (found is None or found.start() >= len(chunk) - _LONGEST_CUT)


def _refuse_far_cells(archive: zipfile.ZipFile, part: str, place: Place) -> None:
    """Measure a sheet exactly, from its beginning: its highest row and its last column may stand far apart."""
    height, width = 0, 0
    for chunk in _chunks(archive, part):
        height = max(height, *map(int, _CELL_ROWS.findall(chunk)), 0)
        width = max(width, *(_column_number(one) for one in set(_CELL_COLUMNS.findall(chunk))), 0)
        _refuse_wide(height, width, part, place)


def _refuse_wide(height: int, width: int, part: str, place: Place) -> None:
    if height * width > MAX_CELLS:
        raise _unreadable(
            place, f"sheet part {part} spans {height:,} rows and {width:,} columns", f"at most {MAX_CELLS:,} cells"
        )


def _errors_of(chunk: bytes) -> dict[tuple[int, int], str]:
    if b't="e"' not in chunk and not (b"'" in chunk and b"t='e'" in chunk):
        return {}
    return {
        (int(row) - 1, _column_number(column) - 1): code.decode("utf-8", "replace")
        for column, row, code in _ERROR_CELL.findall(chunk)
    }


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part's bytes in pieces that overlap, so that nothing hides on a border; reading on proves its checksum."""
    with archive.open(part) as stream:
        tail = b""
        while piece := stream.read(_CHUNK):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def _sheet_titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """The title of each sheet by the name of its part, as the workbook part and its relations say."""
    book = next(one for one in archive.namelist() if basename(one) == "workbook.xml")
    folder = book[: -len("workbook.xml")]
    relations = f"{folder}_rels/workbook.xml.rels"
    if relations not in archive.namelist():
        return {}
    targets = {one.get("Id"): one.get("Target", "") for one in _parsed(archive, relations)}
    titles: dict[str, str] = {}
    for sheet in _parsed(archive, book).iterfind("{*}sheets/{*}sheet"):
        target = targets.get(sheet.get(_RELATION_ID), "")
        titles[normpath(target.lstrip("/") if target.startswith("/") else join(folder, target))] = sheet.get("name", "")
    return titles


def _parsed(archive: zipfile.ZipFile, part: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(part), parser)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _unreadable(place: Place, what: str, expected: str) -> UnreadableFileError:
    return UnreadableFileError(
        what, place=place, expected=expected, next_step="Fetch or export the report again and load that file"
    )
