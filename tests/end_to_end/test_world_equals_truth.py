"""From exported files to the published file: what analysts read equals the simulated world's own truth, exactly."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines.portfolio import read_portfolio
from pipelines.rentroll import Drop, Rentroll
from simulator import truth
from simulator.exports import write_exports
from simulator.world import World

ROOT = Path(__file__).resolve().parents[2]
START = date(2025, 1, 1)
DAYS = [START + timedelta(days=number) for number in range(0, 121, 6)]
NEWEST = DAYS[-1]
LEDGER_TABLES = ("properties", "units", "residents", "occupancies", "rents", "unit_statuses")


@pytest.fixture(scope="module")
def world():
    return World.small(20_250, START)


@pytest.fixture(scope="module")
def rentroll(world, tmp_path_factory):
    """Every sixth day of four months loaded in order, reports on the last; marts built and published."""
    home = tmp_path_factory.mktemp("home")
    product = Rentroll(home, read_portfolio(ROOT / "portfolio.yaml"))
    for day in DAYS:
        world.advance_to(day)
        sources = ["leasing_ledger", "patient_ledger", *(["realpage_reports"] if day == NEWEST else [])]
        write_exports(world, day, home / "drop", sources=sources)
        # A small world loses more than a tenth of a few rows on an ordinary day; what is tested here is not the guard.
        outcomes = [outcome for drop in _drops(product, day) for outcome in product.load(drop)]
        assert {one.outcome for one in outcomes} == {"loaded"}, [one.message for one in outcomes]
        assert sum(one.changes.rejected for one in outcomes) == 0
    product.build()
    product.publish()
    return product


def _drops(product, day):
    for tenant, source in (
        ("kairoi", "leasing_ledger"),
        ("harbor_clinic", "patient_ledger"),
        ("kairoi", "realpage_reports"),
    ):
        folder = product.home / "drop" / tenant / source / day.isoformat()
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        if files:
            yield Drop(
                tenant, source, files, day, datetime.combine(day, datetime.min.time(), UTC), allow_mass_deletion=True
            )


@pytest.fixture(scope="module")
def kairoi(rentroll):
    with duckdb.connect(str(rentroll.published / "kairoi" / "rentroll.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def clinic(rentroll):
    with duckdb.connect(str(rentroll.published / "harbor_clinic" / "rentroll.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def dates(kairoi):
    return [day for (day,) in kairoi.execute("SELECT date FROM marts.calendar ORDER BY date").fetchall()]


def test_the_calendar_covers_whole_months_up_to_the_newest_snapshot_and_beyond(dates):
    assert dates[0].day == 1
    assert dates[-1] >= date(2025, 5, 31)
    assert (dates[-1] + timedelta(days=1)).day == 1
    assert dates == [dates[0] + timedelta(days=number) for number in range(len(dates))]


def test_the_rent_roll_is_the_worlds_for_every_unit_and_day(world, kairoi, dates):
    recent = [day for day in dates if day >= START]
    expected = {
        (one.unit_id, one.date): (
            one.property_id,
            one.unit_number,
            one.resident_id,
            one.resident_name,
            one.monthly_rent,
            one.unit_status,
        )
        for one in truth.rent_roll(world, NEWEST, recent)
    }
    rows = kairoi.execute(
        "SELECT unit_id, date, property_id, unit_number, resident_id, resident_name, monthly_rent, unit_status "
        "FROM marts.rent_roll_daily WHERE date >= '2025-01-01'"
    ).fetchall()
    found = {(unit, day): tuple(rest) for unit, day, *rest in rows}
    assert len(rows) == len(found), "one row per unit and day"
    assert found == expected


def test_the_current_rent_roll_is_that_of_the_newest_snapshot(kairoi):
    rows = kairoi.execute(
        "SELECT unit_id, resident_id, monthly_rent, as_of FROM marts.rent_roll_current ORDER BY unit_id"
    ).fetchall()
    of_day = kairoi.execute(
        "SELECT unit_id, resident_id, monthly_rent, date FROM marts.rent_roll_daily WHERE date = ? ORDER BY unit_id",
        [NEWEST],
    ).fetchall()
    assert rows == of_day


def test_spans_leave_no_gap_and_no_two_neighbours_are_alike(kairoi):
    torn = kairoi.execute(
        "SELECT COUNT(*) FROM (SELECT valid_to, monthly_rent, resident_id, unit_status, occupancy_id, "
        "LEAD(valid_from) OVER w AS next, LEAD(monthly_rent) OVER w AS rent, LEAD(occupancy_id) OVER w AS stay, "
        "LEAD(unit_status) OVER w AS status FROM marts.rent_roll_spans "
        "WINDOW w AS (PARTITION BY unit_id ORDER BY valid_from)) "
        "WHERE next IS DISTINCT FROM valid_to OR (next IS NOT NULL AND monthly_rent IS NOT DISTINCT FROM rent "
        "AND occupancy_id IS NOT DISTINCT FROM stay AND unit_status = status)"
    ).fetchone()
    assert torn == (0,)


def test_daily_kpis_are_the_worlds_for_every_property_and_day(world, kairoi, dates):
    expected = {
        (one.property_id, one.date): (
            one.total_units,
            one.active_units,
            one.occupied_units,
            one.vacant_units,
            one.scheduled_rent,
            one.move_ins,
            one.move_outs,
        )
        for one in truth.kpi_daily(world, NEWEST, dates)
    }
    rows = kairoi.execute(
        "SELECT property_id, date, total_units, active_units, occupied_units, vacant_units, scheduled_rent, move_ins, "
        "move_outs FROM marts.kpi_daily"
    ).fetchall()
    assert {(name, day): tuple(rest) for name, day, *rest in rows} == expected


def test_monthly_kpis_are_the_worlds_for_every_property_and_month(world, kairoi, dates):
    months = sorted({day.replace(day=1) for day in dates})
    rows = kairoi.execute(
        "SELECT property_id, month, days_in_month, unit_days, active_unit_days, occupied_unit_days, occupancy_rate, "
        "occupancy_rate_active, move_ins, move_outs, net_absorption, accrued_rent FROM marts.kpi_monthly"
    ).fetchall()
    found = {(name, month): tuple(rest) for name, month, *rest in rows}
    expected = {
        (one.property_id, one.month): (
            one.days_in_month,
            one.unit_days,
            one.active_unit_days,
            one.occupied_unit_days,
            float(one.occupancy_rate),
            None if one.occupancy_rate_active is None else float(one.occupancy_rate_active),
            one.move_ins,
            one.move_outs,
            one.net_absorption,
            one.accrued_rent,
        )
        for one in truth.kpi_monthly(world, NEWEST, months)
    }
    assert found == expected
    complete = kairoi.execute("SELECT DISTINCT month FROM marts.kpi_monthly WHERE is_complete").fetchall()
    assert max(complete) == (date(2025, 4, 1),), "May has begun and is not over"


def test_patient_totals_are_the_worlds_and_both_ends_of_a_range_count(world, clinic):
    expected = {patient: (one.total, one.payments) for patient, one in truth.patient_totals(world, NEWEST).items()}
    rows = clinic.execute("SELECT patient_id, total_amount, payment_count FROM marts.patient_payment_totals").fetchall()
    assert {patient: (total, count) for patient, total, count in rows} == expected
    some = sorted(total for total, _ in expected.values())[len(expected) // 2]
    between = clinic.execute(
        "SELECT COUNT(*) FROM marts.patient_payment_totals WHERE total_amount BETWEEN ? AND ?", [some, some]
    ).fetchone()
    assert between == (sum(total == some for total, _ in expected.values()),)
    without = clinic.execute("SELECT COUNT(*) FROM marts.patient_payment_totals WHERE total_amount >= 0").fetchone()
    assert without == (len(expected),)


@pytest.mark.parametrize("table", [*LEDGER_TABLES, "patients", "payments"])
def test_every_object_has_the_stamps_of_its_life(world, rentroll, table):
    model = "patient_payments" if table == "payments" else table
    with rentroll.warehouse.open() as connection:
        key = connection.execute(f"DESCRIBE unified.{model}").fetchall()[3][0]
        rows = connection.execute(f"SELECT {key}, created_at, updated_at, deleted_at FROM unified.{model}").fetchall()
    expected = truth.lifecycles(world, DAYS)[table]
    assert {key: rest for key, *rest in rows} == {
        key: [one.created_at, one.updated_at, one.deleted_at] for key, one in expected.items()
    }


def test_the_reports_units_by_state_are_the_worlds(world, kairoi):
    rows = kairoi.execute(
        "SELECT property_id, total_units, occupied_no_notice, vacant_not_leased, vacant_leased, notice_not_leased, "
        "notice_leased, model_admin, down FROM marts.occupancy"
    ).fetchall()
    counts = truth.unit_counts(world, NEWEST)
    assert {name: tuple(rest) for name, *rest in rows} == {
        name: (
            one.units,
            one.occupied_no_notice,
            one.vacant_not_leased,
            one.vacant_leased,
            one.notice_not_leased,
            one.notice_leased,
            one.admin,
            one.down,
        )
        for name, one in counts.items()
    }


def test_the_reports_delinquency_is_the_worlds(world, kairoi):
    rows = kairoi.execute(
        "SELECT property_id, accounts, total_prepaid, total_delinquent, net_balance, balance_0_30, balance_31_60, "
        "balance_61_90, balance_over_90, deposits_held, net_delinquent, net_prepaid FROM marts.delinquency"
    ).fetchall()
    expected = {
        name: (
            one.accounts,
            one.total_prepaid,
            one.total_delinquent,
            one.net_balance,
            one.current,
            one.days_30,
            one.days_60,
            one.days_90_plus,
            one.deposits_held,
            one.net_delinquent,
            one.net_prepaid,
        )
        for name, one in truth.delinquency(world, NEWEST).items()
    }
    assert {name: tuple(rest) for name, *rest in rows} == expected
    assert all(isinstance(figure, Decimal) for row in rows for figure in row[2:])


@pytest.mark.slow
@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_excel_and_csv_give_the_same_rows_as_json(world, rentroll, tmp_path, file_format):
    other = Rentroll(tmp_path / "home", rentroll.portfolio)
    write_exports(
        world, NEWEST, other.home / "drop", file_format=file_format, sources=("leasing_ledger", "patient_ledger")
    )
    assert {one.outcome for drop in _drops(other, NEWEST) for one in other.load(drop)} == {"loaded"}
    for table in (*LEDGER_TABLES, "patients", "patient_payments"):
        columns = "* EXCLUDE (scope, valid_from, created_at, updated_at, deleted_at, rejected_since)"
        query = f"SELECT {columns} FROM unified.{table} WHERE deleted_at IS NULL ORDER BY ALL"
        with rentroll.warehouse.open() as json_side, other.warehouse.open() as other_side:
            assert other_side.execute(query).fetchall() == json_side.execute(query).fetchall()
