"""Words with a meaning of their own, each list said once in SQL and kept as a table while rows are judged by it."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from warehouse.statements import keep_as, read_sql

# By the temporary table a list is kept as: the file that says it, below warehouse/sql.
VOCABULARIES: Mapping[str, str] = {
    "rent_codes": "unified/rent_roll/rent_codes",
    "yardi_pseudo_units": "unified/yardi_voyager/pseudo_units",
    "yardi_resident_statuses": "unified/yardi_voyager/resident_statuses",
    "yardi_unit_statuses": "unified/yardi_voyager/unit_statuses",
}


def keep_vocabularies(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep every list as a temporary table of this connection."""
    for name, file in VOCABULARIES.items():
        keep_as(connection, name, read_sql(file))
