"""The rules that declarations promise, and the book of loads as the pipelines read it."""

from datetime import date, datetime
from pathlib import Path

import pytest
from workshop import CLINIC, PATIENTS, day

from parsers.exports import FEEDS
from pipelines.drop_folder import DropFolder, ranges
from pipelines.portfolio import PortfolioError
from pipelines.rentroll import Drop
from pipelines.resources import Choice
from warehouse.checks import judge_rules, rules_of
from warehouse.lineage import datasets_of
from warehouse.schema.declare import METADATA
from warehouse.standing import Standing, not_taken_yet


@pytest.fixture
def filled(clinic):
    """One day of the clinic, loaded without Dagster."""
    files = sorted(clinic.drop(CLINIC, PATIENTS, day(1)).iterdir())
    clinic.rentroll.load(Drop(CLINIC, PATIENTS, files, day(1), clinic.now()))
    return clinic


def judged(workshop, table):
    verdicts = judge_rules(workshop.rentroll.warehouse, rules_of(table), tenant_id=CLINIC, source=PATIENTS)
    return {one.rule.name: one.broken for one in verdicts}


def test_the_rules_of_every_table_can_be_asked(clinic):
    rules = [rule for name in METADATA.tables if not name.startswith("marts.") for rule in rules_of(name)]
    assert all(verdict.broken == 0 for verdict in judge_rules(clinic.rentroll.warehouse, rules))


def test_whole_tables_break_no_rule(filled):
    assert judged(filled, "unified.patient_payments") == {
        "key_is_unique": 0,
        "required_values_are_there": 0,
        "patient_id_is_known": 0,
        "patient_id_is_alive": 0,
    }


def test_a_deleted_patient_with_a_living_payment_is_worth_a_look(filled):
    filled.rows("UPDATE unified.patients SET deleted_at = DATE '2025-01-02'")
    found = judged(filled, "unified.patient_payments")
    assert found["patient_id_is_known"] == 0
    assert found["patient_id_is_alive"] > 5
    (rule,) = [one for one in rules_of("unified.patient_payments") if one.name == "patient_id_is_alive"]
    assert not rule.required


def test_a_deleted_payment_may_name_anybody(filled):
    filled.rows("UPDATE unified.patient_payments SET deleted_at = DATE '2025-01-02'")
    filled.rows("DELETE FROM unified.patients")
    assert judged(filled, "unified.patient_payments")["patient_id_is_known"] == 0


def test_rules_are_asked_of_the_owner_alone(filled):
    filled.rows("UPDATE unified.patients SET tenant_id = 'another'")
    filled.rows("INSERT INTO unified.patients SELECT * FROM unified.patients")
    assert judged(filled, "unified.patients")["key_is_unique"] == 0


def test_every_dataset_knows_its_tables():
    sources = (*FEEDS, "realpage_reports", "yardi_reports", "realpage_gateway", "yardi_voyager")
    filled = [one for source in sources for one in datasets_of(source)]
    assert {f"raw.{table}" for one in filled for table in one.raw} == {
        name for name in METADATA.tables if name.startswith("raw.")
    }
    assert {f"unified.{table}" for one in filled for table in one.unified} <= set(METADATA.tables)


class Arrived:
    scope, dataset, snapshot_date = "all", "payments", date(2025, 1, 1)

    def __init__(self, hour):
        self.received_at = datetime(2025, 1, 2, hour)  # noqa: DTZ001 - as the book of loads keeps it


def loaded(hour, outcome="loaded"):
    return Standing("all", "payments", date(2025, 1, 1), "payments.json", Arrived(hour).received_at, outcome, None, {})


def test_what_came_before_the_loaded_file_is_never_put_over_it():
    files = [Arrived(hour) for hour in (6, 7, 8)]
    assert not_taken_yet(files, [loaded(7)]) == files[2:]
    assert not_taken_yet(files, [loaded(7)], again=True) == files[1:]
    assert not_taken_yet(files, [loaded(7, "held")]) == files
    assert not_taken_yet(files, []) == files


def test_days_in_a_row_are_one_range_of_bounded_length():
    days = [day(number) for number in (1, 2, 3, 4, 7, 9, 10)]
    assert ranges(days, longest=3) == [(day(1), day(3)), (day(4), day(4)), (day(7), day(7)), (day(9), day(10))]
    assert ranges([], longest=3) == []


def test_a_report_folder_is_a_scope_and_a_folder_among_feed_files_is_a_broken_file(tmp_path):
    folder = Path(tmp_path, "one", "reports", "2025-01-01")
    for name in ("north/a.xlsx", "north/.b.xlsx.tmp", "south/c.xlsx.partial", "loose.xlsx"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    uploads = DropFolder(tmp_path).uploads("one", "reports", day(1), by_scope=True)
    assert [(one.scope, [path.name for path in one.files]) for one in uploads] == [
        ("north", ["a.xlsx"]),
        (None, ["loose.xlsx"]),
    ]
    (everything,) = DropFolder(tmp_path).uploads("one", "reports", day(1), by_scope=False)
    assert [path.name for path in everything.files] == ["loose.xlsx", "north", "south"]


def test_files_that_nobody_loads_are_named_with_why_and_what_to_do(tmp_path):
    for name in (
        "one/patients/2025-01-01/a.json",
        "one/patients/2025-01-01/.hidden.json",
        "one/patients/2025-1-1/a.json",
        "one/patients/20250102/a.json",
        "one/patients/a.json",
        "one/patients/empty/.hidden",
        "one/schools/2025-01-01/a.json",
        "one/a.json",
        "two/patients/2025-01-01/a.json",
        "two/patients/2025-01-02/b.json",
        "client/patients/2025-01-01/a.json",
        "a.json",
        "b.json.partial",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    known = {"one": ["patients", "leasing"], "client": []}
    found = DropFolder(tmp_path).strays(known)
    loose = "they lie in no folder of a tenant, source and day"
    assert [(one.folder, one.files, one.why, one.next_step) for one in found] == [
        (".", 1, loose, "Move them to the folder of a tenant: one, client"),
        ("client/patients", 1, "tenant client has no source patients", "Add it to the portfolio"),
        ("one", 1, loose, "Move them to the folder of a source: patients, leasing"),
        ("one/patients", 1, loose, "Move them to the folder of their day, YYYY-MM-DD"),
        ("one/patients/2025-1-1", 1, "2025-1-1 is no day", "Name the folder after their day, as 2026-01-31"),
        ("one/patients/20250102", 1, "20250102 is no day", "Name the folder after their day, as 2026-01-31"),
        ("one/schools", 1, "tenant one has no source schools",
         "Add it to the portfolio, or move them to one of patients, leasing"),
        ("two", 2, "tenant two is not in the portfolio", "Add it, or move them to one of one, client"),
    ]  # fmt: skip
    assert str(found[-1]) == (
        "drop folder two: 2 files are not loaded: tenant two is not in the portfolio. Add it, or move them to one of "
        "one, client"
    )
    assert DropFolder(tmp_path / "nowhere").strays(known) == []


def test_scopes_are_chosen_by_tenant_source_or_name(clinic):
    def chosen(*scopes):
        return Choice(scopes=list(scopes)).of(clinic.portfolio, CLINIC, PATIENTS).names

    assert chosen() is None
    assert chosen(CLINIC) is None
    assert chosen(f"{CLINIC}/{PATIENTS}", f"{CLINIC}/{PATIENTS}/all") is None
    assert chosen(f"{CLINIC}/{PATIENTS}/all") == {"all"}
    with pytest.raises(PortfolioError, match="no source 'yardi'"):
        chosen(f"{CLINIC}/yardi")
    with pytest.raises(PortfolioError, match="no tenant 'nobody'"):
        chosen("nobody")
