"""The daily rent roll of 100 000 units x 365 days, written out, and the monthly KPIs of the same from spans.

Rivals: DuckDB copying the finished table, and polars joining as of each day. All three write a Parquet file, which is
what leaves the house and what both engines can write; the spans and the calendar are there beforehand for all.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.common import Clock, limit, line, measured, scratch
from warehouse.build import build_mart
from warehouse.connection import Warehouse, transaction

UNITS, DAYS = 100_000, 365
LIMIT = "700MB"
CALENDAR = f"""
    INSERT INTO marts.calendar BY NAME
    SELECT 'owner' AS tenant_id, CAST(day AS DATE) AS date, CAST(DATE_TRUNC('month', day) AS DATE) AS month,
        YEAR(day) AS year, DAY(LAST_DAY(day)) AS days_in_month, FALSE AS is_projected
    FROM (SELECT UNNEST(GENERATE_SERIES(DATE '2025-01-01', DATE '2025-01-01' + {DAYS - 1}, INTERVAL 1 DAY)) AS day)
"""
# Three states a unit in the year: lived in, vacant for two weeks, lived in by the next resident.
SPANS = f"""
    INSERT INTO marts.rent_roll_spans BY NAME
    WITH units AS (SELECT i, 20 + (i * 7919) % 300 AS moved FROM range({UNITS}) AS ids(i)),
    states AS (
        SELECT i, 0 AS starts, moved AS ends, TRUE AS lived, 1000 + i % 500 AS rent, 'a' AS who FROM units
        UNION ALL SELECT i, moved, moved + 14, FALSE, 0, NULL FROM units
        UNION ALL SELECT i, moved + 14, NULL, TRUE, 1100 + i % 500, 'b' FROM units
    )
    SELECT 'owner' AS tenant_id, 'leasing_ledger' AS source,
        'property ' || (i // 200) AS property_id, 'u' || i AS unit_id,
        'No. ' || (i % 200) AS unit_number, DATE '2025-01-01' + CAST(starts AS INTEGER) AS valid_from,
        DATE '2025-01-01' + CAST(ends AS INTEGER) AS valid_to,
        CASE WHEN lived THEN 'r' || who || i END AS resident_id,
        CASE WHEN lived THEN 'Resident ' || who || i END AS resident_name,
        CAST(rent AS DECIMAL(18, 2)) AS monthly_rent, 'active' AS unit_status, lived AS is_occupied,
        CASE WHEN lived THEN 'o' || who || i END AS occupancy_id, 'events' AS basis
    FROM states ORDER BY i, starts
"""


def run() -> None:
    """Expand, copy, compare; then the KPIs."""
    with scratch() as folder:
        warehouse = Warehouse(folder / "warehouse.duckdb", memory_limit=LIMIT)
        with warehouse.open() as connection, transaction(connection):
            connection.execute("CREATE SCHEMA marts")
            for mart in ("calendar", "rent_roll_spans", "rent_roll_daily"):
                build_mart(connection, mart)
            connection.execute(CALENDAR)
            connection.execute(SPANS)
        daily = measured(_write_daily, folder)
        copied = measured(_copy_daily, folder)
        joined = measured(_polars_daily, folder)
        monthly = measured(_monthly, folder)
    assert daily.answer == copied.answer == UNITS * DAYS
    assert joined.answer == UNITS * DAYS
    line("daily rent roll written out", daily.seconds, copied.seconds, rival="copying it", target=1.25)
    line("  the same", daily.seconds, joined.seconds, rival="polars join_asof", target=0.5)
    limit("  peak resident memory", daily.peak_mb, 1024, "MB")
    line("monthly KPIs from spans", monthly.seconds, daily.seconds, rival="the daily table", target=0.1)


def _write_daily(folder: Path) -> tuple[float, int]:
    with Warehouse(folder / "warehouse.duckdb", memory_limit=LIMIT).open() as connection:
        clock = Clock()
        connection.execute(f"COPY (FROM marts.rent_roll_daily) TO '{folder}/daily.parquet' (FORMAT parquet)")
        return clock.seconds(), _count(connection, f"'{folder}/daily.parquet'")


def _copy_daily(folder: Path) -> tuple[float, int]:
    with Warehouse(folder / "warehouse.duckdb", memory_limit=LIMIT).open() as connection:
        connection.execute("CREATE TABLE marts.written AS FROM marts.rent_roll_daily")
        clock = Clock()
        connection.execute(f"COPY marts.written TO '{folder}/copied.parquet' (FORMAT parquet)")
        seconds = clock.seconds()
        connection.execute("DROP TABLE marts.written")
        return seconds, _count(connection, f"'{folder}/copied.parquet'")


def _monthly(folder: Path) -> tuple[float, int]:
    with Warehouse(folder / "warehouse.duckdb", memory_limit=LIMIT).open() as connection:
        build_mart(connection, "kpi_daily")
        clock = Clock()
        build_mart(connection, "kpi_monthly")
        return clock.seconds(), _count(connection, "marts.kpi_monthly")


def _polars_daily(folder: Path) -> tuple[float, int]:
    with Warehouse(folder / "warehouse.duckdb", memory_limit=LIMIT).open() as connection:
        spans = pl.from_arrow(connection.cursor().sql("FROM warehouse.marts.rent_roll_spans").to_arrow_table())
    assert isinstance(spans, pl.DataFrame)
    clock = Clock()
    days = pl.DataFrame({"date": pl.date_range(date(2025, 1, 1), date(2025, 12, 31), eager=True)})
    units = spans.select("unit_id").unique()
    grid = units.join(days, how="cross").sort("unit_id", "date")
    roll = grid.join_asof(
        spans.sort("unit_id", "valid_from"),
        left_on="date",
        right_on="valid_from",
        by="unit_id",
        strategy="backward",
        check_sortedness=False,
    )
    roll.write_parquet(folder / "roll.parquet")
    return clock.seconds(), roll.height


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])
