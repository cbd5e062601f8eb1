"""A product at a folder of its own, driven by uploads and read back with plain DuckDB."""

import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

from pipelines.portfolio import Portfolio
from pipelines.reading import Reader
from pipelines.rentroll import Drop, Rentroll
from warehouse.build import build_marts, mart_names, needed_for, sources_of
from warehouse.connection import ensure_schema
from warehouse.feeds import PLANS

TENANT = "sample"
LEASING = "leasing_ledger"
PATIENTS = "patient_ledger"
FIRST_ARRIVAL = datetime(2024, 1, 1, 6, tzinfo=UTC)
NAMES = ("resident_name", "first_name", "last_name")


def portfolio(*tenants, personal=(), guard=None):
    """A portfolio whose tenants have both ledgers."""
    source = {"guard": guard or {}}
    entry = {"sources": {LEASING: source, PATIENTS: source}, "publish_personal": list(personal)}
    return Portfolio.model_validate({"tenants": {one: {"name": one.title(), **entry} for one in tenants or (TENANT,)}})


def as_json(rows):
    """A JSON list; a Decimal is written as the number it is."""
    return json.dumps(rows, ensure_ascii=False, default=_plain).encode()


def _plain(value):
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat()


@dataclass
class Home:
    """`rentroll` at `folder`; every upload arrives a minute after the one before."""

    folder: Path
    rentroll: Rentroll
    arrivals: int = 0
    written: int = 0
    loaded: list = field(default_factory=list)

    @classmethod
    def at(cls, folder, *tenants, **settings):
        return cls(folder, Rentroll(folder / "home", portfolio(*tenants, **settings)))

    def files(self, content, extension="json"):
        """Uploads written to a folder of their own: bytes as they are, lists of rows as JSON."""
        self.written += 1
        folder = self.folder / "uploads" / f"{self.written:05}"
        folder.mkdir(parents=True)
        paths = []
        for name, rows in content.items():
            path = folder / (name if "." in name else f"{name}.{extension}")
            path.write_bytes(rows if isinstance(rows, bytes) else as_json(rows))
            paths.append(path)
        return paths

    def drop(self, files, day, *, source=PATIENTS, tenant=TENANT, allow=False):
        """An upload, not yet loaded; `files` are paths, or what `files` writes."""
        self.arrivals += 1
        paths = files if isinstance(files, list) else self.files(files)
        arrival = FIRST_ARRIVAL + timedelta(minutes=self.arrivals)
        return Drop(tenant, source, paths, day, arrival, allow_mass_deletion=allow)

    def load(self, files, day, *, again=False, **rest):
        """Load an upload and return its outcomes by dataset."""
        self.loaded = self.rentroll.load(self.drop(files, day, **rest), again=again)
        return {one.dataset: one for one in self.loaded}

    def take(self, drops):
        """Land several uploads, then load all of them at once."""
        with Reader.open() as reader:
            landed = [one for drop in drops for one in self.rentroll.receive(drop, reader)[0]]
            self.rentroll.take(landed, reader=reader)

    def rows(self, query, *values):
        """Rows of the working file."""
        with self.rentroll.warehouse.open() as connection:
            return connection.execute(query, values).fetchall()

    def value(self, query, *values):
        """The one value of the working file a query asks for."""
        return self.rows(query, *values)[0][0]

    def build(self, *marts):
        """Build the named marts and all that they are built from."""
        self.rentroll.build(needed_for(marts))

    def publish(self):
        """Build and publish every tenant."""
        self.rentroll.build()
        return self.rentroll.publish()

    def published(self, tenant=TENANT):
        """The tenant's published database, as a reader finds it."""
        return self.rentroll.published / tenant / "rentroll.duckdb"

    def ask(self, query, *values, tenant=TENANT):
        """Rows of the published file, read with plain DuckDB."""
        with duckdb.connect(str(self.published(tenant)), read_only=True) as connection:
            return connection.execute(query, values).fetchall()


@dataclass
class OpenWarehouse:
    """A warehouse in memory that stays open: the same DuckDB, without a file to open for every step."""

    connection: duckdb.DuckDBPyConnection

    @classmethod
    def fresh(cls):
        connection = duckdb.connect(":memory:", config={"threads": 1})
        connection.execute("ATTACH ':memory:' AS warehouse")
        connection.execute("USE warehouse")
        ensure_schema(connection)
        return cls(connection)

    @contextmanager
    def open(self):
        self.connection.execute("USE warehouse")
        yield self.connection


class Bench:
    """One warehouse in memory for many examples: each starts with empty tables, and landing folders of its own."""

    def __init__(self, folder, *tenants, guard=None):
        self.folder = folder
        self.tenants = tenants
        self.portfolio = portfolio(*tenants, guard=guard)
        self.warehouse = OpenWarehouse.fresh()
        self.examples = 0

    def close(self):
        """Let go of the warehouse."""
        self.warehouse.connection.close()

    def home(self):
        """A home whose warehouse holds nothing."""
        shutil.rmtree(self.folder / f"{self.examples:06}", ignore_errors=True)
        self.examples += 1
        for schema, name in self._tables():
            self.warehouse.connection.execute(f"DELETE FROM {schema}.{name}")
        return self._home()

    def refill(self, home):
        """An empty warehouse filled from nothing but what the home has landed."""
        landed = home.rentroll.landing.files()
        for schema, name in self._tables():
            self.warehouse.connection.execute(f"DELETE FROM {schema}.{name}")
        home.rentroll.take(landed)

    def _home(self):
        folder = self.folder / f"{self.examples:06}"
        rentroll = Rentroll(folder / "home", self.portfolio)
        rentroll.warehouse = self.warehouse
        return Home(folder, rentroll)

    def _tables(self):
        """The tables that have, or had, rows."""
        return self.warehouse.connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() "
            "WHERE database_name = 'warehouse' AND schema_name <> 'marts' AND estimated_size > 0"
        ).fetchall()


def day(number, month=1):
    """A day of 2024."""
    return date(2024, month, number)


UNIFIED = ("properties", "units", "residents", "occupancies", "unit_statuses", "rents", "patients", "patient_payments")


def everything(home, tenant=TENANT, *, schemas=("raw", "unified", "ops", "marts"), about=""):
    """Every row a tenant has, by table that has any; without what tells one arrival from another.

    `about` narrows it to tables with this in their name, and those of ops.
    """
    found = {}
    with home.rentroll.warehouse.open() as connection:
        tables = connection.execute(
            "SELECT schema_name, table_name, LIST(column_name ORDER BY column_index) FROM duckdb_columns() "
            "WHERE database_name = 'warehouse' AND NOT ENDS_WITH(table_name, '_history') GROUP BY ALL"
        ).fetchall()
        for schema, name, columns in tables:
            # What is shown of the book of loads is the book again.
            if name == "sentences" or schema not in schemas or "tenant_id" not in columns:
                continue
            if not (about in name or schema == "ops"):
                continue
            shown = [one for one in columns if one not in ("tenant_id", "received_at")]
            names = ", ".join(f'"{one}"' for one in shown)
            rows = connection.execute(
                f"SELECT {names} FROM {schema}.{name} WHERE tenant_id = ? ORDER BY ALL", [tenant]
            ).fetchall()
            if rows:
                found[f"{schema}.{name}"] = rows
    return found


def build_of(home, source):
    """Build the findings and the marts that tell of a feed source's models, with what they are built from."""
    models = {f"unified.{model.unified}" for model in PLANS[source].models.values()}
    models |= {f"{name}{part}" for name in models for part in ("_versions", "_history")}
    chosen = {name for name in mart_names() if models & set(sources_of(name))} | {"data_quality"}
    while more := {name for name in mart_names() if name not in chosen and _reads(name) & chosen}:
        chosen |= more
    build_marts(home.rentroll.warehouse, needed_for(chosen))


def _reads(mart):
    return {used.removeprefix("marts.") for used in sources_of(mart)}
