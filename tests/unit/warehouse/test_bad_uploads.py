"""What becomes of bad uploads, JSON first: each has a stated outcome, and nothing that was live is lost."""

import json
from dataclasses import dataclass

import pytest
from support.homes import LEASING, day, everything
from support.rows import ledger, live, patient, patients, payment, payments, rejects, stay

from simulator import inject

COUNT = 50
WHOLE = {"patients": patients(COUNT), "payments": payments(COUNT)}
HELD = (
    "payments.json: the snapshot would delete {gone} of 50 live rows ({share} %); the guard holds what deletes more "
    "than 10 % (at least 5 rows) or everything. Nothing was changed. Check the upload; if the rows are really gone at "
    "the source, load it again with --allow-mass-deletion."
)
AGAIN = "Export the file again and load it anew; what was loaded before is unchanged."
NO_LIST = f"Expected a JSON list of objects, beginning with [. {AGAIN}"
NOT_WHOLE = f"Expected a whole JSON list of objects, in UTF-8. {AGAIN}"


@pytest.fixture
def loaded(home):
    """A home with 50 patients and 50 payments of January 1."""
    home.load(WHOLE, day(1))
    return home


def upload(home, change=None, *, rows=None, content=None):
    """Load a payments file of January 2, broken by `change`, and return its outcome."""
    path = home.files({"payments": content if content is not None else (rows or WHOLE["payments"])})[0]
    if change:
        change(path)
    home.load([path], day(2))
    (outcome,) = home.loaded
    return outcome


def stamps(home):
    query = "SELECT * EXCLUDE (tenant_id) FROM unified.patient_payments ORDER BY payment_id"
    return home.rows(query), home.value("SELECT COUNT(*) FROM unified.patient_payments_versions")


NO_AMOUNT = {4: "amount_not_an_amount"}


@dataclass(frozen=True)
class Row:
    """A bad row: how it is made, the rule it breaks, and how the object it stands for lives on."""

    name: str
    change: object
    rules: dict
    stale: int


ROWS = [
    Row("text where a number belongs", lambda path: inject.text_for_number(path, row=3), NO_AMOUNT, 1),
    Row("an unknown reference", lambda path: inject.unknown_reference(path, "patientId", 3), {4: "unknown_patient"}, 1),
    Row("a missing amount", lambda path: inject.missing_value(path, "amount", 3), {4: "missing_amount"}, 1),
    Row("an empty amount", lambda path: inject.set_value(path, "amount", "", 3), {4: "missing_amount"}, 1),
    Row("a null amount", lambda path: inject.set_value(path, "amount", None, 3), {4: "missing_amount"}, 1),
    Row("an amount like 1,905.00", lambda path: inject.set_value(path, "amount", "1,905.00", 3), NO_AMOUNT, 1),
    Row("a duplicate id", lambda path: inject.conflicting_row(path, "amount", 7, 3), {51: "duplicate_id"}, 0),
    Row("an exact repeat", lambda path: inject.repeat_row(path, 3), {}, 0),
]


@pytest.mark.parametrize("bad", ROWS, ids=lambda bad: bad.name)
def test_a_bad_row_is_refused_alone_and_its_object_lives_on(loaded, bad):
    before = {key for key, *_ in loaded.rows("SELECT payment_id FROM unified.patient_payments")}
    amounts = dict(loaded.rows("SELECT payment_id, amount FROM unified.patient_payments"))
    outcome = upload(loaded, bad.change)
    assert outcome.outcome == "loaded"
    assert dict(loaded.rows("SELECT row_number, rule FROM ops.rejects")) == bad.rules
    assert outcome.changes.rejected == len(bad.rules)
    assert outcome.changes.read == outcome.changes.accepted + outcome.changes.rejected + outcome.changes.repeated
    assert set(live(loaded, "patient_payments", "payment_id")) == before
    assert dict(loaded.rows("SELECT payment_id, amount FROM unified.patient_payments")) == amounts
    assert loaded.value("SELECT COUNT(rejected_since) FROM unified.patient_payments") == bad.stale


def test_ten_bad_amounts_cost_ten_rows(loaded):
    rows = [one | ({"amount": "abc"} if place < 10 else {}) for place, one in enumerate(WHOLE["payments"])]
    outcome = upload(loaded, rows=rows)
    assert (outcome.outcome, outcome.changes.rejected, outcome.changes.gone) == ("loaded", 10, 0)
    assert len(live(loaded, "patient_payments", "payment_id")) == COUNT
    assert loaded.value("SELECT COUNT(*) FROM unified.patient_payments WHERE amount IS NULL") == 0


def test_a_file_whose_every_row_is_bad_deletes_nothing(loaded):
    rows = [one | {"amount": "abc"} for one in WHOLE["payments"]]
    outcome = upload(loaded, rows=rows)
    assert (outcome.outcome, outcome.changes.rejected, outcome.changes.gone) == ("loaded", COUNT, 0)
    assert len(live(loaded, "patient_payments", "payment_id")) == COUNT


def test_fifty_duplicate_ids_count_nobody_twice(loaded):
    outcome = upload(loaded, rows=[*WHOLE["payments"], *(one | {"amount": 0.01} for one in WHOLE["payments"])])
    assert (outcome.outcome, outcome.changes.rejected) == ("loaded", COUNT)
    assert loaded.rows("SELECT COUNT(*), SUM(amount) FROM unified.patient_payments") == [(50, sum(range(51)))]
    assert loaded.value("SELECT COUNT(*) FROM unified.patient_payments_versions") == 0


def test_rows_without_an_id_are_refused_and_stored_under_none(loaded):
    rows = [one | ({"externalId": None} if place < 5 else {}) for place, one in enumerate(WHOLE["payments"])]
    outcome = upload(loaded, rows=rows)
    assert [rule for *_, rule in rejects(loaded)] == ["missing_external_id"] * 5
    assert outcome.changes.rejected == 5
    assert loaded.value("SELECT COUNT(*) FROM unified.patient_payments WHERE payment_id IS NULL") == 0


HOLDS = [
    ("an empty list", inject.empty_list, 50, "100.0"),
    ("the first 40 % of the rows", inject.first_rows, 30, "60.0"),
    ("88 % of the rows", lambda path: inject.first_rows(path, 88), 6, "12.0"),
]


@pytest.mark.parametrize(("change", "gone", "share"), [one[1:] for one in HOLDS], ids=[one[0] for one in HOLDS])
def test_a_snapshot_that_would_delete_too_much_is_held(loaded, change, gone, share):
    before = stamps(loaded)
    outcome = upload(loaded, change)
    assert (outcome.outcome, outcome.message) == ("held", HELD.format(gone=gone, share=share))
    assert stamps(loaded) == before


@pytest.mark.parametrize("change", [one[1] for one in HOLDS], ids=[one[0] for one in HOLDS])
def test_the_same_upload_of_the_same_day_is_held_over_the_file_it_would_replace(loaded, change):
    before = everything(loaded, schemas=("raw", "unified"))
    path = loaded.files({"payments": WHOLE["payments"]})[0]
    change(path)
    loaded.load([path], day(1))
    assert [one.outcome for one in loaded.loaded] == ["held"]
    assert everything(loaded, schemas=("raw", "unified")) == before
    assert loaded.rows("SELECT outcome, is_current FROM ops.loads WHERE dataset = 'payments' ORDER BY 1") == [
        ("held", False),
        ("loaded", True),
    ]


def test_what_the_guard_lets_pass_is_a_deletion(loaded):
    outcome = upload(loaded, lambda path: inject.first_rows(path, 90))
    assert (outcome.outcome, outcome.changes.gone) == ("loaded", 5)


def test_a_few_rows_are_no_mass_deletion_whatever_their_share(home):
    home.load({"patients": patients(6)}, day(1))
    assert home.load({"patients": patients(2)}, day(2))["patients"].outcome == "loaded"


def test_the_last_rows_of_a_scope_are_never_deleted_unasked(home):
    home.load({"patients": patients(1)}, day(1))
    assert home.load({"patients": []}, day(2))["patients"].outcome == "held"
    assert live(home, "patients", "patient_id") == ["p1"]


def test_the_override_lets_a_held_snapshot_through(loaded):
    path = loaded.files({"payments": []})[0]
    assert loaded.load([path], day(2))["payments"].outcome == "held"
    assert loaded.load([path], day(2), allow=True)["payments"].outcome == "loaded"
    assert live(loaded, "patient_payments", "payment_id") == []
    assert loaded.load([path], day(2))["payments"].outcome == "unchanged"


def test_an_override_that_was_given_once_is_there_when_landing_is_loaded_anew(bench, loaded):
    path = loaded.files({"payments": []})[0]
    for allow in (False, True, False):
        loaded.load([path], day(2), allow=allow)
    bench.refill(loaded)
    assert live(loaded, "patient_payments", "payment_id") == []


def test_a_held_snapshot_is_a_finding_that_readers_see(loaded):
    upload(loaded, inject.empty_list)
    loaded.build("data_quality")
    assert loaded.rows("SELECT dataset, rule, severity, message FROM marts.data_quality") == [
        ("payments", "file_held", "error", HELD.format(gone=50, share="100.0"))
    ]


def test_a_refusal_that_a_later_file_of_the_day_mended_is_no_finding_any_more(loaded):
    good = loaded.files({"payments": payments(50)})[0]
    cut = {"payments.json": good.read_bytes()[:-20]}
    assert loaded.load(cut, day(2))["payments"].outcome == "refused"
    loaded.build("data_quality", "source_freshness")
    assert loaded.rows("SELECT rule FROM marts.data_quality") == [("file_refused",)]
    assert loaded.load([good], day(2))["payments"].outcome == "loaded"
    loaded.build("data_quality", "source_freshness")
    assert loaded.rows("SELECT rule FROM marts.data_quality") == []
    assert loaded.rows("SELECT DISTINCT attempt_outcome FROM marts.source_freshness") == [(None,)]


COLUMNS = [
    ("a column gone", lambda path: inject.column_gone(path, "amount"), "amount", "patientId, externalId"),
    ("the id column gone", lambda path: inject.column_gone(path, "externalId"), "externalId", "amount, patientId"),
    (
        "a column renamed",
        lambda path: path.write_bytes(path.read_bytes().replace(b"amount", b"Amount")),
        "amount",
        "Amount, patientId, externalId",
    ),
]


@pytest.mark.parametrize(("change", "gone", "left"), [one[1:] for one in COLUMNS], ids=[one[0] for one in COLUMNS])
def test_a_file_without_a_needed_column_is_refused(loaded, change, gone, left):
    before = stamps(loaded)
    outcome = upload(loaded, change)
    assert outcome.outcome == "refused"
    assert outcome.message == (
        f"payments.json: no row has {gone}; the fields found are {left}. "
        f"Expected externalId, patientId, amount in its rows. {AGAIN}"
    )
    assert stamps(loaded) == before


STAYS = [stay("o1", "U01", "r1", "2024-01-01", "2024-02-01"), stay("o2", "U02", "r2", "2024-01-01")]
WITHOUT_MOVE_OUT = [{name: value for name, value in one.items() if name != "move_out_date"} for one in STAYS]
BLANK_MOVE_OUT = [one | {"move_out_date": None} for one in STAYS]


def load_stays(home, stays, number, **options):
    return home.load({"occupancies": stays}, day(number), source=LEASING, **options)["occupancies"]


@pytest.mark.parametrize("number", [1, 2], ids=["of the same day", "of a later day"])
def test_the_move_out_column_may_be_blank_but_not_vanish(home, number):
    home.load(ledger(stays=STAYS), day(1), source=LEASING)
    outcome = load_stays(home, WITHOUT_MOVE_OUT, number)
    assert outcome.outcome == "held"
    assert "no row has move_out_date, which earlier files had" in outcome.message
    assert home.value("SELECT COUNT(move_out_date) FROM unified.occupancies") == 1
    assert load_stays(home, BLANK_MOVE_OUT, number).outcome == "loaded"
    assert load_stays(home, WITHOUT_MOVE_OUT, number + 1, allow=True).outcome == "loaded"


def test_a_column_that_an_earlier_day_had_is_missed_even_when_that_day_arrives_late(home):
    home.load(ledger(stays=WITHOUT_MOVE_OUT), day(2), source=LEASING)
    home.load(ledger(stays=STAYS), day(1), source=LEASING)
    query = "SELECT outcome FROM ops.loads WHERE dataset = 'occupancies' ORDER BY snapshot_date"
    assert home.rows(query) == [("loaded",), ("held",)]
    assert home.value("SELECT COUNT(move_out_date) FROM unified.occupancies") == 1


def test_an_added_column_is_noticed_and_versions_nothing(loaded):
    outcome = upload(loaded, inject.column_added)
    assert (outcome.outcome, outcome.changes.unchanged, outcome.changes.changed) == ("loaded", COUNT, 0)
    assert loaded.rows("SELECT dataset, rule, severity, message FROM ops.findings") == [
        ("payments", "field_added", "info", "the field remark is not in the declaration of payments; it was not loaded")
    ]


def test_numbers_that_arrive_as_text_are_the_same_numbers(loaded):
    outcome = upload(loaded, inject.number_as_text)
    assert (outcome.outcome, outcome.changes.unchanged, outcome.changes.changed) == ("loaded", COUNT, 0)


def test_the_same_bytes_again_are_left_alone(loaded):
    before = stamps(loaded)
    loaded.load(WHOLE, day(1))
    assert {one.outcome for one in loaded.loaded} == {"unchanged"}
    assert stamps(loaded) == before
    assert loaded.value("SELECT COUNT(*) FROM ops.loads") == 2


def test_the_same_bytes_for_another_day_are_another_snapshot(loaded):
    loaded.load(WHOLE, day(2))
    assert {one.outcome for one in loaded.loaded} == {"loaded"}
    assert loaded.value("SELECT MAX(updated_at) FROM unified.patients") == day(1)


def test_again_loads_even_what_is_loaded(loaded):
    before = stamps(loaded)
    loaded.load(WHOLE, day(1), again=True)
    assert {one.outcome for one in loaded.loaded} == {"loaded"}
    assert stamps(loaded) == before


def test_two_empty_tables_are_the_same_bytes_and_yet_two_tables(home):
    home.load({"payments": []}, day(1))
    home.load({"patients": []}, day(1))
    assert home.rows("SELECT dataset, outcome FROM ops.loads ORDER BY 1") == [
        ("patients", "loaded"),
        ("payments", "loaded"),
    ]


@pytest.mark.parametrize("names", [("payments_a.json", "payments_b.json"), ("payments_b.json", "payments_a.json")])
def test_two_files_for_one_table_and_day_are_both_refused(loaded, names):
    before = stamps(loaded)
    halves = dict(zip(names, (WHOLE["payments"][:25], WHOLE["payments"][25:]), strict=True))
    loaded.load(loaded.files(halves), day(2))
    assert [one.outcome for one in loaded.loaded] == ["refused", "refused"]
    assert loaded.loaded[0].message == (
        f"{names[0]}: {names[1]} arrived with it for the payments of 2024-01-02. Expected one file per dataset and "
        "day: a snapshot is complete. Put the rows into one file, or load the right one alone."
    )
    assert stamps(loaded) == before


def test_one_file_handed_over_twice_is_one_file(home):
    (path,) = home.files({"patients": patients(2)})
    home.load([path, path], day(1))
    assert {one.outcome for one in home.loaded} == {"loaded"}
    assert home.value("SELECT COUNT(*) FROM ops.loads") == 1


BYTES = [
    ("no bytes at all", b"", "the file is empty. Expected a JSON list, [] where there are no rows."),
    ("only blanks", b" \n\t ", "the file is empty. Expected a JSON list, [] where there are no rows."),
    ("an object", b'{"payments": []}', "the file begins with '{'. " + NO_LIST),
    ("an error page", b"<!DOCTYPE html><html>", "the file begins with '<!DOCTYPE html><html'. " + NO_LIST),
    ("words", b"Anna Lee owes 5", "the file begins with 'A'. " + NO_LIST),
    ("null", b"null", "the file begins with 'n'. " + NO_LIST),
    (
        "UTF-16",
        json.dumps([payment()]).encode("utf-16"),
        "the file is encoded as UTF-16. Expected UTF-8. Export it as UTF-8.",
    ),
    ("UTF-16 without a mark", json.dumps([payment()]).encode("utf-16-le"), AGAIN),
    (
        "Latin-1",
        b'[{"externalId": "\xe9", "patientId": "p1", "amount": 1}]',
        "invalid UTF-8 encoding in string. " + NOT_WHOLE,
    ),
    ("numbers in the list", b"[1, 2]", "Expected OBJECT, but got UBIGINT. " + NOT_WHOLE),
    ("lists in the list", b'[["Anna Lee"]]', "Expected OBJECT, but got ARRAY. " + NOT_WHOLE),
    ("a field twice", b'[{"externalId": "Anna", "externalId": "Lee"}]', 'has duplicate key "externalId". ' + NOT_WHOLE),
    ("two lists", b'[{"externalId": "1"}][{"externalId": "2"}]', NOT_WHOLE),
    ("a comma too many", b'[{"externalId": "1"},]', NOT_WHOLE),
    ("a comma too few", b'[{"externalId": "1"} {"externalId": "2"}]', NOT_WHOLE),
    ("zeros behind the end", b'[{"externalId": "1"}]\0\0', AGAIN),
]


@pytest.mark.parametrize(("content", "message"), [one[1:] for one in BYTES], ids=[one[0] for one in BYTES])
def test_bytes_that_are_no_json_list_are_refused_in_words(loaded, content, message):
    before = everything(loaded, schemas=("raw", "unified"))
    outcome = upload(loaded, content=content)
    assert outcome.outcome == "refused"
    assert message in outcome.message
    assert "Anna" not in outcome.message
    assert "Lee" not in outcome.message
    assert everything(loaded, schemas=("raw", "unified")) == before


CUT = json.dumps([payment("a]"), payment("b")], separators=(",", ":")).encode()


@pytest.mark.parametrize("length", range(len(CUT)))
def test_a_list_cut_at_any_byte_is_refused(home, length):
    home.load({"patients": patients(1)}, day(1))
    outcome = home.load({"payments": CUT[:length]}, day(1))["payments"]
    assert outcome.outcome == "refused"
    assert home.value("SELECT COUNT(*) FROM raw.patient_ledger_payments") == 0


@pytest.mark.parametrize("break_line", ["", "\n"])
def test_a_list_cut_behind_a_comma_or_between_objects_says_how_it_ends(loaded, break_line):
    whole = json.dumps(WHOLE["payments"]).replace("}, ", "}," + break_line)
    for end, shown in (("},", ","), ("}", "}")):
        place = whole.index(end, len(whole) // 2) + len(end)
        outcome = upload(loaded, content=(whole[:place] + break_line).encode())
        assert outcome.message == (
            f"payments.json: the file is cut short: it ends with '{shown}'. "
            f"Expected a JSON list, closed with ]. {AGAIN}"
        )


def test_utf_8_with_a_byte_order_mark_is_utf_8(loaded):
    content = b"\xef\xbb\xbf" + json.dumps(WHOLE["payments"]).encode()
    assert upload(loaded, content=content).changes.unchanged == COUNT


def test_a_directory_is_refused_and_the_files_beside_it_are_not(home):
    paths = home.files({"patients": patients(2), "payments": []})
    inject.directory_instead(paths[1])
    home.load(paths, day(1))
    assert [(one.dataset, one.outcome, one.message) for one in home.loaded] == [
        ("patients", "loaded", None),
        ("unknown", "refused", "file payments.json: it is a directory. Expected a file."),
    ]
    assert home.rows("SELECT file, outcome FROM ops.loads ORDER BY 1") == [
        ("patients.json", "loaded"),
        ("payments.json", "refused"),
    ]


def test_a_file_that_is_not_there_is_refused(home):
    home.load([home.folder / "payments.json"], day(1))
    assert home.loaded[0].message == (
        "file payments.json: it cannot be opened (No such file or directory). Expected a readable file. "
        "Check the path and its permissions."
    )


def test_a_file_that_may_not_be_read_is_refused(home, monkeypatch):
    """The permission is taken away by hand, because root may read everything."""
    (path,) = home.files({"payments": []})
    opened = type(path).open

    def deny(self, *arguments, **options):
        if self == path:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(self, *arguments, **options)

    monkeypatch.setattr(type(path), "open", deny)
    home.load([path], day(1))
    assert home.loaded[0].message == (
        "file payments.json: it cannot be opened (Permission denied). Expected a readable file. "
        "Check the path and its permissions."
    )


def test_a_file_that_tells_neither_by_name_nor_by_fields_what_it_is_is_refused(home):
    home.load(home.files({"export.json": [{"number": 1}]}), day(1))
    assert home.loaded[0].message == (
        "file export.json: neither the name nor the fields tell what it is; the fields found are number. "
        "Expected one of patients (externalId, firstName, lastName); payments (externalId, patientId, "
        "amount). Name the file after its dataset, or export it with these fields."
    )


def test_a_file_is_told_by_its_fields_where_its_name_says_nothing(home):
    home.load(home.files({"export.json": [patient()], "export2.json (1)": json.dumps([payment()]).encode()}), day(1))
    assert [(one.dataset, one.outcome) for one in home.loaded] == [("patients", "loaded"), ("payments", "loaded")]


def test_a_feed_without_a_day_is_refused(home):
    home.load({"payments": []}, None)
    assert home.loaded[0].message == "payments.json does not say which day it describes. Expected the day, with --date."


def test_one_bad_file_never_stops_the_others(loaded):
    outcomes = loaded.load({"patients": b"[{", "payments": [*WHOLE["payments"], payment("z")]}, day(2))
    assert {name: one.outcome for name, one in outcomes.items()} == {"patients": "refused", "payments": "loaded"}
    assert len(live(loaded, "patient_payments", "payment_id")) == COUNT + 1
