"""Which data column belongs to which header column, where the data stand left or right of their headers.

The columns in which rows of one kind really have values are matched to the header columns in order: no two cross, no
header takes two, and the sum of the distances is the least. Where a second way is nearly as good, nothing is guessed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite

from parsers.cells import Cell, holds_amount, holds_value
from parsers.errors import LayoutError, Place
from parsers.grid import Sheet, column_letters
from parsers.headers import Slot, describe

# Two ways to match are told apart only where the second is at least this many columns farther off.
_CLEAR_MARGIN = 3
_NEVER = 10**9
_KEPT = 512


@dataclass(frozen=True, slots=True)
class UsedColumn:
    """A column that holds values in rows of one kind, and whether they are amounts."""

    index: int
    amounts: bool


def used_columns(sheet: Sheet, rows: Iterable[int]) -> list[UsedColumn]:
    """The columns in which any of the rows has a value, from left to right; footnote marks are no values."""
    columns: defaultdict[int, list[Cell]] = defaultdict(list)
    for row in rows:
        for index, cell in sheet.cells(row):
            columns[index].append(cell)
    return [used for index, cells in sorted(columns.items()) if (used := _used(index, cells))]


def _used(index: int, cells: Sequence[Cell]) -> UsedColumn | None:
    """One column, of whose cells each distinct one is looked at once; by type too, for True is no 1."""
    numbers = [cell for cell in cells if type(cell) is float]
    if len(numbers) == len(cells) and all(map(isfinite, numbers)):
        return UsedColumn(index, amounts=True)
    times = Counter(zip(map(type, cells), cells, strict=True))
    values = sum(often for (_, cell), often in times.items() if holds_value(cell))
    amounts = sum(often for (_, cell), often in times.items() if holds_amount(cell))
    # By majority: one unreadable amount is to be refused as a cell, where it stands, and not as a column.
    return UsedColumn(index, amounts * 2 > values) if values else None


def assign(used: Sequence[UsedColumn], slots: Sequence[Slot], *, place: Place, what: str) -> dict[int, Slot]:
    """The header column of each used column, or LayoutError where there is none or more than one way to see it."""
    best, second, chosen = _two_best(tuple(used), tuple(slots))
    if best >= _NEVER:
        raise _unmatched(used, slots, place, what)
    if second - best < _CLEAR_MARGIN:
        raise LayoutError(
            f"{what}: the columns {_letters(used)} can be matched to the headers in more than one way "
            f"(distances {best} and {second})",
            place=place,
            expected=f"values under the headers {', '.join(map(describe, slots))}",
            next_step="Export the report with every column shown, zeros included",
        )
    return {column.index: slots[number] for column, number in zip(used, chosen, strict=True)}


def refuse_unmapped_amounts(
    used: Sequence[UsedColumn], mapping: Mapping[int, Slot], *, place: Place, name: str
) -> None:
    """Refuse amounts under a header the column map does not know: leaving them out would be silent."""
    for column in used:
        slot = mapping[column.index]
        if column.amounts and slot.column is None:
            raise LayoutError(
                f"amounts stand under the header {describe(slot)}, which is not known",
                place=replace(place, column=column_letters(column.index)),
                expected="only columns this report is known to have",
                next_step=f"Say what the column means in parsers/column_maps/{name}.csv",
            )


def by_field(mapping: Mapping[int, Slot]) -> dict[str, int]:
    """The data column of each field."""
    return {slot.field: index for index, slot in mapping.items() if slot.field}


def shifted(slots: Sequence[Slot], mapping: Mapping[int, Slot]) -> list[Slot]:
    """The header columns moved to where their data really stand: what a totals row is matched to."""
    places = by_field(mapping)
    moved = [replace(one, index=places.get(one.field or "", one.index)) for one in slots]
    return sorted(moved, key=lambda one: one.index)


def amounts_in(sheet: Sheet, row: int) -> Sequence[int]:
    """The columns of a row that hold amounts."""
    return sheet.amounts(row)


def in_order(costs: Sequence[Sequence[int]]) -> list[int]:
    """The slot of each column in the cheapest way that keeps their order (costs by column and slot), else empty."""
    return _cheapest(costs)[1]


def _cost(column: UsedColumn, slot: Slot) -> int:
    kind = slot.column.kind if slot.column else None
    fits = column.amounts if kind in {"money", "count"} else not (column.amounts and kind == "mark")
    return abs(column.index - slot.index) if fits else _NEVER


@lru_cache(_KEPT)
def _two_best(used: Sequence[UsedColumn], slots: Sequence[Slot]) -> tuple[int, int, Sequence[int]]:
    """The least cost, that of the second way, and the slot of each column in the first: many rows ask the same.

    Where all values stand right under headers there is no second way to look for.
    """
    costs = [[_cost(column, slot) for slot in slots] for column in used]
    best, chosen = _cheapest(costs)
    return best, _second(costs, chosen) if 0 < best < _NEVER else 2 * _NEVER, chosen


def _cheapest(costs: Sequence[Sequence[int]]) -> tuple[int, list[int]]:
    """The least sum of costs over ways that keep the order, and the slot of each column in it."""
    width = len(costs[0]) if costs else 0
    # least[n][m]: the least cost of placing the columns from n on in the slots from m on
    least = [[_NEVER] * (width + 1) for _ in costs] + [[0] * (width + 1)]
    for number in reversed(range(len(costs))):
        for slot in reversed(range(width)):
            placed = min(costs[number][slot] + least[number + 1][slot + 1], _NEVER)
            least[number][slot] = min(placed, least[number][slot + 1])
    return least[0][0], _way(costs, least)


def _way(costs: Sequence[Sequence[int]], least: Sequence[Sequence[int]]) -> list[int]:
    way: list[int] = []
    slot = 0
    if least[0][0] >= _NEVER:
        return way
    for number in range(len(costs)):
        while least[number][slot] != costs[number][slot] + least[number + 1][slot + 1]:
            slot += 1
        way.append(slot)
        slot += 1
    return way


def _second(costs: Sequence[Sequence[int]], chosen: Sequence[int]) -> int:
    """The least cost of any other way: one of the chosen pairs must be missing in it."""
    least = _NEVER
    for number, slot in enumerate(chosen):
        without = [list(row) for row in costs]
        without[number][slot] = _NEVER
        least = min(least, _cheapest(without)[0])
    return least


def _unmatched(used: Sequence[UsedColumn], slots: Sequence[Slot], place: Place, what: str) -> LayoutError:
    return LayoutError(
        f"{what}: {len(used)} columns hold values ({_letters(used)}) and do not fit the {len(slots)} headers found",
        place=place,
        expected=f"values under the headers {', '.join(map(describe, slots))}",
        next_step="Compare the file with an earlier one: a column was added, removed or moved",
    )


def _letters(used: Sequence[UsedColumn]) -> str:
    return ", ".join(column_letters(one.index) for one in used)
