"""SOAP calls fetched over HTTP on loopback into landing: of today alone where a call knows no past."""

from datetime import UTC, datetime

import dagster as dg
import pytest
from counter import SITES
from workshop import KAIROI, NAMES, Workshop, check, day, metadata

from pipelines.moves import receive_days
from pipelines.portfolio import Portfolio
from pipelines.resources import Choice
from pipelines.source_days import SourceDays
from simulator.credentials import Credentials
from simulator.faults import Fault
from simulator.server import Server
from simulator.world import World
from simulator.yardi.tenants import property_code
from warehouse.schema.raw_calls import CALL_TABLES

VOYAGER, GATEWAY = "yardi_voyager", "realpage_gateway"
LOGIN = Credentials()
ENVIRONMENT = {
    "VOYAGER_USER": LOGIN.yardi.user_name,
    "VOYAGER_PASSWORD": LOGIN.yardi.password,
    "VOYAGER_SERVER": LOGIN.yardi.server_name,
    "VOYAGER_DATABASE": LOGIN.yardi.database,
    "VOYAGER_ENTITY": LOGIN.yardi.interface_entity,
    "VOYAGER_LICENSE": LOGIN.yardi.interface_license,
    "VOYAGER_ILS_ENTITY": LOGIN.yardi.ils_interface_entity,
    "VOYAGER_ILS_LICENSE": LOGIN.yardi.ils_interface_license,
    "GATEWAY_PMC": LOGIN.realpage.pmc_id,
    "GATEWAY_LICENSE": LOGIN.realpage.license_key,
}
SECRETS = [LOGIN.yardi.password, LOGIN.yardi.interface_license, LOGIN.yardi.ils_interface_license]
SECRETS.append(LOGIN.realpage.license_key)
YARDI_PARTS = ["username", "password", "server", "database", "entity", "license", "ils_entity", "ils_license"]
OF_A_PROPERTY = [
    "yardi_available_units",
    "yardi_guest_activity",
    "yardi_lease_charges",
    "yardi_rent_roll_call",
    "yardi_resident_transactions",
    "yardi_residents",
    "yardi_units",
]
OF_A_SITE = ["realpage_buildings", "realpage_leases", "realpage_rentable_items", "realpage_residents", "realpage_units"]
TODAY = datetime(2025, 1, 10, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def world():
    return World.small(properties=2, units=6).advance_to(day(10))


@pytest.fixture
def workshop(world, tmp_path, monkeypatch):
    """Both vendors' sources over a server; the clock stands at the evening of the world's last day."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with Server(world, world.today) as server:
        made = Workshop.of(tmp_path, owners(server))
        made.server = server
        monkeypatch.setattr(made, "now", lambda: TODAY)
        yield made


def owners(server):
    names = {"username": "USER"}
    yardi = {f"{part}_env": f"VOYAGER_{names.get(part, part.upper())}" for part in YARDI_PARTS}
    gateway = {"pmcid_env": "GATEWAY_PMC", "license_env": "GATEWAY_LICENSE"}
    sources = {
        VOYAGER: {"fetch": {"url": server.yardi_url, **yardi}},
        GATEWAY: {"fetch": {"url": server.gateway_url, **gateway}},
    }
    properties = {
        one: {"name": NAMES[one], "site_id": site, "yardi_code": property_code(one)} for one, site in SITES.items()
    }
    company = {"name": "Kairoi", "sources": sources, "properties": properties}
    return Portfolio.model_validate({"tenants": {KAIROI: company}})


def receive(workshop, source, *days, again=False):
    chosen = Choice()
    work = SourceDays(KAIROI, source, [day(one) for one in days], chosen.of(workshop.portfolio, KAIROI, source))
    return receive_days(workshop.office, work, chosen, again=again).fetched


def landed(workshop, source):
    return sorted((one.scope, one.dataset) for one in workshop.rentroll.landing.files(f"{KAIROI}/{source}"))


@pytest.mark.slow
def test_every_call_of_each_property_is_landed_once(workshop, tmp_path):
    result = workshop.run(day(10))
    assert result.success
    assert landed(workshop, VOYAGER) == sorted(
        [("all", "yardi_properties"), *((scope, one) for scope in SITES for one in OF_A_PROPERTY)]
    )
    assert landed(workshop, GATEWAY) == sorted(
        [("all", "realpage_sites"), *((scope, one) for scope in SITES for one in OF_A_SITE)]
    )
    for source in (VOYAGER, GATEWAY):
        assert check(result, "every_scope_is_loaded", "landing", KAIROI, source).passed
    told = metadata(result, "landing", KAIROI, VOYAGER)
    assert (told["files_fetched"], told["properties_fetched"], told["fetches_failed"]) == (15, 3, 0)
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    said = [str(one) for one in workshop.instance.all_logs(result.run_id)]
    for secret in SECRETS:
        assert not any(secret.encode() in content for content in kept)
        assert not any(secret in one for one in said)


@pytest.mark.slow
def test_the_answers_fill_a_raw_table_each(workshop, world):
    assert workshop.run(day(10)).success
    units = {one: len(world.property_facts(one, day(10)).units) for one in SITES}
    query = "SELECT scope, COUNT(*) FROM raw.realpage_units WHERE NOT is_deleted GROUP BY scope"
    assert dict(workshop.rows(query)) == units
    query = "SELECT scope, COUNT(DISTINCT unit_code) FROM raw.yardi_units WHERE NOT is_pseudo_unit GROUP BY scope"
    assert dict(workshop.rows(query)) == units
    assert workshop.rows("SELECT COUNT(*) FROM raw.yardi_properties") == [(len(SITES),)]
    empty = [one for one in CALL_TABLES if workshop.rows(f"SELECT COUNT(*) FROM raw.{one}") == [(0,)]]
    assert empty == []
    assert workshop.rows("SELECT DISTINCT outcome FROM ops.loads") == [("loaded",)]


def test_what_was_landed_in_time_is_not_asked_for_again_and_a_call_with_a_past_is(workshop, monkeypatch):
    receive(workshop, VOYAGER, 10)
    monkeypatch.setattr(workshop, "now", lambda: TODAY.replace(day=11, hour=6))
    for again in (False, True):
        calls = len(workshop.server.calls)
        assert not receive(workshop, VOYAGER, 10, again=again).failed
        assert {one.method for one in workshop.server.calls[calls:]} == {"GetResidentsLeaseCharges_Login"}


def test_a_past_day_of_a_present_state_fails_with_its_sentence_and_changes_nothing(workshop):
    fetched = receive(workshop, GATEWAY, 9)
    assert (fetched.landed, fetched.may_pass, workshop.server.calls) == ([], False, [])
    assert len(fetched.failed) == 11
    assert fetched.failed[1].message == (
        "RealPage RPX getbuildings, site 5472172: it answers for its present state alone and cannot say what was so on "
        "2025-01-09. Expected today, 2025-01-10. "
        "Rebuild a past day from what landed then, or leave it out of the backfill."
    )
    outcomes = workshop.rows("SELECT outcome, COUNT(*) FROM ops.loads GROUP BY 1")
    assert outcomes == [("failed", 11)]


def test_one_propertys_failing_call_costs_that_call_alone(workshop):
    code = property_code("parkside")
    workshop.server.faults.add(Fault("fault in a 200", method="GetRentroll", property_code=code))
    (failure,) = receive(workshop, VOYAGER, 10).failed
    assert (failure.partition.scope, failure.dataset) == ("parkside", "yardi_rent_roll_call")
    assert len(landed(workshop, VOYAGER)) == 14
    calls = len(workshop.server.calls)
    assert not receive(workshop, VOYAGER, 10).failed
    asked = [one for one in workshop.server.calls[calls:] if one.method != "GetResidentsLeaseCharges_Login"]
    assert [(one.method, one.property_code) for one in asked] == [("GetRentroll", code)]


def test_a_missing_part_of_the_login_is_said_by_the_name_of_its_variable(workshop, monkeypatch):
    monkeypatch.delenv("VOYAGER_PASSWORD")
    fetched = receive(workshop, VOYAGER, 10)
    assert {one.message for one in fetched.failed} == {
        (
            "Yardi: a part of the login is missing. Expected its value in the environment variable VOYAGER_PASSWORD. "
            "Set it where the run is started."
        )
    }
    assert workshop.server.calls == []


def test_two_calls_for_one_dataset_are_refused(workshop):
    content = workshop.portfolio.model_dump(by_alias=True, exclude_unset=True)
    content["tenants"][KAIROI]["sources"][VOYAGER]["fetch"]["calls"] = ["GetResidents", "GetResidentsByStatus"]
    with pytest.raises(ValueError, match="calls names GetResidents and GetResidentsByStatus, which answer the same"):
        Portfolio.model_validate(content)


def test_the_evening_asks_for_the_day_that_ends(workshop):
    built = workshop.definitions
    context = dg.build_schedule_context(workshop.instance, TODAY, repository_def=built.get_repository_def())
    (request,) = built.resolve_schedule_def("every_evening").evaluate_tick(context).run_requests
    assert (request.partition_key, request.run_config) == ("2025-01-10", {})
    keys = built.resolve_job_def("collect").asset_layer.selected_asset_keys
    assert {key.to_user_string() for key in keys} == {f"landing/{KAIROI}/{VOYAGER}", f"landing/{KAIROI}/{GATEWAY}"}
