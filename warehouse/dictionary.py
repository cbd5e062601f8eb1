"""The data dictionary page, from the declarations: `python -m warehouse.dictionary > docs/data-dictionary.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import sqlalchemy as sa

from warehouse.connection import duckdb_type
from warehouse.schema.ddl import column_text, column_type
from warehouse.schema.declare import full_name, key_of, tables_of

SCHEMAS = {
    "marts": "What people query: published per tenant, personal columns only where the portfolio declares them.",
    "unified": "One model per business object, every state it ever had.",
    "raw": "What the sources sent, shaped as they shape it.",
    "ops": "What was loaded, refused, found and published.",
}


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Written from the declarations in `warehouse/schema`; a test holds this page to them."
    for schema, text in SCHEMAS.items():
        yield ""
        yield f"## {schema}"
        yield ""
        yield text
        for declared in tables_of(schema):
            yield from _table(declared)


def _table(declared: sa.Table) -> Iterator[str]:
    yield ""
    yield f"### {full_name(declared)}"
    yield ""
    yield f"{declared.comment} Key: {', '.join(key_of(declared))}."
    yield ""
    yield "| column | type | what it says |"
    yield "|---|---|---|"
    for one in declared.columns:
        yield f"| {one.name} | {duckdb_type(column_type(one))} | {column_text(one)} |"


if __name__ == "__main__":
    sys.stdout.write(page())
