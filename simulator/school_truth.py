"""The schools' own answers: balances, overdue invoices, revenue and risk, by plain loops over what was known on a day.

Nothing here reads an export or knows a query language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from simulator.calendar_days import first_of_month
from simulator.facts import Invoice, InvoicePayment, School, Student
from simulator.world import World

NOTHING = Decimal("0.00")
AGES = ((30, "0-30"), (60, "31-60"), (90, "61-90"))
HIGH, MEDIUM = Fraction(1, 2), Fraction(1, 5)


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """One invoice that is not cancelled, with the payments on it, on one day."""

    invoice: Invoice
    payments: tuple[InvoicePayment, ...]
    day: date

    @property
    def paid(self) -> Decimal:
        """What is paid on it."""
        return sum((one.amount for one in self.payments), NOTHING)

    @property
    def pending(self) -> Decimal:
        """What is still owed."""
        return max(self.invoice.amount - self.paid, NOTHING)

    @property
    def late_payments(self) -> int:
        """Payments made after it was due."""
        return sum(one.payment_date > self.invoice.due_date for one in self.payments)

    @property
    def days_overdue(self) -> int:
        """Days since it was due; 0 where nothing is owed or it is not yet past due."""
        return max((self.day - self.invoice.due_date).days, 0) if self.pending else 0

    @property
    def age(self) -> str:
        """The range its days overdue are in."""
        return next((name for limit, name in AGES if self.days_overdue <= limit), "over 90")


@dataclass(frozen=True, slots=True)
class Balance:
    """What a student, or all students of a school, were invoiced and paid, by one day."""

    invoices: int
    invoiced: Decimal
    paid: Decimal
    pending: Decimal
    overdue: Decimal
    overdue_invoices: int
    ages: tuple[Decimal, Decimal, Decimal, Decimal]
    payments: int
    late_payments: int


@dataclass(frozen=True, slots=True)
class SchoolTotal:
    """A school's students and their balance."""

    students: int
    active_students: int
    balance: Balance


@dataclass(frozen=True, slots=True)
class Revenue:
    """A school's month: what was due in it, what of that is paid, and what was paid in it."""

    invoices: int
    invoiced: Decimal
    paid: Decimal
    payments: int
    collected: Decimal


@dataclass(frozen=True, slots=True)
class Risk:
    """How late a student's payments are; None without any."""

    level: str | None
    score: int | None


def student_balances(world: World, day: date) -> dict[str, Balance]:
    """The balance of every student known on `day`."""
    invoices = open_invoices(world, day)
    students = world.schools.journal.as_known(Student, day)
    return {key: _balance(one for one in invoices if one.invoice.student_id == key) for key in students}


def school_totals(world: World, day: date) -> dict[str, SchoolTotal]:
    """Students and balance of every school known on `day`."""
    invoices = open_invoices(world, day)
    students = world.schools.journal.as_known(Student, day).values()
    found = {}
    for school_id in world.schools.journal.as_known(School, day):
        own = {one.student_id: one for one in students if one.school_id == school_id}
        balance = _balance(one for one in invoices if one.invoice.student_id in own)
        found[school_id] = SchoolTotal(len(own), sum(one.is_active for one in own.values()), balance)
    return found


def overdue(world: World, day: date, *, payments_known_on: date | None = None) -> dict[str, tuple[Decimal, int]]:
    """Invoice id -> pending amount and days overdue on `day`, of the invoices as known then.

    Payments made by `day` count as far as they were known by `payments_known_on`, else by `day`.
    """
    found = open_invoices(world, day, payments_known_on=payments_known_on)
    return {one.invoice.invoice_id: (one.pending, one.days_overdue) for one in found if one.days_overdue}


def monthly_revenue(world: World, day: date) -> dict[tuple[str, date], Revenue]:
    """School and first day of the month -> what was due and paid, as known on `day`."""
    invoices = open_invoices(world, day)
    school_of = {key: one.school_id for key, one in world.schools.journal.as_known(Student, day).items()}
    due = [(school_of[one.invoice.student_id], first_of_month(one.invoice.due_date), one) for one in invoices]
    paid = [
        (school_of[one.invoice.student_id], first_of_month(payment.payment_date), payment)
        for one in invoices
        for payment in one.payments
    ]
    months = {(school, month) for school, month, _ in due} | {(school, month) for school, month, _ in paid}
    return {
        where: _revenue(
            [one for *there, one in due if tuple(there) == where],
            [one for *there, one in paid if tuple(there) == where],
        )
        for where in months
    }


def risks(world: World, day: date) -> dict[str, Risk]:
    """The payment risk of every student known on `day`."""
    return {key: _risk(one) for key, one in student_balances(world, day).items()}


def open_invoices(world: World, day: date, *, payments_known_on: date | None = None) -> list[OpenInvoice]:
    """The invoices known on `day` that are not cancelled, with what was paid on them by then."""
    world.check_lived(day)
    journal = world.schools.journal
    known = journal.as_known(InvoicePayment, payments_known_on or day).values()
    paid: dict[str, list[InvoicePayment]] = {}
    for one in known:
        if one.payment_date <= day:
            paid.setdefault(one.invoice_id, []).append(one)
    invoices = journal.as_known(Invoice, day).values()
    standing = [one for one in invoices if one.status != "CANCELLED"]
    return [OpenInvoice(one, tuple(paid.get(one.invoice_id, ())), day) for one in standing]


def _balance(invoices: Iterable[OpenInvoice]) -> Balance:
    found = list(invoices)
    late = [one for one in found if one.days_overdue]
    ages = [
        sum((one.pending for one in late if one.age == name), NOTHING) for name in ("0-30", "31-60", "61-90", "over 90")
    ]
    return Balance(
        invoices=len(found),
        invoiced=sum((one.invoice.amount for one in found), NOTHING),
        paid=sum((one.paid for one in found), NOTHING),
        pending=sum((one.pending for one in found), NOTHING),
        overdue=sum((one.pending for one in late), NOTHING),
        overdue_invoices=len(late),
        ages=(ages[0], ages[1], ages[2], ages[3]),
        payments=sum(len(one.payments) for one in found),
        late_payments=sum(one.late_payments for one in found),
    )


def _revenue(due: list[OpenInvoice], paid: list[InvoicePayment]) -> Revenue:
    return Revenue(
        invoices=len(due),
        invoiced=sum((one.invoice.amount for one in due), NOTHING),
        paid=sum((one.paid for one in due), NOTHING),
        payments=len(paid),
        collected=sum((one.amount for one in paid), NOTHING),
    )


def _risk(balance: Balance) -> Risk:
    if not balance.payments:
        return Risk(None, None)
    share = Fraction(balance.late_payments, balance.payments)
    level = "HIGH" if share > HIGH else "MEDIUM" if share >= MEDIUM else "LOW"
    score = (Decimal(balance.late_payments * 100) / balance.payments).quantize(Decimal(1), ROUND_HALF_UP)
    return Risk(level, int(score))
