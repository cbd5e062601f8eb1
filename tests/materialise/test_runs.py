"""Days run through Dagster in process: what is loaded, published, left alone and said."""

import pytest
from workshop import (
    CLINIC,
    KAIROI,
    LEASING,
    LOADING,
    PATIENTS,
    REPORTS,
    day,
    days_of,
    metadata,
    ran,
)

from simulator import inject

LOADS = "SELECT * EXCLUDE (received_at) FROM ops.loads ORDER BY ALL"


def test_one_day_is_landed_loaded_built_checked_and_published(workshop):
    result = workshop.run(day(1))
    assert result.success
    assert all(one.passed for one in result.get_asset_check_evaluations())
    assert days_of(workshop, "landing", KAIROI, LEASING) == ["2025-01-01"]
    assert workshop.ask(KAIROI, "SELECT COUNT(*) FROM marts.rent_roll_current") == [(12,)]
    assert workshop.ask(KAIROI, "SELECT COUNT(*) FROM marts.delinquency") == [(2,)]
    assert workshop.ask(KAIROI, "SELECT COUNT(*) FROM marts.patient_payments") == [(0,)]
    assert workshop.ask(CLINIC, "SELECT COUNT(*) > 0 FROM marts.patient_payments") == [(True,)]
    metadata_counts_what_each_table_got(result)
    metadata_names_nobody_and_no_place(result, workshop)


def metadata_counts_what_each_table_got(result):
    units = metadata(result, "unified", KAIROI, LEASING, "units")
    assert units["dagster/row_count"] == units["rows_read"] == units["rows_new"] == 12
    assert units["files_loaded"] == 1
    assert units["seconds_per_day"] > 0
    assert metadata(result, "landing", KAIROI, LEASING)["files"] == 6
    assert metadata(result, "marts", "units")["dagster/row_count"] == 12
    assert metadata(result, "published", KAIROI)["version"] == 1


def metadata_names_nobody_and_no_place(result, workshop):
    people = workshop.rows("SELECT last_name FROM unified.residents UNION SELECT last_name FROM unified.patients")
    told = [str(one.materialization.metadata) for one in result.get_asset_materialization_events()]
    assert len(people) > 10
    assert not [name for (name,) in people for text in told if f" {name} " in text]
    assert not [text for text in told if str(workshop.home) in text]


@pytest.mark.slow
def test_a_range_of_days_is_one_run(workshop):
    result = workshop.run(day(1), day(10))
    assert result.success
    expected = [day(number).isoformat() for number in range(1, 11)]
    for key in (("raw", KAIROI, REPORTS, "realpage_delinquency"), ("marts", "units"), ("complete", CLINIC)):
        assert days_of(workshop, *key) == expected
    loaded = workshop.rows(
        "SELECT source, COUNT(*), COUNT(DISTINCT snapshot_date) FROM ops.loads GROUP BY 1 ORDER BY 1"
    )
    assert loaded == [(LEASING, 60, 10), (PATIENTS, 20, 10), (REPORTS, 40, 10)]
    assert workshop.rows("SELECT DISTINCT outcome FROM ops.loads") == [("loaded",)]
    assert workshop.ask(KAIROI, "SELECT COUNT(DISTINCT snapshot_date) FROM marts.delinquency") == [(10,)]


def test_running_a_day_again_loads_nothing_and_again_on_request_gives_the_same(clinic):
    clinic.run(day(1), day(3), only=LOADING)
    loads = clinic.rows("SELECT * FROM ops.loads ORDER BY ALL")
    rows = clinic.rows("SELECT * FROM unified.patient_payments_history ORDER BY ALL")
    assert clinic.run(day(1), day(3), only=LOADING).success
    assert clinic.rows("SELECT * FROM ops.loads ORDER BY ALL") == loads
    assert clinic.run(day(1), day(3), only=LOADING, again=True).success
    assert clinic.rows("SELECT * FROM unified.patient_payments_history ORDER BY ALL") == rows
    assert clinic.rows("SELECT COUNT(*) FROM ops.loads") == [(len(loads),)]


@pytest.mark.slow
def test_only_the_chosen_scopes_are_received_and_loaded(company):
    chosen = f"{KAIROI}/{REPORTS}/parkside"
    assert company.run(day(1), only=LOADING, scopes=[chosen]).success
    assert company.rows("SELECT DISTINCT source, scope FROM ops.loads") == [(REPORTS, "parkside")]
    result = company.run(day(1), only=LOADING, scopes=[f"{KAIROI}/yardi"])
    assert not result.success
    assert not ran(result, f"load__{KAIROI}__{REPORTS}")


def test_a_later_upload_of_the_day_takes_the_place_of_the_earlier_one(clinic):
    payments = clinic.drop(CLINIC, PATIENTS, day(1), "payments.json")
    first = payments.read_bytes()
    clinic.run(day(1), only=LOADING)
    inject.set_value(payments, "amount", 77)
    assert clinic.run(day(1), only=LOADING).success
    amounts = "SELECT amount FROM unified.patient_payments WHERE amount = 77"
    assert len(clinic.rows(amounts)) == 1
    after = clinic.rows(LOADS)
    assert clinic.run(day(1), only=LOADING).success
    assert clinic.rows(LOADS) == after
    payments.write_bytes(first)
    assert clinic.run(day(1), only=LOADING).success
    assert clinic.rows(amounts) == []
