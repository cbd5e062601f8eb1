"""Connectors talk to the outside and hand over bytes; they know no meaning, no Dagster and no DuckDB."""
