"""What stands in the book of loads for the days of a source: what is loaded, what is not and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from warehouse.connection import Warehouse, transaction
from warehouse.landing import Landed
from warehouse.ledger import Outcome, insert
from warehouse.statements import read_sql, run, scalar

COUNTS = ("read", "accepted", "rejected", "repeated", "new", "changed", "unchanged", "gone", "come_back")
UNTOLD = "unknown"
_DAYS = "tenant_id = $tenant_id AND source = $source AND snapshot_date BETWEEN $first_day AND $last_day"


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing judgement of one file; `rows` counts them as the load did, by the names in COUNTS."""

    scope: str
    dataset: str
    snapshot_date: date
    file: str
    received_at: datetime | None
    outcome: str
    message: str | None
    rows: dict[str, int]

    @property
    def is_loaded(self) -> bool:
        """Whether the file's rows are what the warehouse holds."""
        return self.outcome == "loaded"


@dataclass(frozen=True, slots=True)
class Period:
    """The days of one tenant's source that are looked at together, both ends included."""

    tenant_id: str
    source: str
    first_day: date
    last_day: date

    @property
    def values(self) -> dict[str, object]:
        """As bound values of a statement."""
        return {
            "tenant_id": self.tenant_id,
            "source": self.source,
            "first_day": self.first_day,
            "last_day": self.last_day,
        }


def standing(warehouse: Warehouse, period: Period) -> list[Standing]:
    """The standing judgements of a period, by day, scope and dataset; superseded files are left out."""
    with warehouse.open() as connection:
        rows = run(connection, read_sql("ops/standing"), period.values).fetchall()
    return [_standing(*row) for row in rows]


def _standing(scope: str, dataset: str, snapshot_date: date, *judged: Any) -> Standing:
    file, received_at, outcome, message, *counts = judged
    rows = dict(zip(COUNTS, counts, strict=True))
    return Standing(scope, dataset, snapshot_date, file, received_at, outcome, message, rows)


def not_taken_yet(landed: Iterable[Landed], stands: Iterable[Standing], *, again: bool = False) -> list[Landed]:
    """The landed files that came after what is loaded for their dataset, scope and day; with `again` that one too.

    What came before it is superseded: loading it again would put an older upload over a newer one.
    """
    loaded = {(one.scope, one.dataset, one.snapshot_date): one.received_at for one in stands if one.is_loaded}
    chosen = []
    for one in landed:
        newest = loaded.get((one.scope, one.dataset, one.snapshot_date))
        arrived = one.received_at.replace(tzinfo=None)
        if newest is None or arrived > newest or (again and arrived == newest):
            chosen.append(one)
    return chosen


def renew_refusals(
    warehouse: Warehouse, period: Period, refused: Sequence[Outcome], *, scopes: Collection[str] | None = None
) -> None:
    """Enter what of a period could not be told or fetched, in the place of what could not before.

    `scopes` limits it to the scopes that were looked through; None means all.
    """
    with warehouse.open() as connection, transaction(connection):
        _forget_untold(connection, period, scopes)
        for one in refused:
            values = {**one.partition.values, "dataset": one.dataset, "file": one.file or None}
            insert(
                connection,
                "ops.loads",
                {**values, "outcome": one.outcome, "message": one.message, "is_current": False},
            )


def _forget_untold(connection: duckdb.DuckDBPyConnection, period: Period, scopes: Collection[str] | None) -> None:
    values = {**period.values, "dataset": UNTOLD, "scopes": list(scopes or ())}
    chosen = "" if scopes is None else " AND list_contains($scopes, scope)"
    unable = "(dataset = $dataset OR outcome = 'failed')"
    run(connection, f"DELETE FROM ops.loads WHERE {_DAYS} AND {unable}{chosen}", values)


def rows_held(warehouse: Warehouse, period: Period, tables: Sequence[str]) -> dict[str, int]:
    """How many rows of the source each table (`schema.name`) holds: of the period's snapshots where it keeps them."""
    with warehouse.open() as connection:
        return {table: _count(connection, period, table) for table in tables}


def _count(connection: duckdb.DuckDBPyConnection, period: Period, table: str) -> int:
    of_source = "tenant_id = $tenant_id AND source = $source"
    rows = _DAYS if table.startswith("raw.") else of_source
    return scalar(connection, f"SELECT COUNT(*) FROM {table} WHERE {rows}", period.values)
