"""RealPage "Box Score" (4238): floor plans with their units by status and leasing, and the property's exposure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from parsers.banner import Banner
from parsers.document import Finding, ParsedDocument
from parsers.grid import Workbook
from parsers.headers import Header, column_map, require_headers
from parsers.reader import SheetReader
from parsers.realpage.box_score_availability import exposure_findings, read_availability
from parsers.realpage.box_score_headers import LEASING_MAP, UNITS_MAP, named_leasing_header, named_units_header
from parsers.realpage.box_score_tables import Figures, PlanKey, PlanTable, aligned, read_plan_table
from parsers.realpage.sheet_search import banner_above, period_of, table_headers, undated
from parsers.recognize import Report
from parsers.totals import sum_of

NAME = "realpage_box_score"
TITLES = ("BOXSCORE",)
_SHOWN = 5
_SUMS = (
    ("vacant", ("vacant_not_leased", "vacant_leased", "model_admin", "down")),
    ("occupied", ("occupied_no_ntv", "ntv_not_leased", "ntv_leased")),
    ("units", ("vacant", "occupied")),
)


class BoxScore(NamedTuple):
    """One row per floor plan of a floor plan group, its units by status and its leasing joined from both tables.

    A plan that only one of the two tables prints has None in the other's columns. Rates are fractions. Averages are
    the report's own; move-ins and the columns after it count the period that ends on the report's day.
    """

    plan_number: int
    floor_plan_group: str | None
    floor_plan: str | None
    units: int | None
    vacant: int | None
    vacant_not_leased: int | None
    vacant_leased: int | None
    model_admin: int | None
    down: int | None
    occupied: int | None
    occupied_no_ntv: int | None
    ntv_not_leased: int | None
    ntv_leased: int | None
    occupancy_rate: Decimal | None
    net_leased_rate: Decimal | None
    avg_market_rent: Decimal | None
    avg_leased_rent: Decimal | None
    avg_effective_rent: Decimal | None
    move_ins: int | None
    move_outs: int | None
    net_change: int | None
    units_reserved: int | None
    signed_renewals: int | None
    transferring_leases: int | None
    cancelled_denied: int | None
    net_leases: int | None
    waitlist: int | None
    waitlist_cancelled_denied: int | None
    net_waitlist: int | None


def parse(workbook: Workbook, country: str) -> ParsedDocument:
    """The document, with every count of the property and of each group compared; LayoutError otherwise."""
    sheet, found = table_headers(workbook, UNITS_MAP, what="the unit status table")
    reader = SheetReader(workbook, sheet, country)
    headers = [named_units_header(reader, one) for one in found]
    banner = banner_above(sheet, headers[0], TITLES, country)
    leasing_found = require_headers(sheet, column_map(LEASING_MAP), file=workbook.name, what="the leasing table")
    leasing_headers = [named_leasing_header(one) for one in leasing_found]
    units = read_plan_table(reader, "unit_status", headers, column_map(UNITS_MAP), banner)
    leasing = aligned(read_plan_table(reader, "leasing", leasing_headers, column_map(LEASING_MAP), banner), units)
    lines = read_availability(reader, units.last_row + 1, _stop(units, leasing_headers, reader))
    as_of, period_start = _days(reader, banner, headers[0], leasing_headers[0])
    return ParsedDocument(
        report=NAME,
        format=workbook.format,
        property_name=banner.property_name,
        company=banner.company,
        as_of=as_of,
        period_start=period_start,
        tables={NAME: _joined(units, leasing), f"{NAME}_availability": lines},
        totals=(*units.totals, *leasing.totals),
        findings=(
            *units.findings,
            *leasing.findings,
            *_identities(units, leasing),
            *_plans_in_one_table(units, leasing),
            *(exposure_findings(lines, units) if lines else [_no_availability()]),
            *undated(as_of),
        ),
    )


REPORT = Report(NAME, TITLES, (UNITS_MAP,), parse)


def _stop(units: PlanTable, leasing: Sequence[Header], reader: SheetReader) -> int:
    """The row above which the lists stand: the leasing table's, or the sheet's end where that table comes first."""
    after = [one.first_row for one in leasing if one.first_row > units.last_row]
    return min(after, default=len(reader.sheet.rows))


def _days(reader: SheetReader, banner: Banner, units: Header, leasing: Header) -> tuple[date | None, date | None]:
    """The report's day and the first of its period, from the banner or the titles of the two tables."""
    above = [said for row in range(units.first_row, leasing.first_row) for said in reader.texts(row).values()]
    titles = [said for said in above if said.lower().startswith("leasing")]
    period = next((found for said in titles if (found := period_of(said, reader.country))), None)
    first, last = period or (None, None)
    return banner.as_of or last, first or banner.period_start


def _joined(units: PlanTable, leasing: PlanTable) -> list[BoxScore]:
    keys = [*units.rows, *(key for key in leasing.rows if key not in units.rows)]
    return [_row(number, key, units, leasing) for number, key in enumerate(keys, start=1)]


def _row(number: int, key: PlanKey, units: PlanTable, leasing: PlanTable) -> BoxScore:
    figures: dict[str, Any] = {**leasing.rows.get(key, {}), **units.rows.get(key, {})}
    figures |= {"plan_number": number, "floor_plan_group": key.group, "floor_plan": key.plan}
    return BoxScore._make(figures.get(one) for one in BoxScore._fields)


def _identities(units: PlanTable, leasing: PlanTable) -> list[Finding]:
    """What the report prints twice: parts that must be their whole, on every floor plan and for the property."""
    rows = [(str(key.plan), row) for key, row in units.rows.items()] + [("the property", units.printed)]
    activity = [(str(key.plan), row) for key, row in leasing.rows.items()] + [("the property", leasing.printed)]
    checks = [
        *(_unequal(rows, whole, f"units_{whole}_are_not_their_parts", parts) for whole, parts in _SUMS),
        _unequal(activity, "net_change", "net_change_is_not_moves", ("move_ins",), ("move_outs",)),
        _unequal(list(_units_twice(units, leasing)), "leasing_units", "units_differ_between_tables", ("units",)),
    ]
    return [one for found in checks for one in found]


def _unequal(
    rows: Sequence[tuple[str, Figures]], whole: str, rule: str, plus: Sequence[str], minus: Sequence[str] = ()
) -> list[Finding]:
    wrong = [
        f"{plan!r} {whole} {row[whole]}, parts {_parts(row, plus, minus)}"
        for plan, row in rows
        if row.get(whole) is not None and Decimal(row[whole] or 0) != _parts(row, plus, minus)
    ]
    said = f"{whole} differs from {' + '.join(plus)}{''.join(f' - {one}' for one in minus)} on {len(wrong)} rows: "
    return [Finding(rule, said + "; ".join(wrong[:_SHOWN]), "error")] if wrong else []


def _parts(row: Figures, plus: Sequence[str], minus: Sequence[str]) -> Decimal:
    return sum_of(row.get(one) for one in plus) - sum_of(row.get(one) for one in minus)


def _units_twice(units: PlanTable, leasing: PlanTable) -> Iterator[tuple[str, Figures]]:
    for key in (one for one in units.rows if one in leasing.rows):
        yield str(key.plan), {**leasing.rows[key], "units": units.rows[key]["units"]}


def _plans_in_one_table(units: PlanTable, leasing: PlanTable) -> Iterator[Finding]:
    for missing, table in (
        (units.rows.keys() - leasing.rows.keys(), "leasing"),
        (leasing.rows.keys() - units.rows.keys(), "unit status"),
    ):
        if missing:
            names = ", ".join(sorted(repr(key.plan) for key in missing))
            yield Finding("plan_in_one_table", f"the table of {table} lacks {len(missing)} plans: {names}")


def _no_availability() -> Finding:
    return Finding("no_availability", "the report holds no list Availability/Exposure", "info")
