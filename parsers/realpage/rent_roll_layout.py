"""Where the fields and the charge codes of a Rent Roll Detail stand, and which of its rows are leases or totals.

The header's words decide. Charge codes are open-ended: every amount column after Total Charges or Lease Rent,
up to Total Billing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from parsers.banner import Banner
from parsers.by_column import ByColumn
from parsers.cells import Cell, squash, text
from parsers.columns import amounts_in
from parsers.document import Finding
from parsers.errors import LayoutError
from parsers.grid import column_letters
from parsers.headers import Header, Slot, describe
from parsers.reader import SheetReader
from parsers.realpage.group_totals import is_grand_label, totals_among
from parsers.totals import sum_of
from parsers.unread import is_page_furniture, unread_rows

MAP = "realpage_rent_roll"
EXCLUDED = "*"
MONEY_FIELDS = (
    "market_rent",
    "lease_rent",
    "required_deposit",
    "deposit_on_hand",
    "balance",
    "total_charges",
    "total_billing",
)
_TOTAL = ("total", "grandtotal")
_TOTALS_OF_CHARGES = ("total_charges", "total_billing")
_LEASE_ONLY = ("applicant", "pending", "former", "future", "cancel", "denied", "transfer")
_UNIT_STATUSES = ("occupied", "vacant", "model", "down", "admin", "employee", "notice", "current")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows (from 0) that are leases, the totals rows below or between them by label, and what was left aside."""

    leases: Sequence[int]
    totals: Mapping[int, str]
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The column of each field and of each charge code, and the columns that hold nothing but marks."""

    fields: Mapping[str, int]
    charges: Mapping[int, str]
    marks: Sequence[int] = ()
    findings: list[Finding] = field(default_factory=list)

    @property
    def codes(self) -> dict[str, list[int]]:
        """The columns of each charge code: a code may be printed twice."""
        columns: dict[str, list[int]] = {}
        for column, code in self.charges.items():
            columns.setdefault(code, []).append(column)
        return columns


@cache
def is_lease_only(status: str | None) -> bool:
    """Whether a status is that of a lease beside the unit's current one: an applicant, a former resident, a renewal."""
    return squash(status).startswith(_LEASE_ONLY)


@cache
def is_known(status: str | None) -> bool:
    """Whether a status is one this product can tell a unit's or a lease's."""
    return squash(status).startswith((*_LEASE_ONLY, *_UNIT_STATUSES))


def read_rows(reader: SheetReader, header: Header, banner: Banner) -> Rows:
    """Leases, and totals up to the grand total; below it stand footnotes and summaries, never leases."""
    below = range(header.last_row + 1, len(reader.sheet.rows))
    places = {one.field: one.index for one in header.slots if one.field}
    read = ByColumn(reader, below)
    units, statuses = read.read(places["unit_number"], squash_any), read.read(places["status"], squash_any)
    rents = read.cells(places["market_rent"])
    labels = {squash(one.label) for one in header.slots if one.field in {"unit_number", "status"}}
    leases = [
        row
        for row, unit, status, rent in zip(below, units, statuses, rents, strict=True)
        if status
        and status not in labels
        and not status.startswith(_TOTAL)
        and not unit.startswith(_TOTAL)
        and (rent is not None or _is_lease(reader, row, unit, banner))
    ]
    listed = {row for row, unit, status in zip(below, units, statuses, strict=True) if unit and is_known(status)}
    return _down_to_grand_total(reader, below, leases, listed, banner)


def read_layout(reader: SheetReader, header: Header, leases: Sequence[int]) -> Layout:
    """The columns, or LayoutError that names an amount column nobody knows and lists the headers found."""
    read = ByColumn(reader, leases)
    fields = {one.field: one.index for one in header.slots if one.field}
    first, last = _charge_range(reader, header, fields)
    unknown = [one for one in header.slots if one.column is None and not read.is_blank(one.index)]
    amounts = [one for one in unknown if read.holds_amounts(one.index)]
    inside = [one for one in amounts if first < one.index < last]
    outside = [one for one in amounts if one not in inside]
    if outside and not _complete_the_total(read, fields, amounts):
        raise _unmapped(reader, header, outside[0])
    charges = {one.index: text(one.label) or "" for one in amounts}
    layout = Layout(fields, charges, _mark_columns(read, header))
    if words := [describe(one) for one in unknown if one not in amounts]:
        layout.findings.append(Finding("columns_left_aside", f"columns of words not taken: {', '.join(words)}", "info"))
    return layout


def squash_any(value: Cell) -> str:
    """Letters and digits of a cell, be it text or a number."""
    return squash(text(value) or "")


def _is_lease(reader: SheetReader, row: int, unit: str, banner: Banner) -> bool:
    """Whether a row with a status and no market rent is a lease: a page's banner may print words in these columns."""
    return not is_page_furniture(reader, row, banner) and bool(unit or amounts_in(reader.sheet, row))


def _down_to_grand_total(
    reader: SheetReader, below: range, leases: Sequence[int], listed: set[int], banner: Banner
) -> Rows:
    """Rows down to the totals under the last lease; a summary below may repeat every label of the table."""
    known = set(leases)
    others = [row for row in below if row not in known and not reader.is_empty(row)]
    totals = totals_among(reader, others)
    first = min(totals, default=len(reader.sheet.rows))
    taken = [row for row in leases if row < first or row in listed]
    last = max(taken, default=below.start - 1)
    end = _end_of_totals(reader, [row for row in others if row > last], totals, banner)
    kept = {row: label for row, label in totals.items() if row <= end}
    if not kept or max(kept) < last:
        raise _no_total(reader, last)
    left = [
        row for row in others if row < end and row not in kept and not _is_header_again(reader, row, below.start - 1)
    ]
    return Rows(taken, kept, unread_rows(reader, left, banner))


def _end_of_totals(reader: SheetReader, below: Sequence[int], totals: Mapping[int, str], banner: Banner) -> int:
    """The last totals row under the leases, before anything else is printed: -1 where there is none."""
    end = -1
    for row in below:
        if row in totals:
            end = row
            if is_grand_label(totals[row]):
                break
        elif end >= 0 and not is_page_furniture(reader, row, banner):
            break
    return end


def _is_header_again(reader: SheetReader, row: int, header_row: int) -> bool:
    first = {squash(one) for one in reader.texts(header_row).values()}
    return {squash(one) for one in reader.texts(row).values()} <= first and not amounts_in(reader.sheet, row)


def _charge_range(reader: SheetReader, header: Header, fields: Mapping[str, int]) -> tuple[int, int]:
    """The columns between which charge codes stand: after Total Charges or Lease Rent, up to Total Billing."""
    first = min((fields[one] for one in ("total_charges", "lease_rent") if one in fields), default=None)
    if first is None or not any(one in fields for one in _TOTALS_OF_CHARGES):
        raise LayoutError(
            f"the header of the rent roll has no total of its charges; {_found(header)}",
            place=reader.place(header.last_row),
            expected="a column Total Charges, or Lease Rent and Total Billing",
            next_step=f"If the vendor renamed a column, add its words to parsers/column_maps/{MAP}.csv",
        )
    billing = fields.get("total_billing", -1)
    return first, billing if billing > first else len(reader.sheet.rows[header.last_row]) + 1


def _complete_the_total(read: ByColumn, fields: Mapping[str, int], amounts: Sequence[Slot]) -> bool:
    """Whether amount columns, wherever they stand, are together each row's total of charges: charge codes then."""
    columns = [read.money(one.index) for one in amounts]
    sums = [sum_of(parts) for parts in zip(*columns, strict=True)]
    total = next((one for one in _TOTALS_OF_CHARGES if one in fields), "")
    printed = read.money(fields[total])
    return all((amount or Decimal(0)) == parts for amount, parts in zip(printed, sums, strict=True))


def _unmapped(reader: SheetReader, header: Header, slot: Slot) -> LayoutError:
    return LayoutError(
        f"amounts stand under the header {describe(slot)}, which is not known; {_found(header)}",
        place=reader.place(header.last_row, slot.index),
        expected="only columns this report is known to have, charge codes after Total Charges or Lease Rent",
        next_step=f"Say what the column means in parsers/column_maps/{MAP}.csv",
    )


def _found(header: Header) -> str:
    return "headers found: " + ", ".join(repr(one.label) for one in header.slots)


def _mark_columns(read: ByColumn, header: Header) -> list[int]:
    """Columns without a header that hold nothing but marks; words there repeat the banner, amounts are refused."""
    labelled = {one.index for one in header.slots}
    width = max((len(read.reader.sheet.rows[row]) for row in read.rows), default=0)
    marks: list[int] = []
    for column in range(width):
        if column in labelled:
            continue
        said = {cell for cell in read.cells(column) if cell is not None}
        if said and read.holds_amounts(column):
            raise _no_header(read, header, column)
        if EXCLUDED in {text(one) for one in said}:
            marks.append(column)
    return marks


def _no_header(read: ByColumn, header: Header, column: int) -> LayoutError:
    return LayoutError(
        f"amounts stand in column {column_letters(column)}, which has no header; {_found(header)}",
        place=read.reader.place(header.last_row, column),
        expected="a header over every column of amounts",
        next_step="Compare the file with an earlier one: the layout has changed",
    )


def _no_total(reader: SheetReader, row: int) -> LayoutError:
    return LayoutError(
        "the rent roll has no TOTAL row after its last lease",
        place=reader.place(max(row, 0)),
        expected="a row 'TOTAL' with the sums of the amount columns",
        next_step="The file may be truncated: fetch the report again",
    )
