"""Publishing: one tenant's marts as a read-only file of its own, swapped in whole.

`{root}/{tenant}/rentroll.duckdb` is a symbolic link to the newest `rentroll-{version}.duckdb`, and `parquet` one to
`parquet-{version}/`. A reader that holds an older version keeps it until it lets go; new readers get the new one. A few
older ones stay on disk, as long as they were made for the same share of the same owner.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import sqlalchemy as sa

from warehouse.build import build_what_is_stale, mart_names, query_of, reads_marts_alone, sources_of
from warehouse.connection import Warehouse, attach, transaction
from warehouse.errors import WarehouseError
from warehouse.private import FOLDER_MODE, close, make_private
from warehouse.schema.ddl import column_type, comments
from warehouse.schema.declare import METADATA
from warehouse.shares import Share
from warehouse.statements import read_sql, run, scalar

KEEP_VERSIONS = 3
LINK = "rentroll.duckdb"


@dataclass(frozen=True, slots=True)
class Publication:
    """One published version of a tenant's marts."""

    tenant_id: str
    version: int
    file: Path
    as_of: date | None
    rows: dict[str, int]


def publish(
    warehouse: Warehouse,
    share: Share,
    root: Path,
    *,
    personal: Collection[str] = (),
    published_at: datetime | None = None,
) -> Publication:
    """Publish a share of the marts under `root` and return what was published.

    Columns that say something of a person are left out unless `personal` names them ("rent_roll_daily.resident_name").
    A view of what is published beside it is published as a view; all else as a table, and as a Parquet file. All of it
    is of one state of the warehouse: marts that lack what was loaded meanwhile are built first.
    Only the owner of the process can read any of it. `published_at` is kept in ops.publications, in UTC.
    """
    _refuse_unknown(personal)
    tenant_id = share.tenant_id
    make_private(root)
    folder = root / tenant_id
    make_private(folder)
    with warehouse.open() as connection:
        if not scalar(connection, "SELECT COUNT(*) FROM duckdb_tables() WHERE schema_name = 'marts'"):
            raise WarehouseError(f"{warehouse.path} has no marts yet. Build them, then publish.")
        build_what_is_stale(connection)
        _forget_what_never_came_into_place(connection, folder, tenant_id)
        version = scalar(
            connection,
            "SELECT MAX(version) FROM ops.publications WHERE tenant_id = $tenant_id",
            {"tenant_id": tenant_id},
        )
        version = max(version, _newest_on_disk(folder)) + 1
        file = folder / f"rentroll-{version:06}.duckdb"
        parquet = folder / f"parquet-{version:06}"
        rows = _write(connection, share, file, parquet, personal)
        published = Publication(tenant_id, version, file, _as_of(connection, share.owner_id), rows)
        # Entered first, so that nothing is ever shown that the book does not know.
        _record(connection, share, published, published_at)
        _swap(folder / LINK, file)
        _swap(folder / "parquet", parquet)
        _remove_all_but(folder, _versions_to_keep(connection, share, version))
    close(folder)
    return published


def _refuse_unknown(personal: Collection[str]) -> None:
    known = {f"{one.table.name}.{one.name}" for one in personal_columns()}
    unknown = sorted(set(personal) - known)
    if unknown:
        raise WarehouseError(
            f"{', '.join(unknown)} cannot be declared for publishing: no mart has such a personal column. "
            f"Expected some of {', '.join(sorted(known))}."
        )
    for mart, name in sorted(one.split(".") for one in personal):
        below = {f"{used.removeprefix('marts.')}.{name}" for used in sources_of(mart)} & known
        is_view = METADATA.tables[f"marts.{mart}"].info["view"] and reads_marts_alone(mart)
        if is_view and not below <= set(personal):
            raise WarehouseError(
                f"{mart}.{name} cannot be published without {', '.join(sorted(below - set(personal)))}: {mart} is a "
                "view of it. Declare both under publish_personal, or neither."
            )


def personal_columns() -> list[sa.Column[object]]:
    """Every column of the marts that says something of a person."""
    marts = [METADATA.tables[f"marts.{name}"] for name in mart_names()]
    return [one for declared in marts for one in declared.columns if one.info["personal"]]


def _newest_on_disk(folder: Path) -> int:
    return max((_version_of(found) for found in folder.glob("rentroll-*.duckdb")), default=0)


def _version_of(path: Path) -> int:
    return int(path.stem.rpartition("-")[2])


def _forget_what_never_came_into_place(connection: duckdb.DuckDBPyConnection, folder: Path, tenant_id: str) -> None:
    """Strike out versions that were entered and written and never shown: the process was killed before the swap."""
    link = folder / LINK
    shown = _version_of(link.readlink()) if link.is_symlink() else 0
    query = "SELECT version, file FROM ops.publications WHERE tenant_id = $tenant_id AND version > $shown"
    newer = run(connection, query, {"tenant_id": tenant_id, "shown": shown}).fetchall()
    with transaction(connection):
        # One whose file is not there was shown from a folder that somebody took away since.
        for version in [version for version, file in newer if (folder / file).exists()]:
            for table in ("ops.publications", "ops.publication_files"):
                statement = f"DELETE FROM {table} WHERE tenant_id = $tenant_id AND version = $version"
                run(connection, statement, {"tenant_id": tenant_id, "version": version})


def _write(
    connection: duckdb.DuckDBPyConnection, share: Share, file: Path, parquet: Path, personal: Collection[str]
) -> dict[str, int]:
    """Build the version beside the others, whole and checkpointed, and give it its name last."""
    building = file.with_suffix(".building")
    unfinished = parquet.with_suffix(".building")
    for leftover in (building, Path(f"{building}.wal")):
        leftover.unlink(missing_ok=True)
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=FOLDER_MODE)
    attach(connection, building, "published")
    with transaction(connection):
        connection.execute("CREATE SCHEMA marts")
        rows = {name: _copy(connection, name, share, personal) for name in share.marts()}
    for name in share.marts():
        if not share.is_view(name):
            target = str(unfinished / f"{name}.parquet").replace("'", "''")
            connection.execute(f"COPY published.marts.{name} TO '{target}' (FORMAT parquet)")
    connection.execute("CHECKPOINT published")
    connection.execute("USE warehouse")
    connection.execute("DETACH published")
    if Path(f"{building}.wal").exists():
        raise WarehouseError(f"{building} was not checkpointed whole; publish again.")
    close(building)
    close(unfinished)
    building.replace(file)
    unfinished.replace(parquet)
    return rows


def _copy(connection: duckdb.DuckDBPyConnection, name: str, share: Share, personal: Collection[str]) -> int:
    declared = METADATA.tables[f"marts.{name}"]
    private = [one for one in declared.columns if one.info["personal"]]
    hidden = {one.name for one in private if f"{name}.{one.name}" not in personal}
    shown = [one for one in declared.columns if one.name not in hidden]
    count = 0
    if share.is_view(name):
        connection.execute(f"CREATE VIEW marts.{name} AS {_without(query_of(name), hidden)}")
    else:
        columns = ", ".join(f'"{one.name}" {column_type(one)}{"" if one.nullable else " NOT NULL"}' for one in shown)
        connection.execute(f"CREATE TABLE marts.{name} ({columns})")
        query = share.query(name, [one.name for one in shown])
        count = scalar(connection, f"INSERT INTO marts.{name} {query}", share.values)
    for comment in comments(declared, hidden=hidden, is_view=share.is_view(name)):
        connection.execute(comment)
    return count


def _without(query: str, hidden: Collection[str]) -> str:
    """A view's query without the lines that select hidden columns; views list one column a line."""
    kept = [line for line in query.splitlines() if line.strip().rstrip(",").rpartition(".")[2] not in hidden]
    return "\n".join(kept)


def _as_of(connection: duckdb.DuckDBPyConnection, tenant_id: str) -> date | None:
    query = (
        "SELECT MAX(snapshot_date) FROM ops.loads WHERE is_current AND outcome = 'loaded' AND tenant_id = $tenant_id"
    )
    row = run(connection, query, {"tenant_id": tenant_id}).fetchone()
    return row[0] if row else None


def _swap(link: Path, target: Path) -> None:
    beside = link.with_name(f".{link.name}.new")
    beside.unlink(missing_ok=True)
    beside.symlink_to(target.name)
    beside.replace(link)


def _record(
    connection: duckdb.DuckDBPyConnection, share: Share, published: Publication, published_at: datetime | None
) -> None:
    """Enter the version, and the files that no version of the tenant held before."""
    values = {
        "tenant_id": published.tenant_id,
        "version": published.version,
        "owner_id": share.owner_id,
        "client_id": share.client_id,
        "file": published.file.name,
        "as_of": published.as_of,
        "rows_published": sum(published.rows.values()),
        "published_at": published_at and published_at.astimezone(UTC).replace(tzinfo=None),
    }
    bound = ", ".join(f"${name}" for name in values)
    with transaction(connection):
        run(connection, f"INSERT INTO ops.publications ({', '.join(values)}) VALUES ({bound})", values)
        first_held = f"INSERT INTO ops.publication_files BY NAME {read_sql('ops/first_held')}"
        run(connection, first_held, {**share.values, "version": published.version})


def _versions_to_keep(connection: duckdb.DuckDBPyConnection, share: Share, newest: int) -> set[int]:
    """The newest versions that were made for this very share; whose an unrecorded one is, nobody knows."""
    query = (
        "SELECT version FROM ops.publications WHERE tenant_id = $tenant_id AND owner_id = $owner_id "
        "AND client_id IS NOT DISTINCT FROM $client_id AND version > $oldest"
    )
    found = run(connection, query, {**share.values, "oldest": newest - KEEP_VERSIONS}).fetchall()
    return {version for (version,) in found}


def _remove_all_but(folder: Path, versions: Collection[int]) -> None:
    """Remove every other version, and what was left of one that was never finished."""
    kept = {name for one in versions for name in (f"rentroll-{one:06}.duckdb", f"parquet-{one:06}")}
    for found in [*folder.glob("rentroll-[0-9]*"), *folder.glob("parquet-[0-9]*")]:
        if found.name not in kept:
            shutil.rmtree(found) if found.is_dir() else found.unlink()
