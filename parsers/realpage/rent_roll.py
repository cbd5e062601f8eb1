"""RealPage "Rent Roll Detail" (4043), both variants: leases by unit, and their charges by code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from parsers.by_column import ByColumn
from parsers.document import Finding, ParsedDocument
from parsers.grid import Workbook
from parsers.reader import SheetReader
from parsers.realpage.rent_roll_layout import (
    EXCLUDED,
    MAP,
    MONEY_FIELDS,
    Layout,
    is_known,
    is_lease_only,
    read_layout,
    read_rows,
)
from parsers.realpage.rent_roll_totals import (
    Exclusions,
    Figure,
    charge_figures,
    charges_that_do_not_sum,
    check_totals,
    read_figure,
)
from parsers.realpage.sheet_search import banner_above, table_headers, undated
from parsers.recognize import Report

NAME = "realpage_rent_roll"
TITLES = ("RENT ROLL DETAIL",)
_TEXT_FIELDS = (
    "unit_number",
    "resident_household_id",
    "lease_id",
    "floor_plan",
    "unit_designation",
    "status",
    "resident_name",
    "sub_journal",
)
_DAY_FIELDS = ("move_in", "notice_for_date", "move_out", "lease_start", "lease_end")
_NOBODY = "VACANT"
_SHOWN = 5


class RentRollLease(NamedTuple):
    """One row per lease row the report lists, in its order: units by their current lease, other leases below it.

    `is_current` holds for the first row of a unit that is no applicant, former resident or pending renewal. Amounts of
    rows with `is_excluded_from_totals` are in no printed total. A day printed as 12/31/2099 is none.
    """

    row_number: int
    unit_number: str | None
    resident_household_id: str | None
    lease_id: str | None
    floor_plan: str | None
    unit_designation: str | None
    sqft: int | None
    status: str | None
    resident_name: str | None
    move_in: date | None
    notice_for_date: date | None
    move_out: date | None
    lease_start: date | None
    lease_end: date | None
    market_rent: Decimal | None
    sub_journal: str | None
    required_deposit: Decimal | None
    deposit_on_hand: Decimal | None
    balance: Decimal | None
    lease_rent: Decimal | None
    total_charges: Decimal | None
    total_billing: Decimal | None
    is_current: bool
    is_excluded_from_totals: bool


class RentRollCharge(NamedTuple):
    """One row per lease row and charge code with an amount other than zero; credits are negative."""

    row_number: int
    charge_code: str
    amount: Decimal


def parse(workbook: Workbook, country: str) -> ParsedDocument:
    """The document, with every amount of its TOTAL row compared; LayoutError otherwise."""
    sheet, headers = table_headers(workbook, MAP, what="the rent roll", first_only=True)
    reader = SheetReader(workbook, sheet, country)
    banner = banner_above(sheet, headers[0], TITLES, country)
    rows = read_rows(reader, headers[0], banner)
    layout = read_layout(reader, headers[0], rows.leases)
    read = ByColumn(reader, rows.leases)
    fields = _fields(read, layout)
    figures = _figures(read, layout, fields)
    charges = charge_figures(read, layout)
    summed = (*figures.values(), *charges.values())
    current = _current(fields["unit_number"], fields["status"])
    out = _exclusions(read, layout, current, fields["status"])
    leases = _leases(fields, current, _excluded(current, out, summed))
    totals, findings = check_totals(reader, rows, summed, out)
    return ParsedDocument(
        report=NAME,
        format=workbook.format,
        property_name=banner.property_name,
        company=banner.company,
        as_of=banner.as_of,
        period_start=banner.period_start,
        tables={NAME: leases, f"{NAME}_charges": _charges(charges)},
        totals=totals,
        findings=(
            *rows.findings,
            *layout.findings,
            *findings,
            *charges_that_do_not_sum(
                figures.get("total_charges", figures.get("total_billing")), fields["lease_rent"], [*charges.values()]
            ),
            *_odd_units(leases),
            *_odd_statuses(leases),
            *undated(banner.as_of),
        ),
    )


REPORT = Report(NAME, TITLES, (MAP,), parse)


def _fields(read: ByColumn, layout: Layout) -> dict[str, list[Any]]:
    """The values of each field; phone numbers and e-mail addresses are never read."""
    places = layout.fields
    fields: dict[str, list[Any]] = {one: read.texts(places.get(one)) for one in _TEXT_FIELDS}
    fields |= {one: read.days(places.get(one)) for one in _DAY_FIELDS}
    fields |= {one: read.money(places.get(one)) for one in MONEY_FIELDS}
    fields["sqft"] = read.counts(places.get("sqft"))
    fields["resident_name"] = [None if one == _NOBODY else one for one in fields["resident_name"]]
    fields["unit_number"] = _carried_down(fields["unit_number"])
    return fields


def _carried_down(units: Sequence[str | None]) -> list[str | None]:
    """Unit numbers where only the first of a unit's rows prints one."""
    carried: list[str | None] = []
    for unit in units:
        carried.append(unit if unit is not None or not carried else carried[-1])
    return carried


def _figures(read: ByColumn, layout: Layout, fields: dict[str, list[Any]]) -> dict[str, Figure]:
    places = {one: layout.fields[one] for one in MONEY_FIELDS if one in layout.fields}
    found = {one: read_figure(read, one, [column], fields[one]) for one, column in places.items()}
    return {**found, "sqft": read_figure(read, "sqft", [layout.fields["sqft"]])}


def _exclusions(read: ByColumn, layout: Layout, current: Sequence[bool], statuses: Sequence[str | None]) -> Exclusions:
    """A mark in a column of its own speaks of the whole row, and never of a unit's current lease."""
    beside = [read.marked(column, EXCLUDED) for column in layout.marks]
    marked = [any(marks) for marks in zip(*beside, strict=True)] if beside else [False] * len(current)
    by_mark = [mark and not own for mark, own in zip(marked, current, strict=True)]
    return Exclusions(by_mark, list(map(is_lease_only, statuses)))


def _excluded(current: Sequence[bool], out: Exclusions, figures: Sequence[Figure]) -> list[bool]:
    by_amount = zip(*(one.marked for one in figures), strict=True)
    rows = zip(current, out.by_mark, out.by_status, by_amount, strict=True)
    return [status or mark or (not own and any(amounts)) for own, mark, status, amounts in rows]


def _leases(fields: dict[str, list[Any]], current: list[bool], excluded: list[bool]) -> list[RentRollLease]:
    numbers = list(range(1, len(excluded) + 1))
    fields = {**fields, "row_number": numbers, "is_current": current, "is_excluded_from_totals": excluded}
    return list(map(RentRollLease._make, zip(*(fields[one] for one in RentRollLease._fields), strict=True)))


def _current(units: Sequence[str | None], statuses: Sequence[str | None]) -> list[bool]:
    seen: set[str | None] = set()
    current: list[bool] = []
    for unit, status in zip(units, statuses, strict=True):
        first = unit not in seen and not is_lease_only(status)
        current.append(first)
        if first:
            seen.add(unit)
    return current


def _charges(charges: Mapping[str, Figure]) -> list[RentRollCharge]:
    lines = enumerate(zip(*(one.amounts for one in charges.values()), strict=True), start=1)
    charge = partial(tuple.__new__, RentRollCharge)  # there are ten a lease: the class itself takes three times as long
    return [
        charge((number, code, amount))
        for number, amounts in lines
        for code, amount in zip(charges, amounts, strict=True)
        if amount
    ]


def _odd_units(leases: Sequence[RentRollLease]) -> list[Finding]:
    """Units listed with two current leases, of which the first is taken, and units with none."""
    current = {one.unit_number for one in leases if one.is_current}
    twice = dict.fromkeys(one.unit_number for one in leases if not (one.is_current or is_lease_only(one.status)))
    without = dict.fromkeys(one.unit_number for one in leases if one.unit_number not in current)
    found = (
        ("unit_listed_twice", twice, "have a second row that is no applicant, former resident or renewal"),
        ("unit_without_current_lease", without, "have only rows of applicants, former residents or renewals"),
    )
    return [
        Finding(rule, f"{len(units)} units {said}: {', '.join(map(str, list(units)[:_SHOWN]))}")
        for rule, units, said in found
        if units
    ]


def _odd_statuses(leases: Sequence[RentRollLease]) -> list[Finding]:
    unknown = sorted({one.status or "none" for one in leases} - {one.status for one in leases if is_known(one.status)})
    said = f"statuses this product does not know, taken as a unit's: {', '.join(unknown)}"
    return [Finding("unknown_status", said)] if unknown else []
