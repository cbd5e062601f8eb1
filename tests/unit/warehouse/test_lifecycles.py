"""The life of an object over snapshots: created, updated, deleted, back again, rejected for a while."""

from decimal import Decimal

import pytest
from support.homes import day
from support.rows import live, patient, patients, payment, payments

LIFE = "SELECT created_at, updated_at, deleted_at, rejected_since FROM unified.patients WHERE patient_id = 'p1'"
HISTORY = (
    "SELECT last_name, valid_from, valid_to, rejected_since FROM unified.patients_history WHERE patient_id = 'p1' "
    "ORDER BY valid_from"
)
OTHER = patient("p2")


def test_an_object_is_created_with_the_first_snapshot_that_has_it(home):
    home.load({"patients": [OTHER]}, day(1))
    home.load({"patients": [OTHER, patient("p1")]}, day(2))
    assert home.rows(LIFE) == [(day(2), day(2), None, None)]


def test_an_unchanged_object_keeps_its_updated_at_and_gets_no_version(home):
    for number in (1, 2, 3):
        home.load({"patients": [patient("p1"), OTHER]}, day(number))
    assert home.rows(LIFE) == [(day(1), day(1), None, None)]
    assert home.rows(HISTORY) == [("Lee", day(1), None, None)]


def test_row_order_spelling_of_a_number_and_order_of_fields_change_nothing(home):
    home.load({"patients": patients(3), "payments": [payment("a", amount=10.5), payment("b", amount=3)]}, day(1))
    rows = [{"externalId": "b", "amount": "3.00", "patientId": "p1"}, payment("a", amount="10.50")]
    outcomes = home.load({"patients": patients(3)[::-1], "payments": rows}, day(2))
    assert (outcomes["patients"].changes.unchanged, outcomes["payments"].changes.unchanged) == (3, 2)
    assert home.value("SELECT COUNT(*) FROM unified.patient_payments_versions") == 0


def test_a_changed_object_keeps_what_it_was(home):
    home.load({"patients": [patient("p1"), OTHER]}, day(1))
    home.load({"patients": [patient("p1", last="Moss"), OTHER]}, day(3))
    assert home.rows(LIFE) == [(day(1), day(3), None, None)]
    assert home.rows(HISTORY) == [("Lee", day(1), day(3), None), ("Moss", day(3), None, None)]


@pytest.mark.parametrize(
    "change",
    [{"firstName": "Bea"}, {"lastName": "Moss"}, {"dateOfBirth": "1990-01-02"}, {"middleName": "M"}],
    ids=lambda change: next(iter(change)),
)
def test_every_field_but_the_id_may_change(home, change):
    home.load({"patients": [patient("p1"), OTHER]}, day(1))
    assert home.load({"patients": [patient("p1") | change, OTHER]}, day(2))["patients"].changes.changed == 1


def test_a_missing_middle_name_is_a_change_and_not_the_old_one(home):
    home.load({"patients": [patient("p1", middleName="M"), OTHER]}, day(1))
    home.load({"patients": [patient("p1"), OTHER]}, day(2))
    assert home.value("SELECT middle_name FROM unified.patients WHERE patient_id = 'p1'") is None


def test_an_object_that_is_gone_says_since_when_and_keeps_its_last_state(home):
    home.load({"patients": [patient("p1"), OTHER]}, day(1))
    home.load({"patients": [OTHER]}, day(4))
    assert home.rows(LIFE) == [(day(1), day(1), day(4), None)]
    assert home.rows(HISTORY) == [("Lee", day(1), day(4), None)]
    home.load({"patients": [OTHER]}, day(5))
    assert home.rows(LIFE) == [(day(1), day(1), day(4), None)]


def test_an_object_that_comes_back_keeps_its_birth_and_shows_the_gap(home):
    home.load({"patients": [patient("p1"), OTHER]}, day(1))
    home.load({"patients": [OTHER]}, day(4))
    outcome = home.load({"patients": [patient("p1"), OTHER]}, day(7))["patients"]
    assert outcome.changes.come_back == 1
    assert home.rows(LIFE) == [(day(1), day(1), None, None)]
    assert home.rows(HISTORY) == [("Lee", day(1), day(4), None), ("Lee", day(7), None, None)]


def test_an_object_that_comes_back_changed_was_updated_that_day(home):
    home.load({"patients": [patient("p1"), OTHER]}, day(1))
    home.load({"patients": [OTHER]}, day(4))
    home.load({"patients": [patient("p1", last="Moss"), OTHER]}, day(7))
    assert home.rows(LIFE) == [(day(1), day(7), None, None)]


def test_gaps_can_be_many(home):
    for number in range(1, 7):
        home.load({"patients": [OTHER, *([patient("p1")] if number % 2 else [])]}, day(number))
    assert home.rows(HISTORY) == [
        ("Lee", day(1), day(2), None),
        ("Lee", day(3), day(4), None),
        ("Lee", day(5), day(6), None),
    ]


def test_a_present_but_refused_row_is_no_deletion_and_marks_the_object(home):
    home.load({"patients": [patient("p1"), OTHER]}, day(1))
    broken = patient("p1", last="Moss", born="soon")
    for number in (2, 3):
        assert home.load({"patients": [broken, OTHER]}, day(number))["patients"].changes.gone == 0
    assert home.rows(LIFE) == [(day(1), day(1), None, day(2))]
    assert home.rows(HISTORY) == [("Lee", day(1), day(2), None), ("Lee", day(2), None, day(2))]


def test_an_object_accepted_again_loses_the_mark_and_was_not_updated(home):
    home.load({"patients": [patient("p1"), OTHER]}, day(1))
    home.load({"patients": [patient("p1", born="soon"), OTHER]}, day(2))
    home.load({"patients": [patient("p1"), OTHER]}, day(3))
    assert home.rows(LIFE) == [(day(1), day(1), None, None)]
    assert [row[3] for row in home.rows(HISTORY)] == [None, day(2), None]


def test_a_refused_object_that_then_vanishes_is_gone(home):
    home.load({"patients": [patient("p1"), OTHER]}, day(1))
    home.load({"patients": [patient("p1", born="soon"), OTHER]}, day(2))
    home.load({"patients": [OTHER]}, day(3))
    assert home.rows(LIFE) == [(day(1), day(1), day(3), day(2))]


def test_a_deleted_object_whose_row_is_refused_stays_deleted(home):
    home.load({"patients": [patient("p1"), OTHER]}, day(1))
    home.load({"patients": [OTHER]}, day(2))
    home.load({"patients": [patient("p1", born="soon"), OTHER]}, day(3))
    assert home.rows(LIFE) == [(day(1), day(1), day(2), None)]


def test_payments_of_a_patient_whose_row_is_refused_stay_with_the_last_good_patient(home):
    home.load({"patients": [patient("p1"), OTHER], "payments": [payment("a")]}, day(1))
    broken = patient("p1", born="soon")
    outcomes = home.load({"patients": [broken, OTHER], "payments": [payment("a", amount=7)]}, day(2))
    assert outcomes["payments"].changes.changed == 1
    assert home.value("SELECT amount FROM unified.patient_payments") == Decimal(7)


def test_payments_of_a_deleted_patient_are_refused_and_kept_as_they_were(home):
    home.load({"patients": [patient("p1"), OTHER], "payments": [payment("a", amount=5)]}, day(1))
    home.load({"patients": [OTHER], "payments": [payment("a", amount=7)]}, day(2))
    assert home.rows("SELECT amount, rejected_since, deleted_at FROM unified.patient_payments") == [
        (Decimal(5), day(2), None)
    ]


def test_the_change_log_tells_the_same_story(home):
    home.load({"patients": [patient("p1"), OTHER], "payments": [payment("a", amount=5), payment("b")]}, day(1))
    home.load({"patients": [OTHER], "payments": [payment("a", amount=7), payment("b")]}, day(2))
    home.load(
        {"patients": [patient("p1", last="Moss"), OTHER, patient("p3")], "payments": [payment("a", amount=7)]}, day(3)
    )
    home.build("change_log")
    found = home.rows(
        "SELECT model, object_id, snapshot_date, change, field, old_value, new_value, is_withheld "
        "FROM marts.change_log ORDER BY ALL"
    )
    assert found == [
        ("patient_payments", "a", day(2), "rejected", None, None, None, False),
        ("patient_payments", "a", day(3), "accepted_again", None, None, None, False),
        ("patient_payments", "a", day(3), "changed", "amount", "5.00", "7.00", False),
        ("patient_payments", "b", day(2), "rejected", None, None, None, False),
        ("patient_payments", "b", day(3), "gone", "amount", "10.50", None, False),
        ("patient_payments", "b", day(3), "gone", "patient_id", "p1", None, False),
        ("patient_payments", "b", day(3), "gone", None, None, None, False),
        ("patients", "p1", day(2), "gone", "date_of_birth", None, None, True),
        ("patients", "p1", day(2), "gone", "first_name", None, None, True),
        ("patients", "p1", day(2), "gone", "last_name", None, None, True),
        ("patients", "p1", day(2), "gone", None, None, None, False),
        ("patients", "p1", day(3), "changed", "last_name", None, None, True),
        ("patients", "p1", day(3), "come_back", None, None, None, False),
        ("patients", "p3", day(3), "new", None, None, None, False),
    ]


def test_delete_and_return_of_many_is_counted(home):
    home.load({"patients": patients(1), "payments": payments(100)}, day(1))
    gone = home.load({"payments": payments(95)}, day(2))["payments"].changes
    back = home.load({"payments": payments(100)}, day(3))["payments"].changes
    assert (gone.gone, gone.unchanged, back.come_back, back.unchanged) == (5, 95, 5, 95)
    assert len(live(home, "patient_payments", "payment_id")) == 100
