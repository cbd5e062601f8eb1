"""RealPage "Lease Expiration/Renewal Detail" (4156): expiring leases with what their residents decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from parsers.banner import Banner, read_banner
from parsers.cells import Cell, day, squash, without_sentinel
from parsers.document import Finding, ParsedDocument, Total
from parsers.grid import Workbook
from parsers.headers import column_map, search_headers
from parsers.one_property import several_sheets
from parsers.reader import SheetReader
from parsers.realpage.lease_renewal_summary import RENEWED, summary_checks
from parsers.realpage.lease_renewal_tables import MAP, PrintedTotals, RenewalTable, read_tables, require_empty
from parsers.realpage.lease_terms import months_of_term
from parsers.recognize import Report
from parsers.totals import ZERO, compare, matching_sum, sum_of

NAME = "realpage_lease_renewals"
TITLES = ("Lease Expiration/Renewal Detail",)
_TEXT_FIELDS = ("unit_number", "floor_plan", "resident_name", "decision", "leasing_consultant")
_MONEY_FIELDS = (
    "actual_rent",
    "other_billings",
    "last_increase_amount",
    "market_rent",
    "new_rent",
    "new_other_billings",
)
_DAY_FIELDS = ("last_increase_date", "move_in", "lease_end", "new_lease_start")
_DECISIONS = frozenset({RENEWED, "vacating", "unknown", "mtm", "monthtomonth", "movedout", "transferring"})


class LeaseRenewal(NamedTuple):
    """One row per lease that expires in the report's range, with its resident's decision as printed.

    `last_increase_date` and the new lease's fields are blank where there is no increase and no new lease, while their
    amounts are then printed as 0.00. `new_lease_term` is in months.
    """

    row_number: int
    unit_number: str | None
    floor_plan: str | None
    resident_name: str | None
    actual_rent: Decimal | None
    other_billings: Decimal | None
    last_increase_date: date | None
    last_increase_amount: Decimal | None
    market_rent: Decimal | None
    move_in: date | None
    lease_end: date | None
    decision: str | None
    new_lease_start: date | None
    new_lease_term: int | None
    new_rent: Decimal | None
    new_other_billings: Decimal | None
    leasing_consultant: str | None


def parse(workbook: Workbook, country: str) -> ParsedDocument:
    """The document, with each table's "Totals:" and the counts by floor plan compared; LayoutError otherwise."""
    readers = [SheetReader(workbook, sheet, country) for sheet in workbook.sheets]
    banner = _banner(readers, country)
    tables = read_tables(readers, banner)
    if not tables:
        require_empty(readers)
    rows, renewals = _told_apart(tables)
    _refuse_several([table for table in tables if table.rows and table not in renewals], workbook)
    summary, noticed = summary_checks(readers, rows)
    return ParsedDocument(
        report=NAME,
        format=workbook.format,
        property_name=banner.property_name,
        company=banner.company,
        as_of=banner.as_of,
        period_start=banner.period_start,
        tables={NAME: rows},
        totals=(*_totals(tables, renewals), *summary),
        findings=(*_findings(tables, rows, banner), *_renewed_apart(renewals, rows), *noticed),
    )


REPORT = Report(NAME, TITLES, (MAP,), parse)


def _banner(readers: Sequence[SheetReader], country: str) -> Banner:
    """The banner above the first header, or the whole sheet before it: the table of contents."""
    first = readers[0].sheet
    headers = search_headers(first, column_map(MAP)).complete
    end = headers[0].first_row if headers else len(first.rows)
    return read_banner(first, end=end, titles=TITLES, country=country)


def _told_apart(tables: Sequence[RenewalTable]) -> tuple[list[LeaseRenewal], list[RenewalTable]]:
    """The expiring leases, and the tables that list the renewed ones of them again, whatever their sheet is called."""
    rows: list[LeaseRenewal] = []
    renewals: list[RenewalTable] = []
    for table in tables:
        leases = _leases(table, len(rows) + 1)
        is_later = table is not tables[0]
        all_renewed = all(squash(one.decision) == RENEWED for one in leases)
        repeats = is_later and all_renewed and {_key(one) for one in leases} <= {_key(one) for one in rows}
        # The first table's caption may be the end of the table of contents, which names every list.
        if repeats or (table.lists_renewals and len(tables) > 1 and (is_later or all_renewed)):
            renewals.append(table)
        else:
            rows += leases
    return rows, renewals


def _key(lease: LeaseRenewal) -> tuple[str | None, str | None, date | None]:
    return lease.unit_number, lease.resident_name, lease.lease_end


def _refuse_several(tables: Sequence[RenewalTable], workbook: Workbook) -> None:
    sheets = list(dict.fromkeys(table.reader.sheet.name for table in tables))
    if len(sheets) > 1:
        raise several_sheets(sheets, file=workbook.name, what="a list of expiring leases")


def _leases(table: RenewalTable, first: int) -> list[LeaseRenewal]:
    read, at = table.read, table.places.get
    a_day = partial(_day, country=table.reader.country)
    fields: dict[str, Sequence[Any]] = {one: read.printed(at(one)) for one in _TEXT_FIELDS}
    fields |= {one: read.money(at(one)) for one in _MONEY_FIELDS}
    fields |= {one: read.read(at(one), a_day) for one in _DAY_FIELDS}
    fields["new_lease_term"] = read.read(at("new_lease_term"), months_of_term)
    fields["row_number"] = range(first, first + len(table.rows))
    return list(map(LeaseRenewal._make, zip(*(fields[one] for one in LeaseRenewal._fields), strict=True)))


def _day(cell: Cell, country: str) -> date | None:
    return without_sentinel(day(cell, country=country))


def _totals(tables: Sequence[RenewalTable], renewals: Sequence[RenewalTable]) -> list[Total]:
    return [
        total
        for table in tables
        for number, printed in enumerate(table.totals, start=1)
        for total in _compared(table, printed, _section(table, number, renewed=table in renewals))
    ]


def _section(table: RenewalTable, number: int, *, renewed: bool) -> str:
    name = "renewal_detail" if renewed else "totals"
    return name if number == len(table.totals) else f"{name}.part_{number}"


def _compared(table: RenewalTable, printed: PrintedTotals, section: str) -> list[Total]:
    """A "Totals:" row against the rows since the one before, or all rows above it: a last one may sum several parts."""
    computed: dict[str, Decimal | int | None] = {}
    for one, amount in printed.figures.items():
        values = table.read.money(table.places.get(one))[: printed.above]
        part = values[len(values) - printed.since :]
        computed[one] = matching_sum(amount or ZERO, [sum_of(values), sum_of(part)])
    return compare(section, printed.figures, computed)


def _findings(tables: Sequence[RenewalTable], rows: Sequence[LeaseRenewal], banner: Banner) -> list[Finding]:
    findings = [one for table in tables for one in table.findings]
    if banner.as_of is None:
        findings.append(Finding("no_as_of_date", "the banner has no readable 'As of' date"))
    if not rows:
        findings.append(Finding("nothing_expires", "the report lists no lease: nothing expires in its range", "info"))
    unknown = sorted({row.decision or "none" for row in rows if squash(row.decision) not in _DECISIONS})
    if unknown:
        count = sum(squash(row.decision) not in _DECISIONS for row in rows)
        findings.append(Finding("unknown_decisions", f"{count} leases have a decision that is not known: {unknown}"))
    return findings


def _renewed_apart(renewals: Sequence[RenewalTable], rows: Sequence[LeaseRenewal]) -> list[Finding]:
    """The renewed leases are listed twice; where the lists differ, one of them is not complete."""
    units = [unit for table in renewals for unit in table.read.printed(table.places.get("unit_number"))]
    renewed = [row.unit_number for row in rows if squash(row.decision) == RENEWED]
    if not renewals or Counter(units) == Counter(renewed):
        return []
    said = f"the renewal detail lists {len(units)} leases, the expiration detail {len(renewed)} that are renewed"
    return [Finding("renewal_detail_differs", said)]
