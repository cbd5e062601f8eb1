"""Yardi "Aged Receivables": what each account owes by age, its prepayments and its balance."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from parsers.banner import Banner
from parsers.columns import amounts_in, assign, by_field, refuse_unmapped_amounts, shifted, used_columns
from parsers.document import ParsedDocument, Total
from parsers.errors import LayoutError
from parsers.grid import Workbook
from parsers.headers import Header, Slot
from parsers.one_table import find_table
from parsers.reader import SheetReader
from parsers.recognize import Report
from parsers.totals import ZERO, compare, fold, matching_sum, sum_of
from parsers.unread import is_page_furniture, unread_rows
from parsers.yardi.banner import name_and_code, read_yardi_banner, undated

NAME = "yardi_aged_receivables"
TITLES = ("Aged Receivables", "Resident Aged Receivables", "Receivables Aging", "Receivable Aging")
_BUCKETS = ("balance_0_30", "balance_31_60", "balance_61_90", "balance_over_90")
_MONEY = (*_BUCKETS, "prepayments", "balance")
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
    body = _body(reader, headers, banner.page)
    totals = [row for row in body if _is_total(reader, row)]
    listed = [row for row in body if row not in totals and amounts_in(reader.sheet, row)]
    _refuse_missing_total(reader, listed, totals)
    mapping = _mapping(reader, headers[0], listed)
    places = by_field(mapping)
    rows = [_account(reader, row, number, places) for number, row in enumerate(listed, start=1)]
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


def _body(reader: SheetReader, headers: Sequence[Header], banner: Banner) -> list[int]:
    header_rows = {row for one in headers for row in range(one.first_row, one.last_row + 1)}
    return [
        row
        for row in range(headers[0].last_row + 1, len(reader.sheet.rows))
        if row not in header_rows and not reader.is_empty(row) and not is_page_furniture(reader, row, banner)
    ]


def _is_total(reader: SheetReader, row: int) -> bool:
    return next(iter(reader.words(row)), "").startswith(_TOTAL) and bool(amounts_in(reader.sheet, row))


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


def _account(reader: SheetReader, row: int, number: int, places: Mapping[str, int]) -> YardiAgedReceivable:
    code, name = _resident(reader.text(row, places.get("resident_code")))
    return YardiAgedReceivable(
        row_number=number,
        unit_number=reader.text(row, places.get("unit_number")),
        resident_code=code,
        resident_name=reader.text(row, places.get("resident_name")) or name,
        status=reader.text(row, places.get("status")),
        **{one: reader.money(row, places.get(one)) for one in _MONEY},
    )


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
        raise LayoutError(
            f"the file holds {len(codes)} properties: {', '.join(codes)}",
            place=reader.place(),
            expected="the accounts of one property",
            next_step="Run the report for one property at a time",
        )


def _totals(printed: Sequence[_TotalRow], rows: Sequence[YardiAgedReceivable]) -> list[Total]:
    """The last total is of all accounts; an earlier one of those since the one before, or of all above it."""
    totals: list[Total] = []
    for number, one in enumerate(printed, start=1):
        is_last = number == len(printed)
        parts = [rows[: one.above]] if is_last else [rows[one.above - one.since : one.above], rows[: one.above]]
        computed: dict[str, Decimal | int | None] = {
            figure: matching_sum(amount or ZERO, [sum_of(getattr(row, figure) for row in part) for part in parts])
            for figure, amount in one.figures.items()
        }
        totals += compare("grand" if is_last else f"subtotals.row_{number}", one.figures, computed)
    return totals


def _balances(rows: Sequence[YardiAgedReceivable]) -> list[Total]:
    """Each account's printed balance against its buckets and prepayments: else columns or signs are mistaken."""
    return fold(
        "balances",
        {
            f"{row.row_number}": compare(
                f"balances.row_{row.row_number}",
                {"balance": row.balance},
                {"balance": sum_of(getattr(row, one) for one in (*_BUCKETS, "prepayments"))},
            )
            for row in rows
        },
    )
