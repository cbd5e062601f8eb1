"""From a landed feed file to its raw partition: every field as text, every row with its number."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from warehouse.errors import SnapshotRefusedError
from warehouse.feeds import PARTITION, SCOPE, FeedLike, FieldLike, Partition
from warehouse.landing import Landed, partition_of
from warehouse.statements import keep_as, run

TRY_AGAIN = "Export the file again and load it anew; what was loaded before is unchanged"
_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A landed file of a feed; `text_rows` is None where DuckDB reads the landed JSON itself.

    `names` are the fields the file has: all of a header, or those of the first objects of a JSON list.
    """

    feed: FeedLike
    landed: Landed
    path: Path
    names: tuple[str, ...]
    text_rows: pa.Table | None = None

    @property
    def partition(self) -> Partition:
        """Which raw partition the file is."""
        return partition_of(self.landed)

    def refuse(self, what: str, *, expected: str, next_step: str = TRY_AGAIN) -> SnapshotRefusedError:
        """The refusal of this file."""
        return SnapshotRefusedError(what, file=self.landed.file_name, expected=expected, next_step=next_step)


class Filled(NamedTuple):
    """What a file's fields are like: names the feed does not know, and fields no row of it has though it may."""

    unknown: list[str]
    absent: list[str]


def fill_raw(connection: duckdb.DuckDBPyConnection, file: FeedFile) -> Filled:
    """Replace the file's raw partition.

    Raises SnapshotRefusedError for a file that is unreadable, cut short, or without a field every row needs.
    """
    run(connection, f"DELETE FROM {file.feed.raw_table} WHERE {PARTITION}", file.partition.values)
    fill = _fill_from_json if file.text_rows is None else _fill_from_rows
    fill(connection, file)
    absent = _absent_fields(connection, file)
    missing = [one.source_name for one in absent if one.required]
    if missing:
        found = ", ".join(file.names) or "none"
        raise file.refuse(f"no row has {', '.join(missing)}; the fields found are {found}", expected=_wanted(file))
    known = {one.source_name for one in file.feed.fields}
    return Filled([name for name in file.names if name not in known], [one.source_name for one in absent])


_OWNER = "$tenant_id AS tenant_id, $source AS source, $scope AS scope, $snapshot_date AS snapshot_date"


def _fill_from_rows(connection: duckdb.DuckDBPyConnection, file: FeedFile) -> None:
    connection.register("text_rows", file.text_rows)
    statement = f"INSERT INTO {file.feed.raw_table} BY NAME SELECT {_OWNER}, * FROM text_rows"
    run(connection, statement, file.partition.values)
    connection.unregister("text_rows")


def _fill_from_json(connection: duckdb.DuckDBPyConnection, file: FeedFile) -> None:
    _refuse_odd_beginnings(file)
    _refuse_odd_endings(file)
    fields = file.feed.fields
    columns = "{" + ", ".join(f"'{one.source_name}': 'VARCHAR'" for one in fields) + "}"
    names = ", ".join(f'"{one.source_name}" AS {one.column}' for one in fields)
    query = (
        f"SELECT ROW_NUMBER() OVER () AS row_number, {names} "
        f"FROM read_json($path, format = 'array', columns = {columns})"
    )
    try:
        keep_as(connection, "text_rows", query, {"path": str(file.path)})
    except (duckdb.InvalidInputException, duckdb.IOException, duckdb.ConversionException) as error:
        raise file.refuse(_without_paths(error, file), expected="a whole JSON list of objects, in UTF-8") from error
    # Two steps, because DuckDB reads a JSON list with one thread and writes a table with all of them.
    run(
        connection,
        f"INSERT INTO {file.feed.raw_table} BY NAME SELECT {_OWNER}, * FROM text_rows",
        file.partition.values,
    )
    connection.execute("DROP TABLE text_rows")


def _without_paths(error: duckdb.Error, file: FeedFile) -> str:
    """DuckDB's first line, speaking of the file by its own name; the row it quotes may be personal and is left out."""
    first = str(error).splitlines()[0].replace(f' in file "{file.path}"', "")
    first = re.sub(r"Object \{.*? has duplicate key", "Object has duplicate key", first)
    first = re.sub(r"(but got \w+): .*", r"\1", first)
    return first.replace(str(file.path), file.landed.file_name).rstrip(". ")


def _refuse_odd_beginnings(file: FeedFile) -> None:
    with file.path.open("rb") as stream:
        beginning = stream.read(4096)
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if beginning.startswith(mark):
            raise file.refuse(f"the file is encoded as {encoding}", expected="UTF-8", next_step="Export it as UTF-8")
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise file.refuse("the file is empty", expected="a JSON list, [] where there are no rows")
    if not text.startswith(b"["):
        # Markup tells what the file is; of anything else more than one character may say something of a person.
        shown = text[: 20 if text[:1] in b"<%" else 1].decode("utf-8", "replace")
        raise file.refuse(f"the file begins with {shown!r}", expected="a JSON list of objects, beginning with [")


def _refuse_odd_endings(file: FeedFile) -> None:
    """DuckDB takes a list that was cut right behind a comma for a whole one, so the end is looked at here."""
    with file.path.open("rb") as stream:
        stream.seek(max(file.landed.size - 4096, 0))
        ending = stream.read().rstrip()
    if not ending.endswith(b"]"):
        shown = ending[-1:].decode("utf-8", "replace")
        raise file.refuse(f"the file is cut short: it ends with {shown!r}", expected="a JSON list, closed with ]")


def _absent_fields(connection: duckdb.DuckDBPyConnection, file: FeedFile) -> list[FieldLike]:
    """Fields that may not vanish and occur in no row, where there are rows."""
    unseen = [
        one for one in file.feed.fields if not (one.source_name in file.names or (one.may_vanish and not one.required))
    ]
    counts = ", ".join(["COUNT(*)", *(f"COUNT({one.column})" for one in unseen)])
    query = f"SELECT {counts} FROM {file.feed.raw_table} WHERE {PARTITION}"
    rows, *found = run(connection, query, file.partition.values).fetchone() or (0,)
    return [one for one, count in zip(unseen, found, strict=True) if count == 0] if rows else []


def vanished_fields(
    connection: duckdb.DuckDBPyConnection, feed: FeedLike, partition: Partition, absent: Collection[str]
) -> list[str]:
    """Of a snapshot's absent fields those that a row of an earlier day has."""
    return [
        one.source_name
        for one in feed.fields
        if one.source_name in absent and _had_it_before(connection, feed, partition, one)
    ]


def _had_it_before(connection: duckdb.DuckDBPyConnection, feed: FeedLike, partition: Partition, one: FieldLike) -> bool:
    query = (
        f"SELECT 1 FROM {feed.raw_table} WHERE {SCOPE} "
        f"AND snapshot_date < $snapshot_date AND {one.column} IS NOT NULL LIMIT 1"
    )
    return run(connection, query, partition.values).fetchone() is not None


def _wanted(file: FeedFile) -> str:
    return ", ".join(one.source_name for one in file.feed.fields if one.required or not one.may_vanish) + " in its rows"
