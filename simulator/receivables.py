"""What every account owes or has prepaid on a day, by charge code and age: plain loops over the entries.

Payments settle the oldest charges first; credits of the present month stand beside the charges until the month is over,
so an account can be delinquent and prepaid at once. Age is counted in fiscal months: a charge of the present month is
current, one of the month before is in the 30-day column, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from simulator.book import PropertyBook
from simulator.calendar_days import months_apart
from simulator.facts import Entry, Occupancy, Unit

NOTHING = Decimal("0.00")
OLDEST_COLUMN = 3


@dataclass(frozen=True, slots=True)
class Line:
    """What one account owes (positive) or has prepaid (negative) under one code, by age."""

    code: str
    ages: tuple[Decimal, Decimal, Decimal, Decimal]

    @property
    def net(self) -> Decimal:
        """The balance of the line."""
        return sum(self.ages, NOTHING)

    @property
    def prepaid(self) -> Decimal:
        """The balance if it is prepaid, else 0."""
        return min(self.net, NOTHING)

    @property
    def delinquent(self) -> Decimal:
        """The balance if it is owed, else 0."""
        return max(self.net, NOTHING)


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """One account with an open balance, as the delinquency report lists it."""

    account_id: str
    unit_number: str | None
    status: str
    move_in: date | None
    move_out: date | None
    deposit_held: Decimal
    late_fees: int
    lines: tuple[Line, ...]

    @property
    def net(self) -> Decimal:
        """What the account owes in all; negative if it has prepaid."""
        return sum((line.net for line in self.lines), NOTHING)


@dataclass(frozen=True, slots=True)
class DelinquencyTotals:
    """The totals of one property's delinquency report on one day."""

    accounts: int
    total_prepaid: Decimal
    total_delinquent: Decimal
    net_balance: Decimal
    current: Decimal
    days_30: Decimal
    days_60: Decimal
    days_90_plus: Decimal
    deposits_held: Decimal
    net_prepaid: Decimal
    net_delinquent: Decimal


def open_lines(entries: Iterable[Entry], day: date) -> tuple[Line, ...]:
    """What is open on a day, one line per code, codes in the order they were first used."""
    ages: dict[str, list[Decimal]] = {}
    for entry, amount in open_entries(entries, day):
        age = min(months_apart(entry.posted_on, day), OLDEST_COLUMN)
        ages.setdefault(entry.code, [NOTHING] * 4)[age] += amount
    return tuple(Line(code, (a, b, c, d)) for code, (a, b, c, d) in ages.items())


def open_entries(entries: Iterable[Entry], day: date) -> list[tuple[Entry, Decimal]]:
    """What is open of each entry on a day: of charges what is owed, of payments and credits (negative) what is left."""
    known = [entry for entry in entries if entry.posted_on <= day]
    charges = [entry for entry in known if entry.kind == "charge"]
    credits_ = [entry for entry in known if entry.kind == "credit"]
    fresh = [entry for entry in credits_ if months_apart(entry.posted_on, day) == 0]
    payments = [entry for entry in known if entry.kind == "payment"]
    payments += [entry for entry in credits_ if entry not in fresh]
    owed, left = _settle(charges, payments)
    return [*owed, *left, *((entry, entry.amount) for entry in fresh)]


def account_balances(book: PropertyBook, day: date) -> list[AccountBalance]:
    """Every account of a property with an open line on `day`, by unit number; those without a unit last."""
    stays = book.journal.as_known(Occupancy, day)
    units = book.journal.as_known(Unit, day)
    balances = []
    for account in book.accounts.values():
        lines = open_lines(book.entries[account.account_id], day)
        if lines:
            stay = stays.get(account.account_id)
            held = account.deposit if stay is not None and stay.covers(day) else NOTHING
            balances.append(
                AccountBalance(
                    account.account_id,
                    units[account.unit_id].unit_number if account.unit_id else None,
                    _status(stay, day) if account.unit_id else "Misc. Income",
                    stay.move_in_date if stay else None,
                    stay.move_out_date if stay else None,
                    held,
                    _late_fees(book.entries[account.account_id], day),
                    lines,
                )
            )
    return sorted(balances, key=lambda one: (one.unit_number is None, one.unit_number, one.account_id))


def total(balances: Sequence[AccountBalance]) -> DelinquencyTotals:
    """The totals of a list of accounts."""
    lines = [line for account in balances for line in account.lines]
    ages = [sum((line.ages[age] for line in lines), NOTHING) for age in range(OLDEST_COLUMN + 1)]
    nets = [account.net for account in balances]
    return DelinquencyTotals(
        accounts=len(balances),
        total_prepaid=sum((line.prepaid for line in lines), NOTHING),
        total_delinquent=sum((line.delinquent for line in lines), NOTHING),
        net_balance=sum(nets, NOTHING),
        current=ages[0],
        days_30=ages[1],
        days_60=ages[2],
        days_90_plus=ages[3],
        deposits_held=sum((account.deposit_held for account in balances), NOTHING),
        net_prepaid=sum((net for net in nets if net < 0), NOTHING),
        net_delinquent=sum((net for net in nets if net > 0), NOTHING),
    )


def _settle(
    charges: list[Entry], payments: list[Entry]
) -> tuple[list[tuple[Entry, Decimal]], list[tuple[Entry, Decimal]]]:
    """Let payments settle charges, oldest first; what is left of the charges, and of the payments."""
    paid = -sum((entry.amount for entry in payments), NOTHING)
    charged = sum((entry.amount for entry in charges), NOTHING)
    return _beyond(charges, paid), [(entry, -amount) for entry, amount in _beyond(payments, charged)]


def _beyond(entries: list[Entry], covered: Decimal) -> list[tuple[Entry, Decimal]]:
    """What remains of entries, oldest first, once `covered` is taken off them."""
    remaining = []
    for entry in sorted(entries, key=lambda one: one.posted_on):
        taken = min(covered, abs(entry.amount))
        covered -= taken
        if taken < abs(entry.amount):
            remaining.append((entry, abs(entry.amount) - taken))
    return remaining


def _status(stay: Occupancy | None, day: date) -> str:
    if stay is None:
        return "Former applicant"
    if stay.move_in_date > day:
        return "Applicant"
    if not stay.covers(day):
        return "Former resident"
    return "Current resident" if stay.move_out_date is None else "NTV"


def _late_fees(entries: Iterable[Entry], day: date) -> int:
    return sum(entry.code == "LATEFEE" and entry.posted_on <= day for entry in entries)
