"""Running the SQL files: templates filled with declared names, values always bound."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import duckdb

_PARAMETER = re.compile(r"\$([a-z][a-z0-9_]*)")


@cache
def read_sql(name: str) -> str:
    """The text of `warehouse/sql/{name}.sql`."""
    return files("warehouse").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def run(
    connection: duckdb.DuckDBPyConnection, statement: str, values: Mapping[str, object] | None = None
) -> duckdb.DuckDBPyConnection:
    """Execute a statement, binding those of `values` that it names."""
    named = set(_PARAMETER.findall(statement))
    bound = {name: value for name, value in (values or {}).items() if name in named}
    return connection.execute(statement, bound) if bound else connection.execute(statement)


def scalar(connection: duckdb.DuckDBPyConnection, statement: str, values: Mapping[str, object] | None = None) -> int:
    """The one number a statement answers with; no row counts as 0."""
    row = run(connection, statement, values).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def keep_as(
    connection: duckdb.DuckDBPyConnection, name: str, query: str, values: Mapping[str, object] | None = None
) -> None:
    """Keep a query's rows as a temporary table of this connection."""
    run(connection, f"CREATE OR REPLACE TEMP TABLE {name} AS {query}", values)


# DuckDB numbers the rows that the running transaction has added from here on.
_FIRST_OWN_ROW = 36_028_797_018_960_000


def delete_rows(connection: duckdb.DuckDBPyConnection, table: str, listed: str) -> None:
    """Delete the rows of `table` that `listed` names by their rowid, as live_row; NULL names none.

    Rows of the running transaction go apart from older ones: DuckDB 2.0.0 crashes on a DELETE that meets both side by
    side.
    """
    for which in (f"< {_FIRST_OWN_ROW}", f">= {_FIRST_OWN_ROW}"):
        chosen = f"SELECT live_row FROM {listed} WHERE live_row {which}"
        run(connection, f"DELETE FROM {table} WHERE rowid IN ({chosen})")
