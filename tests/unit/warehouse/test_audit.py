"""What changed, in which file, and which publication showed it first; docs/audit.md's queries run as they stand."""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import contracts, schools
from support.contracts import CONTRACTS
from support.homes import LEASING, PATIENTS, TENANT, Home, day
from support.rows import ledger, patient, payment, rent, resident, status, stay, unit
from support.schools import SCHOOLS

from pipelines.portfolio import Portfolio
from pipelines.rentroll import Rentroll
from warehouse.build import build_marts, entities, needed_for
from warehouse.entities import ENTITIES, source_of
from warehouse.feeds import PLANS

DOC = Path(__file__).parents[3] / "docs" / "audit.md"
CHANGES, SHOWN, REPLACED, _ = (block for block in re.findall(r"\n\n((?:    .*\n)+)", DOC.read_text(encoding="utf-8")))
FILLED = [
    *((plan.source, model.unified, model.dataset) for plan in PLANS.values() for model in plan.models.values()),
    *((source_of(report), model.unified, report) for report, models in ENTITIES.items() for model in models),
]


def portfolio(*sources):
    entry = {"name": "All", "sources": {one: {} for one in sources}}
    return Portfolio.model_validate({"tenants": {TENANT: entry}})


def test_every_model_of_a_source_is_filled_by_one_dataset_whose_file_the_change_log_names():
    assert {name for _, name, _ in FILLED} == {one.name for one in entities()}
    twice = [one for one, count in Counter((source, model) for source, model, _ in FILLED).items() if count > 1]
    assert twice == []


# One object that changes, and one that comes on the second day and is gone on the third, in every dataset.
FIRST = {
    LEASING: ledger(
        units=(unit("U1"),),
        residents=[resident("r1")],
        stays=[stay("o1", "U1", "r1", "2024-01-01")],
        rents=[rent("n1", "o1", 900, "2024-01-01")],
        statuses=[status("s1", "U1", "active", "2023-01-01")],
    ),
    PATIENTS: {"patients": [patient("p1")], "payments": [payment("a1", "p1", 5)]},
    SCHOOLS: schools.files(invoices=[schools.invoice()], payments=[schools.paid("y1")]),
    CONTRACTS: contracts.files(
        versions=[contracts.version(cost_per_km=5, base_fare=1, min_trip_charge=1)], trips=[contracts.trip()]
    ),
}
CHANGED = {
    ("properties", "name"): "Other",
    ("units", "unit_number"): "9",
    ("residents", "last_name"): "Ray",
    ("occupancies", "move_out_date"): "2025-01-01",
    ("rents", "amount"): 950,
    ("unit_statuses", "start_date"): "2023-02-01",
    ("patients", "lastName"): "Ray",
    (PATIENTS, "payments", "amount"): 6,
    ("schools", "name"): "South",
    ("students", "grade"): "7",
    ("invoices", "amount"): 120,
    (SCHOOLS, "payments", "reference"): "R7",
    ("clients", "name"): "Other",
    ("vendors", "name"): "Other",
    ("employees", "name"): "Other",
    ("contracts", "status"): "ENDED",
    ("contract_versions", "valid_until"): "2025-01-01",
    ("trips", "distance_km"): 11,
}


def second(source, dataset, rows):
    """The rows of the second day: the first one changed."""
    ((*_, name), value) = next(
        one for one in CHANGED.items() if one[0][:-1] in ((dataset,), (source, dataset))
    )  # fmt: skip
    return [{**rows[0], name: value}, *rows[1:]]


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    folder = tmp_path_factory.mktemp("audit")
    home = Home(folder, Rentroll(folder / "home", portfolio(*FIRST)))
    for source, tables in FIRST.items():
        empty = {name: [] for name in tables}
        home.load({f"{name}-1.json": rows for name, rows in tables.items()}, day(1), source=source)
        changed = {name: second(source, name, rows) for name, rows in tables.items()}
        home.load({f"{name}-2.json": rows for name, rows in changed.items()}, day(2), source=source)
        gone = home.load({f"{name}-3.json": rows for name, rows in empty.items()}, day(3), source=source, allow=True)
        assert all(one.is_loaded for one in gone.values()), gone
        home.load({f"{name}-4.json": rows for name, rows in changed.items()}, day(4), source=source)
    build_marts(home.rentroll.warehouse, needed_for(["change_log"]))
    return home


def test_every_field_deletion_and_return_of_every_feeds_model_stands_in_the_log_with_its_file(lived):
    log = lived.rows("SELECT source, model, change, snapshot_date, file, dataset FROM marts.change_log")
    models = [(source, model, dataset) for source, model, dataset in FILLED if source in FIRST]
    expected = {
        (source, model, change, day(number), dataset)
        for source, model, dataset in models
        for number, change in ((2, "changed"), (3, "gone"), (4, "come_back"))
    }
    assert {(source, model, change, on, dataset) for source, model, change, on, _, dataset in log} >= expected
    assert {(file, on.day) for *_, on, file, _ in log} == {
        (f"{name}-{number}.json", number) for tables in FIRST.values() for name in tables for number in (2, 3, 4)
    }


def test_the_change_log_can_be_asked_for_a_period_as_the_document_says(lived):
    query = CHANGES.replace("2026-01-01", "2024-01-02").replace("2026-01-31", "2024-01-02")
    rows = lived.rows(query)
    assert {row[0] for row in rows} == {day(2)}
    assert (day(2), "payments-2.json", "patient_payments", "a1", "changed", "amount", "5.00", "6.00") in rows


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path, Rentroll(tmp_path / "home", portfolio(PATIENTS)))


def at(hour):
    return datetime(2024, 3, 1, hour, tzinfo=UTC)


def publish(home, hour):
    home.rentroll.build()
    return home.rentroll.publish(published_at=at(hour))


@pytest.mark.slow
def test_the_document_tells_which_publication_showed_a_state_first(home):
    def load(number, amount):
        name = f"upload-{number}"
        home.load({f"{name}-patients.json": [patient()], f"{name}-payments.json": [payment("a", "p1", amount)]},
                  day(number))  # fmt: skip

    load(1, 5)
    publish(home, 9)
    load(10, 7)
    publish(home, 10)
    publish(home, 11)
    load(5, 6)  # late
    publish(home, 12)
    load(20, 8)
    home.rentroll.build()
    told = [row[0:1] + row[5:] for row in home.rows(SHOWN)]
    assert told == [
        (day(5), "5.00", "6.00", "upload-5-payments.json", 4, at(12).replace(tzinfo=None)),
        (day(10), "6.00", "7.00", "upload-10-payments.json", 2, at(10).replace(tzinfo=None)),
        (day(20), "7.00", "8.00", "upload-20-payments.json", None, None),
    ]


@pytest.mark.slow
def test_a_published_version_names_the_files_it_was_built_from_and_no_later_one(home):
    home.load({"patients": [patient()]}, day(1))
    publish(home, 9)
    home.load({"patients": [patient(), patient("p2")]}, day(2))
    query = "SELECT dataset, snapshot_date, file, rows_accepted FROM marts.source_files"
    assert home.ask(query) == [("patients", day(1), "patients.json", 1)]
    publish(home, 10)
    held = home.rows("SELECT snapshot_date, version FROM ops.publication_files ORDER BY 1")
    assert held == [(day(1), 1), (day(2), 2)]
    assert home.ask("SELECT COUNT(*) FROM marts.source_files") == [(2,)]


def test_a_file_that_took_the_place_of_another_is_held_from_its_own_version_on(home):
    home.load({"patients": [patient()]}, day(1))
    publish(home, 9)
    home.load({"patients": [patient(first="Bo")]}, day(1))
    publish(home, 10)
    held = home.rows("SELECT version FROM ops.publication_files ORDER BY 1")
    assert held == [(1,), (2,)]
    replaced = "WHERE rule = 'file_replaced'"
    ((severity, day_of, message),) = home.rows(
        f"SELECT severity, snapshot_date, message FROM marts.data_quality {replaced}"
    )
    assert (severity, day_of) == ("info", day(1))
    told = home.rows(REPLACED)
    assert [row[4:8] for row in told] == [
        (day(1), version, at(8 + version).replace(tzinfo=None), "patients.json") for version in (1, 2)
    ]
    assert [row[9] for row in told] == [False, True]
    first, second = (row[8][:12] for row in told)
    assert message.startswith(f"patients.json ({first}) was replaced by patients.json ({second}), which now stands")


@pytest.mark.slow
def test_where_no_file_of_a_day_was_replaced_the_document_shows_none(home):
    home.load({"patients": [patient()]}, day(1))
    publish(home, 9)
    home.load({"patients": [patient()]}, day(1))
    home.load({"patients": [patient(), patient("p2")]}, day(2))
    publish(home, 10)
    assert home.rows(REPLACED) == []
    assert home.rows("SELECT 1 FROM marts.data_quality WHERE rule = 'file_replaced'") == []
