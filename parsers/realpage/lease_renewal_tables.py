"""The detail tables of the Lease Expiration/Renewal report: their rows, and the "Totals:" rows below them.

The workbook holds two of them, on sheets of their own or one below the other: every expiring lease, and the renewed
ones again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from parsers.banner import Banner
from parsers.by_column import ByColumn
from parsers.cells import squash
from parsers.columns import assign, by_field, refuse_unmapped_amounts, shifted, used_columns
from parsers.document import Finding
from parsers.errors import LayoutError
from parsers.headers import Header, Slot, column_map, missed_enough, require_headers, search_headers
from parsers.reader import SheetReader
from parsers.unread import body_rows, unread_rows

MAP = "realpage_lease_renewals"
SUMMARY_MAP = "realpage_lease_renewals_summary"
_TOTALS = frozenset({"total", "totals", "grandtotal", "grandtotals"})
_CELLS_OF_A_LEASE = 4
_ROWS_OF_A_CAPTION = 3


@dataclass(slots=True)
class PrintedTotals:
    """One "Totals:" row: its figures, and how many of its table's rows stand above it and since the one before."""

    figures: Mapping[str, Decimal | None]
    above: int
    since: int


@dataclass(slots=True)
class RenewalTable:
    """One detail table: its caption, where its rows are, the column of each field, its totals, its rows by column."""

    reader: SheetReader
    caption: str
    rows: list[int]
    places: Mapping[str, int]
    totals: list[PrintedTotals]
    findings: list[Finding]
    read: ByColumn

    @property
    def lists_renewals(self) -> bool:
        """Whether its caption says that it repeats the renewed leases."""
        return "renewaldetail" in self.caption and "expiration" not in self.caption


def read_tables(readers: Sequence[SheetReader], banner: Banner) -> list[RenewalTable]:
    """Every detail table of the sheets; LayoutError where a column or the "Totals:" row is missing."""
    return [_table(reader, headers, stop, banner) for reader in readers for headers, stop in _header_groups(reader)]


def require_empty(readers: Sequence[SheetReader]) -> None:
    """Accept sheets without any detail header only where a "Totals:" row says that there is nothing to list."""
    for reader in readers:
        found = search_headers(reader.sheet, column_map(MAP))
        totals = _totals_rows(reader)
        rows = set(reader.sheet.filled_rows) - set(totals)
        lists = any(len(reader.filled(row)) >= _CELLS_OF_A_LEASE for row in rows)
        if missed_enough(found) or lists:
            break
        if totals:
            return
    nearest = max(readers, key=_fields_found)
    require_headers(nearest.sheet, column_map(MAP), file=nearest.workbook.name, what="the list of expiring leases")


def _fields_found(reader: SheetReader) -> int:
    nearest = search_headers(reader.sheet, column_map(MAP)).nearest
    return len(nearest.fields) if nearest else 0


def _header_groups(reader: SheetReader) -> list[tuple[list[Header], int]]:
    """A sheet's headers by table and where it stops: one below "Totals:" begins a table, others repeat on a page."""
    groups: list[list[Header]] = []
    totals = _totals_rows(reader)
    for header in search_headers(reader.sheet, column_map(MAP)).complete:
        between = range(groups[-1][-1].last_row + 1, header.first_row) if groups else range(0)
        if not groups or any(row in between for row in totals):
            groups.append([])
        groups[-1].append(header)
    if not groups:
        return []
    below = search_headers(reader.sheet, column_map(SUMMARY_MAP), start=groups[-1][-1].last_row + 1).complete
    end = below[0].first_row if below else len(reader.sheet.rows)
    return list(zip(groups, [*(group[0].first_row for group in groups[1:]), end], strict=True))


def _totals_rows(reader: SheetReader) -> list[int]:
    """The rows whose first text is "Totals:"."""
    rows = reader.sheet.rows_labelled(_TOTALS.__contains__)
    return [row for row in rows if reader.words(row)[0] in _TOTALS]


def _table(reader: SheetReader, headers: Sequence[Header], stop: int, banner: Banner) -> RenewalTable:
    body = body_rows(reader, headers, stop, banner)
    labelled = set(_totals_rows(reader))
    totals = [row for row in body if row in labelled]
    rows = [row for row in body if row not in labelled and len(reader.filled(row)) >= _CELLS_OF_A_LEASE]
    if not totals or (rows and rows[-1] > totals[-1]):
        raise _no_totals(reader, rows[-1] if rows else headers[-1].last_row)
    mapping = _mapping(reader, headers[0], rows)
    unread = {row for row in body if row < totals[-1]} - set(rows) - set(totals)
    return RenewalTable(
        reader=reader,
        caption=_caption(reader, headers[0]),
        rows=rows,
        places=by_field(mapping),
        totals=_totals(reader, rows, totals, shifted(headers[0].slots, mapping)),
        findings=unread_rows(reader, unread, banner),
        read=ByColumn(reader, rows),
    )


def _no_totals(reader: SheetReader, row: int) -> LayoutError:
    return LayoutError(
        "the list of expiring leases has no row 'Totals:' below its last lease",
        place=reader.place(row),
        expected="a row 'Totals:' that ends the list",
        next_step="The file is probably truncated: fetch the report again",
    )


def _caption(reader: SheetReader, header: Header) -> str:
    above = range(max(0, header.first_row - _ROWS_OF_A_CAPTION), header.first_row)
    said = [one for row in above for one in reader.texts(row).values()]
    return squash(" ".join([reader.sheet.name, *said]))


def _mapping(reader: SheetReader, header: Header, rows: Sequence[int]) -> dict[int, Slot]:
    place = reader.place(header.last_row)
    used = used_columns(reader.sheet, rows)
    mapping = assign(used, header.slots, place=place, what="the rows of leases")
    refuse_unmapped_amounts(used, mapping, place=place, name=MAP)
    return mapping


def _totals(
    reader: SheetReader, rows: Sequence[int], totals: Sequence[int], slots: Sequence[Slot]
) -> list[PrintedTotals]:
    """The figures of each "Totals:" row: matched to where the data stand, from which some are columns away."""
    wanted = [one for one in slots if one.column and one.column.kind == "money"]
    found: list[PrintedTotals] = []
    for total in totals:
        used = [one for one in used_columns(reader.sheet, [total]) if one.amounts]
        places = by_field(assign(used, wanted, place=reader.place(total), what="the row 'Totals:'"))
        above = sum(row < total for row in rows)
        earlier = found[-1].above if found else 0
        figures = {one: reader.money(total, column) for one, column in places.items()}
        found.append(PrintedTotals(figures, above, above - earlier))
    return found
