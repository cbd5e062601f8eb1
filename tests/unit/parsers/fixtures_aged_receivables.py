"""Generated Yardi Aged Receivables: accounts by age, with subtotals, pages and the total of the property."""

from dataclasses import dataclass
from decimal import Decimal

WORDS = {"unit": "Bldg-Unit", "resident": "Resident", "b0": "0-30", "b31": "31-60", "b61": "61-90", "b90": "Over 90",
         "prepaid": "Pre-payments", "balance": "Balance"}  # fmt: skip
MONEY = ("b0", "b31", "b61", "b90", "prepaid", "balance")


@dataclass
class Account:
    unit: str
    resident: str = "Alder, Kim (t0012345)"
    b0: Decimal = Decimal(0)
    b31: Decimal = Decimal(0)
    b61: Decimal = Decimal(0)
    b90: Decimal = Decimal(0)
    prepaid: Decimal = Decimal(0)

    @property
    def balance(self):
        return self.b0 + self.b31 + self.b61 + self.b90 + self.prepaid


def sample():
    return [
        Account("1-0101", b0=Decimal("1905.00"), b31=Decimal("17.75")),
        Account("1-102", "t0012346", prepaid=Decimal("-350.5")),
        Account("007", "Oak, Jo", b90=Decimal(30), prepaid=Decimal(-30)),
        Account("2-201", "t0012348 - Elm, Pat", b61=Decimal("0.01")),
    ]


def figure(value):
    return int(value) if value == int(value) else float(value)


def money(accounts, columns):
    return {columns[name]: figure(sum((getattr(one, name) for one in accounts), Decimal(0))) for name in MONEY}


def banner():
    return [{0: "Aged Receivables"}, {0: "Oak Park (oakpark)"}, {0: "As Of = 12/31/2025"}, {}]


def aged(accounts, order=None, *, step=1, page_size=10**6, subtotal_after=0):
    columns = {name: position * step for position, name in enumerate(order or WORDS)}
    header = {columns[name]: said for name, said in WORDS.items()}
    rows = [*banner(), header]
    for number, one in enumerate(accounts, start=1):
        rows.append({columns["unit"]: one.unit, columns["resident"]: one.resident} | money([one], columns))
        if number == subtotal_after:
            rows.append({columns["unit"]: "Subtotal building 1"} | money(accounts[:number], columns))
        if number % page_size == 0:
            rows += [{}, *banner(), header]
    return [*rows, {}, {columns["unit"]: "Total Oak Park(oakpark)"} | money(accounts, columns),
            {columns["unit"]: "Grand Total"} | money(accounts, columns)]  # fmt: skip
