"""Loading documents: reports that a parser has read, with the totals they print about themselves.

A report that does not reconcile is refused whole: nothing of it is loaded, and what was loaded before stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import sqlalchemy as sa

from warehouse.connection import Warehouse, transaction
from warehouse.day_facts import fill_day_facts
from warehouse.entities import ENTITIES, NAMED_BY, held_over_first, take_since
from warehouse.feeds import DATASET, PARTITION, Guard, Partition
from warehouse.landing import Landed, partition_of
from warehouse.ledger import Outcome, account, add_finding, insert, is_loaded, make_current, record, unchanged
from warehouse.schema.declare import METADATA
from warehouse.statements import read_sql, run
from warehouse.sync import Changes
from warehouse.vocabulary import keep_vocabularies

# Which facts each report fills. What the answers of calls fill together is told by `day_facts`; they have no banner.
FACTS: Mapping[str, tuple[str, ...]] = {
    "realpage_monthly_summary": ("occupancy_metrics", "pricing_metrics", "move_metrics"),
    "realpage_delinquency": ("delinquency_accounts",),
    "realpage_box_score": ("occupancy_metrics", "pricing_metrics", "move_metrics"),
    "realpage_rent_roll": ("occupancy_metrics", "pricing_metrics"),
    "realpage_activity": ("leasing_activities",),
    "realpage_lease_expirations": ("lease_expirations",),
    "realpage_lease_renewals": ("lease_expirations",),
    "yardi_rent_roll": ("occupancy_metrics", "pricing_metrics"),
    "yardi_aged_receivables": ("delinquency_accounts",),
}


class PrintedTotal(NamedTuple):
    """A figure the document prints, beside the same figure summed from its rows."""

    name: str
    printed: Decimal
    computed: Decimal


class _Printed(NamedTuple):
    """A printed total as ops.totals keeps it."""

    name: str
    printed: str
    computed: str


class Noticed(NamedTuple):
    """A finding of the parser."""

    rule: str
    severity: str
    message: str


class Rejected(NamedTuple):
    """A row its parser could not take: its place, the rule it breaks, the sentence, and what was sent, as JSON."""

    row_number: int
    rule: str
    message: str
    row: str


@dataclass(frozen=True, slots=True)
class Document:
    """A landed report or answer to a call as its parser read it; `refusal` says why it cannot be taken, if so.

    `tables` maps raw tables (without schema) to rows whose fields are the tables' own columns.
    """

    landed: Landed
    property_id: str
    property_name: str | None = None
    company: str | None = None
    as_of: date | None = None
    period_start: date | None = None
    tables: Mapping[str, Sequence[NamedTuple]] = field(default_factory=dict)
    totals: Sequence[PrintedTotal] = ()
    findings: Sequence[Noticed] = ()
    rejected: Sequence[Rejected] = ()
    refusal: str | None = None

    @property
    def partition(self) -> Partition:
        """Which raw partition the document is."""
        return partition_of(self.landed)

    @property
    def rows(self) -> int:
        """Rows over all its tables."""
        return sum(len(rows) for rows in self.tables.values())

    def why_refused(self) -> str | None:
        """The sentence with which the document is refused, or None where it can be taken."""
        if self.refusal:
            return self.refusal
        wrong = [one for one in self.totals if one.printed != one.computed]
        if not wrong:
            return None
        listed = "; ".join(
            f"{one.name}: printed {one.printed}, summed from its rows {one.computed}" for one in wrong[:5]
        )
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""  # noqa: PLR2004 - as many as a person reads
        return (
            f"{self.landed.file_name}: the report does not reconcile: {listed}{more}. Expected every printed total to "
            "equal its rows, to the cent. Fetch the report again; if it stays so, its layout has changed."
        )


def load_documents(
    warehouse: Warehouse,
    documents: Sequence[Document],
    *,
    guards: Mapping[str, Guard] | None = None,
    again: bool = False,
) -> list[Outcome]:
    """Load documents of any tenants and days, each property and day on its own, in one transaction for the call.

    `guards` say, by report, when one that leaves out units is held. Returns an outcome per document, in order: loaded,
    unchanged (the same bytes are loaded already), held or refused.
    """
    known = guards or {}
    taken: set[tuple[Partition, str]] = set()
    with warehouse.open() as connection, transaction(connection):
        keep_vocabularies(connection)
        outcomes = [
            _load(connection, one, known.get(one.landed.dataset, Guard()), taken, again=again)
            for one in _refuse_second_files(documents)
        ]
        fill_day_facts(connection, taken)
    return outcomes


def _refuse_second_files(documents: Sequence[Document]) -> list[Document]:
    """Of different files for one report, property and day each is refused: only a person can tell the right one."""
    together: dict[tuple[Partition, str], dict[str, str]] = {}
    for one in documents:
        together.setdefault((one.partition, one.landed.dataset), {})[one.landed.sha256] = one.landed.file_name
    return [_refused_beside(one, together[one.partition, one.landed.dataset]) for one in documents]


def _refused_beside(one: Document, same: Mapping[str, str]) -> Document:
    others = ", ".join(name for sha256, name in same.items() if sha256 != one.landed.sha256)
    if not others or one.refusal:
        return one
    message = (
        f"{one.landed.file_name}: {others} arrived with it as the {one.landed.dataset} of {one.property_id} for "
        f"{one.landed.snapshot_date}. Expected one per property and day. Load the right one alone."
    )
    return replace(one, refusal=message)


def _load(
    connection: duckdb.DuckDBPyConnection,
    document: Document,
    guard: Guard,
    taken: set[tuple[Partition, str]],
    *,
    again: bool,
) -> Outcome:
    """Load one document; `taken` gains every day and dataset whose rows or standing it may have changed."""
    refusal = document.why_refused()
    if refusal:
        record(connection, document.landed, "refused", refusal, is_current=False)
        return Outcome.of(document.landed, "refused", refusal, Changes(read=document.rows, rejected=document.rows))
    if not again and is_loaded(connection, document.landed):
        return unchanged(connection, document.landed)
    held = _held_over_first(connection, document, guard)
    if held:
        record(connection, document.landed, "held", held, is_current=False)
        return Outcome.of(document.landed, "held", held, Changes(read=document.rows))
    make_current(connection, document.landed)
    _fill_raw(connection, document)
    for noticed in document.findings:
        add_finding(connection, document.landed, **noticed._asdict())
    kept_out = len(document.rejected)
    changes = Changes(read=document.rows + kept_out, accepted=document.rows, rejected=kept_out, new=document.rows)
    outcome = Outcome.of(document.landed, "loaded", None, changes)
    account(connection, outcome)
    taken.add((document.partition, document.landed.dataset))
    if document.landed.dataset in ENTITIES:
        return _take_entities(connection, document, guard, taken)
    _fill_facts(connection, document.partition, document.landed.dataset)
    return outcome


def _held_over_first(connection: duckdb.DuckDBPyConnection, document: Document, guard: Guard) -> str | None:
    report = document.landed.dataset
    if report not in ENTITIES or document.landed.allow_mass_deletion:
        return None
    named = [getattr(row, NAMED_BY[report]) for row in document.tables.get(report, ())]
    names = {name.strip() for name in named if name}
    held = held_over_first(connection, document.partition, report, names, guard)
    return f"{document.landed.file_name}: {held}." if held else None


def _take_entities(
    connection: duckdb.DuckDBPyConnection, document: Document, guard: Guard, taken: set[tuple[Partition, str]]
) -> Outcome:
    """Take the document's entities and those of every later one anew, and the facts that are counted from them."""
    report = document.landed.dataset
    outcomes = {}
    for one in take_since(connection, document.partition, report, guard):
        if one.partition == document.partition:  # a later day's findings stand since it was loaded
            for sentence in one.contradictions:
                add_finding(connection, document.landed, rule="listed_twice", severity="warning", message=sentence)
        if one.held:
            _clear_facts(connection, one.partition, report)
        else:
            _fill_facts(connection, one.partition, report)
        outcome = "held" if one.held else "loaded"
        told = Outcome(report, one.partition, one.file, one.sha256, outcome, one.held, one.changes)
        account(connection, told)
        taken.add((one.partition, report))
        outcomes[one.partition.snapshot_date] = told
    return outcomes[document.partition.snapshot_date]


def _fill_raw(connection: duckdb.DuckDBPyConnection, document: Document) -> None:
    values = {**document.partition.values, "report": document.landed.dataset}
    for name, rows in document.tables.items():
        run(connection, f"DELETE FROM raw.{name} WHERE {PARTITION}", values)
        _insert_all(connection, f"raw.{name}", rows, document.partition.values)
    _quarantine(connection, document)
    if document.landed.dataset not in FACTS:
        return
    run(connection, f"DELETE FROM raw.report_banners WHERE {PARTITION} AND report = $report", values)
    values |= {
        "property_id": document.property_id,
        "property_name": document.property_name,
        "company": document.company,
        "as_of": document.as_of,
        "period_start": document.period_start,
    }
    insert(connection, "raw.report_banners", values)
    run(connection, f"DELETE FROM ops.totals WHERE {PARTITION} AND dataset = $report", values)
    printed = [_Printed(one.name, str(one.printed), str(one.computed)) for one in document.totals]
    _insert_all(connection, "ops.totals", printed, {**document.partition.values, "dataset": document.landed.dataset})


def _insert_all(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[NamedTuple], owner: Mapping[str, object]
) -> None:
    """Insert rows of one owner, who is named by the columns that the rows lack."""
    connection.register("document_rows", to_arrow(METADATA.tables[table], rows))
    owned = ", ".join(f"${column} AS {column}" for column in owner)
    run(connection, f"INSERT INTO {table} BY NAME SELECT {owned}, * FROM document_rows", owner)
    connection.unregister("document_rows")


def _quarantine(connection: duckdb.DuckDBPyConnection, document: Document) -> None:
    owner = {**document.partition.values, "dataset": document.landed.dataset}
    run(connection, f"DELETE FROM ops.rejects WHERE {DATASET}", owner)
    for one in document.rejected:
        insert(connection, "ops.rejects", {**owner, "file": document.landed.file_name, **one._asdict()})


def _fill_facts(connection: duckdb.DuckDBPyConnection, partition: Partition, report: str) -> None:
    _clear_facts(connection, partition, report)
    for fact in FACTS.get(report, ()):
        statement = f"INSERT INTO unified.{fact} BY NAME {fact_query(report, fact)}"
        run(connection, statement, {**partition.values, "report": report})


def fact_query(report: str, fact: str) -> str:
    """The SQL with which a report fills a fact: its own file, or the one of every rent roll."""
    return read_sql(f"unified/{'rent_roll' if report in ENTITIES else report}/{fact}")


def _clear_facts(connection: duckdb.DuckDBPyConnection, partition: Partition, report: str) -> None:
    for fact in FACTS.get(report, ()):
        statement = f"DELETE FROM unified.{fact} WHERE {PARTITION} AND report = $report"
        run(connection, statement, {**partition.values, "report": report})


_OWNER = ("tenant_id", "source", "scope", "snapshot_date", "dataset")


def to_arrow(declared: sa.Table, rows: Sequence[NamedTuple]) -> pa.Table:
    """Rows of a parser as an Arrow table of the declared types; money stays exact.

    Raises pa.ArrowInvalid where a value does not fit its column.
    """
    names = [one.name for one in declared.columns if one.name not in _OWNER]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    found = list(rows[0]._fields) if rows else names
    if sorted(found) != sorted(names):
        raise ValueError(f"the rows for {declared} have the fields {found}; declared are {names}")
    return pa.table(
        {
            name: pa.array(column, _arrow_type(declared.columns[name]))
            for name, column in zip(found, columns, strict=True)
        }
    )


def _arrow_type(column: sa.Column[Any]) -> pa.DataType:
    if isinstance(column.type, sa.Numeric) and not isinstance(column.type, sa.Float):
        return pa.decimal128(column.type.precision or 18, column.type.scale or 0)
    kinds: tuple[tuple[type, pa.DataType], ...] = (
        (sa.BigInteger, pa.int64()),
        (sa.Date, pa.date32()),
        (sa.Boolean, pa.bool_()),
        (sa.Double, pa.float64()),
        (sa.String, pa.string()),
    )
    return next(arrow for kind, arrow in kinds if isinstance(column.type, kind))
