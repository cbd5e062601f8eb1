"""The invariants of the design, each over generated uploads: replay, order, conservation, no silent delete, blanks."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.homes import LEASING, PATIENTS, build_of, everything
from support.oracle import Upload
from support.uploads import (
    DAYS,
    leasing_tables,
    leasing_uploads,
    mostly,
    patient_tables,
    patient_uploads,
    patients,
    payments,
)

LEDGERS = pytest.mark.parametrize("ledger", [PATIENTS, LEASING])
UPLOADS = {PATIENTS: patient_uploads, LEASING: leasing_uploads}
TABLES = {PATIENTS: patient_tables, LEASING: leasing_tables}


# Building every mart costs as much as five loads.
FEWER = settings(max_examples=settings.default.max_examples // 4)


def person(key):
    return {"externalId": key, "firstName": "Ann", "lastName": "Lee", "dateOfBirth": "1990-01-01"}


def load_all(home, uploads, ledger):
    for upload in uploads:
        home.load(upload.files, upload.day, source=ledger, allow=upload.allow)


def built(home, ledger, *schemas):
    build_of(home, ledger)
    return everything(home, schemas=schemas or ("raw", "unified", "marts"))


def arrivals(ledger):
    """Uploads as they arrive: any day, late ones and several of one day among them."""
    one = st.builds(Upload, st.sampled_from(DAYS[:3]), TABLES[ledger], st.booleans())
    return st.lists(one, min_size=1, max_size=5)


@pytest.mark.slow
@LEDGERS
@FEWER
@given(data=st.data())
def test_landing_alone_rebuilds_the_same_warehouse(bench, ledger, data):
    home = bench.home()
    load_all(home, data.draw(arrivals(ledger)), ledger)
    before = built(home, ledger)
    bench.refill(home)
    assert built(home, ledger) == before


@pytest.mark.slow
@LEDGERS
@FEWER
@given(data=st.data())
def test_any_order_repetition_and_batching_gives_the_same_warehouse(bench, ledger, data):
    uploads = data.draw(UPLOADS[ledger])
    home = bench.home()
    load_all(home, sorted(uploads, key=lambda one: one.day), ledger)
    in_order = built(home, ledger)
    home = bench.home()
    pieces = [Upload(one.day, {name: rows}, one.allow) for one in uploads for name, rows in one.files.items()]
    again = data.draw(st.lists(st.sampled_from([*uploads, *pieces]), max_size=3))
    shuffled = data.draw(st.permutations([*data.draw(st.sampled_from([uploads, pieces])), *again]))
    if data.draw(st.booleans()):
        home.take([home.drop(one.files, one.day, source=ledger, allow=one.allow) for one in shuffled])
    else:
        load_all(home, shuffled, ledger)
    assert built(home, ledger) == in_order


@LEDGERS
@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data())
def test_every_row_read_is_accepted_rejected_or_repeated(bench, ledger, data):
    home = bench.home()
    load_all(home, data.draw(arrivals(ledger)), ledger)
    query = (
        "SELECT dataset, snapshot_date, rows_read, rows_accepted + rows_rejected + rows_repeated, rows_rejected "
        "FROM ops.loads WHERE is_current"
    )
    for dataset, day, read, accounted, rejected in home.rows(query):
        raw = f"SELECT COUNT(*) FROM raw.{ledger}_{dataset} WHERE snapshot_date = ?"
        rejects = "SELECT COUNT(*) FROM ops.rejects WHERE dataset = ? AND snapshot_date = ?"
        assert read == accounted == home.value(raw, day)
        assert rejected == home.value(rejects, dataset, day)


def live(home):
    """Patients and payments alive, each with its attributes."""
    found = home.rows(
        "SELECT 'patients', patient_id, (first_name, last_name, middle_name, date_of_birth) "
        "FROM unified.patients WHERE deleted_at IS NULL"
    )
    found += home.rows(
        "SELECT 'payments', payment_id, (patient_id, amount) FROM unified.patient_payments WHERE deleted_at IS NULL"
    )
    return {(dataset, key): attributes for dataset, key, attributes in found}


def of(dataset, found):
    return {one for one in found.items() if one[0][0] == dataset}


@pytest.mark.slow
@given(data=st.data())
def test_only_ids_that_a_loaded_file_does_not_name_are_deleted(bench, data):
    home = bench.home()
    load_all(home, [Upload(DAYS[0], data.draw(patient_tables))], PATIENTS)
    before = live(home)
    upload = data.draw(patient_tables)
    outcomes = home.load(upload, DAYS[1])
    named = {(dataset, str(row["externalId"] or "").strip(" ")) for dataset, rows in upload.items() for row in rows}
    after = live(home)
    for dataset, key in before.keys() - after.keys():
        assert outcomes[dataset].outcome == "loaded"
        assert (dataset, key) not in named
    for dataset in {one for one, outcome in outcomes.items() if outcome.outcome != "loaded"}:
        assert of(dataset, after) == of(dataset, before)


@FEWER
@given(data=st.data())
def test_a_json_file_cut_anywhere_changes_nothing(bench, data):
    home = bench.home()
    rows = data.draw(st.lists(payments, min_size=1, max_size=4))
    people = [person("p1"), person("p2")]
    home.load({"patients": people, "payments": [{"externalId": "a", "patientId": "p1", "amount": 1}]}, DAYS[0])
    before = everything(home, schemas=("raw", "unified"))
    whole = json.dumps(rows, indent=data.draw(st.sampled_from([None, 1]))).encode()
    cut = data.draw(st.integers(0, len(whole) - 1))
    outcome = home.load({"payments": whole[:cut]}, DAYS[1])["payments"]
    assert outcome.outcome == "refused"
    assert everything(home, schemas=("raw", "unified")) == before


anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.lists(st.integers())


@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {"externalId": anything, "patientId": mostly(["p1"]) | anything, "amount": anything},
            optional={"note": anything},
        ),
        max_size=6,
    )
)
def test_no_value_whatever_stops_a_load_or_is_lost(bench, rows):
    home = bench.home()
    home.load({"patients": [person("p1")]}, DAYS[0])
    outcome = home.load({"payments": rows}, DAYS[0])["payments"]
    changes = outcome.changes
    assert outcome.outcome == "loaded"
    assert changes.read == len(rows) == changes.accepted + changes.rejected + changes.repeated


@given(rows=st.lists(payments, max_size=8))
def test_a_blank_or_unreadable_amount_is_never_a_number(bench, rows):
    home = bench.home()
    people = [
        {"externalId": f"p{n}", "firstName": "A", "lastName": "B", "dateOfBirth": "1990-01-01"} for n in (1, 2, 3)
    ]
    home.load({"patients": people, "payments": rows}, DAYS[0])
    known = {Decimal(str(row["amount"])) for row in rows if is_number(row["amount"])}
    assert {amount for (amount,) in home.rows("SELECT amount FROM unified.patient_payments")} <= known


def is_number(value):
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and value.replace(".", "", 1).isdigit()


@given(good=st.lists(patients, max_size=5), bad=st.lists(patients, max_size=5))
def test_an_object_whose_row_is_rejected_keeps_its_last_good_state_and_says_since_when(bench, good, bad):
    home = bench.home()
    home.load({"patients": good}, DAYS[0])
    before = live(home)
    home.load({"patients": bad}, DAYS[1])
    rejected = {key for (key,) in home.rows("SELECT TRIM(id) FROM ops.rejects WHERE snapshot_date = ?", DAYS[1])}
    accepted = {
        key
        for (key,) in home.rows(
            "SELECT patient_id FROM unified.patients WHERE valid_from = ? AND rejected_since IS NULL", DAYS[1]
        )
    }
    stale = dict(home.rows("SELECT patient_id, rejected_since FROM unified.patients WHERE rejected_since IS NOT NULL"))
    for (dataset, key), attributes in before.items():
        if key in stale:
            assert live(home)[dataset, key] == attributes
            assert stale[key] == date(2024, 1, 2)
            assert key in rejected - accepted
