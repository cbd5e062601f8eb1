"""Generated Yardi rent rolls: blocks with charges and their Total, the plain variant, future residents, summaries."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

EMPTY = {}
CHARGES = {
    "unit": ("Unit", ""), "type": ("Unit Type", ""), "sqft": ("Unit", "Sq Ft"), "resident": ("Resident", ""),
    "name": ("Name", ""), "market": ("Market", "Rent"), "code": ("Charge", "Code"), "amount": ("Amount", ""),
    "deposit": ("Resident", "Deposit"), "other": ("Other", "Deposit"), "move_in": ("Move In", ""),
    "end": ("Lease", "Expiration"), "move_out": ("Move Out", ""), "balance": ("Balance", ""),
}  # fmt: skip
PLAIN = {name: words for name, words in CHARGES.items() if name not in {"code", "amount"}} | {
    "rent": ("Actual", "Rent"),
}
_PLAIN_ORDER = ("unit", "type", "sqft", "resident", "name", "market", "rent", "deposit", "other", "move_in", "end",
                "move_out", "balance")  # fmt: skip
PLAIN = {name: PLAIN[name] for name in _PLAIN_ORDER}
CURRENT, FUTURE = "Current/Notice/Vacant Residents", "Future Residents/Applicants"


@dataclass
class Unit:
    unit: str
    resident: str
    name: str = "Alder, Kim"
    charges: list = field(default_factory=list)
    market: Decimal = Decimal(1200)
    type: str = "a1"
    sqft: Decimal = Decimal(750)
    deposit: Decimal = Decimal(300)
    other: Decimal = Decimal(0)
    move_in: date | None = date(2024, 3, 1)
    end: date | None = date(2026, 2, 28)
    move_out: date | None = None
    balance: Decimal = Decimal(0)

    @property
    def rent(self):
        return sum((amount for code, amount in self.charges if code == "rent"), Decimal(0))

    @property
    def amount(self):
        return sum((amount for _, amount in self.charges), Decimal(0))


def charges(**amounts):
    return [(code, Decimal(str(amount))) for code, amount in amounts.items()]


def empty(unit, word, **fields):
    nothing = {"name": word, "deposit": Decimal(0), "move_in": None, "end": None}
    return Unit(unit, word, **(nothing | fields))


def current():
    return [
        Unit(
            "0101", "t0012345", "Alder, Kim (Kit)", charges(rent=1150, pest=5, conc="-50.25"), balance=Decimal("-12.5")
        ),
        Unit("102", "t0012346", "Oak, Jo", charges(rent="1905.00"), move_out=date(2026, 1, 31)),
        empty("103", "VACANT"),
        empty("104", "MODEL", type="b2", sqft=Decimal("1133.5")),
        empty("105", "DOWN"),
        Unit("106", "t0012347", "Elm, Pat", charges(rent=1000, petrent=35), end=date(2099, 12, 31)),
    ]


def future():
    return [Unit("103", "t0099999", "Fir, Sam", charges(rent=1180), deposit=Decimal(100), balance=Decimal(-100)),
            Unit("102", "t0099998", "Ash, Lou", [], deposit=Decimal(50))]  # fmt: skip


def figure(value):
    return int(value) if value == int(value) else float(value)


def banner(title="Rent Roll with Lease Charges"):
    return [{0: title}, {0: "Oak Park (Phase II) (oakpark2)"}, {0: "As Of = 12/31/2025"}, {0: "Month Year = 12/2025"}]


def header(columns, words):
    first = {columns[name]: top for name, (top, _) in words.items()}
    return [first, {columns[name]: bottom for name, (_, bottom) in words.items() if bottom}]


def unit_row(one, columns):
    cells = {"unit": one.unit, "type": one.type, "sqft": figure(one.sqft), "resident": one.resident, "name": one.name,
             "market": figure(one.market), "deposit": figure(one.deposit), "other": figure(one.other),
             "balance": figure(one.balance)}  # fmt: skip
    days = {"move_in": one.move_in, "end": one.end, "move_out": one.move_out}
    cells |= {name: f"{day:%m/%d/%Y}" for name, day in days.items() if day}
    return {columns[name]: value for name, value in cells.items()}


def block(one, columns):
    lines = one.charges or [(None, Decimal(0))]
    for position, (code, amount) in enumerate(lines):
        line = {columns["amount"]: figure(amount)} | ({columns["code"]: code} if code else {})
        yield unit_row(one, columns) | line if position == 0 else line
    yield {columns["code"]: "Total", columns["amount"]: figure(one.amount)}


def plain_row(one, columns):
    yield unit_row(one, columns) | {columns["rent"]: figure(one.rent)}


def sums(units, columns, names):
    return {columns[name]: figure(sum((getattr(one, name) for one in units), Decimal(0))) for name in names}


def grand_total(residents, applicants, columns, *, label, first):
    """Market rent and charges of the current residents, deposits and balances of everybody."""
    row = sums(residents, columns, ["market", "amount" if "amount" in columns else "rent"])
    row |= sums([*residents, *applicants], columns, ["deposit", "other", "balance"])
    return row | {first: label}


GROUP_WORDS = ("Summary Groups", "Square Footage", "Market Rent", "Lease Charges", "Security Deposit", "Other Deposits",
               "# Of Units", "% Unit Occupancy", "% Sqft Occupied", "Balance")  # fmt: skip
GROUP_NAMES = ("sqft", "market", "amount", "deposit", "other", None, "share", "share", "balance")


def group_row(label, units, names=GROUP_NAMES):
    counted = {None: len(units), "share": 95.5}
    values = [counted.get(name) or figure(sum(getattr(one, name, 0) for one in units)) for name in names]
    return dict(zip((0, 4, 5, 6, 7, 8, 9, 10, 11, 12), [label, *values], strict=True))


def groups(residents, applicants):
    states = {"Occupied Units": "t", "Total Non Rev Units": ("MODEL", "DOWN"), "Total Vacant Units": "VACANT"}
    return [
        dict(zip((0, 4, 5, 6, 7, 8, 9, 10, 11, 12), GROUP_WORDS, strict=True)),
        group_row(CURRENT, residents),
        group_row(FUTURE, applicants),
        *({column: value for column, value in group_row(
            label, [one for one in residents if one.resident.startswith(starts)]).items() if column in {0, 4, 5, 9}}
          for label, starts in states.items()),
        group_row("Totals:", residents) | {12: group_row("", [*residents, *applicants])[12]},
    ]  # fmt: skip


def by_code(residents):
    codes = {}
    for code, amount in (line for one in residents for line in one.charges):
        codes[code] = codes.get(code, Decimal(0)) + amount
    return [{0: "Summary of Charges by Charge Code"}, {0: "(Current/Notice Residents Only)"},
            {0: "Charge Code", 3: "Amount"}, *({0: code, 3: figure(amount)} for code, amount in codes.items()),
            {0: "Total", 3: figure(sum(codes.values(), Decimal(0)))}]  # fmt: skip


def rent_roll(residents, applicants, order=None, *, step=1, page_size=10**6, words=CHARGES, summaries=True):
    columns = {name: position * step for position, name in enumerate(order or words)}
    is_plain = "rent" in words
    title = banner("Rent Roll" if is_plain else "Rent Roll with Lease Charges")
    rows = [*title, *header(columns, words)]
    on_page = 0
    for label, units in ((CURRENT, residents), (FUTURE, applicants)):
        rows.append({columns["unit"]: label})
        for row in (row for one in units for row in (plain_row if is_plain else block)(one, columns)):
            rows.append(row)
            on_page += 1
            if on_page == page_size:
                rows += [EMPTY, *title, *header(columns, words), {columns["unit"]: f"{label} - continued -"}]
                on_page = 0
    total = "Total Oak Park (Phase II)(oakpark2)" if is_plain else "Total"
    rows += [EMPTY, grand_total(residents, applicants, columns, label=total, first=columns["unit"])]
    if is_plain:
        rows.append(grand_total(residents, applicants, columns, label="Total All Properties", first=columns["unit"]))
    if summaries and not is_plain:
        rows += [EMPTY, *groups(residents, applicants), EMPTY, *by_code(residents)]
    return rows
