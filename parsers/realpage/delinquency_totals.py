"""What the Delinquent and Prepaid report prints about itself, against the rows that were read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
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
    summary = _summary_row(reader, end)
    printed.grand = printed_figures(reader, end, slots)
    for row in range(end, summary):
        _read_closing_row(reader, row, slots, printed)
    _read_codes(reader, summary, printed)
    return printed


def checks(
    accounts: Sequence[Account], rows: Sequence[AccountFigures], printed: Printed
) -> tuple[tuple[Total, ...], tuple[Finding, ...]]:
    """Totals that must agree, and findings for figures that only usually do."""
    sums = {one: sum_of(_figure(row, one) for row in rows) for one in (*MONEY_FIELDS, *DEPOSIT_FIELDS)}
    nets = [row.net_balance or ZERO for row in rows]
    totals = [
        *compare("report", {"accounts": printed.accounts}, {"accounts": len(rows)}),
        *compare("grand", printed.grand, sums),
        *compare("grand", printed.nets, {"net_delinquent": sum_of(one for one in nets if one > 0),
                                         "net_prepaid": sum_of(one for one in nets if one < 0)}),
        *fold("subtotals.accounts", _subtotals(accounts, rows)),
        *_code_totals(accounts, printed),
    ]  # fmt: skip
    findings = [
        *printed.findings,
        *_resident_counts(rows, printed),
        *_identities(accounts),
        *_codes_apart(accounts, printed),
    ]
    return tuple(totals), tuple(findings)


def _account_count(reader: SheetReader) -> Decimal | None:
    for row in range(len(reader.sheet.rows)):
        for said in reader.texts(row).values():
            if found := _ACCOUNTS.search(said):
                return Decimal(found[1].replace(",", ""))
    return None


def _summary_row(reader: SheetReader, start: int) -> int:
    rows = range(start + 1, len(reader.sheet.rows))
    return next((row for row in rows if reader.label_column(row, "Summary by") is not None), len(reader.sheet.rows))


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
        return printed_figures(reader, row, slots)
    except LayoutError:
        return {}


def _subtotals(accounts: Sequence[Account], rows: Sequence[AccountFigures]) -> dict[str, list[Total]]:
    return {
        f"{number}": compare(
            f"subtotals.account_{number}", account.subtotals, {one: _figure(row, one) for one in MONEY_FIELDS}
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
    parts = sum_of([figures["total_prepaid"], figures["total_delinquent"]])
    buckets = sum_of(figures[one] for one in ("current_balance", "days_30", "days_60", "days_90_plus"))
    return parts == buckets and figures["net_balance"] in {None, parts}


def _read_codes(reader: SheetReader, start: int, printed: Printed) -> None:
    """The summary by transaction code, which is another view of the same lines and never holds accounts."""
    if start >= len(reader.sheet.rows):
        return
    stop = _ledger_row(reader, start)
    headers = search_headers(reader.sheet, column_map(_CODES_MAP), start=start, stop=stop).complete
    rows = [row for row in range(start, stop) if len(amounts_in(reader.sheet, row)) >= _FIGURES_OF_A_CODE]
    if not headers or not rows:
        return
    try:
        _collect_codes(reader, rows, headers[0].slots, printed)
    except LayoutError as error:
        printed.findings.append(Finding("transaction_codes_unread", f"the summary by transaction code: {error}"))


def _ledger_row(reader: SheetReader, start: int) -> int:
    rows = range(start, len(reader.sheet.rows))
    wanted = "Summary by General Ledger"
    return next((row for row in rows if reader.label_column(row, wanted) is not None), len(reader.sheet.rows))


def _collect_codes(reader: SheetReader, rows: Sequence[int], slots: Sequence[Slot], printed: Printed) -> None:
    used = used_columns(reader.sheet, rows)
    places = by_field(assign(used, slots, place=reader.place(rows[0]), what="the summary by transaction code"))
    for row in rows:
        code = reader.text(row, places["charge_code"])
        figures = {one: reader.money(row, places.get(one)) for one in _CODE_FIELDS}
        if code is None or squash(code).startswith(("total", "grandtotal")):
            printed.all_codes = figures
        else:
            earlier = printed.codes.get(code, {})
            printed.codes[code] = {one: sum_of([figures[one], earlier.get(one)]) for one in _CODE_FIELDS}


def _code_totals(accounts: Sequence[Account], printed: Printed) -> list[Total]:
    sums = _sums_by_code(accounts)
    groups = {
        code: compare(f"transaction_codes.{squash(code)}", figures, sums[code])
        for code, figures in printed.codes.items()
        if code in sums
    }
    overall = {one: sum_of(figures[one] for figures in sums.values()) for one in _CODE_FIELDS}
    return [*fold("transaction_codes.codes", groups), *compare("transaction_codes", printed.all_codes, overall)]


def _sums_by_code(accounts: Sequence[Account]) -> dict[str, dict[str, Decimal]]:
    sums: dict[str, dict[str, Decimal]] = {}
    for line in (one for account in accounts for one in account.lines):
        figures = {**line.figures, "net_balance": _net(line.figures)}
        earlier = sums.setdefault(line.code or "", dict.fromkeys(_CODE_FIELDS, ZERO))
        for one in _CODE_FIELDS:
            earlier[one] += figures[one] or ZERO
    return sums


def _net(figures: Mapping[str, Decimal | None]) -> Decimal:
    return sum_of([figures["total_prepaid"], figures["total_delinquent"]])


def _codes_apart(accounts: Sequence[Account], printed: Printed) -> list[Finding]:
    """Codes that only the summary or only the lines name: a report may print codes here and descriptions there."""
    if not printed.codes:
        return []
    summed = {code for code, figures in printed.codes.items() if any(figures.values())}
    apart = sorted(summed ^ _sums_by_code(accounts).keys())
    unknown = [code for code in apart if code not in printed.codes or code in summed]
    said = f"{len(unknown)} codes stand only in the lines or only in their summary: {', '.join(unknown)}"
    return [Finding("transaction_codes_differ", said)] if unknown else []
