"""Days with something wrong in them: what is said of it, what goes on all the same, and how it is mended."""

import shutil

import dagster as dg
import pytest
from workshop import CLINIC, KAIROI, LOADING, PATIENTS, REPORTS, check, day, days_of, failed_steps, metadata

from simulator import inject

SCOPES = "every_scope_is_loaded"
LOADS = "SELECT * EXCLUDE (received_at) FROM ops.loads ORDER BY ALL"


@pytest.mark.slow
def test_one_bad_scope_is_named_and_the_others_are_published_before_the_run_fails(workshop):
    report = workshop.drop(KAIROI, REPORTS, day(2), "parkside", "delinquent_and_prepaid.xlsx")
    whole = report.read_bytes()
    inject.cut_off(report)
    result = workshop.run(day(1), day(2))
    assert failed_steps(result) == {f"complete__{KAIROI}"}
    said = check(result, SCOPES, "landing", KAIROI, REPORTS)
    assert not said.passed
    assert said.severity == dg.AssetCheckSeverity.ERROR
    assert "2025-01-02 kairoi/realpage_reports: refused: parkside/unknown: " in said.description
    assert "delinquent_and_prepaid.xlsx" in said.description
    assert days_of(workshop, "complete", KAIROI) == ["2025-01-01"]
    assert days_of(workshop, "complete", CLINIC) == ["2025-01-01", "2025-01-02"]
    published = "SELECT snapshot_date, COUNT(*) FROM marts.delinquency GROUP BY 1 ORDER BY 1"
    assert workshop.ask(KAIROI, published) == [(day(1), 2), (day(2), 1)]
    report.write_bytes(whole)
    mended = workshop.run(day(1), day(2))
    assert mended.success
    assert check(mended, SCOPES, "landing", KAIROI, REPORTS).passed
    assert workshop.ask(KAIROI, published) == [(day(1), 2), (day(2), 2)]
    fresh = workshop.rows(
        "SELECT dataset, scope FROM ops.loads WHERE received_at = (SELECT MAX(received_at) FROM ops.loads)"
    )
    assert fresh == [("realpage_delinquency", "parkside")]


def test_a_feed_file_cut_short_is_refused_and_its_day_is_not_an_empty_snapshot(clinic):
    clinic.run(day(1), only=LOADING)
    before = clinic.rows("SELECT * FROM unified.patient_payments ORDER BY ALL")
    inject.cut_off(clinic.drop(CLINIC, PATIENTS, day(2), "payments.json"))
    result = clinic.run(day(2))
    assert failed_steps(result) == {f"complete__{CLINIC}"}
    assert "refused: all/payments" in check(result, SCOPES, "landing", CLINIC, PATIENTS).description
    assert clinic.rows("SELECT * FROM unified.patient_payments ORDER BY ALL") == before


@pytest.mark.slow
def test_a_held_snapshot_changes_nothing_until_the_override_lets_it_through(clinic):
    clinic.run(day(1), only=LOADING)
    inject.first_rows(clinic.drop(CLINIC, PATIENTS, day(2), "payments.json"))
    alive = "SELECT COUNT(*) FROM unified.patient_payments WHERE deleted_at IS NULL"
    before = clinic.rows(alive)
    result = clinic.run(day(2))
    assert failed_steps(result) == {f"complete__{CLINIC}"}
    said = check(result, SCOPES, "landing", CLINIC, PATIENTS)
    assert said.severity == dg.AssetCheckSeverity.ERROR
    assert "held: all/payments: payments.json: the snapshot would delete" in said.description
    assert clinic.rows(alive) == before
    assert clinic.run(day(2), scopes=[f"{CLINIC}/{PATIENTS}/all"], allow_mass_deletion=True).success
    assert clinic.rows(alive) < before
    after = clinic.rows(LOADS)
    assert clinic.run(day(2), only=LOADING).success
    assert clinic.rows(LOADS) == after


@pytest.mark.slow
def test_a_day_without_files_changes_nothing_and_fails_only_where_it_was_expected(clinic):
    clinic.run(day(1), only=LOADING)
    before = clinic.rows("SELECT * FROM unified.patients ORDER BY ALL")
    shutil.rmtree(clinic.drop(CLINIC, PATIENTS, day(2)))
    result = clinic.run(day(2))
    assert result.success
    assert metadata(result, "landing", CLINIC, PATIENTS)["without_files"] == ["2025-01-02"]
    said = check(result, SCOPES, "landing", CLINIC, PATIENTS)
    assert (said.passed, said.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert said.description == (
        "2025-01-02 harbor_clinic/patient_ledger: missing: all/patients, all/payments: 2 of 2 never arrived."
    )
    assert failed_steps(clinic.run(day(2), expected=True)) == {f"complete__{CLINIC}"}
    assert clinic.rows("SELECT * FROM unified.patients ORDER BY ALL") == before
