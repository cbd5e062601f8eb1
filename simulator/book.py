"""The books of one property: who lives where, at what rent, and what each account owes.

Everything that happens is written through here. Whoever asks `may_leave` and `may_take_effect` first, and lets only
what `view` calls available, keeps the rules of the ledger: no two stays of a unit or of a resident overlap, every rent
lies within its stay, nobody lives in an inactive unit. What happens is decided elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from simulator.chance import dice
from simulator.facts import Account, Entry, Lease, Notice, Occupancy, Property, Rent, Resident, Unit, UnitStatus
from simulator.journal import Journal
from simulator.portfolio import Pace, Site

Task = Callable[[date], None]


@dataclass(frozen=True, slots=True)
class UnitView:
    """One unit as it stands today: who lives there, who is to come, since when it could be moved into."""

    unit: Unit
    stay: Occupancy | None
    upcoming: Occupancy | None
    free_from: date | None
    closed: bool

    @property
    def spoken_for(self) -> bool:
        """Whether somebody lives there and stays, or is to move in."""
        return self.upcoming is not None or (self.stay is not None and self.stay.move_out_date is None)

    @property
    def available(self) -> bool:
        """Whether a lease can be signed: open, nobody to come, and vacant or on notice."""
        return not self.closed and not self.unit.is_model and not self.spoken_for

    @property
    def vacant(self) -> bool:
        """Whether it is available and nobody lives there."""
        return self.available and self.stay is None


class PropertyBook:
    """One property's records, kept in a journal and indexed by unit and by occupancy."""

    def __init__(self, seed: int, site: Site, start: date, pace: Pace) -> None:
        self.site = site
        self.pace = pace
        self.start = start
        self.today = start
        self.seed = seed
        self.rng = dice(seed, site.slug, "opening")
        self.journal = Journal()
        self.property = Property(site.slug, site.name, site.site_id)
        self.units: list[Unit] = []
        self.accounts: dict[str, Account] = {}
        self.entries: dict[str, list[Entry]] = {}
        self.mistakes: set[str] = set()
        self.touched: set[str] = set()
        self._balances: dict[str, Decimal] = {}
        self._agenda: dict[date, list[Task]] = {}
        self._counters: Counter[str] = Counter()
        self._stays: dict[str, list[str]] = {}
        self._resident_stays: dict[str, list[str]] = {}
        self._rents: dict[str, list[str]] = {}
        self._statuses: dict[str, list[UnitStatus]] = {}
        self._leases: dict[str, str] = {}
        self.journal.record(start, self.property)

    # The course of days

    def begin(self, day: date) -> None:
        """Open the books on `day`: fresh dice, then what was planned for the day."""
        self.today = day
        self.rng = dice(self.seed, self.site.slug, day)
        self.touched = set()
        for task in self._agenda.pop(day, []):
            task(day)

    def plan(self, day: date, task: Task) -> None:
        """Have `task` done on `day`, at once if that is today or past."""
        if day <= self.today:
            task(day)
        else:
            self._agenda.setdefault(day, []).append(task)

    def next_id(self, what: str) -> str:
        """A fresh id, such as `ridian-occ-0001`."""
        self._counters[what] += 1
        return f"{self.site.slug}-{what}-{self._counters[what]:04d}"

    # Units and their status

    def add_unit(self, unit: Unit) -> None:
        """Take a unit into the books."""
        self.units.append(unit)
        self.journal.record(self.today, unit)

    def change_unit(self, unit: Unit) -> None:
        """Correct a unit's attributes."""
        self.units = [unit if known.unit_id == unit.unit_id else known for known in self.units]
        self.journal.record(self.today, unit)

    def add_status(self, unit_id: str, status: UnitStatus) -> None:
        """Enter a change of a unit's status."""
        self.journal.record(self.today, status)
        self._statuses.setdefault(unit_id, []).append(status)
        self.touched.add(unit_id)

    def statuses(self, unit_id: str) -> Sequence[UnitStatus]:
        """A unit's status changes by their start."""
        return self._statuses.get(unit_id, ())

    def survey(self) -> list[UnitView]:
        """Every unit as it stands today."""
        return [self.view(unit) for unit in self.units]

    def view(self, unit: Unit) -> UnitView:
        """One unit as it stands today; closed if its last status change says so, whenever it begins."""
        stay = upcoming = None
        free_from: date | None = date.min
        for known in self.stays(unit.unit_id):
            free_from = known.move_out_date
            if known.move_in_date > self.today:
                upcoming = known
            elif known.covers(self.today):
                stay = known
        changes = self.statuses(unit.unit_id)
        if free_from is not None and changes:
            free_from = max(free_from, changes[-1].start_date)
        return UnitView(unit, stay, upcoming, free_from, bool(changes) and changes[-1].status == "inactive")

    # Residents and stays

    def add_resident(self, first_name: str, last_name: str) -> Resident:
        """Enter a person."""
        resident = Resident(self.next_id("res"), first_name, last_name)
        self.journal.record(self.today, resident)
        return resident

    def resident(self, resident_id: str) -> Resident:
        """The person with an id."""
        return self.journal.current(Resident)[resident_id]

    def add_stay(self, unit_id: str, resident_id: str, move_in: date, move_out: date | None = None) -> Occupancy:
        """Enter a stay; it becomes the unit's last one."""
        stay = Occupancy(self.next_id("occ"), unit_id, resident_id, move_in, move_out)
        self.journal.record(self.today, stay)
        self._stays.setdefault(unit_id, []).append(stay.occupancy_id)
        self._resident_stays.setdefault(resident_id, []).append(stay.occupancy_id)
        self.touched.add(unit_id)
        return stay

    def change_stay(self, stay: Occupancy) -> None:
        """Enter other dates for a stay."""
        self.journal.record(self.today, stay)
        self.touched.add(stay.unit_id)

    def delete_stay(self, stay: Occupancy) -> None:
        """Delete a stay as if it had never been entered, with its rents and its resident."""
        for rent in self.rents(stay.occupancy_id):
            self.delete_rent(rent)
        self.journal.remove(self.today, stay)
        self.journal.remove(self.today, self.resident(stay.resident_id))
        self._stays[stay.unit_id].remove(stay.occupancy_id)
        self._resident_stays[stay.resident_id].remove(stay.occupancy_id)
        self.touched.add(stay.unit_id)

    def stay(self, occupancy_id: str) -> Occupancy | None:
        """The stay with an id, or None if it was deleted."""
        return self.journal.current(Occupancy).get(occupancy_id)

    def stays(self, unit_id: str) -> list[Occupancy]:
        """A unit's stays by their move-in."""
        current = self.journal.current(Occupancy)
        return [current[key] for key in self._stays.get(unit_id, ())]

    def may_leave(self, stay: Occupancy, day: date) -> bool:
        """Whether `day` can be the move-out date of a stay without breaking a rule of the ledger."""
        current = self.journal.current(Occupancy)
        later = [*self.stays(stay.unit_id), *(current[key] for key in self._resident_stays[stay.resident_id])]
        since = stay.move_in_date
        return (
            day > since
            and not any(since < other.move_in_date < day for other in later)
            and not any(rent.effective_date >= day for rent in self.rents(stay.occupancy_id))
            and not any(
                status.status == "inactive" and since <= status.start_date < day
                for status in self.statuses(stay.unit_id)
            )
        )

    # Rents

    def rents(self, occupancy_id: str) -> list[Rent]:
        """An occupancy's rents, in the order they were entered."""
        current = self.journal.current(Rent)
        return [current[key] for key in self._rents.get(occupancy_id, ())]

    def rent_on(self, occupancy_id: str, day: date) -> Decimal | None:
        """The amount in effect on a day, None where there is none."""
        due = [rent for rent in self.rents(occupancy_id) if rent.effective_date <= day]
        return max(due, key=lambda rent: rent.effective_date).amount if due else None

    def may_take_effect(self, stay: Occupancy, day: date) -> bool:
        """Whether a rent of a stay can begin on `day`: within the stay, and no other rent begins then."""
        within = stay.move_in_date <= day and (stay.move_out_date is None or day < stay.move_out_date)
        return within and all(rent.effective_date != day for rent in self.rents(stay.occupancy_id))

    def add_rent(self, stay: Occupancy, amount: Decimal, day: date) -> bool:
        """Enter a rent from `day` on, if one can begin then; say whether it was entered."""
        if not self.may_take_effect(stay, day):
            return False
        self.restore_rent(Rent(self.next_id("rent"), stay.occupancy_id, amount, day))
        return True

    def restore_rent(self, rent: Rent) -> None:
        """Enter a rent under the id it has."""
        self.journal.record(self.today, rent)
        self._rents.setdefault(rent.occupancy_id, []).append(rent.rent_id)

    def change_rent(self, rent: Rent) -> None:
        """Enter another amount or day for a rent."""
        self.journal.record(self.today, rent)

    def delete_rent(self, rent: Rent) -> None:
        """Delete a rent as if it had never been entered."""
        self.journal.remove(self.today, rent)
        self._rents[rent.occupancy_id].remove(rent.rent_id)

    # Leases and notices

    def add_lease(self, lease: Lease) -> None:
        """Enter a signed lease; it becomes its occupancy's present one."""
        self.journal.record(self.today, lease)
        self._leases[lease.occupancy_id] = lease.lease_id

    def lease(self, occupancy_id: str) -> Lease:
        """The present lease of an occupancy."""
        return self.journal.current(Lease)[self._leases[occupancy_id]]

    def cancel_lease(self, occupancy_id: str) -> None:
        """Keep the lease on file as cancelled today."""
        self.journal.record(self.today, replace(self.lease(occupancy_id), cancelled_on=self.today))

    def add_notice(self, notice: Notice) -> None:
        """Enter a notice."""
        self.journal.record(self.today, notice)

    def withdraw_notice(self, occupancy_id: str) -> None:
        """Take back an occupancy's notice, if it gave one."""
        notice = self.journal.current(Notice).get(occupancy_id)
        if notice is not None:
            self.journal.remove(self.today, notice)

    # Accounts

    def open_account(self, account: Account) -> None:
        """Open a ledger account."""
        self.accounts[account.account_id] = account
        self.entries[account.account_id] = []

    def post(self, entry: Entry) -> None:
        """Post a charge, payment or credit."""
        if entry.amount:
            self.entries[entry.account_id].append(entry)
            self._balances[entry.account_id] = self.balance(entry.account_id) + entry.amount

    def balance(self, account_id: str) -> Decimal:
        """What an account owes (negative: has prepaid) today."""
        return self._balances.get(account_id, Decimal(0))
