"""Who asked about an apartment, and what came of it: guest cards with their contacts, as known on a day.

Leads arrive by seeded chance. A signed lease belongs to a lead who was waiting, or else to somebody who walked in that
day; all others are lost sooner or later. Nothing known on a day depends on what happens after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Literal

from simulator.book import PropertyBook
from simulator.calendar_days import days_between
from simulator.chance import dice, happenings
from simulator.facts import Lease, Resident
from simulator.names import person
from simulator.property_day import PropertyDay

ContactKind = Literal[
    "online",
    "email",
    "call",
    "appointment",
    "visit",
    "return visit",
    "virtual tour",
    "quote",
    "application",
    "denial",
    "application withdrawn",
    "approval",
    "lease signed",
    "lease cancelled",
    "move in",
    "renewal",
    "notice",
    "transfer",
    "move out",
    "lost",
]
CardStatus = Literal["prospect", "applicant", "denied", "lost", "future", "current", "former", "cancelled"]
TOURS: frozenset[ContactKind] = frozenset({"visit", "return visit", "virtual tour"})
FIRST_CONTACTS: tuple[ContactKind, ...] = ("online", "online", "email", "email", "call", "call", "visit")
SOURCES = ("Property website", "Apartment list", "Drive by", "Referral", "Social media")
LOST_REASONS = ("Price", "Leased elsewhere", "No longer looking", "Floor plan", "No response")
LEADS_PER_UNIT_AND_DAY = 0.02
TOUR_ON_SIGNING_CHANCE = 0.5
TOUR_CHANCE, RETURN_CHANCE, VIRTUAL_CHANCE, QUOTE_CHANCE = 0.6, 0.2, 0.2, 0.3
APPLICATION_CHANCE = 0.12
WALK_IN = 90
SOONEST_LOST, LATEST_LOST = 6, 35
CONSULTANTS = 3


@dataclass(frozen=True, slots=True)
class Contact:
    """One thing that happened with a lead on a day."""

    day: date
    kind: ContactKind


@dataclass(frozen=True, slots=True)
class GuestCard:
    """One lead of a property: who they are, what they want, their contacts by day, and what they are by now."""

    card_id: str
    first_name: str
    last_name: str
    floor_plan: str
    consultant: str
    source: str
    wanted_from: date
    contacts: tuple[Contact, ...]
    status: CardStatus = "prospect"
    lost_reason: str | None = None
    occupancy_id: str | None = None
    resident_id: str | None = None

    @property
    def arrived_on(self) -> date:
        """The day of the first contact."""
        return self.contacts[0].day


@dataclass(slots=True)
class _Lead:
    """A lead and the whole way it would go if no lease were signed."""

    card: GuestCard
    lost_on: date
    applies_on: date | None = None
    lease: Lease | None = None

    def may_sign(self, day: date) -> bool:
        busy = self.applies_on is not None and self.applies_on <= day
        return self.lease is None and self.card.arrived_on < day < self.lost_on and not busy


def guest_cards(records: PropertyDay) -> list[GuestCard]:
    """Every guest card of a property since the world began, as known at the end of the day, by first contact."""
    book, consultants = records.book, consultants_of(records.book)
    leads = [lead for day in days_between(book.start, records.day) for lead in _arrivals(book, day, consultants)]
    leases = [one for one in records.all_leases if one.kind == "new" and one.signed_on >= book.start]
    for lease in sorted(leases, key=lambda one: (one.signed_on, one.lease_id)):
        _sign(records, leads, lease)
    return sorted((_as_known(records, lead) for lead in leads), key=lambda card: (card.arrived_on, card.card_id))


def consultants_of(book: PropertyBook) -> list[str]:
    """The people who let a property's apartments."""
    rng = dice(book.seed, book.site.slug, "consultants")
    return [" ".join(person(rng)) for _ in range(CONSULTANTS)]


def _arrivals(book: PropertyBook, day: date, consultants: Sequence[str]) -> list[_Lead]:
    rng = dice(book.seed, book.site.slug, f"{day}/guests")
    arrivals = range(1, happenings(rng, book.site.units * LEADS_PER_UNIT_AND_DAY) + 1)
    name = f"{book.site.slug}-guest-{day:%y%m%d}"
    return [_lead(book, rng, f"{name}{number:02d}", day, consultants) for number in arrivals]


def _lead(book: PropertyBook, rng: Random, card_id: str, day: date, consultants: Sequence[str]) -> _Lead:
    plans = sorted({unit.floor_plan for unit in book.units})
    first: ContactKind = rng.choice(FIRST_CONTACTS)
    lost_on = day + timedelta(days=rng.randint(SOONEST_LOST, LATEST_LOST))
    applies_on = lost_on - timedelta(days=3) if happenings(rng, APPLICATION_CHANCE) else None
    contacts = [Contact(day, first), *_follow_ups(rng, day)]
    if applies_on is not None:
        outcome: ContactKind = rng.choice(("denial", "application withdrawn"))
        contacts += [Contact(applies_on, "application"), Contact(lost_on, outcome)]
    else:
        contacts.append(Contact(lost_on, "lost"))
    card = GuestCard(
        card_id,
        *person(rng),
        floor_plan=rng.choice(plans),
        consultant=rng.choice(consultants),
        source=rng.choice(SOURCES),
        wanted_from=day + timedelta(days=rng.randint(10, 60)),
        contacts=tuple(sorted(contacts, key=lambda one: one.day)),
        lost_reason=rng.choice(LOST_REASONS),
    )
    return _Lead(card, lost_on, applies_on=applies_on)


def _follow_ups(rng: Random, day: date) -> list[Contact]:
    """What is done with a lead in the first five days: an appointment, tours, a quote."""
    follow_ups: list[Contact] = []
    if happenings(rng, TOUR_CHANCE):
        toured = day + timedelta(days=rng.randint(0, 3))
        tour: ContactKind = "virtual tour" if happenings(rng, VIRTUAL_CHANCE) else "visit"
        follow_ups += [Contact(day, "appointment"), Contact(toured, tour)]
        if happenings(rng, RETURN_CHANCE):
            follow_ups.append(Contact(toured + timedelta(days=2), "return visit"))
    if happenings(rng, QUOTE_CHANCE):
        follow_ups.append(Contact(day + timedelta(days=rng.randint(0, 4)), "quote"))
    return follow_ups


def _sign(records: PropertyDay, leads: list[_Lead], lease: Lease) -> None:
    """Give a lease to the lead who has waited longest, or to somebody who walked in on the day of signing."""
    waiting = [lead for lead in leads if lead.may_sign(lease.signed_on)]
    if waiting:
        lead = min(waiting, key=lambda one: (one.card.arrived_on, one.card.card_id))
    else:
        lead = _walk_in(records, lease)
        leads.append(lead)
    lead.lease = lease


def _walk_in(records: PropertyDay, lease: Lease) -> _Lead:
    book = records.book
    card = GuestCard(
        f"{book.site.slug}-guest-{lease.signed_on:%y%m%d}{WALK_IN}{lease.lease_id.rsplit('-', 1)[1]}",
        "",
        "",
        floor_plan=records.unit_by_id[lease.unit_id].floor_plan,
        consultant=dice(book.seed, lease.lease_id, "walk-in").choice(consultants_of(book)),
        source="Drive by",
        wanted_from=lease.starts_on,
        contacts=(Contact(lease.signed_on, "visit"),),
    )
    return _Lead(card, lost_on=date.max)


def _as_known(records: PropertyDay, lead: _Lead) -> GuestCard:
    card, lease = lead.card, lead.lease
    if lease is None:
        contacts = tuple(one for one in card.contacts if one.day <= records.day)
        reason = card.lost_reason if lead.lost_on <= records.day else None
        return replace(card, contacts=contacts, status=_unsigned_status(contacts), lost_reason=reason)
    later, status = _life_after(records, lease)
    resident = _last_known(records, lease.resident_id)
    return replace(
        card,
        first_name=resident.first_name,
        last_name=resident.last_name,
        floor_plan=records.unit_by_id[lease.unit_id].floor_plan,
        contacts=tuple(sorted((*_until_signing(records, card, lease), *later), key=lambda one: one.day)),
        status=status,
        lost_reason=None,
        occupancy_id=lease.occupancy_id,
        resident_id=lease.resident_id,
    )


def _until_signing(records: PropertyDay, card: GuestCard, lease: Lease) -> list[Contact]:
    contacts = [one for one in card.contacts if one.day <= lease.signed_on and one.kind != "application"]
    toured = any(one.kind in TOURS for one in contacts)
    if not toured and happenings(dice(records.book.seed, card.card_id, "tour"), TOUR_ON_SIGNING_CHANCE):
        contacts.append(Contact(lease.signed_on, "visit"))
    signing: tuple[ContactKind, ...] = ("application", "approval", "lease signed")
    return contacts + [Contact(lease.signed_on, kind) for kind in signing]


def _unsigned_status(contacts: Iterable[Contact]) -> CardStatus:
    kinds = {one.kind for one in contacts}
    if "denial" in kinds:
        return "denied"
    if kinds & {"lost", "application withdrawn"}:
        return "lost"
    return "applicant" if "application" in kinds else "prospect"


def _life_after(records: PropertyDay, lease: Lease) -> tuple[Sequence[Contact], CardStatus]:
    """What became of a signed lease, from the ledger as known."""
    if lease.cancelled_on is not None:
        return [Contact(lease.cancelled_on, "lease cancelled")], "cancelled"
    stay = records.stay_by_id[lease.occupancy_id]
    if stay.move_in_date > records.day:
        return [], "future"
    contacts = [Contact(stay.move_in_date, "move in")]
    contacts += [Contact(one.signed_on, "renewal") for one in records.leases(stay) if one.kind == "renewal"]
    notice = records.notices.get(stay.occupancy_id)
    if notice is not None:
        contacts.append(Contact(notice.given_on, "notice" if notice.kind == "move out" else "transfer"))
    if stay.move_out_date is not None and stay.move_out_date <= records.day:
        return [*contacts, Contact(stay.move_out_date, "move out")], "former"
    return contacts, "current"


def _last_known(records: PropertyDay, resident_id: str) -> Resident:
    """The person of an id, even where a cancelled lease has taken them off the books."""
    versions = records.book.journal.versions(Resident)[resident_id]
    known = [one for known_from, one in versions if one is not None and known_from <= records.day]
    return known[-1]
