"""The paged reports print the world's figures, in the layout of the vendor's reports, and add up."""

import io
import re
from dataclasses import astuple
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
import python_calamine

from simulator.exports import export_files
from simulator.receivables import account_balances
from simulator.truth import delinquency, unit_counts
from simulator.world import PORTFOLIO, World


@pytest.fixture(scope="module")
def reports(world, last_day):
    return export_files(world, "realpage_reports", last_day)


def cells(content):
    """Every row as column letters -> value."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [{cell.column_letter: cell.value for cell in row if cell.value is not None} for row in sheet.iter_rows()]


def starts(rows, column, text):
    return [number for number, row in enumerate(rows) if str(row.get(column, "")).startswith(text)]


def money(value):
    return Decimal(str(value)).quantize(Decimal("0.01"))


def test_both_readers_open_the_reports(reports):
    for content in reports.values():
        openpyxl.load_workbook(io.BytesIO(content))
        assert python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == ["Sheet1"]


def test_the_banner_names_company_property_title_and_day(reports, last_day):
    rows = cells(reports["nexus_east/monthly_activity_summary.xlsx"])
    assert rows[1]["B"] == "OneSite Rents v3.0"
    assert rows[1]["J"] == "Kairoi Management, LLC - Nexus East"
    assert re.fullmatch(r"Page 1 of \d+", rows[1]["AH"])
    assert rows[2]["J"] == "MONTHLY ACTIVITY SUMMARY"
    assert rows[4]["F"] == f"As of {last_day:%m/%d/%Y}"
    rows = cells(reports["nexus_east/delinquent_and_prepaid.xlsx"])
    assert rows[1]["O"] == "Kairoi Management, LLC - Nexus East"
    assert rows[2]["O"] == "DELINQUENT AND PREPAID"
    assert rows[3]["O"] == f"Fiscal Period {last_day:%m%Y} As of {last_day:%m/%d/%Y}"


def test_the_monthly_activity_summary_counts_the_units_of_the_truth(world, reports, last_day):
    for slug, counts in unit_counts(world, last_day).items():
        rows = cells(reports[f"{slug}/monthly_activity_summary.xlsx"])
        totals = starts(rows, "B", "Totals")
        printed = [rows[totals[0]][column] for column in ("M", "Q", "R", "V", "X", "AA", "AF", "AH")]
        assert printed == list(astuple(counts))
        for total, header, columns in ((0, "C", ("D", "F", "L", "M", "Q", "R")), (1, "L", ("C", "E", "Q", "T", "W"))):
            first = starts(rows, header, "Market Rent" if total == 0 else "Renewals")[0]
            plans = [row for row in rows[first + 1 : totals[total]] if isinstance(row.get("L"), int)]
            for column in columns:
                assert money(sum(money(row[column]) for row in plans)) == money(rows[totals[total]][column])


def test_the_events_are_counted_and_agree_with_the_moves(reports):
    for name, content in reports.items():
        if name.endswith("monthly_activity_summary.xlsx"):
            rows = cells(content)
            printed = {}
            for row in rows:
                if match := re.fullmatch(r"Total (.+): (\d+)", str(row.get("U", ""))):
                    printed[match[1]] = int(match[2])
                    assert sum(one.get("V") == match[1] for one in rows) == int(match[2])
            totals = rows[starts(rows, "B", "Totals")[1]]
            assert totals["C"] == printed.get("Moved In", 0) + printed.get("Transferred to New Unit", 0)
            assert totals["E"] == printed.get("Moved Out", 0)
            assert totals["L"] == printed.get("Renewed Lease", 0)


def accounts_of(rows):
    """Account rows with their charge rows and the row of subtotals, up to the grand totals."""
    (end,) = starts(rows, "Q", "Grand Totals:")
    accounts = []
    for row in rows[:end]:
        if "J" in row and "BX" in row and row["J"] != "\nStatus":
            accounts.append({"account": row, "charges": [], "subtotals": None})
        elif row.get("S") == "Subtotals:":
            accounts[-1]["subtotals"] = row
        elif "S" in row and "X" in row:
            accounts[-1]["charges"].append(row)
    return accounts


def test_the_delinquency_report_prints_the_totals_of_the_truth(world, reports, last_day):
    for slug, totals in delinquency(world, last_day).items():
        rows = cells(reports[f"{slug}/delinquent_and_prepaid.xlsx"])
        grand = rows[starts(rows, "Q", "Grand Totals:")[0]]
        columns = ("X", "AE", "AN", "AR", "AW", "BA", "BD", "BN")
        assert [money(grand[column]) for column in columns] == [money(figure) for figure in astuple(totals)[1:9]]
        assert money(rows[starts(rows, "AE", "Net Prepaid:")[0]]["AN"]) == totals.net_prepaid
        assert money(rows[starts(rows, "AB", "Net Delinquent:")[0]]["AN"]) == totals.net_delinquent
        assert {row["B"] for row in rows if str(row.get("B", "")).startswith("Detail")} == {
            f"Detail - {totals.accounts} Account(s)"
        }


def test_every_charge_row_adds_up_and_single_ones_have_no_subtotals(world, reports, last_day):
    for slug, totals in delinquency(world, last_day).items():
        accounts = accounts_of(cells(reports[f"{slug}/delinquent_and_prepaid.xlsx"]))
        assert len(accounts) == totals.accounts
        for account in accounts:
            assert (account["subtotals"] is None) is (len(account["charges"]) == 1)
            net = (account["subtotals"] or account["charges"][0])["AN"]
            assert money(net) == sum(money(row["X"]) + money(row["AD"]) for row in account["charges"])
        charges = [row for account in accounts for row in account["charges"]]
        assert sum(money(row["X"]) for row in charges) == totals.total_prepaid
        assert sum(money(row["AD"]) for row in charges) == totals.total_delinquent


def test_the_summary_by_code_sums_to_the_grand_totals(reports):
    for name, content in reports.items():
        if name.endswith("delinquent_and_prepaid.xlsx"):
            rows = cells(content)
            summary = rows[starts(rows, "L", "Summary By")[0] : starts(rows, "G", "Summary by General")[0]]
            codes = [row for row in summary if row.get("I") in {"1200-0002", "2200-0001"}]
            (sums,) = [row for row in summary if "U" in row and "D" not in row]
            grand = rows[starts(rows, "Q", "Grand Totals:")[0]]
            assert money(sums["U"]) == money(grand["X"]) == sum(money(row["U"]) for row in codes)
            assert money(sums["AL"]) == money(grand["AE"]) == sum(money(row["AL"]) for row in codes)
            assert money(sums["AZ"]) == money(grand["AN"])


def test_large_reports_break_pages_and_repeat_the_bands(start):
    site = next(site for site in PORTFOLIO if site.slug == "ridian")
    day = start + timedelta(days=75)
    world = World(3, start, sites=[site], patients=1).advance_to(day)
    for report, band in (("monthly_activity_summary", "OneSite"), ("delinquent_and_prepaid", "Detail")):
        rows = cells(export_files(world, "realpage_reports", day)[f"ridian/{report}.xlsx"])
        pages = starts(rows, "B", "OneSite Rents")
        assert len(pages) > 1
        assert len(starts(rows, "B", band)) > 1
    balances = account_balances(world.books["ridian"], day)
    assert {"Former resident", "Current resident", "Misc. Income"} <= {account.status for account in balances}
    assert any(len(account.lines) == 1 for account in balances)


def test_an_account_can_be_delinquent_and_prepaid_at_once(world, start):
    balances = [
        account
        for offset in range(0, 121, 5)
        for book in world.books.values()
        for account in account_balances(book, start + timedelta(days=offset))
    ]
    assert any(len({line.net > 0 for line in account.lines}) == 2 for account in balances)
    assert {account.status for account in balances} >= {"Applicant", "Former applicant", "NTV"}
