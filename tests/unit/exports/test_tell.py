"""Which dataset a file is: by its name, or else by its fields."""

import pytest

from parsers.errors import UnknownReportError
from parsers.exports import FEEDS
from parsers.exports.tell import first_names, squash, tell_by_fields, tell_by_name, tell_json

LEASING, PATIENTS = FEEDS["leasing_ledger"], FEEDS["patient_ledger"]


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("payments.json", "payments"),
        ("payments_2024-01-02.json", "payments"),
        ("2024-01-02 Payments (3).csv", "payments"),
        ("/drop/patients/payments.json", "payments"),
        ("C:\\drop\\patients.json", "patients"),
        ("repayments.json", None),
        ("export.json", None),
    ],
)
def test_a_dataset_is_told_by_a_word_of_the_files_name(name, dataset):
    found = tell_by_name(PATIENTS, name)
    assert (found.dataset if found else None) == dataset


def test_a_name_with_two_datasets_tells_the_longer_one_or_nothing():
    schools = FEEDS["school_billing"]
    assert tell_by_name(schools, "schools_payments.json") is not None
    assert tell_by_name(schools, "payments_students.json") is None
    payments = b'[{"id": "p1", "invoice_id": "i1", "amount": 1, "payment_date": "2024-01-05", "method": "CASH"}]'
    assert tell_json(schools, payments, name="payments_students.json").dataset == "payments"


def test_unit_statuses_are_no_units():
    assert tell_by_name(LEASING, "unit_statuses.json").dataset == "unit_statuses"
    assert tell_by_name(LEASING, "units.json").dataset == "units"


def test_a_dataset_is_told_by_the_fields_every_row_needs():
    assert tell_by_fields(PATIENTS, ["externalId", "amount", "patientId", "note"]).dataset == "payments"
    assert tell_by_fields(LEASING, ["unit_id", "property_id", "unit_number"]).dataset == "units"
    assert tell_by_fields(LEASING, ["unit_id"]) is None


def test_the_first_whole_objects_tell_the_fields_and_a_cut_one_does_not():
    assert first_names(b'[{"a": 1, "b": "{"}, {"c": [{"d": 1}]}, {"e": ') == ["a", "b", "c"]
    assert first_names(b'\xef\xbb\xbf[{"a": 1}]') == ["a"]
    assert first_names(b"[]") == []


def test_a_json_file_that_is_no_dataset_says_what_it_has_and_what_was_expected():
    with pytest.raises(UnknownReportError, match="the fields found are number") as caught:
        tell_json(PATIENTS, b'[{"number": 1}]', name="export.json")
    assert caught.value.place.file == "export.json"


def test_case_blanks_and_marks_do_not_matter_in_a_fields_name():
    assert {squash(one) for one in ("Move In Date", "move_in_date", "MOVE-IN date")} == {"moveindate"}


@pytest.mark.parametrize("feed", [*LEASING.values(), *PATIENTS.values()], ids=lambda feed: feed.dataset)
def test_every_required_field_and_every_kind_has_its_sentence(feed):
    messages = feed.messages()
    for one in feed.fields:
        assert (f"missing_{one.column}" in messages) == one.required
        assert (f"{one.column}_not_a_date" in messages) == (one.kind == "date")
        assert (f"{one.column}_not_an_amount" in messages) == (one.kind == "amount")
    assert all(text[0] != " " and not text.endswith(".") for text in messages.values())
