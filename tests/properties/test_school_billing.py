"""School billing against its oracle: statuses on every day, balances, ageing and summaries of generated schools."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.homes import day
from support.school_oracle import Books
from support.schools import SCHOOLS, build, files, invoice, paid, school, school_bench, student

AMOUNTS = st.sampled_from([0, 0.01, 33.335, 50, 66.665, 99.99, 100])
DAYS = st.integers(1, 60).map(lambda number: (day(1) + timedelta(number)).isoformat())
STATUSES = st.sampled_from(["PENDING", "PENDING", "PENDING", "PAID", "CANCELLED"])


def few(keys):
    return st.lists(st.sampled_from(keys), min_size=len(keys) - 1, max_size=len(keys) + 1)


@st.composite
def snapshots(draw):
    """Some snapshots in the order of their days: objects come, change, repeat, vanish and come back."""
    days = draw(st.lists(st.integers(5, 55), min_size=1, max_size=4, unique=True).map(sorted))
    return [(day(1) + timedelta(number), draw(snapshot())) for number in days]


@st.composite
def snapshot(draw):
    invoices = [
        invoice(key, draw(st.sampled_from(["t1", "t2", "t3"])), draw(AMOUNTS), draw(DAYS), draw(STATUSES))
        for key in draw(few(["i1", "i2", "i3"]))
    ]
    payments = [
        paid(key, draw(st.sampled_from(["i1", "i1", "i2", "i3"])), draw(AMOUNTS), draw(DAYS))
        for key in draw(few(["p1", "p2", "p3", "p4", "p5"]))
    ]
    students = [
        student(key, of) for key, of in (("t1", "s1"), ("t2", "s1"), ("t3", draw(st.sampled_from(["s2", "s9"]))))
    ]
    rows = files(schools=[school("s1"), school("s2")], students=students, invoices=invoices, payments=payments)
    missing = draw(st.sampled_from([None, None, None, "invoices", "payments"]))
    return {name: same for name, same in rows.items() if name != missing}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = school_bench(tmp_path_factory.mktemp("schools"))
    yield desk
    desk.close()


def keep(books, taken):
    for on, rows in taken:
        books.load(on, rows)
    return books


@settings(max_examples=10)
@given(taken=snapshots(), data=st.data())
def test_books_are_what_plain_python_works_out(desk, taken, data):
    check_books(desk, taken, data)


@pytest.mark.slow
@settings(max_examples=100)
@given(taken=snapshots(), data=st.data())
def test_books_are_what_plain_python_works_out_in_many_schools(desk, taken, data):
    check_books(desk, taken, data)


def check_books(desk, taken, data):
    home = desk.home()
    for on, rows in data.draw(st.permutations(taken)):
        home.load(rows, on, source=SCHOOLS, allow=True)
    build(home)
    books = keep(Books(), taken)
    rejected = home.rows("SELECT dataset, row_number, rule FROM ops.rejects")
    assert sorted(rejected) == sorted(books.rejected)
    check_statuses(home, books)
    check_invoices(home, books)
    check_sums(home, books)


def check_statuses(home, books):
    periods = home.rows(
        "SELECT valid_from, valid_to, invoice_id, status, amount, due_date, paid, pending FROM marts.invoice_statuses"
    )
    assert all(end is None or start < end for start, end, *_ in periods)
    follows = {(end, tuple(state)) for _, end, *state in periods}
    assert not any((start, tuple(state)) in follows for start, _, *state in periods), "a period that changes nothing"
    for number in range(-1, 64):
        on = day(1) + timedelta(number)
        found = [tuple(state) for start, end, *state in periods if start <= on and (end is None or on < end)]
        expected = {key: books.state(key, on) for key in books.invoices}
        assert sorted(found) == sorted((key, *state) for key, state in expected.items() if state), on


def check_invoices(home, books):
    query = "SELECT invoice_id, paid, pending, status, days_overdue, age_bucket FROM marts.invoice_details"
    expected = {}
    for key, (attributes, settled, status) in books.open_invoices().items():
        pending = Decimal(0) if status == "CANCELLED" else max(attributes["amount"] - settled, Decimal(0))
        late = max((books.as_of - attributes["due_date"]).days, 0)
        counts_days = status not in ("PAID", "CANCELLED")
        expected[key] = (settled, pending, status, late if counts_days else None, bucket(late, status))
    assert {key: tuple(rest) for key, *rest in home.rows(query)} == expected


def bucket(late, status):
    if status != "OVERDUE":
        return None
    return next(
        name for limit, name in ((30, "0-30"), (60, "31-60"), (90, "61-90"), (10**6, "over 90")) if late <= limit
    )


def check_sums(home, books):
    totals = Counter()
    for attributes, settled, status in books.open_invoices().values():
        if status == "CANCELLED":
            continue
        of = books.students[attributes["student_id"]].states[-1][1] or last_known(books, attributes["student_id"])
        for owner in (attributes["student_id"], of["school_id"]):
            totals[owner, "invoiced"] += attributes["amount"]
            totals[owner, "paid"] += settled
            totals[owner, "pending"] += attributes["amount"] - settled
            totals[owner, "overdue"] += attributes["amount"] - settled if status == "OVERDUE" else 0
    for mart, key in (("student_balance", "student_id"), ("school_summary", "school_id")):
        for owner, *figures in home.rows(f"SELECT {key}, invoiced, paid, pending, overdue FROM marts.{mart}"):
            assert figures == [totals[owner, name] for name in ("invoiced", "paid", "pending", "overdue")], owner
    counted = books.counted_payments()
    collected = sum((one["amount"] for one in counted.values()), Decimal(0))
    assert home.value("SELECT COALESCE(SUM(amount), 0) FROM marts.daily_collections") == collected
    assert home.value("SELECT COALESCE(SUM(collected), 0) FROM marts.monthly_revenue") == collected
    assert home.value("SELECT COALESCE(SUM(paid), 0) FROM marts.school_summary") == collected
    owed = home.value("SELECT COALESCE(SUM(amount), 0) FROM marts.account_statement")
    assert owed == home.value("SELECT COALESCE(SUM(pending), 0) FROM marts.school_summary")


def last_known(books, student_id):
    return [state for _, state, _ in books.students[student_id].states if state][-1]


@settings(max_examples=5)
@given(taken=snapshots())
def test_what_a_day_published_is_found_again_later_but_for_payments_posted_late(desk, taken):
    """Payments dated before the snapshot that first shows them move the past; without such ones nothing does."""
    home = desk.home()
    shown = "invoice_id, due_date, amount, paid, pending"
    then = {}
    for on, rows in timely(taken):
        home.load(rows, on, source=SCHOOLS, allow=True)
        build(home)
        then[on] = home.rows(f"SELECT {shown} FROM marts.overdue_invoices ORDER BY 1")
    query = (
        f"SELECT {shown} FROM marts.invoice_statuses WHERE status = 'OVERDUE' AND valid_from <= ? "
        "AND (valid_to > ? OR valid_to IS NULL) ORDER BY 1"
    )
    assert {on: home.rows(query, on, on) for on in then} == then


def timely(taken):
    """The snapshots with such payments not accepted before as are dated after the snapshot before them."""
    books, before = Books(), None
    for on, rows in taken:
        known = books.payments.keys()
        timed = [one for one in rows.get("payments", ()) if one["id"] in known or is_after(one, before)]
        kept = rows | ({"payments": timed} if "payments" in rows else {})
        books.load(on, kept)
        yield on, kept
        before = on


def is_after(payment, before):
    return before is None or payment["payment_date"] > before.isoformat()
