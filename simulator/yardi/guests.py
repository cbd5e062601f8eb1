"""Guest activity of the ILS service: prospects with their customers, preferences and events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from simulator.calendar_days import add_months
from simulator.dwellings import address_of, number_in, rooms_of
from simulator.guest_cards import CardStatus, Contact, ContactKind, GuestCard
from simulator.households import Person, household
from simulator.property_day import PropertyDay
from simulator.xml_tree import Element, tree
from simulator.yardi.tenants import property_code, prospect_code

EVENT_TYPES: dict[ContactKind, str] = {
    "online": "Other",
    "email": "Email",
    "call": "CallFromProspect",
    "appointment": "Appointment",
    "visit": "Show",
    "return visit": "ReturnVisit",
    "virtual tour": "Show",
    "quote": "Other",
    "application": "Application",
    "denial": "ApplicationDenied",
    "application withdrawn": "CancelApplication",
    "approval": "Approve",
    "lease signed": "LeaseSign",
    "lease cancelled": "Cancel",
    "move in": "MoveIn",
    "renewal": "Renew",
    "notice": "Notice",
    "transfer": "Transfer",
    "move out": "MoveOut",
    "lost": "Cancel",
}
WHOLE_NAMES = 3
CUSTOMER_TYPES: dict[CardStatus, str] = {
    "prospect": "prospect",
    "applicant": "applicant",
    "denied": "denied_applicant",
    "lost": "canceled",
    "future": "future_resident",
    "current": "current_resident",
    "former": "former_resident",
    "cancelled": "canceled",
}


def guest_activity(
    records: PropertyDay, cards: Sequence[GuestCard], first: date | None = None, last: date | None = None
) -> Element:
    """Every prospect with all events, or, between two days, those with events then and these events alone."""
    prospects = []
    for card in cards:
        contacts = [one for one in card.contacts if (first or date.min) <= one.day <= (last or date.max)]
        if contacts:
            prospects.append(_prospect(records, card, contacts))
    return tree("LeadManagement", {"Prospects": {"Prospect": prospects}})


def _prospect(records: PropertyDay, card: GuestCard, contacts: Sequence[Contact]) -> dict[str, Any]:
    rent = max(unit.market_rent for unit in records.units if unit.floor_plan == card.floor_plan)
    return {
        "Customers": {"Customer": _customers(records, card)},
        "CustomerPreferences": {
            "TargetMoveInDate": card.wanted_from,
            "DesiredFloorplan": card.floor_plan,
            "DesiredUnit": "",
            "MarketingName": card.source,
            "DesiredRent": {"@Exact": rent},
            "DesiredNumBedrooms": {"@Exact": rooms_of(card.floor_plan).bedrooms},
            "DesiredLeaseTerms": 12,
            "Comment": card.lost_reason or "",
        },
        "Events": {"Event": [_event(card, one, card.contacts.index(one)) for one in contacts]},
    }


def _customers(records: PropertyDay, card: GuestCard) -> list[dict[str, Any]]:
    """The prospect and, once a lease is signed, the others of the household."""
    resident = records.residents.get(card.resident_id or "")
    code = prospect_code(records, card)
    people = household(records.book.seed, resident) if resident else []
    head = _customer(records, card, CUSTOMER_TYPES[card.status], code, people[0] if people else None)
    others = [_customer(records, card, person.role, f"r{code[1:]}{person.number}", person) for person in people[1:]]
    return [head, *others]


def _customer(records: PropertyDay, card: GuestCard, kind: str, code: str, person: Person | None) -> dict[str, Any]:
    address = address_of(records.book.site.slug)
    name = (person.first_name, person.last_name) if person else (card.first_name, card.last_name)
    return {
        "@Type": kind,
        "Identification": [
            {"@IDType": "ThirdPartyID", "@IDValue": f"D{number_in(card.card_id)}", "@OrganizationName": "Rentroll"},
            {"@IDValue": code, "@IDType": "ProspectID", "@OrganizationName": "Yardi"},
            {"@IDType": "PropertyID", "@IDValue": property_code(records.book.site.slug), "@OrganizationName": "Yardi"},
        ],
        "Name": {"FirstName": name[0], "LastName": name[1]},
        "Address": {
            "@AddressType": "current",
            "AddressLine1": address.street,
            "AddressLine2": "",
            "City": address.city,
            "State": address.state,
            "PostalCode": address.postal_code,
        },
        "Phone": [
            {"@PhoneType": "home", "PhoneNumber": person.phone} if person else {"@PhoneType": "home"},
            {"@PhoneType": "cell"},
        ],
        "Email": person.email if person else f"guest{number_in(card.card_id)}@example.com",
        "Lease": {
            "ExpectedMoveInDate": card.wanted_from,
            "LeaseFromDate": card.wanted_from,
            "LeaseToDate": add_months(card.wanted_from, 12),
            "ResponsibleForLease": True,
        },
    }


def _event(card: GuestCard, contact: Contact, position: int) -> dict[str, Any]:
    """One event; every other one has its time with a fraction, and one in three its agent's name in the last name."""
    first, _, last = card.consultant.partition(" ")
    agent = (
        {"FirstName": first, "LastName": last}
        if position % WHOLE_NAMES
        else {"FirstName": "", "LastName": card.consultant}
    )
    walked_in = contact.kind == "visit" and position == 0
    return {
        "@EventType": "WalkIn" if walked_in else EVENT_TYPES[contact.kind],
        "@EventDate": f"{contact.day}T{9 + position % 8:02d}:15:00{'.0' if position % 2 else ''}",
        "EventID": {"@IDValue": f"{number_in(card.card_id)}{position:02d}"},
        "Agent": {"AgentName": agent},
        "EventReasons": card.lost_reason if contact.kind == "lost" else "",
        "FirstContact": position == 0,
        "TransactionSource": card.source,
    }
