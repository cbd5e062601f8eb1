"""What the rows of a Yardi rent roll are: sections, unit blocks with their charge lines, and totals.

Only words and kinds of cells decide. What stands below "Summary Groups" repeats the sections' labels and holds no unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal

from parsers.banner import Banner
from parsers.by_column import ByColumn
from parsers.cells import squash
from parsers.columns import amounts_in, assign, by_field, refuse_unmapped_amounts, shifted, used_columns
from parsers.document import Finding
from parsers.headers import ColumnMap, Header, Slot
from parsers.reader import SheetReader
from parsers.unread import body_rows, unread_rows

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
    figures: Figures = field(default_factory=dict)
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
    """The blocks in their order, the totals over them, the column of each field and where the summaries begin.

    `fields` are those the table's header names, with values or without.
    """

    blocks: list[Block]
    totals: list[TotalRow]
    places: Mapping[str, int]
    end: int
    findings: list[Finding]
    fields: frozenset[str]


def read_rows(reader: SheetReader, headers: Sequence[Header], columns: ColumnMap, banner: Banner) -> RentRollRows:
    """Every block and total between the first header and the summaries."""
    first = headers[0]
    end = _summary_row(reader, first.last_row + 1)
    body = body_rows(reader, headers, end, banner)
    totals = set(total_rows(reader))
    walk = _Walk(reader, *_mapping(reader, first, [row for row in body if row not in totals], columns))
    walk.go_down(body, totals)
    findings = unread_rows(reader, walk.unread, banner)
    return RentRollRows(walk.blocks, walk.totals, walk.places, end, findings, first.fields)


def total_rows(reader: SheetReader) -> list[int]:
    """The rows whose first text begins with "Total", or of which another one is that word."""
    return [row for row in reader.sheet.rows_labelled(_may_be_total) if _is_total(reader.words(row))]


def _may_be_total(word: str) -> bool:
    return word.startswith(_TOTAL) or word in _TOTALS


def _is_total(said: Sequence[str]) -> bool:
    return said[0].startswith(_TOTAL) or any(one in _TOTALS for one in said)


def _summary_row(reader: SheetReader, start: int) -> int:
    rows = reader.sheet.rows_labelled(lambda word: word.startswith(_SUMMARIES))
    return next((row for row in rows if row >= start), len(reader.sheet.rows))


def _mapping(
    reader: SheetReader, header: Header, body: Sequence[int], columns: ColumnMap
) -> tuple[Mapping[str, int], Sequence[Slot]]:
    rows = [row for row in body if amounts_in(reader.sheet, row)]
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
        self.lines: list[tuple[int, Block]] = []
        self.closing: list[tuple[int, Block]] = []

    def go_down(self, body: Sequence[int], totals: AbstractSet[int]) -> None:
        """Take every row, then read the amounts of all that are alike."""
        read = ByColumn(self.reader, body)
        units, residents = (read.printed(self.places.get(one)) for one in ("unit_number", "resident_code"))
        for row, unit, resident in zip(body, units, residents, strict=True):
            self._take(row, unit, resident, is_total=row in totals)
        self._read_figures()

    def _take(self, row: int, unit: str | None, resident: str | None, *, is_total: bool) -> None:
        if is_total:
            self._take_total(row)
        elif self._opens_block(row, unit, resident):
            self.blocks.append(Block(row, self.section, self.label))
            self.lines.append((row, self.blocks[-1]))
        elif self._is_line(row):
            self.lines.append((row, self.blocks[-1]))
        elif not self._take_section(row):
            self.unread.append(row)

    def _read_figures(self) -> None:
        own = ByColumn(self.reader, [block.row for block in self.blocks])
        names = (*MONEY_FIELDS, "sqft")
        columns = [own.money(self.places.get(one)) for one in names]
        for block, amounts in zip(self.blocks, zip(*columns, strict=True), strict=True):
            block.figures = dict(zip(names, amounts, strict=True))
        lines = ByColumn(self.reader, [row for row, _ in self.lines])
        codes, charges = lines.printed(self.places.get("charge_code")), lines.money(self.places.get("amount"))
        for (_, block), code, amount in zip(self.lines, codes, charges, strict=True):
            if code is not None or amount:
                block.lines.append((code, amount))
        closing = ByColumn(self.reader, [row for row, _ in self.closing])
        for (_, block), amount in zip(self.closing, closing.money(self.places.get("amount")), strict=True):
            block.total = amount

    def _opens_block(self, row: int, unit: str | None, resident: str | None) -> bool:
        """Whether a row has a unit and more about it, or a resident with amounts."""
        if unit:
            return len(self.reader.filled(row)) >= _CELLS_OF_A_UNIT
        return resident is not None and bool(amounts_in(self.reader.sheet, row))

    def _is_line(self, row: int) -> bool:
        """Whether a row holds a charge code and an amount and nothing else."""
        filled = set(self.reader.filled(row))
        charge = {self.places.get("charge_code"), self.places.get("amount")}
        return bool(self.blocks) and bool(filled) and filled <= charge and self.places.get("amount") in filled

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
            self.closing.append((row, self.blocks[-1]))
            self.blocks[-1].is_closed = True
        elif amounts:
            label = " ".join(self.reader.texts(row).values())
            self.totals.append(TotalRow(label, self.section, self._figures(row)))

    def _figures(self, row: int) -> Figures:
        used = [one for one in used_columns(self.reader.sheet, [row]) if one.amounts]
        places = by_field(assign(used, self.slots, place=self.reader.place(row), what="the row of totals"))
        return {one: self.reader.money(row, column) for one, column in places.items()}
