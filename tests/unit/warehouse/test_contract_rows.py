"""What a file of contract billing may hold: each row by its rule, times, ids and workbooks, and how a rule changes."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from support.contracts import (
    CONTRACTS,
    FARE,
    MIXED,
    build,
    charges,
    contract,
    contract_bench,
    contracts_of,
    employee,
    files,
    findings,
    load_contracts,
    sums,
    trip,
    version,
)
from support.homes import as_json, day
from support.rows import live, rejects


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = contract_bench(tmp_path_factory.mktemp("contracts"))
    yield desk
    desk.close()


@pytest.fixture
def home(desk):
    return desk.home()


VERSIONS = [
    ({"version_id": " "}, None),
    ({"version_id": None, "contract_id": ""}, "missing_contract_id"),
    ({"version_id": None, "version_number": None}, "missing_version_number"),
    ({"valid_from": "2024-01-10T08:30-05"}, None),
    ({"valid_from": "2024-01-10-05"}, "valid_from_not_a_moment"),
    ({"contract_id": "k9"}, "unknown_contract"),
    ({"version_number": "1.5"}, "version_number_not_a_number"),
    ({"version_number": 0}, "version_number_not_a_number"),
    ({"billing_model": ""}, "missing_billing_model"),
    ({"valid_from": None}, "missing_valid_from"),
    ({"valid_from": "01/02/2024"}, "valid_from_not_a_moment"),
    ({"valid_from": "2024-02-30"}, "valid_from_not_a_moment"),
    ({"valid_from": "2024-01-01T00:00:00Z"}, None),
    ({"valid_from": "0024-01-01"}, "valid_from_implausible"),
    ({"valid_until": "2024-01-01"}, "valid_until_not_after_valid_from"),
    ({"valid_until": "soon"}, "valid_until_not_a_moment"),
    ({"valid_until": "2204-01-01"}, "valid_until_implausible"),
    ({"valid_until": "2024-05-01T00:00:00+00:00"}, None),
    ({"valid_from": "2024-01-01T00:00:00+05:30"}, None),
    ({"valid_from": "2024-01-01 08:30"}, None),
]
TRIPS = [
    ({"trip_id": None}, "missing_trip_id"),
    ({"client_id": "c9"}, "unknown_client"),
    ({"contract_id": "k9"}, "unknown_contract"),
    ({"start_time": "2024-01-10"}, "start_time_not_a_moment"),
    ({"start_time": "2024-01-10T25:00:00"}, "start_time_not_a_moment"),
    ({"start_time": "2024-01-10T09:00:00Z"}, None),
    ({"start_time": "2024-01-10T09:00:00.5+0000"}, None),
    ({"start_time": "2024-01-10 09:00:00+00", "end_time": "2024-01-10T09:30-05"}, None),
    ({"start_time": "2024-01-10 09:00:00+0"}, "start_time_not_a_moment"),
    ({"start_time": "2024-01-10+05"}, "start_time_not_a_moment"),
    ({"start_time": "2024-01-10T09:00:00 UTC"}, "start_time_not_a_moment"),
    ({"start_time": "1024-01-10T09:00:00"}, "start_time_implausible"),
    ({"end_time": "later"}, "end_time_not_a_moment"),
    ({"end_time": "2024-01-10T09:30:00Z"}, None),
    ({"end_time": "2224-01-10T09:30:00"}, "end_time_implausible"),
    ({"distance_km": None}, "missing_distance_km"),
    ({"distance_km": "10 km"}, "distance_km_not_a_number"),
    ({"distance_km": "1,000"}, "distance_km_not_a_number"),
    ({"distance_km": -1}, "distance_km_negative"),
    ({"is_carpool": "perhaps"}, "is_carpool_not_a_flag"),
    ({"is_carpool": "Yes"}, None),
    ({"is_carpool": None, "end_time": "2024-01-10 09:30"}, None),
]


def test_each_version_is_taken_or_refused_by_its_rule(home):
    rows = [{**version(number, cost_per_km=1), **row} for number, (row, _) in enumerate(VERSIONS, 1)]
    load_contracts(home, versions=rows)
    refused = [("contract_versions", number, rule) for number, (_, rule) in enumerate(VERSIONS, 1) if rule]
    assert rejects(home) == refused
    assert len(live(home, "contract_versions", "version_id")) == len(VERSIONS) - len(refused)


def test_each_trip_is_taken_or_refused_by_its_rule(home):
    rows = [{**trip(f"t{number}"), **row} for number, (row, _) in enumerate(TRIPS)]
    load_contracts(home, versions=[version(cost_per_km=1)], trips=rows)
    refused = [("trips", number, rule) for number, (_, rule) in enumerate(TRIPS, 1) if rule]
    assert rejects(home) == refused
    assert len(live(home, "trips", "trip_id")) == len(TRIPS) - len(refused)


def test_a_version_without_an_id_has_its_contract_and_number_for_one(home):
    nameless = [version(number, start=f"202{number}-01-01", cost_per_km=number) for number in (1, 2)]
    for one in nameless:
        del one["version_id"]
    load_contracts(home, allow=False, versions=nameless, trips=[trip()])
    assert live(home, "contract_versions", "version_id") == ["k1/1", "k1/2"]
    assert build(home).rows("SELECT valid_from FROM marts.contract_rules WHERE version_id = 'k1/2'") == [
        (datetime(2022, 1, 1),)  # noqa: DTZ001
    ]
    again = load_contracts(home, allow=False, versions=nameless[::-1], trips=[trip()])
    assert again["contract_versions"].outcome == "loaded"
    assert home.rows("SELECT * FROM unified.contract_versions_versions") == []
    twice = [*nameless, {**nameless[1], "valid_until": "2030-01-01"}]
    load_contracts(home, on=1, month=2, versions=twice)
    message = 'version "2" of contract "k1" (version_id blank) stands on an earlier row of this file with other values'
    assert home.rows("SELECT rule, message FROM ops.rejects") == [("duplicate_id", message)]


def test_a_file_that_no_longer_has_version_ids_is_held(home):
    load_contracts(home, versions=[version(cost_per_km=1)])
    nameless = version(cost_per_km=1)
    del nameless["version_id"]
    outcome = load_contracts(home, on=1, month=2, versions=[nameless], allow=False)["contract_versions"]
    assert outcome.outcome == "held"
    assert "would delete 1 of 1 live rows" in outcome.message
    assert live(home, "contract_versions", "version_id") == ["k1-1"]


def test_the_wall_clock_counts_and_an_offset_is_dropped(home):
    trips = [trip("night", "2024-01-31T20:30:00+05:30", 0), trip("day", "2024-01-31T19:30:00-08:00", 0)]
    load_contracts(home, versions=[version(model="HYBRID", **MIXED)], trips=trips)
    assert charges(home, "trip_id, start_time, month, base_amount") == [
        ("day", datetime(2024, 1, 31, 19, 30), date(2024, 1, 1), Decimal("0.00")),  # noqa: DTZ001
        ("night", datetime(2024, 1, 31, 20, 30), date(2024, 1, 1), Decimal("40.00")),  # noqa: DTZ001
    ]


def test_trips_that_start_in_utc_are_billed_as_written_and_are_a_warning(home):
    trips = [trip("night", "2024-01-31T20:30:00Z", 0), trip("day", "2024-01-31T19:30:00.250Z", 0)]
    load_contracts(home, versions=[version(model="HYBRID", **MIXED)], trips=trips)
    assert charges(home, "trip_id, start_time, month, base_amount") == [
        ("day", datetime(2024, 1, 31, 19, 30, 0, 250_000), date(2024, 1, 1), Decimal("0.00")),  # noqa: DTZ001
        ("night", datetime(2024, 1, 31, 20, 30), date(2024, 1, 1), Decimal("40.00")),  # noqa: DTZ001
    ]
    query = "SELECT client_id, severity, message FROM marts.contract_findings WHERE rule = 'start_in_utc'"
    message = (
        "2 trips start at a time that ends with Z or +00:00; it is taken as the clock on the spot, which decides their "
        "month, night and version. Where it is in UTC, have local times exported"
    )
    assert home.rows(query) == [("c1", "warning", message)]


UTC = ["Z", "z", "+00:00", "-00:00", "+0000", "+00", "-00"]
ELSEWHERE = ["", "+05:30", "-08", "+0100", "+00:30"]


def test_zero_hours_say_utc_as_well_as_a_z_does(home):
    ends = [*UTC, *ELSEWHERE]
    trips = [trip(f"t{n}", f"2024-01-31T20:30:00{end}", 0) for n, end in enumerate(ends)]
    trips.append(trip("local", "2024-01-31 20:30", 0))
    versions = [version(of=f"k{n}", start=f"2024-01-01T00:00{end}", cost_per_km=1) for n, end in enumerate(ends)]
    versions.append(version(of="ends", end="2025-01-01 00:00:00.5+00", cost_per_km=1))
    load_contracts(home, contracts=contracts_of(versions), versions=versions, trips=trips)
    build(home)
    query = "SELECT kind, rule, client_id, message FROM marts.contract_findings WHERE rule LIKE '%in_utc' ORDER BY kind"
    in_utc = len(UTC)
    told = [(kind, rule, of, message.partition(" ")[0]) for kind, rule, of, message in home.rows(query)]
    assert told == [
        ("trip", "start_in_utc", "c1", str(in_utc)),
        ("version", "version_in_utc", "c1", str(in_utc + 1)),
    ]
    starts = home.rows("SELECT DISTINCT start_time FROM unified.trips")
    assert starts == [(datetime(2024, 1, 31, 20, 30),)]  # noqa: DTZ001


@pytest.mark.parametrize("of", [None, " ", "nobody"])
def test_a_refused_trip_in_utc_invents_no_client(home, of):
    load_contracts(home, versions=[version(cost_per_km=1)], trips=[trip("t1"), trip("t2", "2024-01-10T09:00Z", by=of)])
    assert rejects(home)[0][:2] == ("trips", 2)
    assert findings(home) == []


def test_a_rejected_row_says_what_stands_there_and_what_was_expected(home):
    load_contracts(home, versions=[version(cost_per_km=1)], trips=[trip(start="2024-01-10")])
    assert home.value("SELECT message FROM ops.rejects") == (
        'start_time is "2024-01-10"; expected the local time as YYYY-MM-DDTHH:MM:SS; a day alone tells no hour'
    )


def test_references_and_numbers_that_are_taken_are_rejected(home):
    load_contracts(
        home,
        employees=[employee(), employee("e2", of="c9")],
        contracts=[contract(), contract("k2", of="c9"), contract("k3", by="v9"), contract("k4", status=None)],
        versions=[version(cost_per_km=1), version(1, key="again", start="2025-01-01", cost_per_km=1)],
    )
    assert rejects(home) == [
        ("contract_versions", 2, "version_number_taken"),
        ("contracts", 2, "unknown_client"),
        ("contracts", 3, "unknown_vendor"),
        ("contracts", 4, "missing_status"),
        ("employees", 2, "unknown_client"),
    ]


def test_a_changed_rule_is_in_the_change_log_by_its_key_and_bills_anew(home):
    load_contracts(home, versions=[version(cost_per_km=10, base_fare=5)], trips=[trip(km=10)])
    load_contracts(home, on=1, month=2, versions=[version(cost_per_km=11, base_fare=5)], trips=[trip(km=12)])
    home.build("change_log", "contract_charges")
    changed = home.rows("SELECT model, field, old_value, new_value, file FROM marts.change_log ORDER BY ALL")
    assert changed == [
        ("contract_versions", "cost_per_km", "10.000000", "11.000000", "contract_versions.json"),
        (
            "contract_versions",
            "rules_config",
            '{"base_fare": 5, "cost_per_km": 10}',
            '{"base_fare": 5, "cost_per_km": 11}',
            "contract_versions.json",
        ),
        ("trips", "distance_km", "10.000000", "12.000000", "trips.json"),
    ]
    assert charges(home, "base_amount") == [(Decimal("137.00"),)]


def test_another_way_to_write_the_same_rules_is_no_change(home):
    load_contracts(home, versions=[version(cost_per_km=18.5, base_fare=300)])
    respelt = version() | {"rules_config": '{ "base_fare": 300.00,\n "cost_per_km": 18.50 }'}
    load_contracts(home, on=1, month=2, versions=[respelt])
    assert home.rows("SELECT * FROM unified.contract_versions_versions") == []


def test_a_rule_is_exact_as_text_and_as_a_number(home):
    texts = ["0.1", "123456789.123456", "18.500000", "0.000001"]
    versions = [
        version(number, start=f"202{number}-01-01", end=f"202{number}-06-01")
        | {"rules_config": f'{{"cost_per_km": {text}}}'}
        for number, text in enumerate(texts, 1)
    ]
    as_object = as_json(versions).replace(b'"{', b"{").replace(b'}"', b"}").replace(b'\\"', b'"')
    for month, content in ((1, as_json(versions)), (2, as_object)):
        home.load({**files(), "contract_versions": content}, day(1, month), source=CONTRACTS, allow=True)
        stored = home.rows("SELECT cost_per_km FROM unified.contract_versions ORDER BY version_number")
        assert [one for (one,) in stored] == [Decimal(text) for text in texts]
    assert home.rows("SELECT * FROM unified.contract_versions_versions") == []


def test_a_workbook_bills_the_same(home):
    book = openpyxl.Workbook()
    book.remove(book.active)
    sent = files(versions=[version(**FARE)], trips=[trip(km=10.5, is_carpool=True)])
    sent["contract_versions"] = [one | {"rules_config": as_json(FARE).decode()} for one in sent["contract_versions"]]
    sent["trips"] = [one | {"start_time": datetime(2024, 1, 10, 9)} for one in sent["trips"]]  # noqa: DTZ001
    for name, rows in sent.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    content = io.BytesIO()
    book.save(content)
    home.load({"contract_billing.xlsx": content.getvalue()}, day(31), source=CONTRACTS)
    assert charges(home) == [("t1", *sums("562.50", "101.25", "50.00", "713.75"))]


def test_a_day_in_a_cell_of_a_workbook_is_its_midnight_and_as_text_it_is_refused(home):
    load_contracts(home, versions=[version(cost_per_km=1)])
    book = openpyxl.Workbook()
    book.active.title = "trips"
    book.active.append(["trip_id", "client_id", "contract_id", "start_time", "end_time", "distance_km", "is_carpool"])
    midnight = datetime(2024, 2, 1)  # noqa: DTZ001
    starts = {"moment": midnight, "day": midnight.date(), "text": "2024-02-01"}
    for key, start in starts.items():
        book.active.append([key, "c1", "k1", start, start, 1, False])
    content = io.BytesIO()
    book.save(content)
    home.load({"trips.xlsx": content.getvalue()}, day(2, 2), source=CONTRACTS)
    accepted = home.rows("SELECT trip_id, start_time, end_time FROM unified.trips ORDER BY trip_id")
    assert accepted == [(key, midnight, midnight) for key in ("day", "moment")]
    assert rejects(home) == [("trips", 4, "start_time_not_a_moment")]
