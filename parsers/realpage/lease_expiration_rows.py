"""What the rows of the Lease Expiration Detail are: sections, leases (some in two rows), contact rows and totals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from parsers.banner import Banner
from parsers.cells import squash, text
from parsers.columns import amounts_in
from parsers.document import Finding
from parsers.errors import LayoutError
from parsers.headers import ColumnMap, Header
from parsers.one_property import several_properties
from parsers.reader import SheetReader
from parsers.realpage.shifted_rows import RowPlaces, ShiftedRows, looks_like_day
from parsers.unread import body_rows, unread_rows

_MONTHS = ("january", "february", "march", "april", "may", "june",
           "july", "august", "september", "october", "november", "december")  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(f'{one[:3]}(?:{one[3:]})?' for one in _MONTHS)}|sept)\.?,?[\s-]+(?P<year>\d{{4}})"
_SECTION = re.compile(
    rf"(?P<label>(?:(?:mtm|month[\s-]to[\s-]month)(?:\s*/\s*expired)?|expired)(?:\s+leases?)?|{_MONTH})"
    r"\s*:?\s*(?:\(\s*\d+\s*(?:leases?)?\s*\))?[\s(-]*(?:cont(?:inued|\.)?)?[\s)-]*",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"total\s+(?P<kind>.*?)\s*leases?(?:\s+expiring\s+in)?\s*(?P<month>.*?)\s*:\s*(?P<count>[\d,]+)?(?:\s*\(.*\))?",
    re.IGNORECASE,
)
_CONTACT = re.compile(r".*@.*|[\d\s().+x-]{7,}", re.IGNORECASE)
_CELLS_OF_A_LEASE = 4
_CELLS_OF_A_CONTACT = 2
_AMOUNTS_OF_A_LEASE = 5


class Section(NamedTuple):
    """A section as printed: its label without "continued", its month, and whether its leases run month to month."""

    label: str
    month: date | None

    @property
    def is_month_to_month(self) -> bool:
        """Whether the section is the one of leases without a coming end."""
        return squash(self.label).startswith(("mtm", "monthtomonth"))


@dataclass(slots=True)
class Lease:
    """One lease as printed: the row of each of its cells by column, its section, and where its fields stand."""

    section: Section | None
    cells: dict[int, int]
    places: RowPlaces = field(default_factory=RowPlaces)


@dataclass(slots=True)
class PrintedTotal:
    """A total as printed: what it is of, its count, its figures, and the leases above it that it sums."""

    name: str
    count: Decimal | None
    figures: Mapping[str, Decimal | None]
    leases: Sequence[Lease]


@dataclass(slots=True)
class Listing:
    """All leases in their order, the totals between and below them and what was noticed."""

    leases: list[Lease] = field(default_factory=list)
    totals: list[PrintedTotal] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_listing(reader: SheetReader, headers: Sequence[Header], columns: ColumnMap, banner: Banner) -> Listing:
    """Every lease from the first header to the row "Total leases", LayoutError where that row is missing."""
    walk = _Walk(reader, headers[0], columns)
    for row in body_rows(reader, headers, len(reader.sheet.rows), banner):
        walk.take(row)
        if walk.is_complete:
            _refuse_more(reader, headers, row)
            break
    if not walk.is_complete:
        raise _no_grand_total(reader)
    walk.listing.findings += unread_rows(reader, walk.listing.unread, banner)
    return walk.listing


class _Walk:
    """Goes down the rows and keeps the section, the leases since the last total, and what was left aside."""

    def __init__(self, reader: SheetReader, header: Header, columns: ColumnMap) -> None:
        self.reader = reader
        self.header = header
        self.rows = ShiftedRows(reader, header.slots, columns)
        self.sums = self.rows.without("last_rent_change_amount")
        self.totals = frozenset(reader.sheet.rows_saying(lambda said: bool(_TOTAL.fullmatch(said))))
        self.listing = Listing()
        self.section: Section | None = None
        self.since_total = 0
        self.is_complete = False

    def take(self, row: int) -> None:
        if row in self.totals and (total := self._total(row)):
            self._take_total(row, *total)
        elif len(self.reader.filled(row)) == 1 and (found := self._section(row)):
            self.section = found
        elif self._is_lease(row):
            self._take_lease(row)
        elif not self._is_contact(row):
            self.listing.unread.append(row)

    def _total(self, row: int) -> tuple[int, re.Match[str]] | None:
        said = self.reader.texts(row).items()
        return next(((column, found) for column, one in said if (found := _TOTAL.fullmatch(one))), None)

    def _section(self, row: int) -> Section | None:
        """The section that the one cell of a row heads: words, or the first day of its month left of the leases."""
        column = self.reader.filled(row)[0]
        cell = self.reader.cell(row, column)
        if isinstance(cell, date):
            return _section_of(cell) if column <= self.header.slots[0].index and cell.day == 1 else None
        found = _SECTION.fullmatch(text(cell) or "")
        return _section(found) if found else None

    def _take_total(self, row: int, column: int, found: re.Match[str]) -> None:
        amounts = [one for one in amounts_in(self.reader.sheet, row) if one > column]
        count = Decimal(found["count"].replace(",", "")) if found["count"] else None
        if count is None and amounts:
            count = self.reader.money(row, amounts.pop(0))
        self._place_leases(_SECTION.fullmatch(found["month"] or found["kind"]))
        places = self.sums.places(dict.fromkeys(amounts, row)).columns
        name = re.sub(r"\W+", "_", (found["month"] or found["kind"]).lower()).strip("_")
        self.is_complete = not name
        leases = self.listing.leases[0 if self.is_complete else self.since_total :]
        figures = {one: self.reader.money(row, where) for one, where in places.items()}
        self.listing.totals.append(PrintedTotal(name or "grand", count, figures, leases))
        self.since_total = len(self.listing.leases)
        self.section = None

    def _place_leases(self, closed: re.Match[str] | None) -> None:
        """Find the fields of the leases since the last total; those without a heading are of the section it closes."""
        for lease in self.listing.leases[self.since_total :]:
            lease.places = self.rows.places(lease.cells)
            lease.section = lease.section or (_section(closed) if closed else None)

    def _is_lease(self, row: int) -> bool:
        filled = self.reader.filled(row)
        has_day = any(looks_like_day(self.reader.cell(row, one)) for one in filled)
        many = len(amounts_in(self.reader.sheet, row)) >= _AMOUNTS_OF_A_LEASE
        return len(filled) >= _CELLS_OF_A_LEASE and (has_day or many)

    def _take_lease(self, row: int) -> None:
        """A lease of its own, or the rest of one that the vendor parted in two rows at its "Do Not Renew" mark."""
        cells = dict.fromkeys(self.reader.filled(row), row)
        last = self.listing.leases[-1] if len(self.listing.leases) > self.since_total else None
        if last and not last.cells.keys() & cells.keys() and self._amounts(last.cells) < _AMOUNTS_OF_A_LEASE:
            last.cells.update(cells)
        else:
            self.listing.leases.append(Lease(self.section, cells))

    def _amounts(self, cells: Mapping[int, int]) -> int:
        return sum(column in amounts_in(self.reader.sheet, row) for column, row in cells.items())

    def _is_contact(self, row: int) -> bool:
        """Whether a row holds a phone number or an e-mail address, which are never carried, nor shown in a finding."""
        filled = self.reader.filled(row)
        return len(filled) <= _CELLS_OF_A_CONTACT and all(
            self._is_under_name(one) or _CONTACT.fullmatch(str(self.reader.text(row, one))) for one in filled
        )

    def _is_under_name(self, column: int) -> bool:
        nearest = min(self.header.slots, key=lambda slot: abs(slot.index - column))
        return bool(self.listing.leases) and nearest.field in {"resident_name", "phone", "email"}


def _section(found: re.Match[str]) -> Section:
    month = found["month"]
    number = next((at for at, one in enumerate(_MONTHS, start=1) if month and one[:3] == month.lower()[:3]), None)
    first = date(int(found["year"]), number, 1) if number else None
    return Section(" ".join(found["label"].split()), first)


def _section_of(month: date) -> Section:
    return Section(f"{_MONTHS[month.month - 1].capitalize()} {month.year}", date(month.year, month.month, 1))


def _refuse_more(reader: SheetReader, headers: Sequence[Header], end: int) -> None:
    """Refuse a file in which another listing begins below the last total: it would be left out silently."""
    later = next((one for one in headers if one.first_row > end), None)
    if later:
        raise several_properties(
            "another listing of leases begins below the row 'Total leases'",
            place=reader.place(later.first_row),
            expected="the leases of one property",
        )


def _no_grand_total(reader: SheetReader) -> LayoutError:
    return LayoutError(
        "the report has no row 'Total leases'",
        place=reader.place(len(reader.sheet.rows) - 1),
        expected="a row 'Total leases: <count>' after the last section",
        next_step="The file is probably truncated: fetch the report again",
    )


def ends_outside(leases: Iterable[tuple[Section | None, date | datetime | None]]) -> int:
    """How many leases end in another month than their section's."""
    return sum(
        bool(section and section.month and end and (section.month.year, section.month.month) != (end.year, end.month))
        for section, end in leases
    )
