"""Residents as Yardi lists them: by status, by their move-out, and in the rent roll with their lease charges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from simulator.property_day import DatedCharge, PropertyDay
from simulator.soap import SoapProblemError
from simulator.views import Views
from simulator.xml_tree import Element, tree
from simulator.yardi.tenants import Tenant, lean_slashes, occupant_code, property_code, slashes, tenants
from simulator.yardi.units import PSEUDO_UNITS, description

CHARGE_TYPES = {"RENT": "rent", "PARKING": "parking", "TRASH": "utility"}


def current_residents(views: Views, property_id: str, moved_out_since: str) -> list[Tenant]:
    """GetResidents: everybody but past residents, and of those who left on a day (MM/DD/YYYY) or later."""
    since = slashed_day(moved_out_since)
    return [
        one
        for one in tenants(views, property_id)
        if one.status != "Past" or (since is not None and _within(_left(one), since, None))
    ]


def residents_by_status(
    views: Views, property_id: str, statuses: str, first: date | None, last: date | None
) -> list[Tenant]:
    """GetResidentsByStatus: those of the statuses, joined by ^; days narrow past residents down by their move-out."""
    wanted = {_spelt(one) for one in statuses.split("^")}
    return [
        one
        for one in tenants(views, property_id)
        if one.status in wanted and (one.status != "Past" or _within(_left(one), first, last))
    ]


def residents_element(records: PropertyDay, chosen: Iterable[Tenant]) -> Element:
    """The list of residents, other occupants of a household within its resident."""
    residents = [_resident(records, one) for one in chosen]
    return tree("MITS-ResidentData", {"PropertyResidents": {"Residents": {"Resident": residents}}})


def rent_roll(views: Views, property_id: str, moves: tuple[str, str], charges: tuple[str, str]) -> Element:
    """GetRentroll: every unit, its tenants who are there or to come, and their charges.

    `moves` keeps tenants who moved in or out on or after those days, `charges` those in effect within them.
    """
    records = views.property_day(property_id)
    everybody = [one for one in tenants(views, property_id) if one.stay is not None and one.status != "Past"]
    by_unit: dict[str, list[dict[str, Any]]] = {}
    for one in everybody:
        if one.unit is not None and _moves_within(one, *moves):
            by_unit.setdefault(one.unit.unit_id, []).append(_roll_tenant(records, one, charges))
    units: list[dict[str, Any]] = [
        {
            "UnitCode": unit.unit_number,
            "UnitType": unit.floor_plan,
            "MarketRent": unit.market_rent,
            "UnitEconomicStatusDescription": description(records, unit),
            "Tenants": {"Tenant": by_unit[unit.unit_id]} if unit.unit_id in by_unit else "",
        }
        for unit in records.units
    ]
    units += [
        {"UnitCode": name, "UnitType": name.lower(), "MarketRent": "0.00", "Tenants": ""} for name in PSEUDO_UNITS
    ]
    content = {"Code": property_code(property_id), "Units": {"Unit": units}}
    return tree("Properties", {"Property": content})


def slashed_day(text: str) -> date | None:
    """A day as callers write it, with slashes or ISO; None for none, a fault for what is no day."""
    if not text:
        return None
    try:
        if "/" in text:
            month, day, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise SoapProblemError(f"Conversion from string '{text}' to type 'Date' is not valid.", code="Server") from None


def _spelt(status: str) -> str:
    return "Canceled" if status == "Cancelled" else status


def _left(one: Tenant) -> date | None:
    return one.stay.move_out_date if one.stay else None


def _within(day: date | None, first: date | None, last: date | None) -> bool:
    return day is not None and (first is None or day >= first) and (last is None or day <= last)


def _moves_within(one: Tenant, moved_in: str, moved_out: str) -> bool:
    came, left = slashed_day(moved_in), slashed_day(moved_out)
    if one.stay is None:
        return False
    is_in = came is None or one.stay.move_in_date >= came
    is_out = left is None or (one.stay.move_out_date is not None and one.stay.move_out_date >= left)
    return is_in and is_out


def _resident(records: PropertyDay, one: Tenant) -> dict[str, Any]:
    stay, people = one.stay, records.people(one.stay) if one.stay else []
    lease = records.lease(stay) if stay else None
    others = [
        {"@Code": occupant_code(records, stay, person), "FirstName": person.first_name, "LastName": person.last_name}
        for person in people[1:]
        if stay is not None
    ]
    return {
        "@tCode": one.code,
        "Status": one.status,
        "FirstName": one.first_name,
        "LastName": one.last_name,
        "Email": people[0].email if people else None,
        "Phone": {"PhoneDescription": "Mobile", "PhoneNumber": people[0].phone} if people else None,
        "UnitCode": one.unit.unit_number if one.unit else None,
        "Rent": one.rent,
        "LeaseFromDate": slashes(lease.starts_on if lease else None),
        "LeaseToDate": slashes(lease.ends_on if lease else None),
        "MoveInDate": slashes(stay.move_in_date if stay else None),
        "MoveOutDate": slashes(stay.move_out_date if stay else None),
        "NoticeDate": slashes(records.notice_day(stay) if stay else None),
        "OtherOccupants": {"OtherOccupant": others} if others else None,
    }


def _roll_tenant(records: PropertyDay, one: Tenant, within: tuple[str, str]) -> dict[str, Any]:
    stay = one.stay
    if stay is None:
        raise ValueError(f"{one.code} has no stay to stand in a rent roll")
    lease = records.lease(stay)
    charges = _charges_within(records.recurring(stay, records.day), lease.ends_on if lease else None, within)
    return {
        "TenantCode": one.code,
        "FirstName": one.first_name,
        "LastName": one.last_name,
        "TenantStatus": one.status,
        "LeaseFrom": lean_slashes(lease.starts_on if lease else None),
        "LeaseTo": lean_slashes(lease.ends_on if lease else None),
        "MoveIn": lean_slashes(stay.move_in_date),
        "MoveOut": lean_slashes(stay.move_out_date),
        "Email": records.people(stay)[0].email,
        "LeaseCharges": {"LeaseCharge": charges} if charges else "",
    }


def _charges_within(
    charges: Sequence[DatedCharge], ends_on: date | None, within: tuple[str, str]
) -> list[dict[str, Any]]:
    first, last = (slashed_day(one) for one in within)
    return [
        {
            "ChargeCode": one.code.lower(),
            "ChargeType": CHARGE_TYPES[one.code],
            "ChargeAmount": one.amount,
            "FromDate": lean_slashes(one.since),
            "ToDate": lean_slashes(ends_on),
        }
        for one in charges
        if (last is None or one.since <= last) and (first is None or ends_on is None or ends_on >= first)
    ]
