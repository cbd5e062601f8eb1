"""Building the marts: each from its SQL file, all in one transaction, so that readers never meet half of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from graphlib import TopologicalSorter

import duckdb
import sqlalchemy as sa

from warehouse.billing_models import render
from warehouse.connection import Warehouse, transaction
from warehouse.derived import create_view, named_in, query_of_view, reads_marts, views_beneath
from warehouse.entities import ENTITIES, source_of
from warehouse.feeds import PLANS
from warehouse.schema.ddl import create_table
from warehouse.schema.declare import METADATA, full_name, key_of, tables_of
from warehouse.schema.unified import LIFECYCLE, OWNER
from warehouse.statements import read_sql, scalar


def mart_names() -> list[str]:
    """Every mart, those it is built from before it."""
    graph = {
        name: [used.split(".")[1] for used in sources_of(name) if used.startswith("marts.")] for name in _declared()
    }
    return list(TopologicalSorter(graph).static_order())


def _declared() -> list[str]:
    return [declared.name for declared in tables_of("marts")]


@cache
def sources_of(mart: str) -> list[str]:
    """The relations (`schema.name`) a mart's SQL reads; those beneath a derived view stand in its place."""
    views = views_beneath(query_of(mart))
    named = named_in(query_of(mart)).union(*(named_in(query_of_view(one)) for one in views))
    return sorted(named - {*views, f"marts.{mart}"})


@cache
def query_of(mart: str) -> str:
    """The query that builds a mart."""
    template = read_sql(f"marts/{mart}")
    if mart in render.TEMPLATES:
        return render.rendered(template)
    return _change_log(template) if mart == "change_log" else template


def reads_marts_alone(mart: str) -> bool:
    """Whether a mart is worked out from other marts and from nothing else."""
    return all(used.startswith("marts.") for used in sources_of(mart))


def needed_for(marts: Collection[str]) -> set[str]:
    """The named marts and all that they are built from."""
    below = {used.split(".")[1] for one in marts for used in sources_of(one) if used.startswith("marts.")}
    return set(marts) | (needed_for(below) if below else set())


def build_marts(warehouse: Warehouse, marts: Collection[str] | None = None) -> dict[str, int]:
    """Build the named marts (all by default) for every tenant and return the rows of each; a view counts as 0."""
    with warehouse.open() as connection:
        return _build(connection, [name for name in mart_names() if marts is None or name in marts])


def build_what_is_stale(connection: duckdb.DuckDBPyConnection) -> None:
    """Build all marts anew if anything was loaded since: views tell of it at once, and the tables beside them must."""
    if not scalar(connection, "SELECT COUNT(*) FROM ops.mart_state WHERE is_current"):
        _build(connection, mart_names())


def _build(connection: duckdb.DuckDBPyConnection, marts: Sequence[str]) -> dict[str, int]:
    with transaction(connection):
        connection.execute("CREATE SCHEMA IF NOT EXISTS marts")
        _drop_other_kinds(connection)
        rows = {name: build_mart(connection, name) for name in marts}
        if set(marts) == set(_declared()):
            connection.execute("DELETE FROM ops.mart_state")
            connection.execute("INSERT INTO ops.mart_state VALUES (TRUE)")
    return rows


def _drop_other_kinds(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what an earlier declaration made a table and this one a view, or the other way round."""
    found = connection.execute(
        "SELECT table_name, table_type = 'VIEW' FROM information_schema.tables "
        "WHERE table_schema = 'marts' AND table_catalog = current_database()"
    ).fetchall()
    for name, is_view in found:
        if name in _declared() and METADATA.tables[f"marts.{name}"].info["view"] != is_view:
            connection.execute(f"DROP {'VIEW' if is_view else 'TABLE'} marts.{name}")


def build_mart(connection: duckdb.DuckDBPyConnection, mart: str) -> int:
    """Build one mart in its declared shape and return its rows; a view counts as 0. Comments come with publishing."""
    declared = METADATA.tables[f"marts.{mart}"]
    count = 0
    for view in filter(reads_marts, views_beneath(query_of(mart))):
        create_view(connection, view)
    if declared.info["view"]:
        connection.execute(f"CREATE OR REPLACE VIEW marts.{mart} AS {query_of(mart)}")
    else:
        connection.execute(create_table(declared).replace("CREATE TABLE", "CREATE OR REPLACE TABLE", 1))
        row = connection.execute(f"INSERT INTO marts.{mart} BY NAME {query_of(mart)}").fetchone()
        count = int(row[0]) if row else 0
    return count


def entities() -> list[sa.Table]:
    """The unified models that keep every version of their objects."""
    return [one for one in tables_of("unified") if f"{full_name(one)}_versions" in METADATA.tables]


def _change_log(template: str) -> str:
    return "\nUNION ALL\n".join(
        f"SELECT * FROM (\n{_changes_of(template, model)}) AS {model.name}" for model in entities()
    )


def _changes_of(template: str, model: sa.Table) -> str:
    key = key_of(model)[-1]
    attributes = [one for one in model.columns if one.name not in (*OWNER, *LIFECYCLE, key)]
    names = [one.name for one in attributes]
    return template.format(
        model=model.name,
        key=key,
        attributes=", ".join(names),
        current_attributes=", ".join(f"current_states.{name}" for name in names),
        previous_attributes=", ".join(f"LAG({name}) OVER object_states AS previous_{name}" for name in names),
        fields=", ".join(f"('{one.name}', {_is_withheld(one)})" for one in attributes),
        old_values=" ".join(_value(one, "previous_") for one in attributes),
        new_values=" ".join(_value(one, "") for one in attributes),
        is_given=" ".join(f"WHEN '{one}' THEN {one} IS NOT NULL" for one in names),
        was_given=" ".join(f"WHEN '{one}' THEN previous_{one} IS NOT NULL" for one in names),
        differences=" ".join(f"WHEN '{one}' THEN {one} IS DISTINCT FROM previous_{one}" for one in names),
        dataset=_dataset_of(model.name),
    )


def _is_withheld(attribute: sa.Column[object]) -> str:
    return "TRUE" if attribute.info["personal"] else "FALSE"


def _value(attribute: sa.Column[object], state: str) -> str:
    """The arm that gives an attribute's value in a state; what says something of a person is withheld."""
    name = attribute.name
    value = "CAST(NULL AS VARCHAR)" if attribute.info["personal"] else f"CAST({state}{name} AS VARCHAR)"
    return f"WHEN '{name}' THEN {value}"


def _dataset_of(model: str) -> str:
    """Which dataset of each source fills a model, as an SQL expression."""
    filled = [
        (plan.source, one.dataset) for plan in PLANS.values() for one in plan.models.values() if one.unified == model
    ]
    filled += [
        (source_of(report), report) for report, models in ENTITIES.items() if model in {one.unified for one in models}
    ]
    arms = " ".join(f"WHEN '{source}' THEN '{dataset}'" for source, dataset in filled)
    return f"CASE changes.source {arms} END"
