"""The only room that knows DuckDB: schema, landing, loading, sync with history, marts and publishing."""
