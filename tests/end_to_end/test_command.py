"""The command `rentroll` over generated files, as a person types it: what it prints, refuses and leaves behind."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml
from support.world_reports import SOURCE, TENANT, a_higher_market_rent, plant, write_reports
from typer.testing import CliRunner

from pipelines.cli import app, main
from simulator.realpage.reports import error_report
from simulator.world import World

ROOT = Path(__file__).resolve().parents[2]
PORTFOLIO = ROOT / "portfolio.yaml"
START, DAY = date(2025, 1, 1), date(2025, 1, 31)
COMPLAINT = "Invalid end date entered - end date must be less than or equal to the property's business date"
COUNTS = ("new", "changed", "unchanged", "gone", "come back", "rejected")
REPORTS = {
    *("realpage_activity", "realpage_box_score", "realpage_delinquency", "realpage_lease_expirations"),
    *("realpage_lease_renewals", "realpage_monthly_summary", "realpage_rent_roll"),
}


@pytest.fixture(scope="module")
def world():
    return World.small(20_250, START, units=12).advance_to(DAY)


@pytest.fixture(scope="module")
def drop(world, tmp_path_factory):
    """Seven reports of three properties, in folders as they come."""
    folder = tmp_path_factory.mktemp("month") / "drop"
    write_reports(world, DAY, folder)
    return folder


@pytest.fixture
def strangers(tmp_path):
    """A file that is no report, and the workbook a vendor sends in place of one."""
    (tmp_path / "notes.txt").write_text("Call the plumber.\n", encoding="utf-8")
    (tmp_path / "answer.xls").write_bytes(error_report(COMPLAINT))
    return tmp_path / "notes.txt", tmp_path / "answer.xls"


def run(*words):
    return CliRunner().invoke(app, [str(one) for one in words])


def load(home, *files, portfolio=PORTFOLIO):
    where = ("--home", home, "--portfolio", portfolio)
    return run("load", "--tenant", TENANT, "--source", SOURCE, *where, *files)


def report(drop, property_id, name):
    return drop / TENANT / SOURCE / DAY.isoformat() / property_id / f"{name}.xlsx"


def table_of(answer):
    """(table, scope): (day, outcome, counts by name), of each line that `load` prints."""
    lines = [line.split() for line in answer.stdout.splitlines()[1:]]
    found = {(one[0], one[1]): (one[2], one[3], dict(zip(COUNTS, map(int, one[4:]), strict=True))) for one in lines}
    assert len(found) == len(lines)
    return found


def sentences(answer):
    return [line for line in answer.stderr.splitlines() if line.strip()]


def ask(home, query):
    with duckdb.connect(str(home / "published" / TENANT / "rentroll.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_parse_describes_many_files_in_the_order_they_are_named(drop):
    named = [(one, name) for name in ("rent_roll", "activity", "box_score") for one in ("ridian", "nexus_east")]
    answer = run("parse", "--json", *(report(drop, *one) for one in named))
    assert (answer.exit_code, sentences(answer)) == (0, [])
    told = [json.loads(line) for line in answer.stdout.splitlines()]
    names = {"ridian": "Ridian", "nexus_east": "Nexus East"}
    assert [(one["property"], one["report"]) for one in told] == [
        (names[property_id], f"realpage_{name}") for property_id, name in named
    ]
    assert all(one["reconciled"] and one["as_of"] == DAY.isoformat() and one["rows"] for one in told)
    assert [one["file"] for one in told] == [f"{name}.xlsx" for _, name in named]
    assert all(one["company"] and one["rejected_rows"] == [] for one in told)
    assert {one["period_start"] for one in told if one["report"] == "realpage_rent_roll"} == {None}
    assert {one["period_start"] for one in told if one["report"] == "realpage_box_score"} == {START.isoformat()}


def test_parse_names_what_it_cannot_read_and_describes_the_rest(drop, strangers, tmp_path):
    notes, vendors = strangers
    good = [report(drop, "parkside", name) for name in ("delinquent_and_prepaid", "lease_renewals")]
    answer = run("parse", "--json", notes, good[0], vendors, tmp_path / "gone.xlsx", good[1])
    assert answer.exit_code == 1
    told = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [one.get("report") for one in told] == [None, "realpage_delinquency", None, None, "realpage_lease_renewals"]
    unknown, complaint, missing = sentences(answer)
    refused = {"notes.txt": unknown, "answer.xls": complaint, "gone.xlsx": missing}
    assert [one for one in told if "report" not in one] == [
        {"file": name, "error": sentence} for name, sentence in refused.items()
    ]
    assert "notes.txt" in unknown
    assert "'Call the plumber.'" in unknown
    assert "realpage_rent_roll" in unknown, "it says what it knows"
    assert "answer.xls" in complaint
    assert COMPLAINT in complaint
    assert "gone.xlsx: it cannot be opened" in missing


ANSWER = """<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">{header}<s:Body>
<GetResidentsLeaseCharges_LoginResponse><GetResidentsLeaseCharges_LoginResult><ResidentTransactions><Property><RT_Customer>
<CustomerID>t0000001</CustomerID><RTServiceTransactions><Transactions>
<Charge><Detail><Amount>5.00</Amount><PropertyPrimaryID>oak</PropertyPrimaryID></Detail></Charge>
<Concession><Detail><Amount>-1</Amount></Detail></Concession>
</Transactions></RTServiceTransactions></RT_Customer></Property></ResidentTransactions>
</GetResidentsLeaseCharges_LoginResult></GetResidentsLeaseCharges_LoginResponse></s:Body></s:Envelope>"""


@pytest.mark.parametrize("header", ["", "<s:Header><Action>x</Action></s:Header>"])
def test_parse_describes_the_answer_to_a_call_and_its_rejected_rows(tmp_path, header):
    file = tmp_path / "charges.response.xml"
    file.write_text(ANSWER.format(header=header), encoding="utf-8")
    answer = run("parse", "--json", file)
    assert (answer.exit_code, sentences(answer)) == (0, [])
    told = json.loads(answer.stdout)
    assert (told["report"], told["format"], told["property_code"]) == ("yardi_lease_charges", "xml", "oak")
    assert told["rows"] == {"yardi_lease_charges": 1}
    reason = "yardi_lease_charges row 2: transaction_type 'concession' is not known. Expected a Charge or a Payment."
    assert told["rejected_rows"] == [{"row": 2, "rule": "unknown_transaction_type", "message": reason}]
    assert [one["severity"] for one in told["findings"]] == ["error"]
    shown = run("parse", file)
    assert "property oak" in shown.stdout
    assert f"rejected: {reason}" in shown.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<Messages><Message messageType='Error'>No such login.</Message></Messages>", "No such login."),
        (
            "<s:Envelope xmlns:s='x'><s:Body><s:Fault><faultstring>Down.</faultstring></s:Fault></s:Body></s:Envelope>",
            "Down.",
        ),
        ("<s:Envelope xmlns:s='x'><s:Body><PingResponse/></s:Body></s:Envelope>", "GetRentroll"),
        ("<Workbook/>", "the file is XML and no HTML table"),
    ],
)
def test_parse_says_what_an_answer_says_that_is_none(tmp_path, content, said):
    file = tmp_path / "answer.xml"
    file.write_text(content, encoding="utf-8")
    answer = run("parse", "--json", file)
    assert answer.exit_code == 1
    (sentence,) = sentences(answer)
    assert said in sentence
    assert json.loads(answer.stdout) == {"file": "answer.xml", "error": sentence}


def test_a_report_that_does_not_add_up_is_shown_and_ends_in_one(drop, tmp_path):
    broken = tmp_path / "rent_roll.xlsx"
    broken.write_bytes(report(drop, "ridian", "rent_roll").read_bytes())
    plant(broken, a_higher_market_rent)
    plant(broken, lambda sheet: sheet.__setitem__(_total_of_market_rents(sheet), 1))
    answer = run("parse", broken)
    assert answer.exit_code == 1
    assert "DOES NOT RECONCILE" in answer.stdout
    home = tmp_path / "home"
    loading = load(home, broken)
    assert loading.exit_code == 1
    assert table_of(loading)["realpage_rent_roll", "ridian"][1] == "refused"
    assert "total.market_rent: printed 1.00" in " ".join(sentences(loading))


def _total_of_market_rents(sheet):
    header = next(row for row in sheet.rows if row[0].value == "Unit")
    column = next(cell.column_letter for cell in header if cell.value == "Market + Addl.")
    return f"{column}{next(cell.row for cell in sheet['A'] if cell.value == 'TOTAL')}"


@pytest.mark.slow
def test_three_kinds_of_files_are_refused_each_in_its_own_words_and_the_good_ones_go_through(drop, strangers, tmp_path):
    declared = yaml.safe_load(PORTFOLIO.read_text(encoding="utf-8"))
    tenant = declared["tenants"][TENANT]
    tenant["sources"][SOURCE]["unknown_properties"] = "refuse"
    del tenant["properties"]["nexus_east"]
    portfolio = tmp_path / "portfolio.yaml"
    portfolio.write_text(yaml.safe_dump(declared), encoding="utf-8")
    good = [report(drop, "ridian", name) for name in ("rent_roll", "box_score")]
    files = [*strangers, good[0], report(drop, "nexus_east", "rent_roll"), good[1]]
    answer = load(tmp_path / "home", *files, portfolio=portfolio)
    assert answer.exit_code == 1
    outcomes = [line.split()[3] for line in answer.stdout.splitlines()[1:]]
    assert sorted(outcomes) == ["loaded", "loaded", "refused", "refused", "refused"]
    unknown, complaint, stranger = sorted(sentences(answer), key=_kind)
    assert "notes.txt" in unknown
    assert "is no report this product knows" in unknown
    assert "answer.xls" in complaint
    assert "the vendor answered with an error instead of a report" in complaint
    assert COMPLAINT in complaint
    assert "rent_roll.xlsx is a realpage_rent_roll of the property 'Nexus East'" in stranger
    assert f"tenants.{TENANT}.properties" in stranger, "it says where to add the property"
    assert run("publish", "--home", tmp_path / "home", "--portfolio", portfolio).exit_code == 0
    assert ask(tmp_path / "home", "SELECT DISTINCT property_id FROM marts.rent_roll_daily") == [("ridian",)]


def _kind(sentence):
    return next(place for place, name in enumerate(("notes.txt", "answer.xls", "Nexus East")) if name in sentence)


@pytest.mark.slow
def test_a_folder_of_a_months_reports_is_loaded_once_and_published(world, drop, tmp_path):
    home = tmp_path / "home"
    first = load(home, drop)
    assert (first.exit_code, sentences(first)) == (0, [])
    lines = table_of(first)
    assert set(lines) == {(name, property_id) for name in REPORTS for property_id in world.books}
    assert {(day, outcome) for day, outcome, _ in lines.values()} == {(DAY.isoformat(), "loaded")}
    assert all(counts["new"] > 0 and sum(counts.values()) == counts["new"] for _, _, counts in lines.values())

    assert run("publish", "--home", home, "--portfolio", PORTFOLIO, "--tenant", TENANT).exit_code == 0
    before = {table: ask(home, f"SELECT * FROM marts.{table} ORDER BY ALL") for table in _tables(home)}
    assert sum(bool(rows) for rows in before.values()) > 12
    units = sum(len(book.units) for book in world.books.values())
    assert ask(home, "SELECT COUNT(*), MIN(date), MAX(date) FROM marts.rent_roll_daily") == [(units, DAY, DAY)]

    second = load(home, drop)
    assert second.exit_code == 0
    again = table_of(second)
    assert set(again) == set(lines)
    assert {outcome for _, outcome, _ in again.values()} == {"unchanged"}
    assert run("publish", "--home", home, "--portfolio", PORTFOLIO, "--tenant", TENANT).exit_code == 0
    assert {table: ask(home, f"SELECT * FROM marts.{table} ORDER BY ALL") for table in _tables(home)} == before


def _tables(home):
    return [name for (name,) in ask(home, "SELECT table_name FROM information_schema.tables ORDER BY 1")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("load", "--tenant", TENANT, "x.xlsx"), "--source"),
        (("load", "--tenant", TENANT, "--source", SOURCE), "files"),
        (("load", "--tenant", TENANT, "--source", SOURCE, "--date", "31.01.2025", "x.xlsx"), "31.01.2025"),
        (("load", "--tenant", TENANT, "--source", "leasing_ledger", "x.json"), "--date"),
        (("parse",), "files"),
        (("explode",), "explode"),
    ],
)
def test_what_is_typed_wrongly_ends_in_two_and_says_what_is_wrong(tmp_path, words, said):
    home = ("--home", tmp_path / "home", "--portfolio", PORTFOLIO) if words[0] == "load" else ()
    answer = run(*words, *home)
    assert answer.exit_code == 2
    assert said in answer.stderr.lower()
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--tenant", "nobody", "--source", SOURCE), "no tenant 'nobody'. Expected one of kairoi"),
        (("--tenant", TENANT, "--source", "faxes"), "tenant kairoi has no source 'faxes'. Expected one of"),
    ],
)
def test_a_tenant_or_source_nobody_declared_ends_in_two(tmp_path, monkeypatch, capsys, words, said):
    where = ("--home", tmp_path / "home", "--portfolio", PORTFOLIO)
    typed = ["rentroll", "load", *words, *where, "x.xlsx"]
    monkeypatch.setattr(sys, "argv", [str(one) for one in typed])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.slow
def test_the_installed_command_loads_and_publishes_from_any_folder(drop, tmp_path):
    command = Path(sys.executable).with_name("rentroll")
    where = ["--home", "home", "--portfolio", str(PORTFOLIO)]
    files = [str(drop / TENANT / SOURCE / DAY.isoformat() / "parkside")]
    loading = ["load", "--tenant", TENANT, "--source", SOURCE, *where, *files, "no-such-file.xlsx"]
    done = subprocess.run([command, *loading], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 1
    assert "no-such-file.xlsx: it cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.count(" loaded ") == len(REPORTS)
    done = subprocess.run([command, "publish", *where], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout.split(",")[0]) == (0, "kairoi: version 1")
    assert ask(tmp_path / "home", "SELECT property_id, report FROM marts.occupancy") == [
        ("parkside", "realpage_box_score")
    ]
