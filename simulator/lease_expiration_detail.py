"""The Lease Expiration Detail of a property (report 3838): leases by the month in which they end, paged.

Amounts stand further right on the rows that print a change of rent, and nowhere quite under their headers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from simulator.calendar_days import add_months, first_of_month, months_apart
from simulator.facts import Lease, Occupancy
from simulator.leasing import DAY
from simulator.paper import PRODUCT, Paper, mdy
from simulator.portfolio import COMPANY
from simulator.property_day import NOTHING, PropertyDay
from simulator.workbook import Cell

PAGE_ROWS = 45
PLAIN = ("AC", "AE", "AG", "AK", "AM", "AQ")
SHIFTED = ("AE", "AG", "AJ", "AL", "AO", "AR")
TOTALS = ("AB", "AE", "AG", "AK", "AM")
MONTH_TO_MONTH = "MTM"


@dataclass(frozen=True, slots=True)
class _Expiring:
    """One lease with the amounts its row prints."""

    stay: Occupancy
    lease: Lease
    section: str
    amounts: tuple[Decimal, Decimal, Decimal, Decimal, Decimal]
    balance: Decimal


def lease_expiration_detail(records: PropertyDay, first: date, last: date) -> bytes:
    """Leases of those who live there that end from `first` to `last`, and those that have ended and run on."""
    listed = _expiring(records, first, last)
    paper = Paper(records.property.name, "LEASE EXPIRATION DETAIL", records.day, "rpt-001-702", ("F", "AI"))
    _new_page(paper, records)
    _header(paper)
    sections = list(dict.fromkeys(one.section for one in listed))
    for section in sections:
        members = [one for one in listed if one.section == section]
        paper.need(5, partial(_new_page, paper, records))
        paper.down(2, A=section)
        paper.down(1)
        for one in members:
            paper.need(4, partial(_continue, paper, records, section))
            _write(paper, records, one)
        of = "MTM/Expired leases" if section == MONTH_TO_MONTH else f"leases expiring in {section}"
        _write_total(paper, f"Total {of}: {len(members)}", members)
    _write_total(paper, f"Total leases: {len(listed)}", listed)
    return paper.to_bytes()


def _expiring(records: PropertyDay, first: date, last: date) -> list[_Expiring]:
    stays = [stay for unit in records.units if (stay := records.stay_in(unit)) is not None]
    pairs = [(stay, lease) for stay in stays if (lease := records.lease(stay)) is not None]
    runs_on = [pair for pair in pairs if pair[1].ends_on < records.day]
    ending = [pair for pair in pairs if max(first, records.day) <= pair[1].ends_on <= last]
    ending.sort(key=lambda pair: first_of_month(pair[1].ends_on))
    found = [_with_amounts(records, *pair, MONTH_TO_MONTH) for pair in runs_on]
    return found + [_with_amounts(records, *pair, f"{pair[1].ends_on:%B %Y}") for pair in ending]


def _with_amounts(records: PropertyDay, stay: Occupancy, lease: Lease, section: str) -> _Expiring:
    charges = {one.code: one.amount for one in records.recurring(stay, records.day)}
    rent = charges.pop("RENT", NOTHING)
    other = sum(charges.values(), NOTHING)
    market = records.unit_by_id[stay.unit_id].market_rent
    return _Expiring(stay, lease, section, (market, rent, other, NOTHING, rent + other), records.balance(stay))


def _new_page(paper: Paper, records: PropertyDay) -> None:
    paper.page_ends = paper.row + PAGE_ROWS
    paper.down(2, A=PRODUCT, F=f"{COMPANY} - {records.property.name}")
    paper.down(2, A=f"{mdy(records.day + DAY)}  7:57:40AM", F="LEASE EXPIRATION DETAIL", AI="rpt-001-702")
    said = "Signed renewals included; Sort by - Expiration Date; Market Rent Type - Market + Addl."
    paper.down(2, A=f"Parameters:  {said} As of {mdy(records.day)}")
    paper.down(1)


def _header(paper: Paper) -> None:
    paper.down(1, AA="Last Rent\nChange Amt")
    paper.down(1, E="Name\nPhone/email", H="\nTerm", J="Lease\nEnd", N="\nMove-In", P="Expected\nMove-out")
    paper.put(R="Do Not\nRenew", V="Late/\nNSF", X="Last Rent\nChange", AD="Market\n+ Addl.", AF="Lease\nRent")
    paper.put(AG="Other\nCharges", AK="Other\nCredits", AM="Total\nBilling", AQ="\nBalance")
    paper.down(1, A="Unit", B="Floorplan", C="SQFT")
    paper.down(1)


def _continue(paper: Paper, records: PropertyDay, section: str) -> None:
    _new_page(paper, records)
    paper.down(1, A=f"{section}     - continued -")
    paper.down(1)


def _write(paper: Paper, records: PropertyDay, one: _Expiring) -> None:
    """A row of the lease, moved right where the rent has changed, and a row of the contact."""
    unit, person = records.unit_by_id[one.stay.unit_id], records.people(one.stay)[0]
    change = records.rent_change(one.stay)
    paper.down(1, A=unit.unit_number, B=unit.floor_plan, C=unit.square_feet, H=_term(one), J=mdy(one.lease.ends_on))
    paper.put(E=f"{person.last_name}, {person.first_name}", N=mdy(one.stay.move_in_date), S="c", V="0/0")
    if one.stay.move_out_date is not None:
        paper.put(P=mdy(one.stay.move_out_date))
    if change is not None:
        paper.put(Y=mdy(change[0].effective_date), AB=change[1])
    columns = SHIFTED if change is not None else PLAIN
    paper.put(**dict(zip(columns, (*one.amounts, one.balance), strict=True)))
    paper.down(1, E=f"{person.phone}   {person.email}")
    paper.down(1)


def _term(one: _Expiring) -> str:
    if one.section == MONTH_TO_MONTH:
        return MONTH_TO_MONTH
    return str(months_apart(one.lease.starts_on, one.lease.ends_on + DAY))


def _write_total(paper: Paper, label: str, members: Sequence[_Expiring]) -> None:
    sums: dict[str, Cell] = {
        column: sum((one.amounts[place] for one in members), NOTHING) for place, column in enumerate(TOTALS)
    }
    paper.down(2, A=label, **sums)
    paper.down(1)


def default_range(day: date) -> tuple[date, date]:
    """From the first of the month to the end of the sixth month from then."""
    first = first_of_month(day)
    return first, add_months(first, 6) - DAY
