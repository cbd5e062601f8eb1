"""School marts of 1 000 schools, 1 000 000 invoices and 3 000 000 payments, rebuilt and published, against DuckDB.

Two rivals, both with the same memory limit. Rebuilding is compared with aggregating the three tables once, from
payments to invoices to students to schools, keeping only the result. Publishing, Parquet copies and all, is compared
with also writing to a table what the marts list one by one, every payment with its student and every invoice with what
is paid, without statuses, risks, reminders or any other figure. Every clock runs from opening the file to closing it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.common import MEMORY_LIMIT, Clock, Measured, limit, line, measured, scratch
from warehouse.build import build_marts
from warehouse.connection import Warehouse, transaction
from warehouse.publish import publish
from warehouse.schema import school_marts
from warehouse.schema.declare import METADATA
from warehouse.shares import Share

SCHOOLS, STUDENTS, INVOICES, PAYMENTS = 1_000, 100_000, 1_000_000, 3_000_000
MARTS = [one.name for one in METADATA.tables.values() if one in vars(school_marts).values()]
TURNS = 5
TENANT = "colegios"
OWNER = f"'{TENANT}' AS tenant_id, 'school_billing' AS source, 'all' AS scope"
STAMPS = ", ".join(f"DATE '2025-12-31' AS {one}" for one in ("valid_from", "created_at", "updated_at"))
FILL = {
    "schools": f"""
        SELECT {{school}} AS school_id, 'School ' || i AS name, TRUE AS is_active FROM range({SCHOOLS}) AS ids(i)""",
    "students": f"""
        SELECT {{student}} AS student_id, {{school}} AS school_id, 'Given ' || n AS first_name,
            'Family ' || n AS last_name, n % 10 <> 0 AS is_active
        FROM (SELECT i AS n, i % {SCHOOLS} AS i FROM range({STUDENTS}) AS ids(i))""",
    "invoices": f"""
        SELECT {{invoice}} AS invoice_id, {{student_of_invoice}} AS student_id,
            CASE WHEN i % 50 = 1 THEN 600 ELSE 300 END + i % 100 AS amount,
            DATE '2025-01-31' + CAST((i // {STUDENTS}) * 30 AS INTEGER) AS due_date, 'Tuition' AS description,
            CASE WHEN i % 50 = 0 THEN 'CANCELLED' ELSE 'PENDING' END AS status
        FROM range({INVOICES}) AS ids(i)""",
    "invoice_payments": f"""
        SELECT {{payment}} AS payment_id, {{invoice}} AS invoice_id,
            CASE WHEN i % 3 = 0 THEN 100 ELSE 90 + i % 7 END AS amount,
            DATE '2025-01-01' + CAST((i // {STUDENTS}) * 30 + (n * 7919) % 50 AS INTEGER) AS payment_date,
            CASE n % 3 WHEN 0 THEN 'CASH' WHEN 1 THEN 'BANK_TRANSFER' ELSE 'OTHER' END AS method, 'R' || n AS reference
        FROM (
            SELECT i AS n, i % {INVOICES} + CASE WHEN i % 50 = 0 THEN 1 ELSE 0 END AS i FROM range({PAYMENTS}) AS ids(i)
        )""",
}
PAID = """
    SELECT tenant_id, source, scope, invoice_id, SUM(amount) AS paid, COUNT(*) AS payment_count
    FROM unified.invoice_payments WHERE deleted_at IS NULL GROUP BY ALL"""
DETAILS = f"""
    SELECT invoices.*, paid, payment_count, GREATEST(amount - COALESCE(paid, 0), 0) AS pending
    FROM unified.invoices AS invoices LEFT JOIN ({PAID}) USING (tenant_id, source, scope, invoice_id)
    WHERE deleted_at IS NULL"""
AGGREGATE = f"""
    SELECT tenant_id, source, school_id, COUNT(*) AS students,
        SUM(invoiced) AS invoiced, SUM(paid) AS paid, SUM(pending) AS pending
    FROM unified.students LEFT JOIN (
        SELECT tenant_id, source, scope, student_id, SUM(amount) AS invoiced, SUM(paid) AS paid, SUM(pending) AS pending
        FROM ({DETAILS}) WHERE status <> 'CANCELLED' GROUP BY ALL
    ) USING (tenant_id, source, scope, student_id)
    GROUP BY ALL"""
HISTORY = """
    SELECT payments.*, student_id, school_id
    FROM unified.invoice_payments AS payments
    JOIN unified.invoices USING (tenant_id, source, scope, invoice_id)
    JOIN unified.students USING (tenant_id, source, scope, student_id)"""


def run() -> None:
    """Rebuild and publish all marts, each several times in turn with its rival; compare the middle ones."""
    with scratch() as folder:
        _fill(folder)
        aggregated, ours = _in_turn(folder, _aggregate, _rebuild)
        written, published = _in_turn(folder, _write_lists, _publish)
    assert ours.answer == aggregated.answer, (ours.answer, aggregated.answer)
    line("all school marts", ours.seconds, aggregated.seconds, rival="aggregating once", target=2.0)
    limit("  peak resident memory", ours.peak_mb, 2048, "MB")
    line("publishing them", published.seconds, written.seconds, rival="writing the lists", target=None)
    limit("  peak resident memory", published.peak_mb, 2048, "MB")


def _in_turn(folder: Path, *works: Callable[[Path], object]) -> list[Measured]:
    turns = [[measured(work, folder) for work in works] for _ in range(TURNS)]
    return [_middle(same) for same in zip(*turns, strict=True)]


def _middle(same: tuple[Measured, ...]) -> Measured:
    seconds = median(one.seconds for one in same)
    return Measured(seconds, max(one.peak_mb for one in same), same[0].answer)


def _uuid(kind: str, number: str) -> str:
    """An id of the length and the disorder of a UUID."""
    digest = f"MD5('{kind}' || ({number}))"
    parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return "(" + " || '-' || ".join(f"SUBSTRING({digest}, {start}, {length})" for start, length in parts) + ")"


def _fill(folder: Path) -> None:
    ids = {one: _uuid(one, "i") for one in ("school", "invoice")}
    ids |= {"student": _uuid("student", "n"), "student_of_invoice": _uuid("student", f"i % {STUDENTS}")}
    ids["payment"] = _uuid("payment", "n")
    with Warehouse(folder / "warehouse.duckdb", memory_limit=MEMORY_LIMIT).open() as connection:
        with transaction(connection):
            for model, query in FILL.items():
                rows = f"SELECT {OWNER}, {STAMPS}, * FROM ({query.format(**ids)})"
                connection.execute(f"INSERT INTO unified.{model} BY NAME {rows}")
            connection.execute(
                f"INSERT INTO ops.loads BY NAME SELECT {OWNER}, DATE '{date(2025, 12, 31)}' AS snapshot_date, "
                "'payments' AS dataset, 'x' AS sha256, 'loaded' AS outcome, TRUE AS is_current"
            )
        connection.execute("CHECKPOINT")


def _publish(folder: Path) -> tuple[float, list[object]]:
    warehouse = Warehouse(folder / "warehouse.duckdb", memory_limit=MEMORY_LIMIT)
    build_marts(warehouse)
    clock = Clock()
    publish(warehouse, Share.of(TENANT), folder / "published")
    return clock.seconds(), []


def _rebuild(folder: Path) -> tuple[float, list[object]]:
    warehouse = Warehouse(folder / "warehouse.duckdb", memory_limit=MEMORY_LIMIT)
    clock = Clock()
    build_marts(warehouse, MARTS)
    seconds = clock.seconds()
    with warehouse.open() as connection:
        return seconds, _sums(connection, "SELECT SUM(invoiced), SUM(paid), SUM(pending) FROM marts.school_summary")


def _aggregate(folder: Path) -> tuple[float, list[object]]:
    clock = Clock()
    with Warehouse(folder / "warehouse.duckdb", memory_limit=MEMORY_LIMIT).open() as connection:
        connection.execute(f"CREATE TEMP TABLE summary AS {AGGREGATE}")
        sums = _sums(connection, "SELECT SUM(invoiced), SUM(paid), SUM(pending) FROM summary")
    return clock.seconds(), sums


def _write_lists(folder: Path) -> tuple[float, list[object]]:
    clock = Clock()
    warehouse = Warehouse(folder / "warehouse.duckdb", memory_limit=MEMORY_LIMIT)
    with warehouse.open() as connection, transaction(connection):
        connection.execute("CREATE SCHEMA rival")
        connection.execute(f"CREATE TABLE rival.payment_history AS {HISTORY}")
        connection.execute(f"CREATE TABLE rival.invoice_details AS {DETAILS}")
        connection.execute(f"CREATE TABLE rival.summary AS {AGGREGATE}")
    seconds = clock.seconds()
    with warehouse.open() as connection:
        connection.execute("DROP SCHEMA rival CASCADE")
    return seconds, []


def _sums(connection: duckdb.DuckDBPyConnection, query: str) -> list[object]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return list(row)
