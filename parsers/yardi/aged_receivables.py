"""Yardi "Aged Receivables": what each account owes by age, its prepayments and its balance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from parsers.by_column import ByColumn
from parsers.columns import amounts_in, assign, by_field, refuse_unmapped_amounts, shifted, used_columns
from parsers.document import ParsedDocument, Total
from parsers.errors import LayoutError
from parsers.grid import Workbook
from parsers.headers import Header, Slot
from parsers.one_property import several_properties
from parsers.one_table import find_table
from parsers.reader import SheetReader
from parsers.recognize import Report
from parsers.totals import ZERO, compare, fold, matching_sum, sum_of
from parsers.unread import body_rows, unread_rows
from parsers.yardi.banner import name_and_code, read_yardi_banner, undated

NAME = "yardi_aged_receivables"
TITLES = ("Aged Receivables", "Resident Aged Receivables", "Receivables Aging", "Receivable Aging")
_BUCKETS = ("balance_0_30", "balance_31_60", "balance_61_90", "balance_over_90")
_MONEY = (*_BUCKETS, "prepayments", "balance")
_TEXT_FIELDS = ("unit_number", "resident_code", "resident_name", "status")
_TOTAL = ("total", "grandtotal", "subtotal")
_CODE = re.compile(r"\b[a-z]{1,3}\d{3,}\b", re.IGNORECASE)


class YardiAgedReceivable(NamedTuple):
    """One row per account the report lists; its balance is its four buckets and its prepayments together."""

    row_number: int
    unit_number: str | None
    resident_code: str | None
    resident_name: str | None
    status: str | None
    balance_0_30: Decimal | None
    balance_31_60: Decimal | None
    balance_61_90: Decimal | None
    balance_over_90: Decimal | None
    prepayments: Decimal | None
    balance: Decimal | None


class _TotalRow(NamedTuple):
    """A total as printed: its label, its figures, how many accounts stand above it and since the one before."""

    label: str
    figures: Mapping[str, Decimal | None]
    above: int
    since: int


def parse(workbook: Workbook, country: str) -> ParsedDocument:
    """The document, with every total and each account's balance compared; LayoutError otherwise."""
    sheet, headers, _ = find_table(workbook, (NAME,), what="the table of accounts")
    reader = SheetReader(workbook, sheet, country)
    banner = read_yardi_banner(sheet, end=headers[0].first_row, titles=TITLES, country=country)
    body = body_rows(reader, headers, len(sheet.rows), banner.page)
    totals = _total_rows(reader, body)
    listed = [row for row in body if row not in totals and amounts_in(reader.sheet, row)]
    _refuse_missing_total(reader, listed, totals)
    mapping = _mapping(reader, headers[0], listed)
    places = by_field(mapping)
    rows = list(_accounts(ByColumn(reader, listed), places))
    printed = _printed(reader, totals, listed, shifted(headers[0].slots, mapping))
    _refuse_several_properties(reader, printed)
    return ParsedDocument(
        report=NAME,
        format=workbook.format,
        property_name=banner.property_name,
        property_code=banner.property_code,
        company=None,
        as_of=banner.as_of,
        period_start=banner.month,
        tables={NAME: rows},
        totals=(*_totals(printed, rows), *_balances(rows)),
        findings=(*unread_rows(reader, set(body) - set(totals) - set(listed), banner.page), *undated(banner)),
    )


REPORT = Report(NAME, TITLES, (NAME,), parse)


def _total_rows(reader: SheetReader, body: Sequence[int]) -> list[int]:
    labelled = set(reader.sheet.rows_labelled(lambda word: word.startswith(_TOTAL)))
    rows = [row for row in body if row in labelled and reader.words(row)[0].startswith(_TOTAL)]
    return [row for row in rows if amounts_in(reader.sheet, row)]


def _refuse_missing_total(reader: SheetReader, listed: Sequence[int], totals: Sequence[int]) -> None:
    if not totals or (listed and listed[-1] > totals[-1]):
        raise LayoutError(
            "the report has no row of totals below its last account",
            place=reader.place(listed[-1] if listed else len(reader.sheet.rows) - 1),
            expected="a row 'Total' or 'Grand Total' at the end",
            next_step="The file is probably truncated: run the report again",
        )


def _mapping(reader: SheetReader, header: Header, listed: Sequence[int]) -> dict[int, Slot]:
    place = reader.place(header.last_row)
    used = used_columns(reader.sheet, listed)
    mapping = assign(used, header.slots, place=place, what="the rows of accounts")
    refuse_unmapped_amounts(used, mapping, place=place, name=NAME)
    return mapping


def _accounts(read: ByColumn, places: Mapping[str, int]) -> Iterator[YardiAgedReceivable]:
    units, persons, names, states = (read.printed(places.get(one)) for one in _TEXT_FIELDS)
    amounts = zip(*(read.money(places.get(one)) for one in _MONEY), strict=True)
    rows = zip(units, persons, names, states, amounts, strict=True)
    for number, (unit, person, name, status, figures) in enumerate(rows, start=1):
        code, also_named = _resident(person)
        yield YardiAgedReceivable(number, unit, code, name or also_named, status, *figures)


def _resident(said: str | None) -> tuple[str | None, str | None]:
    """Code and name of "t0001234", "Doe, Jo (t0001234)", "t0001234 - Doe, Jo" or a name alone."""
    found = _CODE.search(said) if said else None
    if said is None or found is None:
        return None, said
    name = (said[: found.start()] + said[found.end() :]).replace("()", "").strip(" -,:")
    return found[0], name or None


def _printed(
    reader: SheetReader, totals: Sequence[int], listed: Sequence[int], slots: Sequence[Slot]
) -> list[_TotalRow]:
    wanted = [one for one in slots if one.column and one.column.kind == "money"]
    found: list[_TotalRow] = []
    for row in totals:
        used = [one for one in used_columns(reader.sheet, [row]) if one.amounts]
        places = by_field(assign(used, wanted, place=reader.place(row), what="the row of totals"))
        figures = {one: reader.money(row, column) for one, column in places.items() if one in _MONEY}
        above = sum(one < row for one in listed)
        label = " ".join(reader.texts(row).values())
        found.append(_TotalRow(label, figures, above, above - (found[-1].above if found else 0)))
    return found


def _refuse_several_properties(reader: SheetReader, printed: Sequence[_TotalRow]) -> None:
    codes = sorted({named[1] for one in printed if (named := name_and_code(one.label)) and not _CODE.search(one.label)})
    if len(codes) > 1:
        raise several_properties(
            f"the file holds {len(codes)} properties: {', '.join(codes)}",
            place=reader.place(),
            expected="the accounts of one property",
        )


def _totals(printed: Sequence[_TotalRow], rows: Sequence[YardiAgedReceivable]) -> list[Total]:
    """The last total is of all accounts; an earlier one of those since the one before, or of all above it."""
    totals: list[Total] = []
    for number, one in enumerate(printed, start=1):
        is_last = number == len(printed)
        parts = [rows[: one.above]] if is_last else [rows[one.above - one.since : one.above], rows[: one.above]]
        computed: dict[str, Decimal | int | None] = {
            figure: matching_sum(amount or ZERO, [sum_of(map(attrgetter(figure), part)) for part in parts])
            for figure, amount in one.figures.items()
        }
        totals += compare("grand" if is_last else f"subtotals.row_{number}", one.figures, computed)
    return totals


def _balances(rows: Sequence[YardiAgedReceivable]) -> list[Total]:
    """Each account's printed balance against its buckets and prepayments: else columns or signs are mistaken."""
    parts = attrgetter(*_BUCKETS, "prepayments")
    return fold(
        "balances",
        {
            f"{row.row_number}": compare(
                f"balances.row_{row.row_number}", {"balance": row.balance}, {"balance": sum_of(parts(row))}
            )
            for row in rows
        },
    )
