"""A table of the Box Score with one row per floor plan, a Total row per group and one for the property."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, NamedTuple

from parsers.banner import Banner
from parsers.cells import squash
from parsers.columns import amounts_in, assign, by_field, refuse_unmapped_amounts, shifted, used_columns
from parsers.document import Finding, Total
from parsers.errors import LayoutError
from parsers.headers import ColumnMap, Header, Slot
from parsers.reader import SheetReader
from parsers.realpage.group_totals import TotalRow, is_grand_label, total_rows, totals_among
from parsers.totals import compare, fold, snake, sum_of
from parsers.unread import is_page_furniture, unread_rows

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
    groups = _groups(reader, body, places, header.slots)
    bare = _bare(reader, body.plans, places)
    figures = [_figures(reader, row, places, header.slots, bare) for row in body.plans]
    slots = [one for one in shifted(header.slots, mapping) if _is_figure(one)]
    printed = {one.row: _printed(reader, one.row, slots, bare, name) for one in body.totals}
    return PlanTable(
        rows=dict(zip(_keys(reader, body.plans, places, groups), figures, strict=True)),
        printed=printed[body.totals[-1].row],
        totals=_totals(name, body.totals, printed, figures, groups),
        findings=unread_rows(reader, body.words, banner),
        last_row=body.totals[-1].row,
    )


def _body(reader: SheetReader, headers: Sequence[Header], banner: Banner) -> _Body:
    header_rows = {row for one in headers for row in range(one.first_row, one.last_row + 1)}
    rows = [
        row
        for row in range(headers[0].last_row + 1, _end(reader, headers))
        if row not in header_rows and not reader.is_empty(row) and not is_page_furniture(reader, row, banner)
    ]
    figures = [row for row in rows if len(amounts_in(reader.sheet, row)) >= _FEWEST_AMOUNTS]
    labels = totals_among(reader, rows)
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
    for row in range(headers[-1].last_row + 1, len(reader.sheet.rows)):
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


def _groups(
    reader: SheetReader, body: _Body, places: Mapping[str, int], slots: Sequence[Slot]
) -> dict[int, str | None]:
    """The group of each floor plan's row: printed beside it, on the group's first row or on a row of its own."""
    closed = {one.row for one in body.totals}
    groups: dict[int, str | None] = {}
    group: str | None = None
    for row in sorted((*body.plans, *body.words, *closed)):
        if row in closed:
            group = None
        elif row in body.words:
            group = _group_alone(reader, row, slots) or group
        else:
            group = groups[row] = reader.text(row, places.get("floor_plan_group")) or group
    return groups


def _group_alone(reader: SheetReader, row: int, slots: Sequence[Slot]) -> str | None:
    said = reader.texts(row)
    if len(said) != 1:
        return None
    column, label = next(iter(said.items()))
    return label if _nearest(slots, column).field == "floor_plan_group" else None


def _keys(
    reader: SheetReader, plans: Sequence[int], places: Mapping[str, int], groups: Mapping[int, str | None]
) -> list[PlanKey]:
    seen: Counter[tuple[str | None, str | None]] = Counter()
    keys: list[PlanKey] = []
    for row in plans:
        name = groups[row], reader.text(row, places.get("floor_plan"))
        seen[name] += 1
        keys.append(PlanKey(*name, seen[name]))
    return keys


def _is_figure(slot: Slot) -> bool:
    return slot.column is not None and slot.column.kind in {"money", "count", "percent"}


def _figures(
    reader: SheetReader,
    row: int,
    places: Mapping[str, int],
    slots: Sequence[Slot],
    bare: Literal["percent", "fraction"],
) -> Figures:
    columns = [one.column for one in slots if one.column and _is_figure(one)]
    return {one.field: _value(reader, row, places.get(one.field), one.kind, bare) for one in columns}


def _value(
    reader: SheetReader, row: int, column: int | None, kind: str, bare: Literal["percent", "fraction"]
) -> int | Decimal | None:
    if kind == "percent":
        return reader.percent(row, column, bare=bare)
    return reader.money(row, column) if kind == "money" else reader.count(row, column)


def _bare(reader: SheetReader, plans: Sequence[int], places: Mapping[str, int]) -> Literal["percent", "fraction"]:
    """Whether a share without a sign is a percent: told by what lies nearer to occupied units over all units."""
    percent, fraction = Decimal(0), Decimal(0)
    for row in plans:
        printed = reader.percent(row, places.get("occupancy_rate"), bare="fraction")
        occupied, units = reader.count(row, places.get("occupied")), reader.count(row, places.get("units"))
        if printed is not None and occupied is not None and units:
            percent += abs(printed / 100 - Decimal(occupied) / units)
            fraction += abs(printed - Decimal(occupied) / units)
    return "fraction" if fraction < percent else "percent"


def _printed(
    reader: SheetReader, row: int, slots: Sequence[Slot], bare: Literal["percent", "fraction"], name: str
) -> Figures:
    """A totals row's figures: it is matched to where the data stand, for such rows shift once more."""
    shares = {column for column, said in reader.texts(row).items() if said.endswith("%")}
    used = [one for one in used_columns(reader.sheet, [row]) if one.amounts or one.index in shares]
    counts = [one for one in slots if one.column and one.column.kind == "count"]
    beside = [_nearest(slots, one.index) for one in used]
    kept = counts if all(one in counts for one in beside) else slots
    places = by_field(assign(used, kept, place=reader.place(row), what=f"the totals row of {name}"))
    return _figures(reader, row, places, slots, bare)


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
