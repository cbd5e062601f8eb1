"""RealPage "Delinquent and Prepaid" (4009, 4260), paged and flat: balances by account and by charge line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from parsers.columns import amounts_in
from parsers.document import ParsedDocument
from parsers.errors import LayoutError
from parsers.grid import Workbook
from parsers.headers import Header, column_map
from parsers.one_property import several_properties
from parsers.reader import SheetReader
from parsers.realpage.delinquency_rows import (
    EVICTION,
    MONEY_FIELDS,
    NSF,
    OVER_120,
    Account,
    Detail,
    read_detail,
)
from parsers.realpage.delinquency_totals import checks, read_printed
from parsers.realpage.sheet_search import banner_above, table_headers, undated
from parsers.recognize import Report
from parsers.totals import sum_of, sum_or_blank

NAME = "realpage_delinquency"
TITLES = ("DELINQUENT AND PREPAID",)
_NO_UNIT = "NONE"
_CELLS_OF_A_LINE = 3
_GRAND_TOTALS = frozenset({"grandtotals", "grandtotal", "totals", "total"})


class DelinquencyAccount(NamedTuple):
    """One row per account the report lists, with the sums of its charge lines.

    Buckets are net of prepaid and may be negative. A household may hold several accounts; an account may have no unit.
    `net_balance` sums the lines' printed nets, or prepaid and delinquent where a line prints none.
    """

    account_number: int
    unit_number: str | None
    resident_household_id: str | None
    lease_id: str | None
    resident_name: str | None
    status: str | None
    move_in: date | None
    move_out: date | None
    total_prepaid: Decimal | None
    total_delinquent: Decimal | None
    net_balance: Decimal | None
    current_balance: Decimal | None
    days_30: Decimal | None
    days_60: Decimal | None
    days_90_plus: Decimal | None
    prorate_credits: Decimal | None
    deposits_held: Decimal | None
    outstanding_deposit: Decimal | None
    late_count: int | None
    nsf_count: int | None
    is_under_eviction: bool
    has_nsf: bool
    has_120_plus: bool


class DelinquencyCharge(NamedTuple):
    """One row per charge line of an account, as printed; the report leaves some lines' net balance blank."""

    account_number: int
    line_number: int
    charge_code: str | None
    total_prepaid: Decimal | None
    total_delinquent: Decimal | None
    net_balance: Decimal | None
    current_balance: Decimal | None
    days_30: Decimal | None
    days_60: Decimal | None
    days_90_plus: Decimal | None
    prorate_credits: Decimal | None


def parse(workbook: Workbook, country: str) -> ParsedDocument:
    """The document, with grand totals, counts, subtotals and sums by code compared; LayoutError otherwise."""
    sheet, headers = table_headers(workbook, NAME, what="the table of accounts")
    reader = SheetReader(workbook, sheet, country)
    banner = banner_above(sheet, headers[0], TITLES, country)
    end = _end(reader, headers)
    _refuse_more(reader, headers, end)
    detail = read_detail(reader, headers, end, column_map(NAME), banner)
    accounts = [_account_row(number, account) for number, account in enumerate(detail.accounts, start=1)]
    printed = read_printed(reader, end, detail.slots)
    totals, findings = checks(detail.accounts, accounts, printed)
    return ParsedDocument(
        report=NAME,
        format=workbook.format,
        property_name=banner.property_name,
        company=banner.company,
        as_of=banner.as_of,
        period_start=banner.period_start,
        tables={NAME: accounts, f"{NAME}_charges": list(_charge_rows(detail))},
        totals=totals,
        findings=(*detail.findings, *findings, *undated(banner.as_of)),
    )


REPORT = Report(NAME, TITLES, (NAME,), parse)


def _end(reader: SheetReader, headers: Sequence[Header]) -> int:
    """The row of the Grand Totals, below which nothing is an account; the flat variant may do without."""
    labelled = reader.sheet.rows_labelled(_GRAND_TOTALS.__contains__)
    below = (row for row in labelled if row > headers[0].last_row)
    found = next((row for row in below if amounts_in(reader.sheet, row)), None)
    if found is not None:
        return found
    if "resident_household_id" in headers[0].fields:
        if _is_cut(reader, headers[-1].last_row):
            raise _truncated("the last row is cut: values that every other row has are missing in it", reader)
        return len(reader.sheet.rows)
    raise _truncated("the report has no Grand Totals row", reader)


def _is_cut(reader: SheetReader, header: int) -> bool:
    """Whether the last row begins like the others and ends before them: nothing but that tells a flat file was cut."""
    *others, last = [row for row in reader.sheet.filled_rows if row > header] or [header]
    lines = [set(reader.filled(row)) for row in others if len(amounts_in(reader.sheet, row)) >= len(MONEY_FIELDS)]
    always = set.intersection(*lines) if lines else set()
    own = set(reader.filled(last))
    return len(own) >= _CELLS_OF_A_LINE and min(own) == min(always, default=-1) and not always <= own


def _truncated(what: str, reader: SheetReader) -> LayoutError:
    return LayoutError(
        what,
        place=reader.place(len(reader.sheet.rows) - 1),
        expected="a row 'Grand Totals:' after the last account",
        next_step="The file is probably truncated: fetch the report again",
    )


def _refuse_more(reader: SheetReader, headers: Sequence[Header], end: int) -> None:
    """Refuse a file in which another table of accounts begins below the Grand Totals."""
    if headers[-1].first_row > end:
        raise several_properties(
            "another table of accounts begins below the row 'Grand Totals'",
            place=reader.place(next(one.first_row for one in headers if one.first_row > end)),
            expected="the accounts of one property",
        )


def _account_row(number: int, account: Account) -> DelinquencyAccount:
    columns = zip(*(line.figures.values() for line in account.lines), strict=True)
    sums = dict.fromkeys(MONEY_FIELDS) | dict(zip(MONEY_FIELDS, map(sum_or_blank, columns), strict=False))
    sums["net_balance"] = sum_of(net_of(line.figures) for line in account.lines) if account.lines else None
    unit = account.texts["unit_number"]
    return DelinquencyAccount(
        account_number=number,
        unit_number=None if unit is not None and unit.upper() == _NO_UNIT else unit,
        resident_household_id=account.texts["resident_household_id"],
        lease_id=account.texts["lease_id"],
        resident_name=account.texts["resident_name"],
        status=account.texts["status"],
        move_in=account.moves[0],
        move_out=account.moves[1],
        **sums,
        **account.deposits,
        late_count=account.late_nsf[0],
        nsf_count=account.late_nsf[1],
        is_under_eviction=EVICTION in account.marks,
        has_nsf=NSF in account.marks,
        has_120_plus=OVER_120 in account.marks,
    )


def net_of(figures: dict[str, Decimal | None]) -> Decimal:
    """A line's net balance: as printed, or prepaid and delinquent together where it is blank."""
    printed = figures["net_balance"]
    return sum_of([figures["total_prepaid"], figures["total_delinquent"]]) if printed is None else printed


def _charge_rows(detail: Detail) -> Iterator[DelinquencyCharge]:
    for number, account in enumerate(detail.accounts, start=1):
        for position, line in enumerate(account.lines, start=1):
            yield DelinquencyCharge(number, position, line.code, *line.figures.values())
