"""What must not be built upon is not: checks that block what comes after them."""

import pytest
from workshop import CLINIC, PATIENTS, check, day, failed_steps, ran

from pipelines import checks
from warehouse.checks import Verdict


@pytest.mark.slow
def test_a_key_twice_in_unified_stops_marts_and_publishing(clinic):
    clinic.run(day(1))
    clinic.rows("INSERT INTO unified.patients SELECT * FROM unified.patients LIMIT 1")
    result = clinic.run(day(1))
    assert failed_steps(result) == {f"unified_checks__{CLINIC}__{PATIENTS}"}
    assert not ran(result, "marts")
    said = check(result, "key_is_unique", "unified", CLINIC, PATIENTS, "patients")
    assert said.metadata["rows_broken"].value == 1
    assert said.metadata["examples"].value[0].startswith("tenant_id harbor_clinic, source patient_ledger")
    assert clinic.rows("SELECT MAX(version) FROM ops.publications") == [(1,)]


@pytest.mark.slow
def test_a_reference_to_nothing_stops_marts_and_publishing(clinic):
    clinic.run(day(1))
    clinic.rows(
        "DELETE FROM unified.patients WHERE patient_id = (SELECT MIN(patient_id) FROM unified.patient_payments)"
    )
    result = clinic.run(day(1))
    assert not check(result, "patient_id_is_known", "unified", CLINIC, PATIENTS, "patient_payments").passed
    assert not ran(result, "marts")


def test_a_broken_mart_is_not_published(clinic, monkeypatch):
    clinic.run(day(1))
    judge = checks.judge_rules

    def doubtful(warehouse, rules, **owner):
        return [
            Verdict(rule, 3) if (rule.table, rule.name) == ("marts.patient_payments", "key_is_unique") else verdict
            for rule, verdict in zip(rules, judge(warehouse, rules, **owner), strict=True)
        ]

    monkeypatch.setattr(checks, "judge_rules", doubtful)
    result = clinic.run(day(2))
    assert failed_steps(result) == {"mart_checks"}
    assert clinic.rows("SELECT MAX(version) FROM ops.publications") == [(1,)]
