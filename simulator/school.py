"""The schools' books: students are billed every month, and families pay in time, late, in parts or not at all.

Payments are entered once and never change. Invoices are amended, and cancelled while nothing is paid on them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from uuid import UUID

from simulator.calendar_days import first_of_month
from simulator.chance import cents, dice, happenings, money
from simulator.facts import Invoice, InvoicePayment, School, Student
from simulator.journal import Journal
from simulator.names import married_name, person

TENANT = "colegios_norte"
SCHOOL_NAMES = ("Colegio Norte", "Colegio San Martín", "Instituto del Lago", "Liceo O'Higgins", "Escuela Los Álamos")
GRADES = ("1A", "2A", "3A", "4B", "5B", "6C")
METHODS = ("CASH", "BANK_TRANSFER", "BANK_TRANSFER", "CREDIT_CARD", "DEBIT_CARD", "OTHER")
HABITS = ("prompt", "prompt", "prompt", "late", "late", "in parts", "in parts", "never")
TUITION = (180, 420)
DUE_DAY = 10
LATEST = 45
POSTED_LATE_CHANCE = 0.1
WITHOUT_REFERENCE = 4


@dataclass(frozen=True, slots=True)
class SchoolPace:
    """How many schools and students there are at first, and chances per student and day."""

    schools: int = 3
    students: int = 40
    enrolment: float = 0.001
    leaving: float = 0.0005
    rename: float = 0.001
    amendment: float = 0.003
    cancellation: float = 0.002


class SchoolBooks:
    """The schools' records, kept in a journal."""

    def __init__(self, seed: int, start: date, pace: SchoolPace) -> None:
        self.seed = seed
        self.pace = pace
        self.today = start
        self.journal = Journal()
        self.rng = dice(seed, TENANT, "opening")
        self._agenda: dict[date, list[Callable[[], None]]] = {}
        for number in range(pace.schools):
            self._open_school(SCHOOL_NAMES[number % len(SCHOOL_NAMES)])
        for _ in range(pace.students):
            self._enrol()
        self._bill_month()

    def live_day(self, day: date) -> None:
        """Let one day pass at the schools."""
        self.today = day
        self.rng = dice(self.seed, TENANT, day)
        for task in self._agenda.pop(day, []):
            task()
        pace = self.pace
        self._happen(pace.enrolment, self._enrol)
        self._happen(pace.leaving, self._leave)
        self._happen(pace.rename, self._rename)
        self._happen(pace.amendment, self._amend)
        self._happen(pace.cancellation, self._cancel)
        if day == first_of_month(day):
            self._bill_month()

    def _happen(self, chance: float, happening: Callable[[], None]) -> None:
        for _ in range(happenings(self.rng, chance * len(self.journal.current(Student)))):
            happening()

    def _id(self) -> str:
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def _open_school(self, name: str) -> None:
        phone = f"555-{self.rng.randint(1000, 9999)}" if self.rng.randrange(2) else None
        school = School(self._id(), name, f"Calle {self.rng.randint(1, 99)}", phone, None, is_active=True)
        self.journal.record(self.today, school)

    def _enrol(self) -> None:
        first, last = person(self.rng)
        key = self._id()
        school = self.rng.choice(list(self.journal.current(School).values()))
        email = f"family-{key[:8]}@example.org" if self.rng.randrange(3) else None
        grade = self.rng.choice(GRADES)
        self.journal.record(self.today, Student(key, school.school_id, first, last, email, grade, self.today, True))

    def _active(self) -> list[Student]:
        return [one for one in self.journal.current(Student).values() if one.is_active]

    def _leave(self) -> None:
        staying = self._active()
        if len(staying) > 1:
            self.journal.record(self.today, replace(self.rng.choice(staying), is_active=False))

    def _rename(self) -> None:
        student = self.rng.choice(list(self.journal.current(Student).values()))
        self.journal.record(self.today, replace(student, last_name=married_name(self.rng, student.last_name)))

    def _bill_month(self) -> None:
        """Bill every active student the month's tuition, and let each family make up its mind how to pay it."""
        for student in self._active():
            tuition = money(self.rng, *TUITION)
            due = first_of_month(self.today) + timedelta(days=DUE_DAY - 1)
            invoice = Invoice(self._id(), student.student_id, tuition, due, "PENDING", f"Tuition {due:%Y-%m}")
            self.journal.record(self.today, invoice)
            self._plan_payments(invoice, habit_of(student))

    def _plan_payments(self, invoice: Invoice, habit: str) -> None:
        rng = self.rng
        if habit == "never":
            return
        if habit == "in parts":
            first = cents(invoice.amount * rng.randint(2, 6) / 10)
            parts = [(rng.randint(0, 12), first), (rng.randint(13, LATEST), None)]
        elif habit == "late":
            parts = [(rng.randint(DUE_DAY, LATEST), None)]
        else:
            parts = [(rng.randint(1, DUE_DAY - 1), None)]
        for wait, amount in parts:
            self._at(invoice.due_date.replace(day=1) + timedelta(days=wait), partial(self._pay, invoice, amount))

    def _at(self, day: date, task: Callable[[], None]) -> None:
        if day > self.today:
            self._agenda.setdefault(day, []).append(task)

    def _pay(self, planned: Invoice, amount: Decimal | None) -> None:
        """Pay an amount, at most what is pending, or all of that; now and then it is entered some days later."""
        if happenings(self.rng, POSTED_LATE_CHANCE):
            paid_on = self.today
            self._at(
                self.today + timedelta(days=self.rng.randint(1, 4)), partial(self._enter, planned, amount, paid_on)
            )
        else:
            self._enter(planned, amount, self.today)

    def _enter(self, planned: Invoice, amount: Decimal | None, paid_on: date) -> None:
        invoice = self.journal.current(Invoice)[planned.invoice_id]
        pending = invoice.amount - self._paid(invoice)
        if invoice.status == "CANCELLED" or pending <= 0:
            return
        settled = pending if amount is None else min(amount, pending)
        reference = f"R-{self.rng.randint(10_000, 99_999)}" if self.rng.randrange(WITHOUT_REFERENCE) else None
        method = self.rng.choice(METHODS)
        payment = InvoicePayment(self._id(), invoice.invoice_id, settled, paid_on, method, reference)
        self.journal.record(self.today, payment)
        status = "PAID" if settled == pending else "PARTIAL"
        self.journal.record(self.today, replace(invoice, status=status))

    def _paid(self, invoice: Invoice) -> Decimal:
        payments = self.journal.current(InvoicePayment).values()
        return sum((one.amount for one in payments if one.invoice_id == invoice.invoice_id), Decimal("0.00"))

    def _open_invoice(self, *statuses: str) -> Invoice | None:
        found = [one for one in self.journal.current(Invoice).values() if one.status in statuses]
        return self.rng.choice(found) if found else None

    def _amend(self) -> None:
        """Correct the amount of an open invoice, never below what is paid, or put off its due date."""
        invoice = self._open_invoice("PENDING", "PARTIAL")
        if invoice is None:
            return
        if self.rng.randrange(2):
            changed = replace(invoice, due_date=invoice.due_date + timedelta(days=self.rng.randint(1, 20)))
        else:
            raised = cents(invoice.amount * self.rng.randint(85, 120) / 100)
            changed = replace(invoice, amount=max(raised, self._paid(invoice) + 1))
        self.journal.record(self.today, changed)

    def _cancel(self) -> None:
        """Cancel an invoice on which nothing is paid."""
        invoice = self._open_invoice("PENDING")
        if invoice is not None:
            self.journal.record(self.today, replace(invoice, status="CANCELLED"))


def habit_of(student: Student) -> str:
    """How a student's family pays: the same all its life, and not told by any export."""
    return Random(student.student_id).choice(HABITS)
