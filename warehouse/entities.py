"""Entities that a report lists in full: each report is one snapshot of its property's units, leases and charges.

They are synced as a feed's are: compared with what lives, guarded, versioned. A report that comes late rewinds them to
the evening before its day, and every later one is taken again, so that the order of loading does not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import duckdb

from warehouse import sync
from warehouse.feeds import PARTITION, SCOPE, Guard, Model, Partition
from warehouse.statements import keep_as, read_sql, run
from warehouse.sync import Changes

_OF_A_RENT_ROLL = tuple(Model(name, name) for name in ("units", "leases", "lease_charges"))
# What each report lists in full, what is referred to first: warehouse/sql/unified/{report}/{model}.sql
ENTITIES: Mapping[str, tuple[Model, ...]] = {
    "realpage_rent_roll": _OF_A_RENT_ROLL,
    "yardi_rent_roll": _OF_A_RENT_ROLL,
}
# A report that leaves out more units than the guard allows is held; leases and charges come and go with the residents.
GUARDED = "units"
NO_UNIT = (
    "the rent roll lists no unit; an empty report is never taken for an empty property. Nothing was changed. Run the "
    "report again; if the property really has no unit, load it again with --allow-mass-deletion"
)
_CHANGED = ("new", "changed", "unchanged", "gone", "come_back", "live")


def source_of(report: str) -> str:
    """The source a report belongs to: a vendor's name opens those of its reports."""
    return f"{report.split('_', maxsplit=1)[0]}_reports"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the report of one day: what it changed over all its entities, and why it is held, if it is."""

    partition: Partition
    file: str
    sha256: str
    changes: Changes
    held: str | None


def held_over_first(
    connection: duckdb.DuckDBPyConnection, partition: Partition, report: str, units: Collection[str], guard: Guard
) -> str | None:
    """The sentence with which the guard holds a second report of a day that lists `units`; None where it passes.

    It is compared with what the day's first report lists, whatever became of that one and of the days before.
    """
    query = f"SELECT DISTINCT TRIM(unit_number) FROM raw.{report} WHERE {PARTITION} AND unit_number IS NOT NULL"
    listed = {unit for (unit,) in run(connection, query, partition.values).fetchall()}
    return sync.held_by(guard, Changes(live=len(listed), gone=len(listed.difference(units))))


def take_since(
    connection: duckdb.DuckDBPyConnection, partition: Partition, report: str, guard: Guard
) -> Iterator[Taken]:
    """Take the current reports of the partition's day and of every later one, in order, each on what came before it.

    While a day is yielded its typed rows stand as `candidate_{model}`. A report that is held changes nothing.
    """
    for model in reversed(ENTITIES[report]):
        sync.rewind(connection, model, partition)
    keep_as(connection, "rent_codes", read_sql("unified/rent_roll/rent_codes"))
    for one in _reports_since(connection, partition, report):
        yield _take(connection, replace(partition, snapshot_date=one.snapshot_date), report, one, guard)


class _Report(NamedTuple):
    snapshot_date: date
    file: str
    sha256: str
    allow_mass_deletion: bool
    rows_read: int


def _reports_since(connection: duckdb.DuckDBPyConnection, partition: Partition, report: str) -> list[_Report]:
    query = (
        f"SELECT {', '.join(_Report._fields)} FROM ops.loads WHERE {SCOPE} AND dataset = $dataset "
        "AND is_current AND snapshot_date >= $snapshot_date ORDER BY snapshot_date"
    )
    rows = run(connection, query, {**partition.values, "dataset": report}).fetchall()
    return [_Report(*row) for row in rows]


def _take(
    connection: duckdb.DuckDBPyConnection, partition: Partition, report: str, one: _Report, guard: Guard
) -> Taken:
    held = None
    found: list[Changes] = []
    for model in ENTITIES[report]:
        query = read_sql(f"unified/{report}/{model.dataset}")
        keep_as(connection, f"candidate_{model.dataset}", query, partition.values)
        found.append(sync.compare(connection, model, partition))
        if model.unified == GUARDED and not one.allow_mass_deletion:
            held = sync.held_by(guard, found[-1]) if found[-1].accepted else NO_UNIT
        if held:
            break
        sync.apply(connection, model, partition)
    changed = {name: sum(getattr(changes, name) for changes in found) for name in _CHANGED}
    changes = Changes(read=one.rows_read, accepted=one.rows_read, **changed)
    return Taken(partition, one.file, one.sha256, changes, f"{one.file}: {held}." if held else None)
