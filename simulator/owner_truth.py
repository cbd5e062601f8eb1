"""The world's own answers for owners: vacancy, exposure, pricing, funnel, delinquency, moves and expirations.

One property on one day, by plain loops over what was known then; nothing here reads what a server or a report prints.
Shares are exact; a figure without any input is None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from simulator.book import PropertyBook
from simulator.calendar_days import first_of_month
from simulator.dwellings import made_ready_on
from simulator.facts import Entry, Lease, Notice, Occupancy
from simulator.guest_cards import TOURS, GuestCard, guest_cards
from simulator.property_day import PropertyDay
from simulator.receivables import NOTHING, open_entries
from simulator.truth import UnitCounts, UnitFacts, kind_of_unit, unit_counts_of, units_with_facts
from simulator.world import World

AGED_AFTER = timedelta(days=90)
Decision = Literal["renewed", "vacating", "unknown", "month to month", "moved out", "transferring"]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Vacant units, model and closed ones among them: ready for a resident or not, and long without one."""

    vacant: int
    ready: int
    not_ready: int
    aged_over_90_days: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """Units without a coming resident, now and within so many days."""

    units: int
    net_exposure: int
    controllable: int
    within_30_days: int
    within_60_days: int

    def share(self, exposed: int) -> Fraction | None:
        """Exposed units as a share of all."""
        return Fraction(exposed, self.units) if self.units else None


@dataclass(frozen=True, slots=True)
class PlanPricing:
    """One floor plan: what its residents pay, what its units are offered for, and the square feet behind both."""

    floor_plan: str
    units: int
    square_feet: int
    market_rents: Decimal
    rented_units: int
    rented_square_feet: int
    in_place_rents: Decimal

    @property
    def asking_rent(self) -> Fraction:
        """The mean market rent of all units."""
        return Fraction(self.market_rents) / self.units

    @property
    def in_place_rent(self) -> Fraction | None:
        """The mean rent of the units that somebody pays rent for."""
        return Fraction(self.in_place_rents) / self.rented_units if self.rented_units else None


@dataclass(frozen=True, slots=True)
class Funnel:
    """Persons of one month: who asked for the first time, who toured, applied and signed."""

    month: date
    leads: int
    tours: int
    applications: int
    lease_signs: int


@dataclass(frozen=True, slots=True)
class DelinquencyBuckets:
    """What is owed by days since it was charged, and what is prepaid (at most 0)."""

    days_0_30: Decimal
    days_31_60: Decimal
    days_61_90: Decimal
    over_90_days: Decimal
    prepaid: Decimal

    @property
    def delinquent(self) -> Decimal:
        """All that is owed."""
        return self.days_0_30 + self.days_31_60 + self.days_61_90 + self.over_90_days


@dataclass(frozen=True, slots=True)
class MonthSoFar:
    """What happened from the first of the month to the day: moves, leases by their signing, money by its posting.

    Transfers are in both kinds of moves; `transfers_out` says how many of the move-outs they are. Money is of the
    accounts that have a unit, and at least 0.
    """

    move_ins: int
    move_outs: int
    transfers_out: int
    renewals: int
    leases: int
    cancellations: int
    rent_charged: Decimal
    other_charges: Decimal
    payments: Decimal
    other_credits: Decimal
    deposits_in: Decimal
    deposits_out: Decimal


@dataclass(frozen=True, slots=True)
class Moves:
    """Move-ins and move-outs of one month up to the day, transfers in both."""

    month: date
    move_ins: int
    move_outs: int


def unit_states(world: World, property_id: str, day: date) -> UnitCounts:
    """Units by state, all of them adding up."""
    return unit_counts_of(world.property_facts(property_id, day), day)


def vacancy(world: World, property_id: str, day: date) -> Vacancy:
    """Vacant units, those made ready on or before the day, and those whose last resident left over 90 days ago."""
    units = _units(world, property_id, day)
    vacant = [one for one in units if kind_of_unit(one, day).startswith(("vacant", "admin", "down"))]
    ready = [one for one in vacant if _is_ready(world.seed, one, day)]
    left = [_left_on(one, day) for one in vacant]
    aged = sum(since is not None and day - since > AGED_AFTER for since in left)
    return Vacancy(len(vacant), len(ready), len(vacant) - len(ready), aged)


def exposure(world: World, property_id: str, day: date) -> Exposure:
    """Net exposure of the day, and vacant units with those on notice that are left within 30 and 60 days."""
    counts = unit_states(world, property_id, day)
    not_leased = counts.vacant_not_leased + counts.notice_not_leased
    leaving = [
        stay.move_out_date
        for one in _units(world, property_id, day)
        if kind_of_unit(one, day) == "notice not leased" and (stay := one.stay_on(day)) is not None
    ]
    within = [
        sum(on is not None and on <= day + timedelta(days=days) for on in leaving) + counts.vacant_not_leased
        for days in (30, 60)
    ]
    return Exposure(counts.units, not_leased + counts.admin + counts.down, not_leased, within[0], within[1])


def pricing(world: World, property_id: str, day: date) -> list[PlanPricing]:
    """In-place and asking rents, a row per floor plan, by its name."""
    units = _units(world, property_id, day)
    return [
        _plan_pricing(plan, [one for one in units if one.unit.floor_plan == plan], day)
        for plan in sorted({one.unit.floor_plan for one in units})
    ]


def funnel(world: World, property_id: str, day: date) -> list[Funnel]:
    """Leads, tours, applications and signed leases since the world began, a row per month up to the day."""
    cards = guest_cards(PropertyDay(world.books[property_id], day))
    months = sorted({first_of_month(contact.day) for card in cards for contact in card.contacts})
    return [_funnel_of(cards, month) for month in months]


def delinquency_buckets(world: World, property_id: str, day: date) -> DelinquencyBuckets:
    """What all accounts of a property owe, by days since the charge, and what they have prepaid."""
    world.check_lived(day)
    buckets = dict.fromkeys(("0-30", "31-60", "61-90", "over 90", "prepaid"), Decimal("0.00"))
    for entries in world.books[property_id].entries.values():
        for entry, amount in open_entries(entries, day):
            buckets["prepaid" if amount < 0 else _bucket((day - entry.posted_on).days)] += amount
    return DelinquencyBuckets(*buckets.values())


def moves(world: World, property_id: str, day: date) -> list[Moves]:
    """Move-ins and move-outs, a row per month from the world's first to that of the day."""
    stays = world.property_facts(property_id, day).occupancies
    came = Counter(first_of_month(stay.move_in_date) for stay in stays if stay.move_in_date <= day)
    left = Counter(
        first_of_month(stay.move_out_date) for stay in stays if stay.move_out_date and stay.move_out_date <= day
    )
    months = sorted(month for month in came.keys() | left.keys() if month >= first_of_month(world.start))
    return [Moves(month, came[month], left[month]) for month in months]


def month_so_far(world: World, property_id: str, day: date) -> MonthSoFar:
    """The month of the day up to the day, cancelled leases among those signed."""
    book, first = world.books[property_id], first_of_month(day)
    journal, accounts = book.journal, book.accounts
    stays = world.property_facts(property_id, day).occupancies
    came = [one for one in stays if first <= one.move_in_date <= day]
    left = [one for one in stays if one.move_out_date is not None and first <= one.move_out_date <= day]
    notices = journal.as_known(Notice, day)
    transferred = [one for one in left if (notice := notices.get(one.occupancy_id)) and notice.kind == "transfer"]
    leases = list(journal.as_known(Lease, day).values())
    signed = [one.kind for one in leases if first <= one.signed_on <= day]
    posted = _posted(book, first, day)
    return MonthSoFar(
        move_ins=len(came),
        move_outs=len(left),
        transfers_out=len(transferred),
        renewals=signed.count("renewal"),
        leases=len(signed) - signed.count("renewal"),
        cancellations=sum(one.cancelled_on is not None and first <= one.cancelled_on <= day for one in leases),
        rent_charged=sum((one.amount for one in posted if (one.kind, one.code) == ("charge", "RENT")), NOTHING),
        other_charges=sum((one.amount for one in posted if one.kind == "charge" and one.code != "RENT"), NOTHING),
        payments=-sum((one.amount for one in posted if one.kind == "payment"), NOTHING),
        other_credits=-sum((one.amount for one in posted if one.kind == "credit"), NOTHING),
        deposits_in=sum((accounts[one.occupancy_id].deposit for one in came if one.occupancy_id in accounts), NOTHING),
        deposits_out=sum((accounts[one.occupancy_id].deposit for one in left if one.occupancy_id in accounts), NOTHING),
    )


def expirations(world: World, property_id: str, day: date) -> dict[date, Counter[Decision]]:
    """What the residents of expiring leases have decided, by the month (its first day) in which the lease ends."""
    journal = world.books[property_id].journal
    stays, notices = journal.as_known(Occupancy, day), journal.as_known(Notice, day)
    leases = [
        one for one in journal.as_known(Lease, day).values() if one.occupancy_id in stays and not one.cancelled_on
    ]
    months: dict[date, Counter[Decision]] = {}
    for lease in leases:
        followed = any(
            other.occupancy_id == lease.occupancy_id and other.starts_on > lease.starts_on for other in leases
        )
        notice = notices.get(lease.occupancy_id)
        decision = _decision(lease, stays[lease.occupancy_id], notice, day, followed=followed)
        months.setdefault(first_of_month(lease.ends_on), Counter())[decision] += 1
    return months


def _units(world: World, property_id: str, day: date) -> list[UnitFacts]:
    return units_with_facts(world.property_facts(property_id, day))


def _posted(book: PropertyBook, first: date, day: date) -> list[Entry]:
    """The entries of accounts with a unit, from `first` to `day`."""
    with_unit = [account.account_id for account in book.accounts.values() if account.unit_id is not None]
    return [entry for one in with_unit for entry in book.entries[one] if first <= entry.posted_on <= day]


def _left_on(one: UnitFacts, day: date) -> date | None:
    """The day the last resident of a vacant unit left."""
    return max(
        (stay.move_out_date for stay in one.stays if stay.move_out_date and stay.move_out_date <= day), default=None
    )


def _is_ready(seed: int, one: UnitFacts, day: date) -> bool:
    if one.status_on(day) == "inactive":
        return False
    left = [stay for stay in one.stays if stay.move_out_date is not None and stay.move_out_date <= day]
    if not left:
        return False
    ready = made_ready_on(seed, max(left, key=lambda stay: stay.move_in_date))
    return ready is not None and ready <= day


def _plan_pricing(plan: str, units: Sequence[UnitFacts], day: date) -> PlanPricing:
    rented: list[tuple[UnitFacts, Decimal]] = []
    for one in units:
        stay = one.stay_on(day)
        rent = one.rent_on(stay, day) if stay is not None else None
        if rent is not None:
            rented.append((one, rent))
    return PlanPricing(
        floor_plan=plan,
        units=len(units),
        square_feet=sum(one.unit.square_feet for one in units),
        market_rents=sum((one.unit.market_rent for one in units), Decimal(0)),
        rented_units=len(rented),
        rented_square_feet=sum(one.unit.square_feet for one, _ in rented),
        in_place_rents=sum((rent for _, rent in rented), Decimal(0)),
    )


def _funnel_of(cards: Iterable[GuestCard], month: date) -> Funnel:
    leads = tours = applications = signs = 0
    for card in cards:
        kinds = {one.kind for one in card.contacts if first_of_month(one.day) == month}
        leads += first_of_month(min(one.day for one in card.contacts)) == month
        tours += bool(kinds & TOURS)
        applications += "application" in kinds
        signs += "lease signed" in kinds
    return Funnel(month, leads, tours, applications, signs)


def _bucket(days: int) -> str:
    return next((name for name, limit in (("0-30", 30), ("31-60", 60), ("61-90", 90)) if days <= limit), "over 90")


def _decision(lease: Lease, stay: Occupancy, notice: Notice | None, day: date, *, followed: bool) -> Decision:
    if followed:
        return "renewed"
    if notice is not None and notice.kind == "transfer":
        return "transferring"
    if stay.move_out_date is not None:
        return "moved out" if stay.move_out_date <= day else "vacating"
    return "month to month" if lease.ends_on < day else "unknown"
