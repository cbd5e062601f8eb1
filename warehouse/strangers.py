"""Rows of tenants that nobody named: whose they are, where they lie, and how they are taken out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import duckdb

from warehouse.connection import Warehouse, transaction
from warehouse.schema.declare import full_name, tables_of
from warehouse.shares import CALENDAR, CLIENT, is_for_clients
from warehouse.statements import run

_SCHEMAS = ("raw", "unified", "ops", "marts")


@dataclass(frozen=True, slots=True)
class Strangers:
    """A tenant, or a client of a tenant, that the portfolio does not have; its rows by table (`schema.name`)."""

    tenant_id: str
    client_id: str | None
    rows: Mapping[str, int]

    def __str__(self) -> str:
        total = sum(self.rows.values())
        tables = ", ".join(f"{count} in {table}" for table, count in self.rows.items())
        if self.client_id is None:
            return (
                f"tenant {self.tenant_id} is not in the portfolio and has {total} rows: {tables}. Add it to the "
                f"portfolio, or remove its rows with: rentroll forget {self.tenant_id}"
            )
        return (
            f"client {self.client_id} of tenant {self.tenant_id} is no tenant of the portfolio and has {total} rows: "
            f"{tables}. They are published to {self.tenant_id} alone. Add a tenant with client_of: {self.tenant_id} "
            f"and client_id: {self.client_id}, or have the client taken out of the export"
        )


def find_strangers(warehouse: Warehouse, known: Mapping[str, Collection[str]]) -> list[Strangers]:
    """Who has rows in any table without being `known`, and which clients live in unified or have rows in the marts.

    `known` maps every tenant to its clients that are tenants themselves, by their id in the tenant's data.
    """
    with warehouse.open() as connection:
        counts = {name: _counted(connection, name, "tenant_id") for name in _tables(connection)}
        alive = "WHERE deleted_at IS NULL"
        of_clients = {name: _counted(connection, name, f"tenant_id, {CLIENT}", alive) for name in _models_of_clients()}
        of_clients |= {name: _counted(connection, name, f"tenant_id, {CLIENT}") for name in _client_marts(connection)}
    tenants = sorted({tenant for counted in counts.values() for (tenant,) in counted} - set(known))
    clients = sorted({one for counted in of_clients.values() for one in counted if None not in one})
    return [
        *(Strangers(one, None, _rows_of((one,), counts)) for one in tenants),
        *(
            Strangers(tenant, client, _rows_of((tenant, client), of_clients))
            for tenant, client in clients
            if tenant in known and client not in known[tenant]
        ),
    ]


def forget(warehouse: Warehouse, tenant_id: str) -> dict[str, int]:
    """Remove every row of a tenant from the working file, marts included, in one transaction; rows removed by table.

    What it landed and what was published stay on disk, each in a folder of the tenant's own. DuckDB does not overwrite
    the blocks it frees: their bytes are gone once the file is copied, or rebuilt from landing.
    """
    with warehouse.open() as connection, transaction(connection):
        tables = _tables(connection)
        counts = {name: _counted(connection, name, "tenant_id").get((tenant_id,), 0) for name in tables}
        for name, count in counts.items():
            if count:
                run(connection, f"DELETE FROM {name} WHERE tenant_id = $tenant_id", {"tenant_id": tenant_id})
        run(connection, "UPDATE ops.mart_state SET is_current = FALSE")
    return {name: count for name, count in counts.items() if count}


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the working file that say whose their rows are: those that are there, declared today or not."""
    query = (
        "SELECT table_schema || '.' || table_name FROM information_schema.tables "
        "INNER JOIN information_schema.columns USING (table_catalog, table_schema, table_name) "
        "WHERE table_catalog = current_database() AND table_type = 'BASE TABLE' AND column_name = 'tenant_id'"
    )
    found = [name for (name,) in connection.execute(query).fetchall()]
    ours = [name for name in found if name.partition(".")[0] in _SCHEMAS]
    return sorted(ours, key=lambda name: (_SCHEMAS.index(name.partition(".")[0]), name))


def _models_of_clients() -> list[str]:
    """The models that name a client, billed or not."""
    named = [one for one in tables_of("unified") if {CLIENT, "deleted_at"} <= set(one.columns.keys())]
    return [full_name(one) for one in named if not one.info["view"]]


def _client_marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The marts of clients that are built."""
    query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'marts'"
    built = {name for (name,) in connection.execute(query).fetchall()}
    names = [one.name for one in tables_of("marts") if is_for_clients(one.name) and one.name != CALENDAR]
    return [f"marts.{name}" for name in names if name in built]


def _counted(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, where: str = ""
) -> dict[tuple[str, ...], int]:
    rows = connection.execute(f"SELECT {columns}, COUNT(*) FROM {table} {where} GROUP BY {columns}").fetchall()
    return {tuple(row[:-1]): row[-1] for row in rows}


def _rows_of(who: tuple[str, ...], counts: Mapping[str, Mapping[tuple[str, ...], int]]) -> dict[str, int]:
    return {name: counted[who] for name, counted in counts.items() if who in counted}
