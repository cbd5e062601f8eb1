"""Generated Activity reports: the flat Leasing Activity Detail with its sheet of totals, and the paged layout."""

import io
from collections import Counter
from dataclasses import dataclass

import openpyxl
import xlwt
from fixtures_sheets import at

EMPTY = {}
FLAT = ("Leasing Consultant", "Date", "This contact type", "# Of Return\nVisits", "Off-Site Conversion\nThis Period",
        "Prospect Name", "Initial Contact Type", "Ad Source", "Floor Plan Group", "Floor Plan", "Date Needed",
        "Next Scheduled\nFollow Up", "Current Guest Card Status", "Leases", "Waitlist", "Cancelled/ Denied",
        "Results/Lost Reason")  # fmt: skip
BANNER = ("Elm Management, LLC - Birch Court", "Leasing Activity Detail", "02/01/2026 - 02/07/2026", "Sort by: Date")
PAGED = ("B", "F", "J", "Q", "T", "Z", "AD", "AH", "AL", "AP", "AT", "AY", "BC", "BF", "BI", "BN")
PAGED_DATA = ("B", "F", "J", "R", "T", "Z", "AD", "AH", "AL", "AP", "AT", "AY", "BB", "BF", "BJ", "BN")


@dataclass
class Contact:
    consultant: str = "Jo Alder"
    day: str = "02/03/2026"
    kind: str = "Phone call"
    name: str = "Oak, Kim (Kit)"
    returns: str = "0"
    leases: str = "0"
    waitlist: str = "0"
    cancelled: str = ""
    result: str = "Price"
    status: str = "Active"
    group: str = "1x1"
    plan: str = "A1"

    @property
    def cells(self):
        return (self.consultant, self.day, self.kind, self.returns, "No", self.name, "Internet", "Zillow", self.group,
                self.plan, "03/01/2026", "02/10/2026 9:30:00 AM", self.status, self.leases, self.waitlist,
                self.cancelled, self.result)  # fmt: skip

    @property
    def figures(self):
        return int(self.returns), int(self.leases), int(self.waitlist), int(bool(self.cancelled))


def sample():
    return [
        Contact(),
        Contact(kind="Visit", day="02/04/2026", returns="2"),
        Contact(kind="Leased", day="02/05/2026", leases="1", result="Leased"),
        Contact("Pat Elm", kind="Visit", name="Fir, Sam", cancelled="Denied", result="Credit"),
        Contact("Pat Elm", "02/07/2026", "Videotelephony - Tour", "Yew, Ray", waitlist="1", result=""),
        Contact("House", "02/07/2026", "Quote", "Ash, Lee", status=""),
    ]


def summed(contacts):
    return [sum(one) for one in zip(*(contact.figures for contact in contacts), strict=True)] or [0] * 4


def flat(contacts=None, labels=FLAT):
    contacts = sample() if contacts is None else contacts
    rows = [{0: said} for said in BANNER] + [dict(enumerate(labels))]
    for contact in contacts:
        cells = dict(zip(FLAT, contact.cells, strict=True))
        rows.append({column: cells[label] for column, label in enumerate(labels) if cells.get(label)})
    return rows


def totals(contacts=None):
    contacts = sample() if contacts is None else contacts
    header = ("Leasing Consultant", "Visit", "Phone call", "Quote", "# Of Return Visits", "Leases", "Waitlist",
              "Cancelled/ Denied", "Total")  # fmt: skip
    rows = [dict(enumerate(header))]
    names = list(dict.fromkeys(one.consultant for one in contacts))
    for name in [*names, None]:
        own = [one for one in contacts if name in {None, one.consultant}]
        kinds = Counter(one.kind for one in own)
        figures = [kinds["Visit"], kinds["Phone call"], kinds["Quote"], *summed(own), len(own)]
        rows.append(dict(enumerate([name or "Totals", *map(str, figures)])))
    return rows


def paged_header():
    return [
        at(Q="Off-Site", AY="Current Guest\nCard Status", J="# Of\nReturn\nVisits"),
        at(B="Date", F="This contact\ntype", Q="Conversion\nThis Period", T="Prospect\nName", Z="Initial\nContact Type",
           AD="Ad\nSource", AH="Floor Plan\nGroup", AL="Floor\nPlan", AP="Date\nNeeded", AT="Next Scheduled\nFollow Up",
           BC="\nLeases", BF="\nWaitlist", BI="Cancelled/\nDenied", BN="Results/\nLost Reason"),
        EMPTY,
    ]  # fmt: skip


def paged_banner(page=1):
    return [
        EMPTY,
        at(B="OneSite Rents v3.0", T="Elm Management, LLC - Birch Court", BI=f"Page {page} of 3"),
        at(B="02/08/2026  7:57:39AM", T="LEASING ACTIVITY DETAIL"),
        at(T="02/01/2026 through 02/07/2026"),
        EMPTY,
    ]


def paged(contacts=None, page_size=4, *, summary=False, labelled=True):
    contacts = sample() if contacts is None else contacts
    rows = [*paged_banner(), *paged_header()]
    on_page = 0
    for name in dict.fromkeys(one.consultant for one in contacts):
        own = [one for one in contacts if one.consultant == name]
        said = f"Leasing Consultant: {name}" if labelled else name
        rows.append(at(B=said))
        for contact in own:
            if on_page == page_size:
                rows += [*paged_banner(2), *paged_header(), at(B=f"{said} (cont.)")]
                on_page = 0
            values = dict(zip(PAGED_DATA, contact.cells[1:], strict=True))
            rows.append(at(**{letters: number(value) for letters, value in values.items() if value}))
            on_page += 1
        rows += [total_row(f"Total for {name}: {len(own)}", own), EMPTY]
    rows.append(total_row(f"Grand Total: {len(contacts)}", contacts))
    if summary:
        shifted = [{column + 1: value for column, value in row.items()} for row in totals(contacts)]
        rows += [EMPTY, at(B="Summary by Leasing Consultant"), *shifted]
    return rows


def number(value):
    return int(value) if value.isdigit() else value


def total_row(label, contacts):
    return at(B=label, **dict(zip(("J", "BC", "BF", "BI"), summed(contacts), strict=True)))


def workbook_xls(*sheets):
    book = xlwt.Workbook()
    for place, rows in enumerate(sheets, start=1):
        sheet = book.add_sheet(f"Sheet{place}")
        for row, cells in enumerate(rows):
            for column, value in cells.items():
                sheet.write(row, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook_xlsx(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for place, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet{place}")
        for row, cells in enumerate(rows, start=1):
            for column, value in cells.items():
                sheet.cell(row, column + 1, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
