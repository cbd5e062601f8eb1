"""School billing: its rules one by one, what is quarantined, and what an auditor is told."""

from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from support.homes import day
from support.rows import live, rejects
from support.schools import SCHOOLS, build, files, invoice, load_schools, paid, school, school_bench, student

from parsers.exports import FEEDS


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = school_bench(tmp_path_factory.mktemp("schools"))
    yield desk
    desk.close()


@pytest.fixture
def home(desk):
    return desk.home()


def findings(home):
    home.build("data_quality")
    return home.rows("SELECT rule, severity, object_id, row_count, message FROM marts.data_quality ORDER BY ALL")


AMOUNTS = [
    ("100", "100.00"),
    (84.915, "84.92"),
    ("33.335", "33.34"),
    ("33.3349999", "33.33"),
    (0.005, "0.01"),
    ("9999999999.99", "9999999999.99"),
    ("9999999999.995", None),
    ("10000000000", None),
    ("1,905.00", None),
    ("abc", None),
    ("1e3", None),
    (True, None),
]


def test_an_amount_is_exact_to_the_cent_rounded_half_up(home):
    load_schools(home, invoices=[invoice(f"i{number}", amount=amount) for number, (amount, _) in enumerate(AMOUNTS)])
    stored = dict(home.rows("SELECT invoice_id, amount FROM unified.invoices"))
    assert stored == {f"i{number}": Decimal(cents) for number, (_, cents) in enumerate(AMOUNTS) if cents}
    refused = [
        ("invoices", number, "amount_not_an_amount") for number, (_, cents) in enumerate(AMOUNTS, 1) if not cents
    ]
    assert rejects(home) == refused


INVOICES = [
    ({"amount": -0.01}, "amount_negative"),
    ({"amount": 0}, None),
    ({"due_date": "2024-01-10T09:30:00Z"}, None),
    ({"due_date": "2024-01-10 09:30:00.5+02:00"}, None),
    ({"due_date": "10/01/2024"}, "due_date_not_a_date"),
    ({"due_date": "2024-02-30"}, "due_date_not_a_date"),
    ({"due_date": "1024-01-10"}, "due_date_implausible"),
    ({"status": "cancelled"}, None),
    ({"status": "VOID"}, "status_unknown"),
    ({"student_id": "t9"}, "unknown_student"),
    ({"description": None}, None),
]
PAYMENTS = [
    ({"amount": 0}, "amount_not_positive"),
    ({"amount": 0.004}, "amount_not_positive"),
    ({"amount": -5}, "amount_not_positive"),
    ({"amount": 100.004}, None),
    ({"amount": 100.005}, "overpayment"),
    ({"payment_date": "soon"}, "payment_date_not_a_date"),
    ({"payment_date": "2204-01-05"}, "payment_date_implausible"),
    ({"method": "bank_transfer"}, None),
    ({"method": "CHEQUE"}, "method_unknown"),
    ({"invoice_id": "i99"}, "unknown_invoice"),
    ({"invoice_id": "cancelled"}, "payment_on_cancelled_invoice"),
    ({"reference": None}, None),
]


def test_each_invoice_is_taken_or_refused_by_its_rule(home):
    load_schools(home, invoices=[invoice(f"i{number}") | row for number, (row, _) in enumerate(INVOICES)])
    assert rejects(home) == [("invoices", number, rule) for number, (_, rule) in enumerate(INVOICES, 1) if rule]
    assert len(live(home, "invoices", "invoice_id")) == sum(rule is None for _, rule in INVOICES)


def test_each_payment_is_taken_or_refused_by_its_rule(home):
    invoices = [invoice(f"i{number}") for number in range(len(PAYMENTS))]
    payments = [paid(f"p{number}", of=f"i{number}") | row for number, (row, _) in enumerate(PAYMENTS)]
    load_schools(home, invoices=[*invoices, invoice("cancelled", status="CANCELLED")], payments=payments)
    assert rejects(home) == [("payments", number, rule) for number, (_, rule) in enumerate(PAYMENTS, 1) if rule]
    assert len(live(home, "invoice_payments", "payment_id")) == sum(rule is None for _, rule in PAYMENTS)


@pytest.mark.parametrize("dataset", list(FEEDS[SCHOOLS]))
def test_a_row_without_a_needed_field_is_refused_and_the_others_are_not(home, dataset):
    needed = [one for one in FEEDS[SCHOOLS][dataset].fields if one.required]
    rows = files(invoices=[invoice()], payments=[paid("p1")])
    broken = [rows[dataset][0] | {"id": "x", one.source_name: blank} for one in needed for blank in (None, " ")]
    home.load(rows | {dataset: [*broken, *rows[dataset]]}, day(10), source=SCHOOLS)
    rules = [f"missing_{one.column}" for one in needed for _ in range(2)]
    assert rejects(home) == [(dataset, number, rule) for number, rule in enumerate(rules, 1)]
    models = ("schools", "students", "invoices", "invoice_payments")
    assert [home.value(f"SELECT COUNT(*) FROM unified.{one}") for one in models] == [1, 1, 1, 1]


def test_a_flag_is_true_or_false_however_it_is_written(home):
    flags = {"t1": True, "t2": "FALSE", "t3": 1, "t4": "no"}
    load_schools(home, students=[student(key, is_active=flag) for key, flag in flags.items()])
    assert home.rows("SELECT is_active FROM unified.students ORDER BY student_id") == [
        (True,),
        (False,),
        (True,),
        (False,),
    ]


def test_a_flag_that_is_neither_is_refused_and_so_is_a_student_of_no_school(home):
    load_schools(home, students=[student(is_active="perhaps"), student("t2", of="s9"), student("t3")])
    assert rejects(home) == [("students", 1, "is_active_not_a_flag"), ("students", 2, "unknown_school")]


def test_of_two_payments_with_one_id_the_first_of_the_file_counts_and_a_repeat_is_only_counted(home):
    rows = [paid("p1", amount=30), paid("p1", amount=20, on="2024-01-01"), paid("p1", amount=30)]
    changes = load_schools(home, invoices=[invoice()], payments=rows)["payments"].changes
    assert rejects(home) == [("payments", 2, "duplicate_id")]
    assert (changes.accepted, changes.repeated) == (1, 1)
    assert home.value("SELECT amount FROM unified.invoice_payments") == 30


def test_earlier_payments_count_whatever_their_place_in_the_file(home):
    """100 invoiced: 60 on the 3rd and 40 on the 4th fit, the 50 of the 5th does not, though it comes first."""
    rows = [paid("p1", amount=50), paid("p2", amount=40, on="2024-01-04"), paid("p3", amount=60, on="2024-01-03")]
    load_schools(home, invoices=[invoice()], payments=rows)
    assert home.rows("SELECT id, rule, message FROM ops.rejects") == [
        (
            "p1",
            "overpayment",
            (
                'amount "50" exceeds what was pending on invoice "i1" after the payments before it (by payment_date, '
                "then by place in the file); correct it at the source, or refund what is too much"
            ),
        )
    ]


def test_of_one_day_the_place_in_the_file_decides_and_a_smaller_one_after_may_still_fit(home):
    rows = [paid("p1", amount=80), paid("p2", amount=30), paid("p3", amount=20)]
    load_schools(home, invoices=[invoice()], payments=rows)
    assert rejects(home) == [("payments", 2, "overpayment")]


def test_an_overpayment_does_not_occupy_its_id(home):
    rows = [paid("p1", amount=100.01), paid("p1", amount=100)]
    load_schools(home, invoices=[invoice()], payments=rows)
    assert rejects(home) == [("payments", 1, "overpayment")]
    assert home.value("SELECT amount FROM unified.invoice_payments") == 100


def test_an_exact_repeat_of_a_payment_in_full_is_no_overpayment(home):
    load_schools(home, invoices=[invoice()], payments=[paid("p1"), paid("p1")])
    assert rejects(home) == []


def test_a_payment_accepted_once_leaves_the_ledger_when_it_no_longer_fits(home):
    """The invoice shrinks from 100 to 60: the payment of 100 is quarantined and counts no more."""
    load_schools(home, 10, invoices=[invoice()], payments=[paid("p1")])
    load_schools(home, 11, invoices=[invoice(amount=60)], payments=[paid("p1")])
    build(home)
    assert home.rows("SELECT ledger_state FROM marts.payment_history") == [("quarantined",)]
    assert home.rows("SELECT paid, pending, status FROM marts.invoice_details") == [(0, 60, "OVERDUE")]
    load_schools(home, 12, invoices=[invoice(amount=100)], payments=[paid("p1")])
    build(home)
    assert home.rows("SELECT ledger_state FROM marts.payment_history") == [("counted",)]
    assert home.rows("SELECT status, valid_from, valid_to FROM marts.invoice_statuses ORDER BY 2") == [
        ("PAID", day(5), day(11)),
        ("OVERDUE", day(11), day(12)),
        ("PAID", day(12), None),
    ]


def test_an_invoice_cancelled_after_a_payment_takes_the_payment_out_of_every_sum(home):
    load_schools(home, 10, invoices=[invoice()], payments=[paid("p1", amount=30)])
    load_schools(home, 11, invoices=[invoice(status="CANCELLED")], payments=[paid("p1", amount=30)])
    build(home)
    assert rejects(home) == [("payments", 1, "payment_on_cancelled_invoice")]
    assert home.rows("SELECT ledger_state FROM marts.payment_history") == [("invoice_cancelled",)]
    assert home.rows("SELECT invoiced, paid, pending FROM marts.student_balance") == [(0, 0, 0)]
    assert home.value("SELECT COUNT(*) FROM marts.daily_collections") == 0


def test_a_row_that_became_unreadable_keeps_its_payment_in_the_ledger(home):
    load_schools(home, 10, invoices=[invoice()], payments=[paid("p1", amount=30)])
    load_schools(home, 11, invoices=[invoice()], payments=[paid("p1", amount="?")])
    build(home)
    assert home.rows("SELECT paid FROM marts.invoice_details") == [(30,)]


@pytest.mark.parametrize("unreadable", [paid("p1", amount="?"), paid(" ", amount=100)])
def test_what_stays_paid_by_an_unreadable_row_leaves_no_room_for_another_payment(home, unreadable):
    """100 is paid on an invoice of 100; its row becomes unreadable, or loses its id, as 50 more is sent."""
    load_schools(home, 10, invoices=[invoice()], payments=[paid("p1")])
    load_schools(home, 11, invoices=[invoice()], payments=[unreadable, paid("p2", amount=50)])
    build(home)
    assert rejects(home)[-1] == ("payments", 2, "overpayment")
    assert home.rows("SELECT invoiced, paid, pending FROM marts.student_balance") == [(100, 100, 0)]


def test_what_was_quarantined_before_it_became_unreadable_leaves_its_room(home):
    load_schools(home, 10, invoices=[invoice()], payments=[paid("p1", amount=80)])
    load_schools(home, 11, invoices=[invoice(amount=60)], payments=[paid("p1", amount=80)])
    load_schools(home, 12, invoices=[invoice(amount=60)], payments=[paid("p1", amount="?"), paid("p2", amount=60)])
    build(home)
    assert home.rows("SELECT payment_id, ledger_state FROM marts.payment_history ORDER BY 1") == [
        ("p1", "quarantined"),
        ("p2", "counted"),
    ]
    assert home.rows("SELECT paid FROM marts.student_balance") == [(60,)]


def test_a_payments_file_that_is_held_quarantines_nothing(home):
    others = [paid(f"q{number}", of="i2", amount=1) for number in range(10)]
    two = [invoice(), invoice("i2")]
    load_schools(home, 10, invoices=two, payments=[paid("p1"), *others])
    load_schools(home, 11, invoices=two, payments=[paid("p1", amount="?"), *others])
    outcomes = load_schools(home, 12, allow=False, invoices=two, payments=[paid("p1", amount=150)])
    assert outcomes["payments"].outcome == "held"
    build(home)
    assert home.rows("SELECT SUM(paid) FROM marts.school_summary") == [(110,)]
    assert home.rows("SELECT status FROM marts.invoice_statuses WHERE invoice_id = 'i1'") == [("PAID",)]


def test_a_permission_given_when_the_bytes_are_sent_again_is_kept_for_days_that_come_late(home):
    everybody = [paid(f"p{number}", amount=1) for number in range(30)]
    load_schools(home, 20, allow=False, invoices=[invoice()], payments=everybody[:3])
    again = load_schools(home, 20, allow=True, invoices=[invoice()], payments=everybody[:3])
    assert again["payments"].outcome == "loaded"
    load_schools(home, 10, allow=False, invoices=[invoice()], payments=everybody)
    assert len(live(home, "invoice_payments", "payment_id")) == 3


def test_white_space_inside_a_reference_is_no_change_of_the_payment_from_one_format_to_another(home):
    spaced = paid("p1", reference="AB  12")
    load_schools(home, 10, invoices=[invoice()], payments=[spaced])
    lines = [",".join(spaced), ",".join(map(str, spaced.values())), ""]
    outcomes = home.load({"payments.csv": "\n".join(lines).encode()}, day(11), source=SCHOOLS)
    assert outcomes["payments"].changes.unchanged == 1


def test_a_changed_payment_is_told_to_the_auditor_and_shows_in_history(home):
    load_schools(home, 10, invoices=[invoice()], payments=[paid("p1", amount=30), paid("p2", amount=5)])
    load_schools(home, 11, invoices=[invoice()], payments=[paid("p1", amount=35), paid("p2", amount=5)])
    assert findings(home) == [
        (
            "payment_changed",
            "error",
            "p1",
            1,
            (
                "payment p1 has changed, amount was 30.00 and is 35.00; a payment never changes once it is made. "
                "Ask the school why"
            ),
        )
    ]
    assert home.rows(
        "SELECT amount, valid_from, valid_to FROM unified.invoice_payments_history WHERE payment_id = 'p1'"
    ) == [
        (30, day(10), day(11)),
        (35, day(11), None),
    ]


def test_a_vanished_payment_is_told_to_the_auditor_and_so_is_its_return(home):
    both = [paid("p1", amount=30), paid("p2", amount=5)]
    for number, rows in ((10, both), (11, both[1:]), (12, both)):
        load_schools(home, number, invoices=[invoice()], payments=rows)
    why = "; a payment never changes once it is made. Ask the school why"
    gone = "payment p1 has vanished at the source and no longer counts, 30.00 by CASH on 2024-01-05 for invoice i1"
    assert [(rule, message) for rule, *_, message in findings(home)] == [
        ("payment_come_back", f"payment p1 had vanished at the source and is there again{why}"),
        ("payment_gone", f"{gone}{why}"),
    ]
    build(home)
    assert home.rows("SELECT paid FROM marts.invoice_details") == [(35,)]


def test_a_payment_that_comes_back_with_other_values_says_which(home):
    for number, rows in ((10, [paid("p1", amount=60)]), (11, []), (12, [paid("p1", amount=40, method="OTHER")])):
        load_schools(home, number, invoices=[invoice()], payments=rows)
    said = {rule: message for rule, *_, message in findings(home)}
    assert said["payment_come_back"].startswith(
        "payment p1 had vanished at the source and is there again, amount was 60.00 and is 40.00, method was CASH and "
        "is OTHER;"
    )


CHANGED_AND_REFUSED = [
    ({"amount": 160}, "amount was 60.00 and is sent as 160"),
    ({"amount": "?"}, "amount was 60.00 and is sent as ?"),
    ({"amount": None}, "amount was 60.00 and is sent as blank"),
    ({"payment_date": "soon"}, "payment_date was 2024-01-05 and is sent as soon"),
    ({"invoice_id": "i9"}, "invoice_id was i1 and is sent as i9"),
    ({"method": "CHEQUE"}, "method was CASH and is sent as CHEQUE"),
]


@pytest.mark.parametrize(("change", "said"), CHANGED_AND_REFUSED)
def test_a_payment_that_is_sent_with_other_values_and_refused_has_changed_all_the_same(home, change, said):
    others = [paid(f"q{number}", of="i2", amount=1) for number in range(3)]
    both = [invoice(), invoice("i2")]
    load_schools(home, 10, invoices=both, payments=[paid("p1", amount=60), *others])
    for number in (11, 12):  # told once, however often it is sent
        load_schools(home, number, invoices=both, payments=[paid("p1", amount=60) | change, *others])
    ((severity, key, message),) = [found[1:3] + found[4:] for found in findings(home) if found[0] == "payment_changed"]
    assert (severity, key) == ("error", "p1")
    assert message == (
        f"payment p1 has changed and is refused; the last good state is kept, {said}; a payment never changes once it "
        "is made. Ask the school why"
    )


def test_a_payment_that_no_longer_fits_has_not_changed(home):
    load_schools(home, 10, invoices=[invoice()], payments=[paid("p1")])
    load_schools(home, 11, invoices=[invoice(amount=60)], payments=[paid("p1")])
    assert [rule for rule, *_ in findings(home)] == ["rejected_overpayment"]


def test_an_invoice_lowered_below_what_is_paid_without_payments_to_judge_is_told(home):
    load_schools(home, 10, invoices=[invoice()], payments=[paid("p1", amount=60)])
    home.load({"invoices": [invoice(amount=50)]}, day(11), source=SCHOOLS)
    build(home)
    (told,) = [found for found in findings(home) if found[0] == "paid_over_amount"]
    assert told[2] == "i1"
    assert "invoice i1 of 50.00 has payments of 60.00" in told[4]
    home.load({"payments": [paid("p1", amount=60)]}, day(12), source=SCHOOLS)
    build(home)
    assert [rule for rule, *_ in findings(home)] == ["rejected_overpayment"]
    assert home.rows("SELECT invoiced, paid, pending FROM marts.student_balance") == [(50, 0, 50)]


def test_a_payment_is_posted_late_against_every_day_the_source_was_told_of(home):
    """Figures of the 20th, when invoices alone came, were published without the payment of the 15th."""
    load_schools(home, 10, invoices=[invoice()], payments=[paid("p1", amount=30)])
    home.load({"invoices": [invoice()]}, day(20), source=SCHOOLS)
    payments = [paid("p1", amount=30), paid("p2", amount=5, on="2024-01-15")]
    load_schools(home, 22, invoices=[invoice()], payments=payments)
    (told,) = [found for found in findings(home) if found[0] == "payment_posted_late"]
    assert "payments dated up to 2024-01-20" in told[4]


def test_payments_posted_late_are_told_because_they_move_the_past(home):
    load_schools(home, 20, invoices=[invoice()], payments=[paid("p1", amount=30)])
    later = [paid("p2", amount=5, on="2024-01-15"), paid("p3", amount=5, on="2024-01-21")]
    load_schools(home, 22, invoices=[invoice()], payments=[paid("p1", amount=30), *later])
    assert findings(home) == [
        (
            "payment_posted_late",
            "info",
            None,
            1,
            (
                "payments dated up to 2024-01-20, the snapshot before, appear only now; they count from their own day, "
                "so statuses since 2024-01-15 may differ from what was published then"
            ),
        )
    ]


def test_csv_and_uuids_are_as_good_as_json(home):
    key = "3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b"
    content = {
        "schools.csv": b"id,name,is_active,phone\n1,North,TRUE,555\n",
        "students.csv": b"id,school_id,first_name,last_name,is_active\nt1,1,Ana,Paz,true\n",
        "invoices.csv": f"id,student_id,amount,due_date,status\n{key},t1,100.50,2024-01-10,PENDING\n".encode(),
        "payments.csv": f"id,invoice_id,amount,payment_date,method\np1,{key},0.50,2024-01-05,OTHER\n".encode(),
    }
    home.load(content, day(10), source=SCHOOLS)
    assert rejects(home) == []
    build(home)
    assert home.rows("SELECT invoice_id, pending FROM marts.invoice_details") == [(key, 100)]


def test_a_workbook_with_a_sheet_each_is_as_good_as_json(home, tmp_path):
    sheets = files(
        invoices=[invoice(amount=100.1, due=datetime(2024, 1, 10))],  # noqa: DTZ001 - a cell has no zone
        payments=[
            paid("p1", amount=33.37, on=datetime(2024, 1, 5, 14, 30)),  # noqa: DTZ001 - likewise
            paid("p2", amount=66.73, on=date(2024, 1, 6)),
        ],
    )
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in [list(rows[0]), *([*one.values()] for one in rows)]:
            sheet.append(row)
    workbook.save(tmp_path / "export.xlsx")
    outcomes = home.load([tmp_path / "export.xlsx"], day(10), source=SCHOOLS)
    assert {name: one.outcome for name, one in outcomes.items()} == dict.fromkeys(sheets, "loaded")
    assert rejects(home) == []
    build(home)
    assert home.rows("SELECT paid, pending, status, last_payment_date FROM marts.invoice_details") == [
        (Decimal("100.10"), 0, "PAID", day(6))
    ]


def test_absence_is_deletion_for_all_four(home):
    rows = {
        "schools": [school("s1"), school("s2")],
        "students": [student("t1"), student("t2")],
        "invoices": [invoice("i1"), invoice("i2")],
        "payments": [paid("p1"), paid("p2", of="i2")],
    }
    home.load(rows, day(10), source=SCHOOLS)
    home.load({name: same[:1] for name, same in rows.items()}, day(11), source=SCHOOLS)
    models = {
        "schools": "school_id",
        "students": "student_id",
        "invoices": "invoice_id",
        "invoice_payments": "payment_id",
    }
    assert [live(home, model, key) for model, key in models.items()] == [["s1"], ["t1"], ["i1"], ["p1"]]
