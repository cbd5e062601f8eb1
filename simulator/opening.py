"""The books on the first day: units, who lives and lived there, what is let, closed or owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from simulator.billing import bill_month, bill_move_in, leave_arrears, open_account, open_miscellaneous_income
from simulator.book import PropertyBook
from simulator.calendar_days import add_months, first_of_month
from simulator.chance import happenings, moved
from simulator.facts import Lease, LeaseKind, Occupancy, Unit, UnitStatus
from simulator.leasing import DAY, add_lease, begin_stay, close_unit
from simulator.names import person
from simulator.portfolio import Pace, Site

UNITS_PER_FLOOR = 20
UNITS_PER_PLAN = 12
FEWEST_PLANS = 3
LONGEST_STAY_IN_TERMS = 3
FORMER_STAY_CHANCE = 0.5
EXPLICIT_STATUS_CHANCE = 0.2
PRELEASED_CHANCE = 0.2
CLOSED_CHANCE = 0.15
ARREARS_OF_FORMERS_CHANCE = 0.15
SAME_DAY_OR_LATER = (0, 0, 0, 1, 4, 9, 20, 45)
MODEL_SINCE = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """One floor plan: its square feet and the rent of a unit without any extras."""

    name: str
    square_feet: int
    base_rent: Decimal


PLANS = (
    Plan("A1", 640, Decimal("1395.00")),
    Plan("A2", 715, Decimal("1480.00")),
    Plan("B1", 980, Decimal("1850.00")),
    Plan("S1", 510, Decimal("1210.00")),
    Plan("A2 AFF", 715, Decimal("1130.00")),
    Plan("B2", 1075, Decimal("1975.50")),
    Plan("C1", 1310, Decimal("2420.00")),
    Plan("TH1", 1490, Decimal("2895.00")),
)


def open_books(seed: int, site: Site, start: date, pace: Pace) -> PropertyBook:
    """The books of a property as they stand at the end of `start`."""
    book = PropertyBook(seed, site, start, pace)
    _build_units(book)
    lettable = [unit for unit in book.units if not unit.is_model]
    occupied = set(book.rng.sample(range(len(lettable)), site.occupied))
    for index, unit in enumerate(lettable):
        if index in occupied:
            _open_occupied(book, unit)
        else:
            _open_vacant(book, unit)
    open_miscellaneous_income(book)
    _bill_the_month(book)
    return book


def _build_units(book: PropertyBook) -> None:
    plans = PLANS[: max(FEWEST_PLANS, min(len(PLANS), book.site.units // UNITS_PER_PLAN))]
    for index in range(book.site.units):
        plan = plans[index % len(plans)]
        extras = book.rng.choice((0, 0, 15, 35, 60)) + Decimal("0.00")
        number = f"{index // UNITS_PER_FLOOR + 1}{index % UNITS_PER_FLOOR + 1:02d}"
        is_model = index < book.site.model_units
        money_terms = (plan.name, plan.square_feet, plan.base_rent, plan.base_rent + extras)
        unit = Unit(book.next_id("unit"), book.site.slug, number, *money_terms, is_model)
        book.add_unit(unit)
        if is_model:
            book.add_status(unit.unit_id, UnitStatus(book.next_id("ust"), unit.unit_id, "inactive", MODEL_SINCE))
        elif happenings(book.rng, EXPLICIT_STATUS_CHANCE):
            book.add_status(unit.unit_id, UnitStatus(book.next_id("ust"), unit.unit_id, "active", MODEL_SINCE))


def _open_occupied(book: PropertyBook, unit: Unit) -> None:
    """Let somebody live there who moved in one to three lease terms ago and renewed each lease that has ended."""
    terms = book.pace.terms
    longest = max(terms) * 30 * LONGEST_STAY_IN_TERMS
    move_in = book.start - timedelta(days=book.rng.randint(1, longest))
    if happenings(book.rng, FORMER_STAY_CHANCE):
        _former_stay(book, unit, move_in - timedelta(days=book.rng.choice(SAME_DAY_OR_LATER)))
    resident = book.add_resident(*person(book.rng))
    stay = book.add_stay(unit.unit_id, resident.resident_id, move_in)
    open_account(book, stay)
    amount = moved(book.rng, unit.market_rent, -15, 2)
    book.add_rent(stay, amount, move_in)
    starts_on = _renew_until_now(book, stay, amount)
    kind: LeaseKind = "new" if starts_on == move_in else "renewal"
    add_lease(book, stay, kind, signed_on=starts_on - timedelta(days=20), starts_on=starts_on)
    if book.accounts[stay.occupancy_id].habit in {"late", "short", "none"}:
        leave_arrears(book, stay)


def _renew_until_now(book: PropertyBook, stay: Occupancy, amount: Decimal) -> date:
    """Enter the leases of a stay that have ended, and the rents of their renewals; return the present one's start."""
    starts_on, longest = stay.move_in_date, max(book.pace.terms)
    while add_months(starts_on, longest) <= book.start:
        ends_on = add_months(starts_on, book.rng.choice(book.pace.terms)) - DAY
        ids = (book.next_id("lease"), stay.occupancy_id, stay.unit_id, stay.resident_id)
        kind: LeaseKind = "new" if starts_on == stay.move_in_date else "renewal"
        book.add_lease(Lease(*ids, kind, starts_on - timedelta(days=20), starts_on, ends_on))
        starts_on = ends_on + DAY
        amount = moved(book.rng, amount, 0, 6)
        book.add_rent(stay, amount, starts_on)
    return starts_on


def _open_vacant(book: PropertyBook, unit: Unit) -> None:
    """Leave a unit vacant since some weeks, let to somebody who is to come, or closed for renovation."""
    left = book.start - timedelta(days=book.rng.randint(10, 130))
    _former_stay(book, unit, left)
    if happenings(book.rng, PRELEASED_CHANCE):
        resident = book.add_resident(*person(book.rng))
        begin_stay(book, unit, resident.resident_id, book.start + timedelta(days=book.rng.randint(1, 30)), "new")
    elif happenings(book.rng, CLOSED_CHANCE):
        close_unit(book, unit, left + timedelta(days=book.rng.randint(1, 9)))


def _former_stay(book: PropertyBook, unit: Unit, move_out: date) -> None:
    resident = book.add_resident(*person(book.rng))
    move_in = move_out - timedelta(days=book.rng.randint(60, 700))
    stay = book.add_stay(unit.unit_id, resident.resident_id, move_in, move_out)
    book.add_rent(stay, moved(book.rng, unit.market_rent, -20, 0), move_in)
    if happenings(book.rng, ARREARS_OF_FORMERS_CHANCE):
        open_account(book, stay)
        leave_arrears(book, stay)


def _bill_the_month(book: PropertyBook) -> None:
    """Charge the month the world begins in, up to the start."""
    first = first_of_month(book.start)
    bill_month(book, first)
    for unit in book.units:
        for stay in book.stays(unit.unit_id):
            if first < stay.move_in_date <= book.start and stay.occupancy_id in book.accounts:
                book.plan(stay.move_in_date, partial(bill_move_in, book, stay.occupancy_id))
