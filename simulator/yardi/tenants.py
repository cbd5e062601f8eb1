"""The tenants of a property by code and status: people of stays, applicants, and those who were turned away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from simulator.dwellings import number_in
from simulator.facts import Occupancy, Unit
from simulator.guest_cards import CardStatus, GuestCard
from simulator.households import Person
from simulator.property_day import PropertyDay
from simulator.views import Views

EVICTED_AFTER_DAYS = 60
OF_CARDS: dict[CardStatus, str] = {"applicant": "Applicant", "denied": "Denied", "cancelled": "Canceled"}
LIVING = ("Current", "Notice", "Eviction")


@dataclass(frozen=True, slots=True)
class Tenant:
    """One tenant: of a stay in a unit, or of a guest card without one."""

    code: str
    status: str
    first_name: str
    last_name: str
    unit: Unit | None = None
    stay: Occupancy | None = None
    rent: Decimal | None = None
    card: GuestCard | None = None


def property_code(property_id: str) -> str:
    """Yardi's code of a property."""
    return f"p-{property_id.replace('_', '-')}"


def tenant_code(records: PropertyDay, stay: Occupancy) -> str:
    """Yardi's code of the tenant of a stay: no other property's tenants have it."""
    return f"t{records.property.site_id[-4:]}{number_in(stay.occupancy_id):04d}"


def occupant_code(records: PropertyDay, stay: Occupancy, person: Person) -> str:
    """Yardi's code of one person of a stay: the tenant's for the head of the household, a roommate's for others."""
    code = tenant_code(records, stay)
    return code if person.number == 1 else f"r{code[1:]}{person.number}"


def prospect_code(records: PropertyDay, card: GuestCard) -> str:
    """Yardi's code of a prospect."""
    return f"p{records.property.site_id[-4:]}{number_in(card.card_id)}"


def tenants(views: Views, property_id: str) -> list[Tenant]:
    """Every tenant of a property: by unit and move-in, then those without a stay."""
    records = views.property_day(property_id)
    of_stays = [_of_stay(records, unit, stay) for unit in records.units for stay in records.stays_of(unit)]
    cards = (card for card in views.cards(property_id) if card.status in OF_CARDS)
    of_cards = [
        Tenant(f"a{prospect_code(records, one)[1:]}", OF_CARDS[one.status], one.first_name, one.last_name, card=one)
        for one in cards
    ]
    return of_stays + of_cards


def living(everybody: Iterable[Tenant]) -> list[Tenant]:
    """Those who live there."""
    return [one for one in everybody if one.status in LIVING]


def _of_stay(records: PropertyDay, unit: Unit, stay: Occupancy) -> Tenant:
    resident = records.residents[stay.resident_id]
    rent = records.rent(stay, records.day)
    return Tenant(
        tenant_code(records, stay),
        _status(records, stay),
        resident.first_name,
        resident.last_name,
        unit,
        stay,
        rent.amount if rent else None,
    )


def _status(records: PropertyDay, stay: Occupancy) -> str:
    kind = records.kind_of_stay(stay)
    account = records.book.accounts.get(stay.occupancy_id)
    if kind == "current" and account is not None and account.habit == "none":
        return "Eviction" if records.overdue(stay, EVICTED_AFTER_DAYS) else "Current"
    return kind.capitalize()


def slashes(day: date | None) -> str | None:
    """A day as MM/DD/YYYY."""
    return f"{day:%m/%d/%Y}" if day else None


def lean_slashes(day: date | None) -> str | None:
    """A day as M/D/YYYY."""
    return f"{day.month}/{day.day}/{day.year}" if day else None
