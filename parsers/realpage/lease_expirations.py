"""RealPage "Lease Expiration Detail" (3838): leases by the month in which they expire, with their rent and balance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from parsers.banner import Banner
from parsers.cells import lines, name, without_sentinel
from parsers.document import Finding, ParsedDocument, Total
from parsers.errors import CellError
from parsers.grid import Workbook
from parsers.one_table import find_table
from parsers.reader import SheetReader
from parsers.realpage.lease_expiration_rows import Lease, Listing, ends_outside, read_listing
from parsers.realpage.lease_terms import months_of_term
from parsers.realpage.sheet_search import banner_above
from parsers.realpage.shifted_rows import is_total_of
from parsers.recognize import Report
from parsers.totals import compare, sum_of

NAME = "realpage_lease_expirations"
TITLES = ("LEASE EXPIRATION DETAIL",)
# The letters are what symbol fonts draw as boxes: Webdings "a", Wingdings "x" and "\u00fe" are ticked ones.
_TICKED = frozenset({"x", "y", "yes", "a", "true", "\u00fe", "\u00fd", "\u2713", "\u2714", "\u2611", "\u2612"})
_LATE_NSF = re.compile(r"(?P<late>\d+)\s*/\s*(?P<nsf>\d+)")
_MONEY = ("market_rent", "lease_rent", "other_charges", "other_credits", "total_billing", "balance")


class LeaseExpiration(NamedTuple):
    """One row per lease the report lists, in its order; a phone number or e-mail address is never carried.

    `expires_in` is the first day of the section's month, None for month-to-month and expired leases, whose section is
    "MTM". `lease_term` is in months, None where the term is month to month.
    """

    lease_number: int
    section: str | None
    expires_in: date | None
    is_month_to_month: bool
    unit_number: str | None
    floor_plan: str | None
    sqft: int | None
    resident_name: str | None
    lease_term: int | None
    lease_end: date | None
    move_in: date | None
    expected_move_out: date | None
    do_not_renew: bool
    late_count: int | None
    nsf_count: int | None
    last_rent_change: date | None
    last_rent_change_amount: Decimal | None
    market_rent: Decimal | None
    lease_rent: Decimal | None
    other_charges: Decimal | None
    other_credits: Decimal | None
    total_billing: Decimal | None
    balance: Decimal | None


def parse(workbook: Workbook, country: str) -> ParsedDocument:
    """The document, with every section's count and sums and those of all leases compared; LayoutError otherwise."""
    sheet, headers, columns = find_table(workbook, (NAME,), what="the listing of leases")
    reader = SheetReader(workbook, sheet, country)
    banner = banner_above(sheet, headers[0], TITLES, country)
    listing = read_listing(reader, headers, columns, banner)
    rows = [_LeaseReader(reader, lease).row(number) for number, lease in enumerate(listing.leases, start=1)]
    return ParsedDocument(
        report=NAME,
        format=workbook.format,
        property_name=banner.property_name,
        company=banner.company,
        as_of=banner.as_of,
        period_start=banner.period_start,
        tables={NAME: rows},
        totals=_totals(listing, rows),
        findings=_findings(listing, rows, banner),
    )


REPORT = Report(NAME, TITLES, (NAME,), parse)


class _LeaseReader:
    """Reads one lease's fields from where they stand in its row or rows."""

    def __init__(self, reader: SheetReader, lease: Lease) -> None:
        self.reader = reader
        self.lease = lease

    def row(self, number: int) -> LeaseExpiration:
        section = self.lease.section
        late, nsf = self._late_nsf()
        return LeaseExpiration(
            lease_number=number,
            section=section.label if section else None,
            expires_in=section.month if section else None,
            is_month_to_month=section.is_month_to_month if section else False,
            unit_number=self._text("unit_number"),
            floor_plan=self._text("floor_plan"),
            sqft=self.reader.count(*self._at("sqft")),
            resident_name=self._name(),
            lease_term=self.reader.read(months_of_term, *self._at("lease_term")),
            lease_end=self._day("lease_end"),
            move_in=self._day("move_in"),
            expected_move_out=self._day("expected_move_out"),
            do_not_renew=self._is_ticked(),
            late_count=late,
            nsf_count=nsf,
            last_rent_change=self._day("last_rent_change"),
            last_rent_change_amount=self.reader.money(*self._at("last_rent_change_amount")),
            **{one: self.reader.money(*self._at(one)) for one in _MONEY},
        )

    def _at(self, field: str) -> tuple[int, int | None]:
        column = self.lease.places.columns.get(field)
        return (next(iter(self.lease.cells.values())), None) if column is None else (self.lease.cells[column], column)

    def _text(self, field: str) -> str | None:
        return self.reader.text(*self._at(field))

    def _day(self, field: str) -> date | None:
        return without_sentinel(self.reader.day(*self._at(field)))

    def _name(self) -> str | None:
        printed = lines(self.reader.cell(*self._at("resident_name")))
        return next((found for line in printed if (found := name(line))), None)

    def _is_ticked(self) -> bool:
        said = {self.reader.text(self.lease.cells[column], column) for column in self.lease.places.marks}
        return any(one is not None and one.lower() in _TICKED for one in said)

    def _late_nsf(self) -> tuple[int | None, int | None]:
        said = self._text("late_nsf")
        found = _LATE_NSF.fullmatch(said) if said else None
        if said and not found:
            raise CellError(
                said,
                place=self.reader.place(*self._at("late_nsf")),
                expected="counts of late and returned payments such as 1/0",
            )
        return (int(found["late"]), int(found["nsf"])) if found else (None, None)


def _totals(listing: Listing, rows: Sequence[LeaseExpiration]) -> list[Total]:
    by_lease = {id(lease): row for lease, row in zip(listing.leases, rows, strict=True)}
    totals: list[Total] = []
    for printed in listing.totals:
        summed = [by_lease[id(lease)] for lease in printed.leases]
        computed = {one: sum_of(getattr(row, one) for row in summed) for one in printed.figures}
        totals += compare(printed.name, {"leases": printed.count}, {"leases": len(summed)})
        totals += compare(printed.name, printed.figures, computed)
    return totals


def _findings(listing: Listing, rows: Sequence[LeaseExpiration], banner: Banner) -> list[Finding]:
    findings = [*listing.findings]
    if banner.as_of is None:
        findings.append(Finding("no_as_of_date", "the banner has no readable 'As of' date", "info"))
    if not rows:
        findings.append(Finding("nothing_expires", "the report lists no lease: nothing expires in its months", "info"))
    wrong = [row for row in rows if row.total_billing is not None and not is_total_of(row.total_billing, row._asdict())]
    if wrong:
        said = f"on {len(wrong)} of {len(rows)} leases rent and charges do not add up to the total billing, first on "
        findings.append(Finding("billing_does_not_sum", f"{said}lease {wrong[0].lease_number}"))
    sections = [one.section for one in listing.leases]
    if outside := ends_outside(zip(sections, (row.lease_end for row in rows), strict=True)):
        said = f"{outside} leases end in another month than their section's"
        findings.append(Finding("lease_ends_outside_section", said))
    if unheaded := [row for row in rows if row.section is None]:
        said = (
            f"{len(unheaded)} leases stand under no section that is known, so the month they expire in is blank, first "
        )
        findings.append(Finding("lease_without_section", f"{said}lease {unheaded[0].lease_number}"))
    return findings + _uncounted(listing, rows)


def _uncounted(listing: Listing, rows: Sequence[LeaseExpiration]) -> list[Finding]:
    """Sections without a total of their own: their leases are only checked by the total of all."""
    counted = {id(lease) for total in listing.totals[:-1] for lease in total.leases}
    without = [row for lease, row in zip(listing.leases, rows, strict=True) if id(lease) not in counted]
    names = ", ".join(sorted({row.section or "no section" for row in without}))
    said = f"{len(without)} leases stand in no counted section: {names}"
    return [Finding("section_without_total", said)] if without else []
