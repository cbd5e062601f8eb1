"""A few figures of a published file, read as any reader would: from the file alone, read-only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.statements import read_sql


class PropertyMonth(NamedTuple):
    """One row per property: its newest month that is complete, or the newest one where none is."""

    property_id: str
    month: date
    total_units: int
    occupancy_rate: float | None
    move_ins: int
    move_outs: int
    accrued_rent: Decimal | None


def newest_months(published: Path) -> list[PropertyMonth]:
    """The newest complete month of every property in a tenant's published file."""
    with duckdb.connect(str(published), read_only=True) as connection:
        if not connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'kpi_monthly'").fetchone():
            return []  # what is published for a client has no properties
        rows = connection.execute(read_sql("summary/newest_months")).fetchall()
    return [PropertyMonth(*row) for row in rows]
