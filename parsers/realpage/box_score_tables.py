"""A table of the Box Score with one row per floor plan, a Total row per group and one for the property."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Literal, NamedTuple

from parsers.banner import Banner
from parsers.by_column import ByColumn
from parsers.cells import integer, percent, squash
from parsers.columns import UsedColumn, amounts_in, assign, by_field, refuse_unmapped_amounts, shifted, used_columns
from parsers.document import Finding, Total
from parsers.errors import LayoutError
from parsers.headers import ColumnMap, Header, Slot
from parsers.reader import SheetReader
from parsers.realpage.group_totals import TotalRow, is_grand_label, is_total_label, total_rows, totals_among
from parsers.totals import compare, fold, snake, sum_of
from parsers.unread import body_rows, unread_rows

Figures = dict[str, int | Decimal | None]

_SECTION = re.compile(r"(?P<name>[A-Za-z][^\d]*?)\s+-\s+\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}.*")
_FEWEST_AMOUNTS = 2


class PlanKey(NamedTuple):
    """A floor plan of a group, and which of the rows of that name."""

    group: str | None
    plan: str | None
    nth: int


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The rows in their order, what the property's own row prints, comparisons and what was noticed."""

    rows: Mapping[PlanKey, Figures]
    printed: Figures
    totals: Sequence[Total]
    findings: Sequence[Finding]
    last_row: int


@dataclass(frozen=True, slots=True)
class _Body:
    """The table's own rows (from 0): floor plans, totals, and words such as a group's name."""

    plans: Sequence[int]
    totals: Sequence[TotalRow]
    words: Sequence[int]


def section_titles(reader: SheetReader, row: int) -> dict[int, str]:
    """The titles of sections in a row, "Unit Status - 02/07/2026" and such, by column."""
    found = {
        column: match["name"]
        for column, said in reader.texts(row).items()
        if (match := _SECTION.fullmatch(said)) and ":" not in said and "as of" not in said.lower()
    }
    return found if reader.filled(row) == list(reader.texts(row)) else {}


def _is_section(said: str) -> bool:
    return bool(_SECTION.fullmatch(said))


def aligned(table: PlanTable, other: PlanTable) -> PlanTable:
    """The table with the other's groups, where it prints none: its plans are the other's of the same name in order."""
    if any(key.group for key in table.rows):
        return table
    named: dict[str | None, list[PlanKey]] = {}
    for key in other.rows:
        named.setdefault(key.plan, []).append(key)
    keys = [named[key.plan][key.nth - 1] if key.nth <= len(named.get(key.plan, ())) else key for key in table.rows]
    return replace(table, rows=dict(zip(keys, table.rows.values(), strict=True)))


def read_plan_table(
    reader: SheetReader, name: str, headers: Sequence[Header], columns: ColumnMap, banner: Banner
) -> PlanTable:
    """The table under its headers, down to the property's row; LayoutError where there is none."""
    header = headers[0]
    body = _body(reader, headers, banner)
    mapping = _mapping(reader, header, body.plans, columns, name)
    places = by_field(mapping)
    read = ByColumn(reader, body.plans)
    groups = _groups(read, body, places, header.slots)
    bare = _bare(read, places)
    figures = _figures(read, places, header.slots, bare)
    slots = [one for one in shifted(header.slots, mapping) if _is_figure(one)]
    printed = _printed(reader, [one.row for one in body.totals], slots, bare, name)
    return PlanTable(
        rows=dict(zip(_keys(read, places, groups), figures, strict=True)),
        printed=printed[body.totals[-1].row],
        totals=_totals(name, body.totals, printed, figures, groups),
        findings=unread_rows(reader, body.words, banner),
        last_row=body.totals[-1].row,
    )


def _body(reader: SheetReader, headers: Sequence[Header], banner: Banner) -> _Body:
    rows = body_rows(reader, headers, _end(reader, headers), banner)
    figures = [row for row in rows if len(amounts_in(reader.sheet, row)) >= _FEWEST_AMOUNTS]
    labelled = set(reader.sheet.rows_labelled(is_total_label))
    labels = totals_among(reader, [row for row in rows if row in labelled])
    stated = [row for row, label in labels.items() if is_grand_label(label) and row > headers[-1].last_row]
    end = min(stated, default=max(labels, default=-1))
    plans = [row for row in figures if row not in labels and (row < end or not stated)]
    totals = total_rows(plans, {row: label for row, label in labels.items() if row <= end})
    if not totals or not totals[-1].is_grand or totals[-1].covers != range(len(plans)):
        raise _no_property_total(reader, headers[0])
    taken = {*figures, *labels}
    words = [row for row in rows if row not in taken and row < end and not section_titles(reader, row)]
    return _Body(plans, totals, words)


def _end(reader: SheetReader, headers: Sequence[Header]) -> int:
    """The row of the next section's title; the table's own title repeats on every page."""
    own = _title_above(reader, headers[0])
    for row in (one for one in reader.sheet.rows_saying(_is_section) if one > headers[-1].last_row):
        names = {squash(name) for name in section_titles(reader, row).values()}
        if names and not names & own:
            return row
    return len(reader.sheet.rows)


def _title_above(reader: SheetReader, header: Header) -> set[str]:
    for row in range(header.last_row, -1, -1):
        if names := section_titles(reader, row):
            return {squash(name) for name in names.values()}
    return set()


def _no_property_total(reader: SheetReader, header: Header) -> LayoutError:
    return LayoutError(
        "the table by floor plan has no totals of the property",
        place=reader.place(header.last_row),
        expected="a row 'Property Totals' after its last floor plan",
        next_step="The file may be truncated: fetch the report again",
    )


def _mapping(
    reader: SheetReader, header: Header, plans: Sequence[int], columns: ColumnMap, name: str
) -> dict[int, Slot]:
    used = used_columns(reader.sheet, plans)
    place = reader.place(header.last_row)
    mapping = assign(used, header.slots, place=place, what=f"the rows of {name} by floor plan")
    refuse_unmapped_amounts(used, mapping, place=place, name=columns.name)
    return mapping


def _groups(read: ByColumn, body: _Body, places: Mapping[str, int], slots: Sequence[Slot]) -> dict[int, str | None]:
    """The group of each floor plan's row: printed beside it, on the group's first row or on a row of its own."""
    closed, words = {one.row for one in body.totals}, set(body.words)
    beside = dict(zip(body.plans, read.printed(places.get("floor_plan_group")), strict=True))
    groups: dict[int, str | None] = {}
    group: str | None = None
    for row in sorted((*body.plans, *body.words, *closed)):
        if row in closed:
            group = None
        elif row in words:
            group = _group_alone(read.reader, row, slots) or group
        else:
            group = groups[row] = beside[row] or group
    return groups


def _group_alone(reader: SheetReader, row: int, slots: Sequence[Slot]) -> str | None:
    said = reader.texts(row)
    if len(said) != 1:
        return None
    column, label = next(iter(said.items()))
    return label if _nearest(slots, column).field == "floor_plan_group" else None


def _keys(read: ByColumn, places: Mapping[str, int], groups: Mapping[int, str | None]) -> list[PlanKey]:
    seen: Counter[tuple[str | None, str | None]] = Counter()
    keys: list[PlanKey] = []
    for row, plan in zip(read.rows, read.printed(places.get("floor_plan")), strict=True):
        name = groups[row], plan
        seen[name] += 1
        keys.append(PlanKey(*name, seen[name]))
    return keys


def _is_figure(slot: Slot) -> bool:
    return slot.column is not None and slot.column.kind in {"money", "count", "percent"}


def _figures(
    read: ByColumn, places: Mapping[str, int], slots: Sequence[Slot], bare: Literal["percent", "fraction"]
) -> list[Figures]:
    columns = [one.column for one in slots if one.column and _is_figure(one)]
    names = [one.field for one in columns]
    values = [_values(read, places.get(one.field), one.kind, bare) for one in columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]


def _values(
    read: ByColumn, column: int | None, kind: str, bare: Literal["percent", "fraction"]
) -> Sequence[int | Decimal | None]:
    if kind == "percent":
        return read.read(column, partial(percent, bare=bare))
    return read.money(column) if kind == "money" else read.read(column, integer)


def _bare(read: ByColumn, places: Mapping[str, int]) -> Literal["percent", "fraction"]:
    """Whether a share without a sign is a percent: told by what lies nearer to occupied units over all units."""
    off_percent, off_fraction = Decimal(0), Decimal(0)
    rates = read.read(places.get("occupancy_rate"), partial(percent, bare="fraction"))
    counts = (read.read(places.get(one), integer) for one in ("occupied", "units"))
    for printed, occupied, units in zip(rates, *counts, strict=True):
        if printed is not None and occupied is not None and units:
            off_percent += abs(printed / 100 - Decimal(occupied) / units)
            off_fraction += abs(printed - Decimal(occupied) / units)
    return "fraction" if off_fraction < off_percent else "percent"


def _printed(
    reader: SheetReader, rows: Sequence[int], slots: Sequence[Slot], bare: Literal["percent", "fraction"], name: str
) -> dict[int, Figures]:
    """Totals rows' figures: matched to where the data stand, for such rows shift once more; those alike together."""
    alike: dict[tuple[UsedColumn, ...], list[int]] = {}
    for row in rows:
        shares = {column for column, said in reader.texts(row).items() if said.endswith("%")}
        used = (one for one in used_columns(reader.sheet, [row]) if one.amounts or one.index in shares)
        alike.setdefault(tuple(used), []).append(row)
    found: dict[int, Figures] = {}
    for columns, group in alike.items():
        places = _totals_places(reader, group[0], columns, slots, name)
        found.update(zip(group, _figures(ByColumn(reader, group), places, slots, bare), strict=True))
    return found


def _totals_places(
    reader: SheetReader, row: int, used: Sequence[UsedColumn], slots: Sequence[Slot], name: str
) -> dict[str, int]:
    counts = [one for one in slots if one.column and one.column.kind == "count"]
    beside = [_nearest(slots, one.index) for one in used]
    kept = counts if all(one in counts for one in beside) else slots
    return by_field(assign(used, kept, place=reader.place(row), what=f"the totals row of {name}"))


def _nearest(slots: Sequence[Slot], column: int) -> Slot:
    return min(slots, key=lambda slot: abs(slot.index - column))


def _totals(
    name: str,
    rows: Sequence[TotalRow],
    printed: Mapping[int, Figures],
    figures: Sequence[Figures],
    groups: Mapping[int, str | None],
) -> list[Total]:
    """Counts of the property and of each group against the sums of their plans; averages and shares are no sums."""
    names = list(groups.values())
    compared: dict[str, list[Total]] = {}
    for one in rows[:-1]:
        label = f"{name}.group_{snake(names[one.covers.start] or 'none') if one.covers else 'empty'}"
        label = label if label not in compared else f"{label}_above_row_{one.row + 1}"
        compared[label] = _compared(label, printed[one.row], [figures[position] for position in one.covers])
    return [*_compared(name, printed[rows[-1].row], figures), *fold(f"{name}.groups", compared)]


def _compared(name: str, printed: Figures, rows: Sequence[Figures]) -> list[Total]:
    counts = {figure: Decimal(value) for figure, value in printed.items() if isinstance(value, int)}
    return compare(name, counts, {figure: sum_of(row[figure] for row in rows) for figure in counts})
