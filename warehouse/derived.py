"""Views of unified that are no history of an entity: what several marts or loads ask, said once.

Most are there with the schema. Some are read from marts, because only a mart knows which invoices and payments count:
those cannot be there before the marts are, and each is created with what reads it.
"""

from __future__ import annotations

import re

import duckdb

from warehouse.schema.declare import full_name, tables_of
from warehouse.statements import read_sql

HISTORY = "_history"
_NAMED = re.compile(r"\b(marts|unified|ops|raw)\.([a-z_]+)\b")


def derived_views() -> list[str]:
    """The views of unified (`unified.name`) that are no history of an entity."""
    return [full_name(one) for one in tables_of("unified") if one.info["view"] and not one.name.endswith(HISTORY)]


def query_of_view(view: str) -> str:
    """The query of a derived view."""
    return read_sql(f"unified/views/{view.removeprefix('unified.')}")


def named_in(query: str) -> set[str]:
    """The relations (`schema.name`) a query names."""
    return {f"{schema}.{name}" for schema, name in _NAMED.findall(query)}


def views_beneath(query: str) -> list[str]:
    """The derived views a query reads, by itself or through another of them; each after those it reads."""
    found: list[str] = []
    for view in sorted(named_in(query) & set(derived_views())):
        found += [one for one in (*views_beneath(query_of_view(view)), view) if one not in found]
    return found


def reads_marts(view: str) -> bool:
    """Whether a derived view reads marts, by itself or through another, and so comes and goes with them."""
    queries = map(query_of_view, (view, *views_beneath(query_of_view(view))))
    return any(name.startswith("marts.") for query in queries for name in named_in(query))


def standing_views() -> list[str]:
    """The derived views that are there with the schema; each after those it reads."""
    found: list[str] = []
    for view in derived_views():
        if not reads_marts(view):
            found += [one for one in (*views_beneath(query_of_view(view)), view) if one not in found]
    return found


def create_view(connection: duckdb.DuckDBPyConnection, view: str) -> None:
    """Create a derived view anew; what it reads must be there."""
    connection.execute(f"CREATE OR REPLACE VIEW {view} AS {query_of_view(view)}")
