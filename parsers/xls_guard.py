"""The guard before an .xls file (BIFF in an OLE container): complete, unencrypted, of a sane size.

It walks the container's sector chain and the record headers only. A truncated file is refused here because the reader
behind it returns the rows that are left without a word.

Nearly all records of a report are cells of a few shapes in its first columns. One compiled expression passes over whole
runs of them; every other record is looked at by itself.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from parsers.errors import Place, UnreadableFileError
from parsers.limits import MAX_CELLS

ErrorCells: TypeAlias = Mapping[str, dict[tuple[int, int], str]]

ERROR_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_UNKNOWN_ERROR = "#ERROR!"

_HEADER_BYTES = 512
_FAT_IN_HEADER = 109
_LAST_REGULAR_SECTOR = 0xFFFFFFFA
_DIRECTORY_ENTRY = 128
_SMALL_SECTOR = 64
_STREAM_NAMES = ("Workbook", "Book")

_BOF, _EOF, _FILEPASS, _BOUNDSHEET = (0x0809, 0x0409, 0x0209, 0x0009), 0x000A, 0x002F, 0x0085
_FORMULA, _BOOLERR = (0x0006, 0x0206, 0x0406), 0x0205
_ONE_CELL = frozenset({0x00FD, 0x0203, 0x027E, 0x0204, 0x0201, 0x00D6, 0x0205, 0x0006, 0x0206, 0x0406})
_CELL_RUN = frozenset({0x00BD, 0x00BE})
# However many rows there are (their numbers have two bytes), this many columns are never too many cells.
_NEAR_COLUMNS = MAX_CELLS >> 16
_LONGEST_NEAR_RUN = 40


def _near_cells() -> re.Pattern[bytes]:
    """Consecutive records that are whole, no errors and near: text, number, blank, runs of both, and row records."""
    column = rb"[\x00-" + re.escape(bytes([_NEAR_COLUMNS - 1])) + rb"]\x00"
    shapes = [rb"\x08\x02\x10\x00.{16}"]
    for kind, length in ((0x00FD, 10), (0x027E, 10), (0x0203, 14), (0x0201, 6)):
        shapes.append(re.escape(struct.pack("<HH", kind, length)) + rb".." + column + b".{%d}" % (length - 4))
    for kind, cell in ((0x00BE, 2), (0x00BD, 6)):
        lengths = [4 + cell * count for count in range(1, _LONGEST_NEAR_RUN)]
        runs = b"|".join(re.escape(struct.pack("<H", one + 2)) + b".{%d}" % one + column for one in lengths)
        shapes.append(re.escape(struct.pack("<H", kind)) + b"(?:" + runs + b")")
    return re.compile(b"(?:" + b"|".join(shapes) + b")*+", re.DOTALL)


_NEAR_CELLS = _near_cells()


class _Record(NamedTuple):
    kind: int
    start: int
    data: memoryview


class _Damaged(Exception):  # noqa: N818 - never leaves this module: `inspect` says it as UnreadableFileError
    """What is wrong with the container, in a few words."""


def inspect(content: bytes, *, name: str) -> ErrorCells:
    """The error cells (#DIV/0! and such) of each sheet, or UnreadableFileError for a file no reader should see."""
    if "EncryptedPackage".encode("utf-16-le") in content or "EncryptionInfo".encode("utf-16-le") in content:
        raise _protected(name)
    try:
        stream = _workbook_stream(content)
        records = list(_records(stream, passing=_NEAR_CELLS))
        if any(map(_is_far, records)):
            records = list(_records(stream))
    except (_Damaged, struct.error) as error:
        raise UnreadableFileError(
            f"the workbook is truncated or damaged ({error})",
            place=Place(file=name),
            expected="a complete .xls file",
            next_step="Fetch or export the report again and load that file",
        ) from None
    if any(record.kind == _FILEPASS for record in records):
        raise _protected(name)
    return _error_cells(records, name)


def _protected(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        "the workbook is protected by a password",
        place=Place(file=name),
        expected="a workbook without one",
        next_step="Save it without a password",
    )


def _workbook_stream(content: bytes) -> memoryview:
    if len(content) < _HEADER_BYTES:
        raise _Damaged(f"only {len(content)} bytes")
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in {512, 4096}:
        raise _Damaged("no OLE container")
    table = _sector_table(content, size)
    directory = _chain(content, table, size, struct.unpack_from("<I", content, 48)[0])
    for stream_name in _STREAM_NAMES:
        if (found := _directory_entry(directory, stream_name)) is not None:
            return _stream_at(content, table, size, directory, found)
    raise _Damaged("no workbook inside the OLE container")


def _stream_at(content: bytes, table: list[int], size: int, directory: bytes, found: tuple[int, int]) -> memoryview:
    smallest = struct.unpack_from("<I", content, 56)[0]
    if found[1] >= smallest:
        return _stream(content, table, size, *found)
    root = _directory_entry(directory, "Root Entry")
    if root is None:
        raise _Damaged("its root entry is missing")
    first_of_table = struct.unpack_from("<I", content, 60)[0]
    small_table = [number for (number,) in struct.iter_unpack("<I", _chain(content, table, size, first_of_table))]
    # Below the threshold a stream lives in small sectors inside the root's stream. `_chain` counts sectors after a
    # header, so the root's stream is given one.
    inside = bytes(_SMALL_SECTOR) + _chain(content, table, size, root[0])
    return _stream(inside, small_table, _SMALL_SECTOR, *found)


def _stream(content: bytes, table: list[int], size: int, first: int, length: int) -> memoryview:
    data = _chain(content, table, size, first)
    if len(data) < length:
        raise _Damaged(f"{len(data):,} of {length:,} bytes of the workbook are there")
    return memoryview(data)[:length]


def _sector_table(content: bytes, size: int) -> list[int]:
    sectors = list(struct.unpack_from(f"<{_FAT_IN_HEADER}I", content, 76))
    following = struct.unpack_from("<I", content, 68)[0]
    for _ in range(len(content) // size):
        if following >= _LAST_REGULAR_SECTOR:
            break
        entries = struct.unpack(f"<{size // 4}I", _sector(content, size, following))
        sectors.extend(entries[:-1])
        following = entries[-1]
    parts = [_sector(content, size, one) for one in sectors if one < _LAST_REGULAR_SECTOR]
    return [number for part in parts for (number,) in struct.iter_unpack("<I", part)]


def _sector(content: bytes, size: int, number: int) -> bytes:
    start = (number + 1) * size
    found = content[start : start + size]
    if not found:
        raise _Damaged(f"sector {number} of {len(content) // size} is missing")
    # Some vendors do not pad the last sector to its full size.
    return found.ljust(size, b"\0") if start + size > len(content) else found


def _chain(content: bytes, table: list[int], size: int, first: int) -> bytes:
    parts: list[bytes] = []
    number = first
    while number < _LAST_REGULAR_SECTOR:
        if number >= len(table) or len(parts) > len(table):
            raise _Damaged("its sector chain is broken")
        start = (number + 1) * size
        parts.append(content[start : start + size])
        number = table[number]
    return b"".join(parts)


def _directory_entry(directory: bytes, stream_name: str) -> tuple[int, int] | None:
    wanted = (stream_name + "\0").encode("utf-16-le")
    for start in range(0, len(directory) - _DIRECTORY_ENTRY + 1, _DIRECTORY_ENTRY):
        entry = directory[start : start + _DIRECTORY_ENTRY]
        if entry.startswith(wanted) and struct.unpack_from("<H", entry, 64)[0] == len(wanted):
            first, length = struct.unpack_from("<II", entry, 116)
            return first, length
    return None


def _records(stream: memoryview, *, passing: re.Pattern[bytes] | None = None) -> Iterator[_Record]:
    """Every record but those passed over; substreams are closed by EOF, and what stands after the last is padding."""
    position, depth = 0, 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        if depth == 0 and kind not in _BOF:
            break
        data = stream[position + 4 : position + 4 + length]
        if len(data) < length:
            raise _Damaged("it ends within a record")
        depth += (kind in _BOF) - (kind == _EOF)
        yield _Record(kind, position, data)
        position += 4 + length
        if passing and depth and (passed := passing.match(stream, position)):
            position = passed.end()
    if depth:
        raise _Damaged("it ends within a sheet")


def _is_far(record: _Record) -> bool:
    """Whether a cell stands so far right that the sheet's exact size must be known."""
    if (record.kind not in _ONE_CELL and record.kind not in _CELL_RUN) or len(record.data) < 4:  # noqa: PLR2004 - row and column
        return False
    at = len(record.data) - 2 if record.kind in _CELL_RUN else 2
    return bool(struct.unpack_from("<H", record.data, at)[0] >= _NEAR_COLUMNS)


def _error_cells(records: list[_Record], name: str) -> ErrorCells:
    titles = {offset: title for offset, title in map(_bound_sheet, records) if title}
    starts = {record.start for record in records if record.kind in _BOF}
    if missing := [title for offset, title in titles.items() if offset not in starts]:
        raise UnreadableFileError(
            f"the workbook is truncated or damaged (sheet {missing[0]!r} is not there)",
            place=Place(file=name),
            expected="a complete .xls file",
            next_step="Fetch or export the report again and load that file",
        )
    bounds = [*sorted(titles), records[-1].start + 1 if records else 0]
    return {
        titles[first]: _sheet_errors([one for one in records if first <= one.start < after], name, titles[first])
        for first, after in pairwise(bounds)
    }


def _bound_sheet(record: _Record) -> tuple[int, str]:
    if record.kind != _BOUNDSHEET or len(record.data) < 8:  # noqa: PLR2004 - offset, state, length and its flag
        return 0, ""
    offset, _, length, wide = struct.unpack_from("<IHBB", record.data)
    raw = bytes(record.data[8:])
    return offset, raw[: length * 2].decode("utf-16-le", "replace") if wide & 1 else raw[:length].decode("latin-1")


def _sheet_errors(records: list[_Record], name: str, title: str) -> dict[tuple[int, int], str]:
    height, width = 0, 0
    found: dict[tuple[int, int], str] = {}
    for record in records:
        if record.kind not in _ONE_CELL and record.kind not in _CELL_RUN:
            continue
        row, column = struct.unpack_from("<HH", record.data)
        last = struct.unpack_from("<H", record.data, len(record.data) - 2)[0] if record.kind in _CELL_RUN else column
        height, width = max(height, row + 1), max(width, last + 1)
        if (code := _error_code(record)) is not None:
            found[row, column] = ERROR_CODES.get(code, _UNKNOWN_ERROR)
    if height * width > MAX_CELLS:
        raise UnreadableFileError(
            f"the sheet spans {height:,} rows and {width:,} columns",
            place=Place(file=name, sheet=title),
            expected=f"at most {MAX_CELLS:,} cells",
            next_step="Delete the stray cells far from the data, or fetch the report again",
        )
    return found


def _error_code(record: _Record) -> int | None:
    if record.kind == _BOOLERR and record.data[7]:
        return record.data[6]
    # A formula's cached result is an error where its last two bytes are FFFF and its first is 2.
    if record.kind in _FORMULA and bytes(record.data[12:14]) == b"\xff\xff" and record.data[6] == 2:  # noqa: PLR2004
        return record.data[8]
    return None
