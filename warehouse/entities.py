"""Entities that a report or the answer to a call lists in full: each is one snapshot of its property's objects.

They are synced as a feed's are: compared with what lives, guarded, versioned. A document that comes late rewinds them
to the evening before its day, and every later one is taken again, so that the order of loading does not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import duckdb

from warehouse import sync
from warehouse.feeds import PARTITION, SCOPE, Guard, Model, Partition
from warehouse.schema.raw_calls import CALL_TABLES, source_of_call
from warehouse.statements import keep_as, read_sql, run
from warehouse.sync import Changes

_OF_A_RENT_ROLL = tuple(Model(name, name) for name in ("units", "leases", "lease_charges"))
# What each document lists in full, what is referred to first: warehouse/sql/unified/{report}/{model}.sql. One that
# leaves out more of its first model than the guard allows is held; the others come and go with it.
ENTITIES: Mapping[str, tuple[Model, ...]] = {
    "realpage_rent_roll": _OF_A_RENT_ROLL,
    "yardi_rent_roll": _OF_A_RENT_ROLL,
    "yardi_properties": (Model("properties", "properties"),),
    "yardi_units": (Model("units", "units"),),
    "yardi_residents": (Model("residents", "residents"), Model("leases", "leases")),
    "yardi_rent_roll_call": (Model("lease_charges", "lease_charges"),),
    "realpage_sites": (Model("properties", "properties"),),
    "realpage_units": (Model("units", "units"),),
    "realpage_residents": (Model("residents", "residents"),),
    "realpage_leases": (Model("leases", "leases"),),
    "realpage_rentable_items": (Model("lease_charges", "lease_charges"),),
}
# By which raw column a document names the objects of its first model.
NAMED_BY: Mapping[str, str] = {
    "realpage_rent_roll": "unit_number",
    "yardi_rent_roll": "unit_number",
    "yardi_properties": "property_code",
    "yardi_units": "unit_code",
    "yardi_residents": "resident_code",
    "yardi_rent_roll_call": "unit_code",
    "realpage_sites": "site_id",
    "realpage_units": "unit_id",
    "realpage_residents": "member_id",
    "realpage_leases": "lease_id",
    "realpage_rentable_items": "item_id",
}
# Documents whose first model turns over as people move: they are held for what they leave out by that column instead.
GUARDED_BY_NAMES = frozenset({"yardi_rent_roll_call"})
NEVER_EMPTY = ("properties", "units")
_CHANGED = ("new", "changed", "unchanged", "gone", "come_back", "live")


def source_of(dataset: str) -> str:
    """The source a report or a call's dataset belongs to: a vendor's name opens those of both."""
    return source_of_call(dataset) if dataset in CALL_TABLES else f"{dataset.split('_', maxsplit=1)[0]}_reports"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the report of one day: what it changed over all its entities, and why it is held, if it is.

    `contradictions` are sentences on objects that it lists in several rows that differ.
    """

    partition: Partition
    file: str
    sha256: str
    changes: Changes
    held: str | None
    contradictions: Sequence[str]


def held_over_first(
    connection: duckdb.DuckDBPyConnection, partition: Partition, report: str, names: Collection[str], guard: Guard
) -> str | None:
    """The sentence with which the guard holds a second document of a day that lists `names`; None where it passes.

    It is compared with what the day's first one lists, whatever became of that one and of the days before.
    """
    return _held_by_names(guard, _names(connection, partition, report), names)


def _held_by_names(guard: Guard, before: Collection[str], now: Collection[str]) -> str | None:
    return sync.held_by(guard, Changes(live=len(before), gone=len(set(before).difference(now))))


def _names(connection: duckdb.DuckDBPyConnection, partition: Partition, report: str) -> set[str]:
    named = NAMED_BY[report]
    query = f"SELECT DISTINCT TRIM({named}) FROM raw.{report} WHERE {PARTITION} AND {named} IS NOT NULL"
    return {name for (name,) in run(connection, query, partition.values).fetchall()}


def _names_before(connection: duckdb.DuckDBPyConnection, partition: Partition, report: str) -> set[str]:
    """What the newest earlier document that was taken names."""
    query = (
        f"SELECT MAX(snapshot_date) FROM ops.loads WHERE {SCOPE} AND dataset = $dataset AND is_current "
        "AND outcome = 'loaded' AND snapshot_date < $snapshot_date"
    )
    row = run(connection, query, {**partition.values, "dataset": report}).fetchone()
    return _names(connection, replace(partition, snapshot_date=row[0]), report) if row and row[0] else set()


def take_since(
    connection: duckdb.DuckDBPyConnection, partition: Partition, report: str, guard: Guard
) -> Iterator[Taken]:
    """Take the current documents of the partition's day and of every later one, in order, each on what came before it.

    While a day is yielded its typed rows stand as `candidate_{model}`. One that is held changes nothing.
    """
    for model in reversed(ENTITIES[report]):
        sync.rewind(connection, model, partition)
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
    contradictions: list[str] = []
    for model in ENTITIES[report]:
        query = read_sql(f"unified/{report}/{model.dataset}")
        keep_as(connection, f"candidate_{model.dataset}", query, partition.values)
        found.append(sync.compare(connection, model, partition))
        if found[-1].rejected:
            contradictions += _contradictions(connection, model, one.file)
        if model is ENTITIES[report][0] and not one.allow_mass_deletion:
            is_empty = not found[-1].accepted and model.unified in NEVER_EMPTY
            held = _lists_no(model) if is_empty else _held(connection, partition, report, guard, found[-1])
        if held:
            break
        sync.apply(connection, model, partition)
    changed = {name: sum(getattr(changes, name) for changes in found) for name in _CHANGED}
    changes = Changes(read=one.rows_read, accepted=one.rows_read, **changed)
    why = f"{one.file}: {held}." if held else None
    return Taken(partition, one.file, one.sha256, changes, why, contradictions)


def _contradictions(connection: duckdb.DuckDBPyConnection, model: Model, file: str) -> list[str]:
    return [
        f"{file}: {name} is listed in {rows} rows of {model.unified} that differ; the first of them counts, raw keeps "
        "them all. Expected one row. Have the double entry removed at the source."
        for name, rows in sync.contradicted(connection, model)
    ]


def _held(
    connection: duckdb.DuckDBPyConnection, partition: Partition, report: str, guard: Guard, changes: Changes
) -> str | None:
    if report not in GUARDED_BY_NAMES or changes.gone == changes.live:
        return sync.held_by(guard, changes)
    before = _names_before(connection, partition, report)
    return _held_by_names(guard, before, _names(connection, partition, report))


def _lists_no(model: Model) -> str:
    return (
        f"it lists no {model.unified}; an empty answer is never taken for an empty property. Nothing was changed. Ask "
        "for it again; if there really are none, load it again with --allow-mass-deletion"
    )
