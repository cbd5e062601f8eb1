"""A table of a report with one row per floor plan and a Totals row, whose header repeats on every page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from parsers.banner import Banner
from parsers.cells import squash
from parsers.columns import amounts_in, assign, by_field, refuse_unmapped_amounts, shifted, used_columns
from parsers.document import Finding
from parsers.errors import LayoutError
from parsers.headers import ColumnMap, Header, Slot
from parsers.reader import SheetReader
from parsers.unread import unread_rows

Value = str | int | Decimal | None
PlanKey = tuple[str | None, int]

_TOTALS = ("total", "subtotal", "grandtotal", "propertytotal")
_FEWEST_AMOUNTS = 2


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The rows by (plan, which of the rows of that name), the Totals row's figures and what was noticed."""

    rows: Mapping[PlanKey, Mapping[str, int | Decimal | None]]
    printed: Mapping[str, Decimal | None]
    findings: Sequence[Finding]


def read_plan_table(
    reader: SheetReader, headers: Sequence[Header], columns: ColumnMap, banner: Banner, *, stop: int
) -> PlanTable:
    """The table under its first header up to `stop` (from 0), where the next one begins.

    Its last Totals row is compared; LayoutError where there is none. Any earlier one is a subtotal and no plan.
    """
    first = headers[0]
    header_rows = {row for one in headers for row in range(one.first_row, one.last_row + 1)}
    body = [row for row in range(first.last_row + 1, stop) if row not in header_rows and not reader.is_empty(row)]
    figures = [row for row in body if len(amounts_in(reader.sheet, row)) >= _FEWEST_AMOUNTS]
    totals = [row for row in figures if _is_total(reader, row)]
    if not totals:
        raise _no_totals(reader, first)
    plans = [row for row in figures if row < totals[-1] and row not in totals]
    mapping = _mapping(reader, first, plans, columns)
    return PlanTable(
        rows=_rows(reader, plans, mapping, first),
        printed=_printed(reader, totals[-1], first, mapping),
        findings=unread_rows(reader, set(body) - set(plans) - set(totals), banner),
    )


def _is_total(reader: SheetReader, row: int) -> bool:
    return any(squash(said).startswith(_TOTALS) for said in reader.texts(row).values())


def _no_totals(reader: SheetReader, header: Header) -> LayoutError:
    return LayoutError(
        "the table by floor plan has no Totals row",
        place=reader.place(header.last_row),
        expected="a row 'Totals' after its last plan",
        next_step="The file may be truncated: fetch the report again",
    )


def _mapping(reader: SheetReader, header: Header, plans: Sequence[int], columns: ColumnMap) -> dict[int, Slot]:
    place = reader.place(header.last_row)
    used = used_columns(reader.sheet, plans)
    mapping = assign(used, header.slots, place=place, what="the rows by floor plan")
    refuse_unmapped_amounts(used, mapping, place=place, name=columns.name)
    return mapping


def _rows(
    reader: SheetReader, plans: Sequence[int], mapping: Mapping[int, Slot], header: Header
) -> dict[PlanKey, dict[str, int | Decimal | None]]:
    places = by_field(mapping)
    figures = [one.column for one in header.slots if one.column and one.column.kind in {"money", "count"}]
    seen: Counter[str | None] = Counter()
    rows: dict[PlanKey, dict[str, int | Decimal | None]] = {}
    for row in plans:
        plan = reader.text(row, places.get("floor_plan"))
        seen[plan] += 1
        rows[plan, seen[plan]] = {
            one.field: (reader.money if one.kind == "money" else reader.count)(row, places.get(one.field))
            for one in figures
        }
    return rows


def _printed(reader: SheetReader, total: int, header: Header, mapping: Mapping[int, Slot]) -> dict[str, Decimal | None]:
    """The Totals row's figures: it is matched to where the data stand, for it may shift once more."""
    slots = [one for one in shifted(header.slots, mapping) if one.column and one.column.kind in {"money", "count"}]
    used = [one for one in used_columns(reader.sheet, [total]) if one.amounts]
    places = by_field(assign(used, slots, place=reader.place(total), what="the Totals row"))
    return {field: reader.money(total, column) for field, column in places.items()}
