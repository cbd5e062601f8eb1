"""What is published: one tenant's marts, whole, read-only to others, and nothing of anybody else."""

import multiprocessing
import shutil
import stat
from decimal import Decimal

import duckdb
import pytest
from support.homes import LEASING, Home, day
from support.loader import STAGES, publish_until
from support.rows import ledger, patient, payment, rent, resident, status, stay

from warehouse.build import mart_names
from warehouse.errors import WarehouseError
from warehouse.publish import KEEP_VERSIONS, personal_columns
from warehouse.schema.ddl import column_text
from warehouse.schema.declare import METADATA

FIRST, SECOND = "tenant_qqa", "tenant_qqb"
SHOWN = tuple(f"{mart}.resident_name" for mart in ("rent_roll_spans", "rent_roll_daily", "rent_roll_current"))


def tables(mark):
    """Both ledgers of a tenant: the same ids for everybody, and a mark in whatever may differ."""
    leasing = ledger(
        units=({"unit_id": "U01", "property_id": "north", "unit_number": f"{mark}door"}, "U02"),
        residents=[resident("r1", f"{mark}first", f"{mark}last")],
        stays=[stay("o1", "U01", "r1", "2024-01-01")],
        rents=[rent("n1", "o1", 900, "2024-01-01"), rent(f"{mark}rent", "o1", 950, "2024-01-03")],
        statuses=[status("s1", "U02", "inactive", "2024-01-02")],
    )
    leasing["properties"] = [{"property_id": "north", "name": f"{mark}property"}]
    clinic = {
        "patients": [patient("p1", f"{mark}first", f"{mark}last"), patient(f"{mark}patient")],
        "payments": [payment("a", "p1", 10), payment(f"{mark}payment", "p1", 5), payment(f"{mark}bad", "nobody")],
    }
    return leasing, clinic


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two tenants with the same ids, loaded twice so that there is history, and published."""
    home = Home.at(tmp_path_factory.mktemp("two"), FIRST, SECOND)
    for tenant, mark in ((FIRST, "QQONE"), (SECOND, "QQTWO")):
        leasing, clinic = tables(mark)
        for number in (1, 2):
            home.load(leasing, day(number), source=LEASING, tenant=tenant)
            home.load(clinic, day(number), tenant=tenant)
        home.load({"patients": b"[{" + mark.encode()}, day(3), tenant=tenant)
        home.load({f"{mark}.json": b"[]"}, day(3), tenant=tenant)
    home.publish()
    return home


def files_of(home, tenant):
    folder = home.rentroll.published / tenant
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


@pytest.mark.parametrize(
    ("tenant", "own", "others"),
    [(FIRST, b"QQONE", (b"QQTWO", SECOND.encode())), (SECOND, b"QQTWO", (b"QQONE", FIRST.encode()))],
)
def test_not_a_byte_of_a_tenant_is_in_the_files_of_another(two, tenant, own, others):
    contents = {path: path.read_bytes() for path in files_of(two, tenant)}
    assert any(own in content for content in contents.values())
    assert any(tenant.encode() in content for content in contents.values())
    assert [path for path, content in contents.items() for other in others if other in content] == []


@pytest.mark.parametrize("tenant", [FIRST, SECOND])
def test_every_row_is_of_the_tenant_and_counts_nobody_else(two, tenant):
    for mart in mart_names():
        assert two.ask(f"SELECT COUNT(*) FROM marts.{mart} WHERE tenant_id <> ?", tenant, tenant=tenant) == [(0,)]
    assert two.ask("SELECT SUM(total_amount) FROM marts.patient_payment_totals", tenant=tenant) == [(Decimal(15),)]
    assert two.ask("SELECT COUNT(*) FROM marts.rent_roll_current", tenant=tenant) == [(2,)]


def test_personal_columns_are_not_published_unless_they_are_declared(two):
    published = set(two.ask("SELECT table_name || '.' || column_name FROM duckdb_columns()", tenant=FIRST))
    personal = {(f"{one.table.name}.{one.name}",) for one in personal_columns()}
    assert personal
    assert not personal & published
    contents = b"".join(path.read_bytes() for path in files_of(two, FIRST))
    assert b"QQONElast" not in contents
    assert b"QQONEfirst" not in contents


def test_declared_personal_columns_are_published_and_no_others(tmp_path):
    home = Home.at(tmp_path, personal=SHOWN)
    leasing, clinic = tables("QQONE")
    home.load(leasing, day(1), source=LEASING)
    home.load(clinic, day(1))
    home.publish()
    for view in ("rent_roll_spans", "rent_roll_daily", "rent_roll_current"):
        assert home.ask(f"SELECT DISTINCT resident_name FROM marts.{view} WHERE resident_name IS NOT NULL") == [
            ("QQONEfirst QQONElast",)
        ]
    columns = {
        name for (name,) in home.ask("SELECT column_name FROM duckdb_columns() WHERE table_name LIKE 'patient%'")
    }
    assert not {"first_name", "last_name"} & columns


def test_a_personal_column_of_a_view_needs_the_column_it_shows(tmp_path):
    home = Home.at(tmp_path, personal=["rent_roll_daily.resident_name"])
    with pytest.raises(WarehouseError, match=r"cannot be published without rent_roll_spans\.resident_name"):
        home.publish()


def test_a_personal_column_that_does_not_exist_is_no_silent_nothing(tmp_path):
    home = Home.at(tmp_path, personal=["rent_roll_daily.shoe_size"])
    with pytest.raises(WarehouseError, match=r"rent_roll_daily.shoe_size cannot be declared"):
        home.publish()


def test_files_are_the_owners_alone(two):
    for tenant in (FIRST, SECOND):
        folder = two.rentroll.published / tenant
        folders = [folder, *(path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink())]
        assert {stat.S_IMODE(one.stat().st_mode) for one in folders} == {0o700}
        assert {stat.S_IMODE(one.stat().st_mode) for one in files_of(two, tenant)} == {0o600}


def test_the_published_file_holds_the_marts_and_nothing_else(two):
    relations = two.ask(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() UNION ALL "
        "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal",
        tenant=FIRST,
    )
    assert sorted(relations) == sorted((f"marts.{name}",) for name in mart_names())


def test_every_mart_is_a_parquet_file_with_the_same_rows(two):
    folder = two.rentroll.published / FIRST / "parquet"
    stored = [name for (name,) in two.ask("SELECT table_name FROM duckdb_tables()", tenant=FIRST)]
    assert sorted(path.stem for path in folder.iterdir()) == sorted(stored)
    for name in stored:
        ours = two.ask(f"SELECT * FROM marts.{name} ORDER BY ALL", tenant=FIRST)
        assert duckdb.sql(f"SELECT * FROM '{folder / name}.parquet' ORDER BY ALL").fetchall() == ours


def test_a_view_of_marts_is_published_as_a_view_and_one_of_anything_else_as_a_table(two):
    views = {name for (name,) in two.ask("SELECT view_name FROM duckdb_views() WHERE NOT internal", tenant=FIRST)}
    declared = {name for name in mart_names() if METADATA.tables[f"marts.{name}"].info["view"]}
    assert declared - views >= {"payment_history", "invoice_details", "collection_queue"}
    assert views <= declared
    assert views >= {"rent_roll_daily", "overdue_invoices", "invoice_statuses", "account_statement", "payment_risk"}


def test_the_published_file_explains_itself(two):
    found = dict(
        two.ask(
            "SELECT table_name, comment FROM duckdb_tables() UNION ALL "
            "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal",
            tenant=FIRST,
        )
    )
    assert found == {name: METADATA.tables[f"marts.{name}"].comment for name in mart_names()}
    columns = two.ask("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal", tenant=FIRST)
    for table, column, comment in columns:
        assert comment == column_text(METADATA.tables[f"marts.{table}"].columns[column])


def test_the_published_file_is_of_the_storage_version_that_old_readers_read(two):
    with duckdb.connect() as reader:
        reader.execute(f"ATTACH '{two.published(FIRST)}' AS published (READ_ONLY)")
        ((tags,),) = reader.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'published'").fetchall()
    assert tags["storage_version"].startswith("v1.2.0")


def test_the_published_file_takes_no_writes_from_a_reader(two):
    with (
        duckdb.connect(str(two.published(FIRST)), read_only=True) as reader,
        pytest.raises(duckdb.InvalidInputException, match="read-only"),
    ):
        reader.execute("DELETE FROM marts.units")


@pytest.fixture
def growing(home_on_disk):
    """A home that is published once with 1 patient; `grow` publishes it with more."""
    home = home_on_disk

    def grow(count):
        home.load({"patients": [patient(f"p{number}") for number in range(count)]}, day(count))
        return home.publish()[0]

    grow(1)
    return home, grow


COUNT = "SELECT COUNT(*) FROM marts.patient_payment_totals"


@pytest.mark.slow
def test_publishing_goes_on_while_a_reader_holds_an_older_version(growing):
    home, grow = growing
    with duckdb.connect(str(home.published()), read_only=True) as reader:
        for count in range(2, KEEP_VERSIONS + 4):
            grow(count)
            assert reader.execute(COUNT).fetchall() == [(1,)]
            assert home.published().resolve().name == f"rentroll-{count:06}.duckdb"
    assert home.ask(COUNT) == [(KEEP_VERSIONS + 3,)]


@pytest.mark.slow
def test_a_few_versions_are_kept_and_older_ones_removed(growing):
    home, grow = growing
    newest = KEEP_VERSIONS + 3
    for count in range(2, newest + 1):
        grow(count)
    kept = range(newest - KEEP_VERSIONS + 1, newest + 1)
    names = {path.name for path in home.published().parent.iterdir()}
    assert names == {
        *("rentroll.duckdb", "parquet"),
        *(f"rentroll-{version:06}.duckdb" for version in kept),
        *(f"parquet-{version:06}" for version in kept),
    }


def test_the_published_name_is_a_link_beside_its_versions(growing):
    home, _ = growing
    assert home.published().is_symlink()
    assert home.published().readlink().name == str(home.published().readlink())
    assert not list(home.published().parent.glob("*.wal"))


def test_a_publication_says_what_it_published(growing):
    home, grow = growing
    published = grow(2)
    assert (published.tenant_id, published.version, published.as_of) == ("sample", 2, day(2))
    assert published.rows["patient_payment_totals"] == 2
    assert home.rows("SELECT version, file, as_of FROM ops.publications ORDER BY 1") == [
        (1, "rentroll-000001.duckdb", day(1)),
        (2, "rentroll-000002.duckdb", day(2)),
    ]


def test_what_a_killed_publication_left_is_no_obstacle(growing):
    home, grow = growing
    folder = home.published().parent
    (folder / "rentroll-000002.building").write_bytes(b"half")
    (folder / "rentroll-000002.building.wal").write_bytes(b"half")
    (folder / "parquet-000002.building").mkdir()
    (folder / "parquet-000002.building" / "units.parquet").write_bytes(b"half")
    (folder / ".rentroll.duckdb.new").symlink_to("nowhere")
    grow(2)
    assert home.ask(COUNT) == [(2,)]
    assert not [path for path in folder.iterdir() if "building" in path.name or path.name.startswith(".")]


VERSIONS = "SELECT version FROM ops.publications ORDER BY 1"
FIRST_HELD = "SELECT snapshot_date, version FROM ops.publication_files ORDER BY 1"


@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES)
def test_a_version_is_in_the_book_if_it_was_shown_wherever_its_publication_is_killed(growing, stage):
    home, _ = growing
    home.load({"patients": [patient("p0"), patient("p1")]}, day(2))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["support.loader"])
    process = context.Process(target=publish_until, args=(str(home.folder), stage))
    process.start()
    process.join()
    assert process.exitcode == 9
    process.close()
    shown = int(home.published().readlink().stem.rpartition("-")[2])
    assert home.ask(COUNT) == [(shown,)]
    assert (shown,) in home.rows(VERSIONS)
    home.load({"patients": [patient("p0"), patient("p1"), patient("p2")]}, day(3))
    newest = home.publish()[0].version
    in_the_book = home.rows(VERSIONS)
    assert in_the_book == sorted({(1,), (shown,), (newest,)})
    first_held = [(day(1), 1), (day(2), shown if shown > 1 else newest), (day(3), newest)]
    assert home.rows(FIRST_HELD) == first_held
    names = {path.name for path in home.published().parent.iterdir()}
    assert names == {
        *("rentroll.duckdb", "parquet"),
        *(f"rentroll-{version:06}.duckdb" for (version,) in in_the_book),
        *(f"parquet-{version:06}" for (version,) in in_the_book),
    }


def test_what_was_shown_from_a_folder_that_was_taken_away_stays_in_the_book(growing):
    home, grow = growing
    shutil.rmtree(home.published().parent)
    assert grow(2).version == 2
    assert home.rows(VERSIONS) == [(1,), (2,)]


def test_a_tenant_without_data_is_published_empty(tmp_path):
    home = Home.at(tmp_path, FIRST, SECOND)
    home.load({"patients": [patient()]}, day(1), tenant=FIRST)
    home.publish()
    assert home.ask(COUNT, tenant=SECOND) == [(0,)]
