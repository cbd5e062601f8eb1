"""One property as its books knew it at the end of a day, indexed for those who answer questions about it.

Everything that is served over the wire is worded from this view; the world's truth works out its figures without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal, TypeVar

from simulator.billing import TRASH
from simulator.book import PropertyBook
from simulator.dwellings import made_ready_on
from simulator.facts import Lease, Notice, Occupancy, Property, Rent, Resident, Unit, UnitStatus
from simulator.households import Person, household
from simulator.receivables import open_entries

UnitKind = Literal[
    "occupied no notice", "notice not leased", "notice leased", "vacant not leased", "vacant leased", "model", "down"
]
StayKind = Literal["current", "notice", "future", "past"]
Item = TypeVar("Item", Occupancy, Lease, Rent, UnitStatus)
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class DatedCharge:
    """One charge, in effect or posted on a day; a concession is negative."""

    code: str
    amount: Decimal
    since: date


class PropertyDay:
    """The records of one property by unit and by stay, as known at the end of `day`."""

    def __init__(self, book: PropertyBook, day: date) -> None:
        journal = book.journal
        self.book = book
        self.day = day
        self.property = journal.as_known(Property, day)[book.property.key]
        self.units = list(journal.as_known(Unit, day).values())
        self.unit_by_id = {unit.unit_id: unit for unit in self.units}
        self.stay_by_id = journal.as_known(Occupancy, day)
        self.residents = journal.as_known(Resident, day)
        self.notices = journal.as_known(Notice, day)
        self.all_leases = list(journal.as_known(Lease, day).values())
        self._stays = _grouped(self.stay_by_id.values(), "unit_id", "move_in_date")
        self._leases = _grouped(self.all_leases, "occupancy_id", "starts_on")
        self._rents = _grouped(journal.as_known(Rent, day).values(), "occupancy_id", "effective_date")
        self._statuses = _grouped(journal.as_known(UnitStatus, day).values(), "unit_id", "start_date")

    # Units

    def is_inactive(self, unit: Unit) -> bool:
        """Whether the unit is a model apartment or closed on the day."""
        begun = [one for one in self._statuses.get(unit.unit_id, ()) if one.start_date <= self.day]
        return bool(begun) and begun[-1].status == "inactive"

    def kind_of(self, unit: Unit) -> UnitKind:
        """The state of a unit as the vendors divide units."""
        if self.is_inactive(unit):
            return "model" if unit.is_model else "down"
        stay, leased = self.stay_in(unit), self.upcoming(unit) is not None
        if stay is None:
            return "vacant leased" if leased else "vacant not leased"
        if stay.move_out_date is None:
            return "occupied no notice"
        return "notice leased" if leased else "notice not leased"

    def stays_of(self, unit: Unit) -> Sequence[Occupancy]:
        """A unit's stays by their move-in."""
        return self._stays.get(unit.unit_id, ())

    def stay_in(self, unit: Unit) -> Occupancy | None:
        """Who lives there."""
        return next((stay for stay in self.stays_of(unit) if stay.covers(self.day)), None)

    def upcoming(self, unit: Unit) -> Occupancy | None:
        """Who is to move in next."""
        return next((stay for stay in self.stays_of(unit) if stay.move_in_date > self.day), None)

    def last_stay(self, unit: Unit) -> Occupancy | None:
        """The stay that lasts or has ended most recently."""
        begun = [stay for stay in self.stays_of(unit) if stay.move_in_date <= self.day]
        return begun[-1] if begun else None

    def vacant_since(self, unit: Unit) -> date | None:
        """The day the last resident of a vacant unit left; None for an occupied one and one that was never let."""
        last = self.last_stay(unit)
        return last.move_out_date if last is not None and not last.covers(self.day) else None

    def made_ready(self, unit: Unit) -> date | None:
        """Since when a vacant unit can be moved into, None where it can't yet."""
        last = self.last_stay(unit)
        if last is None or self.vacant_since(unit) is None or self.is_inactive(unit):
            return None
        ready = made_ready_on(self.book.seed, last)
        return ready if ready is not None and ready <= self.day else None

    # Stays

    @property
    def stays(self) -> Sequence[Occupancy]:
        """Every stay, by unit and move-in."""
        return [stay for unit in self.units for stay in self.stays_of(unit)]

    def kind_of_stay(self, stay: Occupancy) -> StayKind:
        """Whether its people live there, have given notice, are to come or have left."""
        if stay.move_in_date > self.day:
            return "future"
        if not stay.covers(self.day):
            return "past"
        return "current" if stay.move_out_date is None else "notice"

    def people(self, stay: Occupancy) -> list[Person]:
        """The household of a stay, its head first."""
        return household(self.book.seed, self.residents[stay.resident_id])

    def notice_day(self, stay: Occupancy) -> date | None:
        """The day notice was given; None where there is none on file."""
        notice = self.notices.get(stay.occupancy_id)
        return notice.given_on if notice else None

    def leases(self, stay: Occupancy) -> Sequence[Lease]:
        """The signed leases of a stay by their start; a stay from before the world or entered by mistake has none."""
        return [one for one in self._leases.get(stay.occupancy_id, ()) if one.cancelled_on is None]

    def lease(self, stay: Occupancy) -> Lease | None:
        """The lease in effect: the last that has begun, or the first where none has."""
        leases = self.leases(stay)
        begun = [one for one in leases if one.starts_on <= self.day]
        return begun[-1] if begun else next(iter(leases), None)

    def pending_renewal(self, stay: Occupancy) -> Lease | None:
        """A signed renewal that has not begun."""
        return next((one for one in self.leases(stay) if one.kind == "renewal" and one.starts_on > self.day), None)

    def rent(self, stay: Occupancy, on: date) -> Rent | None:
        """The rent in effect on a day; for a stay that has yet to begin, its first."""
        rents = self._rents.get(stay.occupancy_id, ())
        begun = [rent for rent in rents if rent.effective_date <= max(on, stay.move_in_date)]
        return begun[-1] if begun else None

    def rent_change(self, stay: Occupancy) -> tuple[Rent, Decimal] | None:
        """The last change of a stay's rent that has taken effect, and by how much; None where it never changed."""
        begun = [rent for rent in self._rents.get(stay.occupancy_id, ()) if rent.effective_date <= self.day]
        return (begun[-1], begun[-1].amount - begun[-2].amount) if len(begun) > 1 else None

    def recurring(self, stay: Occupancy, on: date) -> list[DatedCharge]:
        """What a stay is charged every month: rent, parking, trash."""
        rent, account = self.rent(stay, on), self.book.accounts.get(stay.occupancy_id)
        charges = [DatedCharge("RENT", rent.amount, rent.effective_date)] if rent else []
        if account is not None and account.parking:
            charges.append(DatedCharge("PARKING", account.parking, stay.move_in_date))
        if account is not None:
            charges.append(DatedCharge("TRASH", TRASH, stay.move_in_date))
        return charges

    # Accounts

    @cached_property
    def balances(self) -> dict[str, Decimal]:
        """What each account owes; negative where it has prepaid."""
        return {
            account: sum((entry.amount for entry in entries if entry.posted_on <= self.day), NOTHING)
            for account, entries in self.book.entries.items()
        }

    def balance(self, stay: Occupancy) -> Decimal:
        """What the account of a stay owes; nothing where it has none."""
        return self.balances.get(stay.occupancy_id, NOTHING)

    def overdue(self, stay: Occupancy, days: int) -> Decimal:
        """What is open of charges more than so many days old."""
        entries = self.book.entries.get(stay.occupancy_id, [])
        return sum(
            (
                amount
                for entry, amount in open_entries(entries, self.day)
                if amount > 0 and (self.day - entry.posted_on).days > days
            ),
            NOTHING,
        )


def _grouped(items: Iterable[Item], group: str, order: str) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = {}
    for one in items:
        groups.setdefault(getattr(one, group), []).append(one)
    return {key: sorted(members, key=lambda one: getattr(one, order)) for key, members in groups.items()}
