"""The patient ledger: its worked sample, its rules one by one, and the questions its marts answer."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from support.homes import Home, day
from support.rows import live, patient, patients, payment, rejects

REAL = Path(__file__).resolve().parents[3].parent / "shared" / "real" / "exports"
SAMPLE = {
    "patients": [patient("5", "Jo", "Rise"), patient("7", "Ada", "Fox", "1899-05-01")],
    "payments": [
        payment("600", "5", 4.40),
        payment("602", "6", 10.10),
        payment("602", "5", 20.20),
        payment("601", "7", 1),
    ],
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    home = Home.at(tmp_path_factory.mktemp("sample"))
    home.load(SAMPLE, day(2))
    home.publish()
    return home


def test_of_the_two_602_the_first_is_refused_for_its_patient_and_the_second_is_taken(sample):
    assert sample.ask("SELECT payment_id, patient_id, amount FROM marts.patient_payments ORDER BY 1") == [
        ("600", "5", Decimal("4.40")),
        ("602", "5", Decimal("20.20")),
    ]
    assert sample.ask("SELECT patient_id, payment_count, total_amount FROM marts.patient_payment_totals") == [
        ("5", 2, Decimal("24.60"))
    ]


def test_what_was_refused_of_the_sample_says_why(sample):
    found = sample.rows("SELECT dataset, row_number, id, rule, message, row FROM ops.rejects ORDER BY 1, 2")
    assert found == [
        (
            "patients",
            2,
            "7",
            "date_of_birth_too_early",
            'dateOfBirth "1899-05-01" lies in or before the year 1900',
            '{"externalId":"7","firstName":"Ada","lastName":"Fox","middleName":null,"dateOfBirth":"1899-05-01"}',
        ),
        (
            "payments",
            2,
            "602",
            "unknown_patient",
            'patientId "6" is no patient of this source; the patient\'s row may be rejected',
            '{"externalId":"602","patientId":"6","amount":"10.1"}',
        ),
        (
            "payments",
            4,
            "601",
            "unknown_patient",
            'patientId "7" is no patient of this source; the patient\'s row may be rejected',
            '{"externalId":"601","patientId":"7","amount":"1"}',
        ),
    ]


def test_the_published_findings_name_rules_and_no_person(sample):
    found = sample.ask("SELECT dataset, rule, row_count, message FROM marts.data_quality ORDER BY 1, 2")
    assert found == [
        (
            "patients",
            "rejected_date_of_birth_too_early",
            1,
            "rows of patients were quarantined in ops.rejects; the first is row 2",
        ),
        (
            "payments",
            "rejected_unknown_patient",
            2,
            "rows of payments were quarantined in ops.rejects; the first is row 2",
        ),
    ]


BIRTHS = [
    ("2024-01-10", None),
    ("2024-01-11", "date_of_birth_in_future"),
    ("2090-01-01", "date_of_birth_in_future"),
    ("1901-01-01", None),
    ("1900-12-31", "date_of_birth_too_early"),
    ("1899-02-01", "date_of_birth_too_early"),
    (None, None),
    ("", None),
    ("1990-02-30", "date_of_birth_not_a_date"),
    ("01/02/1990", "date_of_birth_not_a_date"),
    ("1990", "date_of_birth_not_a_date"),
    (19900102, "date_of_birth_not_a_date"),
    ("1990-01-02T00:00:00Z", None),
    ("1990-01-02T00:00:00.000Z", None),
    ("1990-01-02 00:00:00", None),
    ("1990-01-02T12:30:00Z", "date_of_birth_not_a_date"),
]


@pytest.mark.parametrize(("born", "rule"), BIRTHS)
def test_a_date_of_birth_is_a_day_after_1900_and_not_after_the_snapshot(home, born, rule):
    home.load({"patients": [patient("p1", born=born), patient("p2")]}, day(10))
    assert rejects(home) == ([("patients", 1, rule)] if rule else [])
    assert live(home, "patients", "patient_id") == (["p2"] if rule else ["p1", "p2"])


AMOUNTS = [
    (10, "10.00"),
    (10.5, "10.50"),
    ("10.50", "10.50"),
    ("10.500", "10.50"),
    (" 7 ", "7.00"),
    (0, "0.00"),
    (-3.25, "-3.25"),
    ("+4", "4.00"),
    (1e3, "1000.00"),
    (999_999_999_999.99, "999999999999.99"),
    ("abc", None),
    ("1,905.00", None),
    ("$5", None),
    ("5 USD", None),
    (0.005, None),
    ("1.234", None),
    ("1e3", None),
    ("NaN", None),
    ("Infinity", None),
    (True, None),
    ([5], None),
    ({"value": 5}, None),
    (10**13, None),
]


@pytest.mark.parametrize(("amount", "expected"), AMOUNTS)
def test_an_amount_is_a_number_with_at_most_two_decimals(home, amount, expected):
    home.load({"patients": [patient()], "payments": [payment(amount=amount), payment("b")]}, day(2))
    assert rejects(home) == ([] if expected else [("payments", 1, "amount_not_an_amount")])
    stored = home.rows("SELECT amount FROM unified.patient_payments WHERE payment_id = 'a'")
    assert stored == ([(Decimal(expected),)] if expected else [])


@pytest.mark.parametrize("field", ["externalId", "firstName", "lastName"])
@pytest.mark.parametrize("blank", [None, "", " "])
def test_a_patient_without_a_needed_field_is_refused_and_the_others_are_not(home, field, blank):
    home.load({"patients": [patient("p1") | {field: blank}, patient("p2")]}, day(2))
    ((dataset, row, rule),) = rejects(home)
    assert (dataset, row) == ("patients", 1)
    assert rule.removeprefix("missing_").replace("_", "") == field.lower()
    assert live(home, "patients", "patient_id") == ["p2"]


@pytest.mark.parametrize("field", ["externalId", "patientId", "amount"])
def test_a_payment_without_a_needed_field_is_refused_and_the_others_are_not(home, field):
    row = payment()
    del row[field]
    home.load({"patients": [patient()], "payments": [payment("b"), row]}, day(2))
    ((_, _, rule),) = rejects(home)
    assert rule.removeprefix("missing_").replace("_", "") == field.lower()
    assert live(home, "patient_payments", "payment_id") == ["b"]


def test_a_patient_without_a_middle_name_is_as_good_as_one_with(home):
    home.load({"patients": [patient("p1"), patient("p2", middleName=None), patient("p3", middleName="M")]}, day(2))
    assert home.rows("SELECT patient_id, middle_name FROM unified.patients ORDER BY 1") == [
        ("p1", None),
        ("p2", None),
        ("p3", "M"),
    ]


def test_ids_are_text_whether_they_are_written_as_text_or_as_numbers(home):
    home.load({"patients": [patient("007"), patient(7)], "payments": [payment("1", 7), payment(2, "007")]}, day(2))
    assert home.rows("SELECT payment_id, patient_id FROM unified.patient_payments ORDER BY 1") == [
        ("1", "7"),
        ("2", "007"),
    ]


def test_of_two_valid_rows_with_one_id_the_first_is_taken(home):
    home.load({"patients": [patient("p1", "Ann"), patient("p1", "Bea")]}, day(2))
    assert rejects(home) == [("patients", 2, "duplicate_id")]
    assert home.rows("SELECT first_name FROM unified.patients") == [("Ann",)]


def test_an_exact_repeat_is_only_counted(home):
    rows = [payment("a"), payment("b"), payment("a"), payment("a")]
    changes = home.load({"patients": [patient()], "payments": rows}, day(2))["payments"].changes
    assert (changes.read, changes.accepted, changes.repeated, changes.rejected) == (4, 2, 2, 0)
    assert rejects(home) == []


def test_repeats_are_found_in_later_snapshots_too(home):
    home.load({"patients": [patient()], "payments": [payment("a"), payment("b")]}, day(2))
    rows = [payment("a"), payment("b"), payment("b"), payment("a", amount=1), payment("c"), payment("c", amount=2)]
    changes = home.load({"payments": rows}, day(3))["payments"].changes
    assert (changes.read, changes.accepted, changes.repeated, changes.rejected) == (6, 3, 1, 2)
    assert rejects(home) == [("payments", 4, "duplicate_id"), ("payments", 6, "duplicate_id")]
    assert home.rows("SELECT payment_id, updated_at FROM unified.patient_payments ORDER BY 1") == [
        ("a", day(2)),
        ("b", day(2)),
        ("c", day(3)),
    ]


def test_a_refused_row_does_not_occupy_its_id(home):
    rows = [patient("p1", born="1899-01-01"), patient("p1", "Bea"), patient("p1", "Cleo")]
    home.load({"patients": rows}, day(2))
    assert rejects(home) == [("patients", 1, "date_of_birth_too_early"), ("patients", 3, "duplicate_id")]
    assert home.rows("SELECT first_name FROM unified.patients") == [("Bea",)]


def test_rows_are_judged_in_the_order_of_the_file_however_long_it_is(home):
    """The second of each pair comes 5 000 rows later."""
    count = 5_000
    first = [payment(f"a{number}", amount=number) for number in range(count)]
    home.load({"patients": [patient()], "payments": [*first, *(one | {"amount": 0.5} for one in first)]}, day(2))
    assert home.rows("SELECT COUNT(*), MIN(row_number), MAX(row_number) FROM ops.rejects") == [
        (count, count + 1, 2 * count)
    ]
    assert home.value("SELECT SUM(amount) FROM unified.patient_payments") == sum(range(count))


TOTALS = {"p1": 30, "p2": 10, "p3": None, "p4": 10.01}


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    home = Home.at(tmp_path_factory.mktemp("clinic"))
    rows = [payment("a", "p1", 10), payment("b", "p1", 20), payment("c", "p2", 10), payment("d", "p4", 10.01)]
    home.load({"patients": [patient(one) for one in TOTALS], "payments": rows}, day(2))
    home.publish()
    return home


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0, 0, ["p3"]),
        (0, 10, ["p2", "p3"]),
        (10, 10, ["p2"]),
        (10, 30, ["p1", "p2", "p4"]),
        (20, 20, []),
        (10.01, 29.99, ["p4"]),
        (0, 1000, ["p1", "p2", "p3", "p4"]),
    ],
)
def test_patients_are_found_by_the_total_of_their_payments_both_ends_included(clinic, low, high, found):
    query = "SELECT patient_id FROM marts.patient_payment_totals WHERE total_amount BETWEEN ? AND ? ORDER BY 1"
    assert [one for (one,) in clinic.ask(query, Decimal(str(low)), Decimal(str(high)))] == found


def test_payments_are_listed_for_all_or_for_one_patient(clinic):
    assert clinic.ask("SELECT COUNT(*) FROM marts.patient_payments") == [(4,)]
    query = "SELECT payment_id FROM marts.patient_payments WHERE patient_id = ? ORDER BY 1"
    assert clinic.ask(query, "p1") == [("a",), ("b",)]
    assert clinic.ask(query, "p3") == []


def test_a_changed_payment_is_no_error_it_already_exists(home):
    home.load({"patients": [patient()], "payments": [payment(amount=10)]}, day(2))
    assert home.load({"payments": [payment(amount=12)]}, day(3))["payments"].changes.changed == 1
    assert home.rows("SELECT amount FROM unified.patient_payments") == [(Decimal(12),)]


def test_a_vanished_payment_is_a_deletion(home):
    home.load({"patients": patients(1), "payments": [payment("a"), payment("b")]}, day(2))
    assert home.load({"payments": [payment("a")]}, day(3))["payments"].changes.gone == 1
    assert live(home, "patient_payments", "payment_id") == ["a"]


def test_a_date_of_birth_need_not_be_given(home):
    nobody_says = {name: value for name, value in patient("p3").items() if name != "dateOfBirth"}
    rows = {"patients": [patient("p1", born=None), patient("p2"), nobody_says], "payments": [payment("a", of="p3")]}
    outcomes = home.load(rows, day(2))
    assert [outcomes[one].changes.accepted for one in ("patients", "payments")] == [3, 1]
    blank = home.rows("SELECT patient_id FROM unified.patients WHERE date_of_birth IS NULL ORDER BY 1")
    assert blank == [("p1",), ("p3",)]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real exports are not on this machine")
def test_of_the_real_exports_every_patient_is_born_in_the_future_and_every_payment_unknown(home):
    files = [REAL / "patients.json", REAL / "payments.json"]
    home.load(files, date(2026, 11, 20))
    read = [len(json.loads(path.read_bytes())) for path in files]
    assert home.rows("SELECT rule, COUNT(*) FROM ops.rejects GROUP BY 1 ORDER BY 1") == [
        ("date_of_birth_in_future", read[0]),
        ("unknown_patient", read[1]),
    ]
    assert read == [4, 6]
