"""Where the fields of a single row stand, in reports whose columns move right on rows that have an optional amount.

Each row is matched to the headers by itself: the order is kept, a cell goes where its kind fits and the way is short,
and an optional amount is only seen where the amounts do not suffice without it. The rent and charges of a row add up
to its total billing, which decides where a blank amount leaves more than one way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Literal

from parsers.cells import Cell, holds_amount, is_blank, text
from parsers.columns import UsedColumn, in_order, refuse_unmapped_amounts
from parsers.errors import CellError
from parsers.headers import ColumnMap, Slot
from parsers.reader import SheetReader
from parsers.totals import sum_of

CellKind = Literal["amount", "day", "mark", "text"]

_DAY_LIKE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}(?:\D.*)?", re.DOTALL)
_LONGEST_MARK = 3
_MISFIT = 1000
_UNLIKELY = 4  # as many columns farther than it is counts an optional amount's header, or a text's for an amount
_FITS: Mapping[str, frozenset[CellKind]] = {
    "money": frozenset({"amount"}),
    "count": frozenset({"amount"}),
    "days": frozenset({"day"}),
    "mark": frozenset({"mark"}),
    "text": frozenset({"text", "mark", "amount"}),
}


@dataclass(slots=True)
class RowPlaces:
    """The column of each field of one row, and the columns of its marks."""

    columns: dict[str, int] = field(default_factory=dict)
    marks: list[int] = field(default_factory=list)


def looks_like_day(value: Cell) -> bool:
    """Whether a cell is a day or looks like one, readable or not."""
    return isinstance(value, date) or (isinstance(value, str) and bool(_DAY_LIKE.fullmatch(value.strip())))


class ShiftedRows:
    """Matches rows of one table to its headers, each by itself."""

    def __init__(self, reader: SheetReader, slots: Sequence[Slot], columns: ColumnMap) -> None:
        self.reader = reader
        self.columns = columns
        # A mark may stand beside the frame of its box, which is a letter of its own: its header takes two cells.
        self.slots = [slot for slot in slots for _ in range(2 if _kind_of(slot) == "mark" else 1)]
        self.known: dict[tuple[tuple[int, CellKind], ...], dict[int, Slot]] = {}
        self.kinds: dict[str, CellKind] = {}

    def without(self, left_out: str) -> ShiftedRows:
        """The same for rows of sums, which hold amounts alone and never that of one field."""
        sums = [one for one in self.slots if _kind_of(one) == "money" and one.field != left_out]
        return ShiftedRows(self.reader, sums, self.columns)

    def places(self, cells: Mapping[int, int]) -> RowPlaces:
        """Where the fields of a row stand, given the row of each of its columns."""
        kinds = tuple([(column, self._kind(self.reader.cell(cells[column], column))) for column in sorted(cells)])
        if kinds not in self.known:
            self.known[kinds] = self._matched(cells, kinds)
        self._refuse_words_for_days(cells, self.known[kinds])
        return self._adding_up(cells, self.known[kinds])

    def _refuse_words_for_days(self, cells: Mapping[int, int], mapping: Mapping[int, Slot]) -> None:
        """Refuse a word such as "TBD" under a day's header: it is as short as a mark and would pass for one."""
        for column in (one for one, slot in mapping.items() if _kind_of(slot) == "mark"):
            value = self.reader.cell(cells[column], column)
            nearest = min(self.slots, key=lambda slot: abs(slot.index - column))
            if _kind_of(nearest) == "days" and len(text(value) or "") > 1 and not is_blank(value):
                raise CellError(
                    value,
                    place=self.reader.place(cells[column], column),
                    expected=f"a day under {nearest.label!r}, or a blank",
                )

    def _kind(self, value: Cell) -> CellKind:
        if not isinstance(value, str):
            return _kind(value)
        if value not in self.kinds:
            self.kinds[value] = _kind(value)
        return self.kinds[value]

    def _matched(self, cells: Mapping[int, int], kinds: Sequence[tuple[int, CellKind]]) -> dict[int, Slot]:
        """The header of each column, for all rows with cells of these kinds in these columns."""
        chosen = in_order([[_cost(column, kind, slot) for slot in self.slots] for column, kind in kinds])
        if len(chosen) != len(kinds):
            column = kinds[-1][0]
            raise CellError(
                self.reader.cell(cells[column], column),
                place=self.reader.place(cells[column], column),
                expected=f"at most {len(self.slots)} values in the row, one under each header",
            )
        mapping = {column: self.slots[one] for (column, _), one in zip(kinds, chosen, strict=True)}
        for column, kind in kinds:
            used = [UsedColumn(column, kind == "amount")]
            refuse_unmapped_amounts(used, mapping, place=self.reader.place(cells[column]), name=self.columns.name)
        return mapping

    def _adding_up(self, cells: Mapping[int, int], mapping: Mapping[int, Slot]) -> RowPlaces:
        found = _row_places(mapping)
        if self._adds_up(cells, found):
            return found
        others = (_row_places({**mapping, **other}) for other in self._other_ways(mapping))
        return next((one for one in others if self._adds_up(cells, one)), found)

    def _other_ways(self, mapping: Mapping[int, Slot]) -> Iterator[dict[int, Slot]]:
        """Every way to place the row's amounts under the headers of amounts in their order, the shortest first."""
        amounts = [column for column, slot in mapping.items() if _kind_of(slot) == "money"]
        headers = [slot for slot in self.slots if _kind_of(slot) == "money"]
        ways = [dict(zip(amounts, chosen, strict=True)) for chosen in combinations(headers, len(amounts))]
        yield from sorted(ways, key=lambda way: sum(_cost(column, "amount", slot) for column, slot in way.items()))

    def _adds_up(self, cells: Mapping[int, int], places: RowPlaces) -> bool:
        figures = {one: self._amount(cells, places, one) for one in ("lease_rent", "other_charges", "other_credits")}
        return is_total_of(self._amount(cells, places, "total_billing"), figures)

    def _amount(self, cells: Mapping[int, int], places: RowPlaces, one: str) -> Decimal | None:
        column = places.columns.get(one)
        return self.reader.money(cells[column], column) if column is not None else None


def _kind(value: Cell) -> CellKind:
    if looks_like_day(value):
        return "day"
    if holds_amount(value):
        return "amount"
    said = text(value) or ""
    is_mark = len(said) <= _LONGEST_MARK and not any(one.isdigit() for one in said)
    return "mark" if is_mark else "text"


def is_total_of(total: Decimal | None, parts: Mapping[str, Decimal | None]) -> bool:
    """Whether rent, charges and credits add up to a total billing; credits may be printed with or without a minus."""
    credit = parts["other_credits"]
    charged = sum_of([parts["lease_rent"], parts["other_charges"]])
    return total is not None and total in {charged + (credit or 0), charged - (credit or 0)}


def _row_places(mapping: Mapping[int, Slot]) -> RowPlaces:
    columns = {slot.field: column for column, slot in mapping.items() if slot.field}
    return RowPlaces(columns, [column for column, slot in mapping.items() if _kind_of(slot) == "mark"])


def _kind_of(slot: Slot) -> str | None:
    return slot.column.kind if slot.column else None


def _cost(column: int, kind: CellKind, slot: Slot) -> int:
    header = slot.column
    misfit = header is not None and kind not in _FITS[header.kind]
    expected = header is not None and header.required and header.kind != "text"
    unlikely = kind == "amount" and not expected
    return abs(column - slot.index) + _MISFIT * misfit + _UNLIKELY * unlikely
