"""A sheet of paged report, written from top to bottom: cells by column letter, bands repeated on every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from simulator.portfolio import COMPANY
from simulator.workbook import Cell, column_number, workbook_bytes

PRODUCT = "OneSite Rents v3.0"


class Paper:
    """One report of one property; `banner_columns` are those of the company and of the page number."""

    def __init__(self, property_name: str, title: str, day: date, number: str, banner_columns: tuple[str, str]) -> None:
        self.row = 0
        self.page_ends = 0
        self._cells: dict[int, dict[int, Cell]] = {}
        self._pages: list[int] = []
        self._banner = (
            f"{COMPANY} - {property_name}",
            title,
            f"{day + timedelta(days=1):%m/%d/%Y}   5:12:09AM",
            number,
        )
        self._company_column, self._page_column = banner_columns

    def put(self, **cells: Cell) -> None:
        """Write cells, by column letter, into the present row."""
        row = self._cells.setdefault(self.row, {})
        row.update({column_number(letters): value for letters, value in cells.items()})

    def down(self, rows: int, **cells: Cell) -> None:
        """Go down some rows and write cells there."""
        self.row += rows
        self.put(**cells)

    def new_page(self, rows: int) -> None:
        """Begin a page of so many rows with the banner: product, company and property, title, time of the run."""
        company, title, run_at, number = self._banner
        self.page_ends = self.row + rows
        self.down(2, B=PRODUCT, **{self._company_column: company})
        self._pages.append(self.row)
        self.down(1, B=run_at, **{self._company_column: title, self._page_column: number})

    def need(self, rows: int, break_page: Callable[[], None]) -> None:
        """Break the page if fewer than `rows` are left on it."""
        if self.row + rows > self.page_ends:
            break_page()

    def to_bytes(self) -> bytes:
        """The workbook, its pages numbered."""
        for number, row in enumerate(self._pages, 1):
            self._cells[row][column_number(self._page_column)] = f"Page {number} of {len(self._pages)}"
        return workbook_bytes({"Sheet1": {row: cells for row, cells in self._cells.items() if cells}})


def mdy(day: date) -> str:
    """A day as the reports write it."""
    return f"{day:%m/%d/%Y}"
