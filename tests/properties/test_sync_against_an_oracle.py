"""Whatever is uploaded, the unified tables hold what plain loops over the uploads come to."""

from decimal import Decimal

from hypothesis import given
from support.homes import LEASING, PATIENTS
from support.oracle import Account, Guard, LeasingLedger, PatientLedger
from support.uploads import leasing_uploads, patient_uploads, stays_and_statuses

GUARDS = {name: Guard(Decimal("0.4"), 2) for name in ("patients", "payments", "occupancies", "rents")}
MODEL_OF = {"payments": "patient_payments"}
# What only a report or a call says; a ledger leaves it blank.
OF_VENDORS = {
    "properties": "vendor_code, address_line, city, state, postal_code",
    "units": "basis, floor_plan, sqft, market_rent, state, vendor_status, vendor_unit_id, building, bedrooms, "
    "bathrooms, made_ready_date",
    "residents": "household_id, unit_id, status, vendor_status, is_head_of_household, email, phone",
}


def unified(home, dataset):
    """States and versions of a model: (id, attributes..., stamps...)."""
    model = MODEL_OF.get(dataset, dataset)
    hidden = ", ".join(("tenant_id, source, scope", *filter(None, [OF_VENDORS.get(dataset)])))
    current = home.rows(f"SELECT * EXCLUDE ({hidden}) FROM unified.{model}")
    before = home.rows(f"SELECT * EXCLUDE ({hidden}) FROM unified.{model}_versions")
    return sorted(current, key=repr), sorted(before, key=repr)


def check(home, ledger):
    for dataset, model in ledger.models.items():
        current, before = unified(home, dataset)
        assert current == model.states(), dataset
        assert before == model.versions(), dataset
    for (on, dataset), account in ledger.accounts.items():
        assert booked(home, on, dataset) == account, (on, dataset)


def booked(home, on, dataset):
    ((outcome, *counts),) = home.rows(
        "SELECT outcome, rows_read, rows_accepted, rows_rejected, rows_repeated FROM ops.loads "
        "WHERE snapshot_date = ? AND dataset = ? AND is_current",
        *(on, dataset),
    )
    rules = home.rows("SELECT row_number, rule FROM ops.rejects WHERE snapshot_date = ? AND dataset = ?", on, dataset)
    return Account(outcome, *counts, dict(rules))


@given(uploads=patient_uploads)
def test_patients_and_payments_fold_as_the_oracle_does_in_any_order(bench, uploads):
    home = bench.home()
    for upload in uploads:
        home.load(upload.files, upload.day, source=PATIENTS, allow=upload.allow)
    check(home, PatientLedger.of(uploads, GUARDS))


@given(uploads=leasing_uploads)
def test_the_leasing_ledger_folds_as_the_oracle_does_in_any_order(bench, uploads):
    home = bench.home()
    for upload in uploads:
        home.load(upload.files, upload.day, source=LEASING, allow=upload.allow)
    check(home, LeasingLedger.of(uploads, GUARDS))


@given(upload=stays_and_statuses)
def test_stays_statuses_and_rents_of_one_snapshot_are_judged_as_the_oracle_does(bench, upload):
    home = bench.home()
    home.load(upload.files, upload.day, source=LEASING)
    check(home, LeasingLedger.of([upload], GUARDS))
