"""What the rows of a Yardi rent roll are: sections, unit blocks with their charge lines, and totals.

Only words and kinds of cells decide. What stands below "Summary Groups" repeats the sections' labels and holds no unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from parsers.banner import Banner
from parsers.cells import squash
from parsers.columns import amounts_in, assign, by_field, refuse_unmapped_amounts, shifted, used_columns
from parsers.document import Finding
from parsers.headers import ColumnMap, Header, Slot
from parsers.reader import SheetReader
from parsers.unread import is_page_furniture, unread_rows

CURRENT, FUTURE = "current", "future"
MONEY_FIELDS = ("market_rent", "actual_rent", "amount", "resident_deposit", "other_deposit", "balance")
_SECTIONS = {
    "currentnotice": CURRENT,
    "currentresident": CURRENT,
    "futureresident": FUTURE,
    "futureapplicant": FUTURE,
    "applicant": FUTURE,
}
_SUMMARIES = ("summarygroups", "summaryofcharges")
_TOTAL = ("total", "grandtotal")
_TOTALS = frozenset({"total", "totals", "grandtotal", "grandtotals"})
_CELLS_OF_A_UNIT = 3

Figures = dict[str, Decimal | None]


@dataclass(slots=True)
class Block:
    """One unit or future resident: its own row (from 0), its section, its charge lines and its printed Total."""

    row: int
    section: str
    label: str | None
    figures: Figures
    lines: list[tuple[str | None, Decimal | None]] = field(default_factory=list)
    total: Decimal | None = None
    is_closed: bool = False


@dataclass(slots=True)
class TotalRow:
    """A total over units: its label as printed, the section it stands in and its figures."""

    label: str
    section: str
    figures: Figures


@dataclass(slots=True)
class RentRollRows:
    """The blocks in their order, the totals over them, the column of each field and where the summaries begin."""

    blocks: list[Block]
    totals: list[TotalRow]
    places: Mapping[str, int]
    end: int
    findings: list[Finding]


def read_rows(reader: SheetReader, headers: Sequence[Header], columns: ColumnMap, banner: Banner) -> RentRollRows:
    """Every block and total between the first header and the summaries."""
    first = headers[0]
    end = _summary_row(reader, first.last_row + 1)
    header_rows = {row for one in headers for row in range(one.first_row, one.last_row + 1)}
    body = [
        row
        for row in range(first.last_row + 1, end)
        if row not in header_rows and not reader.is_empty(row) and not is_page_furniture(reader, row, banner)
    ]
    walk = _Walk(reader, *_mapping(reader, first, body, columns))
    for row in body:
        walk.take(row)
    findings = unread_rows(reader, walk.unread, banner)
    return RentRollRows(walk.blocks, walk.totals, walk.places, end, findings)


def is_total(reader: SheetReader, row: int) -> bool:
    """Whether the first text of a row begins with "Total", or another one is that word."""
    said = reader.words(row)
    return bool(said) and (said[0].startswith(_TOTAL) or any(one in _TOTALS for one in said))


def _summary_row(reader: SheetReader, start: int) -> int:
    rows = range(start, len(reader.sheet.rows))
    starts = (row for row in rows if any(said.startswith(_SUMMARIES) for said in reader.words(row)))
    return next(starts, len(reader.sheet.rows))


def _mapping(
    reader: SheetReader, header: Header, body: Sequence[int], columns: ColumnMap
) -> tuple[Mapping[str, int], Sequence[Slot]]:
    rows = [row for row in body if amounts_in(reader.sheet, row) and not is_total(reader, row)]
    place = reader.place(header.last_row)
    used = used_columns(reader.sheet, rows)
    mapping = assign(used, header.slots, place=place, what="the rows of units")
    refuse_unmapped_amounts(used, mapping, place=place, name=columns.name)
    return by_field(mapping), shifted(header.slots, mapping)


class _Walk:
    """Goes down the rows and keeps the section and the block they belong to."""

    def __init__(self, reader: SheetReader, places: Mapping[str, int], slots: Sequence[Slot]) -> None:
        self.reader = reader
        self.places = places
        self.slots = [one for one in slots if one.column and one.column.kind in {"money", "count"}]
        self.section = CURRENT
        self.label: str | None = None
        self.blocks: list[Block] = []
        self.totals: list[TotalRow] = []
        self.unread: list[int] = []

    def take(self, row: int) -> None:
        if is_total(self.reader, row):
            self._take_total(row)
        elif self._opens_block(row):
            figures = {one: self.reader.money(row, self.places.get(one)) for one in (*MONEY_FIELDS, "sqft")}
            self.blocks.append(Block(row, self.section, self.label, figures))
            self._take_line(row)
        elif self._is_line(row):
            self._take_line(row)
        elif not self._take_section(row):
            self.unread.append(row)

    def _opens_block(self, row: int) -> bool:
        """Whether a row has a unit and more about it, or a resident with amounts."""
        if self.reader.text(row, self.places.get("unit_number")):
            return len(self.reader.filled(row)) >= _CELLS_OF_A_UNIT
        resident = self.reader.text(row, self.places.get("resident_code"))
        return resident is not None and bool(amounts_in(self.reader.sheet, row))

    def _is_line(self, row: int) -> bool:
        """Whether a row holds a charge code and an amount and nothing else."""
        filled = set(self.reader.filled(row))
        charge = {self.places.get("charge_code"), self.places.get("amount")}
        return bool(self.blocks) and bool(filled) and filled <= charge and self.places.get("amount") in filled

    def _take_line(self, row: int) -> None:
        code = self.reader.text(row, self.places.get("charge_code"))
        amount = self.reader.money(row, self.places.get("amount"))
        if code is not None or amount:
            self.blocks[-1].lines.append((code, amount))

    def _take_section(self, row: int) -> bool:
        said = list(self.reader.texts(row).values())
        first = squash(said[0]) if said else ""
        found = next((kind for start, kind in _SECTIONS.items() if first.startswith(start)), None)
        if found is None or amounts_in(self.reader.sheet, row):
            return False
        self.section, self.label = found, said[0].split(" - ")[0].strip()
        return True

    def _take_total(self, row: int) -> None:
        """A block's Total where it sums charges alone and the block has none yet, else a total over units."""
        amounts = amounts_in(self.reader.sheet, row)
        is_open = bool(self.blocks) and not self.blocks[-1].is_closed
        if "amount" in self.places and is_open and set(amounts) <= {self.places["amount"]}:
            self.blocks[-1].total = self.reader.money(row, self.places["amount"])
            self.blocks[-1].is_closed = True
        elif amounts:
            label = " ".join(self.reader.texts(row).values())
            self.totals.append(TotalRow(label, self.section, self._figures(row)))

    def _figures(self, row: int) -> Figures:
        used = [one for one in used_columns(self.reader.sheet, [row]) if one.amounts]
        places = by_field(assign(used, self.slots, place=self.reader.place(row), what="the row of totals"))
        return {one: self.reader.money(row, column) for one, column in places.items()}
