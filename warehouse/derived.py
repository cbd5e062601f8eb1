"""Views of unified that are no history of an entity: what several marts ask, said once, some of it read from marts.

Only a mart knows which invoices and payments count, so these views cannot be there before the marts are: each is
created with what reads it.
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


def create_view(connection: duckdb.DuckDBPyConnection, view: str) -> None:
    """Create a derived view anew; what it reads must be there."""
    connection.execute(f"CREATE OR REPLACE VIEW {view} AS {query_of_view(view)}")
