"""Generated Lease Expiration Detail reports: columns that move right on rows with a rent change, rows in two parts."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from fixtures_sheets import at

EMPTY = {}
HEADERS = {
    "unit": "Unit", "plan": "Floorplan", "sqft": "SQFT", "name": "Name\nPhone/email", "term": "\nTerm",
    "end": "Lease\nEnd", "move_in": "\nMove-In", "move_out": "Expected\nMove-out", "renew": "Do Not\nRenew",
    "late": "Late/\nNSF", "changed": "Last Rent\nChange", "change": "Last Rent\nChange Amt",
    "market": "Market\n+ Addl.", "rent": "Lease\nRent",
    "other": "Other\nCharges", "credits": "Other\nCredits", "total": "Total\nBilling",
    "balance": "\nBalance",
}  # fmt: skip
SUMS = ("market", "rent", "other", "credits", "total")
MONTHS = ("", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


@dataclass
class Lease:
    unit: str
    end: date
    rent: Decimal
    other: Decimal = Decimal(0)
    credits: Decimal = Decimal(0)
    market: Decimal = Decimal(1825)
    balance: Decimal | None = Decimal(0)
    change: Decimal | None = None
    plan: str = "A2"
    sqft: int = 700
    name: str = "Alder, Kim (Kit)"
    term: str = "12"
    move_out: date | None = None
    do_not_renew: bool = False
    late: str = "0/0"
    section: str = ""

    @property
    def label(self):
        return self.section or f"{MONTHS[self.end.month]} {self.end.year}"

    @property
    def total(self):
        return self.rent + self.other + self.credits


@dataclass
class Layout:
    """Where the headers, the cells of rows without and with a rent change, and those of totals stand."""

    header: dict = field(default_factory=dict)
    plain: dict = field(default_factory=dict)
    shifted: dict = field(default_factory=dict)
    totals: dict = field(default_factory=dict)


def _places(names, columns):
    return dict(zip(names, columns, strict=True))


_FIXED = {"unit": 0, "plan": 1, "sqft": 2, "name": 4, "term": 7, "end": 9, "move_in": 13, "move_out": 15, "renew": 18,
          "late": 21, "changed": 24}  # fmt: skip
_MONEY = (*SUMS, "balance")
NATURAL = Layout(
    header=_places(HEADERS, (0, 1, 2, 4, 7, 9, 13, 15, 17, 21, 23, 26, 29, 31, 32, 36, 38, 42)),
    plain=_FIXED | _places(_MONEY, (28, 30, 32, 36, 38, 42)),
    shifted=_FIXED | {"change": 27} | _places(_MONEY, (30, 32, 35, 37, 40, 43)),
    totals=_places(SUMS, (27, 30, 32, 36, 38)),
)


def permuted(order):
    """Columns in another order, four apart; what stands right of the rent change moves by one where there is one."""
    header = {name: position * 4 + 1 for position, name in enumerate(order)}
    shifted = {name: column + (column > header["change"]) for name, column in header.items()}
    return Layout(header, header, shifted, {name: header[name] - 1 for name in SUMS})


def figure(value):
    return int(value) if value == int(value) else float(value)


def sample():
    return [
        Lease("618", date(2025, 5, 8), Decimal(1849), Decimal("554.7"), section="MTM", term="MTM", late="7/0"),
        Lease("718", date(2026, 1, 23), Decimal(1999), Decimal("634.67"), section="MTM", term="MTM",
              change=Decimal(50), move_out=date(2026, 2, 23)),
        Lease("336", date(2026, 2, 20), Decimal(1730), Decimal(150), change=Decimal(-175), balance=Decimal("-5.5")),
        Lease("B-12", date(2026, 2, 28), Decimal(1915), Decimal(0), Decimal("-25.5"), plan="A4a", late="2/1"),
        Lease("407", date(2026, 4, 15), Decimal(2030), do_not_renew=True, balance=Decimal("1886.75")),
        Lease("007", date(2026, 4, 30), Decimal("1601.01"), Decimal("0.99"), plan="B5 AFF"),
    ]  # fmt: skip


def banner(page=1):
    return [
        EMPTY,
        at(A="OneSite Rents v3.0", F="Elm Management, LLC - Birch Court", AI=f"Page {page} of 6"),
        EMPTY,
        at(A="2/8/2026  7:57:40AM", F="LEASE EXPIRATION DETAIL", AI="rpt-001-702"),
        EMPTY,
        at(A="Parameters:  Signed renewals included; Sort by - Expiration Date; Market Rent Type - Market + Addl."),
        EMPTY,
    ]


def header_rows(layout, headers=None):
    words = HEADERS if headers is None else headers
    rows = [{}, {}, {}]
    for name, said in words.items():
        depth = 0 if name == "change" else 2 if name in {"unit", "plan", "sqft"} else 1
        rows[depth][layout.header[name]] = said
    return rows


def lease_rows(lease, layout):
    places = layout.plain if lease.change is None else layout.shifted
    values = {
        "unit": lease.unit, "plan": lease.plan, "sqft": lease.sqft, "name": lease.name, "term": lease.term,
        "end": f"{lease.end:%m/%d/%Y}", "move_in": "10/09/2024", "late": lease.late, "changed": "05/09/2025",
        "renew": "c", "market": figure(lease.market), "rent": figure(lease.rent), "other": figure(lease.other),
        "credits": figure(lease.credits), "total": figure(lease.total),
    }  # fmt: skip
    values |= {"move_out": f"{lease.move_out:%m/%d/%Y}"} if lease.move_out else {}
    values |= {"change": figure(lease.change)} if lease.change is not None else {}
    values |= {"balance": figure(lease.balance)} if lease.balance is not None else {}
    row = {places[name]: value for name, value in values.items()}
    if lease.do_not_renew:
        yield {column: value for column, value in row.items() if column < places["renew"]} | {places["renew"] - 1: "x"}
        row = {column: value for column, value in row.items() if column >= places["renew"]}
    yield row
    yield {layout.header["name"]: "(555) 016-9387   user86816@example.com"}
    yield EMPTY


def total_row(label, leases, layout):
    row = {layout.totals[name]: figure(sum(getattr(one, name) for one in leases)) for name in SUMS}
    return row | {0 if 0 not in row else max(row) + 9: label}


def report(leases, layout=NATURAL, page_size=10**6, *, continued=False):
    rows = [*banner(), *header_rows(layout), EMPTY]
    on_page = 0
    sections = {}
    for one in leases:
        sections.setdefault(one.label, []).append(one)
    for label, members in sections.items():
        rows += [{0: label}, EMPTY]
        for row in (row for one in members for row in lease_rows(one, layout)):
            rows.append(row)
            on_page += 1
            if on_page == page_size:
                rows += [EMPTY, *([*banner(2), *header_rows(layout)] if continued else []),
                         {0: f"{label}     - continued -"}]  # fmt: skip
                on_page = 0
        of = "MTM/Expired leases" if label == "MTM" else f"leases expiring in {label}"
        rows += [EMPTY, total_row(f"Total {of}: {len(members)}", members, layout), EMPTY]
    return [*rows, EMPTY, total_row(f"Total leases: {len(leases)}", leases, layout)]


def without_marks_in_two_rows(leases):
    """The same leases without the mark that parts a row in two, for layouts whose columns are in another order."""
    return [replace(one, do_not_renew=False) for one in leases]
