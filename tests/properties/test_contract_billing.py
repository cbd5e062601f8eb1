"""Contract billing against its oracle: lines, findings and invoices of generated contracts, to the cent."""

from datetime import datetime, time, timedelta
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.contract_oracle import Fleet, invoices
from support.contracts import CONTRACTS, MARTS, build, client, contract, contract_bench, files, trip, vendor, version
from support.homes import day

from warehouse.billing_models import MODELS

CLIENT_OF = {"k1": "c1", "k2": "c1", "k3": "c2"}
KM = (0, 0.005, 4.75, 10, 10.5, 25.5, 33.333, 99.999999)
RATES = (0, 0.005, 12.25, 18.5, 25, "7.125")
FEES = (0, 100, 999.995, 5000)
VALUES = {
    "base_monthly_fee": FEES,
    "cost_per_km": RATES,
    "per_km_rate_after_limit": RATES,
    "tax_percentage": (0, 5, 18, 12.5),
    "carpool_bonus": (0, 50, 0.125),
    "base_fare": FEES,
    "min_trip_charge": (100, 150.555),
    "free_km_included": (0, 20, 33.333, 100),
    "night_surcharge": (25, 50.005),
}
REQUIRED = ("base_monthly_fee", "cost_per_km", "per_km_rate_after_limit")
OF_MODEL = {
    "FIXED_PACKAGE": ("base_monthly_fee",),
    "FIXED_MONTHLY": ("base_monthly_fee",),
    "PER_TRIP": ("cost_per_km", "base_fare", "min_trip_charge"),
    "HYBRID": ("base_monthly_fee", "per_km_rate_after_limit", "free_km_included", "night_surcharge"),
}
FAULTS = {"unknown": {"price_per_mile": 3}, "text": {"tax_percentage": "much"}}
HOURS = ((0, 0, 0), (5, 59, 59), (6, 0, 0), (12, 0, 0), (19, 59, 59), (20, 0, 0), (20, 30, 0), (23, 59, 59))


def rules(rng, model):
    """The rules of a version, now and then with a key or a value that nobody can bill by."""
    names = [*OF_MODEL[model], *(one for one in ("tax_percentage", "carpool_bonus") if rng.random() < 0.5)]
    values = {name: rng.choice(VALUES[name]) for name in names if name in REQUIRED or rng.random() < 0.8}
    if "cost_per_km" in values and rng.random() < 0.5:
        values["per_km_rate"] = values.pop("cost_per_km")
    fault = rng.choice(["unknown", "missing", "text"]) if rng.random() < 0.1 else None
    if fault == "missing":
        values.pop(next(iter(values)))
    return values | FAULTS.get(fault, {})


def moment(rng, last=50):
    return datetime.combine(day(1) + timedelta(days=rng.randint(0, last)), time(*rng.choice(HOURS)))


def versions_of(rng, contract_id):
    """Versions one after the other, most of them without a gap or an overlap."""
    edges = sorted({moment(rng, 8), *(moment(rng) for _ in range(rng.randrange(4)))})
    found = []
    for number, start in enumerate(edges, 1):
        until = edges[number] if number < len(edges) else None
        if rng.random() < 0.15:
            until = start + timedelta(days=rng.randint(1, 30), hours=rng.randrange(24))
        model = rng.choice([*OF_MODEL, "HYBRID"])
        sent = version(number, contract_id, model, start=start.isoformat(), end=until and until.isoformat())
        found.append(sent | {"rules_config": rules(rng, model)})
    return found


def trips_of(rng, versions):
    """Trips, many of them on the very moment at which a version begins, some of another client or vendor."""
    edges = [datetime.fromisoformat(one["valid_from"]) for one in versions]
    found = []
    for number in rng.sample(range(1000), rng.randint(10, 60)):
        start = rng.choice(edges) if rng.random() < 0.2 else moment(rng)
        of = rng.choice(list(CLIENT_OF))
        by = CLIENT_OF[of] if rng.random() < 0.95 else rng.choice(["c1", "c2"])
        more = {"vendor_id": rng.choice(["v1", "v1", "v1", "v2"])} if rng.random() < 0.2 else {}
        carpool = rng.choice([True, False, None])
        found.append(trip(f"t{number}", start.isoformat(), rng.choice(KM), of, by, is_carpool=carpool, **more))
    return found


def snapshot(rng):
    contracts = [
        contract(key, of, status=rng.choice(["ACTIVE"] * 8 + ["DRAFT", "TERMINATED"])) for key, of in CLIENT_OF.items()
    ]
    versions = [one for key in CLIENT_OF for one in versions_of(rng, key)]
    return files(
        clients=[client("c1"), client("c2")],
        vendors=[vendor("v1"), vendor("v2")],
        contracts=contracts,
        versions=versions,
        trips=trips_of(rng, versions),
    )


LEAST, MOST = "0.000001", "999999999.999999"
EXTREMES = {
    "FIXED": {"base_monthly_fee": ("0", LEAST, "847457627.11", "999999999.99", MOST)},
    "PER_TRIP": {
        "cost_per_km": (LEAST, "1000", "9999.999999", MOST),
        "base_fare": ("0", MOST),
        "min_trip_charge": ("0", MOST),
    },
    "HYBRID": {
        "base_monthly_fee": ("1",),
        "per_km_rate_after_limit": (LEAST, "1000", "9999.999999", MOST),
        "free_km_included": ("0", LEAST, MOST),
        "night_surcharge": ("0", MOST),
    },
}
EVERY_MODEL = {"tax_percentage": ("0", LEAST, "100"), "carpool_bonus": ("0", MOST)}
EXTREME_KM = ("0", LEAST, "100000", "999999.999999")


def extreme_rules():
    for model in MODELS:
        named = {**EXTREMES[model.name], **EVERY_MODEL}
        assert set(named) == {one.name for one in model.keys}, "every key has its extremes here"
        for chosen in product(*named.values()):
            yield model.name, dict(zip(named, chosen, strict=True))


@st.composite
def snapshots(draw):
    """One to three snapshots in the order of their days; rules, trips and statuses change from one to the next.

    Hypothesis chooses the seed alone: what it shrinks towards, small and alike, is what bills do not go wrong by.
    """
    rng = Random(draw(st.integers(0, 2**32)))  # noqa: S311
    days = sorted(rng.sample(range(20, 80), rng.randint(1, 3)))
    return [(day(1) + timedelta(days=number), snapshot(rng)) for number in days]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = contract_bench(tmp_path_factory.mktemp("contracts"))
    yield desk
    desk.close()


@settings(max_examples=6)
@given(taken=snapshots(), data=st.data())
def test_bills_are_what_plain_python_works_out(desk, taken, data):
    check_bills(desk, taken, data)


@pytest.mark.slow
@settings(max_examples=60)
@given(taken=snapshots(), data=st.data())
def test_bills_are_what_plain_python_works_out_for_many_fleets(desk, taken, data):
    check_bills(desk, taken, data)


def test_no_value_that_is_accepted_is_too_large_to_build(desk):
    versions = [version(1, f"k{n}", model) | {"rules_config": one} for n, (model, one) in enumerate(extreme_rules())]
    trips = [
        trip(f"{one['contract_id']}-{n}", f"2024-01-1{n}T23:00:00", km, one["contract_id"], is_carpool=True)
        for one in versions
        for n, km in enumerate(EXTREME_KM)
    ]
    contracts = [contract(one["contract_id"]) for one in versions]
    rows = files(contracts=contracts, versions=versions, trips=trips)
    home = desk.home()
    home.load(rows, day(31), source=CONTRACTS)
    home.build("receivables", "data_quality", *MARTS)
    fleet = Fleet()
    fleet.load(day(31), rows)
    lines, unbilled = fleet.bill()
    assert {one.rule for one in unbilled} == {"amount_implausible"}
    assert {one.kind for one in unbilled} == {"trip", "monthly_fee"}
    check_lines(home, lines)
    check_unbilled(home, unbilled)
    check_invoices(home, lines, unbilled)
    assert home.value("SELECT charged FROM marts.receivables") == sum(one.total for one in lines)


def check_bills(desk, taken, data):
    home = desk.home()
    for on, rows in data.draw(st.permutations(taken)):
        home.load(rows, on, source=CONTRACTS, allow=True)
    build(home)
    assert home.rows("SELECT dataset, row_number, rule FROM ops.rejects") == []
    fleet = Fleet()
    for on, rows in taken:
        fleet.load(on, rows)
    lines, unbilled = fleet.bill()
    check_lines(home, lines)
    check_unbilled(home, unbilled)
    check_invoices(home, lines, unbilled)


def check_lines(home, lines):
    found = home.rows(
        "SELECT kind, trip_id, contract_id, month, version_id, billable_km, base_amount, tax, carpool_bonus, total "
        "FROM marts.contract_charges"
    )
    assert len(found) == len(lines)
    assert by_trip(found) == by_trip(lines)
    logs = home.rows("SELECT base_amount, tax, total, calculation FROM marts.contract_charges")
    assert all(f" = {base}; tax: {base} x " in text and text.endswith(f" = {total}") for base, _, total, text in logs)


def by_trip(lines):
    """By what tells one line from another, so that a difference is read at once."""
    return {tuple(one[:4]): tuple(one[4:]) for one in lines}


def check_unbilled(home, unbilled):
    found = home.rows(
        "SELECT kind, trip_id, contract_id, client_id, month, rule FROM marts.contract_findings "
        "WHERE kind IN ('trip', 'monthly_fee')"
    )
    assert sorted(found, key=str) == sorted(map(tuple, unbilled), key=str)


def check_invoices(home, lines, unbilled):
    found = home.rows(
        "SELECT contract_id, month, lines, trips, base_amount, tax, carpool_bonus, total, unbilled_trips, "
        "unbilled_fees, is_complete FROM marts.contract_invoices"
    )
    expected = invoices(lines, unbilled)
    assert {(key, month): list(sums) for key, month, *sums, _ in found} == expected
    assert all(is_complete == (sums[-2:] == [0, 0]) for _, _, *sums, is_complete in found)
