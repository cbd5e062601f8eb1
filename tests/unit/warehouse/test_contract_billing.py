"""Contract billing: its worked samples, its rules one by one, and what is never billed as 0."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from support.contracts import (
    FARE,
    MIXED,
    build,
    charges,
    client,
    contract,
    contract_bench,
    contracts_of,
    findings,
    load_contracts,
    sums,
    trip,
    version,
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = contract_bench(tmp_path_factory.mktemp("contracts"))
    yield desk
    desk.close()


@pytest.fixture
def home(desk):
    return desk.home()


SAMPLES = [
    ("PER_TRIP", FARE, 10.5, True, ("562.50", "101.25", "50.00", "713.75")),
    ("PER_TRIP", {"cost_per_km": 18.5}, 25.5, False, ("471.75", "84.92", "0.00", "556.67")),
    ("PER_TRIP", {"per_km_rate": "18.5"}, "25.5", False, ("471.75", "84.92", "0.00", "556.67")),
    ("PER_TRIP", {**FARE, "min_trip_charge": 400}, 2, False, ("400.00", "72.00", "0.00", "472.00")),
    ("PER_TRIP", {**FARE, "min_trip_charge": 350}, 2, False, ("350.00", "63.00", "0.00", "413.00")),
    ("PER_TRIP", {**FARE, "tax_percentage": 0}, 10, False, ("550.00", "0.00", "0.00", "550.00")),
    ("PER_TRIP", {**FARE, "tax_percentage": 12.5}, 10, None, ("550.00", "68.75", "0.00", "618.75")),
    ("PER_TRIP", {"cost_per_km": 0.015}, 1, False, ("0.02", "0.00", "0.00", "0.02")),
    ("per_trip", {"cost_per_km": 1e2, "base_fare": None}, 0, False, ("0.00", "0.00", "0.00", "0.00")),
    ("FIXED", {"base_monthly_fee": 5000, "carpool_bonus": 50}, 10, True, ("0.00", "0.00", "50.00", "50.00")),
    ("FIXED_MONTHLY", {"base_monthly_fee": 5000}, 10, False, ("0.00", "0.00", "0.00", "0.00")),
    ("FIXED_PACKAGE", {"base_monthly_fee": 5000}, 10, False, ("0.00", "0.00", "0.00", "0.00")),
    ("HYBRID", MIXED, 99, False, ("0.00", "0.00", "0.00", "0.00")),
    ("HYBRID", MIXED, 110.5, False, ("126.00", "22.68", "0.00", "148.68")),
    (
        "HYBRID",
        {"base_monthly_fee": 1, "per_km_rate_after_limit": 12},
        10,
        False,
        ("120.00", "21.60", "0.00", "141.60"),
    ),
]


def test_a_trip_costs_what_its_rules_say_to_the_cent(home):
    versions = [version(of=f"k{n:02}", model=model, **rules) for n, (model, rules, *_) in enumerate(SAMPLES)]
    trips = [trip(f"t{n:02}", of=f"k{n:02}", km=one[2], is_carpool=one[3]) for n, one in enumerate(SAMPLES)]
    load_contracts(home, contracts=contracts_of(versions), versions=versions, trips=trips)
    assert charges(home) == [(f"t{n:02}", *sums(*one[4])) for n, one in enumerate(SAMPLES)]
    assert findings(home) == []


def test_the_calculation_says_version_values_and_arithmetic(home):
    night = trip("t2", "2024-02-03T20:00:00", 25.5)
    versions = [
        version(end="2024-02-01", **FARE),
        version(2, model="HYBRID", start="2024-02-01", **{**MIXED, "free_km_included": 10}),
    ]
    load_contracts(home, on=20, month=2, versions=versions, trips=[trip(km=10.5, is_carpool=True), night])
    hybrid = (
        "version 2 (HYBRID, from 2024-02-01 00:00:00 until open): base_monthly_fee 5000, per_km_rate_after_limit 12, "
        "free_km_included 10, night_surcharge 40, tax_percentage 18 (default), carpool_bonus 0 (default). base: "
    )
    per_trip = (
        "version 1 (PER_TRIP, from 2024-01-01 00:00:00 until 2024-02-01 00:00:00): cost_per_km 25, base_fare 300, "
        "tax_percentage 18 (default), carpool_bonus 50. base: 300 + 10.5 km x 25 = 562.50; tax: 562.50 x 18 % = "
        "101.25; total: 562.50 + 101.25 + carpool bonus 50.00 = 713.75"
    )
    fee = (
        "monthly fee 5000 = 5000.00; tax: 5000.00 x 18 % = 900.00; total: 5000.00 + 900.00 + carpool bonus 0.00 = "
        "5900.00"
    )
    driven = (
        "15.5 of 25.5 km beyond the 10 included (0 driven before) x 12 + 40 at night = 226.00; tax: 226.00 x 18 % = "
        "40.68; total: 226.00 + 40.68 + carpool bonus 0.00 = 266.68"
    )
    told = [text for (text,) in charges(home, "calculation", "TRUE")]
    assert told == [per_trip, hybrid + fee, hybrid + driven]


def test_at_a_boundary_exactly_one_version_bills(home):
    versions = [version(end="2024-01-15", cost_per_km=10), version(2, start="2024-01-15", cost_per_km=20)]
    trips = [trip("before", "2024-01-14T23:59:59.999999"), trip("at", "2024-01-15T00:00:00")]
    load_contracts(home, versions=versions, trips=trips)
    assert charges(home, "trip_id, version_number, base_amount") == [
        ("before", 1, Decimal("100.00")),
        ("at", 2, Decimal("200.00")),
    ]
    assert findings(home) == []


def test_free_kilometres_are_used_up_in_order_of_start_by_month(home):
    trips = [
        trip("late", "2024-01-20T09:00:00", 30),
        trip("b", "2024-01-10T09:00:00", 40),
        trip("a", "2024-01-10T09:00:00", 50),
        trip("crossing", "2024-01-12T09:00:00", 20),
        trip("february", "2024-02-01T06:00:00", 30),
    ]
    load_contracts(home, on=20, month=2, versions=[version(model="HYBRID", **MIXED)], trips=trips)
    assert charges(home, "trip_id, km_before, billable_km, base_amount") == [
        ("a", Decimal(0), Decimal(0), Decimal("0.00")),
        ("b", Decimal(50), Decimal(0), Decimal("0.00")),
        ("crossing", Decimal(90), Decimal(10), Decimal("120.00")),
        ("late", Decimal(110), Decimal(30), Decimal("360.00")),
        ("february", Decimal(0), Decimal(0), Decimal("0.00")),
    ]


def test_what_is_not_billed_uses_up_no_free_kilometres(home):
    trips = [trip("other", "2024-01-09T09:00:00", 90, vendor_id="v2"), trip("own", km=95, vendor_id="v1")]
    load_contracts(home, versions=[version(model="HYBRID", **MIXED)], trips=trips)
    assert charges(home, "trip_id, billable_km") == [("own", Decimal(0))]
    assert ("trip", "trip_of_another_vendor", "k1", "k1-1", "other") in findings(home)


NIGHT = [("00:00:00", 40), ("05:59", 40), ("06:00", 0), ("19:59:59", 0), ("20:00:00", 40), ("23:59:59", 40)]


def test_night_is_from_20_to_6_by_the_start(home):
    trips = [trip(clock, start=f"2024-01-10 {clock}") for clock, _ in NIGHT]
    load_contracts(home, versions=[version(model="HYBRID", **MIXED)], trips=trips)
    assert charges(home, "trip_id, base_amount") == [(clock, Decimal(surcharge)) for clock, surcharge in NIGHT]


NOT_BILLED = [
    ("PER_TRIP", {"base_fare": 300}, "missing_rule_key", "cost_per_km is missing; PER_TRIP cannot bill without it"),
    ("PER_TRIP", {"cost_per_km": None}, "missing_rule_key", "cost_per_km is missing"),
    ("PER_TRIP", {}, "missing_rule_key", "cost_per_km is missing"),
    ("PER_TRIP", {**FARE, "fuel": 3}, "unknown_rule_key", "fuel is no key of PER_TRIP; expected some of cost_per_km"),
    ("PER_TRIP", {**FARE, "free_km_included": 3}, "unknown_rule_key", "free_km_included is no key of PER_TRIP"),
    ("PER_TRIP", {**FARE, "per_km_rate": 25}, "rule_key_twice", "cost_per_km is given twice"),
    ("PER_TRIP", {**FARE, "cost_per_km": "25 Rs"}, "rule_not_a_number", 'cost_per_km is "25 Rs"; expected a number'),
    ("PER_TRIP", {**FARE, "cost_per_km": True}, "rule_not_a_number", "cost_per_km is true"),
    ("PER_TRIP", {**FARE, "cost_per_km": [25]}, "rule_not_a_number", "cost_per_km is"),
    ("PER_TRIP", {**FARE, "cost_per_km": -25}, "rule_not_a_number", "cost_per_km is -25"),
    ("PER_TRIP", {**FARE, "cost_per_km": 1e10}, "rule_not_a_number", "cost_per_km is 10000000000"),
    ("PER_TRIP", {**FARE, "cost_per_km": 0.1234567}, "rule_not_a_number", "cost_per_km is 0.1234567"),
    ("PER_TRIP", {**FARE, "cost_per_km": "1_000"}, "rule_not_a_number", 'cost_per_km is "1_000"'),
    (
        "PER_TRIP",
        {**FARE, "tax_percentage": 100.000001},
        "rule_out_of_range",
        "tax_percentage is 100.000001; expected a number from 0 to 100",
    ),
    ("HYBRID", {"base_monthly_fee": 1}, "missing_rule_key", "per_km_rate_after_limit is missing"),
    ("HYBRID", {"per_km_rate_after_limit": 1}, "missing_rule_key", "base_monthly_fee is missing"),
    ("FIXED", {"monthly_fee": 1}, "unknown_rule_key", "base_monthly_fee is missing; FIXED cannot bill without it"),
    (
        "BARTER",
        {"goats": 1},
        "unknown_billing_model",
        "billing_model is BARTER; expected one of FIXED, PER_TRIP, HYBRID",
    ),
]


def test_rules_that_cannot_be_billed_by_are_a_finding_and_never_0(home):
    versions = [version(of=f"k{n:02}", model=model, **rules) for n, (model, rules, *_) in enumerate(NOT_BILLED)]
    trips = [trip(f"t{n:02}", of=f"k{n:02}") for n in range(len(NOT_BILLED))]
    load_contracts(home, contracts=contracts_of(versions), versions=versions, trips=trips)
    assert charges(home, where="TRUE") == []
    found = home.rows("SELECT contract_id, kind, rule, message FROM marts.contract_findings ORDER BY 1, 2")
    columns = "lines, total, unbilled_trips, unbilled_fees, is_complete"
    invoices = home.rows(f"SELECT {columns} FROM marts.contract_invoices ORDER BY contract_id")
    for n, (model, _, rule, sentence) in enumerate(NOT_BILLED):
        kinds = ["monthly_fee"] * (model != "PER_TRIP") + ["trip", "version"]
        own = [one[1:] for one in found if one[0] == f"k{n:02}"]
        assert [one[:2] for one in own] == [(kind, rule) for kind in kinds]
        assert all(sentence in message for *_, message in own), (sentence, own)
        assert invoices[n] == (0, Decimal("0.00"), 1, len(kinds) - 2, False)


CONFIGS = [
    ("not json", "rules_not_an_object"),
    ("[1]", "rules_not_an_object"),
    ("7", "rules_not_an_object"),
    ('"text"', "rules_not_an_object"),
    ("[" * 60_000, "rules_not_an_object"),
    ('{"cost_per_km": 25', "rules_not_an_object"),
    (None, "missing_rule_key"),
    (" ", "missing_rule_key"),
    ('{"cost_per_km": 25, "cost_per_km": 30}', "rule_key_twice"),
    ('{"cost_per_km": 1E+999999999}', "rule_not_a_number"),
    ('{"cost_per_km": NaN}', "rule_not_a_number"),
]


def test_a_rules_config_that_cannot_be_read_is_a_finding(home):
    versions = [version(of=f"k{n:02}") | {"rules_config": config} for n, (config, _) in enumerate(CONFIGS)]
    load_contracts(home, contracts=contracts_of(versions), versions=versions)
    assert findings(home) == [
        ("version", rule, f"k{n:02}", f"k{n:02}-1", None)
        for n, rule in sorted(enumerate(rule for _, rule in CONFIGS), key=lambda one: (one[1], one[0]))
    ]


def test_a_trip_without_a_version_or_under_two_is_a_finding(home):
    versions = [
        version(end="2024-01-12", cost_per_km=10),
        version(2, start="2024-01-11", end="2024-01-20", cost_per_km=20),
    ]
    trips = [
        trip("early", "2023-12-31T23:59:59"),
        trip("one", "2024-01-10T09:00:00"),
        trip("two", "2024-01-11T09:00:00"),
        trip("late", "2024-01-20T00:00:00"),
    ]
    load_contracts(home, versions=versions, trips=trips)
    assert charges(home, "trip_id") == [("one",)]
    assert findings(home) == [
        ("period", "overlapping_versions", "k1", None, None),
        ("trip", "no_version", "k1", None, "early"),
        ("trip", "no_version", "k1", None, "late"),
        ("trip", "overlapping_versions", "k1", None, "two"),
    ]
    sentence = home.value("SELECT message FROM marts.contract_findings WHERE kind = 'period'")
    assert sentence == (
        "2 versions of contract k1 (from number 1 to 2) are in force at once from 2024-01-11 00:00:00 until "
        "2024-01-12 00:00:00; nothing is billed in that time. Let one end where the other begins"
    )


def test_a_trip_of_another_clients_contract_is_a_finding_that_names_nothing_of_the_other(home):
    clients = [client("c1"), client("c2")]
    trips = [trip("wrong", by="c2"), trip("right")]
    load_contracts(home, clients=clients, versions=[version(cost_per_km=10)], trips=trips)
    assert charges(home, "client_id, trip_id") == [("c1", "right")]
    lines = home.rows("SELECT client_id, contract_id, version_id FROM marts.contract_lines WHERE trip_id = 'wrong'")
    assert lines == [("c2", None, None)]
    ((client_id, contract_id, message),) = home.rows(
        "SELECT client_id, contract_id, message FROM marts.contract_findings"
    )
    assert (client_id, contract_id) == ("c2", None)
    assert "k1" not in message
    assert "c1" not in message


def test_findings_are_counted_in_data_quality(home):
    load_contracts(home, versions=[version(fuel=3)], trips=[trip("t1"), trip("t2")])
    home.build("data_quality")
    query = "SELECT rule, severity, object_id, row_count, message FROM marts.data_quality ORDER BY row_count"
    version_text, trips_text = home.rows(query)
    assert version_text[:4] == ("unknown_rule_key", "error", "k1-1", 1)
    assert trips_text[:4] == ("unknown_rule_key", "error", "k1-1", 2)
    assert trips_text[4].startswith("the trip is not billed: version 1 of contract k1: fuel is no key of PER_TRIP")
    assert trips_text[4].endswith("; the first is trip t1")


def test_every_kind_of_finding_passes_into_data_quality(home):
    clients = [client("c1"), client("c2")]
    contracts = [*(contract(f"k{n}") for n in range(5)), contract("draft", status="DRAFT")]
    versions = [
        version(of="k0", end="2024-01-09", cost_per_km=10),
        version(of="k1", model="FIXED", fuel=3),
        version(of="k2", cost_per_km=10),
        version(2, of="k2", start="2024-01-05", end="2024-01-20", cost_per_km=20),
        version(of="k3", start="2024-01-01T00:00:00Z", end="2025-01-01", cost_per_km=999_999_999),
        version(of="k4", cost_per_km=1),
        version(of="draft", cost_per_km=1),
    ]
    trips = [trip(f"t{n}", of=f"k{n}") for n in range(4)]
    trips += [trip("d", of="draft"), trip("z", "2024-02-10T09:00:00Z", of="k2", km=0), trip("c", of="k0", by="c2")]
    trips += [trip("v", of="k4", vendor_id="v9"), trip("gone", of="k4")]
    load_contracts(home, clients=clients, contracts=contracts, versions=versions, trips=trips)
    del contracts[4], versions[-2]
    contracts[2] = contract("k2", status="TERMINATED")
    load_contracts(home, on=1, month=2, clients=clients, contracts=contracts, versions=versions, trips=trips)
    home.build("data_quality")
    found = home.rows("SELECT DISTINCT kind, rule, severity FROM marts.contract_findings ORDER BY ALL")
    assert found == [
        ("monthly_fee", "unknown_rule_key", "error"),
        ("period", "overlapping_versions", "error"),
        ("trip", "amount_implausible", "error"),
        ("trip", "contract_gone", "error"),
        ("trip", "contract_is_draft", "error"),
        ("trip", "contract_of_another_client", "error"),
        ("trip", "no_version", "error"),
        ("trip", "overlapping_versions", "error"),
        ("trip", "start_in_utc", "warning"),
        ("trip", "unknown_rule_key", "error"),
        ("version", "ended_without_end", "warning"),
        ("version", "unknown_rule_key", "error"),
        ("version", "version_in_utc", "warning"),
    ]
    told = home.rows("SELECT DISTINCT rule FROM marts.data_quality WHERE dataset = 'contract_charges'")
    assert {rule for (rule,) in told} == {rule for _, rule, _ in found}
    query = "SELECT message FROM marts.data_quality WHERE rule = 'start_in_utc'"
    assert home.value(query).startswith("1 trips start at a time that ends with Z")
    home.publish()


FEE = {"base_monthly_fee": 5000}


def fees(home):
    return charges(home, "contract_id, month, version_number, base_amount, total", "kind = 'monthly_fee'")


def test_a_month_costs_the_fee_of_the_version_in_force_on_its_first_day(home):
    versions = [
        version(model="FIXED", start="2024-01-20", end="2024-02-10", base_monthly_fee=1000),
        version(2, model="FIXED", start="2024-02-10", end="2024-03-01", base_monthly_fee=2000),
        version(3, model="HYBRID", start="2024-03-01", **MIXED),
    ]
    load_contracts(home, on=1, month=4, versions=versions)
    assert fees(home) == [
        ("k1", date(2024, 1, 1), 1, *sums("1000.00", "1180.00")),
        ("k1", date(2024, 2, 1), 1, *sums("1000.00", "1180.00")),
        ("k1", date(2024, 3, 1), 3, *sums("5000.00", "5900.00")),
        ("k1", date(2024, 4, 1), 3, *sums("5000.00", "5900.00")),
    ]


@pytest.mark.parametrize("first", ["PER_TRIP", "gap"])
def test_a_month_costs_the_fee_of_its_first_version_that_has_one(home, first):
    versions = [
        version(start="2023-12-01", end="2024-01-02" if first == "PER_TRIP" else "2023-12-15", cost_per_km=1),
        version(2, model="HYBRID", start="2024-01-02", end="2024-01-20", **MIXED),
        version(3, model="FIXED", start="2024-01-20", **FEE),
    ]
    load_contracts(home, on=1, month=2, versions=versions)
    assert [one[1:4] for one in fees(home)] == [
        (date(2024, 1, 1), 2, Decimal("5000.00")),
        (date(2024, 2, 1), 3, Decimal("5000.00")),
    ]
    assert charges(home, "start_time", "version_number = 2") == [(datetime(2024, 1, 2),)]  # noqa: DTZ001


def test_no_fee_is_billed_before_the_first_day_on_which_one_is_owed(home):
    versions = [version(end="2024-01-20", cost_per_km=1), version(2, model="FIXED", start="2024-01-20", **FEE)]
    load_contracts(home, on=19, versions=versions)
    assert fees(home) == []
    load_contracts(home, on=20, versions=versions)
    assert [month for _, month, *_ in fees(home)] == [date(2024, 1, 1)]


def test_a_month_without_trips_costs_its_fee_and_a_month_to_come_nothing(home):
    load_contracts(home, on=9, month=2, versions=[version(model="FIXED", start="2024-02-10", **FEE)])
    assert fees(home) == []
    load_contracts(home, on=10, month=2, versions=[version(model="FIXED", start="2024-02-10", **FEE)])
    assert [month for _, month, *_ in fees(home)] == [date(2024, 2, 1)]


def test_a_fee_is_taxed_and_carries_no_bonus(home):
    load_contracts(home, versions=[version(model="FIXED", carpool_bonus=50, tax_percentage=5, **FEE)])
    assert charges(home, where="TRUE") == [(None, *sums("5000.00", "250.00", "0.00", "5250.00"))]


def test_a_draft_bills_nothing_and_says_so(home):
    load_contracts(home, contracts=[contract(status="draft")], versions=[version(model="FIXED", **FEE)], trips=[trip()])
    assert charges(home, where="TRUE") == []
    assert findings(home) == [("trip", "contract_is_draft", "k1", "k1-1", "t1")]


def test_an_ended_contract_bills_its_trips_and_no_fee_from_the_snapshot_that_shows_it(home):
    versions, trips = [version(model="FIXED", **FEE)], [trip("t1", "2024-03-10T09:00:00")]
    load_contracts(home, on=15, month=1, versions=versions)
    load_contracts(home, on=15, month=2, contracts=[contract(status="TERMINATED")], versions=versions)
    load_contracts(home, on=15, month=4, contracts=[contract(status="TERMINATED")], versions=versions, trips=trips)
    assert [month.month for _, month, *_ in fees(home)] == [1, 2]
    assert charges(home, "trip_id") == [("t1",)]
    assert findings(home) == [("version", "ended_without_end", "k1", "k1-1", None)]


def test_what_the_source_no_longer_has_is_not_billed(home):
    load_contracts(home, versions=[version(cost_per_km=10)], trips=[trip("t1"), trip("t2")])
    load_contracts(home, on=1, month=2, versions=[version(cost_per_km=10)], trips=[trip("t2")])
    assert charges(home, "trip_id") == [("t2",)]
    load_contracts(
        home, on=2, month=2, contracts=[contract("k2")], versions=[version(1, "k2", cost_per_km=1)], trips=[trip("t2")]
    )
    assert charges(home, "trip_id") == []
    assert findings(home) == [("trip", "contract_gone", None, None, "t2")]


def test_an_invoice_is_the_sum_of_its_lines_and_due_on_the_last_day_of_the_month(home):
    trips = [trip("t1", km=10.5, is_carpool=True), trip("t2", km=10), trip("t3", "2024-02-10T09:00:00", 10)]
    load_contracts(home, on=29, month=2, versions=[version(**FARE)], trips=trips)
    build(home)
    assert home.rows("SELECT * EXCLUDE (tenant_id, source) FROM marts.contract_invoices ORDER BY month") == [
        (
            "c1",
            "v1",
            "k1",
            date(2024, 1, 1),
            date(2024, 1, 31),
            2,
            2,
            *sums("1112.50", "200.25", "50.00", "1362.75"),
            0,
            0,
            True,
        ),
        (
            "c1",
            "v1",
            "k1",
            date(2024, 2, 1),
            date(2024, 2, 29),
            1,
            1,
            *sums("550.00", "99.00", "0.00", "649.00"),
            0,
            0,
            True,
        ),
    ]


RENEWALS = [("2024-01-30", None), ("2024-01-31", (0, 30)), ("2024-03-01", (30, 30)), ("2024-03-02", (31, 60))]
RENEWALS += [("2024-03-31T12:00:00", (60, 60)), ("2024-04-30", (90, 90)), ("2024-05-01", None), (None, None)]


def test_a_version_that_ends_within_90_days_is_listed(home):
    versions = [version(of=f"k{n}", end=end, cost_per_km=1) for n, (end, _) in enumerate(RENEWALS)]
    load_contracts(home, contracts=contracts_of(versions), versions=versions)
    rows = build(home).rows(
        "SELECT contract_id, days_left, bucket, next_version_id, is_seamless FROM marts.contract_renewals ORDER BY 1"
    )
    assert rows == [(f"k{n}", *told, None, False) for n, (_, told) in enumerate(RENEWALS) if told]


@pytest.mark.parametrize(("start", "seamless"), [("2024-02-10", True), ("2024-02-11", False)])
def test_a_renewal_names_the_version_that_starts_next(home, start, seamless):
    ends = {"end": "2024-02-10", "cost_per_km": 1}
    later = version(3, start="2024-03-01", cost_per_km=1)
    load_contracts(home, versions=[version(**ends), version(2, start=start, end="2024-03-01", cost_per_km=1), later])
    build(home)
    query = (
        "SELECT version_number, next_version_number, next_valid_from, is_seamless FROM marts.contract_renewals "
        "ORDER BY version_number"
    )
    assert home.rows(query) == [
        (1, 2, datetime.fromisoformat(start), seamless),
        (2, 3, datetime(2024, 3, 1), True),  # noqa: DTZ001
    ]


@pytest.mark.parametrize(
    ("start", "end", "named"),
    [
        ("2024-02-05", "2024-03-01", 2),
        ("2024-01-01", None, 2),
        ("2024-02-05", "2024-02-10", 3),
        ("2023-12-01", "2024-03-01", 3),
    ],
)
def test_a_renewal_names_a_version_that_begins_before_and_holds_beyond_the_end(home, start, end, named):
    versions = [version(end="2024-02-10", cost_per_km=1), version(2, start=start, end=end, cost_per_km=1)]
    versions.append(version(3, start="2024-04-01", cost_per_km=1))
    load_contracts(home, versions=versions)
    query = "SELECT next_version_number, is_seamless FROM marts.contract_renewals WHERE version_number = 1"
    assert build(home).rows(query) == [(named, False)]
