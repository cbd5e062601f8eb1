"""Finding a table by the words of its header: column maps, header windows of several rows, the columns found.

Labels are compared as letters and digits alone, so line breaks and hyphens within them do not matter. Which data
column belongs to which header column is told in `columns`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal, NamedTuple, TypeAlias, get_args

from parsers.cells import Cell, is_amount, is_blank, squash, text
from parsers.errors import LayoutError, Place
from parsers.grid import Sheet, column_letters

Kind: TypeAlias = Literal["money", "count", "percent", "text", "days", "mark"]

_DEEPEST_HEADER = 6  # rows with words; blank rows between them do not count
_FARTHEST_ROW = 20
_NEAR_TOP = 60
_SHORTEST_START = 2
_ENOUGH_TO_BE_MEANT = 3


class Column(NamedTuple):
    """One field of a table, whether a document without it is refused, and what its cells hold."""

    field: str
    required: bool
    kind: Kind


@dataclass(frozen=True)
class ColumnMap:
    """The header words of one table, squashed, each with its column; several words may mean the same field."""

    name: str
    words: Mapping[str, Column]

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields without which the table is refused."""
        return frozenset(one.field for one in self.words.values() if one.required)

    @cached_property
    def starts(self) -> frozenset[str]:
        """Every beginning of the header words: what the first line of a stacked label may be."""
        return frozenset(word[:end] for word in self.words for end in range(_SHORTEST_START, len(word) + 1))


@dataclass(frozen=True, slots=True)
class Slot:
    """A header column: where it stands (from 0), its label as printed and its column, None where the map has none."""

    index: int
    label: str
    column: Column | None = None

    @property
    def field(self) -> str | None:
        """The field the map gives this column."""
        return self.column.field if self.column else None


@dataclass(frozen=True, slots=True)
class Header:
    """A header found in a sheet: its first and last row (from 0) and its columns from left to right."""

    first_row: int
    last_row: int
    slots: Sequence[Slot]

    @property
    def fields(self) -> frozenset[str]:
        """The fields the map gives its columns."""
        return frozenset(one.field for one in self.slots if one.field)


@dataclass(slots=True)
class HeaderSearch:
    """What a search through a sheet found: complete headers, and the fullest incomplete one."""

    complete: list[Header] = field(default_factory=list)
    nearest: Header | None = None


@cache
def column_map(name: str) -> ColumnMap:
    """The column map kept in column_maps/<name>.csv (columns: field, header, required, kind)."""
    source = files("parsers").joinpath("column_maps", f"{name}.csv").read_text(encoding="utf-8")
    words: dict[str, Column] = {}
    kinds: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
    for row in csv.DictReader(io.StringIO(source)):
        if row["kind"] not in kinds or squash(row["header"]) in words:
            raise ValueError(f"column_maps/{name}.csv: {row} has an unknown kind or words that are already taken")
        words[squash(row["header"])] = Column(row["field"], row["required"] == "yes", kinds[row["kind"]])
    return ColumnMap(name, words)


def search_headers(
    sheet: Sheet, columns: ColumnMap, *, start: int = 0, stop: int | None = None, first_only: bool = False
) -> HeaderSearch:
    """Every complete header of the table between two rows (repeated ones too), and the nearest incomplete one.

    `first_only` ends the search at the first complete one.
    """
    found = HeaderSearch()
    finder = _Finder(sheet, columns, len(sheet.rows) if stop is None else stop)
    after = start
    for row in _may_start(sheet, columns, start, finder.end):
        header = finder.header_from(row) if row >= after else None
        if header and header.fields >= columns.required:
            found.complete.append(header)
            after = header.last_row + 1
            if first_only:
                break
        elif header and (found.nearest is None or len(header.fields) > len(found.nearest.fields)):
            found.nearest = header
    return found


def require_headers(sheet: Sheet, columns: ColumnMap, *, file: str, start: int = 0, what: str) -> list[Header]:
    """Every header of the table, or LayoutError that lists the columns that are missing and the headers found."""
    found = search_headers(sheet, columns, start=start)
    if found.complete:
        return found.complete
    near = found.nearest
    labels = ", ".join(repr(one.label) for one in near.slots) if near else "none"
    missing = sorted(columns.required - (near.fields if near else frozenset()))
    raise LayoutError(
        f"the header of {what} lacks {', '.join(missing)}; headers found: {labels}",
        place=Place(file=file, sheet=sheet.name, row=near.last_row + 1 if near else None),
        expected=f"a column for each of {', '.join(sorted(columns.required))}",
        next_step=f"If the vendor renamed a column, add its words to parsers/column_maps/{columns.name}.csv",
    )


def missed_enough(found: HeaderSearch) -> bool:
    """Whether an incomplete header has enough of the table's words to be meant as one."""
    return found.nearest is not None and len(found.nearest.fields) >= _ENOUGH_TO_BE_MEANT


def describe(slot: Slot) -> str:
    """A header column as a message names it: 'Total Prepaid' (column Y)."""
    return f"{slot.label!r} (column {column_letters(slot.index)})"


def _may_start(sheet: Sheet, columns: ColumnMap, start: int, end: int) -> Iterator[int]:
    """The rows with the beginning of a header word: near the top row by row, below by the sheet's distinct texts."""
    top = min(start + _NEAR_TOP, end)
    yield from (row for row in range(start, top) if not columns.starts.isdisjoint(sheet.words(row)))
    if top < end:
        below = sheet.rows_labelled(columns.starts.__contains__)
        yield from (row for row in below if top <= row < end)


class _Finder:
    """Looks for one table's header in one sheet."""

    def __init__(self, sheet: Sheet, columns: ColumnMap, end: int) -> None:
        self.sheet = sheet
        self.columns = columns
        self.end = end
        self.known: dict[Hashable, tuple[int, Header | None]] = {}

    def header_from(self, first: int) -> Header | None:
        """The header in the fewest rows that has the most fields among the windows that start here.

        Rows that say the same, as on every page of a report, are the same header.
        """
        rows = self._rows_of_words(first)
        merged = [one for row in rows[:-1] for one in self.sheet.wide.get(row, ())]
        key = (
            tuple((row - first, tuple(self.sheet.cells(row))) for row in rows),
            tuple((top - first, left, bottom - first, right) for top, left, bottom, right in merged),
        )
        if key not in self.known:
            self.known[key] = first, self._best(first, rows)
        known_first, best = self.known[key]
        moved = first - known_first
        return best and Header(best.first_row + moved, best.last_row + moved, best.slots)

    def _rows_of_words(self, first: int) -> list[int]:
        """The rows from `first` on that a header may take: words alone, with blank rows between them."""
        rows: list[int] = []
        for row in range(first, min(first + _FARTHEST_ROW, self.end)):
            if not self.sheet.cells(row):
                continue
            if len(rows) == _DEEPEST_HEADER or not _is_words(self.sheet.cells(row)):
                break
            rows.append(row)
        return rows

    def _best(self, first: int, rows: Sequence[int]) -> Header | None:
        windows = [self._window(first, last) for last in rows]
        best = max(windows, key=lambda window: len(window.fields), default=None)
        return self._without_rows_above(best) if best and best.fields else None

    def _without_rows_above(self, header: Header) -> Header:
        """The same header without leading rows that add no field, such as a banner line that shares a word with it."""
        while header.first_row < header.last_row:
            shorter = self._window(header.first_row + 1, header.last_row)
            if shorter.fields != header.fields:
                break
            header = shorter
        return header

    def _window(self, first: int, last: int) -> Header:
        slots: list[Slot] = []
        taken: set[str] = set()
        for index, pieces in sorted(self._pieces(first, last).items()):
            column = _matched(pieces, self.columns)
            fresh = column if column and column.field not in taken else None
            taken.update({fresh.field} if fresh else ())
            slots.append(Slot(index, " ".join(pieces), fresh))
        return Header(first, last, slots)

    def _pieces(self, first: int, last: int) -> dict[int, list[str]]:
        """Each column's texts from top to bottom; a text over several columns counts for each that has its own."""
        found: dict[int, list[str]] = {}
        own = {
            (row, column): said
            for row in range(first, last + 1)
            for column, cell in self.sheet.cells(row)
            if (said := text(cell))
        }
        wide = [one for row in range(first, last) for one in self.sheet.wide.get(row, ())]
        for (row, column), said in own.items():
            groups = [own[one[:2]] for one in wide if one[:2] in own and one[2] < row and one[1] < column <= one[3]]
            found.setdefault(column, []).extend([*groups, said])
        return found


def _is_words(row: Sequence[tuple[int, Cell]]) -> bool:
    return all(is_blank(cell) or (isinstance(cell, str) and not is_amount(cell)) for _, cell in row)


def _matched(pieces: Sequence[str], columns: ColumnMap) -> Column | None:
    """The column whose words are all pieces from some line down, or one line alone."""
    for start in range(len(pieces)):
        if found := columns.words.get(squash(" ".join(pieces[start:]))):
            return found
    return next((columns.words[squash(one)] for one in pieces if squash(one) in columns.words), None)
