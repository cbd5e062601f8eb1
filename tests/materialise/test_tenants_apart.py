"""What Dagster tells of one tenant holds nothing of another; what it tells of all of them are counts."""

import json
import shutil

import dagster as dg
import pytest
from support import schools
from support.homes import as_json
from support.rows import patient, payment
from support.schools import SCHOOLS
from workshop import PATIENTS, Workshop, check, day

from pipelines.checks import MAX_LINES, _result
from pipelines.portfolio import Portfolio
from warehouse.checks import Verdict, rules_of

pytestmark = pytest.mark.slow

TENANTS = {"qq_alpha": "QQALPHA", "qq_beta": "QQBETA"}


def owners(*tenants):
    entry = {"sources": {PATIENTS: {}, SCHOOLS: {}}}
    return Portfolio.model_validate({"tenants": {one: {"name": one, **entry} for one in tenants}})


def drop(workshop, tenant, mark):
    """The same ids for everybody; good rows, rows that are refused, a file of no use, all with the mark in them."""
    uploads = {
        PATIENTS: {
            f"{mark}-patients": [patient("p1", f"{mark}first", f"{mark}last"), patient("p2", born=f"{mark}born")],
            f"{mark}-payments": [payment("a1", "p1", 5), payment("a2", f"{mark}nobody"), payment("a1", "p1", 6)],
        },
        SCHOOLS: {
            f"{mark}-{name}": rows
            for name, rows in schools.files(
                schools=[schools.school("s1", f"{mark}school")],
                students=[schools.student("t1", "s1", f"{mark}first", f"{mark}last")],
                invoices=[schools.invoice("i1", "t1", 70, description=f"{mark}tuition")],
                payments=[schools.paid("y1", "i1", 900, reference=f"{mark}reference")],
            ).items()
        },
    }
    for source, files in uploads.items():
        folder = workshop.drop(tenant, source, day(1))
        folder.mkdir(parents=True)
        for name, rows in files.items():
            (folder / f"{name}.json").write_bytes(as_json(rows))
        (folder / f"{mark}-nonsense.json").write_bytes(b'[{"' + mark.encode())


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The workshop after a run of both tenants, and all that was told: (tenant or None, text)."""
    workshop = Workshop.of(tmp_path_factory.mktemp("apart"), owners(*TENANTS))
    for tenant, mark in TENANTS.items():
        drop(workshop, tenant, mark)
    result = workshop.run(day(1))
    entries = workshop.instance.all_logs(result.run_id)
    return workshop, [(tenant_of(one), json.dumps(one.to_json()), one) for one in entries]


def tenant_of(entry):
    """Whose the asset, check or step of an entry is; None for what covers several tenants."""
    event = entry.dagster_event
    key = event.asset_key.path if event and event.asset_key else ()
    step = (entry.step_key or "").split("__")
    named = [one for one in TENANTS if one in key or one in step]
    return named[0] if named else None


@pytest.mark.parametrize(("tenant", "mark"), TENANTS.items())
def test_metadata_and_logs_of_a_tenants_assets_hold_nothing_of_the_other(told, tenant, mark):
    _, entries = told
    own = [text for of, text, _ in entries if of == tenant]
    ((other, others_mark),) = [one for one in TENANTS.items() if one[0] != tenant]
    assert any(mark in text for text in own), "the refused file is told by its name"
    assert not [text for text in own if others_mark in text or other in text]


def test_what_is_told_of_all_tenants_names_no_row_of_any(told):
    _, entries = told
    shared = [(one, text) for of, text, one in entries if of is None]
    assert any(one.dagster_event and one.dagster_event.asset_key for one, _ in shared)
    # The end of the run repeats the sentences of the steps that failed, whosever they are.
    others = [text for one, text in shared if not (one.dagster_event and one.dagster_event.is_run_failure)]
    for mark in TENANTS.values():
        assert not [text for text in others if mark in text]


def test_an_asset_of_all_tenants_tells_counts_alone(told):
    _, entries = told
    events = [one.dagster_event for of, _, one in entries if of is None and one.dagster_event]
    made = [one.step_materialization_data.materialization for one in events if one.is_step_materialization]
    assert made
    for one in made:
        assert all(isinstance(value.value, int | float) for value in one.metadata.values()), one.asset_key


def test_a_broken_rule_of_a_table_of_all_tenants_shows_no_row_but_how_to_find_them():
    (rule,) = [one for one in rules_of("marts.patient_payments") if one.name == "key_is_unique"]
    verdict = Verdict(rule, 2, ["tenant_id qq_alpha, payment_id QQALPHA"])
    found = _result(check_key("marts", "patient_payments"), verdict, is_of_one_tenant=False)
    assert not found.passed
    assert {name: value.value for name, value in found.metadata.items()} == {
        "rows_broken": 2,
        "query": rule.query.format(rows="TRUE"),
    }
    own = _result(check_key("unified", "qq_alpha", PATIENTS, "patient_payments"), verdict, is_of_one_tenant=True)
    assert "QQALPHA" in str(own.metadata["examples"].value)


def check_key(*path):
    return dg.AssetCheckKey(dg.AssetKey([*path]), "key_is_unique")


def test_rows_of_a_tenant_that_the_portfolio_does_not_have_fail_a_check(told):
    workshop, _ = told
    known = workshop.portfolio
    workshop.portfolio = owners("qq_alpha")
    result = workshop.run(day(1), only=["marts"])
    workshop.portfolio = known
    found = check(result, "every_tenant_is_known", "marts", "data_quality")
    assert not found.passed
    lines = found.description.splitlines()
    assert len(lines) == 2 <= MAX_LINES
    assert lines[1].startswith("drop folder qq_beta: 8 files are not loaded: tenant qq_beta is not in the portfolio. ")
    assert found.metadata["stray_files"].value == 8
    assert lines[0].startswith("tenant qq_beta is not in the portfolio and has ")
    assert "3 in raw.patient_ledger_payments" in lines[0]
    assert lines[0].endswith("remove its rows with: rentroll forget qq_beta")
    assert found.metadata["unknown"].value == 1


def test_files_that_lie_in_no_folder_of_a_source_and_day_fail_it_and_are_logged_by_the_landing_step(told):
    workshop, _ = told
    lost = workshop.drop("qq_alpha", PATIENTS, day(1)).with_name("2025-1-1")
    lost.mkdir()
    (lost / "patients.json").write_bytes(as_json([patient("p9")]))
    result = workshop.run(day(1), only=["landing", "marts"])
    shutil.rmtree(lost)
    assert result.success
    found = check(result, "every_tenant_is_known", "marts", "data_quality")
    assert (found.passed, found.metadata["unknown"].value, found.metadata["stray_files"].value) == (False, 0, 1)
    sentence = "drop folder qq_alpha/patient_ledger/2025-1-1: 1 files are not loaded: 2025-1-1 is no day"
    assert found.description.startswith(sentence)
    logged = [one for one in workshop.instance.all_logs(result.run_id) if one.user_message.startswith(sentence)]
    assert {tenant_of(one) for one in logged} == {"qq_alpha"}


def test_tenants_of_the_portfolio_pass_it(told):
    _, entries = told
    passed = [
        one.dagster_event.asset_check_evaluation_data.passed
        for _, _, one in entries
        if one.dagster_event and one.dagster_event.event_type_value == "ASSET_CHECK_EVALUATION"
        if one.dagster_event.asset_check_evaluation_data.check_name == "every_tenant_is_known"
    ]
    assert passed == [True]
