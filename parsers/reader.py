"""One sheet of a document under reading: cells as values, and errors that say where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

from parsers import cells
from parsers.cells import Cell
from parsers.errors import CellError, Place
from parsers.grid import Sheet, Workbook, column_letters

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class SheetReader:
    """Reads cells of one sheet by row and column (both from 0); a column of None is a field the sheet does not have."""

    workbook: Workbook
    sheet: Sheet
    country: str
    _filled: dict[int, Sequence[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        """Where a cell is, as messages say it."""
        letters = column_letters(column) if column is not None else None
        return Place(self.workbook.name, self.sheet.name, row + 1 if row is not None else None, letters)

    def cell(self, row: int, column: int | None) -> Cell:
        """The cell as it is, None beyond the row's end."""
        cells_of_row = self.sheet.rows[row]
        return cells_of_row[column] if column is not None and column < len(cells_of_row) else None

    def money(self, row: int, column: int | None) -> Decimal | None:
        """The cell's amount, footnote marks aside."""
        value = self.cell(row, column)
        try:
            return cells.money(cells.without_marks(value) if isinstance(value, str) else value)
        except CellError as error:
            raise self._placed(error, row, column) from None

    def count(self, row: int, column: int | None) -> int | None:
        """The cell's whole number."""
        return self.read(cells.integer, row, column)

    def percent(self, row: int, column: int | None, *, bare: Literal["percent", "fraction"]) -> Decimal | None:
        """The cell's share as a fraction; `bare` says what a number without % means."""
        return self.read(lambda value: cells.percent(value, bare=bare), row, column)

    def text(self, row: int, column: int | None) -> str | None:
        """The cell's text on one line, footnote marks aside."""
        return cells.without_marks(self.cell(row, column))

    def days(self, row: int, column: int | None) -> list[date]:
        """Every day the cell lists."""
        return self.read(lambda value: cells.days_within(value, country=self.country), row, column)

    def day(self, row: int, column: int | None) -> date | None:
        """The cell's day."""
        return self.read(lambda value: cells.day(value, country=self.country), row, column)

    def texts(self, row: int) -> Mapping[int, str]:
        """Every text of a row by its column, numbers left out."""
        return self.sheet.texts(row)

    def words(self, row: int) -> Sequence[str]:
        """The texts of a row from left to right as labels are compared."""
        return self.sheet.words(row)

    def is_empty(self, row: int) -> bool:
        """Whether a row holds nothing."""
        return all(cells.is_blank(cell) for _, cell in self.sheet.cells(row))

    def filled(self, row: int) -> Sequence[int]:
        """The columns of a row that hold something other than footnote marks."""
        if row not in self._filled:
            self._filled[row] = [
                index for index, cell in self.sheet.cells(row) if not isinstance(cell, str) or cells.without_marks(cell)
            ]
        return self._filled[row]

    def label_column(self, row: int, label: str) -> int | None:
        """The column of the first text in a row that begins with a label, compared by letters and digits."""
        wanted = cells.squash(label)
        said = zip(self.texts(row), self.words(row), strict=True)
        return next((index for index, word in said if word.startswith(wanted)), None)

    def rows_labelled(self, label: str, start: int = 0) -> Sequence[int]:
        """The rows from `start` on with a text that begins with a label, compared by letters and digits."""
        wanted = cells.squash(label)
        return [row for row in self.sheet.rows_labelled(lambda word: word.startswith(wanted)) if row >= start]

    def amount_after(self, row: int, column: int) -> Decimal | None:
        """The first amount to the right of a column."""
        later = (index for index, cell in self.sheet.cells(row) if index > column and cells.is_amount(cell))
        return self.money(row, next(later, None))

    def read(self, read: Callable[[Cell], Value], row: int, column: int | None) -> Value:
        """What a function makes of the cell; its CellError is given the cell's place."""
        try:
            return read(self.cell(row, column))
        except CellError as error:
            raise self._placed(error, row, column) from None

    def _placed(self, error: CellError, row: int, column: int | None) -> CellError:
        return CellError(error.value, expected=error.expected, place=self.place(row, column))
