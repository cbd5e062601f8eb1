"""Defects seen in other readings of the same reports, each kept out by a test that names it."""

from decimal import Decimal

from fixtures_delinquency import Account, line, paged
from fixtures_lease_renewals import Renewal, renewed, workbook, xls_book
from fixtures_sheets import xls
from reports import feb, load, load_file, mart


def test_a_rent_written_1_905_00_is_not_0(home):
    leases = [Renewal("1113", "Vacating", Decimal("1905.00")), renewed("1137")]
    load_file(home, xls_book(workbook(leases)), feb(14))
    found = home.rows("SELECT unit_number, rent, new_rent FROM unified.lease_expirations ORDER BY 1")
    assert found == [("1113", Decimal("1905.00"), None), ("1137", Decimal("1871.00"), Decimal("1565.50"))]


def delinquent():
    return [
        Account("101", lines=[line("RENT", 0, "1905.00", 0, 0)]),
        Account("102", lines=[line("RENT", 0, "25.99", 0, 0), line("WATER", 0, "-6.64", 0, "100.01")]),
        Account("103", "Former resident", lines=[line("NSFFEE", 0, 0, 0, 30)]),
        Account("NONE", "Misc. Income", "", lines=[line("PMTOPCARD", -172, 0, 0, 0)]),
    ]


def test_balances_land_in_the_ages_they_are_printed_under_and_are_not_0(home):
    load_file(home, xls(paged(delinquent())), feb(7))
    ages = ("balance_0_30", "balance_31_60", "balance_61_90", "balance_over_90", "total_delinquent", "total_prepaid")
    assert mart(home, "delinquency", *ages) == [
        (Decimal("-172.00"), Decimal("1924.35"), Decimal(0), Decimal("130.01"), Decimal("2054.36"), Decimal(-172))
    ]


def test_an_account_with_one_charge_line_has_no_subtotals_row_and_is_an_account(home):
    load_file(home, xls(paged(delinquent())), feb(7))
    assert mart(home, "delinquency_accounts", "account_number", "unit_number", "net_balance") == [
        (1, "101", Decimal("1905.00")),
        (2, "102", Decimal("119.36")),
        (3, "103", Decimal("30.00")),
        (4, None, Decimal("-172.00")),
    ]


def test_an_asking_rent_is_never_taken_for_a_rent_in_place(home):
    plan = {"floor_plan": "A1", "total_units": 2, "occupied_no_ntv": 1, "ntv_not_leased": 0, "ntv_leased": 0,
            "market_rent": Decimal(4000), "total_sqft": 1000}  # fmt: skip
    load(home, "realpage_monthly_summary", [plan], feb(7))
    box = {"floor_plan": "A1", "units": 2, "occupied": 0, "avg_market_rent": Decimal(2000), "avg_leased_rent": 0}
    load(home, "realpage_box_score", [box | {"avg_effective_rent": Decimal(0)}], feb(14))
    columns = ("snapshot_date", "asking_rent", "in_place_rent", "effective_rent", "rent_growth", "loss_to_lease")
    assert mart(home, "pricing", *columns) == [
        (feb(7), 2000, None, None, None, None),
        (feb(14), 2000, None, None, None, None),
    ]


def test_notices_without_a_move_out_day_are_not_halved_into_the_next_30_days(home):
    counts = {"units": 10, "occupied_no_ntv": 4, "ntv_not_leased": 4, "ntv_leased": 0, "vacant_not_leased": 2,
              "vacant_leased": 0, "model_admin": 0, "down": 0}  # fmt: skip
    load(home, "realpage_box_score", [{"floor_plan": "A1"} | counts], feb(7))
    columns = ("net_exposure", "exposure_30", "exposure_30_share", "exposure_60", "exposure_60_share")
    assert mart(home, "exposure", *columns, needs=["occupancy"]) == [(6, None, None, None, None)]


def test_a_unit_on_notice_is_occupied(home):
    counts = {"total_units": 4, "occupied_no_ntv": 1, "ntv_not_leased": 1, "ntv_leased": 1, "vacant_not_leased": 1,
              "vacant_leased": 0, "vacant_admin": 0, "vacant_down": 0}  # fmt: skip
    load(home, "realpage_monthly_summary", [{"floor_plan": "A1"} | counts], feb(7))
    columns = ("occupied_units", "physical_occupancy", "net_leased")
    assert mart(home, "occupancy", *columns) == [(3, 0.75, 0.5)]
