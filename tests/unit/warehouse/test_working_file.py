"""The working file: one writer at a time, a storage version old readers read, and a shape that is the declaration's."""

import threading
import time
from dataclasses import replace

import duckdb
import pytest
from support.homes import day, everything
from support.rows import patients

from warehouse.connection import Warehouse, transaction
from warehouse.errors import BusyError, LandingError, SchemaDriftError
from warehouse.landing import Landing


def test_a_second_writer_waits_its_turn(tmp_path):
    first, second = (Warehouse(tmp_path / "warehouse.duckdb") for _ in range(2))
    order = []

    def write():
        with second.open():
            order.append("second")

    with first.open():
        waiting = threading.Thread(target=write)
        waiting.start()
        time.sleep(0.2)
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_a_writer_that_waits_too_long_says_what_to_do(tmp_path):
    with (
        Warehouse(tmp_path / "warehouse.duckdb").open(),
        pytest.raises(BusyError, match="Wait for the running load or build to end, then run the same command again"),
        Warehouse(tmp_path / "warehouse.duckdb", lock_timeout_seconds=0.1).open(),
    ):
        pass


def test_an_error_inside_gives_the_lock_back_and_keeps_nothing_of_a_transaction(tmp_path):
    warehouse = Warehouse(tmp_path / "warehouse.duckdb", lock_timeout_seconds=1)

    def fail_inside():
        with warehouse.open() as connection, transaction(connection):
            connection.execute("INSERT INTO ops.publications (tenant_id, version, file) VALUES ('a', 1, 'x')")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail_inside()
    with warehouse.open() as connection:
        assert connection.execute("SELECT COUNT(*) FROM ops.publications").fetchall() == [(0,)]


def test_the_working_file_is_of_the_storage_version_that_old_readers_read(tmp_path):
    with Warehouse(tmp_path / "warehouse.duckdb").open() as connection:
        ((tags,),) = connection.execute(
            "SELECT tags FROM duckdb_databases() WHERE database_name = 'warehouse'"
        ).fetchall()
    assert tags["storage_version"].startswith("v1.2.0")


def test_a_column_that_a_declaration_has_gained_is_added(tmp_path):
    warehouse = Warehouse(tmp_path / "warehouse.duckdb")
    with warehouse.open() as connection:
        connection.execute("ALTER TABLE ops.loads DROP COLUMN message")
        connection.execute("DELETE FROM ops.schema_state")
    with warehouse.open() as connection:
        assert connection.execute("SELECT message FROM ops.loads").fetchall() == []


def test_a_column_that_may_be_blank_by_now_may_be_so_in_an_older_file(tmp_path):
    warehouse = Warehouse(tmp_path / "warehouse.duckdb")
    with warehouse.open() as connection:
        connection.execute("ALTER TABLE unified.patients ALTER COLUMN date_of_birth SET NOT NULL")
        connection.execute("DELETE FROM ops.schema_state")
    with warehouse.open() as connection:
        query = (
            "SELECT column_name FROM duckdb_columns() WHERE table_name = 'patients' AND schema_name = 'unified' "
            "AND column_name IN ('date_of_birth', 'last_name') AND is_nullable"
        )
        assert connection.execute(query).fetchall() == [("date_of_birth",)]


def test_a_column_of_another_type_stops_everything_with_a_next_step(tmp_path):
    warehouse = Warehouse(tmp_path / "warehouse.duckdb")
    with warehouse.open() as connection:
        connection.execute("ALTER TABLE ops.loads ALTER rows_read TYPE VARCHAR")
        connection.execute("DELETE FROM ops.schema_state")
    expected = r"ops.loads.rows_read is VARCHAR .* Move the working file away and rebuild it from landing"
    with pytest.raises(SchemaDriftError, match=expected), warehouse.open():
        pass


def test_a_log_left_by_a_working_file_that_was_moved_away_is_no_obstacle(tmp_path):
    warehouse = Warehouse(tmp_path / "warehouse.duckdb")
    (tmp_path / "warehouse.duckdb.wal").write_bytes(b"of another file")
    (tmp_path / ".warehouse.duckdb.new").write_bytes(b"never finished")
    with warehouse.open() as connection:
        assert connection.execute("SELECT COUNT(*) FROM ops.loads").fetchall() == [(0,)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["warehouse.duckdb", "warehouse.lock"]


def test_a_reader_of_the_working_file_is_not_what_it_is_for(tmp_path):
    """While it is open for writing, nobody else can open it: that is why readers get published files."""
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path).open(), pytest.raises(duckdb.Error):
        duckdb.connect(str(path), read_only=True, config={"threads": 1})


@pytest.mark.slow
def test_a_home_rebuilt_from_landing_on_disk_is_the_same(home_on_disk):
    home = home_on_disk
    for number, count in ((1, 30), (3, 10), (2, 29), (3, 28)):
        home.load({"patients": patients(count)}, day(number))
    home.rentroll.build()
    before = everything(home)
    home.rentroll.warehouse.path.unlink()
    home.rentroll.take(home.rentroll.landing.files())
    home.rentroll.build()
    after = everything(home)
    assert {name: rows for name, rows in after.items() if not name.startswith("ops.")} == {
        name: rows for name, rows in before.items() if not name.startswith("ops.")
    }


def landed(home):
    (one,) = home.rentroll.landing.files()
    return one


def test_a_landed_file_is_named_by_its_content_and_described_beside_it(home):
    home.load({"patients": patients(1)}, day(1))
    one = landed(home)
    assert one.path == f"sample/patient_ledger/patients/all/2024-01-01/{one.sha256}.json"
    assert (one.file_name, one.connector, one.size) == (
        "patients.json",
        "drop_folder",
        len(home.rentroll.landing.read(one)),
    )


def test_a_landed_file_that_was_changed_or_lost_is_noticed(home):
    home.load({"patients": patients(1)}, day(1))
    one = landed(home)
    path = home.folder / "home" / "landing" / one.path
    path.write_bytes(b"[]")
    with pytest.raises(LandingError, match="is not the content its name says"):
        home.rentroll.landing.read(one)
    path.unlink()
    with pytest.raises(LandingError, match="is missing though its manifest is there"):
        home.rentroll.landing.read(one)


@pytest.mark.parametrize("part", ["..", "a/b", "", ".hidden"])
def test_a_name_that_is_no_folder_cannot_be_part_of_a_landing_path(home, tmp_path, part):
    home.load({"patients": patients(1)}, day(1))
    with pytest.raises(LandingError, match="cannot be part of a landing path"):
        Landing(tmp_path).put(tmp_path, replace(landed(home), scope=part))
