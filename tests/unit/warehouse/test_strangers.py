"""Rows of tenants that the portfolio does not have: found with their tables and counts, and taken out whole."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from support.homes import LEASING, TENANT, Home, day
from support.rows import ledger, patient, payment
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.portfolio import PortfolioError
from warehouse.schema.declare import full_name, tables_of

LEFT = "left_us"
DOC = Path(__file__).parents[3] / "docs" / "audit.md"


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A home of two tenants with data, published."""
    made = Home.at(tmp_path_factory.mktemp("both"), TENANT, LEFT)
    for tenant in (TENANT, LEFT):
        made.load({"patients": [patient()], "payments": [payment(), payment("b", "nobody")]}, day(1), tenant=tenant)
        made.load(ledger(), day(1), source=LEASING, tenant=tenant)
    made.publish()
    return made


@pytest.fixture
def home(both, tmp_path):
    """A copy of it, whose portfolio knows one of them from now on."""
    copy = Home.at(tmp_path)
    shutil.copytree(both.rentroll.home, copy.rentroll.home, symlinks=True)
    return copy


def rows_of(home, tenant):
    schemas = ("raw", "unified", "ops", "marts")
    kept = [one for schema in schemas for one in tables_of(schema) if not one.info["view"]]
    names = [full_name(one) for one in kept if "tenant_id" in one.columns]
    query = " UNION ALL ".join(f"SELECT '{one}', COUNT(*) FROM {one} WHERE tenant_id = $1" for one in names)
    return {name: count for name, count in home.rows(query, tenant) if count}


def test_where_everybody_is_known_there_are_no_strangers(home_on_disk):
    home_on_disk.load({"patients": [patient()]}, day(1))
    assert home_on_disk.rentroll.strangers() == []


def test_a_tenant_nobody_named_is_found_with_every_table_that_has_its_rows(home):
    (found,) = home.rentroll.strangers()
    assert (found.tenant_id, found.client_id) == (LEFT, None)
    assert found.rows == rows_of(home, LEFT)
    assert {"raw.patient_ledger_payments", "unified.patients", "ops.rejects", "ops.publications"} <= set(found.rows)
    assert {"marts.calendar", "marts.data_quality", "marts.source_files"} <= set(found.rows)


def test_the_sentence_names_tenant_tables_counts_and_what_to_do(home):
    (found,) = home.rentroll.strangers()
    assert str(found).startswith(
        f"tenant {LEFT} is not in the portfolio and has {sum(found.rows.values())} rows: "
    )  # fmt: skip
    assert "2 in raw.patient_ledger_payments" in str(found)
    assert str(found).endswith(f"Add it to the portfolio, or remove its rows with: rentroll forget {LEFT}")


def test_forgetting_takes_every_row_of_the_tenant_and_no_other(home):
    others = rows_of(home, TENANT)
    before = rows_of(home, LEFT)
    assert home.rentroll.forget(LEFT) == before
    assert rows_of(home, LEFT) == {}
    assert rows_of(home, TENANT) == others
    assert home.rentroll.strangers() == []
    assert home.rentroll.forget(LEFT) == {}
    assert (home.rentroll.home / "landing" / LEFT).exists()


def test_rows_that_are_left_in_a_mart_alone_are_found_and_taken_out(home):
    home.rentroll.forget(LEFT)
    with home.rentroll.warehouse.open() as connection:
        connection.execute(
            "INSERT INTO marts.calendar BY NAME SELECT * REPLACE ('left_us' AS tenant_id) FROM marts.calendar"
        )
        connection.execute(
            "CREATE TABLE marts.mart_of_an_earlier_release AS SELECT 'left_us' AS tenant_id, 1 AS figure"
        )
    (found,) = home.rentroll.strangers()
    assert set(found.rows) == {"marts.calendar", "marts.mart_of_an_earlier_release"}
    assert home.rentroll.forget(LEFT) == found.rows
    assert home.rentroll.strangers() == []


COPY = re.findall(r"\n\n((?:    (?:ATTACH|COPY).*\n)+)", DOC.read_text(encoding="utf-8"))


def test_a_copy_of_the_working_file_holds_no_byte_of_who_was_forgotten(home, monkeypatch):
    home.rentroll.forget(LEFT)
    assert LEFT.encode() in home.rentroll.warehouse.path.read_bytes()
    monkeypatch.chdir(home.rentroll.home)
    with duckdb.connect(":memory:") as connection:
        connection.execute(*COPY)
    (home.rentroll.home / "copy.duckdb").replace(home.rentroll.warehouse.path)
    assert LEFT.encode() not in home.rentroll.warehouse.path.read_bytes()
    before = home.value("SELECT COUNT(*) FROM ops.publications")
    home.publish()
    assert home.value("SELECT COUNT(*) FROM ops.publications") == before + 1
    assert home.ask("SELECT SUM(total_amount) FROM marts.patient_payment_totals") != [(None,)]


def test_a_tenant_of_the_portfolio_is_not_forgotten(home):
    with pytest.raises(PortfolioError, match=r"tenant sample is in the portfolio; only what no tenant owns is removed"):
        home.rentroll.forget(TENANT)


def test_the_command_says_what_it_removed_and_what_is_still_on_disk(home, tmp_path):
    path = tmp_path / "portfolio.yaml"
    path.write_text("tenants: {sample: {name: Sample, sources: {patient_ledger: {}}}}")
    removed = sum(rows_of(home, LEFT).values())
    options = ["--home", str(home.rentroll.home), "--portfolio", str(path)]
    answer = CliRunner().invoke(app, ["forget", LEFT, *options])
    assert answer.exit_code == 0, answer.output
    assert f"{LEFT}: {removed} rows removed: " in answer.output
    assert f"still there: {home.rentroll.home / 'landing' / LEFT}" in answer.output
    assert f"in unused blocks of {home.rentroll.warehouse.path}, until it is copied" in answer.output
    assert rows_of(home, LEFT) == {}
    assert isinstance(CliRunner().invoke(app, ["forget", TENANT, *options]).exception, PortfolioError)


def test_a_tenant_nobody_named_is_not_published_nor_anybody_beside_it(home):
    before = home.value("SELECT COUNT(*) FROM ops.publications")
    with pytest.raises(PortfolioError, match=r"no tenant 'left_us'\. Expected one of sample\."):
        home.rentroll.publish([TENANT, LEFT])
    assert home.value("SELECT COUNT(*) FROM ops.publications") == before


@pytest.mark.slow
def test_the_command_that_publishes_warns_of_rows_that_are_nobodys(home, tmp_path):
    path = tmp_path / "portfolio.yaml"
    path.write_text("tenants: {sample: {name: Sample, sources: {patient_ledger: {}}}}")
    options = ["--home", str(home.rentroll.home), "--portfolio", str(path)]
    answer = CliRunner().invoke(app, ["publish", *options])
    assert answer.exit_code == 0, answer.output
    assert f"warning: tenant {LEFT} is not in the portfolio and has " in answer.stderr
    home.rentroll.forget(LEFT)
    assert "warning" not in CliRunner().invoke(app, ["publish", *options]).stderr
