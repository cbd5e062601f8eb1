"""The contract marts over 5 000 000 trips of 2 000 contracts, rebuilt, against joining and multiplying in plain DuckDB.

Three versions a contract, a third of the contracts under each billing model. Two rivals with the same memory limit:
both join every trip with the version in force and multiply kilometres, price and tax, with no other model, finding,
monthly fee, invoice or renewal. The first writes a row per trip, as a bill needs; the second keeps only the sums per
contract and month.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.common import MEMORY_LIMIT, Clock, limit, line, measured, scratch
from warehouse.build import build_marts
from warehouse.connection import Warehouse, transaction
from warehouse.schema import contract_marts
from warehouse.schema.declare import METADATA

CONTRACTS, TRIPS = 2_000, 5_000_000
MARTS = [one.name for one in METADATA.tables.values() if one in vars(contract_marts).values()]
OWNER = "'fleet' AS tenant_id, 'contract_billing' AS source, 'all' AS scope"
STAMPS = ", ".join(f"DATE '2025-12-31' AS {one}" for one in ("valid_from", "created_at", "updated_at"))
FILL = {
    "contracts": f"""
        SELECT {{contract}} AS contract_id, {{client}} AS client_id, {{vendor}} AS vendor_id, 'ACTIVE' AS status
        FROM range({CONTRACTS}) AS ids(i)""",
    "contract_versions": f"""
        SELECT {{version}} AS version_id, {{contract}} AS contract_id, n + 1 AS version_number,
            CASE i % 3 WHEN 0 THEN 'FIXED' WHEN 1 THEN 'PER_TRIP' ELSE 'HYBRID' END AS billing_model,
            TIMESTAMP '2025-01-01' + to_months(CAST(n * 4 AS INTEGER)) AS starts_at,
            CASE WHEN n < 2 THEN TIMESTAMP '2025-01-01' + to_months(CAST(n * 4 + 4 AS INTEGER)) END AS ends_at,
            CASE WHEN i % 3 <> 1 THEN 5000 + i END AS base_monthly_fee,
            CASE WHEN i % 3 = 1 THEN 300 END AS base_fare, CASE WHEN i % 3 = 1 THEN 18.5 + n END AS cost_per_km,
            CASE WHEN i % 3 = 2 THEN 1000 END AS free_km_included, CASE WHEN i % 3 = 2 THEN 50 END AS night_surcharge,
            CASE WHEN i % 3 = 2 THEN 12.25 + n END AS per_km_rate_after_limit, 50 AS carpool_bonus
        FROM range({CONTRACTS}) AS ids(i), range(3) AS numbers(n)""",
    "trips": f"""
        SELECT {{trip}} AS trip_id, {{contract}} AS contract_id, {{client}} AS client_id, {{vendor}} AS vendor_id,
            TIMESTAMP '2025-01-01' + to_seconds((j * 7919) % 31536000) AS start_time,
            start_time + to_minutes(20 + j % 40) AS end_time,
            (j % 40000) / 1000 AS distance_km, j % 7 = 0 AS is_carpool
        FROM (SELECT j, (j * 31) % {CONTRACTS} AS i FROM range({{trips}}) AS ids(j))""",
}
PRICED = """
    SELECT trips.tenant_id, trips.source, trips.client_id, trips.contract_id, trips.trip_id, versions.version_id,
        trips.start_time, trips.distance_km, trips.is_carpool,
        CAST(COALESCE(versions.base_fare, 0) + trips.distance_km * COALESCE(versions.cost_per_km, 0) AS DECIMAL(18, 2))
            AS base_amount,
        CAST(base_amount * 0.18 AS DECIMAL(18, 2)) AS tax,
        base_amount + tax + CASE WHEN trips.is_carpool THEN versions.carpool_bonus ELSE 0 END AS total
    FROM unified.trips AS trips
    JOIN unified.contract_versions AS versions
        ON trips.tenant_id = versions.tenant_id AND trips.source = versions.source AND trips.scope = versions.scope
        AND trips.contract_id = versions.contract_id AND trips.start_time >= versions.starts_at
        AND trips.start_time < COALESCE(versions.ends_at, TIMESTAMP '9999-12-31')
    WHERE trips.deleted_at IS NULL AND versions.deleted_at IS NULL"""
SUMMED = f"""
    SELECT tenant_id, source, client_id, contract_id, DATE_TRUNC('month', start_time) AS month, COUNT(*) AS trips,
        SUM(base_amount) AS base_amount, SUM(tax) AS tax, SUM(total) AS total
    FROM ({PRICED}) GROUP BY ALL"""


def run(trips: int = TRIPS) -> None:
    """Rebuild all contract marts and compare with both rivals."""
    with scratch() as folder:
        _fill(folder, trips)
        written = measured(_write_rows, folder)
        summed = measured(_sum, folder)
        ours = measured(_rebuild, folder)
    assert ours.answer == written.answer == summed.answer, (ours.answer, written.answer, summed.answer)
    line("all contract marts", ours.seconds, written.seconds, rival="join, multiply, write", target=2.0)
    line("  the same", ours.seconds, summed.seconds, rival="join, multiply, sum", target=None)
    limit("  peak resident memory", ours.peak_mb, 2048, "MB")


def _id(kind: str, number: str) -> str:
    """An id of the length and the disorder of a UUID."""
    digest = f"MD5('{kind}' || ({number}))"
    parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return "(" + " || '-' || ".join(f"SUBSTRING({digest}, {start}, {length})" for start, length in parts) + ")"


def _fill(folder: Path, trips: int) -> None:
    ids = {"contract": _id("contract", "i"), "client": _id("client", "i % 50"), "vendor": _id("vendor", "i % 20")}
    ids |= {"version": _id("version", "i * 3 + n"), "trip": _id("trip", "j")}
    with Warehouse(folder / "warehouse.duckdb", memory_limit=MEMORY_LIMIT).open() as connection:
        with transaction(connection):
            for model, query in FILL.items():
                rows = f"SELECT {OWNER}, {STAMPS}, * FROM ({query.format(**ids, trips=trips)})"
                connection.execute(f"INSERT INTO unified.{model} BY NAME {rows}")
            connection.execute(
                f"INSERT INTO ops.loads BY NAME SELECT {OWNER}, DATE '2025-12-31' AS snapshot_date, "
                "'trips' AS dataset, 'x' AS sha256, 'loaded' AS outcome, TRUE AS is_current"
            )
        connection.execute("CHECKPOINT")


def _rebuild(folder: Path) -> tuple[float, list[object]]:
    warehouse = Warehouse(folder / "warehouse.duckdb", memory_limit=MEMORY_LIMIT)
    clock = Clock()
    build_marts(warehouse, MARTS)
    seconds = clock.seconds()
    with warehouse.open() as connection:
        return seconds, _answer(
            connection,
            "SELECT COUNT(*), SUM(lines.total) FROM marts.contract_lines AS lines JOIN marts.contract_rules AS rules "
            "USING (tenant_id, source, version_id) WHERE lines.kind = 'trip' AND rules.billing_model = 'PER_TRIP'",
        )


def _write_rows(folder: Path) -> tuple[float, list[object]]:
    clock = Clock()
    with Warehouse(folder / "warehouse.duckdb", memory_limit=MEMORY_LIMIT).open() as connection:
        with transaction(connection):
            connection.execute("CREATE SCHEMA rival")
            connection.execute(f"CREATE TABLE rival.lines AS {PRICED}")
        seconds = clock.seconds()
        answer = _answer(connection, "SELECT COUNT(*), SUM(total) FROM rival.lines WHERE base_amount > 0")
        connection.execute("DROP SCHEMA rival CASCADE")
    return seconds, answer


def _sum(folder: Path) -> tuple[float, list[object]]:
    clock = Clock()
    with Warehouse(folder / "warehouse.duckdb", memory_limit=MEMORY_LIMIT).open() as connection:
        connection.execute(f"CREATE TEMP TABLE summed AS {SUMMED}")
        seconds = clock.seconds()
        return seconds, _answer(
            connection, "SELECT CAST(SUM(trips) AS BIGINT), SUM(total) FROM summed WHERE base_amount > 0"
        )


def _answer(connection: duckdb.DuckDBPyConnection, query: str) -> list[object]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return list(row)
