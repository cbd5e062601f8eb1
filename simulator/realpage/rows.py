"""The rows of the gateway's methods: sites, buildings, units, residents, leases and rentable items of a property."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from simulator.calendar_days import months_apart
from simulator.dwellings import address_of, building_of, number_in
from simulator.facts import Lease, Occupancy, Unit
from simulator.guest_cards import CardStatus, GuestCard
from simulator.households import Person
from simulator.portfolio import COMPANY
from simulator.property_day import NOTHING, PropertyDay, StayKind
from simulator.realpage.dates import NO_DAY, iso, slashed, spaced, spelt, to_the_second

Row = dict[str, Any]
COUNTY, COUNTRY = "Adams", "US"
DELETED_UNITS = 2
FIRST_DELETED_ID = 9001
LATE_AFTER_DAYS = 5
A_YEAR = timedelta(days=365)
TERM_IDS_FROM = 410
STATUSES: dict[StayKind, str] = {
    "current": "Current",
    "notice": "Current",
    "past": "Former",
    "future": "Applicant - Lease Signed",
}
CARD_STATUSES: dict[CardStatus, str] = {
    "applicant": "Applicant",
    "denied": "Former Applicant",
    "cancelled": "Former Applicant",
}
CURRENT, PROSPECTIVE, FORMER = "C", "P", "F"
GROUPS = {
    "Current": CURRENT,
    "Former": FORMER,
    "Former Applicant": FORMER,
    "Applicant": PROSPECTIVE,
    "Future Lease": PROSPECTIVE,
    "Applicant - Lease Signed": PROSPECTIVE,
}


def household_id(stay: Occupancy) -> int:
    """The id of the household of a stay."""
    return 20000 + number_in(stay.occupancy_id)


def lease_id(lease: Lease | None, stay: Occupancy) -> int:
    """The id of a lease; a stay on file without one has an id of its own."""
    return 500 + number_in(lease.lease_id) if lease else 90000 + number_in(stay.occupancy_id)


def unit_id(unit: Unit) -> int:
    """The id of a unit, which never changes and never repeats."""
    return 100 + number_in(unit.unit_id)


def site(records: PropertyDay) -> Row:
    """The property, with its own business date."""
    address = address_of(records.book.site.slug)
    month_end = records.day.replace(day=28) + timedelta(days=4)
    return {
        "PMCName": COMPANY,
        "SiteID": records.property.site_id,
        "SiteNumber": records.property.site_id[-3:],
        "SiteName": records.property.name,
        "Adr1": address.street,
        "City": address.city,
        "State": address.state,
        "Zip": address.postal_code,
        "County": COUNTY,
        "Country": COUNTRY,
        "Phone1": address.phone,
        "Email": f"office{records.property.site_id}@example.com",
        "SysDate": f"{records.day}T10:01:33.017-06:00",
        "AR_AccountingDate": slashed(records.day),
        "AR_AccountingPeriod": f"{records.day:%m%Y}",
        "AR_LastDateofPeriod": slashed(month_end - timedelta(days=month_end.day)),
    }


def buildings(records: PropertyDay) -> list[Row]:
    """A row per building."""
    address = address_of(records.book.site.slug)
    return [
        {
            "BuildingID": number,
            "BuildingNumber": f"{number:02d}",
            "AddressLine1": address.street,
            "City": address.city,
            "State": address.state,
            "Zip": address.postal_code,
            "County": COUNTY,
            "Country": COUNTRY,
        }
        for number in sorted({building_of(unit) for unit in records.units})
    ]


def units(records: PropertyDay) -> list[Row]:
    """A row per unit; deleted ones too, under the numbers of units that took their place."""
    plans = sorted({unit.floor_plan for unit in records.units})
    rows = [_unit(records, unit, plans.index(unit.floor_plan) + 1) for unit in records.units]
    deleted = [
        row
        | {"UnitID": FIRST_DELETED_ID + number, "UnitDeleted": "T", "Vacant": "T", "Available": "F"}
        | {"UnitMadeReadyDate": slashed(NO_DAY), "AvailableDate": None, "OnNoticeForDate": None}
        for number, row in enumerate(rows[:DELETED_UNITS])
    ]
    return rows + deleted


def residents(records: PropertyDay, cards: Sequence[GuestCard], group: str, *, heads_only: bool) -> list[Row]:
    """A row per person and lease, of the group C, P, F or ALL; a signed renewal lists its household once more."""
    rows = [row for stay in records.stays for row in _residents_of_stay(records, stay)]
    rows += [_applicant(records, card) for card in cards if card.status in CARD_STATUSES]
    return [
        row
        for row in rows
        if group in {"ALL", GROUPS[row["leasestatus"]]} and (not heads_only or row["hohbit"] == "TRUE")
    ]


def leases(records: PropertyDay, held_within: timedelta = A_YEAR) -> list[Row]:
    """A row per lease that lasts, is to come, or ended within the last days."""
    return [
        _lease(records, stay, lease)
        for stay in records.stays
        for lease in records.leases(stay)
        if lease.ends_on >= records.day - held_within or lease == records.lease(stay)
    ]


def rentable_items(records: PropertyDay) -> list[Row]:
    """A row per parking space that somebody pays for."""
    return [
        {
            "RidID": 700 + number_in(stay.occupancy_id),
            "ItemName": f"P{number_in(stay.occupancy_id):04d}",
            "ItemType": "Parking",
            "Description": "Reserved parking",
            "BillingAmount": account.parking,
            "Frequency": "M",
            "TransactionCodeID": 31,
            "InService": "T",
            "Status": "Leased",
            "UnitID": unit_id(records.unit_by_id[stay.unit_id]),
            "LeaseID": lease_id(records.lease(stay), stay),
            "ReshID": household_id(stay),
            "ResidentMemberID": _member_id(stay, 1),
            "StartDate": spaced(stay.move_in_date),
            "EndDate": spaced(stay.move_out_date),
        }
        for stay in records.stays
        if stay.covers(records.day) and (account := records.book.accounts.get(stay.occupancy_id)) and account.parking
    ]


def _unit(records: PropertyDay, unit: Unit, plan_id: int) -> Row:
    address, kind, ready = address_of(records.book.site.slug), records.kind_of(unit), records.made_ready(unit)
    stay, upcoming = records.stay_in(unit), records.upcoming(unit)
    leaves = stay.move_out_date if stay else None
    free_from = ready or (leaves if kind == "notice not leased" else None)
    return {
        "UnitID": unit_id(unit),
        "UnitNumber": unit.unit_number,
        "UnitDescription": f"{unit.floor_plan} apartment",
        "BuildingID": building_of(unit),
        "BuildingNumber": f"{building_of(unit):02d}",
        "BuildingName": f"Building {building_of(unit)}",
        "FloorplanID": plan_id,
        "FloorplanName": unit.floor_plan,
        "Adr1": f"{address.street} #{unit.unit_number}",
        "City": address.city,
        "State": address.state,
        "Zip": address.postal_code,
        "GrossSqft": unit.square_feet,
        "RentableSqft": unit.square_feet,
        "Vacant": "T" if stay is None else "F",
        "Available": "T" if kind in {"vacant not leased", "notice not leased"} else "F",
        "AvailableDate": to_the_second(free_from),
        "UnitDeleted": "F",
        "MarketRent": f"{unit.market_rent:.4f}",
        "ReasonNotAvailable": {"model": "Model unit", "down": "Under rehab"}.get(kind),
        "UnitMadeReadyDate": slashed(ready or NO_DAY),
        "MaximumOccs": 2,
        "UnitReserved": "T" if upcoming else "F",
        "UnitExpectedMoveinDate": spelt(upcoming.move_in_date if upcoming else None),
        "OnNoticeForDate": iso(leaves),
    }


def _residents_of_stay(records: PropertyDay, stay: Occupancy) -> Iterator[Row]:
    lease, renewal = records.lease(stay), records.pending_renewal(stay)
    status = STATUSES[records.kind_of_stay(stay)]
    for person in records.people(stay):
        yield _resident(records, stay, person, lease, status)
    for person in records.people(stay) if renewal and stay.covers(records.day) else []:
        yield _resident(records, stay, person, renewal, "Future Lease")


def _member_id(stay: Occupancy, number: int) -> int:
    return household_id(stay) * 10 + number


def _resident(records: PropertyDay, stay: Occupancy, person: Person, lease: Lease | None, status: str) -> Row:
    unit, is_head = records.unit_by_id[stay.unit_id], person.number == 1
    return {
        "residentmemberid": _member_id(stay, person.number),
        "residenthouseholdid": household_id(stay),
        "leaseid": lease_id(lease, stay),
        "unitid": unit_id(unit),
        "unitnumber": unit.unit_number,
        "firstname": person.first_name,
        "lastname": person.last_name,
        "cellphone": person.phone,
        "email": person.email,
        "balance": records.balance(stay) if is_head else NOTHING,
        "pendingbalance": NOTHING,
        "curlateamt": records.overdue(stay, LATE_AFTER_DAYS) if is_head else NOTHING,
        "leasestatus": status,
        "leasesigneddate": iso(lease.signed_on if lease else None),
        "leasetype": _lease_type(records, stay, lease),
        "residenttype": "Head of household" if is_head else person.role.capitalize(),
        "activebit": "TRUE",
        "hohbit": "TRUE" if is_head else "FALSE",
        "begindate": slashed(lease.starts_on if lease else stay.move_in_date),
        "enddate": spaced(lease.ends_on if lease else stay.move_out_date),
        "moveindate": spelt(stay.move_in_date),
        "moveoutdate": spelt(stay.move_out_date if records.kind_of_stay(stay) == "past" else None),
        "dateofbirth": iso(person.date_of_birth),
        "noticegivendate": iso(records.notice_day(stay)),
        "noticefordate": slashed(stay.move_out_date if records.kind_of_stay(stay) == "notice" else None),
    }


def _applicant(records: PropertyDay, card: GuestCard) -> Row:
    """Somebody who applied and has no lease, or none any more."""
    household = number_in(card.card_id)
    balance = records.balances.get(card.occupancy_id or "", NOTHING)
    return {
        "residentmemberid": household * 10 + 1,
        "residenthouseholdid": household,
        "leaseid": 0,
        "firstname": card.first_name,
        "lastname": card.last_name,
        "balance": balance,
        "leasestatus": CARD_STATUSES[card.status],
        "leasetype": "First (Lease)",
        "residenttype": "Head of household",
        "activebit": "TRUE",
        "hohbit": "TRUE",
    }


def _lease_type(records: PropertyDay, stay: Occupancy, lease: Lease | None) -> str:
    if records.kind_of_stay(stay) == "notice":
        return "Notice given - move out"
    return "Renewal" if lease is not None and lease.kind == "renewal" else "First (Lease)"


def _lease(records: PropertyDay, stay: Occupancy, lease: Lease) -> Row:
    everything = records.leases(stay)
    position = everything.index(lease)
    is_present, status = lease == records.lease(stay), _lease_status(records, stay, lease)
    earlier = lease_id(everything[position - 1], stay) if position else 0
    later = lease_id(everything[position + 1], stay) if position + 1 < len(everything) else 0
    months = months_apart(lease.starts_on, lease.ends_on + timedelta(days=1))
    resident = records.residents[stay.resident_id]
    balance = records.balance(stay) if is_present else NOTHING
    return {
        "ReshID": household_id(stay),
        "SiteID": records.property.site_id,
        "UnitID": unit_id(records.unit_by_id[stay.unit_id]),
        "LeaseID": lease_id(lease, stay),
        "NextLeaseID": later,
        "PriorLeaseID": earlier,
        "LeaseSignedDate": slashed(lease.signed_on),
        "LeaseBeginDate": slashed(lease.starts_on),
        "LeaseEndDate": slashed(lease.ends_on),
        "MoveInDate": spelt(stay.move_in_date if stay.move_in_date <= records.day else None),
        "SchedMoveInDate": spaced(stay.move_in_date if stay.move_in_date > records.day else None),
        "MonthToMonthDate": iso(_month_to_month(records, stay, lease)),
        "LeaseStatus": {"Current": 4, "Current - Future": 5, "Applicant": 2, "Former": 7}[status],
        "LeaseStatusText": status,
        "Typecode": lease.kind[0].upper(),
        "TypeText": _lease_type(records, stay, lease),
        "Rent": _rent(records, stay, lease, is_present=is_present),
        "CurBal": balance,
        "TotPaid": _paid(records, stay) if is_present else NOTHING,
        "LeaseTerm": TERM_IDS_FROM + months,
        "LeaseTermDesc": f"{months} Months",
        "HeadofHouseholdName": f"{resident.last_name}, {resident.first_name}",
        "NoticeOnDate": iso(records.notice_day(stay)),
        "NoticeForDate": slashed(stay.move_out_date),
        "InactiveDate": iso(lease.ends_on if status == "Former" else None),
    }


def _lease_status(records: PropertyDay, stay: Occupancy, lease: Lease) -> str:
    kind = records.kind_of_stay(stay)
    if kind == "future":
        return "Applicant"
    if kind == "past" or (lease != records.lease(stay) and lease.starts_on <= records.day):
        return "Former"
    return "Current" if lease == records.lease(stay) else "Current - Future"


def _month_to_month(records: PropertyDay, stay: Occupancy, lease: Lease) -> date | None:
    lasts = lease == records.lease(stay) and stay.covers(records.day)
    return lease.ends_on + timedelta(days=1) if lasts and lease.ends_on < records.day else None


def _rent(records: PropertyDay, stay: Occupancy, lease: Lease, *, is_present: bool) -> str | None:
    rent = records.rent(stay, records.day if is_present else lease.starts_on)
    return f"{rent.amount:.2f}" if rent else None


def _paid(records: PropertyDay, stay: Occupancy) -> Decimal:
    entries = records.book.entries.get(stay.occupancy_id, [])
    return -sum((one.amount for one in entries if one.kind == "payment" and one.posted_on <= records.day), NOTHING)
