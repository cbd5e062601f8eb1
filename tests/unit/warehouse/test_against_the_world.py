"""A generated world, exported, loaded and built, answers as the world itself does."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from support.homes import LEASING, PATIENTS, Bench, everything

from simulator import truth
from simulator.calendar_days import month_days
from simulator.exports import write_exports
from simulator.world import DEFAULT_START, World

EXPORTED = [DEFAULT_START + timedelta(days=days) for days in (3, 9, 10, 21, 40, 58)]
TENANTS = {LEASING: "kairoi", PATIENTS: "harbor_clinic"}
MODELS = {
    "properties": "property_id",
    "units": "unit_id",
    "residents": "resident_id",
    "occupancies": "occupancy_id",
    "rents": "rent_id",
    "unit_statuses": "unit_status_id",
}
MONTHS = [date(2025, 1, 1), date(2025, 2, 1)]


@pytest.fixture(scope="module")
def world():
    return World.small().advance_to(EXPORTED[-1])


@pytest.fixture(
    scope="module", params=["json", *(pytest.param(one, marks=pytest.mark.slow) for one in ("csv", "xlsx"))]
)
def home(request, world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    bench = Bench(folder / "bench", *TENANTS.values())
    home = bench.home()
    for on in EXPORTED:
        for source, tenant in TENANTS.items():
            (written,) = write_exports(world, on, folder, file_format=request.param, sources=[source])
            loaded = home.load(sorted(written.iterdir()), on, source=source, tenant=tenant, allow=True)
            assert {one.outcome for one in loaded.values()} == {"loaded"}
    home.rentroll.build()
    yield home
    bench.close()


def test_the_rent_roll_is_the_worlds(home, world):
    days = [one for month in MONTHS for one in month_days(month)]
    expected = sorted(
        (
            one.date,
            one.property_id,
            one.unit_id,
            one.unit_number,
            one.resident_id,
            one.resident_name,
            one.monthly_rent,
            one.unit_status,
        )
        for one in truth.rent_roll(world, EXPORTED[-1], days)
    )
    found = home.rows(
        "SELECT date, property_id, unit_id, unit_number, resident_id, resident_name, monthly_rent, unit_status "
        "FROM marts.rent_roll_daily WHERE date BETWEEN ? AND ? ORDER BY ALL",
        *(days[0], days[-1]),
    )
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_the_figures_of_a_month_are_the_worlds(home, world):
    expected = {
        (one.property_id, one.month): (
            *(one.unit_days, one.active_unit_days, one.occupied_unit_days, one.move_ins, one.move_outs),
            *(one.net_absorption, one.accrued_rent),
            *(float(one.occupancy_rate), float(one.occupancy_rate_active)),
        )
        for one in truth.kpi_monthly(world, EXPORTED[-1], MONTHS)
    }
    found = home.rows(
        "SELECT property_id, month, unit_days, active_unit_days, occupied_unit_days, move_ins, move_outs, "
        "net_absorption, accrued_rent, occupancy_rate, occupancy_rate_active FROM marts.kpi_monthly "
        "WHERE month BETWEEN ? AND ?",
        *(MONTHS[0], MONTHS[-1]),
    )
    assert {tuple(row[:2]): tuple(row[2:9]) for row in found} == {key: row[:7] for key, row in expected.items()}
    for row in found:
        assert row[9:] == pytest.approx(expected[row[0], row[1]][7:])


def test_the_figures_of_a_day_are_the_worlds(home, world):
    days = [EXPORTED[0], EXPORTED[2], EXPORTED[-1]]
    expected = sorted(
        (
            one.property_id,
            one.date,
            one.total_units,
            one.active_units,
            one.occupied_units,
            one.vacant_units,
            one.move_ins,
            one.move_outs,
            one.scheduled_rent,
        )
        for one in truth.kpi_daily(world, EXPORTED[-1], days)
    )
    found = home.rows(
        "SELECT property_id, date, total_units, active_units, occupied_units, vacant_units, move_ins, move_outs, "
        "scheduled_rent FROM marts.kpi_daily WHERE date IN (?, ?, ?) ORDER BY 1, 2",
        *days,
    )
    assert found == expected


def test_lives_are_the_worlds(home, world):
    lives = truth.lifecycles(world, EXPORTED)
    for model, key in MODELS.items():
        found = home.rows(f"SELECT {key}, created_at, updated_at, deleted_at FROM unified.{model}")
        assert {row[0]: row[1:] for row in found} == {
            name: (one.created_at, one.updated_at, one.deleted_at) for name, one in lives[model].items()
        }


def test_patients_have_paid_what_the_world_says(home, world):
    expected = {key: (one.payments, one.total) for key, one in truth.patient_totals(world, EXPORTED[-1]).items()}
    found = home.rows(
        "SELECT patient_id, payment_count, total_amount FROM marts.patient_payment_totals WHERE rejected_since IS NULL"
    )
    assert {row[0]: row[1:] for row in found} == expected
    assert sum(total for _, total in expected.values()) > Decimal(0)


@pytest.mark.slow
def test_every_format_gives_the_same_warehouse(world, tmp_path):
    homes = []
    for file_format in ("json", "csv", "xlsx"):
        bench = Bench(tmp_path / file_format, *TENANTS.values())
        home = bench.home()
        for on in EXPORTED[:2]:
            for source, tenant in TENANTS.items():
                (written,) = write_exports(world, on, tmp_path, file_format=file_format, sources=[source])
                home.load(sorted(written.iterdir()), on, source=source, tenant=tenant, allow=True)
        homes.append([everything(home, tenant, schemas=("unified",)) for tenant in TENANTS.values()])
        bench.close()
    assert homes[0] == homes[1] == homes[2]
