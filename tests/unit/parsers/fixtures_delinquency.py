"""Generated Delinquent and Prepaid reports: the paged layout with its shifted columns, and the flat one."""

from dataclasses import dataclass, field
from decimal import Decimal

from fixtures_sheets import at

BUCKETS = 4
EMPTY = {}


@dataclass
class Line:
    code: str
    buckets: tuple
    marks: str = ""

    @property
    def net(self):
        return sum(self.buckets)

    @property
    def prepaid(self):
        return min(self.net, Decimal(0))

    @property
    def delinquent(self):
        return max(self.net, Decimal(0))

    @property
    def money(self):
        return (self.prepaid, self.delinquent, self.net, *self.buckets, Decimal(0))


@dataclass
class Account:
    unit: str
    status: str = "Current resident"
    moves: str = "10/23/2025"
    deposit: Decimal = Decimal(250)
    late_nsf: str = "0/0"
    eviction: bool = False
    name: str = ""
    lines: list = field(default_factory=list)

    @property
    def money(self):
        return tuple(sum(figures) for figures in zip(*(line.money for line in self.lines), strict=True))


def line(code, *buckets, marks=""):
    return Line(code, tuple(Decimal(str(one)) for one in buckets), marks)


def sample():
    return [
        Account("101", lines=[line("BOILER", 0, "17.75", 0, 0)]),
        Account("102", "NTV", "12/06/2024\n04/18/2026", late_nsf="2/1",
                lines=[line("RENT", 0, "25.99", 0, 0), line("WATER", 0, "-6.64", 0, 0), line("SEWER", 5, 0, 0, 0)]),
        Account("007", "Former applicant", "", Decimal(0), "0/1",
                lines=[line("NSFFEE", 0, 0, 0, 30), line("ADMIN", 0, 0, 0, 300, marks="†")]),
        Account("905", "Former resident", "08/06/2025", eviction=True,
                lines=[line("RENT", 0, 0, "1049.5", "2000.01", marks="‡")]),
        Account("NONE", "Misc. Income", "", Decimal(0), lines=[line("PMTOPCARD", -172, 0, 0, -172)]),
    ]  # fmt: skip


def figure(value):
    return int(value) if value == int(value) else float(value)


def banner(count, property_name="Birch Court"):
    return [
        EMPTY,
        at(B="OneSite Rents v3.0", O=f"Elm Management, LLC - {property_name}", BO="Page 1 of 3"),
        at(B="01/29/2026  3:37:01AM", O="DELINQUENT AND PREPAID", BO="120.080.106"),
        at(O="Fiscal Period 022026 As of 01/29/2026"),
        EMPTY,
        at(B="Parameters:  Report Type: Details"),
        EMPTY,
        at(B=f"Detail - {count} Account(s)"),
        EMPTY,
    ]


def page_header():
    return [
        at(F="Name\nPhone Number\nEmail"),
        at(B="Unit", J="\nStatus", N="Move-In/\nOut", S="Code\nDescription", Y="Total\nPrepaid",
           AE="Total\nDelinquent", AN="Net\nBalance", AR="\nCurrent", AW="30\nDays", BA="60\nDays", BD="90+\nDays",
           BH="Prorate  Credits ", BM="Deposits\nHeld", BS="Outstanding\nDeposit", BX="# Late/\n# NSF"),
        EMPTY,
        EMPTY,
    ]  # fmt: skip


def money_row(label, money, columns, *, label_column="S", net=True):
    row = at(**{label_column: label})
    for position, (letters, value) in enumerate(zip(columns, money, strict=True)):
        if position != 2 or net:
            row |= at(**{letters: figure(value)})
    return row


CHARGE_COLUMNS = ("X", "AD", "AN", "AR", "AW", "BA", "BD", "BI")
SUBTOTAL_COLUMNS = ("X", "AD", "AN", "AR", "AW", "BA", "BD", "BH")
GRAND_COLUMNS = ("X", "AE", "AN", "AR", "AW", "BA", "BD", "BI")


def account_rows(account):
    own = at(B=account.unit, J=account.status, BN=figure(account.deposit), BS=0, BX=account.late_nsf)
    own |= at(N=account.moves) if account.moves else EMPTY
    own |= at(F=account.name) if account.name else EMPTY
    own |= at(F="*") if account.eviction else EMPTY
    yield own
    single = len(account.lines) == 1
    for one in account.lines:
        row = money_row(one.code, one.money, CHARGE_COLUMNS, net=single)
        yield row | (at(AK="†") if "†" in one.marks else EMPTY) | (at(AM="‡") if "‡" in one.marks else EMPTY)
        yield EMPTY
    if not single:
        yield money_row("Subtotals:", account.money, SUBTOTAL_COLUMNS)
        yield EMPTY


def closing(accounts):
    money = tuple(map(sum, zip(*(one.money for one in accounts), strict=True)))
    nets = [one.money[2] for one in accounts]
    signs = (-1, *[1] * 7)
    counts = [sum(sign * one.money[position] > 0 for one in accounts) for position, sign in enumerate(signs)]
    deposits = sum(one.deposit for one in accounts)
    return [
        money_row("Grand Totals:", money, GRAND_COLUMNS, label_column="Q") | at(BN=figure(deposits)),
        money_row("Resident Count:", counts, GRAND_COLUMNS, label_column="Q", net=False) | at(AL="**"),
        at(AE="Net Prepaid:", AN=figure(sum(one for one in nets if one < 0))),
        at(AB="Net Delinquent:", AN=figure(sum(one for one in nets if one > 0))),
        at(B="** These subtotals consist of transaction code level balances, and may not sum up."),
        EMPTY,
        at(L="Summary By Transaction Code **"),
        at(D="\nDescription", I="Delinquent / Prepaid Account\n", O="Beginning\nPrepaid", U="Current\nPrepaid",
           AA="Change In\nPrepaid", AF="Beginning\nDelinquent", AL="Current\nDelinquent",
           AQ="Change In\nDelinquent", AU="Beginning\nBalance", AZ="Current\nBalance", BD="Change In\nBalance",
           BJ="\nCurrent", BQ="30\nDays", BT="60\nDays", BV="90+\nDays"),
        EMPTY,
        *code_rows(accounts),
        at(G="Summary by General Ledger Account"),
        at(AI="         Beginning                       Ending"),
        at(G="1200-0002 A/R - Tenants", T="Total:", AI=95987.97, AQ=99615.76, AY=3627.79),
        at(T="RENT", AI=968, AQ=1313, AY=345),
        at(C="*  -- Resident is under eviction\n† -- Balance due includes NSF transaction(s)."),
    ]  # fmt: skip


CODE_COLUMNS = ("O", "U", "AA", "AF", "AL", "AQ", "AU", "AZ", "BD", "BI", "BO", "BT", "BV")


def code_rows(accounts):
    codes = {}
    for one in (line for account in accounts for line in account.lines):
        codes.setdefault(one.code, []).append(one.money)
    sums = {code: tuple(map(sum, zip(*money, strict=True))) for code, money in codes.items()}
    sums[None] = tuple(map(sum, zip(*sums.values(), strict=True)))
    for code, money in sums.items():
        prepaid, delinquent, net, *buckets, _ = money
        figures = (0, prepaid, prepaid, 0, delinquent, delinquent, 0, net, net, *buckets)
        row = at(**{letters: figure(value) for letters, value in zip(CODE_COLUMNS, figures, strict=True)})
        yield row | (at(D=code, I="1200-0002") if code else EMPTY)


def paged(accounts, page_size=12, property_name="Birch Court", *, continued=False):
    rows = [*banner(len(accounts), property_name), *page_header()]
    on_page = 0
    for row in (row for account in accounts for row in account_rows(account)):
        rows.append(row)
        on_page += 1
        if on_page == page_size:
            repeated = banner(len(accounts), property_name)[1:] if continued else banner(len(accounts))[-2:]
            rows += [EMPTY, *repeated, *([at(B="(cont.)")] if continued else []), *page_header()]
            on_page = 0
    return [*rows, *closing(accounts)]


FLAT_HEADER = (
    "Resh ID", "Lease ID", "Bldg/Unit", "Name", "Phone", "Email", "Status", "Move-In/Out", "Code Description",
    "Total Prepaid", "Total Delinquent", "D", "O", "Net Balance", "Current", "30 Days", "60 Days", "90+ Days",
    "Prorate Credit", "Deposits Held", "Outstanding Deposit", "#Late", "#NSF", "Comment Date", "Leasing Agent",
)  # fmt: skip


def flat(accounts):
    rows = [{0: "Elm Management, LLC - Birch Court"}, {0: "Delinquent and Prepaid"}, {0: "As of 01/29/2026"}, EMPTY]
    rows.append(dict(enumerate(FLAT_HEADER)))
    for number, account in enumerate(accounts, start=1):
        for one in account.lines:
            prepaid, delinquent, net, *rest = (f"{value:,.2f}" for value in one.money)
            late, nsf = account.late_nsf.split("/")
            cells = [str(9000 + number), str(7000 + number), account.unit, account.name, "", "", account.status,
                     account.moves, one.code, prepaid, delinquent, "†" if "†" in one.marks else "",
                     "‡" if "‡" in one.marks else "", net, *rest, f"{account.deposit:,.2f}", "0.00", late, nsf, "",
                     "House"]  # fmt: skip
            rows.append({column: value for column, value in enumerate(cells) if value})
    return rows
