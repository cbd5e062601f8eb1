"""The Rent Roll Detail of a property (report 4043) in both its variants: leases by unit with their monthly charges.

A unit's first row is its current lease; applicants, renewals that are signed and residents who left lately follow with
amounts marked "*", which no total holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from simulator.facts import Lease, Occupancy, Unit
from simulator.paper import mdy
from simulator.portfolio import COMPANY
from simulator.property_day import NOTHING, PropertyDay, UnitKind
from simulator.realpage.rows import household_id, lease_id
from simulator.workbook import Cell, Sheet, workbook_bytes

Variant = Literal["with contacts", "with ids"]
CODES = {"RENT": "RENT", "PARKING": "  PARKING  ", "TRASH": "TRASH ", None: "Charge X"}
SHOWS_FORMERS_FOR = timedelta(days=30)
NO_END = date(2099, 12, 31)
MARK = "*"
STATUSES: dict[UnitKind, str] = {
    "occupied no notice": "Occupied",
    "notice not leased": "Occupied-NTV",
    "notice leased": "Occupied-NTVL",
    "vacant not leased": "Vacant",
    "vacant leased": "Vacant-Leased",
    "model": "Model",
    "down": "Down",
}
CONTACTS = ("Phone Number", "Email")
LEADING: dict[Variant, tuple[str, ...]] = {
    "with contacts": ("Unit", "Floor Plan", "Unit\nDesignation", "SQFT", "Unit/Lease Status", "Name", *CONTACTS),
    "with ids": (
        *("Resh ID", "Lease ID", "Unit", "Floorplan", "Unit\nDesignation", "SQFT", "Unit/Lease Status", "Name"),
    ),
}
DAYS: dict[Variant, tuple[str, ...]] = {
    "with contacts": ("Move-In", "Notice For\nDate", "Move-Out", "Lease Start", "Lease End", "Market + Addl."),
    "with ids": ("Move-In", "Move-Out", "Lease Start", "Lease End", "Market + Addl.", "Sub Journal"),
}
MONEY: dict[Variant, tuple[str, ...]] = {
    "with contacts": ("Dep On Hand", "Balance", "Total Charges"),
    "with ids": ("Required\nDeposit", "Dep On Hand", "Balance", "Lease Rent"),
}
BANNER_STRAYS = 12


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: what it says in words, and its amounts by column, marked where no total holds them."""

    words: Mapping[str, Cell]
    amounts: Mapping[str, Decimal]
    is_excluded: bool

    def cells(self, labels: Sequence[str]) -> dict[int, Cell]:
        placed: dict[int, Cell] = {}
        for column, label in enumerate(labels, 1):
            if label in self.amounts:
                amount = self.amounts[label]
                placed[column] = f"{amount:,.2f}{MARK}" if self.is_excluded else amount
            elif self.words.get(label) not in {None, ""}:
                placed[column] = self.words[label]
        return placed


def rent_roll_detail(records: PropertyDay, *, variant: Variant = "with contacts", hides_names: bool = False) -> bytes:
    """The report as of the day; the name column is blank where personal data is hidden."""
    ending = ("Total Billing",) if variant == "with ids" else ()
    labels = (*LEADING[variant], *DAYS[variant], *MONEY[variant], *CODES.values(), *ending)
    rows = [row for unit in records.units for row in _rows_of(records, unit)]
    if hides_names:
        rows = [replace(row, words={**row.words, **dict.fromkeys(("Name", *CONTACTS))}) for row in rows]
    banner = (
        f"{COMPANY} - {records.property.name}",
        "RENT ROLL DETAIL",
        f"{mdy(records.day)}  10:15:02AM",
        f"As of Date: {mdy(records.day)}",
        "Parameters:  Report Type - Details + Summary; Sub Journal - ALL",
    )
    lines: list[dict[int, Cell]] = [{1: said} for said in banner]
    lines.append(dict(enumerate(labels, 1)))
    lines += [row.cells(labels) for row in rows]
    lines.append(_total(rows, labels))
    lines += [{len(labels) + BANNER_STRAYS: said} for said in banner]
    lines += [{}, {1: "* Amounts are not included in totals"}, *_summary(records)]
    sheet: Sheet = {number: line for number, line in enumerate(lines, 1) if line}
    return workbook_bytes({"Sheet1": sheet})


def _rows_of(records: PropertyDay, unit: Unit) -> Iterator[_Row]:
    stay = records.stay_in(unit)
    yield _row(records, unit, stay, STATUSES[records.kind_of(unit)], records.lease(stay) if stay else None)
    if stay and (renewal := records.pending_renewal(stay)):
        yield _row(records, unit, stay, "Pending renewal", renewal)
    if upcoming := records.upcoming(unit):
        yield _row(records, unit, upcoming, "Applicant", records.lease(upcoming))
    for past in records.stays_of(unit):
        left = past.move_out_date
        if left and records.day - SHOWS_FORMERS_FOR <= left <= records.day:
            yield _row(records, unit, past, "Former resident", records.lease(past))


def _row(records: PropertyDay, unit: Unit, stay: Occupancy | None, status: str, lease: Lease | None) -> _Row:
    is_excluded = status in {"Applicant", "Pending renewal", "Former resident"}
    words: dict[str, Cell] = {
        "Unit": unit.unit_number,
        "Floor Plan": unit.floor_plan,
        "Floorplan": unit.floor_plan,
        "Unit\nDesignation": "N/A",
        "Unit/Lease Status": status,
        "Sub Journal": "RESIDENT",
    }
    if stay is None:
        words["Name"] = "VACANT"
    else:
        words |= _words_of_stay(records, stay, lease, marked=status == "Applicant")
    amounts = _amounts(records, unit, stay, lease, is_excluded=is_excluded)
    return _Row(
        words | {"SQFT": f"{unit.square_feet}{MARK}" if is_excluded else unit.square_feet}, amounts, is_excluded
    )


def _words_of_stay(records: PropertyDay, stay: Occupancy, lease: Lease | None, *, marked: bool) -> dict[str, Cell]:
    people = records.people(stay)
    names = "; ".join(f"{one.last_name}, {one.first_name}" for one in people)
    leaves = mdy(stay.move_out_date) if stay.move_out_date else None
    return {
        "Resh ID": str(household_id(stay)),
        "Lease ID": str(lease_id(lease, stay)),
        "Name": f"{MARK} {names}" if marked else names,
        "Phone Number": people[0].phone,
        "Email": people[0].email,
        "Move-In": mdy(stay.move_in_date),
        "Notice For\nDate": leaves if records.kind_of_stay(stay) == "notice" else None,
        "Move-Out": leaves,
        "Lease Start": mdy(lease.starts_on if lease else stay.move_in_date),
        "Lease End": mdy(lease.ends_on if lease else NO_END),
    }


def _amounts(
    records: PropertyDay, unit: Unit, stay: Occupancy | None, lease: Lease | None, *, is_excluded: bool
) -> dict[str, Decimal]:
    on = lease.starts_on if lease and is_excluded else records.day
    charged = {one.code: one.amount for one in records.recurring(stay, on)} if stay else {}
    account = records.book.accounts.get(stay.occupancy_id) if stay else None
    deposit = account.deposit if account else NOTHING
    total = sum(charged.values(), NOTHING)
    return {
        "Market + Addl.": NOTHING if is_excluded else unit.market_rent,
        "Required\nDeposit": deposit,
        "Dep On Hand": deposit,
        "Balance": records.balance(stay) if stay else NOTHING,
        "Lease Rent": charged.get("RENT", NOTHING),
        "Total Charges": total,
        "Total Billing": total,
        **{label: charged.get(code or "", NOTHING) for code, label in CODES.items()},
    }


def _total(rows: Sequence[_Row], labels: Sequence[str]) -> dict[int, Cell]:
    counted = [row for row in rows if not row.is_excluded]
    line: dict[int, Cell] = {1: "TOTAL"}
    for column, label in enumerate(labels, 1):
        if label == "SQFT":
            line[column] = sum(int(str(row.words[label])) for row in counted)
        elif any(label in row.amounts for row in counted):
            line[column] = sum((row.amounts[label] for row in counted), NOTHING)
    return line


def _summary(records: PropertyDay) -> Iterator[dict[int, Cell]]:
    """Units by status below the totals: rows that repeat the table's words and are no leases."""
    yield {}
    yield {1: "Summary by Occupancy Status"}
    yield {1: "Unit/Lease Status", 2: "# Units", 3: "Market + Addl."}
    kinds = [records.kind_of(unit) for unit in records.units]
    for kind, status in STATUSES.items():
        rents = [unit.market_rent for unit, own in zip(records.units, kinds, strict=True) if own == kind]
        if rents:
            yield {1: status, 2: len(rents), 3: sum(rents, NOTHING)}
    yield {1: "TOTAL", 2: len(records.units), 3: sum((unit.market_rent for unit in records.units), NOTHING)}
