"""From the declaration to DDL: tables, views' comments and the check that a file on disk still matches."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from warehouse.schema.declare import full_name

# DuckDB speaks PostgreSQL's DDL, so the stock dialect serves every DuckDB version without one of its own.
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
# Ids as they are loaded hardly repeat. To try a dictionary on them costs a third of writing a table, and finds none.
_IDS = re.compile(r"\b((?!tenant_id)[a-z_]*_id VARCHAR)\b")
_WHERE_IDS_ARE_LOADED = ("raw", "unified")


def create_table(declared: sa.Table, *, name: str | None = None) -> str:
    """CREATE TABLE of a declaration, as `schema.name` or under another full name."""
    ddl = str(CreateTable(declared).compile(dialect=DIALECT)).strip()
    if declared.schema in _WHERE_IDS_ARE_LOADED:
        ddl = _IDS.sub(r"\1 USING COMPRESSION fsst", ddl)
    if name is None:
        return ddl
    return ddl.replace(f"CREATE TABLE {full_name(declared)}", f"CREATE TABLE {name}", 1)


def column_type(declared: sa.Column[object]) -> str:
    """The type of a column as DDL."""
    return declared.type.compile(dialect=DIALECT)


def comments(declared: sa.Table, *, hidden: Collection[str] = (), is_view: bool | None = None) -> Iterator[str]:
    """COMMENT ON for a table (or view) and each column that is not hidden; the unit closes a column's sentence.

    `is_view` says it where a declared view was written out as a table.
    """
    kind = "VIEW" if (declared.info["view"] if is_view is None else is_view) else "TABLE"
    yield f"COMMENT ON {kind} {full_name(declared)} IS {_literal(declared.comment or '')}"
    for one in declared.columns:
        if one.name in hidden:
            continue
        yield f'COMMENT ON COLUMN {full_name(declared)}."{one.name}" IS {_literal(column_text(one))}'


def column_text(declared: sa.Column[object]) -> str:
    """A column's sentence with its unit and, where it says something of a person, that it does."""
    unit = f" [{declared.info['unit']}]" if declared.info["unit"] else ""
    personal = f" (personal: {declared.info['personal']})" if declared.info["personal"] else ""
    return f"{declared.comment}{unit}{personal}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
