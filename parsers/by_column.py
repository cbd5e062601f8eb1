"""Reads many rows of one kind column by column: each distinct value of a column is turned into a value once.

A large report repeats few amounts, days and words, so this costs a small part of reading cell by cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import TypeVar

from parsers import cells
from parsers.cells import Cell, holds_amount
from parsers.errors import CellError
from parsers.reader import SheetReader

Value = TypeVar("Value")

_NUMBERS = frozenset({int, float})


@dataclass(frozen=True, slots=True)
class ByColumn:
    """The given rows (from 0) of one sheet; a column of None is a field the sheet does not have: all None."""

    reader: SheetReader
    rows: Sequence[int]
    _columns: list[Sequence[Cell]] = field(default_factory=list)

    def cells(self, column: int | None) -> Sequence[Cell]:
        """The cells as they are, None beyond a row's end."""
        if not self._columns and column is not None:
            self._columns.extend(zip_longest(*(self.reader.sheet.rows[row] for row in self.rows)))
        return self._columns[column] if column is not None and column < len(self._columns) else [None] * len(self.rows)

    def read(self, column: int | None, read: Callable[[Cell], Value]) -> list[Value]:
        """Every cell turned into a value; CellError with its place where one cannot be."""
        found = self.cells(column)
        if bool in set(map(type, found)):  # True and 1.0 are one key: what one gives must not be the other's
            return [self._placed(read, cell, position, column) for position, cell in enumerate(found)]
        known: dict[Cell, Value] = {}
        try:
            for cell in dict.fromkeys(found):
                known[cell] = read(cell)
        except CellError:
            self._placed(read, cell, found.index(cell), column)
            raise
        return [*map(known.__getitem__, found)]

    def money(self, column: int | None) -> list[Decimal | None]:
        """Amounts, footnote marks aside."""
        return self.read(column, _money)

    def counts(self, column: int | None) -> list[int | None]:
        """Whole numbers, footnote marks aside."""
        return self.read(column, lambda value: cells.integer(_unmarked(value)))

    def printed(self, column: int | None) -> list[str | None]:
        """Texts on one line, footnote marks aside; a vendor's sign for nothing stays."""
        return self.read(column, cells.without_marks)

    def texts(self, column: int | None) -> list[str | None]:
        """Texts on one line and ids as text, footnote marks aside; a vendor's sign for nothing is None."""
        return self.read(column, lambda value: None if cells.is_blank(value) else cells.without_marks(value))

    def days(self, column: int | None) -> list[date | None]:
        """Days, None for the days vendors print where there is none."""
        country = self.reader.country
        return self.read(column, lambda value: cells.without_sentinel(cells.day(_unmarked(value), country=country)))

    def marked(self, column: int | None, mark: str) -> list[bool]:
        """Whether a cell carries a footnote mark."""
        found = self.cells(column)
        if str not in set(map(type, found)):
            return [False] * len(found)
        known = {cell: isinstance(cell, str) and mark in cell for cell in set(found)}
        return [*map(known.__getitem__, found)]

    def is_blank(self, column: int) -> bool:
        """Whether no row has a value there, footnote marks aside."""
        found = self.cells(column)
        return _NUMBERS.isdisjoint(map(type, found)) and all(cells.is_blank(_unmarked(cell)) for cell in set(found))

    def holds_amounts(self, column: int) -> bool:
        """Whether the values of a column are amounts, by majority: one unreadable amount is refused as a cell."""
        found = self.cells(column)
        kinds = Counter(map(type, found))
        numbers = kinds[int] + kinds[float]
        others = Counter(cell for cell in found if type(cell) not in _NUMBERS and not cells.is_blank(_unmarked(cell)))
        amounts = sum(times for cell, times in others.items() if holds_amount(cell))
        return (numbers + amounts) * 2 > numbers + others.total()

    def _placed(self, read: Callable[[Cell], Value], cell: Cell, position: int, column: int | None) -> Value:
        try:
            return read(cell)
        except CellError as error:
            place = self.reader.place(self.rows[position], column)
            raise CellError(error.value, expected=error.expected, place=place) from None


def _unmarked(value: Cell) -> Cell:
    return cells.without_marks(value) if isinstance(value, str) else value


def _money(value: Cell) -> Decimal | None:
    return cells.money(cells.without_marks(value) if isinstance(value, str) else value)
