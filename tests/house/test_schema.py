"""The declaration and what is built from it say the same."""

import re
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
import sqlalchemy as sa
import sqlglot

import parsers
from parsers.calls.fields import columns_of
from parsers.calls.parse import CALLS
from parsers.exports import FEEDS
from parsers.parse import REPORTS
from warehouse import build, documents
from warehouse.billing_models import render
from warehouse.connection import Warehouse, duckdb_type
from warehouse.contract_rules import keep_read_rules
from warehouse.day_facts import DAY_FACTS
from warehouse.derived import derived_views, query_of_view
from warehouse.entities import ENTITIES
from warehouse.feeds import PLANS, Partition
from warehouse.schema.ddl import column_type, create_table
from warehouse.schema.declare import METADATA, full_name, key_of, tables_of
from warehouse.schema.unified import LIFECYCLE, OWNER
from warehouse.statements import read_sql
from warehouse.vocabulary import keep_vocabularies

SQL = Path(build.__file__).parent / "sql"
MODULES = {one: sorted((Path(parsers.__file__).parent / one).glob("[a-z]*.py")) for one in ("realpage", "yardi")}
MART_TYPES = re.compile(r"VARCHAR|BIGINT|INTEGER|DOUBLE|DECIMAL\(\d+,\d+\)|DATE|TIMESTAMP|BOOLEAN")
# A sum or a count is wider than the column it fills; nothing else may differ.
NARROWED = {"HUGEINT": "BIGINT", "INTEGER": "BIGINT", "DECIMAL(38,2)": "DECIMAL(18,2)"}
PLAIN_VALUES = {
    "$tenant_id": "'t'",
    "$source": "'s'",
    "$scope": "'all'",
    "$snapshot_date": "DATE '2025-01-01'",
    "$dataset": "'d'",
    "$file": "'f'",
    "$report": "'r'",
}


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    with Warehouse(tmp_path_factory.mktemp("schema") / "warehouse.duckdb").open() as opened:
        opened.execute("CREATE SCHEMA marts")
        for name in build.mart_names():
            build.build_mart(opened, name)
        keep_vocabularies(opened)
        keep_read_rules(opened, Partition("t", "contract_billing", "all", date(2025, 1, 1)))
        opened.execute("CREATE TEMP TABLE day_datasets (dataset VARCHAR)")
        for model in ENTITIES["realpage_rent_roll"]:
            query = with_plain_values(read_sql(f"unified/realpage_rent_roll/{model.dataset}"))
            opened.execute(f"CREATE TEMP TABLE candidate_{model.dataset} AS {query}")
        yield opened


def with_plain_values(query):
    for name, value in PLAIN_VALUES.items():
        query = query.replace(name, value)
    return query


def described(connection, query):
    return {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE {with_plain_values(query)}").fetchall()}


@pytest.mark.parametrize("mart", build.mart_names())
def test_a_marts_sql_gives_the_declared_columns(connection, mart):
    declared = METADATA.tables[f"marts.{mart}"]
    wanted = {one.name: duckdb_type(column_type(one)) for one in declared.columns}
    found = {name: NARROWED.get(kind, kind) for name, kind in described(connection, build.query_of(mart)).items()}
    assert found == {name: NARROWED.get(kind, kind) for name, kind in wanted.items()}


@pytest.mark.parametrize("view", derived_views())
def test_a_derived_views_sql_gives_the_declared_columns(connection, view):
    wanted = {one.name: duckdb_type(column_type(one)) for one in METADATA.tables[view].columns}
    assert described(connection, query_of_view(view)) == wanted


@pytest.mark.parametrize("declared", tables_of("marts"), ids=lambda one: one.name)
def test_a_mart_has_portable_types_a_grain_and_a_text_for_every_column(declared):
    assert all(MART_TYPES.fullmatch(duckdb_type(column_type(one))) for one in declared.columns)
    assert declared.columns[0].name == "tenant_id"
    assert all(one.comment and one.comment.endswith(".") for one in declared.columns)


@pytest.mark.parametrize("declared", list(METADATA.tables.values()), ids=full_name)
def test_every_table_says_its_grain_and_its_key(declared):
    assert declared.comment.startswith("One row per ")
    assert set(key_of(declared)) <= {one.name for one in declared.columns}


@pytest.mark.parametrize(
    ("source", "model"),
    [(plan.source, model) for plan in PLANS.values() for model in plan.models.values()],
    ids=lambda one: getattr(one, "dataset", one),
)
def test_a_feeds_sql_gives_its_models_columns(connection, source, model):
    check_model(connection, model, read_sql(f"unified/{source}/{model.dataset}"))


@pytest.mark.parametrize(
    ("report", "model"),
    [(report, model) for report, models in ENTITIES.items() for model in models],
    ids=lambda one: getattr(one, "dataset", one),
)
def test_a_reports_sql_gives_its_models_columns(connection, report, model):
    check_model(connection, model, read_sql(f"unified/{report}/{model.dataset}"))


def check_model(connection, model, query):
    declared = METADATA.tables[f"unified.{model.unified}"]
    found = described(connection, query)
    wanted = {one.name: duckdb_type(column_type(one)) for one in declared.columns}
    wanted = {name: kind for name, kind in wanted.items() if name not in (*OWNER, *LIFECYCLE)}
    assert found == {"row_number": "BIGINT", **wanted, "rule": "VARCHAR"}


@pytest.mark.parametrize(("report", "fact"), [(one, fact) for one, facts in documents.FACTS.items() for fact in facts])
def test_a_facts_sql_gives_the_declared_columns(connection, report, fact):
    declared = METADATA.tables[f"unified.{fact}"]
    query = documents.fact_query(report, fact)
    found = {name: NARROWED.get(kind, kind) for name, kind in described(connection, query).items()}
    assert found == {one.name: duckdb_type(column_type(one)) for one in declared.columns}


@pytest.mark.parametrize(
    ("source", "fact"),
    [pytest.param(source, one, id=f"{source}-{one.fact}") for source, facts in DAY_FACTS.items() for one in facts],
)
def test_a_day_facts_sql_gives_the_declared_columns(connection, source, fact):
    declared = METADATA.tables[f"unified.{fact.fact}"]
    units = with_plain_values(read_sql(f"unified/{source}/day_units"))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE day_units AS {units}")
    query = fact.query(source)
    found = {name: NARROWED.get(kind, kind) for name, kind in described(connection, query).items()}
    assert found == {one.name: duckdb_type(column_type(one)) for one in declared.columns}


@pytest.mark.parametrize(
    "feed", [feed for feeds in FEEDS.values() for feed in feeds.values()], ids=lambda f: f.raw_table
)
def test_a_feed_fills_the_raw_table_that_is_declared_for_it(feed):
    declared = {one.name for one in METADATA.tables[feed.raw_table].columns}
    fixed = {"tenant_id", "source", "scope", "snapshot_date", "row_number", "row_problem"}
    assert declared - fixed == {one.column for one in feed.fields}


@pytest.mark.parametrize(
    "feed", [feed for feeds in FEEDS.values() for feed in feeds.values()], ids=lambda f: f.raw_table
)
def test_every_rule_in_sql_has_its_sentence_and_every_sentence_its_rule(feed):
    query = (SQL / "unified" / feed.source / f"{feed.dataset}.sql").read_text(encoding="utf-8")
    in_sql = set(re.findall(r"THEN '([a-z_]+)'", query))
    elsewhere = {"duplicate_id", "row_too_long_or_short"}
    model = PLANS[feed.source].models[feed.dataset]
    elsewhere |= {unique.rule for unique in model.unique} | {model.exceeding}
    elsewhere |= {
        "unit_already_occupied",
        "resident_already_housed",
        "unit_inactive_at_move_in",
        "inactive_while_occupied",
    }
    said = set(feed.messages())
    assert in_sql <= said
    assert said - in_sql <= elsewhere


NAMES_FOR_TEMPLATES = {
    "model": "unified.patient_payments",
    "candidate": "candidate_payments",
    "table": "unified.patient_payments",
    "target": "unified.patients",
    "raw_table": "raw.patient_ledger_payments",
    "key": "payment_id",
    "columns": "payment_id",
    "unique_columns": "payment_id",
    "id_column": "external_id",
    "attributes": "patient_id, amount",
    "accepted_attributes": "accepted.amount",
    "both_attributes": "accepted.amount, held.amount AS was_amount",
    "was_attributes": "was_amount AS amount",
    "next_attributes": "amount",
    "row_struct": "{'a': 1}",
    "rule": "duplicate_id",
    "message": "'x'",
}


def rendered():
    """Every SQL file as it would run, a template's placeholders filled in: a condition where no name is known."""
    for path in sorted(SQL.rglob("*.sql")):
        text = path.read_text(encoding="utf-8")
        if path.stem == "change_log" or path.stem in render.TEMPLATES:
            text = build.query_of(path.stem)
        text = re.sub(r"\{([a-z_]+)\}", lambda found: NAMES_FOR_TEMPLATES.get(found[1], "TRUE"), text)
        yield pytest.param(path, text, id=str(path.relative_to(SQL)))


@pytest.mark.parametrize(("path", "text"), list(rendered()))
def test_sql_can_leave_the_house_for_spark(path, text):
    statements = sqlglot.transpile(text, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert len(statements) == 1
    assert "ASOF" not in text.upper()
    assert path.read_text(encoding="utf-8").startswith("-- "), "a file opens with what its rows are"


def test_every_declared_reference_names_columns_that_exist():
    for declared in METADATA.tables.values():
        for reference in declared.info["references"]:
            target = METADATA.tables[reference.table]
            assert set(reference.columns) <= set(declared.columns.keys())
            assert set(reference.target) <= set(target.columns.keys())


def test_ids_that_are_loaded_are_stored_as_what_hardly_repeats_and_the_words_of_marts_are_not():
    loaded = create_table(METADATA.tables["unified.patient_payments"])
    assert "payment_id VARCHAR USING COMPRESSION fsst NOT NULL" in loaded
    assert "\ttenant_id VARCHAR NOT NULL" in loaded
    assert not [one.name for one in tables_of("marts") if "COMPRESSION" in create_table(one)]


def test_personal_columns_are_nullable_in_marts_so_that_they_can_be_left_out():
    for declared in tables_of("marts"):
        for one in declared.columns:
            assert isinstance(one, sa.Column)
            assert not one.info["personal"] or one.nullable


def row_types():
    """Raw table -> the row type of the parser that fills it, found by the names of its fields."""
    modules = [
        import_module(f"parsers.{package}.{one.stem}") for package in ("realpage", "yardi") for one in MODULES[package]
    ]
    return {
        tuple(kind._fields): kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")
    }


@pytest.mark.parametrize("report", [one.name for one in REPORTS])
def test_every_report_that_can_be_parsed_has_a_raw_table_of_its_own_columns(report):
    fixed = ("tenant_id", "source", "scope", "snapshot_date")
    declared = METADATA.tables[f"raw.{report}"]
    fields = tuple(one.name for one in declared.columns if one.name not in fixed)
    assert fields in row_types()
    assert report in documents.FACTS


@pytest.mark.parametrize(
    ("name", "kind"), [pytest.param(*one, id=one[0]) for call in CALLS.values() for one in call.tables.items()]
)
def test_every_table_of_a_call_has_a_raw_table_of_its_own_columns_types_and_blanks(name, kind):
    fixed = ("tenant_id", "source", "scope", "snapshot_date")
    declared = [one for one in METADATA.tables[f"raw.{name}"].columns if one.name not in fixed]
    assert [one.name for one in declared] == [one.name for one in columns_of(kind)] == list(kind._fields)
    assert [one.name for one in declared if not one.nullable] == [one.name for one in columns_of(kind) if one.required]
    hints = get_type_hints(kind)
    known = {str: sa.String, int: sa.BigInteger, bool: sa.Boolean, date: sa.Date, Decimal: sa.Numeric}
    for one in declared:
        wanted = next(part for part in (*get_args(hints[one.name]), hints[one.name]) if part in known)
        assert isinstance(one.type, known[wanted]), one.name


@pytest.mark.parametrize("call", CALLS.values(), ids=lambda one: one.dataset)
def test_a_call_fills_the_raw_table_of_its_own_name_first(call):
    assert next(iter(call.tables)) == call.dataset


@pytest.mark.parametrize("call", CALLS.values(), ids=lambda one: one.dataset)
def test_what_a_call_says_of_a_person_is_marked(call):
    said = re.compile(r"(?!agent_)\w*(first_name|last_name|household_name|phone|email|comments?)")
    named = [one for name in call.tables for one in METADATA.tables[f"raw.{name}"].columns if said.fullmatch(one.name)]
    assert call.dataset == "realpage_sites" or all(one.info["personal"] for one in named)
