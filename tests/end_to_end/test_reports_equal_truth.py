"""From seven reports per property to the published file: every figure equals the simulated world's own, exactly.

Some days are loaded late and in another order. What lies between two days is carried from the earlier one.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from support.figures import published, rounded, share
from support.world_reports import (
    SOURCE,
    TENANT,
    a_higher_market_rent,
    another_leased_unit,
    another_move_in,
    contacts_by_month,
    plant,
    write_reports,
)
from support.world_rolls import Rolls

from pipelines.portfolio import read_portfolio
from pipelines.rentroll import Drop, Rentroll
from simulator import owner_truth
from simulator.calendar_days import add_months, days_between, days_in_month, first_of_month
from simulator.guest_cards import TOURS, guest_cards
from simulator.property_day import PropertyDay
from simulator.receivables import account_balances
from simulator.truth import delinquency, kind_of_unit, units_with_facts
from simulator.world import World

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
START = date(2025, 1, 1)
DAYS = [date(2025, *one) for one in ((1, 10), (1, 20), (1, 31), (2, 10), (2, 28), (3, 20), (3, 31))]
LATE = [DAYS[5], DAYS[0], DAYS[3]]
MONTH_ENDS = [day for day in DAYS if (day + timedelta(days=1)).day == 1]
NEWEST = DAYS[-1]
WITH_IDS = ("ridian",)
# The product's words and the vendor's for the states the world knows.
STATES = {
    "occupied no notice": ("occupied", "Occupied"),
    "notice not leased": ("notice", "Occupied-NTV"),
    "notice leased": ("notice_leased", "Occupied-NTVL"),
    "vacant not leased": ("vacant", "Vacant"),
    "vacant leased": ("vacant_leased", "Vacant-Leased"),
    "admin": ("model", "Model"),
    "down": ("down", "Down"),
}


@pytest.fixture(scope="module")
def world():
    return World.small(20_250, START, units=14).advance_to(NEWEST)


@pytest.fixture(scope="module")
def rentroll(world, tmp_path_factory):
    """The reports of every day but the late ones in one load, then the late ones, each on its own; all published."""
    product = Rentroll(tmp_path_factory.mktemp("home"), read_portfolio(ROOT / "portfolio.yaml"))
    files = {day: write_reports(world, day, product.home / "drop", WITH_IDS) for day in DAYS}
    load(product, [file for day in DAYS if day not in LATE for file in files[day]], None)
    for day in LATE:
        load(product, files[day], day)
    product.build()
    product.publish([TENANT])
    return product


def load(product, files, day):
    outcomes = product.load(Drop(TENANT, SOURCE, files, day, datetime(2025, 4, 1, tzinfo=UTC)))
    assert {one.outcome for one in outcomes} == {"loaded"}, [one.message for one in outcomes if not one.is_loaded]


@pytest.fixture(scope="module")
def marts(rentroll):
    with duckdb.connect(str(rentroll.published / TENANT / "rentroll.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def rolls(world):
    return Rolls(world, DAYS, WITH_IDS)


def every_report(world):
    return [(property_id, day) for property_id in world.books for day in DAYS]


def test_units_by_state_ready_or_not_and_what_they_bring(world, marts):
    expected = {}
    for property_id, day in every_report(world):
        counts, vacancy = owner_truth.unit_states(world, property_id, day), owner_truth.vacancy(world, property_id, day)
        exposure = owner_truth.exposure(world, property_id, day)
        units = world.property_facts(property_id, day).units
        occupied = counts.occupied_no_notice + counts.notice_not_leased + counts.notice_leased
        expected[property_id, day] = (
            world.books[property_id].site.name,
            day,
            "realpage_box_score",
            counts.units,
            occupied,
            vacancy.vacant,
            counts.occupied_no_notice,
            counts.notice_not_leased + counts.notice_leased,
            counts.notice_not_leased,
            counts.notice_leased,
            counts.vacant_not_leased,
            counts.vacant_leased,
            counts.admin,
            counts.down,
            share(occupied, counts.units),
            share(occupied + counts.vacant_leased, counts.units),
            share(counts.occupied_no_notice + counts.notice_leased + counts.vacant_leased, counts.units),
            vacancy.ready,
            vacancy.not_ready,
            None,  # no report says since when a unit is vacant
            sum(unit.market_rent for unit in units),
            sum(unit.base_rent for unit in units),
            sum(unit.square_feet for unit in units),
            exposure.within_30_days - counts.vacant_not_leased,
            exposure.within_60_days - counts.vacant_not_leased,
        )
    columns = (
        *("property_name", "as_of", "report", "total_units", "occupied_units", "vacant_units", "occupied_no_notice"),
        *("on_notice", "notice_not_leased", "notice_leased", "vacant_not_leased", "vacant_leased", "model_admin"),
        *("down", "physical_occupancy", "leased", "net_leased", "vacant_ready", "vacant_not_ready", "aged_vacancy_90"),
        *("market_rent", "base_rent", "total_sqft", "notice_not_leased_30", "notice_not_leased_60"),
    )
    assert published(marts, "occupancy", ("property_id", "snapshot_date"), columns) == expected


def test_exposure_now_and_within_thirty_and_sixty_days(world, marts):
    columns = ("total_units", "net_exposure", "net_exposure_share", "controllable_availability", "exposure_30",
               "exposure_30_share", "exposure_60", "exposure_60_share")  # fmt: skip
    expected = {}
    for property_id, day in every_report(world):
        one = owner_truth.exposure(world, property_id, day)
        expected[property_id, day] = (
            one.units,
            one.net_exposure,
            share(one.net_exposure, one.units),
            one.controllable,
            one.within_30_days,
            share(one.within_30_days, one.units),
            one.within_60_days,
            share(one.within_60_days, one.units),
        )
    assert published(marts, "exposure", ("property_id", "snapshot_date"), columns) == expected
    assert len({row[4:7:2] for row in expected.values()}) > 1, "a world in which nobody leaves would show nothing"


def test_rents_in_place_and_asked_by_floor_plan(world, marts):
    expected = {}
    for property_id, day in every_report(world):
        counts = {}
        for one in units_with_facts(world.property_facts(property_id, day)):
            counts.setdefault(one.unit.floor_plan, []).append(one.stay_on(day) is not None)
        for one in owner_truth.pricing(world, property_id, day):
            in_place, asked = rounded(one.in_place_rent, 2), rounded(one.asking_rent, 2)
            per_foot = Fraction(one.in_place_rents) / one.rented_square_feet if one.rented_units else None
            expected[property_id, day, one.floor_plan] = (
                "realpage_rent_roll",
                None,
                one.units,
                sum(counts[one.floor_plan]),
                in_place,
                rounded(per_foot, 4),
                asked,
                rounded(Fraction(one.market_rents) / one.square_feet, 4),
                None,
                None if in_place is None else float(asked) / float(in_place) - 1,
                None if in_place is None else in_place - asked,
                None if in_place is None else float(asked - in_place) / float(asked),
            )
    columns = (
        *("report", "floor_plan_group", "units", "occupied_units", "in_place_rent", "in_place_rent_per_sqft"),
        *("asking_rent", "asking_rent_per_sqft", "effective_rent", "rent_growth", "gain_loss_to_lease"),
        "loss_to_lease",
    )
    assert published(marts, "pricing", ("property_id", "snapshot_date", "floor_plan"), columns) == expected


def test_what_is_owed_and_prepaid(world, marts):
    expected = {}
    for property_id, day in every_report(world):
        one = delinquency(world, day)[property_id]
        nets = [account.net for account in account_balances(world.books[property_id], day)]
        expected[property_id, day] = (
            one.accounts,
            sum(net > 0 for net in nets),
            sum(net < 0 for net in nets),
            one.total_delinquent,
            one.total_prepaid,
            one.net_balance,
            one.net_delinquent,
            one.net_prepaid,
            one.current,
            one.days_30,
            one.days_60,
            one.days_90_plus,
            one.deposits_held,
            0,
        )
    columns = (
        *("accounts", "delinquent_accounts", "prepaid_accounts", "total_delinquent", "total_prepaid", "net_balance"),
        *("net_delinquent", "net_prepaid", "balance_0_30", "balance_31_60", "balance_61_90", "balance_over_90"),
        *("deposits_held", "outstanding_deposit"),
    )
    assert published(marts, "delinquency", ("property_id", "snapshot_date"), columns) == expected


def test_every_account_with_a_balance(world, marts):
    expected = {}
    for property_id, day in every_report(world):
        for number, one in enumerate(account_balances(world.books[property_id], day), start=1):
            ages = [sum(line.ages[age] for line in one.lines) for age in range(4)]
            expected[property_id, day, number] = (
                one.unit_number,
                one.status,
                one.move_in,
                one.move_out,
                sum(line.prepaid for line in one.lines),
                sum(line.delinquent for line in one.lines),
                one.net,
                *ages,
                one.deposit_held,
                one.late_fees,
                0,
            )
    columns = (
        *("unit_number", "status", "move_in_date", "move_out_date", "total_prepaid", "total_delinquent", "net_balance"),
        *("balance_0_30", "balance_31_60", "balance_61_90", "balance_over_90", "deposits_held", "late_count"),
        "nsf_count",
    )
    keys = ("property_id", "snapshot_date", "account_number")
    assert published(marts, "delinquency_accounts", keys, columns) == expected


def test_moves_leases_and_money_of_each_month(world, marts):
    expected = {}
    for property_id in world.books:
        for day in MONTH_ENDS:
            one = owner_truth.month_so_far(world, property_id, day)
            moved_out = one.move_outs - one.transfers_out  # the summary prints them without transfers
            expected[property_id, first_of_month(day)] = (
                "realpage_monthly_summary",
                first_of_month(day),
                day,
                one.move_ins,
                moved_out,
                one.move_ins - moved_out,
                one.renewals,
                one.leases,
                None,
                one.cancellations,
                one.rent_charged,
                one.other_charges,
                one.payments,
                one.other_credits,
                one.deposits_in,
                one.deposits_out,
            )
            moves = {each.month: each for each in owner_truth.moves(world, property_id, day)}[first_of_month(day)]
            assert (one.move_ins, one.move_outs) == (moves.move_ins, moves.move_outs)
    columns = (
        *("report", "period_start", "period_end", "move_ins", "move_outs", "net_absorption", "renewals", "leases"),
        *("net_leases", "cancellations", "rent_charged", "other_charges", "payments", "other_credits", "deposits_in"),
        "deposits_out",
    )
    assert published(marts, "move_activity", ("property_id", "month"), columns) == expected


def test_the_funnel_of_each_month_as_far_as_names_tell_persons_apart(world, marts):
    expected = {}
    for property_id in world.books:
        months = contacts_by_month(world, property_id, MONTH_ENDS)
        met_in = {}
        for month in sorted(months):
            for _, _, name in months[month]:
                met_in.setdefault(name, month)
        for month, contacts in months.items():
            leads = sum(first == month for first in met_in.values())
            tours = len({name for _, kind, name in contacts if kind in TOURS})
            signs = len({name for _, kind, name in contacts if kind == "lease signed"})
            expected[property_id, month] = (
                *(len(contacts), 0, leads, tours, None, signs),
                *(share(tours, leads), None, None, share(signs, leads)),
            )
    columns = (
        *("contacts", "unnamed_contacts", "leads", "tours", "applications", "lease_signs"),
        *("lead_to_tour", "tour_to_application", "application_to_lease", "lead_to_lease"),
    )
    assert published(marts, "leasing_funnel", ("property_id", "month"), columns) == expected


def test_tours_and_lease_signs_are_those_of_the_guest_cards_themselves(world, marts):
    found = published(marts, "leasing_funnel", ("property_id", "month"), ("tours", "lease_signs"))
    cards = {property_id: guest_cards(PropertyDay(book, NEWEST)) for property_id, book in world.books.items()}
    names = {property_id: {(one.last_name, one.first_name) for one in own} for property_id, own in cards.items()}
    named_once = [property_id for property_id, own in cards.items() if len(names[property_id]) == len(own)]
    assert named_once
    for property_id in named_once:
        for day in MONTH_ENDS:
            month = owner_truth.funnel(world, property_id, day)[-1]
            assert found[property_id, month.month] == (month.tours, month.lease_signs)


def test_leases_that_expire_in_each_month_and_what_was_decided(world, marts):
    expected = {}
    for property_id in world.books:
        for ahead in range(-2, 6):
            month = add_months(first_of_month(NEWEST), ahead)
            day = max(day for day in DAYS if first_of_month(day) <= month)
            one = owner_truth.expirations(world, property_id, day).get(month)
            if one:
                possible = one["renewed"] + one["vacating"] + one["unknown"] + one["month to month"]
                expected[property_id, month] = (
                    *("realpage_lease_renewals", day, day, sum(one.values()), one["renewed"], one["vacating"]),
                    *(one["unknown"], one["month to month"], one["moved out"], one["transferring"], possible),
                    share(one["renewed"], possible),
                )
    columns = (
        *("report", "snapshot_date", "as_of", "expiring", "renewed", "vacating", "unknown", "month_to_month"),
        *("moved_out", "transferring", "total_possible", "renewal_rate"),
    )
    keys = ("property_id", "expiry_month")
    assert published(marts, "lease_expirations", keys, columns, "expiry_month IS NOT NULL") == expected


def test_leases_that_have_run_out_and_run_on(rolls, marts):
    over = [one for one in rolls[NEWEST].values() if one.lease is not None and one.lease.ends_on < NEWEST]
    expected = {
        (property_id,): ("realpage_lease_expirations", NEWEST, count, count, None, None)
        for property_id, count in Counter(one.unit.property_id for one in over).items()
    }
    columns = ("report", "snapshot_date", "expiring", "month_to_month", "renewed", "total_possible")
    assert published(marts, "lease_expirations", ("property_id",), columns, "expiry_month IS NULL") == expected


def test_the_roll_of_every_day_is_that_of_the_report_before_it(rolls, marts):
    last = NEWEST.replace(day=days_in_month(NEWEST))
    expected = {
        (property_id, number, day): (*one.roll, "snapshot", day > NEWEST)
        for day in days_between(DAYS[0], last)
        for (property_id, number), one in rolls[day].items()
    }
    keys = ("property_id", "unit_number", "date")
    columns = ("resident_id", "resident_name", "monthly_rent", "unit_status", "is_occupied", "basis", "is_projected")
    assert published(marts, "rent_roll_daily", keys, columns) == expected


def test_the_current_roll_says_since_when_and_how_long(rolls, marts):
    expected = {}
    for key, one in rolls[NEWEST].items():
        moves = (one.stay.move_in_date, one.stay.move_out_date) if one.stay else (None, None)
        expected[key] = (NEWEST, rolls.since(key, NEWEST), *one.roll, *moves)
    columns = (
        *("as_of", "state_since", "resident_id", "resident_name", "monthly_rent", "unit_status", "is_occupied"),
        *("move_in_date", "move_out_date"),
    )
    assert published(marts, "rent_roll_current", ("property_id", "unit_number"), columns) == expected


def test_counts_and_scheduled_rent_of_every_day(rolls, marts):
    expected = {}
    for day in days_between(DAYS[0], NEWEST):
        by_property = {}
        for (property_id, _), one in rolls[day].items():
            by_property.setdefault(property_id, []).append(one)
        for property_id, units in by_property.items():
            active, lived_in = [one for one in units if one.status == "active"], [one for one in units if one.stay]
            rents = [one.rent for one in lived_in]
            expected[property_id, day] = (
                *(len(units), len(active), len(lived_in), len(units) - len(lived_in), rents.count(None)),
                *(
                    sum(rent or 0 for rent in rents),
                    share(len(lived_in), len(units)),
                    share(len(lived_in), len(active)),
                ),
            )
    columns = (
        *("total_units", "active_units", "occupied_units", "vacant_units", "missing_rent_units", "scheduled_rent"),
        *("occupancy_rate", "occupancy_rate_active"),
    )
    assert published(marts, "kpi_daily", ("property_id", "date"), columns) == expected


def test_moves_of_every_day_as_far_as_the_rolls_show_them(rolls, marts):
    ins, outs = Counter(), Counter()
    for key in rolls.units():
        for stay, end in rolls.stays(key):
            ins[key[0], stay.move_in_date] += 1
            outs[key[0], end] += 1
    expected = {
        (property_id, day): (ins[property_id, day], outs[property_id, day])
        for property_id, day in ins | outs
        if day is not None and day >= DAYS[0]
    }
    found = published(marts, "kpi_daily", ("property_id", "date"), ("move_ins", "move_outs"))
    assert {key: moves for key, moves in found.items() if any(moves)} == expected


def test_the_weeks_ahead_count_what_is_signed_and_announced(world, marts):
    expected = {}
    for property_id in world.books:
        units = units_with_facts(world.property_facts(property_id, NEWEST))
        leased = [one for one in units if kind_of_unit(one, NEWEST) in {"vacant leased", "notice leased"}]
        ins = [min(stay.move_in_date for stay in one.stays if stay.move_in_date > NEWEST) for one in leased]
        staying = [stay for one in units if (stay := one.stay_on(NEWEST))]
        outs = [stay.move_out_date for stay in staying if stay.move_out_date is not None]
        for week in range(1, 53):
            end = NEWEST + timedelta(weeks=week)
            coming, leaving = sum(day <= end for day in ins), sum(day <= end for day in outs)
            then = len(staying) + coming - leaving
            expected[property_id, week] = (
                *(NEWEST, end, len(units), len(staying), coming, leaving, then, share(then, len(units))),
            )
    columns = (
        *("as_of", "week_end", "total_units", "occupied_units", "scheduled_move_ins", "scheduled_move_outs"),
        *("projected_occupied_units", "projected_occupancy"),
    )
    assert published(marts, "projected_occupancy", ("property_id", "week"), columns) == expected


def test_properties_and_units_are_those_of_the_newest_reports(world, rolls, marts):
    columns = ("name", "total_units", "first_seen", "last_seen", "deleted_at")
    assert published(marts, "properties", ("property_id",), columns) == {
        (name,): (book.site.name, len(book.units), DAYS[0], NEWEST, None) for name, book in world.books.items()
    }
    expected = {}
    for key in rolls.units():
        listed = rolls.listed(key)
        seen, one = listed[-1]
        changed = [day for (_, before), (day, after) in pairwise(listed) if before.state != after.state]
        expected[key] = (
            *(world.books[key[0]].site.name, one.unit.floor_plan, one.unit.square_feet, one.unit.market_rent),
            *STATES[one.state],
            one.status if seen == NEWEST else None,
            *(listed[0][0], changed[-1] if changed else listed[0][0]),
            None if seen == NEWEST else min(day for day in DAYS if day > seen),
        )
    columns = (
        *("property_name", "floor_plan", "sqft", "market_rent", "state", "vendor_status"),
        *("CASE WHEN deleted_at IS NULL THEN unit_status END", "first_seen", "updated_at", "deleted_at"),
    )
    assert published(marts, "units", ("property_id", "unit_number"), columns) == expected


def test_reports_of_one_world_never_differ_and_only_missing_rents_are_found(rolls, marts):
    missing = [(day, key) for day in DAYS for key, one in rolls[day].items() if one.stay and one.rent is None]
    assert missing, "a world in which no rent is ever lost would show nothing"
    found = marts.execute("SELECT rule, scope, snapshot_date FROM marts.data_quality").fetchall()
    assert sorted(found) == sorted({("missing_rent", key[0], rolls.since(key, day)) for day, key in missing})


PLANTED = {
    ("nexus_east", "box_score.xlsx"): another_move_in,
    ("parkside", "rent_roll.xlsx"): another_leased_unit,
    ("ridian", "rent_roll.xlsx"): a_higher_market_rent,
}


def test_a_figure_that_one_report_prints_otherwise_is_found_and_nothing_else(world, tmp_path):
    product = Rentroll(tmp_path / "home", read_portfolio(ROOT / "portfolio.yaml"))
    files = [
        path
        for path in write_reports(world, NEWEST, tmp_path / "drop")
        if path.name in {"box_score.xlsx", "rent_roll.xlsx", "monthly_activity_summary.xlsx"}
    ]
    for path in files:
        change = PLANTED.get((path.parent.name, path.name))
        if change:
            plant(path, change)
    load(product, files, NEWEST)
    product.build()
    with product.warehouse.open() as connection:
        query = "SELECT scope, dataset, object_id FROM marts.data_quality WHERE rule <> 'missing_rent' ORDER BY ALL"
        assert connection.execute(query).fetchall() == [
            ("nexus_east", "move_activity", "move_ins"),
            ("parkside", "occupancy", "vacant_leased"),
            ("parkside", "occupancy", "vacant_not_leased"),
            ("ridian", "pricing", "market_rent"),
        ]
