"""Receivables of every kind of source against an oracle in plain Python: charged, paid, owed, and how old."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.answers import DELINQUENCY, SOURCES, TRANSACTIONS, load_answer
from support.homes import PATIENTS, TENANT, Bench, day
from support.receivables_oracle import NOTHING, of_calls, of_patients, of_report, of_students
from support.rows import patient, payment
from support.school_oracle import Books
from support.schools import SCHOOLS, files, invoice, paid, school, student

from pipelines.portfolio import Portfolio
from warehouse.build import build_marts, needed_for

LAST = 58
CENT = Decimal("0.01")
money = st.integers(-90_000, 90_000).map(lambda cents: cents * CENT)
days = st.integers(-80, 70).map(lambda number: day(1) + timedelta(number))


@st.composite
def school_rows(draw):
    students = [student(key, "s1") for key in draw(st.lists(st.sampled_from("abc"), min_size=1, unique=True))]
    owner = st.sampled_from("abc")
    amount = st.sampled_from([0, 0.01, 33.335, 50, 99.99, 120])
    due = days.map(lambda one: one.isoformat())
    status = st.sampled_from(["PENDING", "PENDING", "PAID", "CANCELLED"])
    invoices = [invoice(f"i{n}", draw(owner), draw(amount), draw(due), draw(status)) for n in range(5)]
    of = st.sampled_from([one["id"] for one in invoices])
    payments = [paid(f"p{n}", draw(of), draw(amount), draw(due)) for n in range(6)]
    return files(schools=[school("s1")], students=students, invoices=invoices, payments=payments)


@st.composite
def patient_rows(draw):
    patients = [patient(f"p{number}") for number in range(draw(st.integers(1, 3)))]
    of = st.sampled_from([one["externalId"] for one in patients])
    payments = [payment(f"a{number}", draw(of), draw(money)) for number in range(draw(st.integers(0, 4)))]
    return {"patients": patients, "payments": payments}


lines = st.fixed_dictionaries(
    {
        "customer_id": st.sampled_from(["t1", "t2"]),
        "transaction_type": st.sampled_from(["charge", "charge", "payment"]),
        "transaction_date": st.none() | days | days,
        "service_from": st.none() | days,
        "amount": money,
        "balance_due": money | money | money | st.none(),
    }
)
accounts = st.fixed_dictionaries(
    {name: st.none() | money for name in ("total_prepaid", "current_balance", "days_30", "days_60", "days_90_plus")}
    | {"net_balance": money, "total_delinquent": money}
)


def documents(report, content):
    return st.lists(
        st.tuples(st.sampled_from(["elm", "oak"]), st.integers(1, LAST), st.lists(content, min_size=1, max_size=5)),
        max_size=3,
        unique_by=lambda one: one[:2],
    ).map(lambda found: [(report, *one) for one in found])


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Bench(tmp_path_factory.mktemp("receivables"))
    entry = {"name": "All", "sources": {SCHOOLS: {}, PATIENTS: {}}}
    desk.portfolio = Portfolio.model_validate({"tenants": {TENANT: entry}})
    yield desk
    desk.close()


def figures(home):
    build_marts(home.rentroll.warehouse, needed_for(["receivables"]))
    names = list(NOTHING)
    rows = home.rows(f"SELECT source, account_id, {', '.join(names)} FROM marts.receivables")
    found = {(source, account): dict(zip(names, values, strict=True)) for source, account, *values in rows}
    assert len(found) == len(rows)
    return found


def expected_of(taken_schools, taken_patients, taken_documents):
    expected = {}
    books = Books()
    for number, rows in sorted(taken_schools.items()):
        books.load(day(1) + timedelta(number), rows)
    expected[SCHOOLS] = of_students(books)
    last = taken_patients[max(taken_patients)]
    expected[PATIENTS] = of_patients(**last)
    newest = {}
    for report, scope, number, rows in taken_documents:
        if number >= newest.get((report, scope), (-1,))[0]:
            newest[report, scope] = (number, rows)
    for (report, scope), (number, rows) in newest.items():
        of = of_calls(scope, rows, day(1) + timedelta(number)) if report == TRANSACTIONS else of_report(scope, rows)
        expected.setdefault(SOURCES[report], {}).update(of)
    return {(source, account): one for source, accounts in expected.items() for account, one in accounts.items()}


worlds = st.tuples(
    st.dictionaries(st.integers(1, LAST), school_rows(), min_size=1, max_size=2),
    st.dictionaries(st.integers(1, LAST), patient_rows(), min_size=1, max_size=2),
    documents(DELINQUENCY, accounts),
    documents(TRANSACTIONS, lines),
    st.randoms(use_true_random=False),
)


def check(desk, world):
    taken_schools, taken_patients, reports, calls, chance = world
    home = desk.home()
    uploads = [(SCHOOLS, *one) for one in taken_schools.items()] + [(PATIENTS, *one) for one in taken_patients.items()]
    arrivals = [*uploads, *reports, *calls]
    chance.shuffle(arrivals)
    for source, *one in arrivals:
        if source in SOURCES:
            scope, number, rows = one
            load_answer(home, source, scope, day(1) + timedelta(number), rows)
        else:
            number, rows = one
            home.load(rows, day(1) + timedelta(number), source=source, allow=True)
    assert figures(home) == expected_of(taken_schools, taken_patients, [*reports, *calls])


@settings(max_examples=8)
@given(world=worlds)
def test_receivables_are_what_plain_python_works_out(desk, world):
    check(desk, world)


@pytest.mark.slow
@settings(max_examples=60)
@given(world=worlds)
def test_receivables_of_many_worlds_are_what_plain_python_works_out(desk, world):
    check(desk, world)


@settings(max_examples=8)
@given(rows=school_rows())
def test_what_is_owed_is_its_ages_and_what_the_balances_of_students_say(desk, rows):
    home = desk.home()
    home.load(rows, day(10, month=2), source=SCHOOLS, allow=True)
    build_marts(home.rentroll.warehouse, needed_for(["receivables", "student_balance"]))
    ages = "not_due, balance_0_30, balance_31_60, balance_61_90, balance_over_90"
    ours = home.rows(f"SELECT account_id, charged, paid, balance, {ages} FROM marts.receivables ORDER BY 1")
    theirs = home.rows(
        "SELECT student_id, invoiced, paid, pending, pending - overdue, overdue_0_30, overdue_31_60, overdue_61_90, "
        "overdue_over_90 FROM marts.student_balance ORDER BY 1"
    )
    assert ours == theirs
    assert all(sum(row[4:]) == row[3] for row in ours)
