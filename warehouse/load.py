"""Loading feeds: landed files into raw and on into unified, in one transaction over every table they touch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

import duckdb

from warehouse import sync
from warehouse.connection import Warehouse, transaction
from warehouse.contract_rules import keep_read_rules
from warehouse.errors import SnapshotRefusedError
from warehouse.feeds import DATASET, PARTITION, PLANS, SCOPE, FeedLike, Guard, Model, Partition, Plan
from warehouse.ledger import Outcome, account, add_finding, is_loaded, make_current, record, unchanged, values_of
from warehouse.reading import FeedFile, fill_raw, vanished_fields
from warehouse.statements import run


@dataclass(frozen=True, slots=True)
class FeedRules:
    """All that a source's files are judged by: its feeds by dataset, and the guard of each."""

    feeds: Mapping[str, FeedLike]
    guards: Mapping[str, Guard] = field(default_factory=dict)

    def guard(self, dataset: str) -> Guard:
        """The guard of a dataset."""
        return self.guards.get(dataset, Guard())


# Gives every landed file of the scope on the given days, as they arrived.
LandedOn = Callable[[Sequence[date]], Sequence[Sequence[FeedFile]]]
_Identity = tuple[str, date, str]


class _SetAsideError(Exception):
    """One file cannot be part of the load: roll back, set it aside with its outcome and load the others."""

    def __init__(self, file: FeedFile, outcome: str, message: str) -> None:
        self.file = file
        self.outcome = outcome
        self.message = message
        super().__init__(message)


def load_feeds(
    warehouse: Warehouse,
    arrived: Sequence[Sequence[FeedFile]],
    rules: FeedRules,
    *,
    again: bool = False,
    landed_on: LandedOn | None = None,
) -> list[Outcome]:
    """Load files of one tenant, source and scope, of any days; `arrived` holds what came together, in order of arrival.

    Returns an outcome per file, in order, and after them those of the days that had to be decided anew. A file that is
    refused, or held over an accepted one of its own day, is set aside; the others load all the same, in one
    transaction. Bytes that are loaded already are left alone unless `again`.

    Which of several files of a day counts depends on what stood before that day. So when an earlier day arrives, every
    later day that had more than one file is decided anew, from the files that `landed_on` gives.
    """
    aside: dict[_Identity, _SetAsideError] = {}
    with warehouse.open() as connection:
        undecided = _days_to_decide_anew(connection, arrived, again=again) if landed_on else []
        reopened = landed_on(undecided) if landed_on and undecided else []
        batches = [[one for one in batch if one.landed.snapshot_date not in undecided] for batch in arrived]
        outcomes = None
        while outcomes is None:
            try:
                with transaction(connection):
                    _withdraw(connection, [one for batch in reopened for one in batch])
                    outcomes = _load_in_turn(connection, [*batches, *reopened], rules, aside, again=again)
                    _record_set_aside(connection, aside.values())
            except _SetAsideError as one:
                aside[_identity(one.file)] = one
    outcomes |= {key: Outcome.of(one.file.landed, one.outcome, one.message) for key, one in aside.items()}
    asked = [_identity(one) for batch in arrived for one in batch]
    return [outcomes[key] for key in [*asked, *(key for key in outcomes if key not in asked)]]


def _days_to_decide_anew(
    connection: duckdb.DuckDBPyConnection, arrived: Sequence[Sequence[FeedFile]], *, again: bool
) -> list[date]:
    """Days of the scope that had more than one file and come after the earliest one; with `again` its own days too."""
    files = [one for batch in arrived for one in batch]
    if not files:
        return []
    partition = min((one.partition for one in files), key=lambda one: one.snapshot_date)
    query = (
        f"SELECT DISTINCT snapshot_date FROM ops.loads WHERE {SCOPE} AND snapshot_date >= $snapshot_date "
        "AND NOT is_current AND outcome IN ('held', 'replaced')"
    )
    days = [day for (day,) in run(connection, query, partition.values).fetchall()]
    return sorted(day for day in days if again or day > partition.snapshot_date)


def _withdraw(connection: duckdb.DuckDBPyConnection, files: Sequence[FeedFile]) -> None:
    """Take back what stands of the files' datasets and days, so that they are decided as if none had come yet."""
    if not files:
        return
    plan = PLANS[files[0].landed.source]
    partition = min((one.partition for one in files), key=lambda one: one.snapshot_date)
    affected = _affected(connection, files, plan, partition)
    _rewind(connection, plan, partition, affected, _snapshots_since(connection, partition, affected))
    for file in files:
        run(connection, f"UPDATE ops.loads SET is_current = FALSE WHERE {DATASET}", values_of(file.landed))
        run(connection, f"DELETE FROM {file.feed.raw_table} WHERE {PARTITION}", file.partition.values)


def _load_in_turn(
    connection: duckdb.DuckDBPyConnection,
    batches: Sequence[Sequence[FeedFile]],
    rules: FeedRules,
    aside: dict[_Identity, _SetAsideError],
    *,
    again: bool,
) -> dict[_Identity, Outcome]:
    """Load what arrived together, one arrival after the other; what cannot be told apart is entered in `aside`."""
    outcomes: dict[_Identity, Outcome] = {}
    for batch in batches:
        distinct = {_identity(one): one for one in batch}
        known = {} if again else {key: one for key, one in distinct.items() if is_loaded(connection, one.landed)}
        outcomes |= {key: unchanged(connection, one.landed) for key, one in known.items()}
        aside |= {_identity(one.file): one for one in _second_files(distinct.keys() - known.keys(), distinct)}
        waiting = {key: one for key, one in distinct.items() if key not in known and key not in aside}
        loaded = _load(connection, list(waiting.values()), rules) if waiting else {}
        outcomes |= {key: loaded[one.feed.dataset, one.landed.snapshot_date] for key, one in waiting.items()}
    return outcomes


def _identity(file: FeedFile) -> _Identity:
    return file.feed.dataset, file.landed.snapshot_date, file.landed.sha256


def _second_files(waiting: Collection[_Identity], distinct: Mapping[_Identity, FeedFile]) -> list[_SetAsideError]:
    """Files that arrived together for one dataset and day: each is set aside.

    Which of them is the snapshot only a person can tell; taking the first would let their order decide.
    """
    together: dict[tuple[str, date], list[FeedFile]] = {}
    for file in (one for key, one in distinct.items() if key in waiting):
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
    _rewind(connection, plan, partition, affected, taken)
    waiting = _snapshots_since(connection, partition, affected)
    outcomes = {}
    for day in sorted({day for _, day in waiting}):
        datasets = [name for name in affected if (name, day) in waiting]
        for outcome in _fold(connection, replace(partition, snapshot_date=day), datasets, plan, rules):
            outcomes[outcome.dataset, day] = outcome
    return outcomes


def _rewind(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    partition: Partition,
    affected: Sequence[str],
    taken: Collection[tuple[str, date]],
) -> None:
    """Rewind the affected models that took a snapshot since the partition's day to the evening before it."""
    for dataset in reversed(affected):
        if any(name == dataset for name, _ in taken):
            sync.rewind(connection, plan.models[dataset], partition)


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
    query = f"SELECT absent_fields FROM ops.loads WHERE {DATASET} AND is_current AND outcome = 'loaded'"
    earlier = run(connection, query, values_of(file.landed)).fetchone()
    try:
        filled = fill_raw(connection, file)
    except SnapshotRefusedError as error:
        raise _SetAsideError(file, "refused", str(error)) from error
    if earlier and not file.landed.allow_mass_deletion:
        _hold_over_earlier_file(connection, file, rules, set(filled.absent) - _listed(earlier[0]))
    make_current(connection, file.landed, absent_fields=filled.absent)
    for name in filled.unknown:
        message = f"the field {name} is not in the declaration of {file.feed.dataset}; it was not loaded"
        add_finding(connection, file.landed, rule="field_added", severity="info", message=message)


def _hold_over_earlier_file(
    connection: duckdb.DuckDBPyConnection, file: FeedFile, rules: FeedRules, vanished: Collection[str]
) -> None:
    """The guard against an earlier file of the same day: a re-upload cut short must not pass as that day's state."""
    model = PLANS[file.landed.source].models[file.feed.dataset]
    changes = sync.against_the_day(connection, model, file.feed, file.partition)
    held = sync.held_by(rules.guard(file.feed.dataset), changes) or _held_without(vanished)
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
        if model.reads_rules:
            keep_read_rules(connection, partition)
        sync.judge(connection, model, partition)
        if model.exceeding:
            sync.judge_exceeding(connection, model, partition, model.exceeding)
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
    query = f"SELECT file, sha256, allow_mass_deletion, absent_fields FROM ops.loads WHERE {DATASET} AND is_current"
    values = {**partition.values, "dataset": model.dataset}
    file, sha256, allowed, absent = run(connection, query, values).fetchone() or ("", "", False, None)
    changes = sync.compare(connection, model, partition)
    held = None
    if not allowed:
        vanished = vanished_fields(connection, rules.feeds[model.dataset], partition, _listed(absent))
        held = sync.held_by(rules.guard(model.dataset), changes) or _held_without(vanished)
    return _Compared(file, sha256, changes, held)


def _listed(absent_fields: str | None) -> set[str]:
    return set(absent_fields.split(", ")) if absent_fields else set()


def _held_without(vanished: Collection[str]) -> str | None:
    if not vanished:
        return None
    return (
        f"no row has {', '.join(sorted(vanished))}, which earlier files had; to take it as blank would change what is "
        "known. Nothing was changed. Export the file again; if the source no longer has it, load it again with "
        "--allow-mass-deletion"
    )


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
