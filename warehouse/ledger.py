"""The book of loads: what became of every landed file, in ops.loads and ops.findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from warehouse.connection import Warehouse, transaction
from warehouse.feeds import DATASET, Partition
from warehouse.landing import Landed, partition_of
from warehouse.statements import run, scalar
from warehouse.sync import Changes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: loaded, held, refused or unchanged (the same bytes were loaded before)."""

    dataset: str
    partition: Partition
    file: str
    sha256: str
    outcome: str
    message: str | None = None
    changes: Changes = field(default_factory=Changes)

    @property
    def is_loaded(self) -> bool:
        """Whether the file's rows are what the warehouse holds for its partition."""
        return self.outcome in ("loaded", "unchanged")

    @classmethod
    def of(cls, landed: Landed, outcome: str, message: str | None, changes: Changes | None = None) -> Outcome:
        """The outcome of a landed file."""
        return cls(
            landed.dataset,
            partition_of(landed),
            landed.file_name,
            landed.sha256,
            outcome,
            message,
            changes or Changes(),
        )


def values_of(landed: Landed) -> dict[str, object]:
    """A landed file's identity as bound values."""
    return {**partition_of(landed).values, "dataset": landed.dataset, "sha256": landed.sha256}


def is_loaded(connection: duckdb.DuckDBPyConnection, landed: Landed) -> bool:
    """Whether these very bytes are what the partition holds, with the permission they are offered with now.

    A permission given later is kept, though the bytes are loaded: an earlier day may yet come that needs it.
    """
    query = (
        f"SELECT COUNT(*) FROM ops.loads WHERE {DATASET} AND sha256 = $sha256 AND is_current AND outcome = 'loaded' "
        "AND (allow_mass_deletion OR NOT $allow_mass_deletion)"
    )
    values = {**values_of(landed), "allow_mass_deletion": landed.allow_mass_deletion}
    return scalar(connection, query, values) > 0


def unchanged(connection: duckdb.DuckDBPyConnection, landed: Landed) -> Outcome:
    """The outcome of bytes that are loaded already."""
    query = (
        f"SELECT rows_read, rows_accepted, rows_rejected, rows_repeated FROM ops.loads WHERE {DATASET} AND is_current"
    )
    read, accepted, rejected, repeated = run(connection, query, values_of(landed)).fetchone() or (0, 0, 0, 0)
    changes = Changes(read=read, accepted=accepted, rejected=rejected, repeated=repeated, unchanged=accepted)
    return Outcome.of(landed, "unchanged", "the same bytes are loaded already", changes)


def make_current(connection: duckdb.DuckDBPyConnection, landed: Landed, *, absent_fields: Sequence[str] = ()) -> None:
    """Enter a file as the one its partition holds, in the place of an earlier one; its findings start anew."""
    values = values_of(landed)
    run(connection, "UPDATE ops.mart_state SET is_current = FALSE WHERE is_current")
    run(connection, f"DELETE FROM ops.loads WHERE {DATASET} AND (sha256 = $sha256 OR outcome = 'failed')", values)
    run(
        connection,
        f"UPDATE ops.loads SET is_current = FALSE, outcome = 'replaced' WHERE {DATASET} AND is_current",
        values,
    )
    record(connection, landed, "loaded", None, is_current=True, absent_fields=absent_fields)
    run(connection, f"DELETE FROM ops.findings WHERE {DATASET}", values)


def record(
    connection: duckdb.DuckDBPyConnection,
    landed: Landed,
    outcome: str,
    message: str | None,
    *,
    is_current: bool,
    absent_fields: Sequence[str] = (),
) -> None:
    """Enter what became of a file, in the place of what was entered for the same bytes."""
    if not is_current:
        run(
            connection,
            f"DELETE FROM ops.loads WHERE {DATASET} AND sha256 = $sha256 AND NOT is_current",
            values_of(landed),
        )
    values = {
        **values_of(landed),
        "file": landed.file_name,
        "received_at": landed.received_at.replace(tzinfo=None),
        "outcome": outcome,
        "message": message,
        "allow_mass_deletion": landed.allow_mass_deletion,
        "absent_fields": ", ".join(absent_fields) or None,
        "is_current": is_current,
    }
    insert(connection, "ops.loads", values)


def account(connection: duckdb.DuckDBPyConnection, outcome: Outcome) -> None:
    """Enter outcome and counts of the file its partition holds."""
    counted = {
        f"rows_{name}": getattr(outcome.changes, name)
        for name in ("read", "accepted", "rejected", "repeated", "new", "changed", "unchanged", "gone", "come_back")
    }
    values = {
        **outcome.partition.values,
        "dataset": outcome.dataset,
        "outcome": outcome.outcome,
        "message": outcome.message,
        **counted,
    }
    settings = ", ".join(f"{name} = ${name}" for name in ("outcome", "message", *counted))
    run(connection, f"UPDATE ops.loads SET {settings} WHERE {DATASET} AND is_current", values)


def add_finding(
    connection: duckdb.DuckDBPyConnection, landed: Landed, *, rule: str, severity: str, message: str
) -> None:
    """Enter something noticed while a file was loaded."""
    values = {
        **partition_of(landed).values,
        "dataset": landed.dataset,
        "rule": rule,
        "severity": severity,
        "message": message,
    }
    insert(connection, "ops.findings", values)


def insert(connection: duckdb.DuckDBPyConnection, table: str, values: Mapping[str, object]) -> None:
    """Insert one row."""
    bound = ", ".join(f"${name}" for name in values)
    run(connection, f"INSERT INTO {table} ({', '.join(values)}) VALUES ({bound})", values)


def record_refusals(warehouse: Warehouse, outcomes: Sequence[Outcome]) -> None:
    """Enter files that could not even be landed or told: their name, their day and why."""
    if not outcomes:
        return
    with warehouse.open() as connection, transaction(connection):
        for one in outcomes:
            values = {**one.partition.values, "dataset": one.dataset, "file": one.file}
            run(connection, f"DELETE FROM ops.loads WHERE {DATASET} AND file = $file AND NOT is_current", values)
            insert(
                connection,
                "ops.loads",
                {**values, "outcome": one.outcome, "message": one.message, "is_current": False},
            )


def refuse_landed(warehouse: Warehouse, refused: Sequence[tuple[Landed, str]]) -> list[Outcome]:
    """Enter landed files that could not be read, each with the sentence that says why."""
    if refused:
        with warehouse.open() as connection, transaction(connection):
            for landed, why in refused:
                record(connection, landed, "refused", why, is_current=False)
    return [Outcome.of(landed, "refused", why) for landed, why in refused]
