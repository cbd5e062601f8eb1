"""Generated Rent Roll Detail reports of both variants, with applicants, charge codes, TOTAL row and stray banners."""

from dataclasses import dataclass, field
from decimal import Decimal

EMPTY = {}
CODES = ("RENT", "  PETRENT  ", "CONC/SPECL ", "Charge X")
BANNER = ("Elm Management, LLC - Birch Court", "RENT ROLL DETAIL", "3/7/2016  10:15:02AM", "As of Date: 3/7/2016",
          "Parameters:  Report Type - Details + Summary; Sub Journal - ALL")  # fmt: skip
FIXED = {
    1: ("Unit", "Floor Plan", "Unit\nDesignation", "SQFT", "Unit/Lease Status", "Name", "Phone Number", "Email",
        "Move-In", "Notice For\nDate", "Move-Out", "Lease Start", "Lease End", "Market + Addl.", "Dep On Hand",
        "Balance", "Total Charges"),
    2: ("Resh ID", "Lease ID", "Unit", "Floorplan", "Unit\nDesignation", "SQFT", "Unit/Lease Status", "Name", "Move-In",
        "Move-Out", "Lease Start", "Lease End", "Market + Addl.", "Sub Journal", "Required\nDeposit", "Dep On Hand",
        "Balance", "Lease Rent"),
}  # fmt: skip
SUMMED = ("SQFT", "Market + Addl.", "Required\nDeposit", "Dep On Hand", "Balance", "Lease Rent", "Total Charges",
          "Total Billing", *CODES)  # fmt: skip


@dataclass
class Lease:
    unit: str
    status: str = "Occupied"
    name: str = "Alder, Kim"
    plan: str = "A1"
    sqft: int = 700
    market: Decimal = Decimal(1500)
    deposit: Decimal = Decimal(250)
    balance: Decimal = Decimal("-12.5")
    charges: tuple = (Decimal(1400), Decimal(35), Decimal("-50.25"), Decimal(0))
    move_in: str = "04/05/2015"
    lease_end: str = "04/04/2016"
    notice: str = ""
    move_out: str = ""
    extra: dict = field(default_factory=dict)

    @property
    def is_excluded(self):
        return self.status in {"Applicant", "Pending renewal", "Former resident"}

    def cells(self, number, mark):
        total = sum(self.charges)
        money = {"Market + Addl.": self.market, "Required\nDeposit": self.deposit, "Dep On Hand": self.deposit,
                 "Balance": self.balance, "Lease Rent": self.charges[0], "Total Charges": total,
                 "Total Billing": total, **dict(zip(CODES, self.charges, strict=True))}  # fmt: skip
        star = mark if self.is_excluded else ""
        own = {"Unit": self.unit, "Floor Plan": self.plan, "Floorplan": self.plan, "Unit\nDesignation": "N/A",
               "SQFT": self.sqft, "Unit/Lease Status": self.status, "Name": self.name, "Phone Number": "(555) 010-0000",
               "Email": "kim@example.com", "Move-In": self.move_in, "Move-Out": self.move_out,
               "Notice For\nDate": self.notice, "Lease Start": self.move_in, "Lease End": self.lease_end,
               "Resh ID": str(9000 + number), "Lease ID": str(70 + number), "Sub Journal": "RESIDENT"}  # fmt: skip
        return own | {label: f"{value:,.2f}{star}" if star else figure(value) for label, value in money.items()} | (
            {"SQFT": f"{self.sqft}{star}"} if star else {}) | self.extra  # fmt: skip


def figure(value):
    return int(value) if value == int(value) else float(value)


def sample():
    return [
        Lease("101"),
        Lease("101", "Pending renewal", lease_end="12/31/2099", charges=(Decimal(1450), *[Decimal(0)] * 3)),
        Lease("102", "Vacant-Leased", "VACANT", deposit=Decimal(0), balance=Decimal(0), charges=(Decimal(0),) * 4,
              move_in="", lease_end=""),
        Lease("102", "Applicant", "* Oak, Jo (Jo)", "A1", 700, Decimal(0), Decimal(99), Decimal(7)),
        Lease("007", "Occupied-NTV", "Elm, Pat; Elm, Sam", "B2", 900, Decimal("1905.00"), notice="03/31/2016",
              move_out="03/31/2016"),
        Lease("007", "Former resident", "Fir, Max", "B2", 900, Decimal(0), balance=Decimal("310.77")),
        Lease("B-1", "Admin", "", "B2", 900, Decimal(1600), Decimal(0), Decimal(0), (Decimal(0),) * 4, "", ""),
    ]  # fmt: skip


def header(variant, codes=CODES):
    return (*FIXED[variant], *codes, *(("Total Billing",) if variant == 2 else ()))


def total_cells(leases):
    zero = dict.fromkeys(SUMMED, Decimal(0))
    for lease in (one for one in leases if not one.is_excluded):
        own = {"SQFT": lease.sqft, "Market + Addl.": lease.market, "Required\nDeposit": lease.deposit,
               "Dep On Hand": lease.deposit, "Balance": lease.balance, "Lease Rent": lease.charges[0],
               "Total Charges": sum(lease.charges), "Total Billing": sum(lease.charges),
               **dict(zip(CODES, lease.charges, strict=True))}  # fmt: skip
        zero = {label: zero[label] + value for label, value in own.items()}
    return {label: figure(value) for label, value in zero.items()}


def placed(cells, labels):
    return {column: cells[label] for column, label in enumerate(labels) if cells.get(label) not in {None, ""}}


def report(leases=None, variant=1, *, labels=None, mark="*", page_size=None, stray=True):
    leases = sample() if leases is None else leases
    labels = labels or header(variant)
    rows = [{0: said} for said in BANNER] + [dict(enumerate(labels))]
    for number, lease in enumerate(leases):
        if page_size and number and number % page_size == 0:
            rows += [EMPTY, *({0: said} for said in BANNER), {0: "(cont.)"}, dict(enumerate(labels))]
        rows.append(placed(lease.cells(number, mark), labels))
    rows.append({0: "TOTAL"} | {c: v for c, v in placed(total_cells(leases), labels).items() if c})
    far = len(labels) + 12
    rows += [{far: said} for said in BANNER] if stray else []
    return [*rows, EMPTY, {0: "* Amounts are not included in totals"}, *summary()]


def summary():
    """The summary of a Details + Summary report: its rows repeat the table's words and are no leases."""
    return [
        EMPTY,
        {0: "Summary by Occupancy Status"},
        {0: "Unit/Lease Status", 1: "# Units", 2: "Avg SQFT", 3: "Market + Addl."},
        {0: "Occupied", 1: 1, 2: 700, 3: 1500},
        {0: "Vacant-Leased", 1: 1, 2: 700, 3: 1500},
        {0: "TOTAL", 1: 4, 2: 800, 3: 6505},
    ]
