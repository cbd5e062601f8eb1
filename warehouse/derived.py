"""Views of unified that read marts as well, because only a mart knows what counts: created with what reads them."""

from __future__ import annotations

import duckdb

from warehouse.schema.declare import full_name, tables_of
from warehouse.statements import read_sql

HISTORY = "_history"


def derived_views() -> list[str]:
    """The views of unified (`unified.name`) that are no history of an entity."""
    return [full_name(one) for one in tables_of("unified") if one.info["view"] and not one.name.endswith(HISTORY)]


def query_of_view(view: str) -> str:
    """The query of a derived view."""
    return read_sql(f"unified/receivables/{view.removeprefix('unified.')}")


def create_view(connection: duckdb.DuckDBPyConnection, view: str) -> None:
    """Create a derived view anew; what it reads must be there."""
    connection.execute(f"CREATE OR REPLACE VIEW {view} AS {query_of_view(view)}")
