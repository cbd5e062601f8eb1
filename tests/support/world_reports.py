"""The seven RealPage reports of a simulated world, as files in the drop folder, and single figures of them changed."""

from openpyxl import load_workbook

from simulator.calendar_days import first_of_month
from simulator.guest_cards import guest_cards
from simulator.lease_expiration_detail import default_range
from simulator.leasing_activity_detail import CONTACT_TYPES
from simulator.property_day import PropertyDay
from simulator.realpage.reports import REPORTS, Asked
from simulator.views import Views

TENANT, SOURCE = "kairoi", "realpage_reports"
FILES = {
    "Box Score": "box_score.xlsx",
    "Rent Roll Detail": "rent_roll.xlsx",
    "Delinquent and Prepaid": "delinquent_and_prepaid.xlsx",
    "Activity": "activity.xlsx",
    "Monthly Activity Summary": "monthly_activity_summary.xlsx",
    "Lease Expiration": "lease_expirations.xlsx",
    "Lease Expiration/Renewal Detail": "lease_renewals.xlsx",
}


def asked_on(report, day, rent_roll="with contacts"):
    """What a report is asked for on a day: its month so far or, where it looks ahead, six months from the first."""
    first, last = default_range(day) if report.looks_ahead else (first_of_month(day), day)
    return Asked(first, last, day, rent_roll=rent_roll)


def write_reports(world, day, drop, with_ids=()):
    """Write every report of every property under `{drop}/{tenant}/{source}/{day}/{property}`; the files.

    The rent rolls of the properties in `with_ids` print the vendor's ids, the others phone numbers.
    """
    views = Views(world, day)
    written = []
    for property_id in world.books:
        folder = drop / TENANT / SOURCE / day.isoformat() / property_id
        folder.mkdir(parents=True)
        variant = "with ids" if property_id in with_ids else "with contacts"
        for report in REPORTS:
            written.append(folder / FILES[report.name])
            written[-1].write_bytes(report.write(views, property_id, asked_on(report, day, variant)))
    return written


def contacts_by_month(world, property_id, month_ends):
    """(day, kind, name) of the contacts that the report of each month's last day lists, by month."""
    months = {}
    for day in month_ends:
        for card in guest_cards(PropertyDay(world.books[property_id], day)):
            for contact in card.contacts:
                if first_of_month(contact.day) == first_of_month(day) and contact.kind in CONTACT_TYPES:
                    named = (contact.day, contact.kind, f"{card.last_name}, {card.first_name}".lower())
                    months.setdefault(first_of_month(day), []).append(named)
    return months


def another_move_in(sheet):
    """One more move-in of the first floor plan of a box score, and in every total of it."""
    rows = range(1, sheet.max_row + 1)
    title = next(row for row in rows if str(sheet.cell(row, 2).value).startswith("Leasing - "))
    plan = next(row for row in rows[title + 2 :] if sheet.cell(row, 8).value is not None)
    total = next(row for row in rows[plan:] if sheet.cell(row, 5).value == "Total")
    totals = next(row for row in rows[total:] if sheet.cell(row, 2).value == "Totals")
    for row in (plan, total, totals):
        for column in ("K", "Q"):
            sheet[f"{column}{row}"].value += 1


def another_leased_unit(sheet):
    """One unit of a rent roll that is vacant becomes one that is leased."""
    next(cell for cell in sheet["E"] if cell.value == "Vacant").value = "Vacant-Leased"


def a_higher_market_rent(sheet):
    """Ten more for the first unit of a rent roll, and for all of them together."""
    header = next(row for row in sheet.rows if row[0].value == "Unit")
    column = next(cell.column for cell in header if cell.value == "Market + Addl.")
    total = next(cell.row for cell in sheet["A"] if cell.value == "TOTAL")
    for row in (header[0].row + 1, total):
        sheet.cell(row, column).value += 10


def plant(path, change):
    """Change the first sheet of a report file in place."""
    workbook = load_workbook(path)
    change(workbook.worksheets[0])
    workbook.save(path)
