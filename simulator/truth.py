"""The world's own answers: rent roll, occupancy figures, patient totals and lifecycles, by plain loops over its facts.

Nothing here reads an export or knows a query language; each figure is worked out the long way, day by day and unit by
unit, from what was known on the day of the export.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from simulator.calendar_days import days_in_month, first_of_month, month_days
from simulator.facts import Occupancy, Rent, Status, Unit, UnitStatus
from simulator.feeds import FEEDS, Row, feed_rows
from simulator.receivables import DelinquencyTotals, account_balances, total
from simulator.world import LeasingFacts, World

NO_RENT = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class RentRollRow:
    """One unit on one day; the rent is None where somebody lives there without any rent in effect."""

    date: date
    property_id: str
    unit_id: str
    unit_number: str
    resident_id: str | None
    resident_name: str | None
    monthly_rent: Decimal | None
    unit_status: Status


@dataclass(frozen=True, slots=True)
class DailyKpi:
    """One property on one day; the scheduled rent leaves out missing rents, and is None where all are missing."""

    property_id: str
    date: date
    total_units: int
    active_units: int
    occupied_units: int
    vacant_units: int
    move_ins: int
    move_outs: int
    scheduled_rent: Decimal | None


@dataclass(frozen=True, slots=True)
class MonthlyKpi:
    """One property in one month, `month` being its first day; rates are exact, None without any unit-days.

    The accrued rent leaves out missing rents, and is None where all are missing.
    """

    property_id: str
    month: date
    days_in_month: int
    unit_days: int
    active_unit_days: int
    occupied_unit_days: int
    occupancy_rate: Fraction | None
    occupancy_rate_active: Fraction | None
    move_ins: int
    move_outs: int
    net_absorption: int
    accrued_rent: Decimal | None


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """One property's units on one day, as the Monthly Activity Summary divides them; the parts add up to `units`."""

    units: int
    occupied_no_notice: int
    vacant_not_leased: int
    vacant_leased: int
    notice_not_leased: int
    notice_leased: int
    admin: int
    down: int


@dataclass(frozen=True, slots=True)
class PatientTotal:
    """What one patient has paid, and in how many payments."""

    total: Decimal
    payments: int


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """When an object was first, last changed and no longer found among the exports of a sequence of days."""

    created_at: date
    updated_at: date
    deleted_at: date | None


@dataclass(slots=True)
class UnitFacts:
    """One unit with everything the ledger says of it."""

    unit: Unit
    stays: list[Occupancy] = field(default_factory=list)
    statuses: list[UnitStatus] = field(default_factory=list)
    rents: dict[str, list[Rent]] = field(default_factory=dict)

    def status_on(self, day: date) -> Status:
        """The status in effect on a day, active where none was entered."""
        begun = [change for change in self.statuses if change.start_date <= day]
        return max(begun, key=lambda change: change.start_date).status if begun else "active"

    def stay_on(self, day: date) -> Occupancy | None:
        """Who lives there on a day; nobody in an inactive unit."""
        if self.status_on(day) == "inactive":
            return None
        return next((stay for stay in self.stays if stay.covers(day)), None)

    def rent_on(self, stay: Occupancy, day: date) -> Decimal | None:
        """The rent of a stay in effect on a day, None where there is none."""
        begun = [rent for rent in self.rents.get(stay.occupancy_id, ()) if rent.effective_date <= day]
        return max(begun, key=lambda rent: rent.effective_date).amount if begun else None


def rent_roll(world: World, export_day: date, dates: Iterable[date]) -> list[RentRollRow]:
    """One row per unit and date of `dates`, as known on `export_day`."""
    days = list(dates)
    return [row for facts in world.leasing_facts(export_day) for row in rent_roll_of(facts, days)]


def rent_roll_of(facts: LeasingFacts, dates: Iterable[date]) -> list[RentRollRow]:
    """One row per unit of one property and date of `dates`."""
    units = units_with_facts(facts)
    return [_row(one, facts, day) for day in dates for one in units]


def kpi_daily(world: World, export_day: date, dates: Iterable[date]) -> list[DailyKpi]:
    """One row per property and date of `dates`, as known on `export_day`."""
    days = list(dates)
    return [_daily(facts, day) for facts in world.leasing_facts(export_day) for day in days]


def kpi_monthly(world: World, export_day: date, months: Iterable[date]) -> list[MonthlyKpi]:
    """One row per property and month (any day of it), as known on `export_day`; always of the whole month."""
    firsts = [first_of_month(month) for month in months]
    return [kpi_monthly_of(facts, first) for facts in world.leasing_facts(export_day) for first in firsts]


def kpi_monthly_of(facts: LeasingFacts, month: date) -> MonthlyKpi:
    """The figures of one property in the month of a day."""
    rows = rent_roll_of(facts, month_days(month))
    occupied = [row for row in rows if row.resident_id is not None]
    active = sum(row.unit_status == "active" for row in rows)
    rents = known_rents(occupied)
    move_ins = sum(_same_month(stay.move_in_date, month) for stay in facts.occupancies)
    move_outs = sum(_same_month(stay.move_out_date, month) for stay in facts.occupancies)
    return MonthlyKpi(
        property_id=facts.property.property_id,
        month=first_of_month(month),
        days_in_month=days_in_month(month),
        unit_days=len(rows),
        active_unit_days=active,
        occupied_unit_days=len(occupied),
        occupancy_rate=Fraction(len(occupied), len(rows)) if rows else None,
        occupancy_rate_active=Fraction(len(occupied), active) if active else None,
        move_ins=move_ins,
        move_outs=move_outs,
        net_absorption=move_ins - move_outs,
        accrued_rent=None if rents is None else half_up(Fraction(rents) / days_in_month(month)),
    )


def known_rents(occupied: Sequence[RentRollRow]) -> Decimal | None:
    """The sum of the rents that are known; None where of somebody's none is."""
    known = [row.monthly_rent for row in occupied if row.monthly_rent is not None]
    return sum(known, NO_RENT) if known or not occupied else None


def half_up(amount: Fraction) -> Decimal:
    """An exact amount of at least 0, rounded half up to cents."""
    return Decimal(floor(amount * 100 + Fraction(1, 2))).scaleb(-2)


def unit_counts(world: World, day: date) -> dict[str, UnitCounts]:
    """Each property's units on `day`, as known then."""
    return {facts.property.property_id: unit_counts_of(facts, day) for facts in world.leasing_facts(day)}


def unit_counts_of(facts: LeasingFacts, day: date, floor_plan: str | None = None) -> UnitCounts:
    """One property's units on a day, all of them or those of one floor plan."""
    units = [one for one in units_with_facts(facts) if floor_plan in {None, one.unit.floor_plan}]
    kinds = [kind_of_unit(one, day) for one in units]
    return UnitCounts(
        units=len(units),
        occupied_no_notice=kinds.count("occupied no notice"),
        vacant_not_leased=kinds.count("vacant not leased"),
        vacant_leased=kinds.count("vacant leased"),
        notice_not_leased=kinds.count("notice not leased"),
        notice_leased=kinds.count("notice leased"),
        admin=kinds.count("admin"),
        down=kinds.count("down"),
    )


def delinquency(world: World, day: date) -> dict[str, DelinquencyTotals]:
    """The totals of each property's accounts on `day`, as known then."""
    world.check_lived(day)
    return {slug: total(account_balances(book, day)) for slug, book in world.books.items()}


def patient_totals(world: World, export_day: date) -> dict[str, PatientTotal]:
    """What each patient known on `export_day` has paid; patients without payments have 0."""
    facts = world.clinic_facts(export_day)
    amounts: dict[str, list[Decimal]] = {patient.external_id: [] for patient in facts.patients}
    for payment in facts.payments:
        amounts[payment.patient_id].append(payment.amount)
    return {patient: PatientTotal(sum(paid, NO_RENT), len(paid)) for patient, paid in amounts.items()}


def lifecycles(world: World, export_days: Sequence[date]) -> dict[str, dict[str, Lifecycle]]:
    """Per table and id: first found, last changed, no longer found, had the source exported on these days only.

    The first export that has an object counts as its last change until a later one differs; an object that comes back
    keeps the day it was created, and has changed only if it differs from what it last was.
    """
    found: dict[str, dict[str, Lifecycle]] = {}
    for table, feed in FEEDS.items():
        rows_by_day = [
            (day, {str(row[feed.id_field]): row for row in feed_rows(world, feed, day)}) for day in export_days
        ]
        found[table] = _lifecycles(rows_by_day)
    return found


def _lifecycles(rows_by_day: Iterable[tuple[date, Mapping[str, Row]]]) -> dict[str, Lifecycle]:
    lives: dict[str, Lifecycle] = {}
    last_known: dict[str, Row] = {}
    for day, rows in rows_by_day:
        for key, row in rows.items():
            life = lives.get(key, Lifecycle(day, day, None))
            changed = key in last_known and last_known[key] != row
            lives[key] = Lifecycle(life.created_at, day if changed else life.updated_at, None)
            last_known[key] = row
        for key, life in lives.items():
            if key not in rows and life.deleted_at is None:
                lives[key] = Lifecycle(life.created_at, life.updated_at, day)
    return lives


def units_with_facts(facts: LeasingFacts) -> list[UnitFacts]:
    """Every unit of a property with its stays, statuses and rents."""
    units = {unit.unit_id: UnitFacts(unit) for unit in facts.units}
    unit_of: dict[str, str] = {}
    for stay in facts.occupancies:
        units[stay.unit_id].stays.append(stay)
        unit_of[stay.occupancy_id] = stay.unit_id
    for status in facts.unit_statuses:
        units[status.unit_id].statuses.append(status)
    for rent in facts.rents:
        units[unit_of[rent.occupancy_id]].rents.setdefault(rent.occupancy_id, []).append(rent)
    return list(units.values())


def _row(one: UnitFacts, facts: LeasingFacts, day: date) -> RentRollRow:
    stay = one.stay_on(day)
    unit = (day, facts.property.property_id, one.unit.unit_id, one.unit.unit_number)
    if stay is None:
        return RentRollRow(*unit, None, None, NO_RENT, one.status_on(day))
    name = facts.residents[stay.resident_id].full_name
    return RentRollRow(*unit, stay.resident_id, name, one.rent_on(stay, day), "active")


def _daily(facts: LeasingFacts, day: date) -> DailyKpi:
    rows = rent_roll_of(facts, [day])
    occupied = [row for row in rows if row.resident_id is not None]
    return DailyKpi(
        property_id=facts.property.property_id,
        date=day,
        total_units=len(rows),
        active_units=sum(row.unit_status == "active" for row in rows),
        occupied_units=len(occupied),
        vacant_units=len(rows) - len(occupied),
        move_ins=sum(stay.move_in_date == day for stay in facts.occupancies),
        move_outs=sum(stay.move_out_date == day for stay in facts.occupancies),
        scheduled_rent=known_rents(occupied),
    )


def _same_month(day: date | None, month: date) -> bool:
    return day is not None and first_of_month(day) == first_of_month(month)


def kind_of_unit(one: UnitFacts, day: date) -> str:
    """Where the Monthly Activity Summary counts a unit on a day."""
    if one.status_on(day) == "inactive":
        return "admin" if one.unit.is_model else "down"
    stay = one.stay_on(day)
    leased = "leased" if any(stay.move_in_date > day for stay in one.stays) else "not leased"
    if stay is None:
        return f"vacant {leased}"
    return "occupied no notice" if stay.move_out_date is None else f"notice {leased}"
