"""Generated Lease Expiration/Renewal workbooks: all text, "Totals:" off the columns they sum, renewed leases twice."""

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import openpyxl
import xlwt
from fixtures_sheets import csv_text, html_page

HEADERS = {
    "unit": "Bldg/Unit", "plan": "FloorPlan", "name": "Name", "rent": "Actual rent", "other": "Other Billings",
    "increased": "Last Increase", "increase": "Last Increase Amount", "market": "Market Rent",
    "move_in": "Move in Date", "end": "Lease end Date", "decision": "Decision", "start": "New Lease Start Date",
    "term": "New Lease Term", "new_rent": "New Rent", "new_other": "New Other Billings",
    "consultant": "Leasing Consultant",
}  # fmt: skip
COLUMNS = dict(zip(HEADERS, (0, 1, 2, 3, 5, 7, 9, 10, 12, 14, 15, 16, 17, 18, 19, 21), strict=True))
SUMS = ("rent", "other", "increase", "market", "new_rent", "new_other")
SUM_COLUMNS = dict(zip(SUMS, (4, 6, 8, 11, 13, 20), strict=True))
POSSIBLE = {"Renewed": "Renewed", "Vacating": "Vacating", "Unknown": "Unknown", "MTM": "Month to Month"}


@dataclass
class Renewal:
    unit: str
    decision: str
    rent: Decimal = Decimal(1871)
    other: Decimal = Decimal(62)
    market: Decimal = Decimal(1735)
    plan: str = "A4A"
    name: str = "Opal Garthham"
    end: date = date(2026, 3, 6)
    increased: date | None = None
    increase: Decimal = Decimal(0)
    new_rent: Decimal = Decimal(0)
    new_other: Decimal = Decimal(0)
    term: str = " "
    consultant: str = "House"

    @property
    def start(self):
        return date(2026, 4, 1) if self.decision == "Renewed" else None


def renewed(unit, **fields):
    new = {"new_rent": Decimal("1565.5"), "new_other": Decimal(-308), "term": "12", "increase": Decimal("35.25"),
           "increased": date(2026, 3, 31), "consultant": "Igor Thorpe"}  # fmt: skip
    return Renewal(unit, "Renewed", **(new | fields))


def sample():
    return [
        Renewal("1113", "Vacating", Decimal("1905.00")),
        renewed("1137"),
        Renewal("B/12", "Unknown", plan="A3"),
        Renewal("007", "Moved out", plan="S1"),
        Renewal("1119", "MTM", plan="A3", other=Decimal("-475.4")),
        renewed("1209", plan="A3", term="15"),
        Renewal("1300", "Transferring"),
    ]


def amount(value):
    return f"({-value:,.2f})" if value < 0 else f"{value:,.2f}"


def day(value):
    return f"{value.month}/{value.day}/{value.year} 12:00:00 AM" if value else "N/A"


def lease_row(one, columns):
    cells = {
        "unit": one.unit, "plan": one.plan, "name": one.name, "rent": amount(one.rent), "other": amount(one.other),
        "increased": day(one.increased), "increase": amount(one.increase), "market": amount(one.market),
        "move_in": "9/7/2024 12:00:00 AM", "end": day(one.end), "decision": one.decision, "start": day(one.start),
        "term": one.term, "new_rent": amount(one.new_rent), "new_other": amount(one.new_other),
        "consultant": one.consultant,
    }  # fmt: skip
    return {columns[name]: value for name, value in cells.items()}


def detail(leases, columns=None, sum_columns=None):
    columns, sum_columns = columns or COLUMNS, sum_columns or SUM_COLUMNS
    totals = {sum_columns[name]: amount(sum((getattr(one, name) for one in leases), Decimal(0))) for name in SUMS}
    header = {columns[name]: said for name, said in HEADERS.items()}
    return [{}, header, *(lease_row(one, columns) for one in leases), {}, {0: "Totals:"} | totals]


def contents():
    return [
        {},
        {1: "Lease Expiration/Renewal Detail - Excel"},
        {2: "Date Range: 02/01/2026 through 06/01/2026 As of 2/14/2026"},
        {},
        {0: "Property Name:", 2: "Elm Management, LLC - Birch Court"},
        {0: "Parameter:", 2: "Subproperties - ALL; Sort by - Unit Number; Show renewed leases during report period - "},
        {2: "Yes; Month-to-month only - No"},
        {0: "1", 2: "Lease Expiration Detail"},
        {0: "2", 2: "Lease Renewal Detail"},
    ]


def counts(leases):
    by_decision = [sum(one.decision == decision for one in leases) for decision in POSSIBLE]
    return [sum(by_decision), *by_decision]


def summary(leases):
    rows = [{}, dict(enumerate(["Floor Plan", "Total Possible", *POSSIBLE.values(), "Avg term renewed leases",
                                "Avg new rent", "Avg market rent"]))]  # fmt: skip
    for plan in sorted({one.plan for one in leases}):
        figures = counts([one for one in leases if one.plan == plan])
        rows.append(dict(enumerate([plan, *map(str, figures), "13", "1383.40", "1,522.25"])))
    return [*rows, dict(enumerate(["Total", *counts(leases), 8.272727, "1,028.87", "1,757.81"]))]


def future():
    words = ["Floor Plan", "0 - 30 days", "31 - 60 days", "61 - 90 days", "91+ days"]
    return [{}, dict(enumerate(words)), dict(enumerate(["A3", "9", "7", "7", "60"]))]


def consultants(leases):
    words = ["Leasing Consultant", "Captured from month to month",
             "Captured from leases expiring with report date range (02/01/2026 - 06/01/2026)",
             "Captured from leases expiring in the future"]  # fmt: skip
    count = sum(one.decision == "Renewed" for one in leases)
    return [{}, dict(enumerate(words)), dict(enumerate(["Igor Thorpe", "0", str(count), "0"]))]


def workbook(leases, columns=None, sum_columns=None):
    again = [one for one in leases if one.decision == "Renewed"]
    return {
        "Table of Contents": contents(),
        "Lease Expiration Detail": detail(leases, columns, sum_columns),
        "Renewal Detail": detail(again, columns, sum_columns),
        "Summary by Floorplan": summary(leases),
        "Future by Floorplan": future(),
        "Summary by Leasing Consultant": consultants(leases),
    }


def xls_book(sheets):
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for row, cells in enumerate(rows):
            for column, value in cells.items():
                sheet.write(row, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xlsx_book(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row, cells in enumerate(rows, start=1):
            for column, value in cells.items():
                sheet.cell(row, column + 1, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def stacked(sheets):
    """All sheets below each other under their names, as a page of HTML or a CSV holds them."""
    return [row for name, rows in sheets.items() for row in [{0: name}, *rows, {}]]


BOOK_WRITERS = {
    "xls": xls_book,
    "xlsx": xlsx_book,
    "html": lambda sheets: html_page(stacked(sheets)),
    "csv": lambda sheets: csv_text(stacked(sheets)),
}
