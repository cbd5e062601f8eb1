"""Sync: one snapshot of one dataset against what is live, in stamps and versions.

A snapshot is taken in three moves: its rows are judged (`judge`), what it would change is worked out and held against
the guard (`compare`), and the change is applied (`apply`). The newest snapshot costs what the snapshot costs, whatever
the history; for a late one the model is rewound to the day before it (`rewind`) and the later ones are taken again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.feeds import DATASET, PARTITION, SCOPE, FeedLike, Guard, Model, Partition
from warehouse.leasing_conflicts import REPEAT, Booking, Rival, StatusChange, Stay, settle
from warehouse.overpayments import Payment, settle_payments
from warehouse.schema.declare import METADATA
from warehouse.schema.unified import LIFECYCLE, OWNER
from warehouse.statements import delete_rows, keep_as, read_sql, run, scalar


@dataclass(frozen=True, slots=True)
class Changes:
    """What one snapshot does to its model, in rows; `live` is what lived before it."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    repeated: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    come_back: int = 0
    live: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """The names with which the sync templates are filled for one dataset."""

    model: str
    key: str
    attributes: tuple[str, ...]
    candidate: str

    @classmethod
    def of(cls, model: Model) -> Shape:
        """The shape of a model as declared."""
        declared = METADATA.tables[f"unified.{model.unified}"]
        key = declared.info["key"][-1]
        fixed = {*OWNER, *LIFECYCLE, key}
        attributes = tuple(one.name for one in declared.columns if one.name not in fixed)
        return cls(f"unified.{model.unified}", key, attributes, f"candidate_{model.dataset}")

    def render(self, template: str, **more: str) -> str:
        """A template of `warehouse/sql/sync` with this shape's names in it."""
        pairs = [(f"accepted.{name}", f"held.{name}") for name in self.attributes]
        return read_sql(f"sync/{template}").format(
            model=self.model,
            key=self.key,
            candidate=self.candidate,
            attributes=", ".join(self.attributes),
            was_attributes=", ".join(f"was_{name} AS {name}" for name in self.attributes),
            both_attributes=", ".join(f"accepted.{name}, held.{name} AS was_{name}" for name in self.attributes),
            differs="(" + " OR ".join(f"{new} IS DISTINCT FROM {old}" for new, old in pairs) + ")",
            next_attributes=", ".join(
                f"CASE WHEN action IN ('gone', 'rejected') THEN was_{name} ELSE {name} END AS {name}"
                for name in self.attributes
            ),
            **more,
        )


def judge(connection: duckdb.DuckDBPyConnection, model: Model, partition: Partition) -> None:
    """Type the partition's raw rows as `candidate_{dataset}`, each with the first rule it breaks by itself."""
    shape = Shape.of(model)
    query = read_sql(f"unified/{partition.source}/{model.dataset}")
    keep_as(connection, shape.candidate, query, partition.values)
    broken = run(
        connection,
        f"SELECT row_number, row_problem FROM raw.{partition.source}_{model.dataset} "
        f"WHERE {PARTITION} AND row_problem IS NOT NULL",
        partition.values,
    ).fetchall()
    _break_rows(connection, shape.candidate, dict(broken))


def judge_repeats(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Judge rows that name an id of an earlier accepted row of the file."""
    shape = Shape.of(model)
    same = " AND ".join(f"later.{name} IS NOT DISTINCT FROM first.{name}" for name in (shape.key, *shape.attributes))
    keep_as(connection, "repeated", shape.render("repeated", same_attributes=same))
    _break(connection, shape.candidate, "repeated")


def _break(connection: duckdb.DuckDBPyConnection, candidate: str, broken: str) -> None:
    connection.execute(
        f"UPDATE {candidate} SET rule = broken.rule FROM {broken} AS broken "
        f"WHERE {candidate}.row_number = broken.row_number"
    )


def contradicted(connection: duckdb.DuckDBPyConnection, model: Model) -> list[tuple[str, int]]:
    """Each id that several rows of the compared snapshot hold with different attributes, and how many rows do."""
    shape = Shape.of(model)
    query = (
        f"SELECT {shape.key}, COUNT(*) FROM {shape.candidate} WHERE rule IS NULL OR rule = 'duplicate_id' "
        f"GROUP BY {shape.key} HAVING COUNT(rule) > 0 ORDER BY {shape.key}"
    )
    return connection.execute(query).fetchall()


def judge_together(connection: duckdb.DuckDBPyConnection, partition: Partition, models: Mapping[str, Model]) -> None:
    """Judge rows by the rows beside them: same ids, values only one may have, overlaps, stays against statuses.

    What the snapshot has no file of stands as it is live.
    """
    rivals = {dataset: _rivals(connection, model) for dataset, model in models.items()}
    stays: list[Stay] = []
    changes: list[StatusChange] = []
    if "occupancies" in models or "unit_statuses" in models:
        for dataset in {"occupancies", "unit_statuses"} - models.keys():
            keep_as(connection, f"candidate_{dataset}", read_sql(f"sync/live_{dataset}"), partition.values)
        stays = [Stay(*row) for row in connection.execute(read_sql("sync/stays_against_statuses")).fetchall()]
        changes = [StatusChange(*row) for row in connection.execute(read_sql("sync/statuses_against_stays")).fetchall()]
    for dataset, broken in settle(rivals, stays, changes).items():
        _break_rows(connection, f"candidate_{dataset}", broken)


def judge_exceeding(connection: duckdb.DuckDBPyConnection, model: Model, partition: Partition, rule: str) -> None:
    """Judge payments by the payments beside them: what no longer fits the amount of its invoice breaks `rule`."""
    shape = Shape.of(model)
    kept = shape.render("payments_kept")
    if not scalar(connection, f"SELECT COUNT(*) FROM {shape.candidate} WHERE rule IS NOT NULL"):
        kept += "LIMIT 0"  # nothing is refused, so nothing stays by it: the rows need not be looked through
    keep_as(connection, "payments_kept", kept, partition.values)
    attributes = ", ".join(f"accepted.{name}" for name in shape.attributes)
    query = shape.render("rows_over_limit", accepted_attributes=attributes)
    rows = run(connection, query, partition.values).fetchall()
    found = [
        Payment(number, values[0], tuple(values), invoice_id, amount, paid_on, limit)
        for number, invoice_id, amount, paid_on, limit, *values in rows
    ]
    _break_rows(connection, shape.candidate, settle_payments(found, rule))


def _rivals(connection: duckdb.DuckDBPyConnection, model: Model) -> list[Rival]:
    """The rows that may keep each other out, in file order."""
    shape = Shape.of(model)
    queries = [
        shape.render("rivals_by_value", columns=", ".join(columns))
        for columns in ((shape.key,), *(one.columns for one in model.unique))
    ]
    queries += [
        shape.render("rivals_in_time", column=one.column, starts=one.starts, ends=one.ends) for one in model.apart
    ]
    found = {row for query in queries for row in connection.execute(query).fetchall()}
    return [_rival(model, shape, row) for row in sorted(found, key=lambda row: row[0])]


def _rival(model: Model, shape: Shape, row: tuple[Any, ...]) -> Rival:
    number, *values = row
    named = dict(zip((shape.key, *shape.attributes), values, strict=True))
    return Rival(
        number,
        named[shape.key],
        tuple(values),
        claims={one.rule: tuple(named[name] for name in one.columns) for one in model.unique},
        bookings={one.rule: Booking(named[one.column], named[one.starts], named[one.ends]) for one in model.apart},
    )


def _break_rows(connection: duckdb.DuckDBPyConnection, candidate: str, broken: dict[int, str]) -> None:
    if not broken:
        return
    rows = pa.table({"row_number": pa.array(broken.keys(), pa.int64()), "rule": pa.array(broken.values(), pa.string())})
    connection.register("broken_rows", rows)
    _break(connection, candidate, "broken_rows")
    connection.unregister("broken_rows")


def quarantine(connection: duckdb.DuckDBPyConnection, feed: FeedLike, partition: Partition, file: str) -> None:
    """Write the rejected rows of `candidate_{dataset}` to ops.rejects, in the place of an earlier judgement."""
    values = {**partition.values, "dataset": feed.dataset, "file": file}
    run(connection, f"DELETE FROM ops.rejects WHERE {DATASET}", values)
    statement = read_sql("sync/rejects").format(
        candidate=f"candidate_{feed.dataset}",
        raw_table=feed.raw_table,
        id_column=feed.id_column,
        message=_message_case(feed),
        row_struct="{" + ", ".join(f"'{one.source_name}': sent.{one.column}" for one in feed.fields) + "}",
    )
    run(connection, statement, values)


def _message_case(feed: FeedLike) -> str:
    """The rules' sentences as one SQL expression, each `{column}` standing for the row's own text."""
    arms = " ".join(f"WHEN '{rule}' THEN {_sentence(text)}" for rule, text in feed.messages().items())
    return f"CASE judged.rule {arms} ELSE judged.rule END"


def _sentence(template: str) -> str:
    pieces = []
    for index, piece in enumerate(template.replace("}", "{").split("{")):
        quoted = "'" + piece.replace("'", "''") + "'"
        pieces.append(f"COALESCE('\"' || sent.{piece} || '\"', 'blank')" if index % 2 else quoted)
    return " || ".join(pieces)


def compare(connection: duckdb.DuckDBPyConnection, model: Model, partition: Partition) -> Changes:
    """Work out what the judged snapshot changes, as the temporary table `delta`, and count it.

    Looking for repeated ids costs a pass over all rows; where the model lives already, the join with the live rows
    tells by its counts whether there are any, so only a file that has some is looked through.
    """
    shape = Shape.of(model)
    if _is_first(connection, shape, partition):
        judge_repeats(connection, model)
        counted = _count(connection, shape)
        return replace(counted, new=counted.accepted)
    changes, has_repeats = _compare(connection, shape, partition)
    if has_repeats:
        judge_repeats(connection, model)
        changes, _ = _compare(connection, shape, partition)
    return changes


def _count(connection: duckdb.DuckDBPyConnection, shape: Shape) -> Changes:
    query = (
        f"SELECT COUNT(*), COUNT(*) FILTER (WHERE rule IS NULL), COUNT(*) FILTER (WHERE rule = '{REPEAT}') "
        f"FROM {shape.candidate}"
    )
    read, accepted, repeated = connection.execute(query).fetchone() or (0, 0, 0)
    return Changes(read=read, accepted=accepted, repeated=repeated, rejected=read - accepted - repeated)


def _compare(connection: duckdb.DuckDBPyConnection, shape: Shape, partition: Partition) -> tuple[Changes, bool]:
    keep_as(connection, "delta", shape.render("delta"), partition.values)
    counted = _count(connection, shape)
    live, live_stale = _row(connection, shape.render("count_live"), partition.values)
    new, changed, gone, come_back, rejected, was_stale, repeats = _row(connection, shape.render("count_delta"))
    # Every live row that is neither gone nor rejected met one accepted row, unless the file names an id twice.
    met = live - gone - rejected - (live_stale - was_stale)
    changes = replace(
        counted,
        new=new,
        changed=changed,
        gone=gone,
        come_back=come_back,
        unchanged=counted.accepted - new - changed - come_back,
        live=live,
    )
    return changes, repeats > 0 or counted.accepted - new - come_back != met


def _row(
    connection: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, object] | None = None
) -> tuple[int, ...]:
    return run(connection, query, values).fetchone() or ()


def _is_first(connection: duckdb.DuckDBPyConnection, shape: Shape, partition: Partition) -> bool:
    return not run(connection, f"SELECT 1 FROM {shape.model} WHERE {SCOPE} LIMIT 1", partition.values).fetchone()


def against_the_day(
    connection: duckdb.DuckDBPyConnection, model: Model, feed: FeedLike, partition: Partition
) -> Changes:
    """How many objects lived at the end of the partition's own day, and how many of them its raw rows do not name."""
    id_of_row = model.id_of_row or f"TRIM({feed.id_column})"
    query = Shape.of(model).render("against_the_day", raw_table=feed.raw_table, id_of_row=id_of_row)
    live, gone = run(connection, query, partition.values).fetchone() or (0, 0)
    return Changes(live=live, gone=gone)


def held_by(guard: Guard, changes: Changes) -> str | None:
    """The sentence with which the guard holds a snapshot, or None where it lets it pass."""
    if not guard.holds(live=changes.live, gone=changes.gone):
        return None
    share = 100 * changes.gone / changes.live
    return (
        f"the snapshot would delete {changes.gone} of {changes.live} live rows ({share:.1f} %); the guard holds what "
        f"deletes more than {100 * guard.share:.0f} % (at least {guard.rows} rows) or everything. Nothing was changed. "
        "Check the upload; if the rows are really gone at the source, load it again with --allow-mass-deletion"
    )


def apply(connection: duckdb.DuckDBPyConnection, model: Model, partition: Partition) -> None:
    """Apply what `compare` worked out: the states that end become versions, the new ones become current."""
    shape = Shape.of(model)
    if _is_first(connection, shape, partition):
        run(connection, shape.render("first_states"), partition.values)
        return
    run(connection, shape.render("close_versions"), partition.values)
    delete_rows(connection, shape.model, "delta")
    run(connection, shape.render("open_states"), partition.values)


def rewind(connection: duckdb.DuckDBPyConnection, model: Model, partition: Partition) -> None:
    """Give the model's rows of the scope the states they had before the partition's day."""
    shape = Shape.of(model)
    keep_as(connection, "rewound", shape.render("rewind"), partition.values)
    run(connection, shape.render("forget_versions"), partition.values)
    delete_rows(connection, shape.model, "rewound")
    run(connection, shape.render("restore_states"), partition.values)
