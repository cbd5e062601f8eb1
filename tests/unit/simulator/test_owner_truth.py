"""The answers for owners obey the identities that define them, on every kind of day."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from simulator import owner_truth
from simulator.activity import ACTIVITY_FIELDS, Month
from simulator.calendar_days import first_of_month
from simulator.receivables import account_balances, total
from simulator.truth import rent_roll

OFFSETS = (0, 17, 45, 80, 120)


@pytest.fixture(params=OFFSETS)
def day(request, start):
    return start + timedelta(days=request.param)


def test_unit_states_vacancy_and_exposure_add_up(world, day):
    for slug in world.books:
        counts = owner_truth.unit_states(world, slug, day)
        vacancy, exposure = owner_truth.vacancy(world, slug, day), owner_truth.exposure(world, slug, day)
        vacant = counts.vacant_leased + counts.vacant_not_leased + counts.admin + counts.down
        assert (vacancy.vacant, vacancy.ready + vacancy.not_ready) == (vacant, vacant)
        assert exposure.net_exposure == vacant - counts.vacant_leased + counts.notice_not_leased
        assert exposure.controllable == exposure.net_exposure - counts.admin - counts.down
        assert counts.vacant_not_leased <= exposure.within_30_days <= exposure.within_60_days <= exposure.controllable
        assert exposure.share(exposure.net_exposure) == Fraction(exposure.net_exposure, counts.units)


def test_aged_vacancies_are_units_nobody_lived_in_for_over_90_days(world, start):
    day = start + timedelta(days=100)
    for slug in world.books:
        days = [day - timedelta(days=back) for back in range(1, 91)]
        today = [row for row in rent_roll(world, day, [day]) if row.property_id == slug]
        empty = {row.unit_id for row in today if row.resident_id is None}
        for row in rent_roll(world, day, days):
            if row.resident_id is not None:
                empty.discard(row.unit_id)
        units = {unit.unit_id: unit for unit in world.property_facts(slug, day).units}
        let_before = [one for one in empty if not units[one].is_model]
        assert owner_truth.vacancy(world, slug, day).aged_over_90_days == len(let_before)


def test_in_place_rents_are_those_of_the_rent_roll(world, day):
    for slug in world.books:
        plans = owner_truth.pricing(world, slug, day)
        rows = [row for row in rent_roll(world, day, [day]) if row.property_id == slug and row.resident_id]
        rents = [row.monthly_rent for row in rows if row.monthly_rent is not None]
        assert sum(plan.in_place_rents for plan in plans) == sum(rents)
        assert sum(plan.rented_units for plan in plans) == len(rents)
        units = world.property_facts(slug, day).units
        assert sum(plan.square_feet for plan in plans) == sum(unit.square_feet for unit in units)
        assert [plan.floor_plan for plan in plans] == sorted({unit.floor_plan for unit in units})


def test_buckets_and_the_delinquency_report_agree_on_what_is_owed(world, day):
    for slug, book in world.books.items():
        buckets = owner_truth.delinquency_buckets(world, slug, day)
        totals = total(account_balances(book, day))
        assert buckets.delinquent + buckets.prepaid == totals.net_balance
        assert buckets.prepaid <= 0
        parts = (buckets.days_0_30, buckets.days_31_60, buckets.days_61_90, buckets.over_90_days)
        assert all(part >= Decimal(0) for part in parts)


def test_moves_of_the_month_are_those_of_the_activity_summary(world, day):
    for slug, book in world.books.items():
        month = {one.month: one for one in owner_truth.moves(world, slug, day)}.get(first_of_month(day))
        activity = Month(book, day).activity().values()
        transfers = sum(
            Month(book, day).holds(stay.move_out_date) and stay.occupancy_id in _transferring(book, day)
            for stay in world.property_facts(slug, day).occupancies
        )
        assert (month.move_ins if month else 0) == sum(one.move_ins for one in activity)
        assert (month.move_outs if month else 0) == sum(one.move_outs for one in activity) + transfers


def test_the_month_so_far_is_what_the_activity_summary_counts_over_its_floor_plans(world, day):
    for slug, book in world.books.items():
        one = owner_truth.month_so_far(world, slug, day)
        assert one.move_outs - one.transfers_out == sum(plan.move_outs for plan in Month(book, day).activity().values())
        for name in ("move_ins", *(field for field in ACTIVITY_FIELDS if not field.startswith("move_"))):
            assert getattr(one, name) == sum(getattr(plan, name) for plan in Month(book, day).activity().values()), name


def _transferring(book, day):
    return {key for key, notice in Month(book, day).notices.items() if notice.kind == "transfer"}


def test_a_funnel_narrows_and_counts_every_card_once(world, views, last_day):
    for slug in world.books:
        months = owner_truth.funnel(world, slug, last_day)
        assert sum(one.leads for one in months) == len(views.cards(slug))
        assert sum(one.lease_signs for one in months) == sum(one.occupancy_id is not None for one in views.cards(slug))
        assert all(one.lease_signs <= one.applications for one in months)


def test_every_lease_of_a_known_stay_expires_once(world, last_day):
    for slug, book in world.books.items():
        stays = {stay.occupancy_id for stay in world.property_facts(slug, last_day).occupancies}
        leases = [one for one in Month(book, last_day).leases.values() if one.occupancy_id in stays]
        found = owner_truth.expirations(world, slug, last_day)
        assert sum(sum(one.values()) for one in found.values()) == len(leases)
        assert all(month <= first_of_month(last_day) for month, one in found.items() if one["month to month"])
