"""From a fleet's exports to the published file: every charge, invoice and unbilled trip is the world's."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines.portfolio import read_portfolio
from pipelines.rentroll import Drop, Rentroll
from simulator.contract_truth import contract_bill
from simulator.exports import write_exports
from simulator.world import World

ROOT = Path(__file__).resolve().parents[2]
TENANT, SOURCE = "metro_fleet", "contract_billing"
START = date(2025, 1, 1)
DAYS = [START + timedelta(days=number) for number in (0, 20, 45, 80)]
NEWEST = DAYS[-1]
FORMATS = ("json", "csv", "xlsx", "json")


@pytest.fixture(scope="module")
def world():
    return World.small(20_251, START)


@pytest.fixture(scope="module")
def reader(world, tmp_path_factory):
    """Four days of three months loaded in order, in three formats, the last published."""
    home = tmp_path_factory.mktemp("home")
    product = Rentroll(home, read_portfolio(ROOT / "portfolio.yaml"))
    for day, file_format in zip(DAYS, FORMATS, strict=True):
        outcomes = product.load(drop_of(world.advance_to(day), day, home, file_format))
        assert {one.outcome for one in outcomes} == {"loaded"}, [one.message for one in outcomes]
        assert sum(one.changes.rejected for one in outcomes) == 0
    product.build()
    product.publish([TENANT])
    with duckdb.connect(str(product.published / TENANT / "rentroll.duckdb"), read_only=True) as connection:
        yield connection


def drop_of(world, day, home, file_format):
    (folder,) = write_exports(world, day, home / "drop", file_format=file_format, sources=(SOURCE,))
    arrived = datetime.combine(day, datetime.min.time(), UTC)
    return Drop(TENANT, SOURCE, sorted(folder.iterdir()), day, arrived)


@pytest.fixture(scope="module")
def bill(world, reader):  # noqa: ARG001
    return contract_bill(world, NEWEST)


def test_every_line_is_the_worlds_to_the_cent(reader, bill):
    rows = reader.execute(
        "SELECT contract_id, month, trip_id, version_id, base_amount, tax, carpool_bonus, total "
        "FROM marts.contract_charges"
    ).fetchall()
    expected = [
        (
            one.contract_id,
            one.month,
            one.trip_id,
            one.version_id,
            one.base_amount,
            one.tax,
            one.carpool_bonus,
            one.total,
        )
        for one in bill.charges
    ]
    assert sorted(rows, key=str) == sorted(expected, key=str)
    models = reader.execute("SELECT DISTINCT billing_model FROM marts.contract_charges ORDER BY 1").fetchall()
    assert models == [("FIXED",), ("HYBRID",), ("PER_TRIP",)]
    assert any(one.trip_id is None for one in bill.charges)


def test_every_trip_that_is_not_billed_says_why(reader, bill):
    rows = reader.execute("SELECT trip_id, rule FROM marts.contract_findings WHERE kind = 'trip'").fetchall()
    assert dict(rows) == bill.unbilled
    assert len(rows) == len(bill.unbilled)
    assert "no_version" in bill.unbilled.values()


def test_invoices_are_the_worlds_sums(reader, bill):
    expected = {}
    for one in bill.charges:
        count, total = expected.get((one.contract_id, one.month), (0, Decimal(0)))
        expected[one.contract_id, one.month] = count + 1, total + one.total
    rows = reader.execute("SELECT contract_id, month, lines, total FROM marts.contract_invoices").fetchall()
    assert {(key, month): (lines, total) for key, month, lines, total in rows if lines} == expected


def test_every_line_says_how_it_was_worked_out(reader):
    rows = reader.execute("SELECT base_amount, tax, total, calculation FROM marts.contract_charges").fetchall()
    assert all(f" = {base}; tax: {base} x " in text for base, _, _, text in rows)
    assert all(f" % = {tax}; " in text and text.endswith(f" = {total}") for _, tax, total, text in rows)
