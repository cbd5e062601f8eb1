"""The exports of every day keep the rules of the two ledgers, and their bytes depend on the seed and the day alone."""

import csv
import io
import json
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest

from simulator.exports import export_files, write_exports
from simulator.world import World

FIELDS = {
    "properties": ["property_id", "name"],
    "units": ["unit_id", "property_id", "unit_number"],
    "residents": ["resident_id", "first_name", "last_name"],
    "occupancies": ["occupancy_id", "unit_id", "resident_id", "move_in_date", "move_out_date"],
    "rents": ["rent_id", "occupancy_id", "amount", "effective_date"],
    "unit_statuses": ["unit_status_id", "unit_id", "status", "start_date"],
}


def read_json(files):
    return {
        name.removesuffix(".json"): json.loads(content, parse_float=Decimal, parse_int=_no_integers)
        for name, content in files.items()
    }


def _no_integers(text):
    raise AssertionError(f"{text} is not written with two decimals")


def day_of(text):
    return None if text is None else date.fromisoformat(text)


def is_amount(value):
    return isinstance(value, Decimal) and value.as_tuple().exponent == -2 and value > 0


def ledger_problems(tables):
    """Every breach of the leasing ledger's rules, as sentences."""
    problems = []
    ids = {table: [row[FIELDS[table][0]] for row in rows] for table, rows in tables.items()}
    for table, rows in tables.items():
        problems += [f"{table}: {row}" for row in rows if list(row) != FIELDS[table]]
        problems += [f"{table}: id {key} twice" for key, count in Counter(ids[table]).items() if count > 1]
    references = [
        ("units", "property_id", "properties"),
        ("occupancies", "unit_id", "units"),
        ("occupancies", "resident_id", "residents"),
        ("rents", "occupancy_id", "occupancies"),
        ("unit_statuses", "unit_id", "units"),
    ]
    for table, field, target in references:
        known = set(ids[target])
        problems += [f"{table}: unknown {row[field]}" for row in tables[table] if row[field] not in known]
    return problems + _stay_problems(tables) + _rent_problems(tables) + _status_problems(tables)


def _stay_problems(tables):
    problems = []
    for field in ("unit_id", "resident_id"):
        spans = defaultdict(list)
        for stay in tables["occupancies"]:
            move_in, move_out = day_of(stay["move_in_date"]), day_of(stay["move_out_date"]) or date.max
            if not move_in < move_out:
                problems.append(f"{stay} ends before it begins")
            for other_in, other_out in spans[stay[field]]:
                if move_in < other_out and other_in < move_out:
                    problems.append(f"{stay} overlaps another of the same {field}")
            spans[stay[field]].append((move_in, move_out))
    return problems


def _rent_problems(tables):
    problems = []
    stays = {stay["occupancy_id"]: stay for stay in tables["occupancies"]}
    seen = set()
    for rent in tables["rents"]:
        stay, day = stays[rent["occupancy_id"]], day_of(rent["effective_date"])
        if not is_amount(rent["amount"]):
            problems.append(f"{rent} has no proper amount")
        if not day_of(stay["move_in_date"]) <= day < (day_of(stay["move_out_date"]) or date.max):
            problems.append(f"{rent} lies outside {stay}")
        if (rent["occupancy_id"], day) in seen:
            problems.append(f"{rent} is the second on its day")
        seen.add((rent["occupancy_id"], day))
    return problems


def _status_problems(tables):
    problems = []
    changes = defaultdict(list)
    for change in tables["unit_statuses"]:
        changes[change["unit_id"]].append((day_of(change["start_date"]), change["status"]))
    for unit, known in changes.items():
        if len({start for start, _ in known}) < len(known):
            problems.append(f"{unit} changes twice on one day")
    for stay in tables["occupancies"]:
        known = sorted(changes[stay["unit_id"]])
        move_in, move_out = day_of(stay["move_in_date"]), day_of(stay["move_out_date"]) or date.max
        for number, (start, status) in enumerate(known):
            end = known[number + 1][0] if number + 1 < len(known) else date.max
            if status == "inactive" and start < move_out and move_in < end:
                problems.append(f"{stay} while its unit is inactive")
    return problems


def clinic_problems(tables, day):
    """Every breach of the patient ledger's rules, as sentences."""
    patients = [patient["externalId"] for patient in tables["patients"]]
    payments = [payment["externalId"] for payment in tables["payments"]]
    problems = [key for ids in (patients, payments) for key, count in Counter(ids).items() if count > 1]
    for patient in tables["patients"]:
        born = day_of(patient["dateOfBirth"])
        if born is not None and not date(1901, 1, 1) <= born < day:
            problems.append(f"{patient} was not born yet, or too long ago")
        if not patient["firstName"] or not patient["lastName"] or patient.get("middleName", "x") in {None, ""}:
            problems.append(f"{patient} has no proper name")
    known = set(patients)
    return problems + [
        f"{payment} is of nobody or of no amount"
        for payment in tables["payments"]
        if payment["patientId"] not in known or not is_amount(payment["amount"])
    ]


def test_the_exports_of_every_day_keep_the_rules(world, start):
    for offset in range(121):
        day = start + timedelta(days=offset)
        assert ledger_problems(read_json(export_files(world, "leasing_ledger", day))) == [], day
        assert clinic_problems(read_json(export_files(world, "patient_ledger", day)), day) == [], day


@pytest.mark.parametrize("seed", range(6))
def test_other_seeds_keep_the_rules_too(seed, start):
    world = World.small(seed, properties=2, units=20)
    for weeks in range(0, 40, 3):
        day = start + timedelta(weeks=weeks)
        world.advance_to(day)
        assert ledger_problems(read_json(export_files(world, "leasing_ledger", day))) == [], day
        assert clinic_problems(read_json(export_files(world, "patient_ledger", day)), day) == [], day
        write = export_files(world, "realpage_reports", day)
        assert len(write) == 4


def test_the_checker_finds_what_is_broken(world, start):
    tables = read_json(export_files(world, "leasing_ledger", start))
    tables["occupancies"].append({**tables["occupancies"][0], "occupancy_id": "second"})
    assert any("overlaps" in problem for problem in ledger_problems(tables))


@pytest.mark.parametrize("file_format", ["json", "xlsx", "csv"])
def test_writing_twice_gives_the_same_bytes(tmp_path, start, file_format):
    day = start + timedelta(days=25)
    for name, world in (("one", World.small().advance_to(day)), ("two", World.small())):
        while world.today < day + timedelta(days=3):
            world.advance_to(world.today + timedelta(days=1))
        write_exports(world, day, tmp_path / name, file_format=file_format)
    one, two = (_tree(tmp_path / name) for name in ("one", "two"))
    assert one == two
    assert len(one) == 6 + {"json": 18, "csv": 18, "xlsx": 4}[file_format]


def _tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_folder_tree_is_tenant_source_day(world, start, tmp_path):
    folders = write_exports(world, start, tmp_path)
    assert [str(folder.relative_to(tmp_path)) for folder in folders] == [
        "kairoi/leasing_ledger/2025-01-01",
        "harbor_clinic/patient_ledger/2025-01-01",
        "colegios_norte/school_billing/2025-01-01",
        "metro_fleet/contract_billing/2025-01-01",
        "kairoi/realpage_reports/2025-01-01",
    ]
    assert sorted(path.name for path in folders[1].iterdir()) == ["patients.json", "payments.json"]
    tables = ["invoices.json", "payments.json", "schools.json", "students.json"]
    assert sorted(path.name for path in folders[2].iterdir()) == tables
    assert sorted(path.name for path in folders[4].iterdir()) == ["nexus_east", "parkside", "ridian"]


def test_writing_a_day_again_replaces_it_whole(world, start, tmp_path):
    (ledger,) = write_exports(world, start, tmp_path, file_format="csv", sources=["leasing_ledger"])
    write_exports(world, start, tmp_path, sources=["leasing_ledger"])
    assert {path.suffix for path in ledger.iterdir()} == {".json"}
    assert [path.name for path in ledger.parent.iterdir()] == ["2025-01-01"]


def test_the_three_formats_hold_the_same(world, last_day):
    for source in ("leasing_ledger", "patient_ledger", "school_billing"):
        tables = read_json(export_files(world, source, last_day))
        from_csv = export_files(world, source, last_day, "csv")
        book = openpyxl.load_workbook(io.BytesIO(export_files(world, source, last_day, "xlsx")[f"{source}.xlsx"]))
        assert book.sheetnames == list(tables)
        for table, rows in tables.items():
            fields, *records = csv.reader(io.StringIO(from_csv[f"{table}.csv"].decode()))
            texts = [[_word(row.get(field)) for field in fields] for row in rows]
            assert records == texts
            header, *cells = book[table].iter_rows(values_only=True)
            assert list(header) == fields
            assert [[_text(cell) for cell in row] for row in cells] == texts


def _word(value):
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(cell):
    if cell is None:
        return ""
    if hasattr(cell, "date"):
        return cell.date().isoformat()
    return cell if isinstance(cell, str) else f"{cell:.2f}"


def test_a_middle_name_is_left_out_where_unknown(world, last_day):
    patients = json.loads(export_files(world, "patient_ledger", last_day)["patients.json"])
    assert any("middleName" not in patient for patient in patients)
    assert all(patient["dateOfBirth"] for patient in patients)


def test_a_later_export_tells_another_past(world, start):
    def past(day):
        tables = read_json(export_files(world, "leasing_ledger", day))
        return {row["occupancy_id"]: row for row in tables["occupancies"] if row["move_in_date"] < start.isoformat()}

    early, late = past(start), past(start + timedelta(days=100))
    assert early != late
