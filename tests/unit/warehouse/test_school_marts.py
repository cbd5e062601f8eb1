"""The marts of school billing, worked to the cent by hand."""

from decimal import Decimal

import pytest
from support.homes import day
from support.schools import (
    SCHOOLS,
    build,
    files,
    invoice,
    load_schools,
    paid,
    school,
    school_bench,
    statuses,
    student,
)

from warehouse.errors import WarehouseError
from warehouse.reminders import keep_reminders

# Two schools; Ana (t1) and Ben (t2) go to North, Eva (t3) and Gil (t4) to South, which has no invoices but Eva's.
WORLD = {
    "schools": [school("s1", "North"), school("s2", "South", is_active=False)],
    "students": [
        student("t1", "s1", "Ana", "Paz", email="ana@example.org"),
        student("t2", "s1", "Ben", "Roa", is_active=False),
        student("t3", "s2", "Eva", "Sol"),
        student("t4", "s2", "Gil", "Tor"),
    ],
    "invoices": [
        invoice("i1", "t1", 100.10, "2024-01-31", description="January"),  # three payments, all of it
        invoice("i2", "t1", 200.20, "2024-02-29"),  # partly paid, 16 days overdue
        invoice("i3", "t1", 300.30, "2024-03-31"),  # not due yet, partly paid
        invoice("i4", "t2", 50, "2024-01-10"),  # nothing paid, 66 days overdue
        invoice("i5", "t2", 999, "2024-01-10", "CANCELLED"),
        invoice("i6", "t3", 80, "2024-03-17"),  # due on the very day of the snapshot
        invoice("i7", "t3", 0, "2024-01-01"),
        invoice("i8", "t3", 20, "2024-02-10"),  # paid late
        invoice("i9", "t3", 40, "2023-12-01"),  # 107 days overdue
        invoice("i10", "t3", 60, "2024-02-01"),  # 45 days overdue
    ],
    "payments": [
        paid("p1", "i1", 33.37, "2024-01-05", "CASH"),
        paid("p2", "i1", 33.37, "2024-01-31", "BANK_TRANSFER", reference="B-7"),
        paid("p3", "i1", 33.36, "2024-02-01", "CREDIT_CARD"),
        paid("p4", "i2", 100, "2024-03-01", "DEBIT_CARD"),
        paid("p5", "i3", 0.30, "2024-03-01", "OTHER"),
        paid("p6", "i8", 20, "2024-02-11", "CASH"),
        paid("p7", "i6", 30, "2024-03-18", "CASH"),  # dated after the snapshot
    ],
}
AS_OF = day(17, 3)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = school_bench(tmp_path_factory.mktemp("schools"))
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def world(desk):
    home = desk.home()
    home.load(WORLD, AS_OF, source=SCHOOLS)
    home.publish()
    return home


@pytest.fixture
def home(tmp_path):
    """A home apart from the world that the tests of this file share."""
    desk = school_bench(tmp_path)
    yield desk.home()
    desk.close()


def money(*amounts):
    return tuple(Decimal(one) for one in amounts)


def test_an_invoice_has_the_first_status_that_holds(world):
    query = "SELECT invoice_id, status, paid, pending, days_overdue, age_bucket FROM marts.invoice_details"
    assert {key: tuple(rest) for key, *rest in world.rows(query)} == {
        "i1": ("PAID", *money("100.10", "0"), None, None),
        "i2": ("OVERDUE", *money("100", "100.20"), 17, "0-30"),
        "i3": ("PARTIAL", *money("0.30", "300.00"), 0, None),
        "i4": ("OVERDUE", *money("0", "50"), 67, "61-90"),
        "i5": ("CANCELLED", *money("0", "0"), None, None),
        "i6": ("PENDING", *money("0", "80"), 0, None),
        "i7": ("PAID", *money("0", "0"), None, None),
        "i8": ("PAID", *money("20", "0"), None, None),
        "i9": ("OVERDUE", *money("0", "40"), 107, "over 90"),
        "i10": ("OVERDUE", *money("0", "60"), 45, "31-60"),
    }


def test_several_payments_on_an_invoice_do_not_multiply_it(world):
    """i1 has three payments: joined before summing, North would have 950.90 invoiced instead of 650.60."""
    columns = "students, active_students, invoice_count, invoiced, paid, pending, overdue, payment_count"
    assert world.rows(f"SELECT name, {columns} FROM marts.school_summary ORDER BY 1") == [
        ("North", 2, 1, 4, *money("650.60", "200.40", "450.20", "150.20"), 5),
        ("South", 2, 2, 5, *money("200", "20", "180", "100"), 1),
    ]


def test_a_students_balance_is_the_sum_of_the_open_invoices_by_age(world):
    columns = "invoiced, paid, pending, overdue, overdue_0_30, overdue_31_60, overdue_61_90, overdue_over_90"
    assert world.rows(f"SELECT student_id, {columns}, oldest_due_date FROM marts.student_balance ORDER BY 1") == [
        ("t1", *money("600.60", "200.40", "400.20", "100.20", "100.20", "0", "0", "0"), day(29, 2)),
        ("t2", *money("50", "0", "50", "50", "0", "0", "50", "0"), day(10)),
        ("t3", *money("200", "20", "180", "100", "0", "60", "0", "40"), day(1).replace(year=2023, month=12)),
        ("t4", *money("0", "0", "0", "0", "0", "0", "0", "0"), None),
    ]


def test_sums_by_student_by_due_month_and_by_day_tell_of_the_same_payments(world):
    """On the first of March money came in for an invoice of February and for one of March."""
    query = """
        SELECT SUM(CASE WHEN student_id IS NOT NULL THEN paid END),
            SUM(CASE WHEN due_month IS NOT NULL THEN paid END),
            SUM(CASE WHEN date IS NOT NULL THEN paid END)
        FROM marts.school_sums"""
    assert world.rows(query) == [money("220.40", "220.40", "220.40")]
    first_of_march = "SELECT method, paid FROM marts.school_sums WHERE date = ? ORDER BY 1"
    assert world.rows(first_of_march, day(1, 3)) == [("DEBIT_CARD", Decimal(100)), ("OTHER", Decimal("0.30"))]


def test_overdue_invoices_are_listed_with_their_days(world):
    assert world.rows("SELECT invoice_id, pending, days_overdue FROM marts.overdue_invoices ORDER BY 3") == [
        ("i2", Decimal("100.20"), 17),
        ("i10", 60, 45),
        ("i4", 50, 67),
        ("i9", 40, 107),
    ]


def test_the_payment_history_says_what_counts_and_what_was_late(world):
    assert world.rows("SELECT payment_id, student_id, is_late, ledger_state FROM marts.payment_history ORDER BY 1") == [
        ("p1", "t1", False, "counted"),
        ("p2", "t1", False, "counted"),
        ("p3", "t1", True, "counted"),
        ("p4", "t1", True, "counted"),
        ("p5", "t1", False, "counted"),
        ("p6", "t3", True, "counted"),
        ("p7", "t3", True, "later"),
    ]


def test_collections_are_summed_by_school_and_day(world):
    columns = "payment_count, amount, cash, bank_transfer, credit_card, debit_card, other"
    assert world.rows(f"SELECT school_id, date, {columns} FROM marts.daily_collections ORDER BY 1, 2") == [
        ("s1", day(5), 1, *money("33.37", "33.37", "0", "0", "0", "0")),
        ("s1", day(31), 1, *money("33.37", "0", "33.37", "0", "0", "0")),
        ("s1", day(1, 2), 1, *money("33.36", "0", "0", "33.36", "0", "0")),
        ("s1", day(1, 3), 2, *money("100.30", "0", "0", "0", "100", "0.30")),
        ("s2", day(11, 2), 1, *money("20", "20", "0", "0", "0", "0")),
    ]


def test_a_months_revenue_is_what_fell_due_and_what_came_in(world):
    columns = "invoice_count, invoiced, paid, payment_count, collected"
    query = f"SELECT month, {columns} FROM marts.monthly_revenue WHERE school_id = 's1' ORDER BY 1"
    assert world.rows(query) == [
        (day(1), 2, *money("150.10", "100.10"), 2, Decimal("66.74")),
        (day(1, 2), 1, *money("200.20", "100"), 1, Decimal("33.36")),
        (day(1, 3), 1, *money("300.30", "0.30"), 2, Decimal("100.30")),
    ]


STATEMENT = """
    SELECT SUM(CASE WHEN movement_date < $1 THEN amount ELSE 0 END),
        SUM(CASE WHEN movement_date >= $1 THEN charge ELSE 0 END),
        SUM(CASE WHEN movement_date >= $1 THEN credit ELSE 0 END), SUM(amount)
    FROM marts.account_statement WHERE movement_date <= $2 AND {of}
"""


def test_a_statement_opens_with_what_was_owed_and_closes_with_what_is(world):
    february = (day(1, 2), day(29, 2))
    ana = world.rows(STATEMENT.format(of="student_id = 't1'"), *february)
    assert ana == [money("33.36", "200.20", "33.36", "200.20")]
    north = world.rows(STATEMENT.format(of="school_id = 's1'"), *february)
    assert north == [money("83.36", "200.20", "33.36", "250.20")]


def test_the_closing_balance_of_all_time_is_what_is_pending(world):
    query = "SELECT student_id, SUM(amount) FROM marts.account_statement GROUP BY 1 ORDER BY 1"
    pending = "SELECT student_id, pending FROM marts.student_balance WHERE invoice_count > 0 ORDER BY 1"
    assert world.rows(query) == world.rows(pending)


RISKS = [(0, 0, None, None), (0, 5, "LOW", 0), (1, 6, "LOW", 17), (1, 5, "MEDIUM", 20), (2, 4, "MEDIUM", 50),
         (3, 5, "HIGH", 60), (1, 8, "LOW", 13), (1, 1, "HIGH", 100)]  # fmt: skip


def test_risk_is_the_share_of_late_payments_with_both_limits_in_the_middle(home):
    invoices = [invoice(f"i{number}", f"t{number}", 100) for number in range(len(RISKS))]
    payments = [
        paid(f"p{number}-{place}", f"i{number}", 1, "2024-01-11" if place < late else "2024-01-10")
        for number, (late, count, _, _) in enumerate(RISKS)
        for place in range(count)
    ]
    students = [student(f"t{number}") for number in range(len(RISKS))]
    load_schools(home, 20, students=students, invoices=invoices, payments=payments)
    build(home)
    found = home.rows(
        "SELECT late_payment_count, payment_count, risk_level, score FROM marts.payment_risk ORDER BY student_id"
    )
    assert found == RISKS


def test_risk_says_what_it_rests_on_and_what_to_do(world):
    assert world.rows("SELECT student_id, factors, suggested_action FROM marts.payment_risk ORDER BY 1") == [
        (
            "t1",
            "2 of 5 payments made after the due date; 1 invoices overdue for 100.20, the oldest due on 2024-02-29",
            "remind and follow up within a week",
        ),
        (
            "t2",
            "0 of 0 payments made after the due date; 1 invoices overdue for 50.00, the oldest due on 2024-01-10",
            "send a reminder",
        ),
        (
            "t3",
            "1 of 1 payments made after the due date; 2 invoices overdue for 100.00, the oldest due on 2023-12-01",
            "call now and agree on instalments",
        ),
        ("t4", "0 of 0 payments made after the due date; 0 invoices overdue for 0.00", "nothing to do"),
    ]


def test_the_queue_reminds_those_who_owe_in_both_languages(world):
    query = "SELECT school_id, place, student_id, language, stage, overdue FROM marts.collection_queue ORDER BY 1, 2, 4"
    assert world.rows(query) == [
        ("s1", 1, "t1", "en", "first", Decimal("100.20")),
        ("s1", 1, "t1", "es", "first", Decimal("100.20")),
        ("s1", 2, "t2", "en", "final", 50),
        ("s1", 2, "t2", "es", "final", 50),
        ("s2", 1, "t3", "en", "final", 100),
        ("s2", 1, "t3", "es", "final", 100),
    ]
    messages = dict(world.rows("SELECT language, message FROM marts.collection_queue WHERE student_id = 't1'"))
    assert messages == {
        "en": "Dear family of Ana Paz: North kindly reminds you that 100.20 is pending (1 invoice(s), the oldest due "
        "on 2024-02-29). If you have already paid, please send us the receipt.",
        "es": "Estimada familia de Ana Paz: North les recuerda amablemente que hay 100.20 pendiente de pago (1 "
        "factura(s), la más antigua con vencimiento el 2024-02-29). Si ya pagaron, envíennos el comprobante.",
    }


def test_a_tenants_own_wording_takes_the_place_of_the_shipped_one(home):
    load_schools(home, 20, invoices=[invoice(amount=12.5)])
    portuguese = dict.fromkeys(("first", "second", "final"), "{student} deve {amount} há {days} dias")
    keep_reminders(home.rentroll.warehouse, "sample", {"en": {"first": "Pay {amount}, {student}"}, "pt": portuguese})
    build(home)
    found = dict(home.rows("SELECT language, message FROM marts.collection_queue"))
    assert found["en"] == "Pay 12.50, Ana Paz"
    assert found["pt"] == "Ana Paz deve 12.50 há 10 dias"
    assert found["es"].startswith("Estimada familia de Ana Paz")
    keep_reminders(home.rentroll.warehouse, "sample", {})
    build(home)
    assert sorted(one for (one,) in home.rows("SELECT language FROM marts.collection_queue")) == ["en", "es"]


@pytest.mark.parametrize(
    ("templates", "words"),
    [
        ({"en": {"first": "{sum}"}}, "has the placeholder {sum}. Expected some of {student}"),
        ({"en": {"third": "x"}}, "have the stage third. Expected some of first, second, final"),
        ({"en": {"first": " "}}, "en.first is blank"),
        ({"english": {"first": "x"}}, "no code of two letters"),
        ({"pt": {"first": "x"}}, "lack the stage second, final"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_refused_and_nothing_is_lost(home, templates, words):
    keep_reminders(home.rentroll.warehouse, "sample", {"en": {"first": "mine"}})
    with pytest.raises(WarehouseError) as caught:
        keep_reminders(home.rentroll.warehouse, "sample", templates)
    assert words in str(caught.value)
    assert home.rows("SELECT message FROM ops.reminder_templates") == [("mine",)]


def test_an_earlier_days_overdue_list_is_found_again_after_later_snapshots(home):
    """On the 12th i1 and i2 are overdue; later i1 is paid, i2 cancelled, i3 becomes overdue and i4 vanishes."""
    first = [invoice("i1"), invoice("i2"), invoice("i3", due="2024-01-15"), invoice("i4", due="2024-01-11")]
    load_schools(home, 12, invoices=first, payments=[paid("p1", "i1", 40)])
    build(home)
    then = home.rows("SELECT invoice_id, pending FROM marts.overdue_invoices ORDER BY 1")
    assert then == [("i1", 60), ("i2", 100), ("i4", 100)]
    second = [invoice("i1", status="PAID"), invoice("i2", status="CANCELLED"), first[2]]
    load_schools(home, 20, invoices=second, payments=[paid("p1", "i1", 40), paid("p2", "i1", 60, "2024-01-18")])
    load_schools(home, 25, invoices=second, payments=[paid("p1", "i1", 40), paid("p2", "i1", 60, "2024-01-18")])
    build(home)
    assert home.rows("SELECT invoice_id FROM marts.overdue_invoices") == [("i3",)]
    assert statuses(home, day(12)) == {"i1": "OVERDUE", "i2": "OVERDUE", "i3": "PENDING", "i4": "OVERDUE"}
    assert statuses(home, day(10)) == {"i1": "PARTIAL", "i2": "PENDING"}, "the others are not known to exist yet"
    assert statuses(home, day(19)) == {"i1": "PAID", "i2": "OVERDUE", "i3": "OVERDUE", "i4": "OVERDUE"}
    assert statuses(home, day(20)) == {"i1": "PAID", "i2": "CANCELLED", "i3": "OVERDUE"}


def periods(home):
    return home.rows("SELECT status, valid_from, valid_to FROM marts.invoice_statuses ORDER BY 2")


def test_an_invoice_passes_through_its_statuses_on_the_days_of_its_payments_and_its_due_date(home):
    invoices = [invoice("i1"), invoice("i2")]
    early = [paid("p1", "i1", 40, "2024-01-05"), paid("p2", "i1", 60, "2024-01-08")]
    late = [paid("p3", "i2", 40, "2024-01-05"), paid("p4", "i2", 60, "2024-01-13")]
    load_schools(home, 3, invoices=invoices)
    load_schools(home, 20, invoices=invoices, payments=[*early, *late])
    build(home)
    query = "SELECT status, valid_from, valid_to FROM marts.invoice_statuses WHERE invoice_id = ? ORDER BY 2"
    assert home.rows(query, "i1") == [
        ("PENDING", day(3), day(5)),
        ("PARTIAL", day(5), day(8)),
        ("PAID", day(8), None),
    ]
    assert home.rows(query, "i2") == [
        ("PENDING", day(3), day(5)),
        ("PARTIAL", day(5), day(11)),
        ("OVERDUE", day(11), day(13)),
        ("PAID", day(13), None),
    ]
    assert home.value("SELECT COUNT(*) FROM marts.amended_invoice_statuses") == 0


def test_an_invoice_that_vanished_and_came_back_leaves_a_gap(home):
    for number, keys in ((5, ["i1", "i2"]), (7, ["i2"]), (9, ["i1", "i2"])):
        load_schools(home, number, invoices=[invoice(key) for key in keys])
    build(home)
    query = "SELECT status, valid_from, valid_to FROM marts.invoice_statuses WHERE invoice_id = 'i1' ORDER BY 2"
    assert home.rows(query) == [("PENDING", day(5), day(7)), ("PENDING", day(9), day(11)), ("OVERDUE", day(11), None)]


def test_the_marts_do_not_depend_on_the_order_of_loading(home, tmp_path):
    snapshots = [
        (10, files(invoices=[invoice()], payments=[paid("p1", amount=30)])),
        (11, files(invoices=[invoice(amount=20)], payments=[paid("p1", amount=30)])),
        (12, files(invoices=[invoice(amount=90)], payments=[paid("p2", amount=90, on="2024-01-12")])),
    ]
    other = school_bench(tmp_path / "other")
    backwards = other.home()
    for one, order in ((home, snapshots), (backwards, snapshots[::-1])):
        for on, rows in order:
            one.load(rows, day(on), source=SCHOOLS, allow=True)
        build(one)
    assert periods(home) == periods(backwards)
    assert periods(home) == [
        ("PARTIAL", day(5), day(11)),
        ("OVERDUE", day(11), day(12)),
        ("PAID", day(12), None),
    ]
    other.close()


def test_what_is_published_reads_alike_and_without_what_is_personal(world):
    assert world.ask("SELECT COUNT(*) FROM marts.invoice_statuses") == world.rows(
        "SELECT COUNT(*) FROM marts.invoice_statuses"
    )
    for mart in ("overdue_invoices", "account_statement", "payment_risk"):
        assert world.ask(f"SELECT COUNT(*) FROM marts.{mart}") == world.rows(f"SELECT COUNT(*) FROM marts.{mart}")
    shown = world.ask(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE column_name IN ('first_name', 'last_name', 'email')"
    )
    assert sorted(shown) == [("student_balance", "first_name"), ("student_balance", "last_name")]
    assert world.ask("SELECT COUNT(*) FROM marts.collection_queue WHERE message LIKE '%Ana Paz%'") == [(2,)]
