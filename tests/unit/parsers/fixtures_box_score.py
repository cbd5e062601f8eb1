"""Generated Box Score reports: groups of floor plans, pages, columns off their headers, lists and detail lists."""

import io
from dataclasses import dataclass, field

import openpyxl
from fixtures_sheets import at, dense

EMPTY = {}
UNITS = ("B", "E", "H", "K", "N", "Q", "T", "W", "Z", "AC", "AF", "AI", "AL", "AO", "AR", "AU", "AX")
UNITS_DATA = ("B", "E", "G", "K", "N", "Q", "T", "V", "Z", "AC", "AF", "AI", "AL", "AP", "AR", "AU", "AX")
UNITS_TOTAL = ("B", "E", "H", "K", "M", "Q", "T", "V", "Z", "AC", "AF", "AI", "AL", "AO", "AR", "AU", "AX")
LEASING = ("B", "E", "H", "K", "N", "Q", "T", "W", "Z", "AC", "AF", "AI", "AL", "AO")
LIST_TITLE = "Leases - New Residents - Vacant Units Leased - 02/01/2026 through 02/07/2026"


@dataclass
class Plan:
    group: str
    plan: str
    vacant: tuple = (3, 1, 1, 0)  # not leased, leased, model/admin, down
    occupied: tuple = (15, 3, 1)  # no notice, on notice not leased, on notice leased
    market: float = 1500.5
    leased: float = 1425.25
    effective: float = 1390.0
    leasing: tuple = (2, 1, 3, 4, 0, 1, 2, 1, 0, 1)  # move-ins, move-outs, reserved, renewals, ..., waitlist
    extra: dict = field(default_factory=dict)

    @property
    def units(self):
        return sum(self.vacant) + sum(self.occupied)

    @property
    def counts(self):
        vacant, occupied = sum(self.vacant), sum(self.occupied)
        return (vacant + occupied, vacant, *self.vacant, occupied, *self.occupied)

    @property
    def activity(self):
        ins, outs, *rest = self.leasing
        return (ins, outs, ins - outs, *rest)


def sample():
    return [
        Plan("1x1", "A1"),
        Plan("1x1", "A2", (0, 0, 0, 0), (36, 0, 0), leasing=(0, 2, 0, 1, 1, 0, 0, 0, 0, 0)),
        Plan("2x2", "B1", (5, 2, 0, 1), (20, 4, 2), 2100, 2050.75, leasing=(5, 0, 3, 2, 0, 2, 7, 2, 1, 1)),
        Plan("3x2", "100", (0, 0, 1, 0), (0, 0, 0), 2500, 0, 0, leasing=(0,) * 10),
    ]  # fmt: skip


def banner(day="02/07/2026"):
    return [
        at(B="OneSite Rents v3.0", D="Elm Management, LLC - Birch Court", AX="Page 1 of 4"),
        EMPTY,
        at(D="BOXSCORE"),
        at(AX="120.080.305"),
        at(B="02/08/2026   7:57:39AM"),
        at(D=f"As of {day}"),
        EMPTY,
        at(B="Parameters: Start Date - 02/01/2026; Show unit designations - No"),
        EMPTY,
        EMPTY,
    ]


def units_header():
    return [
        at(H="\nUnits", K="Vacant", Z="Occupied", AL="Occupancy\nPercent", AO="Avg Market\nRent",
           AR="Avg Leased\nRent", AU="Net Leased\nPercent", AX="Avg Effective\nRent"),
        at(B="Floor Plan Group", E="Floor Plan", K="Total", N="Not Leased", Q="Leased", T="Model/\nAdmin", W="Down",
           Z="Total", AC="No NTV", AF="NTV-NL", AI="NTV-L"),
    ]  # fmt: skip


def leasing_header():
    return [
        at(B="Floor Plan\nGroup", E="Floor Plan", H="Units", K="Move-Ins", N="Move-Outs", Q="Net\nChange",
           T="Units\nReserved", W="Signed\nRenewals", Z="Transferring\nLeases", AC="Cancelled/\nDenied",
           AF="Net\nLeases", AI="Waitlist", AL="Cancelled/\nDenied", AO="Net\nWaitlist"),
    ]  # fmt: skip


def row_of(columns, values):
    return at(**{letters: value for letters, value in zip(columns, values, strict=True) if value is not None})


def units_row(label, group, plans, columns, *, share):
    counts = [sum(one) for one in zip(*(plan.counts for plan in plans), strict=True)] if plans else [0] * 10
    total, occupied = counts[0], counts[6]
    leased = sum(plan.vacant[1] + plan.occupied[0] + plan.occupied[2] for plan in plans)
    rates = [share(part, total) for part in (occupied, leased)]
    first = plans[0] if plans else Plan("", "")
    row = row_of(columns, [group, label, *counts, rates[0], first.market, first.leased, rates[1], first.effective])
    return row | (first.extra if len(plans) == 1 else {})


def leasing_row(label, group, plans):
    counts = [sum(one) for one in zip(*(plan.activity for plan in plans), strict=True)] if plans else [0] * 11
    return row_of(LEASING, [group, label, sum(plan.units for plan in plans), *counts])


def grouped(plans):
    groups = {}
    for plan in plans:
        groups.setdefault(plan.group, []).append(plan)
    return groups


def percent(part, whole):
    return round(100 * part / whole, 2) if whole else 0


def fraction(part, whole):
    return round(part / whole, 4) if whole else 0


def text_percent(part, whole):
    return f"{percent(part, whole)}%"


def table(title, header, plans, plan_row, total_row, *, grand, page_size, every_row):
    rows = [at(B=title), *header()]
    on_page = 0
    for group, members in grouped(plans).items():
        for number, plan in enumerate(members):
            if page_size and on_page == page_size:
                rows += [EMPTY, *banner()[:8], at(B=f"{title} (cont.)"), *header()]
                on_page = 0
            rows.append(plan_row(plan.plan, group if every_row or not number else None, [plan]))
            on_page += 1
        rows += [total_row("Total", None, members), EMPTY]
    return [*rows, total_row(None, grand, plans), EMPTY]


def availability(plans, side_by_side):
    vacant, leased = sum(sum(one.vacant) for one in plans), sum(one.vacant[1] for one in plans)
    admin, down = sum(one.vacant[2] for one in plans), sum(one.vacant[3] for one in plans)
    free, pre = sum(one.occupied[1] for one in plans), sum(one.occupied[2] for one in plans)
    exposure = vacant - leased + free
    left = [("Total Vacant Units:", vacant), ("Vacant Units Leased:", f"({leased})"),
            ("Occupied On Notice:", free + pre), ("Occupied On Notice Preleased:", f"({pre})"),
            ("Net Exposure:", exposure), ("Model/Admin:", f"({admin})"), ("Down:", f"({down})"),
            ("Controllable Availability:", exposure - admin - down)]  # fmt: skip
    right = [("Made Ready:", vacant - 3, 2), ("Not Made Ready:", 3, 1)]
    titles = at(B="Availability/Exposure - 02/07/2026"), at(W="Make Ready Status - 02/07/2026")
    heads = at(B="Status", K="Number", N="%"), at(W="Status", AF="Number", AI="%", AL="Available")
    lines = [at(B=label, K=units, N=10.25) for label, units in left]
    ready = [at(V=label, AF=units, AI="55.17%", AL=available) for label, units, available in right]
    if not side_by_side:
        return [titles[0], heads[0], *lines, EMPTY, titles[1], heads[1], *ready, EMPTY]
    beside = [*ready, *[EMPTY] * (len(lines) - len(ready))]
    return [titles[0] | titles[1], heads[0] | heads[1],
            *(one | two for one, two in zip(lines, beside, strict=True)), EMPTY]  # fmt: skip


def details():
    """The lists after the tables: their rows name floor plans and amounts, and one of them even has a total."""
    return [
        at(B=LIST_TITLE),
        at(B="Unit", E="Floor Plan", H="Name", N="Apply Date", Q="Move-In Date", T="Lease Term", W="Market Rent",
           Z="Lease Rent"),
        at(B="101", E="A1", H="Alder, Kim", N="02/02/2026", Q="02/20/2026", T=12, W=1500, Z=1450),
        at(B="102", E="A2", H="Oak, Jo", N="02/03/2026", Q="02/21/2026", T=14, W=1500, Z=1400),
        at(B="Total", W=3000, Z=2850),
        EMPTY,
        at(B="Move-Outs - Exiting Residents - 02/01/2026 through 02/07/2026"),
        at(B="Unit", E="Floor Plan", H="Name", N="Move-Out"),
        at(B="103", E="B1", H="Fir, Sam", N="02/05/2026", T=0, W=1),
    ]  # fmt: skip


def report(plans=None, *, share=percent, page_size=None, every_row=True, side_by_side=True, shifted=True):
    plans = sample() if plans is None else plans
    data, total = (UNITS_DATA, UNITS_TOTAL) if shifted else (UNITS, UNITS)
    return [
        *banner(),
        *table("Unit Status - 02/07/2026", units_header, plans,
               lambda label, group, members: units_row(label, group, members, data, share=share),
               lambda label, group, members: units_row(label, group, members, total, share=share),
               grand="Property Totals", page_size=page_size, every_row=every_row),
        *availability(plans, side_by_side),
        *table("Leasing - 02/01/2026 through 02/07/2026", leasing_header, plans, leasing_row, leasing_row,
               grand="Totals", page_size=page_size, every_row=every_row),
        *details(),
    ]  # fmt: skip


def merged_xlsx(rows):
    """The captions Vacant and Occupied merged over their columns, as a workbook of today has them."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in dense(rows):
        sheet.append(row)
    for number, row in enumerate(rows, start=1):
        if "Vacant" in row.values() and "Occupied" in row.values():
            sheet.merge_cells(f"K{number}:W{number}")
            sheet.merge_cells(f"Z{number}:AI{number}")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
