"""What happened at a property since the first of the month, by floor plan, and the list of moves: plain loops."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Literal

from simulator.book import PropertyBook
from simulator.calendar_days import first_of_month
from simulator.facts import Entry, Lease, Notice, Occupancy, Resident, Unit

Action = Literal[
    "Moved In", "Moved Out", "Move Out Notice", "Transfer Notice", "Renewed Lease", "Transferred to New Unit"
]


@dataclass(slots=True)
class Activity:
    """Month-to-date activity of one floor plan.

    Move-ins count residents who came from another unit of the property, move-outs do not count those who left for one.
    """

    move_ins: int = 0
    move_outs: int = 0
    cancellations: int = 0
    renewals: int = 0
    leases: int = 0
    rent_charged: Decimal = Decimal(0)
    other_charges: Decimal = Decimal(0)
    payments: Decimal = Decimal(0)
    other_credits: Decimal = Decimal(0)
    deposits_in: Decimal = Decimal(0)
    deposits_out: Decimal = Decimal(0)


ACTIVITY_FIELDS = tuple(field.name for field in fields(Activity))


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the list of moves, notices and renewals."""

    action: Action
    unit_number: str
    status: Literal["Current resident", "Former resident"]
    name: str
    day: date


class Month:
    """One property's month up to `day`, or what came since another `first` day, as known at the end of `day`."""

    def __init__(self, book: PropertyBook, day: date, first: date | None = None) -> None:
        self.book = book
        self.day = day
        self.first = first or first_of_month(day)
        self.units = book.journal.as_known(Unit, day)
        self.stays = book.journal.as_known(Occupancy, day)
        self.leases = book.journal.as_known(Lease, day)
        self.notices = book.journal.as_known(Notice, day)
        self.residents = book.journal.as_known(Resident, day)
        self.transfers = {lease.occupancy_id for lease in self.leases.values() if lease.kind == "transfer"}

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in the month or since the first day, up to today."""
        return day is not None and self.first <= day <= self.day

    def activity(self) -> dict[str, Activity]:
        """Activity by floor plan, for every floor plan of the property; entries without a unit are in none."""
        by_plan = {unit.floor_plan: Activity() for unit in self.units.values()}
        for stay in self.stays.values():
            self._count_stay(by_plan[self.units[stay.unit_id].floor_plan], stay)
        for lease in self.leases.values():
            self._count_lease(by_plan[self.units[lease.unit_id].floor_plan], lease)
        for account in self.book.accounts.values():
            if account.unit_id is not None:
                plan = by_plan[self.units[account.unit_id].floor_plan]
                for entry in self.book.entries[account.account_id]:
                    self._count_entry(plan, entry)
        return by_plan

    def events(self, action: Action) -> list[Event]:
        """The events of one kind, by unit number."""
        if action in {"Moved In", "Transferred to New Unit"}:
            came = [stay for stay in self.stays.values() if self.holds(stay.move_in_date)]
            wanted = action != "Moved In"
            found = [(stay, stay.move_in_date) for stay in came if (stay.occupancy_id in self.transfers) is wanted]
        elif action == "Moved Out":
            found = [(stay, stay.move_out_date or self.day) for stay in self.stays.values() if self._moved_out(stay)]
        elif action == "Renewed Lease":
            signed = [
                lease for lease in self.leases.values() if lease.kind == "renewal" and self.holds(lease.signed_on)
            ]
            found = [(self.stays[lease.occupancy_id], lease.signed_on) for lease in signed]
        else:
            kind = "move out" if action == "Move Out Notice" else "transfer"
            notices = [one for one in self.notices.values() if one.kind == kind and self.holds(one.given_on)]
            found = [(self.stays[one.occupancy_id], one.given_on) for one in notices]
        return sorted((self._event(action, stay, day) for stay, day in found), key=lambda one: one.unit_number)

    def _event(self, action: Action, stay: Occupancy, day: date) -> Event:
        resident = self.residents[stay.resident_id]
        gone = stay.move_out_date is not None and stay.move_out_date <= self.day
        status: Literal["Current resident", "Former resident"] = "Former resident" if gone else "Current resident"
        name = f"{resident.last_name}, {resident.first_name}"
        return Event(action, self.units[stay.unit_id].unit_number, status, name, day)

    def _moved_out(self, stay: Occupancy) -> bool:
        notice = self.notices.get(stay.occupancy_id)
        return self.holds(stay.move_out_date) and (notice is None or notice.kind == "move out")

    def _count_stay(self, plan: Activity, stay: Occupancy) -> None:
        account = self.book.accounts.get(stay.occupancy_id)
        deposit = account.deposit if account else Decimal(0)
        plan.move_outs += self._moved_out(stay)
        if self.holds(stay.move_in_date):
            plan.move_ins += 1
            plan.deposits_in += deposit
        if self.holds(stay.move_out_date):
            plan.deposits_out += deposit

    def _count_lease(self, plan: Activity, lease: Lease) -> None:
        plan.cancellations += self.holds(lease.cancelled_on)
        plan.renewals += lease.kind == "renewal" and self.holds(lease.signed_on)
        plan.leases += lease.kind != "renewal" and self.holds(lease.signed_on)

    def _count_entry(self, plan: Activity, entry: Entry) -> None:
        if not self.holds(entry.posted_on):
            return
        if entry.kind == "payment":
            plan.payments -= entry.amount
        elif entry.kind == "credit":
            plan.other_credits -= entry.amount
        elif entry.code == "RENT":
            plan.rent_charged += entry.amount
        else:
            plan.other_charges += entry.amount
