"""From a table's declaration to what Dagster shows of it: grain, columns, table name. Nothing is described twice."""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg
import sqlalchemy as sa

from warehouse.schema.ddl import column_type
from warehouse.schema.declare import METADATA, key_of

OWNERS = ["team:rentroll"]
DATABASE = "warehouse"

# What metadata may be here: numbers become plots in the UI, Markdown is shown as it is.
Told = dg.MarkdownMetadataValue | int | float | str | list[str]


def table_spec(
    key: dg.AssetKey, table: str, *, deps: Iterable[dg.AssetKey], kinds: set[str], about: str = ""
) -> dg.AssetSpec:
    """The asset of a declared table (`schema.name`): its grain, columns and place; its group is its schema."""
    declared = METADATA.tables[table]
    return dg.AssetSpec(
        key,
        deps=sorted(set(deps)),
        description=f"{declared.comment}\n\n{about}".strip(),
        group_name=declared.schema,
        kinds=kinds,
        owners=OWNERS,
        metadata={
            "dagster/table_name": f"{DATABASE}.{table}",
            "dagster/column_schema": column_schema(declared),
            "key": ", ".join(key_of(declared)),
        },
    )


def column_schema(declared: sa.Table) -> dg.TableSchema:
    """A declaration's columns with type, sentence, unit and what they say of a person."""
    return dg.TableSchema(columns=[_column(one) for one in declared.columns])


def _column(declared: sa.Column[object]) -> dg.TableColumn:
    told = {name: declared.info[name] for name in ("unit", "personal") if declared.info[name]}
    return dg.TableColumn(
        declared.name,
        type=column_type(declared),
        description=declared.comment,
        constraints=dg.TableColumnConstraints(nullable=bool(declared.nullable)),
        tags=told,
    )


def table_of_lines(header: tuple[str, ...], lines: Iterable[tuple[object, ...]]) -> dg.MarkdownMetadataValue:
    """A small Markdown table."""
    rows = [header, tuple("---" for _ in header), *lines]
    return dg.MetadataValue.md("\n".join(f"| {' | '.join(_cell(one) for one in row)} |" for row in rows))


def _cell(value: object) -> str:
    return " ".join(str("" if value is None else value).split()).replace("|", "\\|")
