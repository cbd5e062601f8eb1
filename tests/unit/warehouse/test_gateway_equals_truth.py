"""The simulated gateway's answers of several days, late and repeated: unified says what the world knows to be true."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from functools import cache

import pytest
from support.gateway import UNITS, simulated_day
from support.homes import TENANT, Bench, everything
from support.rent_rolls import alive

from simulator import owner_truth
from simulator.dwellings import building_of
from simulator.facts import Occupancy
from simulator.property_day import PropertyDay
from simulator.realpage.rows import household_id, lease_id, unit_id
from simulator.truth import kind_of_unit, units_with_facts
from simulator.views import Views
from simulator.world import DEFAULT_START, World
from warehouse.documents import load_documents

pytestmark = pytest.mark.slow

PLACES = ("nexus_east", "ridian")
DAYS = [DEFAULT_START + timedelta(days=number) for number in (20, 27, 34, 41)]
NEWEST = DAYS[-1]
# Late and repeated: some days come after later ones, one comes twice.
ORDER = (DAYS[2], DAYS[0], DAYS[3], DAYS[2], DAYS[1])
STATES = {
    "occupied no notice": "occupied",
    "notice not leased": "notice",
    "notice leased": "notice_leased",
    "vacant not leased": "vacant",
    "vacant leased": "vacant_leased",
    "admin": "model",
    "down": "down",
}


@pytest.fixture(scope="module")
def world():
    return World.small().advance_to(NEWEST)


@pytest.fixture(scope="module")
def answers(world):
    @cache
    def of(place, day):
        return simulated_day(Views(world, day), place)

    return of


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    bench = Bench(tmp_path_factory.mktemp("gateway"), TENANT)
    yield bench
    bench.close()


def load(home, answers, order):
    for day in order:
        documents = [one for place in PLACES for one in answers(place, day)]
        outcomes = load_documents(home.rentroll.warehouse, documents, again=True)
        assert [one.message for one in outcomes if one.outcome != "loaded"] == []


@pytest.fixture(scope="module")
def home(bench, answers):
    home = bench.home()
    load(home, answers, ORDER)
    return home


def facts(home, name, place, day, *columns):
    query = f"SELECT {', '.join(columns)} FROM unified.{name} WHERE scope = ? AND snapshot_date = ? ORDER BY ALL"
    return home.rows(query, place, day)


def each(*names):
    return pytest.mark.parametrize(names or ("place", "day"), [(place, day) for place in PLACES for day in DAYS])


@each()
def test_occupancy_is_the_worlds(home, world, place, day):
    counts, vacancy = owner_truth.unit_states(world, place, day), owner_truth.vacancy(world, place, day)
    exposure = owner_truth.exposure(world, place, day)
    units = world.property_facts(place, day).units
    ((*found, in_30, in_60),) = facts(
        home, "occupancy_metrics", place, day,
        "report", "total_units", "occupied_no_notice", "notice_not_leased", "notice_leased", "vacant_not_leased",
        "vacant_leased", "model_admin", "down", "vacant_ready", "vacant_not_ready", "aged_vacancy_90", "market_rent",
        "total_sqft", "notice_not_leased_30", "notice_not_leased_60",
    )  # fmt: skip
    assert tuple(found) == (
        *(UNITS, counts.units, counts.occupied_no_notice, counts.notice_not_leased, counts.notice_leased),
        *(counts.vacant_not_leased, counts.vacant_leased, counts.admin, counts.down),
        *(vacancy.ready, vacancy.not_ready, vacancy.aged_over_90_days),
        *(sum(one.market_rent for one in units), sum(one.square_feet for one in units)),
    )
    assert (in_30 + counts.vacant_not_leased, in_60 + counts.vacant_not_leased) == (
        *(exposure.within_30_days, exposure.within_60_days),
    )


@each()
def test_pricing_is_the_worlds_but_for_who_lives_there_without_a_lease(home, world, place, day):
    records = PropertyDay(world.books[place], day)
    units = units_with_facts(world.property_facts(place, day))
    expected = []
    for plan in sorted({one.unit.floor_plan for one in units}):
        of_plan = [one for one in units if one.unit.floor_plan == plan]
        leased = [(one, one.stay_on(day)) for one in of_plan if one.stay_on(day) and records.lease(one.stay_on(day))]
        rents = [(one.rent_on(stay, day), one.unit.square_feet) for one, stay in leased if one.rent_on(stay, day)]
        expected.append(
            (
                *(plan, len(of_plan), sum(one.stay_on(day) is not None for one in of_plan)),
                *(sum(one.unit.market_rent for one in of_plan), sum(one.unit.square_feet for one in of_plan)),
                *(len(rents), sum(rent for rent, _ in rents) if rents else None),
                sum(area for _, area in rents) if rents else None,
            )
        )
    columns = ("floor_plan", "units", "occupied_units", "asking_rent_sum", "asking_sqft", "in_place_units")
    found = facts(home, "pricing_metrics", place, day, *columns, "in_place_rent_sum", "in_place_sqft")
    assert found == expected


@each()
def test_moves_and_signed_leases_are_the_worlds(home, world, place, day):
    so_far = owner_truth.month_so_far(world, place, day)
    columns = ("period_start", "as_of", "move_ins", "move_outs", "renewals + leases", "cancellations")
    ((*found, signed, cancelled),) = facts(home, "move_metrics", place, day, *columns)
    assert (*found,) == (day.replace(day=1), day, so_far.move_ins, so_far.move_outs)
    assert cancelled is None
    # A lease that was cancelled is no longer listed.
    assert so_far.renewals + so_far.leases - so_far.cancellations <= signed <= so_far.renewals + so_far.leases


@each()
def test_expirations_are_the_worlds(home, world, place, day):
    """The gateway calls a transfer a notice like any other."""
    spoken = {"transferring": "vacating"}
    rows = facts(home, "lease_expirations", place, day, "expiry_month", "decision")
    found = Counter((month, decision.replace("_", " ")) for month, decision in rows if month)
    first_whole = (day - timedelta(days=365) + timedelta(days=31)).replace(day=1)
    told = Counter()
    for month, decisions in owner_truth.expirations(world, place, day).items():
        for decision, count in decisions.items():
            told[month, spoken.get(decision, decision)] += count
    whole = {key: count for key, count in found.items() if key[0] >= first_whole}
    assert whole == {key: count for key, count in told.items() if key[0] >= first_whole}
    assert whole


@pytest.mark.parametrize("place", PLACES)
def test_units_are_the_worlds(home, world, place):
    facts_now = world.property_facts(place, NEWEST)
    records = PropertyDay(world.books[place], NEWEST)
    columns = ("unit_id", "unit_number", "floor_plan", "sqft", "market_rent", "state", "vendor_unit_id", "building")
    assert sorted(alive(home, "units", *columns, "made_ready_date", where=f"scope = '{place}'")) == sorted(
        (
            *(f"{place}/{unit_id(one.unit)}", one.unit.unit_number, one.unit.floor_plan, one.unit.square_feet),
            *(one.unit.market_rent, STATES[kind_of_unit(one, NEWEST)], str(unit_id(one.unit))),
            *(f"{building_of(one.unit):02d}", records.made_ready(one.unit)),
        )
        for one in units_with_facts(facts_now)
    )


@pytest.mark.parametrize("place", PLACES)
def test_current_leases_are_those_of_who_lives_there(home, world, place):
    records = PropertyDay(world.books[place], NEWEST)
    expected = []
    for one in units_with_facts(world.property_facts(place, NEWEST)):
        stay = one.stay_on(NEWEST)
        kept = records.lease(stay) if stay else None
        if kept:
            unit = f"{place}/{unit_id(one.unit)}"
            expected.append(
                (
                    *(f"{unit}/{lease_id(kept, stay)}", unit, str(household_id(stay)), one.rent_on(stay, NEWEST)),
                    *("notice" if stay.move_out_date else "current", stay.move_in_date, stay.move_out_date),
                    *(kept.starts_on, kept.ends_on, kept.signed_on, records.balance(stay)),
                )
            )
    columns = (
        *("lease_id", "unit_id", "resident_id", "rent", "status", "move_in_date", "move_out_date", "lease_start"),
        *("lease_end", "signed_date", "balance"),
    )
    assert sorted(alive(home, "leases", *columns, where=f"scope = '{place}' AND is_current")) == sorted(expected)
    terms = {months for (months,) in alive(home, "leases", "term_months", where=f"scope = '{place}'")}
    assert terms <= set(range(1, 25)), "an id of a term is above 400"


@pytest.mark.parametrize("place", PLACES)
def test_people_are_listed_once_with_their_households(home, world, place):
    records = PropertyDay(world.books[place], NEWEST)
    words = {"current": "current", "notice": "notice", "past": "former", "future": "future"}
    expected = Counter(
        (str(household_id(stay)), words[records.kind_of_stay(stay)], person.number == 1, person.last_name)
        for stay in records.stays
        for person in records.people(stay)
    )
    columns = ("household_id", "status", "is_head_of_household", "last_name")
    found = Counter(alive(home, "residents", *columns, where=f"scope = '{place}' AND unit_id IS NOT NULL"))
    assert found == expected


@pytest.mark.parametrize("place", PLACES)
def test_parking_is_charged_to_the_lease_it_is_let_under(home, world, place):
    stays = world.books[place].journal.as_known(Occupancy, NEWEST).values()
    accounts = [world.books[place].accounts.get(one.occupancy_id) for one in stays if one.covers(NEWEST)]
    parking = [one.parking for one in accounts if one and one.parking]
    rows = alive(home, "lease_charges", "charge_code", "is_rent", "amount", where=f"scope = '{place}'")
    assert sorted(rows) == sorted(("Parking", False, Decimal(amount)) for amount in parking)
    query = "SELECT COUNT(*) FROM unified.lease_charges AS c JOIN unified.leases AS l USING (scope, lease_id)"
    assert home.value(query) >= len(rows)


def test_the_order_in_which_days_came_does_not_matter(home, bench, answers):
    told = everything(home, schemas=("raw", "unified"))
    other = bench.home()
    load(other, answers, DAYS)
    assert everything(other, schemas=("raw", "unified")) == told
