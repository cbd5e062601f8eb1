"""Which rows of the Activity report are activities, where their fields stand and whose they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers import cells
from parsers.banner import Banner
from parsers.by_column import ByColumn
from parsers.cells import Cell, squash
from parsers.columns import assign, by_field, refuse_unmapped_amounts, shifted, used_columns
from parsers.document import Finding
from parsers.errors import CellError, LayoutError
from parsers.grid import column_letters
from parsers.headers import Header, Slot, column_map, describe, search_headers
from parsers.reader import SheetReader
from parsers.realpage.group_totals import is_total_label, total_label
from parsers.unread import is_page_furniture, unread_rows

MAP = "realpage_activity"
TOTALS_MAP = "realpage_activity_totals"
_CELLS_OF_AN_ACTIVITY = 3
_CONTINUED = re.compile(r"[\s(-]*cont(?:\.|inued)?[\s)-]*$", re.IGNORECASE)
_CONSULTANT = re.compile(r"(?:leasing\s+)?consultant\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ActivityRows:
    """The rows (from 0) that are activities, with their consultants, the totals rows between or below them by label."""

    listed: Sequence[int]
    consultants: Sequence[str | None]
    places: Mapping[str, int]
    slots: Sequence[Slot]
    totals: Mapping[int, str]
    summaries: Sequence[Header]
    findings: Sequence[Finding]


def read_activity_rows(reader: SheetReader, headers: Sequence[Header], banner: Banner) -> ActivityRows:
    """Every row with a day and enough beside it, on all pages; LayoutError for amounts under an unknown header."""
    header_rows = {row for one in headers for row in range(one.first_row, one.last_row + 1)}
    below = range(headers[0].last_row + 1, len(reader.sheet.rows))
    filled = (row for row in reader.sheet.filled_rows if row >= below.start and row not in header_rows)
    body = [row for row in filled if not reader.is_empty(row)]
    dated = _dated_columns(reader, headers[0], body)
    listed = [row for row in body if _is_activity(reader, row, dated)]
    mapping = _mapping(reader, headers[0], listed)
    places = by_field(mapping)
    summaries = _summaries(reader, max(listed, default=headers[-1].last_row), header_rows)
    end = summaries[0].first_row if summaries else below.stop
    known = set(listed)
    others = [row for row in body if row not in known and row < end and not is_page_furniture(reader, row, banner)]
    labelled = set(reader.sheet.rows_labelled(is_total_label))
    totals = {row: label for row in others if row in labelled and (label := total_label(reader, row)) is not None}
    sections = {row: name for row in others if row not in totals and (name := _section(reader, row, places))}
    left = [row for row in others if row not in totals and row not in sections]
    consultants = _consultants(reader, listed, places, sections)
    slots = shifted(headers[0].slots, mapping)
    return ActivityRows(listed, consultants, places, slots, totals, summaries, unread_rows(reader, left, banner))


def _summaries(reader: SheetReader, last: int, header_rows: set[int]) -> list[Header]:
    """Headers of summaries by consultant below the last activity; the list's own header may repeat there."""
    found = search_headers(reader.sheet, column_map(TOTALS_MAP), start=last + 1).complete
    return [one for one in found if one.last_row not in header_rows]


def _dated_columns(reader: SheetReader, header: Header, body: Sequence[int]) -> range:
    """The columns in which an activity's day may stand: its header's, or beside it up to the neighbours."""
    indexes = [one.index for one in header.slots]
    own = next(one.index for one in header.slots if one.field == "activity_date")
    if any(_is_day(reader.cell(row, own), reader.country) for row in body):
        return range(own, own + 1)
    position = indexes.index(own)
    before = indexes[position - 1] if position else -1
    after = indexes[position + 1] if position + 1 < len(indexes) else own + 2
    return range(before + 1, after)


def _is_activity(reader: SheetReader, row: int, dated: range) -> bool:
    has_day = any(_is_day(reader.cell(row, column), reader.country) for column in dated)
    return has_day and len(reader.filled(row)) >= _CELLS_OF_AN_ACTIVITY


def _is_day(value: Cell, country: str) -> bool:
    """Whether a cell looks like a day, be it one that cannot be: that is refused where it is read."""
    if value is None or isinstance(value, int | float):
        return False
    try:
        return cells.day(value, country=country) is not None
    except CellError:
        return isinstance(value, str) and bool(re.fullmatch(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}.*", value.strip()))


def _mapping(reader: SheetReader, header: Header, listed: Sequence[int]) -> dict[int, Slot]:
    """The header of each column: its own where every value stands under one, else the nearest way to match."""
    place = reader.place(header.last_row)
    read = ByColumn(reader, listed)
    width = max((len(reader.sheet.rows[row]) for row in listed), default=0)
    filled = [column for column in range(width) if not read.is_blank(column)]
    slots = {one.index: one for one in header.slots}
    if all(column in slots for column in filled):
        for column in filled:
            if slots[column].column is None and read.holds_amounts(column):
                raise _unmapped(reader, header, slots[column])
        return slots
    used = used_columns(reader.sheet, listed)
    mapping = assign(used, header.slots, place=place, what="the rows of activities")
    refuse_unmapped_amounts(used, mapping, place=place, name=MAP)
    return mapping


def _unmapped(reader: SheetReader, header: Header, slot: Slot) -> LayoutError:
    labels = ", ".join(repr(one.label) for one in header.slots)
    return LayoutError(
        f"amounts stand under the header {describe(slot)}, which is not known; headers found: {labels}",
        place=reader.place(header.last_row, slot.index),
        expected="only columns this report is known to have",
        next_step=f"Say what column {column_letters(slot.index)} means in parsers/column_maps/{MAP}.csv",
    )


def _section(reader: SheetReader, row: int, places: Mapping[str, int]) -> str | None:
    """The consultant a row of words names for the rows below: "Leasing Consultant: Jo Alder (cont.)" or the name alone.

    A name alone is a consultant's only where the report has no column for it, or in that column.
    """
    said = reader.texts(row)
    joined = " ".join(said.values())
    if reader.filled(row) != list(said):
        return None
    if found := _CONSULTANT.match(joined):
        return _CONTINUED.sub("", joined[found.end() :]).strip() or None
    column = places.get("leasing_consultant")
    if len(said) == 1 and (column is None or column in said):
        return _CONTINUED.sub("", joined).strip() or None
    return None


def _consultants(
    reader: SheetReader, listed: Sequence[int], places: Mapping[str, int], sections: Mapping[int, str]
) -> list[str | None]:
    """Each activity's consultant: printed beside it, above it, or beside the first of several alone."""
    printed = dict(zip(listed, ByColumn(reader, listed).texts(places.get("leasing_consultant")), strict=True))
    named = list(printed.values())
    repeats = any(one is not None and one == other for one, other in pairwise(named))
    found: list[str | None] = []
    current: str | None = None
    for row in sorted((*listed, *sections)):
        if row in sections:
            current = sections[row]
            continue
        own = printed[row]
        found.append(own or (current if sections or not repeats else None))
        current = own or current
    return found


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two printed names are one person's."""
    return squash(one) == squash(other)
