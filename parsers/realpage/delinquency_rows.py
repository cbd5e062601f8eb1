"""What the rows of the Delinquent and Prepaid report are, and what they hold: accounts, charge lines, subtotals.

Only words, kinds and counts of cells decide; where the columns stand is learnt from the rows themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from parsers.banner import Banner
from parsers.cells import lines, marks, squash
from parsers.columns import amounts_in, assign, by_field, refuse_unmapped_amounts, shifted, used_columns
from parsers.document import Finding
from parsers.errors import CellError, LayoutError
from parsers.headers import ColumnMap, Header, Slot
from parsers.reader import SheetReader
from parsers.unread import is_page_furniture, unread_rows

MONEY_FIELDS = (
    "total_prepaid",
    "total_delinquent",
    "net_balance",
    "current_balance",
    "days_30",
    "days_60",
    "days_90_plus",
    "prorate_credits",
)
DEPOSIT_FIELDS = ("deposits_held", "outstanding_deposit")
CHARGE_FIELDS = ("charge_code", *MONEY_FIELDS)
EVICTION, NSF, OVER_120 = "*", "†", "‡"

# A charge line prints prepaid, delinquent and four buckets, zeros included; an account's own row two deposits.
_AMOUNTS_OF_A_CHARGE = 5
_CELLS_OF_AN_ACCOUNT = 2
_LATE_NSF = re.compile(r"\d+\s*/\s*\d+")
_MARK_FIELDS = {"nsf_mark": NSF, "over_120_mark": OVER_120}

Figures = dict[str, Decimal | None]


@dataclass(slots=True)
class ChargeLine:
    """One charge line as printed: its row (from 0), code and figures."""

    row: int
    code: str | None
    figures: Figures


@dataclass(slots=True)
class Account:
    """One account: its own row's cells, its charge lines, its Subtotals row where there is one, its footnote marks."""

    row: int
    texts: Mapping[str, str | None]
    deposits: Figures
    moves: tuple[date | None, date | None]
    late_nsf: tuple[int | None, int | None]
    marks: set[str] = field(default_factory=set)
    lines: list[ChargeLine] = field(default_factory=list)
    subtotals: Figures | None = None


@dataclass(slots=True)
class Detail:
    """All accounts in their order, where totals rows are to be matched, and what was noticed."""

    accounts: list[Account]
    slots: Sequence[Slot]
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class _Places:
    """The data column of each field, by kind of row."""

    account: Mapping[str, int]
    charge: Mapping[str, int]
    slots: Sequence[Slot]


def read_detail(reader: SheetReader, headers: Sequence[Header], end: int, columns: ColumnMap, banner: Banner) -> Detail:
    """Every account between the first header and the row `end` (from 0)."""
    header_rows = {row for one in headers for row in range(one.first_row, one.last_row + 1)}
    body = [
        row
        for row in range(headers[0].last_row + 1, end)
        if row not in header_rows and not reader.is_empty(row) and not is_page_furniture(reader, row, banner)
    ]
    kinds = {row: _kind(reader, row, headers[0], banner) for row in body}
    places = _places(reader, headers[0], kinds, columns)
    accounts, unread = _grouped(reader, kinds, places, flat="resident_household_id" in headers[0].fields)
    return Detail(accounts, places.slots, unread_rows(reader, unread, banner))


def printed_figures(reader: SheetReader, row: int, slots: Sequence[Slot]) -> Figures:
    """The amounts of a totals row by field: matched to where the data stand, for such rows shift once more."""
    wanted = [one for one in slots if one.field in MONEY_FIELDS or one.field in DEPOSIT_FIELDS or one.column is None]
    used = [one for one in used_columns(reader.sheet, [row]) if one.amounts]
    kept = [one for one in wanted if one.field in MONEY_FIELDS] if len(used) <= len(MONEY_FIELDS) else wanted
    places = by_field(assign(used, kept, place=reader.place(row), what="the totals row"))
    return {one: reader.money(row, column) for one, column in places.items()}


def _kind(reader: SheetReader, row: int, header: Header, banner: Banner) -> str:
    if any(said.startswith("subtotal") for said in reader.words(row)):
        return "subtotals"
    texts = reader.texts(row)
    amounts = amounts_in(reader.sheet, row)
    filled = [one for one in reader.filled(row) if one not in texts or not banner.repeats([texts[one]])]
    if len(amounts) >= _AMOUNTS_OF_A_CHARGE or (amounts and _begins_under_code(filled, header)):
        return "charge"
    has_figures = amounts or any(_LATE_NSF.fullmatch(said) for said in texts.values())
    return "account" if has_figures and len(filled) >= _CELLS_OF_AN_ACCOUNT else "words"


def _begins_under_code(filled: Sequence[int], header: Header) -> bool:
    """Whether the row's first value stands nearest to the code's header."""
    nearest = min(header.slots, key=lambda slot: abs(slot.index - filled[0]))
    return nearest.field == "charge_code"


def _places(reader: SheetReader, header: Header, kinds: Mapping[int, str], columns: ColumnMap) -> _Places:
    flat = "resident_household_id" in header.fields
    own = [one for one in header.slots if one.field not in CHARGE_FIELDS]
    lines_slots = [one for one in header.slots if one.field in CHARGE_FIELDS or one.column is None]
    if flat:
        together = [row for row, kind in kinds.items() if kind in {"account", "charge"}]
        everything = _matched(reader, together, header.slots, header, columns)
        return _Places(by_field(everything), by_field(everything), shifted(header.slots, everything))
    charge = _matched(reader, _rows_of(kinds, "charge"), lines_slots, header, columns)
    account = _matched(reader, _rows_of(kinds, "account"), own, header, columns)
    return _Places(by_field(account), by_field(charge), shifted(header.slots, {**account, **charge}))


def _rows_of(kinds: Mapping[int, str], wanted: str) -> list[int]:
    return [row for row, kind in kinds.items() if kind == wanted]


def _matched(
    reader: SheetReader, rows: Sequence[int], slots: Sequence[Slot], header: Header, columns: ColumnMap
) -> dict[int, Slot]:
    """Rows of one kind against the headers they fill; against all headers where they fill more than those."""
    used = used_columns(reader.sheet, rows)
    place = reader.place(rows[0] if rows else header.last_row)
    wanted = slots if len(used) <= len(slots) else header.slots
    mapping = assign(used, wanted, place=place, what=f"the rows like row {rows[0] + 1}" if rows else "the rows")
    refuse_unmapped_amounts(used, mapping, place=place, name=columns.name)
    return mapping


def _grouped(
    reader: SheetReader, kinds: Mapping[int, str], places: _Places, *, flat: bool
) -> tuple[list[Account], list[int]]:
    accounts: list[Account] = []
    unread: list[int] = []
    for row, kind in kinds.items():
        if kind == "words":
            unread.extend(() if accounts and _is_contact(reader, row, accounts[-1], places) else (row,))
        elif kind == "subtotals":
            _last(accounts, reader, row).subtotals = printed_figures(reader, row, places.slots)
        elif _opens_account(reader, row, kind, accounts, places, flat=flat):
            accounts.append(_account(reader, row, places))
        if kind == "charge":
            _last(accounts, reader, row).lines.append(_line(reader, row, places))
        if accounts and kind != "words":
            accounts[-1].marks.update(_marks(reader, row, places))
    return accounts, unread


def _opens_account(
    reader: SheetReader, row: int, kind: str, accounts: Sequence[Account], places: _Places, *, flat: bool
) -> bool:
    """Whether a row begins another account: not where it says "(cont.)", nor a flat row with the same ids again."""
    if kind == "charge" and not flat:
        return False
    if accounts and any(squash(said).startswith("cont") and "(" in said for said in reader.texts(row).values()):
        return False
    texts = _texts(reader, row, places)
    if not flat:
        return True
    return any(texts.values()) and (not accounts or texts != accounts[-1].texts)


def _account(reader: SheetReader, row: int, places: _Places) -> Account:
    return Account(
        row=row,
        texts=_texts(reader, row, places),
        deposits={one: reader.money(row, places.account.get(one)) for one in DEPOSIT_FIELDS},
        moves=_moves(reader, row, places.account.get("move_in_out")),
        late_nsf=_late_nsf(reader, row, places.account),
    )


def _texts(reader: SheetReader, row: int, places: _Places) -> dict[str, str | None]:
    found = {
        one: reader.text(row, places.account.get(one))
        for one in ("resident_household_id", "lease_id", "unit_number", "status")
    }
    contact = lines(reader.cell(row, places.account.get("resident_name")))
    found["resident_name"] = next((said for one in contact if (said := one.strip("*†‡§¹²³ "))), None)
    return found


def _moves(reader: SheetReader, row: int, column: int | None) -> tuple[date | None, date | None]:
    """Move-in and move-out: two lines of one cell, of which the first may be blank."""
    days = reader.days(row, column)
    cell = reader.cell(row, column)
    only_out = isinstance(cell, str) and cell.startswith("\n") and len(days) == 1
    move_in, move_out, *_ = [None, *days, None] if only_out else [*days, None, None]
    return move_in, move_out


def _late_nsf(reader: SheetReader, row: int, places: Mapping[str, int]) -> tuple[int | None, int | None]:
    said = reader.text(row, places.get("late_nsf"))
    if said is None:
        return reader.count(row, places.get("late_count")), reader.count(row, places.get("nsf_count"))
    late, slash, nsf = said.partition("/")
    if not (slash and late.strip().isdigit() and nsf.strip().isdigit()):
        raise CellError(
            said,
            place=reader.place(row, places["late_nsf"]),
            expected="counts of late and returned payments such as 1/0",
        )
    return int(late), int(nsf)


def _line(reader: SheetReader, row: int, places: _Places) -> ChargeLine:
    figures = {one: reader.money(row, places.charge.get(one)) for one in MONEY_FIELDS}
    return ChargeLine(row, reader.text(row, places.charge.get("charge_code")), figures)


def _marks(reader: SheetReader, row: int, places: _Places) -> Iterator[str]:
    for said in reader.texts(row).values():
        yield from marks(said)
    for one, mark in _MARK_FIELDS.items():
        if reader.text(row, places.account.get(one)):
            yield mark


def _is_contact(reader: SheetReader, row: int, account: Account, places: _Places) -> bool:
    """Whether a row of words continues an account's name column: its phone, its e-mail, a second name."""
    return account.row < row and set(reader.texts(row)) <= {places.account.get("resident_name", -1)}


def _last(accounts: Sequence[Account], reader: SheetReader, row: int) -> Account:
    if not accounts:
        raise LayoutError(
            "a charge line stands before any account",
            place=reader.place(row),
            expected="an account's row (unit, status, move-in) above its charge lines",
            next_step="Compare the file with an earlier one: the layout has changed",
        )
    return accounts[-1]
