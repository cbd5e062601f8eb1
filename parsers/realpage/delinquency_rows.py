"""What the rows of the Delinquent and Prepaid report are, and what they hold: accounts, charge lines, subtotals.

Only words, kinds and counts of cells decide; where the columns stand is learnt from the rows themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial

from parsers.banner import Banner
from parsers.by_column import ByColumn
from parsers.cells import Cell, days_within, integer, lines, marks, squash, without_marks
from parsers.columns import UsedColumn, amounts_in, assign, by_field, refuse_unmapped_amounts, shifted, used_columns
from parsers.document import Finding
from parsers.errors import CellError, LayoutError
from parsers.headers import ColumnMap, Header, Slot
from parsers.reader import SheetReader
from parsers.unread import body_rows, unread_rows

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
_ID_FIELDS = ("resident_household_id", "lease_id", "unit_number", "status")
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
    body = body_rows(reader, headers, end, banner)
    subtotals = set(reader.sheet.rows_labelled(lambda word: word.startswith("subtotal")))
    kinds = {row: "subtotals" if row in subtotals else _kind(reader, row, headers[0], banner) for row in body}
    places = _places(reader, headers[0], kinds, columns)
    accounts, unread = _grouped(reader, kinds, places, flat="resident_household_id" in headers[0].fields)
    return Detail(accounts, places.slots, unread_rows(reader, unread, banner))


def printed_figures(reader: SheetReader, rows: Sequence[int], slots: Sequence[Slot]) -> dict[int, Figures]:
    """The amounts of totals rows by field: matched to where the data stand, for such rows shift once more.

    Rows whose amounts stand in the same columns are matched together.
    """
    alike: dict[tuple[int, ...], list[int]] = {}
    for row in rows:
        alike.setdefault(tuple(amounts_in(reader.sheet, row)), []).append(row)
    return {row: figures for columns, group in alike.items() for row, figures in _totals(reader, columns, group, slots)}


def _totals(
    reader: SheetReader, columns: Sequence[int], rows: Sequence[int], slots: Sequence[Slot]
) -> Iterator[tuple[int, Figures]]:
    wanted = [one for one in slots if one.field in MONEY_FIELDS or one.field in DEPOSIT_FIELDS or one.column is None]
    used = [UsedColumn(column, amounts=True) for column in columns]
    kept = wanted if _reaches_deposits(columns, wanted) else [one for one in wanted if one.field in MONEY_FIELDS]
    places = by_field(assign(used, kept, place=reader.place(rows[0]), what="the totals row"))
    return zip(rows, _figures(ByColumn(reader, rows), places, places), strict=True)


def _reaches_deposits(columns: Sequence[int], slots: Sequence[Slot]) -> bool:
    """Whether a totals row's last amount stands nearest to a header of deposits: subtotals end before them."""
    nearest = min(slots, key=lambda slot: abs(slot.index - columns[-1]), default=None) if columns else None
    return nearest is not None and nearest.field in DEPOSIT_FIELDS


def _figures(read: ByColumn, fields: Iterable[str], places: Mapping[str, int]) -> Iterator[Figures]:
    """The amounts of each row by field, None where the sheet has no such column."""
    names = list(fields)
    columns = [read.money(places.get(one)) for one in names]
    return (dict(zip(names, amounts, strict=True)) for amounts in zip(*columns, strict=True))


def _kind(reader: SheetReader, row: int, header: Header, banner: Banner) -> str:
    amounts = amounts_in(reader.sheet, row)
    if len(amounts) >= _AMOUNTS_OF_A_CHARGE:
        return "charge"
    texts = reader.texts(row)
    filled = [one for one in reader.filled(row) if one not in texts or not banner.repeats([texts[one]])]
    if amounts and _begins_under_code(filled, header):
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
    opened = _opened(reader, kinds, places, flat=flat)
    charges = _charge_lines(reader, _rows_of(kinds, "charge"), places.charge)
    subtotals = printed_figures(reader, _rows_of(kinds, "subtotals"), places.slots)
    marked = _marked(reader, [row for row, kind in kinds.items() if kind != "words"], places.account)
    accounts: list[Account] = []
    unread: list[int] = []
    for row, kind in kinds.items():
        if row in opened:
            accounts.append(opened[row])
        if kind == "words":
            unread.extend(() if accounts and _is_contact(reader, row, accounts[-1], places) else (row,))
            continue
        if kind == "subtotals":
            _last(accounts, reader, row).subtotals = subtotals[row]
        elif kind == "charge":
            _last(accounts, reader, row).lines.append(charges[row])
        if accounts:
            accounts[-1].marks.update(marked.get(row, ()))
    return accounts, unread


def _opened(reader: SheetReader, kinds: Mapping[int, str], places: _Places, *, flat: bool) -> dict[int, Account]:
    """The account each row begins: none where it says "(cont.)", nor where a flat row has the same ids again."""
    rows = [row for row, kind in kinds.items() if kind == "account" or (flat and kind == "charge")]
    continued = set(reader.sheet.rows_saying(lambda said: "(" in said and squash(said).startswith("cont")))
    texts: dict[int, Mapping[str, str | None]] = {}
    last: Mapping[str, str | None] | None = None
    for row, own in zip(rows, _texts(ByColumn(reader, rows), places.account), strict=True):
        if (last is None or row not in continued) and (not flat or (any(own.values()) and own != last)):
            texts[row] = last = own
    return dict(_accounts(ByColumn(reader, list(texts)), texts, places.account))


def _accounts(
    read: ByColumn, texts: Mapping[int, Mapping[str, str | None]], places: Mapping[str, int]
) -> Iterator[tuple[int, Account]]:
    deposits = _figures(read, DEPOSIT_FIELDS, places)
    moves = read.read(places.get("move_in_out"), partial(_moves, country=read.reader.country))
    late_nsf = read.read(places.get("late_nsf"), _late_nsf)
    counts = zip(read.read(places.get("late_count"), integer), read.read(places.get("nsf_count"), integer), strict=True)
    rows = zip(texts.items(), deposits, moves, late_nsf, counts, strict=True)
    for (row, own), held, moved, together, apart in rows:
        yield row, Account(row, own, held, moved, together or apart)


def _texts(read: ByColumn, places: Mapping[str, int]) -> Iterator[dict[str, str | None]]:
    columns = [read.printed(places.get(one)) for one in _ID_FIELDS]
    columns.append(read.read(places.get("resident_name"), _first_line))
    names = (*_ID_FIELDS, "resident_name")
    return (dict(zip(names, said, strict=True)) for said in zip(*columns, strict=True))


def _first_line(contact: Cell) -> str | None:
    return next((said for one in lines(contact) if (said := one.strip("*†‡§¹²³ "))), None)


def _moves(cell: Cell, country: str) -> tuple[date | None, date | None]:
    """Move-in and move-out: two lines of one cell, of which the first may be blank."""
    days = days_within(cell, country=country)
    only_out = isinstance(cell, str) and cell.startswith("\n") and len(days) == 1
    move_in, move_out, *_ = [None, *days, None] if only_out else [*days, None, None]
    return move_in, move_out


def _late_nsf(cell: Cell) -> tuple[int, int] | None:
    said = without_marks(cell)
    if said is None:
        return None
    late, slash, nsf = said.partition("/")
    if not (slash and late.strip().isdigit() and nsf.strip().isdigit()):
        raise CellError(said, expected="counts of late and returned payments such as 1/0")
    return int(late), int(nsf)


def _charge_lines(reader: SheetReader, rows: Sequence[int], places: Mapping[str, int]) -> dict[int, ChargeLine]:
    read = ByColumn(reader, rows)
    codes, figures = read.printed(places.get("charge_code")), _figures(read, MONEY_FIELDS, places)
    return dict(zip(rows, map(ChargeLine, rows, codes, figures), strict=True))


def _marked(reader: SheetReader, rows: Sequence[int], places: Mapping[str, int]) -> dict[int, set[str]]:
    """The footnote marks of each row that has any, anywhere or in a column of its own."""
    found: dict[int, set[str]] = {}
    for printed, saying in reader.sheet.rows_of_texts.items():
        for row in saying if (own := marks(printed)) else ():
            found.setdefault(row, set()).update(own)
    for one, mark in _MARK_FIELDS.items():
        for row, said in zip(rows, ByColumn(reader, rows).printed(places.get(one)), strict=True):
            if said:
                found.setdefault(row, set()).add(mark)
    return found


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
