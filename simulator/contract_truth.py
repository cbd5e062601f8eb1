"""What a fleet's trips and months cost by its contracts, worked out trip by trip from the facts known on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from simulator.chance import cents
from simulator.contract_facts import Contract, ContractVersion, Trip
from simulator.contracts import MISTYPED
from simulator.world import World

DEFAULT_TAX = Decimal(18)
NIGHT_FROM, NIGHT_UNTIL = 20, 6
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Charge:
    """One billed line; a monthly fee has no trip."""

    contract_id: str
    month: date
    trip_id: str | None
    version_id: str
    base_amount: Decimal
    tax: Decimal
    carpool_bonus: Decimal

    @property
    def total(self) -> Decimal:
        """What the line costs."""
        return self.base_amount + self.tax + self.carpool_bonus


@dataclass(frozen=True, slots=True)
class Bill:
    """Everything that is billed on a day's knowledge, and the trips that are not, each with why."""

    charges: Sequence[Charge]
    unbilled: Mapping[str, str]


def contract_bill(world: World, day: date) -> Bill:
    """The fleet's bill by what it knew at the end of `day`."""
    world.check_lived(day)
    journal = world.fleet.journal
    contracts = journal.as_known(Contract, day)
    versions = list(journal.as_known(ContractVersion, day).values())
    charges: list[Charge] = []
    unbilled: dict[str, str] = {}
    used: dict[tuple[str, date], Decimal] = {}
    for trip in sorted(journal.as_known(Trip, day).values(), key=lambda one: (one.start_time, one.trip_id)):
        why, version = _version_for(contracts[trip.contract_id], versions, trip.start_time)
        if version is None:
            unbilled[trip.trip_id] = why
        else:
            charges.append(_trip_charge(trip, version, used))
    for contract in contracts.values():
        charges += _monthly_fees(contract, [one for one in versions if one.contract_id == contract.contract_id], day)
    return Bill(charges, unbilled)


def _version_for(
    contract: Contract, versions: Sequence[ContractVersion], at: datetime
) -> tuple[str, ContractVersion | None]:
    """The version that bills what begins at a moment, or why none does."""
    if contract.status == "DRAFT":
        return "contract_is_draft", None
    for version in versions:
        if version.contract_id == contract.contract_id and _holds(version, at):
            return ("unknown_rule_key", None) if MISTYPED in version.rules else ("", version)
    return "no_version", None


def _holds(version: ContractVersion, at: datetime) -> bool:
    return version.valid_from <= at and (version.valid_until is None or at < version.valid_until)


def _trip_charge(trip: Trip, version: ContractVersion, used: dict[tuple[str, date], Decimal]) -> Charge:
    rules = dict(version.rules)
    month = trip.start_time.date().replace(day=1)
    base = NOTHING
    if version.billing_model == "PER_TRIP":
        rate = rules.get("cost_per_km", rules.get("per_km_rate", NOTHING))
        base = max(rules["base_fare"] + rate * trip.distance_km, rules["min_trip_charge"])
    if version.billing_model == "HYBRID":
        before = used.get((trip.contract_id, month), NOTHING)
        used[trip.contract_id, month] = before + trip.distance_km
        free = min(max(rules["free_km_included"] - before, NOTHING), trip.distance_km)
        base = (trip.distance_km - free) * rules["per_km_rate_after_limit"]
        if not NIGHT_UNTIL <= trip.start_time.hour < NIGHT_FROM:
            base += rules["night_surcharge"]
    bonus = rules.get("carpool_bonus", NOTHING) if trip.is_carpool else NOTHING
    return _charge(version, month, trip.trip_id, base, bonus)


def _monthly_fees(contract: Contract, versions: Sequence[ContractVersion], day: date) -> list[Charge]:
    """The fee of every month up to the day, by the first version that holds in the month and has one."""
    with_fee = [one for one in versions if one.billing_model != "PER_TRIP"]
    charges = []
    month = min(one.valid_from for one in versions).date().replace(day=1)
    while month <= day:
        opening = datetime.combine(month, time())
        following = (month + timedelta(days=31)).replace(day=1)
        moments = [opening, *(one.valid_from for one in versions if opening < one.valid_from)]
        held = (at for at in sorted(moments) if at.date() < following and any(_holds(one, at) for one in with_fee))
        first = next(held, None)
        if first is not None and first.date() <= day:
            _, version = _version_for(contract, versions, first)
            if version:
                charges.append(_charge(version, month, None, dict(version.rules)["base_monthly_fee"], NOTHING))
        month = following
    return charges


def _charge(version: ContractVersion, month: date, trip_id: str | None, base: Decimal, bonus: Decimal) -> Charge:
    base = cents(base)
    tax = cents(base * dict(version.rules).get("tax_percentage", DEFAULT_TAX) / 100)
    return Charge(version.contract_id, month, trip_id, version.version_id, base, tax, bonus)
