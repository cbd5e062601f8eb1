"""What the Rent Roll Detail prints about itself, against its leases: TOTAL rows, and each lease's total of charges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import compress

from parsers.by_column import ByColumn
from parsers.document import Finding, Total
from parsers.grid import column_letters
from parsers.one_property import several_properties
from parsers.reader import SheetReader
from parsers.realpage.group_totals import TotalRow, total_rows
from parsers.realpage.rent_roll_layout import EXCLUDED, Layout, Rows
from parsers.totals import ZERO, compare, fold, snake, sum_or_blank

Amounts = Sequence[Decimal | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """What a TOTAL row sums under one name: the leases' amounts, where they stand, which are marked as left out."""

    name: str
    amounts: Amounts
    columns: Sequence[int]
    marked: Sequence[bool]


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Which leases are out of totals: wholly, by a mark beside the row, and by being no current lease of a unit."""

    by_mark: Sequence[bool]
    by_status: Sequence[bool]


def read_figure(read: ByColumn, name: str, columns: Sequence[int], amounts: Amounts | None = None) -> Figure:
    """One figure of every lease, over all columns that print it."""
    marks = [read.marked(column, EXCLUDED) for column in columns]
    marked = marks[0] if len(marks) == 1 else [any(row) for row in zip(*marks, strict=True)]
    if amounts is None:
        each = [read.money(column) for column in columns]
        amounts = each[0] if len(each) == 1 else [sum_or_blank(row) for row in zip(*each, strict=True)]
    return Figure(name, amounts, columns, marked)


def charge_figures(read: ByColumn, layout: Layout) -> dict[str, Figure]:
    """The figure of each charge code, named charge_<code>; two codes that differ by signs alone stay two."""
    found: dict[str, Figure] = {}
    for code, columns in layout.codes.items():
        taken = [one.name for one in found.values()]
        name = f"charge_{snake(code)}"
        name = name if name not in taken else f"{name}_{column_letters(columns[0]).lower()}"
        found[code] = read_figure(read, name, columns)
    return found


def check_totals(
    reader: SheetReader, rows: Rows, figures: Sequence[Figure], out: Exclusions
) -> tuple[list[Total], list[Finding]]:
    """Every TOTAL row's figures against the sums of the leases it covers."""
    groups: dict[str, list[Total]] = {}
    totals: list[Total] = []
    taken: set[str] = set()
    summed = total_rows(rows.leases, rows.totals)
    _refuse_several(reader, summed)
    for one in summed:
        name = "total" if one.is_grand else f"total.above_row_{one.row + 1}"
        printed = {figure.name: _printed(reader, one, figure) for figure in figures}
        sums = {figure.name: _sum(figure, out, one.covers, printed[figure.name], taken) for figure in figures}
        compared = compare(name, printed, sums)
        totals.extend(compared if one.is_grand else ())
        groups.update({} if one.is_grand else {name: compared})
    return [*totals, *fold("total.sections", groups)], list(_taken_along(taken))


def _refuse_several(reader: SheetReader, summed: Sequence[TotalRow]) -> None:
    """Refuse lists that each end in a TOTAL of their own where none sums them all: they are of several properties."""
    if summed and not summed[-1].is_grand:
        raise several_properties(
            f"{len(summed)} lists of leases end in a row {summed[-1].label!r} each, and no total is over them all",
            place=reader.place(summed[-1].row),
            expected="the leases of one property, and a total over all of them in the last row",
        )


def _printed(reader: SheetReader, total: TotalRow, figure: Figure) -> Decimal | None:
    columns = [column for column in figure.columns if reader.text(total.row, column) != total.label]
    return sum_or_blank(reader.money(total.row, column) for column in columns)


def _sum(figure: Figure, out: Exclusions, covers: range, printed: Decimal | None, taken: set[str]) -> Decimal:
    """The sum of the leases in totals.

    The report marks what it leaves out. Amounts of an applicant or a former resident that it does not mark (deposits
    and balances, in some settings) are in its total or are not: a column's own total says which.
    """
    unmarked = [not (row or own) for row, own in zip(out.by_mark, figure.marked, strict=True)]
    counted = [one and not status for one, status in zip(unmarked, out.by_status, strict=True)]
    current = _within(figure.amounts, counted, covers)
    if printed is None or printed == current:
        return current
    every = _within(figure.amounts, unmarked, covers)
    if printed != every:
        return current
    taken.add(figure.name)
    return every


def _within(amounts: Amounts, counted: Sequence[bool], covers: range) -> Decimal:
    span = slice(covers.start, covers.stop)
    return total_of(compress(amounts[span], counted[span]))


def total_of(amounts: Iterable[Decimal | None]) -> Decimal:
    """The sum of what is there, zeros and blanks passed over unread."""
    return sum(filter(None, amounts), ZERO)


def _taken_along(taken: set[str]) -> Iterator[Finding]:
    if taken:
        names = ", ".join(sorted(taken))
        said = f"the report's totals of {names} take in leases that are not current, whose amounts it does not mark"
        yield Finding("totals_take_other_leases", said, "info")


def charges_that_do_not_sum(total: Figure | None, rents: Amounts | None, charges: Sequence[Figure]) -> list[Finding]:
    """A lease's charges, with or without its lease rent, are its total: else a column is missing or mistaken."""
    if total is None or not charges:
        return []
    beside = rents or [None] * len(total.amounts)
    lines = zip(total.amounts, beside, zip(*(one.amounts for one in charges), strict=True), strict=True)
    wrong = [
        number
        for number, (printed, rent, amounts) in enumerate(lines, start=1)
        if (printed or ZERO) - total_of(amounts) not in {ZERO, rent}
    ]
    if not wrong:
        return []
    said = f"{len(wrong)} leases whose charges do not sum to their {total.name}, first in row {wrong[0]}"
    return [Finding("charges_do_not_sum", said, "error")]
