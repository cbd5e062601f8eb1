"""Which rows a totals row sums: those of its group, or all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers.cells import squash
from parsers.columns import amounts_in
from parsers.reader import SheetReader

_BEGINNINGS = ("total", "subtotal", "grandtotal", "propertytotal")
_ENDINGS = ("total", "totals")
_OF_EVERYTHING = ("grandtotal", "propertytotal")
_PLAIN = frozenset({"total", "totals"})


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A totals row (from 0), its label and the positions of the rows it sums, among all rows of the table."""

    row: int
    label: str
    covers: range
    is_grand: bool


def total_label(reader: SheetReader, row: int) -> str | None:
    """What a totals row calls itself ("Total", "1x1 Total", "Property Totals"); None for any other row."""
    return next((said for said in reader.texts(row).values() if is_total_label(squash(said))), None)


def totals_among(reader: SheetReader, rows: Sequence[int]) -> dict[int, str]:
    """The totals rows that hold figures, each with its label."""
    found = {row: total_label(reader, row) for row in rows if amounts_in(reader.sheet, row)}
    return {row: label for row, label in found.items() if label is not None}


def total_rows(rows: Sequence[int], totals: Mapping[int, str]) -> list[TotalRow]:
    """What each totals row sums: a grand total all `rows` above it, any other those since the one before it.

    The last one is the grand total where its label says so, where it stands right under another, or where it is alone.
    """
    found: list[TotalRow] = []
    opened = 0
    for row, label in sorted(totals.items()):
        above = bisect_left(rows, row)
        is_last = row == max(totals)
        alone = not found or opened == above or _is_new(label, found)
        is_grand = squash(label).startswith(_OF_EVERYTHING) or (is_last and alone)
        found.append(TotalRow(row, label, range(0 if is_grand else opened, above), is_grand))
        opened = opened if is_grand else above
    return found


def is_grand_label(label: str) -> bool:
    """Whether a label alone says that everything is summed."""
    return squash(label).startswith(_OF_EVERYTHING)


def is_total_label(squashed: str) -> bool:
    """Whether a label, letters and digits alone, is that of a totals row."""
    return squashed.startswith(_BEGINNINGS) or squashed.endswith(_ENDINGS)


def _is_new(label: str, found: Sequence[TotalRow]) -> bool:
    return squash(label) in _PLAIN and squash(label) not in {squash(one.label) for one in found}
