"""The truth gives the figures of the worked samples, and agrees with itself."""

from dataclasses import astuple
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from simulator.facts import Occupancy, Property, Rent, Resident, Unit, UnitStatus
from simulator.truth import (
    DailyKpi,
    Lifecycle,
    PatientTotal,
    RentRollRow,
    _lifecycles,
    delinquency,
    half_up,
    kpi_daily,
    kpi_monthly,
    kpi_monthly_of,
    lifecycles,
    patient_totals,
    rent_roll,
    rent_roll_of,
    unit_counts,
)
from simulator.world import LeasingFacts

PLACE = Property("p", "Sample Place", "1")
RESIDENTS = {key: Resident(key, "Sam", f"No {key}") for key in ("5", "8", "12")}


def facts(units, stays, rents=(), statuses=()):
    made = [Unit(unit, "p", unit, "A1", 500, Decimal(1), Decimal(1)) for unit in units]
    return LeasingFacts(PLACE, made, RESIDENTS, stays, rents, statuses)


def stay(key, unit, resident, move_in, move_out=None):
    return Occupancy(key, unit, resident, move_in, move_out)


def sample():
    stays = [
        stay("a", "U01", "5", date(2023, 5, 1)),
        stay("b", "U02", "8", date(2024, 1, 3)),
        stay("c", "U03", "12", date(2023, 2, 1), date(2024, 1, 2)),
    ]
    amounts = {"a": "3000.00", "b": "6200.00", "c": "4500.00"}
    rents = [Rent(one.key, one.key, Decimal(amounts[one.key]), one.move_in_date) for one in stays]
    return facts(["U01", "U02", "U03"], stays, rents)


def test_the_rent_roll_of_the_first_three_days_of_2024():
    rows = rent_roll_of(sample(), [date(2024, 1, day) for day in (1, 2, 3)])
    found = {(row.unit_number, row.date.day): (row.resident_id, row.monthly_rent) for row in rows}
    vacant = (None, Decimal(0))
    assert found == {
        **{("U01", day): ("5", Decimal(3000)) for day in (1, 2, 3)},
        ("U02", 1): vacant,
        ("U02", 2): vacant,
        ("U02", 3): ("8", Decimal(6200)),
        ("U03", 1): ("12", Decimal(4500)),
        ("U03", 2): vacant,
        ("U03", 3): vacant,
    }
    assert rows[0] == RentRollRow(date(2024, 1, 1), "p", "U01", "U01", "5", "Sam No 5", Decimal("3000.00"), "active")


def test_a_same_day_turnover_belongs_to_the_new_resident():
    day = date(2024, 1, 10)
    turned = facts(["U1"], [stay("a", "U1", "5", date(2023, 1, 1), day), stay("b", "U1", "8", day)])
    assert [row.resident_id for row in rent_roll_of(turned, [day - timedelta(days=1), day])] == ["5", "8"]
    month = kpi_monthly_of(turned, day)
    assert (month.move_ins, month.move_outs, month.net_absorption) == (1, 1, 0)


def test_a_unit_without_a_rent_in_effect_has_a_missing_rent():
    rents = [Rent("r", "a", Decimal("900.00"), date(2024, 1, 5))]
    late = facts(["U1"], [stay("a", "U1", "5", date(2024, 1, 1))], rents)
    assert [row.monthly_rent for row in rent_roll_of(late, [date(2024, 1, 4), date(2024, 1, 5)])] == [
        None,
        Decimal("900.00"),
    ]


def test_the_latest_status_counts_and_none_is_active():
    changes = [
        UnitStatus("2", "U1", "active", date(2024, 1, 20)),
        UnitStatus("1", "U1", "inactive", date(2024, 1, 10)),
    ]
    days = [date(2024, 1, day) for day in (9, 10, 19, 20)]
    closed = facts(["U1"], [], statuses=changes)
    assert [row.unit_status for row in rent_roll_of(closed, days)] == ["active", "inactive", "inactive", "active"]
    month = kpi_monthly_of(closed, date(2024, 1, 1))
    assert (month.unit_days, month.active_unit_days, month.occupancy_rate_active) == (31, 21, 0)


def test_fifty_units_thirty_days_eighty_per_cent():
    units = [f"U{number}" for number in range(50)]
    stays = [stay(unit, unit, "5", date(2023, 1, 1)) for unit in units[:39]]
    stays += [stay(unit, unit, "8", date(2024, 4, 16)) for unit in units[39:41]]
    month = kpi_monthly_of(facts(units, stays), date(2024, 4, 15))
    assert month.occupancy_rate == Fraction(4, 5)
    assert (month.days_in_month, month.unit_days, month.occupied_unit_days) == (30, 1500, 1200)
    assert (month.move_ins, month.move_outs, month.net_absorption) == (2, 0, 2)


def test_rent_accrues_by_the_day_and_is_rounded_once():
    stays = [stay("a", "U1", "5", date(2024, 1, 1), date(2024, 1, 11)), stay("b", "U2", "8", date(2024, 1, 31))]
    rents = [Rent("a", "a", Decimal("1000.00"), stays[0].move_in_date)]
    rents.append(Rent("b", "b", Decimal("1000.00"), stays[1].move_in_date))
    assert kpi_monthly_of(facts(["U1", "U2"], stays, rents), date(2024, 1, 1)).accrued_rent == Decimal("354.84")
    assert half_up(Fraction(84915, 1000)) == Decimal("84.92")
    assert str(half_up(Fraction(5))) == "5.00"


def test_days_and_months_of_the_world_agree(world, last_day):
    month = date(2025, 2, 1)
    days = [month + timedelta(days=offset) for offset in range(28)]
    daily = kpi_daily(world, last_day, days)
    for figures in kpi_monthly(world, last_day, [month]):
        own = [row for row in daily if row.property_id == figures.property_id]
        assert figures.unit_days == sum(row.total_units for row in own) == 28 * 12
        assert figures.active_unit_days == sum(row.active_units for row in own)
        assert figures.occupied_unit_days == sum(row.occupied_units for row in own)
        assert figures.move_ins == sum(row.move_ins for row in own)
        assert figures.move_outs == sum(row.move_outs for row in own)
        assert figures.accrued_rent == half_up(Fraction(sum(row.scheduled_rent for row in own)) / 28)


def test_a_day_counts_every_unit(world, last_day):
    (first, *_) = kpi_daily(world, last_day, [last_day])
    assert isinstance(first, DailyKpi)
    assert first.vacant_units + first.occupied_units == first.total_units == 12


def test_amendments_change_the_roll_of_past_days(world, start, last_day):
    days = [start + timedelta(days=offset) for offset in range(30)]
    assert rent_roll(world, start + timedelta(days=29), days) != rent_roll(world, last_day, days)


def test_the_world_has_missing_rents_for_somebody_to_find(world, start):
    exports = [start + timedelta(days=offset) for offset in range(0, 121, 2)]
    assert any(row.monthly_rent is None for day in exports for row in rent_roll(world, day, [day]))


def test_units_are_counted_once(world, start):
    for offset in range(0, 121, 10):
        for counts in unit_counts(world, start + timedelta(days=offset)).values():
            units, *parts = astuple(counts)
            assert units == sum(parts) == 12
    assert unit_counts(world, start)["nexus_east"].admin == 1


def test_delinquency_adds_up(world, start):
    for offset in range(0, 121, 15):
        for totals in delinquency(world, start + timedelta(days=offset)).values():
            ages = totals.current + totals.days_30 + totals.days_60 + totals.days_90_plus
            assert ages == totals.net_balance == totals.total_prepaid + totals.total_delinquent
            assert totals.net_balance == totals.net_prepaid + totals.net_delinquent


def test_the_small_world_owes_and_prepays(world, last_day):
    totals = delinquency(world, last_day).values()
    assert sum(one.total_delinquent for one in totals) > 0
    assert sum(one.total_prepaid for one in totals) < 0


def test_patients_without_payments_have_paid_nothing(world, last_day):
    totals = patient_totals(world, last_day)
    clinic = world.clinic_facts(last_day)
    assert len(totals) == len(clinic.patients)
    assert sum(one.payments for one in totals.values()) == len(clinic.payments)
    assert PatientTotal(Decimal(0), 0) in totals.values()


def test_a_lifecycle_keeps_its_beginning_through_a_gap():
    days = [date(2025, 1, day) for day in range(1, 6)]
    rows = [{"a": {"x": "1"}}, {"a": {"x": "2"}}, {}, {}, {"a": {"x": "2"}}]
    assert _lifecycles(zip(days[:4], rows[:4], strict=True)) == {"a": Lifecycle(days[0], days[1], days[2])}
    assert _lifecycles(zip(days, rows, strict=True)) == {"a": Lifecycle(days[0], days[1], None)}
    rows[4]["a"] = {"x": "3"}
    assert _lifecycles(zip(days, rows, strict=True)) == {"a": Lifecycle(days[0], days[4], None)}


def test_lifecycles_of_the_world(world, start):
    days = [start + timedelta(days=offset) for offset in range(0, 121, 5)]
    found = lifecycles(world, days)
    assert set(found) == {
        *("properties", "units", "residents", "occupancies", "rents", "unit_statuses", "patients", "payments")
    }
    for table in ("residents", "occupancies", "rents", "patients", "payments"):
        lives = found[table].values()
        assert any(life.deleted_at for life in lives), table
        assert any(life.created_at > start for life in lives), table
        assert all(life.created_at <= life.updated_at for life in lives)
        assert all(life.deleted_at is None or life.updated_at < life.deleted_at for life in lives)
