"""Reports fetched over HTTP on loopback: landed, loaded, published, named where they fail, and never fetched twice."""

import logging

import pytest
from counter import A_MONTH, SITES, THREE, TOKEN_ENV, landed, ordered, owners, receive, serving, workshop_at
from workshop import FIRST_ARRIVAL, KAIROI, LOADING, REPORTS, check, day, failed_steps, metadata

from pipelines import fetching
from pipelines.assets import landing
from simulator.faults import Fault
from simulator.world import World
from warehouse.standing import Standing

SCOPES = "every_scope_is_loaded"
STATES = "SELECT * FROM unified.occupancy_metrics ORDER BY ALL"


@pytest.fixture(scope="module")
def world():
    return World.small(properties=2, units=6).advance_to(day(10))


@pytest.mark.slow
def test_one_run_fetches_lands_loads_and_publishes_and_the_next_asks_for_nothing(world, tmp_path, monkeypatch):
    with serving(world) as server:
        company = workshop_at(tmp_path, server, monkeypatch)
        result = company.run(day(10))
        assert result.success
        assert len(ordered(server)) == 6
        calls = len(server.calls)
        assert company.run(day(10), only=LOADING).success
        assert len(server.calls) == calls
    assert landed(company) == [(scope, report, 10) for scope in SITES for report in sorted(THREE)]
    assert company.rows("SELECT DISTINCT outcome, COUNT(*) FROM ops.loads GROUP BY 1") == [("loaded", 6)]
    published = "SELECT property_id, snapshot_date, COUNT(*) FROM marts.delinquency GROUP BY ALL ORDER BY ALL"
    assert company.ask(KAIROI, published) == [("nexus_east", day(10), 1), ("parkside", day(10), 1)]
    told = metadata(result, "landing", KAIROI, REPORTS)
    assert (told["files_fetched"], told["properties_fetched"], told["fetches_failed"]) == (6, 2, 0)
    assert told["seconds"] > 0


def test_a_manifest_says_how_the_report_was_asked_for(world, tmp_path, monkeypatch):
    with serving(world) as server:
        company = workshop_at(tmp_path, server, monkeypatch, reports=["realpage_delinquency"])
        receive(company, 9)
        address = f"{server.reports_url}/reports/4260/report-instances"
    (one,) = company.rentroll.landing.files(f"{KAIROI}/{REPORTS}/realpage_delinquency/nexus_east")
    assert one.connector == "realpage_reports 0.1.0"
    assert one.received_at == company.now()
    assert one.file_name == f"nexus_east-realpage_delinquency-2025-01-09.{one.extension}"
    assert (one.request["method"], one.request["address"], one.request["asked_for"]) == ("POST", address, "2025-01-09")
    assert one.request["parameters"]["properties"] == [SITES["nexus_east"]]
    assert one.notes == []


def test_a_property_that_fails_is_named_the_other_is_published_and_only_it_is_fetched_again(
    world, tmp_path, monkeypatch
):
    fault = Fault("fault in a 200", "reports", "create", SITES["parkside"], times=3)
    with serving(world, fault) as server:
        company = workshop_at(tmp_path, server, monkeypatch)
        result = company.run(day(10))
        assert failed_steps(result) == {f"complete__{KAIROI}"}
        said = check(result, SCOPES, "landing", KAIROI, REPORTS).description
        assert "2025-01-10 kairoi/realpage_reports: failed: parkside/realpage_box_score" in said
        assert 'property 5536211: the answer names no instance. Expected an "instanceId"' in said
        assert "nexus_east" not in said
        assert company.ask(KAIROI, "SELECT DISTINCT property_id FROM marts.occupancy") == [("nexus_east",)]
        calls = len(server.calls)
        mended = company.run(day(10), only=LOADING)
        assert check(mended, SCOPES, "landing", KAIROI, REPORTS).passed
        assert ordered(server, since=calls) == [SITES["parkside"]] * 3
    assert company.rows("SELECT outcome, COUNT(*) FROM ops.loads GROUP BY 1") == [("loaded", 6)]


def test_what_fails_in_passing_is_asked_for_again_in_the_same_run(world, tmp_path, monkeypatch):
    monkeypatch.setattr(landing, "FETCH_WAIT_SECONDS", 0.0)
    fault = Fault("server error", "reports", "create", SITES["parkside"], times=4)
    with serving(world, fault) as server:
        company = workshop_at(tmp_path, server, monkeypatch, reports=["realpage_delinquency"])
        result = company.run(day(10), only=LOADING)
        assert ordered(server) == [SITES["nexus_east"]] + [SITES["parkside"]] * 5
    assert result.success
    assert [one.step_key for one in result.all_events if one.event_type_value == "STEP_RESTARTED"] == [
        f"landing__{KAIROI}__{REPORTS}"
    ]
    assert company.rows("SELECT scope, outcome FROM ops.loads ORDER BY ALL") == [
        ("nexus_east", "loaded"),
        ("parkside", "loaded"),
    ]
    assert company.slept


def test_what_does_not_pass_is_not_asked_for_again(world, tmp_path, monkeypatch):
    fault = Fault("fault in a 200", "reports", "create", SITES["parkside"], times=None)
    with serving(world, fault) as server:
        company = workshop_at(tmp_path, server, monkeypatch, reports=["realpage_delinquency"])
        assert not receive(company, 10).fetched.may_pass
        assert ordered(server) == sorted(SITES.values())


@pytest.mark.slow
def test_a_range_of_days_is_fetched_in_one_run_and_only_what_it_lacks(world, tmp_path, monkeypatch):
    with serving(world) as server:
        company = workshop_at(tmp_path, server, monkeypatch, reports=["realpage_delinquency"])
        receive(company, 5)
        calls = len(server.calls)
        assert company.run(day(4), day(6), only=LOADING).success
        assert len(ordered(server, since=calls)) == 4
        assert [one[2] for one in landed(company)] == [4, 5, 6] * 2
        loads = company.rows("SELECT snapshot_date, outcome, COUNT(*) FROM ops.loads GROUP BY ALL ORDER BY ALL")
        assert loads == [(day(number), "loaded", 2) for number in (4, 5, 6)]
        calls = len(server.calls)
        receive(company, 4, 5, 6, again=True, scopes=[f"{KAIROI}/{REPORTS}/parkside"])
        assert ordered(server, since=calls) == [SITES["parkside"]] * 3


def test_a_report_fetched_before_its_day_was_over_does_not_stand_for_the_whole_day(world, tmp_path, monkeypatch):
    with serving(world) as server:
        company = workshop_at(tmp_path, server, monkeypatch, reports=["realpage_delinquency"])
        monkeypatch.setattr(company, "now", lambda: FIRST_ARRIVAL.replace(month=1, day=10, hour=15))
        receive(company, 10)
        monkeypatch.setattr(company, "now", lambda: FIRST_ARRIVAL.replace(month=1, day=11, hour=6))
        receive(company, 10)
        assert len(ordered(server)) == 4
        receive(company, 10)
        assert len(ordered(server)) == 4


@pytest.mark.slow
def test_a_property_whose_day_is_behind_fails_for_the_day_and_its_report_is_kept_as_the_earlier_days(
    world, tmp_path, monkeypatch
):
    with serving(world, business_days_behind={"parkside": 1}) as server:
        company = workshop_at(tmp_path, server, monkeypatch, reports=["realpage_delinquency"])
        result = company.run(day(10), only=LOADING)
    assert landed(company) == [("nexus_east", "realpage_delinquency", 10), ("parkside", "realpage_delinquency", 9)]
    said = check(result, SCOPES, "landing", KAIROI, REPORTS).description
    assert said == (
        "2025-01-10 kairoi/realpage_reports: failed: parkside/realpage_delinquency: realpage_delinquency of parkside "
        "for 2025-01-10: the report that came is of 2025-01-09 and is kept as that day's. Expected the day that was "
        "asked for, but the property's business date is behind it. Run the day again when the property has closed it."
    )
    loads = "SELECT scope, snapshot_date, outcome FROM ops.loads ORDER BY ALL"
    assert company.rows(loads) == [
        ("nexus_east", day(10), "loaded"),
        ("parkside", day(9), "loaded"),
        ("parkside", day(10), "failed"),
    ]
    kept = company.rentroll.landing.of_days(KAIROI, REPORTS, [day(9)])[0]
    assert kept.notes == ["it describes 2025-01-09, as the property's business date is behind 2025-01-10"]


def test_an_error_report_is_never_a_snapshot(world, tmp_path, monkeypatch):
    fault = Fault("error report", "reports", "create", SITES["parkside"], times=None)
    with serving(world, fault) as server:
        company = workshop_at(tmp_path, server, monkeypatch, reports=["realpage_delinquency"])
        (failure,) = receive(company, 10).fetched.failed
        assert ordered(server) == [SITES["nexus_east"]] + [SITES["parkside"]] * 4
    assert failure.message == (
        "RealPage realpage_delinquency, property 5536211, 2025-01-07: the report failed: "
        '"Invalid end date entered - end date must be less than or equal to the property\'s business date". '
        "Expected a report, for the day asked or one of the 3 before it. "
        "Check the property's business date and the report's parameters."
    )
    assert landed(company) == [("nexus_east", "realpage_delinquency", 10)]


@pytest.mark.slow
def test_an_expired_token_is_said_once_changes_nothing_and_a_fresh_one_is_taken_up(world, tmp_path, monkeypatch):
    with serving(world) as server:
        company = workshop_at(tmp_path, server, monkeypatch)
        company.run(day(9), only=LOADING)
        before = (landed(company), company.rows(STATES), len(server.calls))
        assert before[1]
        monkeypatch.setenv(TOKEN_ENV, server.token(-A_MONTH))
        result = company.run(day(10), only=LOADING)
        (line,) = check(result, SCOPES, "landing", KAIROI, REPORTS).description.splitlines()
        assert "failed: nexus_east/realpage_box_score, nexus_east/realpage_delinquency" in line
        assert "RealPage reporting token of Kairoi Management, LLC: it expired at 2025-05-02 00:00:00 UTC." in line
        assert "copy the fresh token into the environment variable or token file" in line
        assert (landed(company), company.rows(STATES), len(server.calls)) == before
        monkeypatch.delenv(TOKEN_ENV)
        (tmp_path / "token").write_text(server.token(A_MONTH))
        company.portfolio = owners(server, token_file=str(tmp_path / "token"))
        assert len(receive(company, 10).fetched.landed) == 6
    assert company.rows("SELECT COUNT(*) FROM ops.loads WHERE outcome = 'failed'") == [(0,)]


def test_a_property_without_the_vendors_id_fails_and_the_chosen_scopes_are_fetched_alone(world, tmp_path, monkeypatch):
    with serving(world) as server:
        company = workshop_at(tmp_path, server, monkeypatch, reports=["realpage_delinquency"])
        content = company.portfolio.model_dump(by_alias=True, exclude_unset=True)
        content["tenants"][KAIROI]["properties"]["parkside"].pop("site_id")
        company.portfolio = type(company.portfolio).model_validate(content)
        (failure,) = receive(company, 10).fetched.failed
        assert ordered(server) == [SITES["nexus_east"]]
        assert not receive(company, 9, scopes=[f"{KAIROI}/{REPORTS}/nexus_east"]).fetched.failed
    assert failure.message == (
        "tenants.kairoi.properties.parkside: it has no site_id. Expected the property's id at the vendor. "
        "Add it to the portfolio."
    )


def test_where_nothing_lists_the_files_they_are_scanned_for_from_the_last_one_seen(world, tmp_path, monkeypatch):
    with serving(world, has_listing=False) as server:
        company = workshop_at(tmp_path, server, monkeypatch, find_by="scan", first_file_id=880_090)
        assert not receive(company, 9).fetched.failed
        assert len(landed(company)) == 6
        progress = company.home / "progress" / KAIROI / f"{REPORTS}.json"
        first = progress.read_text()
        downloads = sum(one.method == "download" for one in server.calls)
        assert not receive(company, 10).fetched.failed
        assert sum(one.method == "download" for one in server.calls) < 2 * downloads
    assert len(landed(company)) == 12
    assert progress.read_text() > first


def test_a_file_that_was_dropped_is_not_fetched(world, exports, tmp_path, monkeypatch):
    with serving(world) as server:
        company = workshop_at(tmp_path, server, monkeypatch, reports=["realpage_delinquency"])
        company.copy_drop(exports)
        received = receive(company, 10)
        assert ordered(server) == []
    assert len(received.landed) == 4


def test_the_override_reaches_a_held_file_that_is_not_fetched_again(world, tmp_path, monkeypatch):
    with serving(world) as server:
        company = workshop_at(tmp_path, server, monkeypatch, reports=["realpage_delinquency"])
        receive(company, 10)
        held = Standing("parkside", "realpage_delinquency", day(10), "a.xlsx", None, "held", "too few", {})
        monkeypatch.setattr(fetching, "standing", lambda *_: [held])
        receive(company, 10, allow_mass_deletion=True)
        assert len(ordered(server)) == 2
    files = company.rentroll.landing.files(f"{KAIROI}/{REPORTS}")
    assert {one.scope: one.allow_mass_deletion for one in files} == {"nexus_east": False, "parkside": True}


def test_no_secret_is_written_or_said_anywhere(world, tmp_path, monkeypatch, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(landing, "FETCH_WAIT_SECONDS", 0.0)
    faults = (
        Fault("server error", "reports", "create", SITES["parkside"], times=1),
        Fault("expired token", "reports", "list", first=2),
        Fault("malformed", "reports", "download", times=1),
    )
    with serving(world, *faults) as server:
        company = workshop_at(tmp_path, server, monkeypatch)
        token = server.token(A_MONTH)
        results = [company.run(day(9), day(10), only=LOADING)]
        assert len(server.calls) > 10
    secrets = [token.encode(), *(part.encode() for part in token.split(".")[1:])]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    said = [str(result.all_events) for result in results]
    said += [str(one) for result in results for one in company.instance.all_logs(result.run_id)]
    said += [caplog.text, *capfd.readouterr()]
    assert any("failed" in one for one in said)
    assert {path.suffix for path in files} >= {".json", ".duckdb"}
    for secret in secrets:
        assert not [path for path in files if secret in path.read_bytes()]
        assert not [one for one in said if secret.decode() in one]
