"""The schools keep the rules of school billing on every day, and everything happens that their ledger must survive."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from simulator import school_truth
from simulator.facts import Invoice, InvoicePayment, Student
from simulator.world import World


@pytest.fixture(scope="module")
def schools(world):
    return world.schools.journal


def lives(journal, kind):
    return [[fact for _, fact in known] for known in journal.versions(kind).values()]


def test_no_invoice_is_paid_more_than_it_asks_on_any_day(schools, start):
    for offset in range(121):
        day = start + timedelta(days=offset)
        paid = defaultdict(Decimal)
        for one in schools.as_known(InvoicePayment, day).values():
            assert one.amount > 0
            assert one.payment_date <= day
            paid[one.invoice_id] += one.amount
        invoices = schools.as_known(Invoice, day)
        assert set(paid) <= set(invoices)
        for key, one in invoices.items():
            assert paid[key] <= one.amount, (key, day)
            assert one.status != "CANCELLED" or not paid[key]
            assert (one.status == "PAID") == (paid[key] == one.amount)


def test_payments_are_entered_once_and_never_change(schools):
    assert all(len(known) == 1 for known in lives(schools, InvoicePayment))


def test_families_pay_in_time_late_in_parts_and_some_payments_are_entered_later(schools):
    invoices = schools.current(Invoice)
    payments = schools.current(InvoicePayment).values()
    assert {one.payment_date > invoices[one.invoice_id].due_date for one in payments} == {True, False}
    assert any(one.amount < invoices[one.invoice_id].amount for one in payments)
    entered = {key: known[0][0] for key, known in schools.versions(InvoicePayment).items()}
    assert any(entered[one.payment_id] > one.payment_date for one in payments)


def test_invoices_are_amended_and_cancelled(schools):
    steps = [step for known in lives(schools, Invoice) for step in pairwise(known)]
    assert any(before.amount != after.amount for before, after in steps)
    assert any(before.due_date != after.due_date for before, after in steps)
    assert any(after.status == "CANCELLED" for _, after in steps)


def test_students_come_leave_and_change_their_names(schools):
    known = lives(schools, Student)
    assert len(known) > 14
    assert any(not one[-1].is_active for one in known)
    assert any(len({fact.last_name for fact in one}) > 1 for one in known)


def test_every_student_is_billed_every_month(schools):
    months = {one.description for one in schools.current(Invoice).values()}
    assert months == {f"Tuition 2025-{number:02}" for number in range(1, 6)}


def test_the_truth_adds_up(world, last_day):
    """Students make schools, ages make what is overdue, months make what is invoiced."""
    students = school_truth.student_balances(world, last_day)
    totals = school_truth.school_totals(world, last_day)
    months = school_truth.monthly_revenue(world, last_day)
    for name in ("invoiced", "paid", "pending", "overdue", "invoices", "payments", "late_payments"):
        assert sum(getattr(one, name) for one in students.values()) == sum(
            getattr(one.balance, name) for one in totals.values()
        )
    for one in students.values():
        assert sum(one.ages) == one.overdue
        assert one.invoiced - one.paid == one.pending
    assert sum(one.invoiced for one in months.values()) == sum(one.invoiced for one in students.values())
    assert sum(one.collected for one in months.values()) == sum(one.paid for one in students.values())
    listed = school_truth.overdue(world, last_day)
    assert sum(pending for pending, _ in listed.values()) == sum(one.overdue for one in students.values()) > 0
    assert {one.level for one in school_truth.risks(world, last_day).values()} >= {"HIGH", "LOW"}


def test_the_same_seed_gives_the_same_schools_however_they_are_advanced(world, last_day):
    other = World.small()
    while other.today < last_day:
        other.advance_to(other.today + timedelta(days=1))
    for kind in (Student, Invoice, InvoicePayment):
        assert other.schools.journal.current(kind) == world.schools.journal.current(kind)
    again = World.small(7).advance_to(date(2025, 2, 1))
    assert again.schools.journal.current(Student).keys() != world.schools.journal.current(Student).keys()
