"""Loading feeds: landed files into raw and on into unified, in one transaction over every table they touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

import duckdb

from warehouse import sync
from warehouse.connection import Warehouse, transaction
from warehouse.errors import SnapshotRefusedError
from warehouse.feeds import DATASET, PLANS, SCOPE, FeedLike, Guard, Model, Partition, Plan
from warehouse.ledger import Outcome, account, add_finding, is_loaded, make_current, record, unchanged, values_of
from warehouse.reading import FeedFile, fill_raw
from warehouse.statements import run, scalar


@dataclass(frozen=True, slots=True)
class FeedRules:
    """All that a source's files are judged by: its feeds by dataset, and the guard of each."""

    feeds: Mapping[str, FeedLike]
    guards: Mapping[str, Guard] = field(default_factory=dict)

    def guard(self, dataset: str) -> Guard:
        """The guard of a dataset."""
        return self.guards.get(dataset, Guard())


class _SetAsideError(Exception):
    """One file cannot be part of the load: roll back, set it aside with its outcome and load the others."""

    def __init__(self, file: FeedFile, outcome: str, message: str) -> None:
        self.file = file
        self.outcome = outcome
        self.message = message
        super().__init__(message)


def load_feeds(
    warehouse: Warehouse, files: Sequence[FeedFile], rules: FeedRules, *, again: bool = False
) -> list[Outcome]:
    """Load files of one tenant, source and scope, of one or many days, and return an outcome per file, in order.

    A file that is refused, or held over an accepted one of its own day, is set aside; the others load all the same,
    in one transaction. Bytes that are loaded already are left alone unless `again`.
    """
    with warehouse.open() as connection:
        distinct = {_identity(one): one for one in files}
        known = {} if again else {key: one for key, one in distinct.items() if is_loaded(connection, one.landed)}
        outcomes = {key: unchanged(connection, one.landed) for key, one in known.items()}
        aside = _second_files([one for key, one in distinct.items() if key not in known])
        waiting = [one for key, one in distinct.items() if key not in known and one not in [two.file for two in aside]]
        finished = False
        while not finished:
            try:
                with transaction(connection):
                    loaded = _load(connection, waiting, rules) if waiting else {}
                    _record_set_aside(connection, aside)
                    finished = True
            except _SetAsideError as one:
                aside.append(one)
                waiting = [file for file in waiting if file is not one.file]
    outcomes |= {_identity(file): loaded[file.feed.dataset, file.landed.snapshot_date] for file in waiting}
    outcomes |= {_identity(one.file): Outcome.of(one.file.landed, one.outcome, one.message) for one in aside}
    return [outcomes[_identity(one)] for one in files]


def _identity(file: FeedFile) -> tuple[str, date, str]:
    return file.feed.dataset, file.landed.snapshot_date, file.landed.sha256


def _second_files(files: Sequence[FeedFile]) -> list[_SetAsideError]:
    """Files that arrived together for one dataset and day: each is set aside.

    Which of them is the snapshot only a person can tell; taking the first would let their order decide.
    """
    together: dict[tuple[str, date], list[FeedFile]] = {}
    for file in files:
        together.setdefault((file.feed.dataset, file.landed.snapshot_date), []).append(file)
    aside = []
    for (dataset, day), same in together.items():
        for file in same if len(same) > 1 else ():
            others = ", ".join(one.landed.file_name for one in same if one is not file)
            message = (
                f"{file.landed.file_name}: {others} arrived with it for the {dataset} of {day}. Expected one file per "
                "dataset and day: a snapshot is complete. Put the rows into one file, or load the right one alone."
            )
            aside.append(_SetAsideError(file, "refused", message))
    return aside


def _load(
    connection: duckdb.DuckDBPyConnection, files: Sequence[FeedFile], rules: FeedRules
) -> dict[tuple[str, date], Outcome]:
    """Fill raw, rewind what was taken since the earliest day, and take every snapshot from that day on."""
    plan = PLANS[files[0].landed.source]
    partition = min((one.partition for one in files), key=lambda one: one.snapshot_date)
    affected = _affected(connection, files, plan, partition)
    taken = _snapshots_since(connection, partition, affected)
    for file in files:
        _fill(connection, file, rules)
    for dataset in reversed(affected):
        if any(name == dataset for name, _ in taken):
            sync.rewind(connection, plan.models[dataset], partition)
    waiting = _snapshots_since(connection, partition, affected)
    outcomes = {}
    for day in sorted({day for _, day in waiting}):
        datasets = [name for name in affected if (name, day) in waiting]
        for outcome in _fold(connection, replace(partition, snapshot_date=day), datasets, plan, rules):
            outcomes[outcome.dataset, day] = outcome
    return outcomes


def _affected(
    connection: duckdb.DuckDBPyConnection, files: Sequence[FeedFile], plan: Plan, partition: Partition
) -> list[str]:
    """The datasets to be taken anew: those of the files and all that refer to them.

    Where a later day was taken already, what the files themselves refer to belongs to them too: a late file is judged
    by what stood on its own day, not by what stands now.
    """
    known = _snapshots_since(connection, partition, list(plan.models))
    later = [dataset for dataset, day in known if day > partition.snapshot_date]
    return plan.downstream([*(one.feed.dataset for one in files), *later])


def _snapshots_since(
    connection: duckdb.DuckDBPyConnection, partition: Partition, datasets: Sequence[str]
) -> set[tuple[str, date]]:
    """Dataset and day of every raw partition of the scope on or after the partition's day."""
    query = (
        f"SELECT dataset, snapshot_date FROM ops.loads WHERE {SCOPE} AND is_current AND snapshot_date >= $snapshot_date"
    )
    rows = run(connection, query, partition.values).fetchall()
    return {(dataset, day) for dataset, day in rows if dataset in datasets}


def _fill(connection: duckdb.DuckDBPyConnection, file: FeedFile, rules: FeedRules) -> None:
    """Bring a file's rows into raw and make it the current one of its partition."""
    query = f"SELECT COUNT(*) FROM ops.loads WHERE {DATASET} AND is_current AND outcome = 'loaded'"
    earlier = scalar(connection, query, values_of(file.landed))
    try:
        added = fill_raw(connection, file)
    except SnapshotRefusedError as error:
        raise _SetAsideError(file, "refused", str(error)) from error
    if earlier and not file.landed.allow_mass_deletion:
        _hold_over_earlier_file(connection, file, rules)
    make_current(connection, file.landed)
    for name in added:
        message = f"the field {name} is not in the declaration of {file.feed.dataset}; it was not loaded"
        add_finding(connection, file.landed, rule="field_added", severity="info", message=message)


def _hold_over_earlier_file(connection: duckdb.DuckDBPyConnection, file: FeedFile, rules: FeedRules) -> None:
    """The guard against an earlier file of the same day: a re-upload cut short must not pass as that day's state."""
    model = PLANS[file.landed.source].models[file.feed.dataset]
    changes = sync.against_the_day(connection, model, file.feed, file.partition)
    held = sync.held_by(rules.guard(file.feed.dataset), changes)
    if held:
        raise _SetAsideError(file, "held", f"{file.landed.file_name}: {held}.")


def _fold(
    connection: duckdb.DuckDBPyConnection,
    partition: Partition,
    datasets: Sequence[str],
    plan: Plan,
    rules: FeedRules,
) -> list[Outcome]:
    """Take the snapshots of one day, stage by stage.

    Rows judged by the rows beside them are judged again without a dataset that the guard holds: nothing of it stands.
    """
    outcomes = []
    for stage in plan.stages:
        models = {model.dataset: model for model in stage if model.dataset in datasets}
        _judge(connection, partition, models)
        held = _held_of(connection, partition, models, rules) if len(models) > 1 else []
        outcomes += [_take(connection, partition, models.pop(dataset), rules) for dataset in held]
        if held:
            _judge(connection, partition, models)
        outcomes += [_take(connection, partition, model, rules) for model in models.values()]
    return outcomes


def _judge(connection: duckdb.DuckDBPyConnection, partition: Partition, models: Mapping[str, Model]) -> None:
    for model in models.values():
        sync.judge(connection, model, partition)
    together = {dataset: model for dataset, model in models.items() if model.unique or model.apart}
    if together:
        sync.judge_together(connection, partition, together)


def _held_of(
    connection: duckdb.DuckDBPyConnection, partition: Partition, models: Mapping[str, Model], rules: FeedRules
) -> list[str]:
    return [dataset for dataset, model in models.items() if _compare(connection, partition, model, rules).held]


class _Compared(NamedTuple):
    file: str
    sha256: str
    changes: sync.Changes
    held: str | None


def _compare(connection: duckdb.DuckDBPyConnection, partition: Partition, model: Model, rules: FeedRules) -> _Compared:
    query = f"SELECT file, sha256, allow_mass_deletion FROM ops.loads WHERE {DATASET} AND is_current"
    values = {**partition.values, "dataset": model.dataset}
    file, sha256, allowed = run(connection, query, values).fetchone() or ("", "", False)
    changes = sync.compare(connection, model, partition)
    held = None if allowed else sync.held_by(rules.guard(model.dataset), changes)
    return _Compared(file, sha256, changes, held)


def _take(connection: duckdb.DuckDBPyConnection, partition: Partition, model: Model, rules: FeedRules) -> Outcome:
    """Compare, guard, apply and account for one judged snapshot."""
    file, sha256, changes, held = _compare(connection, partition, model, rules)
    if held is None:
        sync.apply(connection, model, partition)
    sync.quarantine(connection, rules.feeds[model.dataset], partition, file)
    what, why = ("held", f"{file}: {held}.") if held else ("loaded", None)
    outcome = Outcome(model.dataset, partition, file, sha256, what, why, changes)
    account(connection, outcome)
    return outcome


def _record_set_aside(connection: duckdb.DuckDBPyConnection, aside: Iterable[_SetAsideError]) -> None:
    for one in aside:
        record(connection, one.file.landed, one.outcome, one.message, is_current=False)
