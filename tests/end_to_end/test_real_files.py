"""Real de-identified files, where they are at hand, through the commands a person runs to the published file."""

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


REPORTS = ("monthly_activity_summary_3877.xls", "delinquent_prepaid_4009.xls")


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


def test_every_patient_and_payment_of_the_real_exports_is_refused_with_its_reason(home):
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        rules = connection.execute(
            "SELECT dataset, rule, COUNT(*) FROM ops.rejects GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    assert rules == [("patients", "date_of_birth_in_future", 4), ("payments", "unknown_patient", 6)]
    assert ask(home, "harbor_clinic", "SELECT COUNT(*) FROM marts.patient_payment_totals") == [(0,)]
