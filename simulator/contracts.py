"""A fleet's contracts: trips are driven, entered late, corrected and struck out; versions end and the next ones begin.

Now and then somebody mistypes a key of the rules or leaves a day between two versions, and puts it right later.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from simulator.chance import dice, happenings
from simulator.contract_facts import Client, Contract, ContractVersion, Employee, Trip, Vendor
from simulator.journal import Journal
from simulator.names import person

TENANT = "metro_fleet"
CLIENTS = ("Acme Logistics", "Borealis Bank", "Cobalt Software")
VENDORS = ("City Wheels", "Night Owl Cabs")
MODELS = ("PER_TRIP", "HYBRID", "FIXED_MONTHLY", "HYBRID", "PER_TRIP")
EMPLOYEES = 12
BEGAN_BEFORE = timedelta(days=40)
TRIPS_A_DAY = 1.4
LATE_ENTRY, CORRECTION, DELETION, RENEWAL, SLIP, ACTIVATION = 0.1, 0.4, 0.15, 0.06, 0.25, 0.05
MISTYPED = ("carpol_bonus", Decimal(50))


class Fleet:
    """The fleet's records, kept in a journal."""

    def __init__(self, seed: int, start: date) -> None:
        self.seed = seed
        self.today = start
        self.journal = Journal()
        self.rng = dice(seed, TENANT, "opening")
        self._trips = 0
        for number, name in enumerate(CLIENTS, 1):
            self.journal.record(start, Client(f"C{number:03}", name))
        for number, name in enumerate(VENDORS, 1):
            self.journal.record(start, Vendor(f"V{number:02}", name))
        for number in range(EMPLOYEES):
            first, last = person(self.rng)
            client = f"C{number % len(CLIENTS) + 1:03}"
            self.journal.record(start, Employee(f"E{number + 1:04}", client, f"{first} {last}"))
        for number, model in enumerate(MODELS):
            self._open_contract(number, model, start)
        for back in range(BEGAN_BEFORE.days, -1, -1):
            self._drive(start - timedelta(days=back))

    def live_day(self, day: date) -> None:
        """Let one day pass."""
        self.today = day
        self.rng = dice(self.seed, TENANT, day)
        self._put_right()
        self._drive(day)
        for chance, happening in (
            (CORRECTION, self._correct_trip),
            (DELETION, self._strike_out_trip),
            (RENEWAL * len(MODELS), self._renew),
            (ACTIVATION, self._activate_draft),
        ):
            for _ in range(happenings(self.rng, chance)):
                happening()

    def _open_contract(self, number: int, model: str, start: date) -> None:
        status = "DRAFT" if number == len(MODELS) - 1 else "ACTIVE"
        contract = Contract(f"K{number + 1:03}", f"C{number % len(CLIENTS) + 1:03}", f"V{number % 2 + 1:02}", status)
        self.journal.record(start, contract)
        began = datetime.combine(start - BEGAN_BEFORE, time())
        self.journal.record(start, self._version(contract.contract_id, 1, model, began))

    def _version(self, contract_id: str, number: int, model: str, began: datetime) -> ContractVersion:
        return ContractVersion(
            f"{contract_id}-{number}", contract_id, str(number), model, self._rules(model), began, None
        )

    def _rules(self, model: str) -> tuple[tuple[str, Decimal], ...]:
        def amount(low: int, high: int) -> Decimal:
            return Decimal(self.rng.randint(low * 4, high * 4)) / 4

        own = {
            "PER_TRIP": (
                ("base_fare", amount(0, 300)),
                (self.rng.choice(("cost_per_km", "per_km_rate")), amount(15, 30)),
                ("min_trip_charge", amount(200, 400)),
            ),
            "HYBRID": (
                ("base_monthly_fee", amount(3000, 9000)),
                ("free_km_included", amount(100, 400)),
                ("per_km_rate_after_limit", amount(10, 20)),
                ("night_surcharge", amount(20, 80)),
            ),
            "FIXED_MONTHLY": (("base_monthly_fee", amount(5000, 20000)),),
        }[model]
        common = (("tax_percentage", Decimal("12.5")), ("carpool_bonus", Decimal(50)))
        return (*own, *(one for one in common if self.rng.randrange(2)))

    def _drive(self, day: date) -> None:
        for contract in self.journal.current(Contract).values():
            for _ in range(happenings(self.rng, self.rng.random() * 2 * TRIPS_A_DAY)):
                self._enter_trip(contract, day)

    def _enter_trip(self, contract: Contract, day: date) -> None:
        late = timedelta(days=self.rng.randint(1, 6)) if self.rng.random() < LATE_ENTRY else timedelta()
        began = datetime.combine(day - late, time(self.rng.randrange(24), self.rng.randrange(60)))
        self._trips += 1
        trip = Trip(
            f"T{self._trips:06}",
            contract.client_id,
            contract.vendor_id,
            contract.contract_id,
            f"E{self.rng.randint(1, EMPLOYEES):04}",
            began,
            began + timedelta(minutes=self.rng.randint(8, 90)),
            self._kilometres(),
            self.rng.randrange(4) == 0,
        )
        self.journal.record(self.today, trip)

    def _kilometres(self) -> Decimal:
        return Decimal(self.rng.randint(800, 45_000)) / 1000

    def _any_trip(self) -> Trip | None:
        trips = list(self.journal.current(Trip).values())
        return self.rng.choice(trips) if trips else None

    def _correct_trip(self) -> None:
        trip = self._any_trip()
        if trip:
            self.journal.record(self.today, replace(trip, distance_km=self._kilometres()))

    def _strike_out_trip(self) -> None:
        trip = self._any_trip()
        if trip:
            self.journal.remove(self.today, trip)

    def _renew(self) -> None:
        """End a contract's last version tomorrow and begin the next one then, now and then a day late or mistyped."""
        versions = list(self.journal.current(ContractVersion).values())
        last = self.rng.choice([one for one in versions if one.valid_until is None])
        ends = datetime.combine(self.today + timedelta(days=1), time(self.rng.choice((0, 0, 6, 12))))
        slip = self.rng.randrange(3) if self.rng.random() < SLIP else None
        begins = ends + timedelta(days=1) if slip == 0 else ends
        model = self.rng.choice(MODELS)
        following = self._version(last.contract_id, int(last.version_number) + 1, model, begins)
        if slip == 1:
            following = replace(following, rules=(*following.rules, MISTYPED))
        self.journal.record(self.today, replace(last, valid_until=ends))
        self.journal.record(self.today, following)

    def _put_right(self) -> None:
        for version in list(self.journal.current(ContractVersion).values()):
            if MISTYPED in version.rules and self.rng.randrange(4) == 0:
                rules = tuple(one for one in version.rules if one != MISTYPED)
                self.journal.record(self.today, replace(version, rules=rules))

    def _activate_draft(self) -> None:
        for contract in list(self.journal.current(Contract).values()):
            if contract.status == "DRAFT":
                self.journal.record(self.today, replace(contract, status="ACTIVE"))
