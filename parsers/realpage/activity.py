"""RealPage "Activity" (3837) and "Leasing Activity Detail", flat and paged: contacts with prospects, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from parsers import cells
from parsers.by_column import ByColumn
from parsers.cells import Cell, squash
from parsers.document import Finding, ParsedDocument
from parsers.errors import CellError
from parsers.grid import Sheet, Workbook
from parsers.reader import SheetReader
from parsers.realpage.activity_rows import MAP, ActivityRows, read_activity_rows
from parsers.realpage.activity_totals import check_totals
from parsers.realpage.sheet_search import banner_above, period_of, table_headers, undated
from parsers.recognize import Report

NAME = "realpage_activity"
TITLES = ("LEASING ACTIVITY DETAIL", "LEASING ACTIVITY REPORT", "ACTIVITY DETAIL", "ACTIVITY REPORT", "ACTIVITY LOG")
_TEXT_FIELDS = (
    "contact_type",
    "prospect_name",
    "initial_contact_type",
    "ad_source",
    "floor_plan_group",
    "floor_plan",
    "guest_card_status",
    "off_site_conversion",
    "lost_reason",
)
_DAY_FIELDS = ("activity_date", "date_needed", "next_follow_up")
_COUNTED_FIELDS = ("leases", "waitlist", "cancelled_denied")
_NO = frozenset({"no", "n", "false"})


class Activity(NamedTuple):
    """One row per activity: a contact with a prospect, a tour, a quote, a signed lease.

    Leases, waitlist and cancelled_denied count; where the report prints a word or a mark instead of a number ("Denied",
    "X") it counts as one, and `cancelled_denied_as` keeps the word.
    """

    activity_number: int
    leasing_consultant: str | None
    activity_date: date | None
    contact_type: str | None
    prospect_name: str | None
    initial_contact_type: str | None
    ad_source: str | None
    floor_plan_group: str | None
    floor_plan: str | None
    date_needed: date | None
    next_follow_up: date | None
    guest_card_status: str | None
    return_visits: int | None
    off_site_conversion: str | None
    leases: int | None
    waitlist: int | None
    cancelled_denied: int | None
    cancelled_denied_as: str | None
    lost_reason: str | None


def parse(workbook: Workbook, country: str) -> ParsedDocument:
    """The document, with every total by consultant compared, on its own sheet or between the rows."""
    sheet, headers = table_headers(workbook, MAP, what="the list of activities")
    reader = SheetReader(workbook, sheet, country)
    banner = banner_above(sheet, headers[0], TITLES, country)
    rows = read_activity_rows(reader, headers, banner)
    activities = _activities(reader, rows)
    totals, findings = check_totals(reader, rows, activities)
    first, last = _period(sheet, headers[0].first_row, country) or (banner.period_start, None)
    return ParsedDocument(
        report=NAME,
        format=workbook.format,
        property_name=banner.property_name,
        company=banner.company,
        as_of=banner.as_of or last,
        period_start=first,
        tables={NAME: activities},
        totals=totals,
        findings=(*rows.findings, *findings, *_outside(activities, first, last), *undated(banner.as_of or last)),
    )


REPORT = Report(NAME, TITLES, (MAP,), parse)


def _activities(reader: SheetReader, rows: ActivityRows) -> list[Activity]:
    read = ByColumn(reader, rows.listed)
    fields: dict[str, Sequence[Any]] = {one: read.texts(rows.places.get(one)) for one in _TEXT_FIELDS}
    fields |= {one: read.days(rows.places.get(one)) for one in _DAY_FIELDS}
    fields |= {one: read.read(rows.places.get(one), counted) for one in _COUNTED_FIELDS}
    fields["return_visits"] = read.counts(rows.places.get("return_visits"))
    fields["cancelled_denied_as"] = read.read(rows.places.get("cancelled_denied"), _word)
    fields["leasing_consultant"] = rows.consultants
    fields["activity_number"] = range(1, len(rows.listed) + 1)
    return list(map(Activity._make, zip(*(fields[one] for one in Activity._fields), strict=True)))


def counted(value: Cell) -> int | None:
    """How many a cell says: its number, one for a word or a mark, none for "No"."""
    if cells.is_blank(value):
        return None
    try:
        return cells.integer(value)
    except CellError:
        return int(squash(value) not in _NO)


def _word(value: Cell) -> str | None:
    return None if cells.is_blank(value) or cells.is_amount(value) else cells.text(value)


def _period(sheet: Sheet, end: int, country: str) -> tuple[date, date] | None:
    said = (cells.text(cell) for line in sheet.rows[:end] for cell in line if isinstance(cell, str))
    return next((found for one in said if one and (found := period_of(one, country))), None)


def _outside(activities: Sequence[Activity], first: date | None, last: date | None) -> list[Finding]:
    if first is None or last is None:
        return []
    out = [one.activity_number for one in activities if one.activity_date and not first <= one.activity_date <= last]
    said = f"{len(out)} activities lie outside {first} to {last}, first number {out[0]}" if out else ""
    return [Finding("activity_outside_period", said)] if out else []
