"""Generated rent rolls of both vendors through the commands a person runs, to the published file and from landing."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.portfolio import read_portfolio
from pipelines.rentroll import Rentroll
from warehouse.checks import judge_rules, rules_of
from warehouse.connection import Warehouse
from warehouse.lineage import datasets_of

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "unit" / "parsers"))  # the builders of report files

import fixtures_rent_roll as realpage  # noqa: E402
import fixtures_yardi_rent_roll as yardi  # noqa: E402
from fixtures_sheets import xlsx  # noqa: E402

DAY, LATER = date(2016, 3, 7), date(2016, 4, 7)
PORTFOLIO = ROOT / "portfolio.yaml"


def run(home, *words):
    return CliRunner().invoke(app, [*words, "--home", str(home), "--portfolio", str(PORTFOLIO)])


def load(home, source, day, path):
    return run(home, "load", "--tenant", "kairoi", "--source", source, "--date", day.isoformat(), str(path))


def a_month_later():
    """The applicant of 102 lives there, 007 is empty, 101 has renewed."""
    before = realpage.sample()
    renewed = realpage.Lease("101", charges=before[1].charges, lease_end="04/04/2017")
    moved_in = realpage.Lease("102", name="Oak, Jo (Jo)", move_in="03/20/2016")
    empty = realpage.Lease("007", "Vacant", "VACANT", "B2", 900, before[4].market, Decimal(0), Decimal(0),
                           (Decimal(0),) * 4, "", "")  # fmt: skip
    return [renewed, moved_in, empty, before[-1]]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rolls")
    files = [
        ("realpage_reports", DAY, xlsx(realpage.report(variant=1))),
        ("realpage_reports", LATER, xlsx(realpage.report(a_month_later(), variant=1))),
        ("yardi_reports", date(2025, 12, 31), xlsx(yardi.rent_roll(yardi.current(), yardi.future()))),
    ]
    for number, (source, day, content) in enumerate(files):
        path = folder / f"{number}.xlsx"
        path.write_bytes(content)
        answer = load(folder / "home", source, day, path)
        assert answer.exit_code == 0, answer.output
    answer = run(folder / "home", "publish")
    assert answer.exit_code == 0, answer.output
    return folder / "home"


def ask(home, query):
    with duckdb.connect(str(home / "published" / "kairoi" / "rentroll.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_units_of_both_vendors_are_published_by_their_state(home):
    query = "SELECT source, unit_number, state, vendor_status, market_rent, unit_status FROM marts.units ORDER BY ALL"
    assert ask(home, query) == [
        ("realpage_reports", "007", "vacant", "Vacant", Decimal("1905.00"), "active"),
        ("realpage_reports", "101", "occupied", "Occupied", 1500, "active"),
        ("realpage_reports", "102", "occupied", "Occupied", 1500, "active"),
        ("realpage_reports", "B-1", "admin", "Admin", 1600, "inactive"),
        ("yardi_reports", "0101", "occupied", "occupied", 1200, "active"),
        ("yardi_reports", "102", "notice_leased", "notice", 1200, "active"),
        ("yardi_reports", "103", "vacant_leased", "vacant", 1200, "active"),
        ("yardi_reports", "104", "model", "model", 1200, "inactive"),
        ("yardi_reports", "105", "down", "down", 1200, "inactive"),
        ("yardi_reports", "106", "occupied", "occupied", 1200, "active"),
    ]


def test_the_published_roll_is_that_of_the_newest_report_with_who_lives_there(home):
    query = (
        "SELECT property_id, unit_number, as_of, resident_name, monthly_rent, move_in_date "
        "FROM marts.rent_roll_current WHERE source = 'realpage_reports' ORDER BY unit_number"
    )
    assert ask(home, query) == [
        ("birch_court", "007", LATER, None, 0, None),
        ("birch_court", "101", LATER, "Alder, Kim", 1450, date(2015, 4, 5)),
        ("birch_court", "102", LATER, "Oak, Jo (Jo)", 1400, date(2016, 3, 20)),
        ("birch_court", "B-1", LATER, None, 0, None),
    ]
    yardi_roll = (
        "SELECT unit_number, resident_id, monthly_rent FROM marts.rent_roll_current "
        "WHERE source = 'yardi_reports' AND is_occupied ORDER BY unit_number"
    )
    assert ask(home, yardi_roll) == [
        ("0101", "t0012345", 1150),
        ("102", "t0012346", Decimal("1905.00")),
        ("106", "t0012347", 1000),
    ]


def test_the_published_figures_follow_the_reports_day_by_day(home):
    query = (
        "SELECT date, total_units, occupied_units, scheduled_rent, move_ins, move_outs FROM marts.kpi_daily "
        "WHERE source = 'realpage_reports' AND (move_ins > 0 OR move_outs > 0 OR date IN ('2016-03-07', '2016-04-07')) "
        "ORDER BY date"
    )
    assert ask(home, query) == [
        (DAY, 4, 2, 2800, 0, 0),
        (date(2016, 3, 20), 4, 2, 2800, 1, 0),
        (date(2016, 3, 31), 4, 2, 2800, 0, 1),
        (LATER, 4, 2, 2850, 0, 0),
    ]


def test_the_published_marts_of_reports_are_filled_from_rent_rolls(home):
    occupancy = (
        "SELECT source, snapshot_date, report, total_units, occupied_units, notice_not_leased_30 "
        "FROM marts.occupancy ORDER BY ALL"
    )
    assert ask(home, occupancy) == [
        ("realpage_reports", DAY, "realpage_rent_roll", 4, 2, 1),
        ("realpage_reports", LATER, "realpage_rent_roll", 4, 2, 0),
        ("yardi_reports", date(2025, 12, 31), "yardi_rent_roll", 6, 3, 0),
    ]
    pricing = (
        "SELECT floor_plan, in_place_rent, asking_rent FROM marts.pricing "
        "WHERE source = 'yardi_reports' ORDER BY floor_plan"
    )
    assert ask(home, pricing) == [("a1", Decimal("1351.67"), 1200), ("b2", None, 1200)]
    projected = (
        "SELECT week, projected_occupied_units FROM marts.projected_occupancy "
        "WHERE source = 'yardi_reports' AND week IN (1, 4, 5, 52) ORDER BY week"
    )
    assert ask(home, projected) == [(1, 5), (4, 5), (5, 4), (52, 4)]
    properties = "SELECT source, property_id, name, total_units FROM marts.properties ORDER BY ALL"
    assert ask(home, properties) == [
        ("realpage_reports", "birch_court", "Birch Court", 4),
        ("yardi_reports", "oak_park_phase_ii", "Oak Park (Phase II)", 6),
    ]


def test_every_declared_rule_of_what_rent_rolls_fill_is_kept(home):
    tables = {f"unified.{table}" for source in ("realpage_reports", "yardi_reports")
              for one in datasets_of(source) for table in one.unified}  # fmt: skip
    marts = ("units", "properties", "rent_roll_spans", "rent_roll_current", "kpi_daily", "kpi_monthly", "move_activity",
             "projected_occupancy", "occupancy", "pricing")  # fmt: skip
    rules = [rule for table in [*sorted(tables), *(f"marts.{one}" for one in marts)] for rule in rules_of(table)]
    verdicts = judge_rules(Warehouse(home / "warehouse.duckdb"), rules)
    assert {rule.table for rule in rules} >= {"unified.units", "unified.leases", "unified.lease_charges"}
    assert [(one.rule.table, one.rule.name, one.examples) for one in verdicts if one.broken] == []


@pytest.mark.parametrize(
    ("source", "of"), [("realpage_reports", "birch_court"), ("yardi_reports", "oak_park_phase_ii")]
)
def test_landing_alone_gives_the_same_warehouse_again(home, tmp_path, source, of):
    product = Rentroll(home, read_portfolio(PORTFOLIO))
    replayed = Rentroll(tmp_path, read_portfolio(PORTFOLIO), landing_url=home / "landing")
    outcomes = replayed.take(one for one in product.landing.files() if (one.source, one.scope) == (source, of))
    assert {one.outcome for one in outcomes} == {"loaded"}
    for name in ("units", "leases", "lease_charges", "occupancy_metrics", "pricing_metrics"):
        assert rows_of(replayed, name, source) == rows_of(product, name, source) != []


def rows_of(product, name, source):
    with product.warehouse.open() as connection:
        query = f"SELECT * FROM unified.{name} WHERE source = ? ORDER BY ALL"
        return connection.execute(query, [source]).fetchall()


def test_a_rent_roll_cut_to_one_unit_is_held_until_it_is_allowed(tmp_path):
    leases = [realpage.Lease(str(number)) for number in range(101, 121)]
    for name, listed in (("whole", leases), ("cut", leases[:1])):
        (tmp_path / f"{name}.xlsx").write_bytes(xlsx(realpage.report(listed)))
    home = tmp_path / "home"
    assert load(home, "realpage_reports", DAY, tmp_path / "whole.xlsx").exit_code == 0
    answer = load(home, "realpage_reports", LATER, tmp_path / "cut.xlsx")
    assert answer.exit_code != 0
    assert "would delete 19 of 20 live rows" in " ".join(answer.output.split())
    allowed = run(home, "load", "--tenant", "kairoi", "--source", "realpage_reports", "--date", LATER.isoformat(),
                  "--allow-mass-deletion", str(tmp_path / "cut.xlsx"))  # fmt: skip
    assert allowed.exit_code == 0, allowed.output
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        living = connection.execute("SELECT COUNT(*) FROM unified.units WHERE deleted_at IS NULL").fetchall()
    assert living == [(1,)]
