"""Sync of patients and payments (load A, then B with 1 % changed, removed and added) against bare DuckDB SQL.

The bare work writes the same tables: it reads both files as text, keeps them as a raw partition, casts, joins with what
is live, and writes the current rows with their stamps and the states that ended, in one transaction. What it leaves out
is what makes a load safe: no rules, no rejects, no guard, no second look for repeated ids, no book of loads. Both sides
have the same memory limit and write the same storage version.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from benchmarks.common import MEMORY_LIMIT, Clock, limit, line, measured, scratch
from parsers.exports import FEEDS
from warehouse.connection import Warehouse
from warehouse.landing import Landed, Landing, describe
from warehouse.load import FeedRules, load_feeds
from warehouse.reading import FeedFile

DAYS = {"a": date(2026, 1, 1), "b": date(2026, 1, 2)}
FIELDS = {
    "patients": ("externalId", "firstName", "lastName", "middleName", "dateOfBirth"),
    "payments": ("externalId", "patientId", "amount"),
}
PATIENTS = """
    SELECT 'Given ' || i || (CASE WHEN {changed} THEN 'x' ELSE '' END) AS "firstName",
        'Family ' || (i * 7) AS "lastName",
        CAST(DATE '1950-01-01' + CAST(i % 20000 AS INTEGER) AS VARCHAR) AS "dateOfBirth",
        CAST(i AS VARCHAR) AS "externalId"
    FROM range({count}) AS ids(i) WHERE {kept}
"""
PAYMENTS = """
    SELECT CAST((i * 37) % 100000 + (CASE WHEN {changed} THEN 1 ELSE 0 END) AS DECIMAL(18, 2)) / 100 AS amount,
        CAST(i % {patients} AS VARCHAR) AS "patientId", 'p' || i AS "externalId"
    FROM range({count}) AS ids(i) WHERE {kept}
"""


def run() -> None:
    """100 000 patients and 1 000 000 payments: at most 1.5 times the bare work."""
    _compare(100_000, 1_000_000, target=1.5)


def run_large() -> None:
    """Ten times that: at most 1.3 times, within 2 GB resident."""
    peak = _compare(1_000_000, 10_000_000, target=1.3)
    limit("  peak resident memory", peak, 2048, "MB")


def _compare(patients: int, payments: int, *, target: float) -> int:
    peak = 0
    with scratch() as folder:
        _write_files(folder, patients, payments)
        for load in DAYS:
            bare = measured(bare_load, folder, load)
            ours = measured(our_load, folder, load)
            assert bare.answer == ours.answer, (bare.answer, ours.answer)
            line(f"load {load.upper()}, {payments:,} payments", ours.seconds, bare.seconds, rival="bare", target=target)
            peak = max(peak, ours.peak_mb)
    return peak


def _write_files(folder: Path, patients: int, payments: int) -> None:
    everything = {"changed": "FALSE", "kept": "TRUE"}
    some = {"changed": "i % 100 = 1", "kept": "i % 100 <> 2"}
    for load, share, filters in (("a", 1.0, everything), ("b", 1.01, some)):
        of_patients = PATIENTS.format(count=int(patients * share), **filters | {"kept": "TRUE"})
        of_payments = PAYMENTS.format(count=int(payments * share), patients=patients, **filters)
        for name, query in (("patients", of_patients), ("payments", of_payments)):
            with duckdb.connect() as connection:
                connection.execute("SET enable_progress_bar = FALSE")
                connection.execute(f"COPY ({query}) TO '{folder}/{name}_{load}.json' (FORMAT json, ARRAY true)")


def our_load(folder: Path, load: str) -> tuple[float, list[int]]:
    """Load one snapshot from landed files; landing itself is not timed."""
    landing = Landing(folder / "landing")
    warehouse = Warehouse(folder / "warehouse.duckdb")
    feeds = FEEDS["patient_ledger"]
    files = [_landed(landing, folder / f"{name}_{load}.json", name, DAYS[load]) for name in feeds]
    clock = Clock()
    load_feeds(warehouse, [files], FeedRules(feeds))
    seconds = clock.seconds()
    with warehouse.open() as connection:
        models = ("patients", "patient_payments")
        return seconds, [
            _one(connection, f"SELECT COUNT(*) FROM unified.{one} WHERE deleted_at IS NULL") for one in models
        ]


def _landed(landing: Landing, path: Path, dataset: str, day: date) -> FeedFile:
    sha256, size = describe(path)
    arrived = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    landed = Landed("clinic", "patient_ledger", dataset, "all", day, sha256, "json", path.name, size, arrived, "bench")
    landing.put(path, landed)
    with landing.local_copy(landed) as local:
        return FeedFile(FEEDS["patient_ledger"][dataset], landed, local, FIELDS[dataset])


def bare_load(folder: Path, load: str) -> tuple[float, list[int]]:
    """The bare work in plain SQL."""
    clock = Clock()
    settings = {"memory_limit": MEMORY_LIMIT, "temp_directory": str(folder / "spill")}
    with duckdb.connect(config=settings) as connection:
        connection.execute("SET enable_progress_bar = FALSE")
        connection.execute(f"ATTACH '{folder}/bare.duckdb' AS bare (STORAGE_VERSION 'v1.2.0')")
        connection.execute("USE bare")
        connection.execute("BEGIN")
        for name, fields in FIELDS.items():
            _bare_sync(connection, folder / f"{name}_{load}.json", name, fields, DAYS[load])
        connection.execute("COMMIT")
        connection.execute("USE memory")
        connection.execute("DETACH bare")
    seconds = clock.seconds()
    with duckdb.connect(str(folder / "bare.duckdb"), read_only=True) as connection:
        return seconds, [_one(connection, f"SELECT COUNT(*) FROM {name} WHERE deleted_at IS NULL") for name in FIELDS]


OWNER = "'clinic' AS tenant_id, 'patient_ledger' AS source, 'all' AS scope"
STAMPS = (
    "valid_from DATE, created_at DATE, updated_at DATE, deleted_at DATE, rejected_since DATE"  # as a unified model has
)


def _bare_sync(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str, fields: tuple[str, ...], day: date
) -> None:
    columns = "{" + ", ".join(f"'{one}': 'VARCHAR'" for one in fields) + "}"
    types = {"dateOfBirth": "DATE", "amount": "DECIMAL(18, 2)"}
    texts = ", ".join(f'"{one}" VARCHAR' for one in fields)
    declared = ", ".join(f'"{one}" {types.get(one, "VARCHAR")}' for one in fields)
    owned = "tenant_id VARCHAR, source VARCHAR, scope VARCHAR"
    read = f"SELECT ROW_NUMBER() OVER () AS row_number, * FROM read_json('{path}', format='array', columns={columns})"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE incoming AS {read}")
    connection.execute(f"CREATE TABLE IF NOT EXISTS raw_{name} ({owned}, day DATE, row_number BIGINT, {texts})")
    connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({owned}, {declared}, {STAMPS})")
    connection.execute(f"CREATE TABLE IF NOT EXISTS {name}_ended ({owned}, {declared}, {STAMPS}, valid_to DATE)")
    connection.execute(f"INSERT INTO raw_{name} SELECT {OWNER}, DATE '{day}', * FROM incoming")
    typed = ", ".join(f'CAST("{one}" AS {types.get(one, "VARCHAR")}) AS "{one}"' for one in fields)
    today = f"DATE '{day}'"
    if not _one(connection, f"SELECT COUNT(*) FROM {name}"):
        connection.execute(
            f"INSERT INTO {name} SELECT {OWNER}, {typed}, {today}, {today}, {today}, NULL, NULL FROM incoming"
        )
        return
    key, *attributes = fields
    differs = " OR ".join(f'sent."{one}" IS DISTINCT FROM live."{one}"' for one in attributes)
    sent = ", ".join(f'sent."{one}"' for one in fields)
    was = ", ".join(f'live."{one}" AS "was_{one}"' for one in fields)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE delta AS SELECT live.rowid AS live_row, {sent}, {was}, live.valid_from, "
        f"live.created_at, live.updated_at "
        f'FROM (SELECT {typed} FROM incoming) AS sent FULL JOIN {name} AS live ON sent."{key}" = live."{key}" '
        f'WHERE sent."{key}" IS NULL OR live."{key}" IS NULL OR {differs}'
    )
    kept = ", ".join(f'"was_{one}"' for one in fields)
    fresh = ", ".join(f'"{one}"' for one in fields)
    is_gone = f'"{key}" IS NULL'
    connection.execute(
        f"INSERT INTO {name}_ended SELECT {OWNER}, {kept}, valid_from, created_at, updated_at, NULL, NULL, {today} "
        f"FROM delta WHERE live_row IS NOT NULL AND NOT {is_gone}"
    )
    connection.execute(f"DELETE FROM {name} WHERE rowid IN (SELECT live_row FROM delta WHERE live_row IS NOT NULL)")
    connection.execute(
        f"INSERT INTO {name} SELECT {OWNER}, {fresh}, {today}, COALESCE(created_at, {today}), {today}, NULL, NULL "
        f"FROM delta WHERE NOT {is_gone}"
    )
    connection.execute(
        f"INSERT INTO {name} SELECT {OWNER}, {kept}, valid_from, created_at, updated_at, {today}, NULL "
        f"FROM delta WHERE {is_gone}"
    )


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])
