"""Rows of tenants that nobody named: whose they are, where they lie, and how they are taken out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import duckdb

from warehouse.connection import Warehouse, transaction
from warehouse.schema.declare import full_name, tables_of
from warehouse.shares import CALENDAR, CLIENT, is_for_clients
from warehouse.statements import run

_KEPT = ("raw", "unified", "ops")


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
    """Who has rows in raw, unified or ops without being `known`, and which clients have rows in the marts.

    `known` maps every tenant to its clients that are tenants themselves, by their id in the tenant's data.
    """
    with warehouse.open() as connection:
        counts = {name: _counted(connection, name, "tenant_id") for name in _tables()}
        of_clients = {name: _counted(connection, name, f"tenant_id, {CLIENT}") for name in _client_marts(connection)}
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
    """Remove every row of a tenant from the working file, in one transaction; the rows removed by table.

    What it landed and what was published stay on disk, each in a folder of the tenant's own.
    """
    with warehouse.open() as connection, transaction(connection):
        counts = {name: _counted(connection, name, "tenant_id").get((tenant_id,), 0) for name in _tables()}
        for name, count in counts.items():
            if count:
                run(connection, f"DELETE FROM {name} WHERE tenant_id = $tenant_id", {"tenant_id": tenant_id})
        run(connection, "UPDATE ops.mart_state SET is_current = FALSE")
    return {name: count for name, count in counts.items() if count}


def _tables() -> list[str]:
    """The tables, of what is kept, that say whose their rows are."""
    declared = [one for schema in _KEPT for one in tables_of(schema)]
    return [full_name(one) for one in declared if "tenant_id" in one.columns and not one.info["view"]]


def _client_marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The marts of clients that are built."""
    query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'marts'"
    built = {name for (name,) in connection.execute(query).fetchall()}
    names = [one.name for one in tables_of("marts") if is_for_clients(one.name) and one.name != CALENDAR]
    return [f"marts.{name}" for name in names if name in built]


def _counted(connection: duckdb.DuckDBPyConnection, table: str, columns: str) -> dict[tuple[str, ...], int]:
    rows = connection.execute(f"SELECT {columns}, COUNT(*) FROM {table} GROUP BY {columns}").fetchall()
    return {tuple(row[:-1]): row[-1] for row in rows}


def _rows_of(who: tuple[str, ...], counts: Mapping[str, Mapping[tuple[str, ...], int]]) -> dict[str, int]:
    return {name: counted[who] for name, counted in counts.items() if who in counted}
