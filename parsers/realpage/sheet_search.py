"""Where a report's table is in a workbook, and what its banner says, for banners that name the property alone too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from parsers import cells
from parsers.banner import Banner, is_furniture, read_banner
from parsers.cells import squash
from parsers.document import Finding
from parsers.errors import CellError
from parsers.grid import Sheet, Workbook
from parsers.headers import Header, column_map, require_headers, search_headers
from parsers.one_property import several_sheets

_PRODUCT = re.compile(r"(?:onesite|realpage)\b.*?\s-\s+(?P<name>.+)", re.IGNORECASE)
_DAY = r"(\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4})"
_PERIOD = re.compile(_DAY + r"\s*(?:-|to|through|thru)\s*" + _DAY, re.IGNORECASE)


def table_headers(workbook: Workbook, name: str, *, what: str, first_only: bool = False) -> tuple[Sheet, list[Header]]:
    """The sheet with the table's header, and its headers; LayoutError where none has it (with those found) or several.

    `first_only` finds the first header alone, for tables of many rows whose repeated headers are known by their words.
    """
    columns = column_map(name)
    searched_for = ((sheet, search_headers(sheet, columns, first_only=first_only)) for sheet in workbook.sheets)
    found = [(sheet, search.complete) for sheet, search in searched_for if search.complete]
    if len(found) > 1:
        raise several_sheets([sheet.name for sheet, _ in found], file=workbook.name, what=what)
    if found:
        return found[0]
    searched = max(workbook.sheets, key=lambda sheet: _nearness(sheet, name))
    return searched, require_headers(searched, columns, file=workbook.name, what=what)


def banner_above(sheet: Sheet, header: Header, titles: Sequence[str], country: str) -> Banner:
    """The banner; a property it names without a company stands right above the title or after the product's name."""
    banner = read_banner(sheet, end=header.first_row, titles=titles, country=country)
    if banner.property_name is not None:
        return banner
    return replace(banner, property_name=_property_alone(sheet, header.first_row, {squash(one) for one in titles}))


def period_of(text: str, country: str) -> tuple[date, date] | None:
    """The first and last day of the first period a text names, such as 02/01/2026 - 02/07/2026."""
    found = _PERIOD.search(text)
    try:
        days = [cells.day(one, country=country) for one in found.groups()] if found else []
    except CellError:
        return None
    return (days[0], days[1]) if len(days) > 1 and days[0] and days[1] else None


def undated(as_of: date | None) -> list[Finding]:
    """The finding for a report that does not say which day it describes."""
    return [] if as_of else [Finding("no_as_of_date", "the banner has no readable 'As of' date")]


def _nearness(sheet: Sheet, name: str) -> int:
    nearest = search_headers(sheet, column_map(name)).nearest
    return len(nearest.fields) if nearest else 0


def _property_alone(sheet: Sheet, end: int, titles: set[str]) -> str | None:
    said = [
        (row, column, found)
        for row, line in enumerate(sheet.rows[:end])
        for column, cell in enumerate(line)
        if isinstance(cell, str) and (found := cells.text(cell))
    ]
    product = next((match for _, _, one in said if (match := _PRODUCT.fullmatch(one))), None)
    if product:
        return product["name"]
    title = next(((row, column) for row, column, one in said if squash(one) in titles), None)
    above = [one for row, column, one in said if title and row < title[0] and column == title[1]]
    names = [one for one in reversed(above) if not is_furniture(one) and squash(one) not in titles]
    return next((one for one in names if ":" not in one), names[0] if names else None)
