"""The few statements that every load is made of."""

import duckdb

from warehouse.connection import attach
from warehouse.statements import delete_rows, keep_as


def test_rows_of_the_running_transaction_and_older_ones_are_deleted_by_one_call(tmp_path):
    with duckdb.connect() as connection:
        attach(connection, tmp_path / "rows.duckdb", "rows")
        connection.execute("CREATE TABLE kept AS SELECT number, 'x' || number AS said FROM range(2000) AS n (number)")
        connection.execute("BEGIN")
        for turn in range(80):
            chosen = f"SELECT rowid AS live_row, * FROM kept WHERE hash(number + {7919 * turn}) % 60 = 0"
            keep_as(connection, "delta", f"{chosen} UNION ALL SELECT NULL, {5000 + turn}, 'new'")
            delete_rows(connection, "kept", "delta")
            connection.execute("INSERT INTO kept SELECT number, said FROM delta")
        connection.execute("COMMIT")
        counted = connection.execute("SELECT COUNT(*), COUNT(DISTINCT number), SUM(number) FROM kept").fetchone()
    assert counted == (2080, 2080, sum(range(2000)) + sum(range(5000, 5080)))
