"""What the Delinquent and Prepaid report prints about itself, against the rows that were read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import Protocol

from parsers.cells import squash
from parsers.columns import amounts_in, assign, by_field, used_columns
from parsers.document import Finding, Total
from parsers.errors import LayoutError
from parsers.headers import Slot, column_map, search_headers
from parsers.reader import SheetReader
from parsers.realpage.delinquency_rows import DEPOSIT_FIELDS, MONEY_FIELDS, Account, Figures, printed_figures
from parsers.totals import ZERO, compare, fold, sum_of

_ACCOUNTS = re.compile(r"detail\s*-\s*([\d,]+)\s*account", re.IGNORECASE)
_CODES_MAP = "realpage_delinquency_codes"
_CODE_FIELDS = (
    "total_prepaid",
    "total_delinquent",
    "net_balance",
    "current_balance",
    "days_30",
    "days_60",
    "days_90_plus",
)
_BUCKETS = ("current_balance", "days_30", "days_60", "days_90_plus")
_FIGURES_OF_A_CODE = 5


class AccountFigures(Protocol):
    """The figures of an account's row that totals are made of."""

    @property
    def net_balance(self) -> Decimal | None:
        """Prepaid and delinquent together."""


@dataclass(slots=True)
class Printed:
    """Every figure the report prints about itself, None or empty where it does not."""

    accounts: Decimal | None = None
    grand: Figures = field(default_factory=dict)
    nets: dict[str, Decimal | None] = field(default_factory=dict)
    residents: Figures = field(default_factory=dict)
    codes: dict[str, Figures] = field(default_factory=dict)
    all_codes: Figures = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_printed(reader: SheetReader, end: int, slots: Sequence[Slot]) -> Printed:
    """The printed figures, from the account count above the table and from the Grand Totals row (from 0) on."""
    printed = Printed(accounts=_account_count(reader))
    if end >= len(reader.sheet.rows):
        printed.findings.append(Finding("no_printed_totals", "the report prints no Grand Totals to check against"))
        return printed
    summary = _row_labelled(reader, "Summary by", end + 1)
    printed.grand = printed_figures(reader, [end], slots)[end]
    for row in range(end, summary):
        _read_closing_row(reader, row, slots, printed)
    _read_codes(reader, summary, printed)
    return printed


def checks(
    accounts: Sequence[Account], rows: Sequence[AccountFigures], printed: Printed
) -> tuple[tuple[Total, ...], tuple[Finding, ...]]:
    """Totals that must agree, and findings for figures that only usually do."""
    sums = {one: sum_of(map(attrgetter(one), rows)) for one in (*MONEY_FIELDS, *DEPOSIT_FIELDS)}
    nets = [row.net_balance or ZERO for row in rows]
    codes = _sums_by_code(accounts)
    totals = [
        *compare("report", {"accounts": printed.accounts}, {"accounts": len(rows)}),
        *compare("grand", printed.grand, sums),
        *compare("grand", printed.nets, {"net_delinquent": sum_of(one for one in nets if one > 0),
                                         "net_prepaid": sum_of(one for one in nets if one < 0)}),
        *fold("subtotals.accounts", _subtotals(accounts, rows)),
        *_code_totals(codes, printed),
    ]  # fmt: skip
    findings = [
        *printed.findings,
        *_resident_counts(rows, printed),
        *_identities(accounts),
        *_codes_apart(codes, printed),
    ]
    return tuple(totals), tuple(findings)


def _account_count(reader: SheetReader) -> Decimal | None:
    rows = reader.sheet.rows_saying(lambda said: bool(_ACCOUNTS.search(said)))
    said = reader.texts(rows[0]).values() if rows else ()
    count = next((found[1] for one in said if (found := _ACCOUNTS.search(one))), None)
    return Decimal(count.replace(",", "")) if count else None


def _row_labelled(reader: SheetReader, label: str, start: int) -> int:
    """The row of a label from `start` on, the sheet's end where there is none."""
    return next(iter(reader.rows_labelled(label, start)), len(reader.sheet.rows))


def _read_closing_row(reader: SheetReader, row: int, slots: Sequence[Slot], printed: Printed) -> None:
    for label, figure in (("Net Delinquent", "net_delinquent"), ("Net Prepaid", "net_prepaid")):
        column = reader.label_column(row, label)
        if column is not None:
            printed.nets[figure] = reader.amount_after(row, column)
    if reader.label_column(row, "Resident Count") is not None:
        printed.residents = _counts(reader, row, slots)


def _counts(reader: SheetReader, row: int, slots: Sequence[Slot]) -> Figures:
    """The counts of residents per column; they only serve a finding, so a row that does not fit is left unread."""
    try:
        return printed_figures(reader, [row], slots)[row]
    except LayoutError:
        return {}


def _subtotals(accounts: Sequence[Account], rows: Sequence[AccountFigures]) -> dict[str, list[Total]]:
    money = attrgetter(*MONEY_FIELDS)
    return {
        f"{number}": compare(
            f"subtotals.account_{number}", account.subtotals, dict(zip(MONEY_FIELDS, money(row), strict=True))
        )
        for number, (account, row) in enumerate(zip(accounts, rows, strict=True), start=1)
        if account.subtotals is not None
    }


def _figure(row: AccountFigures, name: str) -> Decimal | None:
    value: object = getattr(row, name)
    return value if isinstance(value, Decimal) else None


def _resident_counts(rows: Sequence[AccountFigures], printed: Printed) -> list[Finding]:
    """Residents counted per column: they equal accounts unless a resident holds several, so they only inform."""
    found: list[Finding] = []
    for one, count in printed.residents.items():
        sign = -1 if one == "total_prepaid" else 1
        counted = sum((_figure(row, one) or ZERO) * sign > 0 for row in rows)
        if count is not None and one in MONEY_FIELDS and count != counted:
            said = f"the report counts {count} residents with {one}, {counted} accounts have it"
            found.append(Finding("resident_count_differs", said, "info"))
    return found


def _identities(accounts: Sequence[Account]) -> list[Finding]:
    """Net is prepaid and delinquent together, and the four buckets together: else the columns may be mistaken."""
    lines = [(number, line.figures) for number, account in enumerate(accounts, start=1) for line in account.lines]
    wrong = [(number, figures) for number, figures in lines if not _is_consistent(figures)]
    if wrong and len(wrong) * 2 > len(lines):
        raise LayoutError(
            f"on {len(wrong)} of {len(lines)} charge lines prepaid and delinquent differ from the four buckets",
            expected="Total Prepaid + Total Delinquent = Net Balance = Current + 30 + 60 + 90+",
            next_step="The columns were probably matched to the wrong headers: compare the file with an earlier one",
        )
    said = f"{len(wrong)} charge lines whose prepaid and delinquent differ from their buckets, first in account "
    return [Finding("buckets_do_not_sum", f"{said}{wrong[0][0]}")] if wrong else []


def _is_consistent(figures: Figures) -> bool:
    parts = _net(figures)
    buckets = sum_of([figures[one] for one in _BUCKETS])
    return parts == buckets and figures["net_balance"] in {None, parts}


def _read_codes(reader: SheetReader, start: int, printed: Printed) -> None:
    """The summary by transaction code, which is another view of the same lines and never holds accounts."""
    if start >= len(reader.sheet.rows):
        return
    stop = _row_labelled(reader, "Summary by General Ledger", start)
    headers = search_headers(reader.sheet, column_map(_CODES_MAP), start=start, stop=stop).complete
    rows = [row for row in range(start, stop) if len(amounts_in(reader.sheet, row)) >= _FIGURES_OF_A_CODE]
    if not headers or not rows:
        return
    try:
        _collect_codes(reader, rows, headers[0].slots, printed)
    except LayoutError as error:
        printed.findings.append(Finding("transaction_codes_unread", f"the summary by transaction code: {error}"))


def _collect_codes(reader: SheetReader, rows: Sequence[int], slots: Sequence[Slot], printed: Printed) -> None:
    used = used_columns(reader.sheet, rows)
    places = by_field(assign(used, slots, place=reader.place(rows[0]), what="the summary by transaction code"))
    for row in rows:
        code = reader.text(row, places.get("charge_code"))
        figures = {one: reader.money(row, places.get(one)) for one in _CODE_FIELDS}
        if code is None or squash(code).startswith(("total", "grandtotal")):
            printed.all_codes = figures
        else:
            earlier = printed.codes.get(code, {})
            printed.codes[code] = {one: sum_of([figures[one], earlier.get(one)]) for one in _CODE_FIELDS}


def _code_totals(sums: Mapping[str, Mapping[str, Decimal]], printed: Printed) -> list[Total]:
    groups = {
        code: compare(f"transaction_codes.{squash(code)}", figures, sums[code])
        for code, figures in printed.codes.items()
        if code in sums
    }
    overall = {one: sum_of(figures[one] for figures in sums.values()) for one in _CODE_FIELDS}
    return [*fold("transaction_codes.codes", groups), *compare("transaction_codes", printed.all_codes, overall)]


def _sums_by_code(accounts: Sequence[Account]) -> dict[str, dict[str, Decimal]]:
    by_code: dict[str, list[Figures]] = {}
    for line in (one for account in accounts for one in account.lines):
        by_code.setdefault(line.code or "", []).append(line.figures)
    return {
        code: {one: sum_of(map(_net if one == "net_balance" else itemgetter(one), lines)) for one in _CODE_FIELDS}
        for code, lines in by_code.items()
    }


def _net(figures: Mapping[str, Decimal | None]) -> Decimal:
    return (figures["total_prepaid"] or ZERO) + (figures["total_delinquent"] or ZERO)


def _codes_apart(sums: Mapping[str, object], printed: Printed) -> list[Finding]:
    """Codes that only the summary or only the lines name: a report may print codes here and descriptions there."""
    if not printed.codes:
        return []
    summed = {code for code, figures in printed.codes.items() if any(figures.values())}
    apart = sorted(summed ^ sums.keys())
    unknown = [code for code in apart if code not in printed.codes or code in summed]
    said = f"{len(unknown)} codes stand only in the lines or only in their summary: {', '.join(unknown)}"
    return [Finding("transaction_codes_differ", said)] if unknown else []
