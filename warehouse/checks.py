"""Rules that the declaration of a table promises, as queries for the rows that break them: keys, values, references.

A rule that must hold for a mart to be true is `required`; the others are worth a look and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import sqlalchemy as sa

from warehouse.build import reads_marts_alone
from warehouse.connection import Warehouse
from warehouse.schema.declare import METADATA, Reference, full_name, key_of
from warehouse.statements import read_sql, run

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Rule:
    """One promise of a table's declaration; `query` finds the keys of the rows that break it."""

    table: str
    name: str
    sentence: str
    query: str
    required: bool = True

    @property
    def all_broken(self) -> str:
        """The query for the rows of all tenants that break it."""
        return self.query.format(rows="TRUE")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rows break a rule, and the keys of a few of them, without what says something of a person."""

    rule: Rule
    broken: int
    examples: Sequence[str] = ()


def rules_of(table: str) -> list[Rule]:
    """The rules of a declared table (`schema.name`).

    A view of marts, and the history of a model, have none: they are true where their tables are. A mart that is a view
    of anything else is a list that publishing writes out, and keeps its promises as a table does.
    """
    declared = METADATA.tables[table]
    is_true_by_itself = declared.info["view"] and (declared.schema != "marts" or reads_marts_alone(declared.name))
    return [] if is_true_by_itself else list(_rules(declared))


def judge_rules(
    warehouse: Warehouse, rules: Sequence[Rule], *, tenant_id: str | None = None, source: str | None = None
) -> list[Verdict]:
    """Ask every rule of the rows of one tenant and source, or of all."""
    owner = {"tenant_id": tenant_id, "source": source}
    chosen = {name: value for name, value in owner.items() if value is not None}
    with warehouse.open() as connection:
        return [_judge(connection, rule, chosen) for rule in rules]


def _rules(declared: sa.Table) -> Iterator[Rule]:
    table = full_name(declared)
    key = ", ".join(key_of(declared))
    yield Rule(table, "key_is_unique", f"No two rows share {key}.", _query("duplicate_keys", declared))
    required = [one.name for one in declared.columns if not one.nullable]
    missing = " OR ".join(f"{name} IS NULL" for name in required)
    filled = f"Every row has {', '.join(required)}."
    yield Rule(table, "required_values_are_there", filled, _query("missing_values", declared, missing=missing))
    references: tuple[Reference, ...] = declared.info["references"]
    for reference in references:
        yield from _reference_rules(declared, reference)


def _reference_rules(declared: sa.Table, reference: Reference) -> Iterator[Rule]:
    name = reference.columns[-1]
    target = reference.table
    known = f"Every living row's {name} is in {target}."
    alive = f"No living row's {name} is deleted in {target}; a row whose correction was rejected may be."
    names = {
        "target": target,
        "is_set": " AND ".join([reference.where, *(f"{one} IS NOT NULL" for one in reference.columns)]),
        "same": " AND ".join(
            f"known.{theirs} = judged.{ours}" for ours, theirs in zip(reference.columns, reference.target, strict=True)
        ),
    }
    table = full_name(declared)
    yield Rule(table, f"{name}_is_known", known, _query("unknown_references", declared, **names))
    yield Rule(table, f"{name}_is_alive", alive, _query("deleted_references", declared, **names), required=False)


def _query(template: str, declared: sa.Table, **names: str) -> str:
    """The template with the table's names in it; `{rows}` stays open for whose rows are asked."""
    return read_sql(f"checks/{template}").format(
        table=full_name(declared), key=", ".join(key_of(declared)), rows="{rows}", **names
    )


def _judge(connection: duckdb.DuckDBPyConnection, rule: Rule, owner: Mapping[str, str]) -> Verdict:
    declared = METADATA.tables[rule.table]
    query = rule.query.format(rows=" AND ".join(f"judged.{name} = ${name}" for name in owner) or "TRUE")
    found = run(connection, f"SELECT COUNT(*) OVER (), broken.* FROM ({query}) AS broken LIMIT {EXAMPLES}", owner)
    rows = found.fetchall()
    return Verdict(rule, rows[0][0] if rows else 0, [_shown(declared, row[1:]) for row in rows])


def _shown(declared: sa.Table, values: Sequence[object]) -> str:
    named = zip(key_of(declared), values, strict=True)
    return ", ".join(f"{name} {value}" for name, value in named if not declared.columns[name].info["personal"])
