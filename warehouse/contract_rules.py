"""The rules of a snapshot's contract versions, read into typed columns beside its rows.

Reading JSON is no part of the portable SQL: it is done here, once per version, before its row is judged.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from warehouse.billing_models import KEYS
from warehouse.billing_models.rules import DECIMALS, DIGITS, Rules, read_rules
from warehouse.feeds import PARTITION, Partition
from warehouse.statements import keep_as, run

_SCHEMA = pa.schema(
    [
        pa.field("row_number", pa.int64()),
        *(pa.field(name, pa.string()) for name in ("billing_model", "rules_config", "rules_problem", "rules_message")),
        *(pa.field(key.name, pa.decimal128(DIGITS + DECIMALS, DECIMALS)) for key in KEYS),
    ]
)


def keep_read_rules(connection: duckdb.DuckDBPyConnection, partition: Partition) -> None:
    """Keep what the partition's contract versions say as the temporary table `read_rules`, one row per row."""
    query = (
        "SELECT row_number, COALESCE(TRIM(billing_model), ''), rules_config "
        f"FROM raw.contract_billing_contract_versions WHERE {PARTITION}"
    )
    sent = run(connection, query, partition.values).fetchall()
    known = {one: read_rules(*one) for one in {(model, config) for _, model, config in sent}}
    rows = [_row(number, known[model, config]) for number, model, config in sent]
    connection.register("rows_of_rules", pa.Table.from_pylist(rows, schema=_SCHEMA))
    keep_as(connection, "read_rules", "SELECT * FROM rows_of_rules")
    connection.unregister("rows_of_rules")


def _row(number: int, rules: Rules) -> dict[str, object]:
    return {
        "row_number": number,
        "billing_model": rules.billing_model,
        "rules_config": rules.config,
        "rules_problem": rules.problem,
        "rules_message": rules.message,
        **rules.values,
    }
