"""The working file: who may write it, how it is opened, and how it gets its tables.

One process at a time may hold a DuckDB file for writing, and while it does no other can open it at all. So every use
of the working file goes through `Warehouse.open`, which waits for a kernel lock (freed by the kernel when its holder
dies) and attaches the file to an in-memory database: temporary tables live outside the file, and the file's storage
version is always the one that DuckDB 1.2 to 2.0 can read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb
from filelock import FileLock, Timeout

from warehouse.derived import HISTORY, create_view, derived_views, query_of_view, standing_views
from warehouse.errors import BusyError, SchemaDriftError
from warehouse.private import FILE_MODE, close, make_private
from warehouse.schema import ALL_SCHEMAS
from warehouse.schema.ddl import column_type, create_table
from warehouse.schema.declare import full_name, tables_of

STORAGE_VERSION = "v1.2.0"


@dataclass(frozen=True, slots=True)
class Warehouse:
    """The working file at `path` and the limits under which it is used.

    `memory_limit` is DuckDB's own notation; larger work spills to a folder beside the file.
    """

    path: Path
    memory_limit: str = "1600MB"
    lock_timeout_seconds: float = 600

    @contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection whose default database is the working file, alone with it until the block ends.

        Raises BusyError when another writer holds the lock for longer than `lock_timeout_seconds`.
        """
        make_private(self.path.parent)
        with self._lock(), duckdb.connect(":memory:", config=self._config()) as connection:
            connection.execute("SET enable_progress_bar = FALSE")
            if not self.path.exists():
                create_whole(self.path)
            for kept in (self.path, Path(f"{self.path}.wal"), self.path.with_suffix(".lock")):
                if kept.exists():
                    close(kept)
            attach(connection, self.path, "warehouse")
            ensure_schema(connection)
            yield connection
            connection.execute("USE memory")
            connection.execute("DETACH warehouse")

    def _config(self) -> dict[str, str | bool | int | float | list[str]]:
        spill = self.path.parent / ".spill"
        return {"memory_limit": self.memory_limit, "temp_directory": str(spill)}

    @contextmanager
    def _lock(self) -> Iterator[None]:
        lock = FileLock(self.path.with_suffix(".lock"), timeout=self.lock_timeout_seconds, mode=FILE_MODE)
        try:
            lock.acquire()
        except Timeout:
            raise BusyError(
                f"{self.path} has been locked by another writer for {self.lock_timeout_seconds:g} seconds. "
                "Wait for the running load or build to end, then run the same command again."
            ) from None
        try:
            yield
        finally:
            lock.release()


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block's changes, or none of them."""
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach (or create) a database file under `name` and make it the default."""
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS {name} (STORAGE_VERSION '{STORAGE_VERSION}')")
    connection.execute(f"USE {name}")


def create_whole(path: Path) -> None:
    """Create an empty database file so that `path` is a whole one or not there.

    A file whose maker is killed while DuckDB writes its first blocks can never be opened again. A log that stands
    beside no file belongs to one that was moved away.
    """
    beside = path.with_name(f".{path.name}.new")
    for leftover in (beside, Path(f"{beside}.wal"), Path(f"{path}.wal")):
        leftover.unlink(missing_ok=True)
    with duckdb.connect(":memory:") as connection:
        attach(connection, beside, "beside")
        connection.execute("CHECKPOINT beside")
        connection.execute("USE memory")
        connection.execute("DETACH beside")
    beside.replace(path)


def ensure_schema(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is declared and not there; add columns a declaration has gained, let those be blank that may be now.

    Raises SchemaDriftError where a column's type differs: such a file is rebuilt from landing. A file made from
    this very declaration is known by its fingerprint and not looked through.
    """
    if _made_from(connection) == _fingerprint():
        return
    present = _present_columns(connection)
    missing = [one for schema in ALL_SCHEMAS for one in tables_of(schema) if full_name(one) not in present]
    drifted = _drift(present)
    with transaction(connection):
        for schema in ALL_SCHEMAS:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for statement in drifted:
            connection.execute(statement)
        for declared in missing:
            if not declared.info["view"]:
                connection.execute(create_table(declared))
        _create_history_views(connection)
        for view in standing_views():
            create_view(connection, view)
        connection.execute("DELETE FROM ops.schema_state")
        connection.execute("INSERT INTO ops.schema_state VALUES (?)", [_fingerprint()])


def _made_from(connection: duckdb.DuckDBPyConnection) -> str | None:
    try:
        row = connection.execute("SELECT fingerprint FROM ops.schema_state").fetchone()
    except duckdb.CatalogException:
        return None
    return str(row[0]) if row else None


@cache
def _fingerprint() -> str:
    declared = [create_table(one) for schema in ALL_SCHEMAS for one in tables_of(schema)]
    return hashlib.sha256("".join([*declared, *map(query_of_view, standing_views())]).encode()).hexdigest()


class _Present(NamedTuple):
    data_type: str
    is_nullable: bool


def _present_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, _Present]]:
    found: dict[str, dict[str, _Present]] = {}
    rows = connection.execute(
        "SELECT schema_name || '.' || table_name, column_name, data_type, is_nullable FROM duckdb_columns() "
        "WHERE database_name = current_database()"
    ).fetchall()
    for name, column_name, *present in rows:
        found.setdefault(name, {})[column_name] = _Present(*present)
    return found


_DUCKDB_NAMES = {"DOUBLE PRECISION": "DOUBLE", "TIMESTAMP WITHOUT TIME ZONE": "TIMESTAMP"}


def duckdb_type(ddl_type: str) -> str:
    """DuckDB's own name of a type in DDL, as its catalog reports it."""
    return _DUCKDB_NAMES.get(ddl_type, ddl_type.replace("NUMERIC(", "DECIMAL(").replace(", ", ","))


def _drift(present: dict[str, dict[str, _Present]]) -> list[str]:
    """ALTER statements for what a declaration has gained or let go since the file was made."""
    statements = []
    for schema in ALL_SCHEMAS:
        for declared in tables_of(schema):
            found = present.get(full_name(declared))
            if found is None or declared.info["view"]:
                continue
            for one in declared.columns:
                wanted = duckdb_type(column_type(one))
                if one.name not in found:
                    statements.append(f'ALTER TABLE {full_name(declared)} ADD COLUMN "{one.name}" {wanted}')
                elif found[one.name].data_type != wanted:
                    raise SchemaDriftError(
                        f"{full_name(declared)}.{one.name} is {found[one.name].data_type} in the working file and "
                        f"{wanted} in the declaration. Move the working file away and rebuild it from landing."
                    )
                elif one.nullable and not found[one.name].is_nullable:
                    statements.append(f'ALTER TABLE {full_name(declared)} ALTER COLUMN "{one.name}" DROP NOT NULL')
    return statements


def _create_history_views(connection: duckdb.DuckDBPyConnection) -> None:
    for declared in tables_of("unified"):
        if not declared.info["view"] or full_name(declared) in derived_views():
            continue
        base = full_name(declared).removesuffix(HISTORY)
        names = ", ".join(f'"{one.name}"' for one in declared.columns if one.name != "valid_to")
        connection.execute(
            f"CREATE OR REPLACE VIEW {full_name(declared)} AS "
            f"SELECT {names}, valid_to FROM {base}_versions UNION ALL SELECT {names}, deleted_at FROM {base}"
        )
