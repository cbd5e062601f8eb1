"""From exported schools to the published file: balances, overdue lists, revenue and risk are the world's."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.portfolio import read_portfolio
from pipelines.rentroll import Drop, Rentroll
from simulator import school_truth
from simulator.exports import write_exports
from simulator.world import World
from warehouse.build import needed_for

ROOT = Path(__file__).resolve().parents[2]
TENANT, SOURCE = "colegios_norte", "school_billing"
START = date(2025, 1, 1)
DAYS = [START + timedelta(days=number) for number in (0, 24, 58, 86, 120)]
NEWEST = DAYS[-1]
OVERDUE = "SELECT invoice_id, pending, days_overdue FROM marts.overdue_invoices"


@pytest.fixture(scope="module")
def world():
    return World.small(20_250, START)


@pytest.fixture(scope="module")
def published(world, tmp_path_factory):
    """Five days of four months loaded in order, the last published; with what was found overdue on each day."""
    home = tmp_path_factory.mktemp("home")
    product = Rentroll(home, read_portfolio(ROOT / "portfolio.yaml"))
    then = {}
    for day in DAYS:
        drop = drop_of(world.advance_to(day), day, home, "json")
        outcomes = product.load(drop)
        assert {one.outcome for one in outcomes} == {"loaded"}, [one.message for one in outcomes]
        assert sum(one.changes.rejected for one in outcomes) == 0
        product.build(needed_for(["overdue_invoices"]))
        with product.warehouse.open() as connection:
            then[day] = found(connection, OVERDUE)
    product.build()
    product.publish([TENANT])
    return product, then


def drop_of(world, day, home, file_format):
    (folder,) = write_exports(world, day, home / "drop", file_format=file_format, sources=(SOURCE,))
    arrived = datetime.combine(day, datetime.min.time(), UTC)
    return Drop(TENANT, SOURCE, sorted(folder.iterdir()), day, arrived)


def found(reader, query, *values):
    """The first column -> the others."""
    return {key: tuple(rest) for key, *rest in reader.execute(query, values).fetchall()}


@pytest.fixture(scope="module")
def reader(published):
    product, _ = published
    with duckdb.connect(str(product.published / TENANT / "rentroll.duckdb"), read_only=True) as connection:
        yield connection


SUMS = (
    "invoice_count, invoiced, paid, pending, overdue, overdue_invoice_count, overdue_0_30, overdue_31_60, "
    "overdue_61_90, overdue_over_90, payment_count, late_payment_count"
)


def sums(one):
    sides = (one.invoices, one.invoiced, one.paid, one.pending, one.overdue, one.overdue_invoices)
    return (*sides, *one.ages, one.payments, one.late_payments)


def test_every_students_balance_is_the_worlds(world, reader):
    expected = {key: sums(one) for key, one in school_truth.student_balances(world, NEWEST).items()}
    assert found(reader, f"SELECT student_id, {SUMS} FROM marts.student_balance") == expected


def test_every_schools_summary_is_the_worlds(world, reader):
    expected = {
        key: (one.students, one.active_students, *sums(one.balance))
        for key, one in school_truth.school_totals(world, NEWEST).items()
    }
    query = f"SELECT school_id, students, active_students, {SUMS} FROM marts.school_summary"
    assert found(reader, query) == expected


def test_the_overdue_list_of_each_day_was_the_worlds_of_that_day(world, published):
    _, then = published
    assert any(then.values())
    assert then == {day: school_truth.overdue(world, day) for day in DAYS}


def test_the_overdue_list_of_each_day_is_found_again_on_the_newest(world, reader):
    """Later snapshots changed much of it; payments that were entered later than made count from their own day."""
    query = (
        "SELECT invoice_id, pending, DATE_DIFF('day', due_date, $1) FROM marts.invoice_statuses "
        "WHERE status = 'OVERDUE' AND valid_from <= $1 AND (valid_to > $1 OR valid_to IS NULL)"
    )
    for day in DAYS:
        expected = school_truth.overdue(world, day, payments_known_on=NEWEST)
        assert found(reader, query, day) == expected, day


def test_every_months_revenue_is_the_worlds(world, reader):
    rows = reader.execute(
        "SELECT school_id, month, invoice_count, invoiced, paid, payment_count, collected FROM marts.monthly_revenue"
    ).fetchall()
    assert {(school, month): tuple(rest) for school, month, *rest in rows} == {
        key: (one.invoices, one.invoiced, one.paid, one.payments, one.collected)
        for key, one in school_truth.monthly_revenue(world, NEWEST).items()
    }


def test_every_students_risk_is_the_worlds(world, reader):
    expected = {key: (one.level, one.score) for key, one in school_truth.risks(world, NEWEST).items()}
    assert found(reader, "SELECT student_id, risk_level, score FROM marts.payment_risk") == expected


def test_a_statement_closes_with_what_the_world_says_is_owed(world, reader):
    expected = {key: (one.pending,) for key, one in school_truth.student_balances(world, NEWEST).items()}
    query = "SELECT student_id, SUM(amount) FROM marts.account_statement GROUP BY 1"
    assert found(reader, query) == {key: owed for key, owed in expected.items() if key in found(reader, query)}
    assert sum(owed for (owed,) in expected.values()) == sum(owed for (owed,) in found(reader, query).values())


def test_whoever_owes_is_reminded_in_both_languages_as_the_portfolio_words_it(world, reader):
    late = {key for key, one in school_truth.student_balances(world, NEWEST).items() if one.overdue}
    rows = reader.execute("SELECT student_id, language, stage, message FROM marts.collection_queue").fetchall()
    assert {(key, language) for key, language, _, _ in rows} == {(key, one) for key in late for one in ("en", "es")}
    assert not [message for *_, message in rows if "{" in message]
    gentle = [message for _, language, stage, message in rows if (language, stage) == ("es", "first")]
    assert gentle
    assert all(message.endswith("Gracias por ponerse al día.") for message in gentle)


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_excel_and_csv_give_the_same_rows_as_json(world, published, tmp_path, file_format):
    product, _ = published
    other = Rentroll(tmp_path / "home", product.portfolio)
    assert {one.outcome for one in other.load(drop_of(world, NEWEST, other.home, file_format))} == {"loaded"}
    for table in ("schools", "students", "invoices", "invoice_payments"):
        columns = "* EXCLUDE (scope, valid_from, created_at, updated_at, deleted_at, rejected_since)"
        query = f"SELECT {columns} FROM unified.{table} WHERE deleted_at IS NULL ORDER BY ALL"
        with product.warehouse.open() as json_side, other.warehouse.open() as other_side:
            assert other_side.execute(query).fetchall() == json_side.execute(query).fetchall()
