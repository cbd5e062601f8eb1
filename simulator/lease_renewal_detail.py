"""The Lease Expiration/Renewal Detail of a property (report 4156): six sheets, all of it text.

Every lease that ends in the range with what its resident decided, the renewed ones once more, then counts by floor plan
and by leasing consultant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from simulator.calendar_days import months_apart
from simulator.chance import cents, dice
from simulator.facts import Lease, Occupancy
from simulator.guest_cards import consultants_of
from simulator.leasing import DAY
from simulator.paper import mdy
from simulator.portfolio import COMPANY
from simulator.property_day import NOTHING, PropertyDay
from simulator.workbook import Cell, workbook_bytes

Decision = Literal["Renewed", "Vacating", "Unknown", "MTM", "Moved out", "Transferring"]
HEADERS = (
    "Bldg/Unit",
    "FloorPlan",
    "Name",
    "Actual rent",
    "Other Billings",
    "Last Increase",
    "Last Increase Amount",
    "Market Rent",
    "Move in Date",
    "Lease end Date",
    "Decision",
    "New Lease Start Date",
    "New Lease Term",
    "New Rent",
    "New Other Billings",
    "Leasing Consultant",
)
COLUMNS = (1, 2, 3, 4, 6, 8, 10, 11, 13, 15, 16, 17, 18, 19, 20, 22)
SUM_COLUMNS = (5, 7, 9, 12, 14, 21)
POSSIBLE: dict[Decision, str] = {
    "Renewed": "Renewed",
    "Vacating": "Vacating",
    "Unknown": "Unknown",
    "MTM": "Month to Month",
}
AHEAD = (("0 - 30 days", 0, 30), ("31 - 60 days", 31, 60), ("61 - 90 days", 61, 90), ("91+ days", 91, 10**6))
Lines = list[dict[int, Cell]]


@dataclass(frozen=True, slots=True)
class _Expiring:
    """One lease that ends in the range: its amounts are rent, other billings, increase, market, new rent and other."""

    stay: Occupancy
    lease: Lease
    decision: Decision
    renewal: Lease | None
    amounts: tuple[Decimal, Decimal, Decimal, Decimal, Decimal, Decimal]


def lease_renewal_detail(records: PropertyDay, first: date, last: date) -> bytes:
    """The leases that end from `first` to `last`, as known on the day; none at all is an answer too."""
    listed = [
        _with_amounts(records, stay, lease, number)
        for stay in records.stays
        for number, lease in enumerate(records.leases(stay))
        if first <= lease.ends_on <= last
    ]
    renewed = [one for one in listed if one.decision == "Renewed"]
    sheets = {
        "Table of Contents": _contents(records, first, last),
        "Lease Expiration Detail": _detail(records, listed),
        "Renewal Detail": _detail(records, renewed),
        "Summary by Floorplan": _summary(records, listed),
        "Future by Floorplan": _future(records),
        "Summary by Leasing Consultant": _by_consultant(records, renewed, first, last),
    }
    return workbook_bytes(
        {name: {row: line for row, line in enumerate(lines, 1) if line} for name, lines in sheets.items()}
    )


def _with_amounts(records: PropertyDay, stay: Occupancy, lease: Lease, number: int) -> _Expiring:
    renewal = next(iter(records.leases(stay)[number + 1 :]), None)
    decision = _decision(records, stay, lease, renewal)
    rent, other = _billed(records, stay, min(lease.ends_on, records.day))
    new_rent, new_other = _billed(records, stay, renewal.starts_on) if renewal else (NOTHING, NOTHING)
    change = records.rent_change(stay)
    market = records.unit_by_id[stay.unit_id].market_rent
    amounts = (rent, other, change[1] if change else NOTHING, market, new_rent, new_other)
    return _Expiring(stay, lease, decision, renewal, amounts)


def _decision(records: PropertyDay, stay: Occupancy, lease: Lease, renewal: Lease | None) -> Decision:
    if renewal is not None:
        return "Renewed"
    notice = records.notices.get(stay.occupancy_id)
    if notice is not None and notice.kind == "transfer":
        return "Transferring"
    if records.kind_of_stay(stay) == "past":
        return "Moved out"
    if stay.move_out_date is not None:
        return "Vacating"
    return "MTM" if lease.ends_on < records.day else "Unknown"


def _billed(records: PropertyDay, stay: Occupancy, on: date) -> tuple[Decimal, Decimal]:
    charges = {one.code: one.amount for one in records.recurring(stay, on)}
    rent = charges.pop("RENT", NOTHING)
    return rent, sum(charges.values(), NOTHING)


def _contents(records: PropertyDay, first: date, last: date) -> Lines:
    return [
        {},
        {2: "Lease Expiration/Renewal Detail - Excel"},
        {3: f"Date Range: {mdy(first)} through {mdy(last)} As of {mdy(records.day)}"},
        {},
        {1: "Property Name:", 3: f"{COMPANY} - {records.property.name}"},
        {1: "Parameter:", 3: "Subproperties - ALL; Sort by - Unit Number; Show renewed leases during report period - "},
        {3: "Yes; Month-to-month only - No"},
        {1: "1", 3: "Lease Expiration Detail"},
        {1: "2", 3: "Lease Renewal Detail"},
    ]


def _detail(records: PropertyDay, listed: Sequence[_Expiring]) -> Lines:
    """The table with its totals, each of them a column off the figures it sums."""
    sums = [sum((one.amounts[place] for one in listed), NOTHING) for place in range(len(SUM_COLUMNS))]
    totals: dict[int, Cell] = {1: "Totals:"}
    totals |= {column: _amount(value) for column, value in zip(SUM_COLUMNS, sums, strict=True)}
    header: dict[int, Cell] = dict(zip(COLUMNS, HEADERS, strict=True))
    return [{}, header, *(_row(records, one) for one in listed), {}, totals]


def _row(records: PropertyDay, one: _Expiring) -> dict[int, Cell]:
    unit, resident = records.unit_by_id[one.stay.unit_id], records.residents[one.stay.resident_id]
    rent, other, increase, market, new_rent, new_other = map(_amount, one.amounts)
    change = records.rent_change(one.stay)
    renewal = one.renewal
    cells: tuple[Cell, ...] = (
        unit.unit_number,
        unit.floor_plan,
        resident.full_name,
        rent,
        other,
        _day(change[0].effective_date if change else None),
        increase,
        market,
        _day(one.stay.move_in_date),
        _day(one.lease.ends_on),
        one.decision,
        _day(renewal.starts_on if renewal else None),
        str(months_apart(renewal.starts_on, renewal.ends_on + DAY)) if renewal else " ",
        new_rent,
        new_other,
        _consultant(records, one),
    )
    return dict(zip(COLUMNS, cells, strict=True))


def _consultant(records: PropertyDay, one: _Expiring) -> str:
    if one.renewal is None:
        return "House"
    return dice(records.book.seed, one.renewal.lease_id, "consultant").choice(consultants_of(records.book))


def _amount(value: Decimal) -> str:
    return f"({-value:,.2f})" if value < 0 else f"{value:,.2f}"


def _day(day: date | None) -> str:
    return f"{day.month}/{day.day}/{day.year} 12:00:00 AM" if day else "N/A"


def _summary(records: PropertyDay, listed: Sequence[_Expiring]) -> Lines:
    words = (
        "Floor Plan",
        "Total Possible",
        *POSSIBLE.values(),
        "Avg term renewed leases",
        "Avg new rent",
        "Avg market rent",
    )
    lines: Lines = [{}, dict(enumerate(words, 1))]
    plans = {one.lease.lease_id: records.unit_by_id[one.stay.unit_id].floor_plan for one in listed}
    for plan in sorted(set(plans.values())):
        own = [one for one in listed if plans[one.lease.lease_id] == plan]
        lines.append(dict(enumerate([plan, *map(str, _counts(own)), *_averages(own)], 1)))
    return [*lines, dict(enumerate(["Total", *_counts(listed), *_averages(listed)], 1))]


def _counts(listed: Sequence[_Expiring]) -> list[int]:
    by_decision = [sum(one.decision == decision for one in listed) for decision in POSSIBLE]
    return [sum(by_decision), *by_decision]


def _averages(listed: Sequence[_Expiring]) -> list[str]:
    """The mean term and rent of the renewals, and the mean market rent."""
    renewals = [one.renewal for one in listed if one.renewal]
    terms = [Decimal(months_apart(one.starts_on, one.ends_on + DAY)) for one in renewals]
    rents = [one.amounts[4] for one in listed if one.renewal]
    return [_amount(_mean(one)) for one in (terms, rents, [one.amounts[3] for one in listed])]


def _mean(values: Sequence[Decimal]) -> Decimal:
    return cents(sum(values, NOTHING) / len(values)) if values else NOTHING


def _future(records: PropertyDay) -> Lines:
    lines: Lines = [{}, dict(enumerate(["Floor Plan", *(words for words, _, _ in AHEAD)], 1))]
    present = [lease for stay in records.stays if stay.covers(records.day) and (lease := records.lease(stay))]
    for plan in sorted({unit.floor_plan for unit in records.units}):
        days = [
            (one.ends_on - records.day).days for one in present if records.unit_by_id[one.unit_id].floor_plan == plan
        ]
        counts = [str(sum(low <= one <= high for one in days)) for _, low, high in AHEAD]
        lines.append(dict(enumerate([plan, *counts], 1)))
    return lines


def _by_consultant(records: PropertyDay, renewed: Sequence[_Expiring], first: date, last: date) -> Lines:
    words = (
        "Leasing Consultant",
        "Captured from month to month",
        f"Captured from leases expiring with report date range ({mdy(first)} - {mdy(last)})",
        "Captured from leases expiring in the future",
    )
    lines: Lines = [{}, dict(enumerate(words, 1))]
    names = [_consultant(records, one) for one in renewed]
    lines += [dict(enumerate([name, "0", str(names.count(name)), "0"], 1)) for name in sorted(set(names))]
    return lines
