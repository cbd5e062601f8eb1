"""What Dagster loads: without an environment, with everything described from the declarations."""

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from workshop import CLINIC, FIRST_DAY, KAIROI, LEASING, PATIENTS, REPORTS, portfolio

from pipelines.definitions import build_definitions, definitions
from warehouse.build import mart_names
from warehouse.schema.declare import METADATA

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build_definitions(tmp_path_factory.mktemp("home"), portfolio(), first_day=FIRST_DAY)


@pytest.fixture(scope="module")
def specs(built):
    return {tuple(spec.key.path): spec for spec in built.resolve_all_asset_specs()}


def test_the_module_loads_without_an_environment(monkeypatch, tmp_path):
    for name in ("RENTROLL_HOME", "RENTROLL_PORTFOLIO", "RENTROLL_FIRST_DAY", "DAGSTER_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "portfolio.yaml").write_bytes((ROOT / "portfolio.yaml").read_bytes())
    dg.Definitions.validate_loadable(definitions())
    assert [path.name for path in tmp_path.iterdir()] == ["portfolio.yaml"]


def test_every_layer_is_a_group(specs):
    assert {spec.group_name for spec in specs.values()} == {"landing", "raw", "unified", "marts", "published"}


def test_every_asset_is_described_owned_and_told_apart_by_kind(specs):
    for spec in specs.values():
        assert spec.description.startswith(("One row per", "One file per", "One partition per"))
        assert spec.owners
        assert spec.kinds or spec.key.path[0] == "complete"


def test_every_table_shows_its_name_and_columns_before_it_is_ever_built(specs):
    tables = [spec for spec in specs.values() if spec.group_name in ("raw", "unified", "marts")]
    assert {spec.key.path[-1] for spec in tables if spec.group_name == "marts"} == set(mart_names())
    for spec in tables:
        declared = METADATA.tables[f"{spec.group_name}.{spec.key.path[-1]}"]
        assert spec.metadata["dagster/table_name"] == f"warehouse.{spec.group_name}.{spec.key.path[-1]}"
        shown = spec.metadata["dagster/column_schema"].columns
        assert [one.name for one in shown] == [one.name for one in declared.columns]
        assert all(one.description for one in shown)


def test_a_personal_column_is_marked_as_one(specs):
    shown = specs["unified", KAIROI, LEASING, "residents"].metadata["dagster/column_schema"].columns
    assert {one.name: dict(one.tags) for one in shown}["first_name"] == {"personal": "name"}


def test_a_range_of_days_is_one_run_for_every_asset(built, specs):
    graph = built.resolve_asset_graph()
    policies = {graph.get(dg.AssetKey(list(key))).backfill_policy for key in specs}
    assert policies == {dg.BackfillPolicy.single_run()}


def test_marts_hang_on_what_their_sql_reads(specs):
    deps = {dep.asset_key.to_user_string() for dep in specs["marts", "patient_payments"].deps}
    assert deps == {f"unified/{CLINIC}/{PATIENTS}/patient_payments"}
    deps = {dep.asset_key.to_user_string() for dep in specs["marts", "rent_roll_current"].deps}
    assert {"marts/rent_roll_spans", f"unified/{KAIROI}/{LEASING}/occupancies", f"landing/{CLINIC}/{PATIENTS}"} <= deps


def test_a_report_fills_its_tables_and_their_facts(specs):
    keys = {key[-1] for key in specs if key[1:-1] == (KAIROI, REPORTS)}
    assert {"realpage_delinquency", "realpage_delinquency_charges", "report_banners", "delinquency_accounts"} <= keys


def test_the_schedule_asks_for_yesterday_and_expects_it(built):
    schedule = built.resolve_schedule_def("every_morning")
    with dg.instance_for_test() as instance:
        morning = datetime(2025, 1, 4, 6, tzinfo=UTC)
        repository = built.get_repository_def()
        context = dg.build_schedule_context(instance, morning, repository_def=repository)
        (request,) = schedule.evaluate_tick(context).run_requests
    assert request.partition_key == "2025-01-03"
    assert request.run_config == {"resources": {"choice": {"config": {"expected": True}}}}
    assert schedule.cron_schedule == "0 6 * * *"
