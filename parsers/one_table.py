"""The one table of a workbook: which sheet holds it, under which of a report's column maps, with which headers."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.grid import Sheet, Workbook
from parsers.headers import ColumnMap, Header, column_map, require_headers, search_headers
from parsers.one_property import several_sheets


def find_table(workbook: Workbook, names: Sequence[str], *, what: str) -> tuple[Sheet, Sequence[Header], ColumnMap]:
    """The table's sheet, headers and column map; LayoutError where no sheet has all its columns, or several have.

    Where no map is complete, the message is about the one that lacks the fewest columns.
    """
    found = [
        (sheet, headers, column_map(name))
        for sheet in workbook.sheets
        for name in names
        if (headers := search_headers(sheet, column_map(name)).complete)
    ]
    holding = list(dict.fromkeys(sheet.name for sheet, _, _ in found))
    if len(holding) > 1:
        raise several_sheets(holding, file=workbook.name, what=what)
    if found:
        return found[0]
    pairs = [(sheet, column_map(name)) for name in names for sheet in workbook.sheets]
    sheet, columns = min(pairs, key=lambda one: _lacking(*one))
    return sheet, require_headers(sheet, columns, file=workbook.name, what=what), columns


def _lacking(sheet: Sheet, columns: ColumnMap) -> int:
    nearest = search_headers(sheet, columns).nearest
    return len(columns.required - (nearest.fields if nearest else frozenset()))
