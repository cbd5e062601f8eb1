"""The Delinquent and Prepaid report of a property (report 4009) in its paged layout.

An account row, its charge rows, subtotals where there is more than one charge row; grand totals; then the same
balances by transaction code and by general ledger account.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from simulator.book import PropertyBook
from simulator.calendar_days import first_of_month
from simulator.paper import Paper, mdy
from simulator.receivables import NOTHING, AccountBalance, Line, account_balances, open_lines, total
from simulator.workbook import Cell

PAGE_ROWS = 92
ROWS_AFTER_A_CHARGE = 5
AGE_COLUMNS = ("AR", "AW", "BA", "BD")
CODE_AGE_COLUMNS = ("BJ", "BQ", "BT", "BV")
RECEIVABLE, PREPAID = "1200-0002", "2200-0001"
LEDGER_ACCOUNTS = {RECEIVABLE: "A/R - Tenants", PREPAID: "Prepaid Rent"}
PREPAID_CODES = ("PMT", "CONC")
PARAMETERS = (
    "Statuses to include: Applicant,Approved applicant,Former applicant,Pending resident,Current resident,"
    "Former resident; Include delinquencies that equal NTV Credit? Yes;  Delinquency range 0.00 through 99999999.00; "
    "Aging Columns: Fiscal;  Filter type: ALL; Summaries: ALL;  Show Prepaid As Allocated: Yes; "
    "Include outstanding deposits: No; Hide all PII data: Yes;"
)
FOOTNOTE = (
    "** These subtotals consist of transaction code level balances, and may not sum up to grand totals that are "
    "subtotaled by resident ledger or subjournal."
)


@dataclass(slots=True)
class _CodeBalance:
    """What all accounts owe and have prepaid under one code, at the end of the month before and now."""

    prepaid_before: Decimal = NOTHING
    prepaid: Decimal = NOTHING
    delinquent_before: Decimal = NOTHING
    delinquent: Decimal = NOTHING
    ages: list[Decimal] = field(default_factory=lambda: [NOTHING] * len(AGE_COLUMNS))


def delinquent_and_prepaid(book: PropertyBook, day: date) -> bytes:
    """The report as of `day`, as known then."""
    accounts = account_balances(book, day)
    paper = Paper(book.site.name, "DELINQUENT AND PREPAID", day, "120.080.106", ("O", "BO"))
    _open_report(paper, day, len(accounts))
    for account in accounts:
        _write_account(paper, account, len(accounts))
    _write_totals(paper, accounts)
    codes = _code_balances(book, day, accounts)
    _write_codes(paper, codes)
    _write_ledger_accounts(paper, codes)
    return paper.to_bytes()


def _open_report(paper: Paper, day: date, accounts: int) -> None:
    paper.new_page(PAGE_ROWS)
    paper.down(1, O=f"Fiscal Period {day:%m%Y} As of {mdy(day)}")
    paper.down(2, B="Parameters:  Report Type: Details")
    paper.down(2, B="Subproperties: ALL")
    paper.down(3, B="Subjournals: ALL")
    paper.down(2, B=PARAMETERS)
    paper.down(2)
    _header(paper, accounts)


def _header(paper: Paper, accounts: int) -> None:
    paper.down(2, B=f"Detail - {accounts} Account(s)")
    paper.down(2, F="Name\nPhone Number\nEmail")
    paper.down(1, B="Unit", J="\nStatus", N="Move-In/\nOut", S="Code\nDescription", Y="Total\nPrepaid")
    paper.put(AE="Total\nDelinquent", AN="Net\nBalance", AR="\nCurrent", AW="30\nDays", BA="60\nDays", BD="90+\nDays")
    paper.put(BH="Prorate  Credits ", BM="Deposits\nHeld", BS="Outstanding\nDeposit", BX="# Late/\n# NSF")
    paper.down(3)


def _break_page(paper: Paper, accounts: int) -> None:
    paper.new_page(PAGE_ROWS)
    _header(paper, accounts)


def _write_account(paper: Paper, account: AccountBalance, accounts: int) -> None:
    """One account: with a single charge line its net balance stands there, else in a row of subtotals."""
    break_page = partial(_break_page, paper, accounts)
    paper.need(3, break_page)
    moves = "\n".join(mdy(day) for day in (account.move_in, account.move_out) if day is not None)
    paper.down(1, B=account.unit_number or "NONE", J=account.status, N=moves or None)
    paper.put(BN=account.deposit_held, BS=NOTHING, BX=f"{account.late_fees}/0")
    single = len(account.lines) == 1
    for number, line in enumerate(account.lines):
        paper.need(2, break_page)
        paper.down(ROWS_AFTER_A_CHARGE if number else 1, S=line.code, BI=NOTHING, AN=line.net if single else None)
        paper.put(X=line.prepaid, AD=line.delinquent, **_ages(line))
    if not single:
        paper.need(3, break_page)
        paper.down(3, S="Subtotals:", BH=NOTHING, AN=account.net, **_sums(account.lines))
    paper.down(2)


def _ages(line: Line) -> dict[str, Cell]:
    return dict(zip(AGE_COLUMNS, line.ages, strict=True))


def _sums(lines: Iterable[Line]) -> dict[str, Cell]:
    known = list(lines)
    sums: dict[str, Cell] = {
        column: sum((line.ages[age] for line in known), NOTHING) for age, column in enumerate(AGE_COLUMNS)
    }
    sums["X"] = sum((line.prepaid for line in known), NOTHING)
    sums["AD"] = sum((line.delinquent for line in known), NOTHING)
    return sums


def _write_totals(paper: Paper, accounts: list[AccountBalance]) -> None:
    """The grand totals, one column right of the charges where the real report has them, and the counts under them."""
    totals = total(accounts)
    paper.down(1, Q="Grand Totals:", X=totals.total_prepaid, AE=totals.total_delinquent, AN=totals.net_balance)
    paper.put(AR=totals.current, AW=totals.days_30, BA=totals.days_60, BD=totals.days_90_plus)
    paper.put(BI=NOTHING, BN=totals.deposits_held)
    paper.down(1, Q="Resident Count:", AL="**", X=sum(any(line.prepaid for line in one.lines) for one in accounts))
    paper.put(AE=sum(any(line.delinquent for line in one.lines) for one in accounts))
    for age, column in enumerate(AGE_COLUMNS):
        paper.put(**{column: sum(sum(line.ages[age] for line in one.lines) > 0 for one in accounts)})
    paper.down(1, AE="Net Prepaid:", AN=totals.net_prepaid)
    paper.down(1, AB="Net Delinquent:", AN=totals.net_delinquent)
    paper.down(3, B=FOOTNOTE)


def _code_balances(book: PropertyBook, day: date, accounts: list[AccountBalance]) -> dict[str, _CodeBalance]:
    codes: dict[str, _CodeBalance] = {}
    for line in (line for account in accounts for line in account.lines):
        code = codes.setdefault(line.code, _CodeBalance())
        code.prepaid += line.prepaid
        code.delinquent += line.delinquent
        code.ages = [known + added for known, added in zip(code.ages, line.ages, strict=True)]
    before = first_of_month(day) - timedelta(days=1)
    for line in (line for entries in book.entries.values() for line in open_lines(entries, before)):
        code = codes.setdefault(line.code, _CodeBalance())
        code.prepaid_before += line.prepaid
        code.delinquent_before += line.delinquent
    return codes


def _ledger_account(code: str) -> str:
    return PREPAID if code.startswith(PREPAID_CODES) else RECEIVABLE


def _codes_header(paper: Paper, *, continued: bool = False) -> None:
    paper.down(5, L="Summary By Transaction Code **")
    if continued:
        paper.down(1, AX="(cont.)")
    paper.down(1, D="\nDescription", I="Delinquent / Prepaid Account\n", O="Beginning\nPrepaid", U="Current\nPrepaid")
    paper.put(AA="Change In\nPrepaid", AF="Beginning\nDelinquent", AL="Current\nDelinquent")
    paper.put(AQ="Change In\nDelinquent", AU="Beginning\nBalance", AZ="Current\nBalance", BD="Change In\nBalance")
    paper.put(BJ="\nCurrent", BQ="30\nDays", BT="60\nDays", BV="90+\nDays")
    paper.down(3)


def _write_codes(paper: Paper, codes: dict[str, _CodeBalance]) -> None:
    """The balances by transaction code and, without a label, their sums."""
    paper.new_page(PAGE_ROWS)
    _codes_header(paper)
    for code, balance in codes.items():
        if paper.row + 4 > paper.page_ends:
            paper.new_page(PAGE_ROWS)
            _codes_header(paper, continued=True)
        paper.down(2, D=code, I=_ledger_account(code))
        _put_code(paper, balance)
    paper.down(2)
    _put_code(paper, _sum_of_codes(codes.values()))


def _put_code(paper: Paper, balance: _CodeBalance) -> None:
    before, now = _net_before(balance), balance.prepaid + balance.delinquent
    paper.put(O=balance.prepaid_before, U=balance.prepaid, AA=balance.prepaid - balance.prepaid_before)
    change = balance.delinquent - balance.delinquent_before
    paper.put(AF=balance.delinquent_before, AL=balance.delinquent, AQ=change)
    paper.put(AU=before, AZ=now, BD=now - before, **dict(zip(CODE_AGE_COLUMNS, balance.ages, strict=True)))


def _net_before(balance: _CodeBalance) -> Decimal:
    return balance.prepaid_before + balance.delinquent_before


def _sum_of_codes(balances: Iterable[_CodeBalance]) -> _CodeBalance:
    sums = _CodeBalance()
    for balance in balances:
        sums.prepaid_before += balance.prepaid_before
        sums.prepaid += balance.prepaid
        sums.delinquent_before += balance.delinquent_before
        sums.delinquent += balance.delinquent
        sums.ages = [known + added for known, added in zip(sums.ages, balance.ages, strict=True)]
    return sums


def _write_ledger_accounts(paper: Paper, codes: dict[str, _CodeBalance]) -> None:
    """The balances by general ledger account, beginning, ending and change, with the codes of each."""
    paper.down(2, G="Summary by General Ledger Account")
    paper.down(2, AI="         Beginning                       Ending")
    paper.down(1, G="Grand Totals:    ")
    _put_change(paper, codes.values())
    for number, name in LEDGER_ACCOUNTS.items():
        members = {code: one for code, one in sorted(codes.items()) if _ledger_account(code) == number}
        paper.down(1, G=f"{number} {name}", T="Total:")
        _put_change(paper, members.values())
        for code, balance in members.items():
            paper.down(1, T=code)
            _put_change(paper, [balance])


def _put_change(paper: Paper, balances: Iterable[_CodeBalance]) -> None:
    known = list(balances)
    beginning = sum((_net_before(one) for one in known), NOTHING)
    ending = sum((one.prepaid + one.delinquent for one in known), NOTHING)
    paper.put(AI=beginning, AQ=ending, AY=ending - beginning)
