"""RealPage "Monthly Activity Summary" (3877): floor plans with their units and activity, and the events behind them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from parsers.banner import Banner
from parsers.document import Finding, ParsedDocument, Total
from parsers.grid import Workbook
from parsers.headers import column_map, require_headers
from parsers.reader import SheetReader
from parsers.realpage.monthly_summary_events import find_event_headers, read_events
from parsers.realpage.plan_table import PlanKey, PlanTable, read_plan_table
from parsers.realpage.sheet_search import banner_above, table_headers, undated
from parsers.recognize import Report
from parsers.totals import compare, sum_of

NAME = "realpage_monthly_summary"
TITLES = ("MONTHLY ACTIVITY SUMMARY",)
_STATES_MAP = "realpage_monthly_summary_states"
_ACTIVITY_MAP = "realpage_monthly_summary_activity"
_STATES = (
    "occupied_no_ntv",
    "vacant_not_leased",
    "vacant_leased",
    "ntv_not_leased",
    "ntv_leased",
    "vacant_admin",
    "vacant_down",
)


class MonthlySummary(NamedTuple):
    """One row per floor plan of the property, its rents, units by state and activity joined from both tables.

    A plan that only one of the two tables prints has None in the other's columns. A name printed twice in a table is
    two plans: the first of one table belongs to the first of the other.
    """

    plan_number: int
    floor_plan: str | None
    market_rent: Decimal | None
    base_rent: Decimal | None
    total_sqft: int | None
    total_units: int | None
    occupied_no_ntv: int | None
    vacant_not_leased: int | None
    vacant_leased: int | None
    ntv_not_leased: int | None
    ntv_leased: int | None
    vacant_admin: int | None
    vacant_down: int | None
    move_ins: int | None
    move_outs: int | None
    cancellations: int | None
    renewals: int | None
    leases: int | None
    rent_charged: Decimal | None
    other_charges: Decimal | None
    payments: Decimal | None
    other_credits: Decimal | None
    deposits_in: Decimal | None
    deposits_out: Decimal | None


def parse(workbook: Workbook, country: str) -> ParsedDocument:
    """The document, with every Totals figure of both tables and each event count compared; LayoutError otherwise."""
    sheet, headers = table_headers(workbook, _STATES_MAP, what="the table of units by floor plan")
    reader = SheetReader(workbook, sheet, country)
    banner = banner_above(sheet, headers[0], TITLES, country)
    below = headers[-1].last_row + 1
    activity_headers = require_headers(
        sheet, column_map(_ACTIVITY_MAP), file=workbook.name, start=below, what="the activity table"
    )
    event_headers = find_event_headers(reader, activity_headers[-1].last_row + 1)
    states = read_plan_table(reader, headers, column_map(_STATES_MAP), banner, stop=activity_headers[0].first_row)
    after = event_headers[0].first_row if event_headers else len(sheet.rows)
    activity = read_plan_table(reader, activity_headers, column_map(_ACTIVITY_MAP), banner, stop=after)
    events = read_events(reader, event_headers, banner)
    rows = _joined(states, activity)
    return ParsedDocument(
        report=NAME,
        format=workbook.format,
        property_name=banner.property_name,
        company=banner.company,
        as_of=banner.as_of,
        period_start=banner.period_start,
        tables={NAME: rows, f"{NAME}_events": events.rows},
        totals=(*_totals(states, activity), *events.totals),
        findings=(*_findings(states, activity, banner), *events.findings),
    )


REPORT = Report(NAME, TITLES, (_STATES_MAP,), parse)


def _joined(states: PlanTable, activity: PlanTable) -> list[MonthlySummary]:
    keys = [*states.rows, *(key for key in activity.rows if key not in states.rows)]
    return [_row(number, key, states, activity) for number, key in enumerate(keys, start=1)]


def _row(number: int, key: PlanKey, states: PlanTable, activity: PlanTable) -> MonthlySummary:
    figures: dict[str, Any] = {**states.rows.get(key, {}), **activity.rows.get(key, {})}
    blank = dict.fromkeys(MonthlySummary._fields)
    return MonthlySummary(**{**blank, "plan_number": number, "floor_plan": key[0], **figures})


def _totals(states: PlanTable, activity: PlanTable) -> list[Total]:
    return [*_table_totals("states", states), *_table_totals("activity", activity)]


def _table_totals(section: str, table: PlanTable) -> list[Total]:
    computed = {figure: sum_of(row.get(figure) for row in table.rows.values()) for figure in table.printed}
    return compare(section, table.printed, computed)


def _findings(states: PlanTable, activity: PlanTable, banner: Banner) -> list[Finding]:
    findings = [*states.findings, *activity.findings, *_identity(states)]
    for missing, table in ((states.rows.keys() - activity.rows.keys(), "activity"),
                           (activity.rows.keys() - states.rows.keys(), "units by state")):  # fmt: skip
        if missing:
            names = ", ".join(sorted(repr(plan) for plan, _ in missing))
            findings.append(Finding("plan_in_one_table", f"the table of {table} lacks {len(missing)} plans: {names}"))
    if banner.accounting_start and banner.period_start and banner.accounting_start != banner.period_start:
        said = (
            f"its amounts count from {banner.accounting_start}, its moves, leases and events from {banner.period_start}"
        )
        findings.append(Finding("periods_differ", said))
    return [*findings, *undated(banner.as_of)]


def _identity(states: PlanTable) -> list[Finding]:
    """A plan's units are the sum of its states; where they are not, its figures cannot all be right."""
    wrong = [
        f"{plan!r} {row['total_units']} units, states {sum_of(row.get(state) for state in _STATES)}"
        for (plan, _), row in states.rows.items()
        if row.get("total_units") is not None
        and sum_of([row["total_units"]]) != sum_of(row.get(state) for state in _STATES)
    ]
    said = f"units differ from the sum of their states on {len(wrong)} of {len(states.rows)} plans: {'; '.join(wrong)}"
    return [Finding("units_are_not_the_sum_of_states", said, "error")] if wrong else []
