"""The words in which a table is declared; nothing here knows any one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

METADATA = sa.MetaData()

TEXT = sa.String()
MONEY = sa.Numeric(18, 2)
COUNT = sa.BigInteger()
DAY = sa.Date()
FLAG = sa.Boolean()
FRACTION: sa.Double[float] = sa.Double()
MOMENT = sa.DateTime()


@dataclass(frozen=True, slots=True)
class Reference:
    """The promise that `columns`, where not NULL, name a row of `table` (schema.name) by its `target` columns.

    `where` says of which rows it is a promise, `judged` standing for the table.
    """

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]
    where: str = "TRUE"


def column(
    name: str,
    kind: sa.types.TypeEngine[Any],
    text: str,
    *,
    unit: str | None = None,
    required: bool = False,
    personal: str | None = None,
) -> sa.Column[Any]:
    """A column with the sentence that explains it; `personal` names what it says of a person ("name", "date of birth").

    A personal column is published only for a tenant whose portfolio entry declares it.
    """
    info = {"unit": unit, "personal": personal}
    return sa.Column(name, kind, comment=text, nullable=not required, info=info)


def again(declared: sa.Column[Any]) -> sa.Column[Any]:
    """The same declaration for a second table: a column object belongs to one table only."""
    return column(
        declared.name,
        declared.type,
        declared.comment or "",
        unit=declared.info["unit"],
        required=not declared.nullable,
        personal=declared.info["personal"],
    )


def table(
    full_name: str,
    grain: str,
    columns: Sequence[sa.Column[Any]],
    *,
    key: Sequence[str],
    references: Sequence[Reference] = (),
    view: bool = False,
) -> sa.Table:
    """Declare `schema.name`; `grain` is its comment and opens with "One row per"."""
    schema, name = full_name.split(".")
    info = {"key": tuple(key), "references": tuple(references), "view": view}
    return sa.Table(name, METADATA, *columns, schema=schema, comment=grain, info=info)


def tables_of(schema: str) -> list[sa.Table]:
    """Every table declared in a schema, in the order of declaration."""
    return [declared for declared in METADATA.tables.values() if declared.schema == schema]


def full_name(declared: sa.Table) -> str:
    """`schema.name` of a declared table."""
    return f"{declared.schema}.{declared.name}"


def key_of(declared: sa.Table) -> tuple[str, ...]:
    """The columns that tell one row from another."""
    key: tuple[str, ...] = declared.info["key"]
    return key


def tenant() -> sa.Column[Any]:
    """The first column of every table: whose row this is."""
    return column("tenant_id", TEXT, "The management company or client that owns the row.", required=True)


def partition() -> list[sa.Column[Any]]:
    """The columns that say which snapshot a row was part of."""
    return [
        tenant(),
        column("source", TEXT, "The system the row came from, as named in the portfolio.", required=True),
        column(
            "scope", TEXT, "What one snapshot is complete for: a property, or 'all' for a whole feed.", required=True
        ),
        column("snapshot_date", DAY, "The day whose state the snapshot describes.", required=True),
    ]
