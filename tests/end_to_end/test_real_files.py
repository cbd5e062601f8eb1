"""Real de-identified files, where they are at hand, through the commands a person runs to the published file."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines.cli import app

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "real"
pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    where = ["--home", str(folder), "--portfolio", str(ROOT / "portfolio.yaml")]
    reports = [str(REAL / "realpage" / name) for name in REPORTS]
    exports = [str(REAL / "exports" / name) for name in ("patients.json", "payments.json")]
    kairoi = ["load", "--tenant", "kairoi", "--source", "realpage_reports", "--date", "2026-02-07"]
    clinic = ["load", "--tenant", "harbor_clinic", "--source", "patient_ledger", "--date", "2026-01-05"]
    for command in ([*kairoi, *where, *reports], [*clinic, *where, *exports], ["publish", *where]):
        answer = CliRunner().invoke(app, command)
        assert answer.exit_code == 0, answer.output
    return folder


REPORTS = (
    "monthly_activity_summary_3877.xls",
    "delinquent_prepaid_4009.xls",
    "lease_expiration_detail_3838.xls",
    "lease_expiration_renewal_4156.xls",
)


def ask(home, tenant, query):
    with duckdb.connect(str(home / "published" / tenant / "rentroll.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_monthly_summary_gives_its_units_and_shares(home):
    (row,) = ask(
        home,
        "kairoi",
        "SELECT total_units, occupied_no_notice, vacant_not_leased, vacant_leased, notice_not_leased, notice_leased, "
        "model_admin, down, market_rent, base_rent, round(physical_occupancy, 4), round(net_leased, 4) "
        "FROM marts.occupancy",
    )
    assert row == (280, 160, 102, 9, 8, 0, 1, 0, Decimal("562428.67"), Decimal("559790.00"), 0.6, 0.6036)
    exposure = "SELECT net_exposure, round(net_exposure_share, 4), controllable_availability FROM marts.exposure"
    assert ask(home, "kairoi", exposure) == [(111, 0.3964, 110)]


def test_the_monthly_summary_gives_its_moves_and_money(home):
    query = (
        "SELECT move_ins, move_outs, cancellations, renewals, leases, rent_charged, payments FROM marts.move_activity"
    )
    assert ask(home, "kairoi", query) == [(14, 7, 7, 1, 23, Decimal("892939.34"), Decimal("515718.40"))]


def test_the_delinquency_report_gives_its_totals_by_charge_line_and_by_account(home):
    (row,) = ask(
        home,
        "kairoi",
        "SELECT accounts, total_prepaid, total_delinquent, net_balance, balance_0_30, balance_31_60, balance_61_90, "
        "balance_over_90, deposits_held, delinquent_accounts, net_delinquent, prepaid_accounts, net_prepaid "
        "FROM marts.delinquency",
    )
    figures = ("-200846.88", "104579.35", "-96267.53", "-9263.55", "-102858.80", "-35961.73", "51816.55", "70672")
    assert row[:9] == (241, *map(Decimal, figures))
    assert row[9:] == (156, Decimal("100197.95"), 85, Decimal("-196465.48"))


def test_the_lease_expiration_detail_gives_its_leases_by_month(home):
    query = (
        "SELECT expiry_month, expiring, month_to_month, renewed, total_possible, renewal_rate "
        "FROM marts.lease_expirations WHERE report = 'realpage_lease_expirations' ORDER BY 1 NULLS FIRST"
    )
    counts = {2: 7, 3: 5, 4: 11, 5: 8, 6: 23, 7: 4}
    months = [(date(2026, month, 1), count, 0, None, None, None) for month, count in counts.items()]
    assert ask(home, "kairoi", query) == [(None, 3, 3, None, None, None), *months]


def test_the_renewal_detail_gives_its_decisions_and_its_renewal_rate(home):
    decisions = "expiring, renewed, vacating, unknown, month_to_month, moved_out, transferring, total_possible"
    query = (
        f"SELECT {', '.join(f'CAST(SUM({one}) AS BIGINT)' for one in decisions.split(', '))}, "
        "round(SUM(renewed) / SUM(total_possible), 4) "
        "FROM marts.lease_expirations WHERE report = 'realpage_lease_renewals'"
    )
    assert ask(home, "kairoi", query) == [(103, 26, 29, 37, 2, 9, 0, 94, 0.2766)]
    february = (
        f"SELECT {decisions}, round(renewal_rate, 4) FROM marts.lease_expirations "
        "WHERE report = 'realpage_lease_renewals' AND expiry_month = DATE '2026-02-01'"
    )
    assert ask(home, "kairoi", february) == [(20, 10, 5, 1, 2, 2, 0, 18, 0.5556)]


def test_the_monthly_summary_gives_what_is_asked_by_floor_plan_and_no_rent_in_place(home):
    query = (
        "SELECT SUM(units), SUM(occupied_units), COUNT(in_place_rent), COUNT(rent_growth), "
        "COUNT(*) FILTER (WHERE units > 0 AND (asking_rent IS NULL OR asking_rent_per_sqft NOT BETWEEN 1 AND 5)) "
        "FROM marts.pricing WHERE report = 'realpage_monthly_summary'"
    )
    assert ask(home, "kairoi", query) == [(280, 168, 0, 0, 0)]


def test_every_patient_and_payment_of_the_real_exports_is_refused_with_its_reason(home):
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        rules = connection.execute(
            "SELECT dataset, rule, COUNT(*) FROM ops.rejects GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    assert rules == [("patients", "date_of_birth_in_future", 4), ("payments", "unknown_patient", 6)]
    assert ask(home, "harbor_clinic", "SELECT COUNT(*) FROM marts.patient_payment_totals") == [(0,)]
