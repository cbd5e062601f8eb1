"""Feeds that come as CSV or Excel: sheets to rows of text, each with its row number in the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from parsers.cells import Cell, text
from parsers.errors import LayoutError, Place
from parsers.exports.feed import Feed, Field
from parsers.exports.tell import squash, tell_by_fields, tell_by_name, unknown_feed
from parsers.grid import Sheet, Workbook, read_workbook

_HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class FeedTable:
    """One dataset found in a workbook: `columns` maps raw columns to their texts, row by row beside `row_numbers`.

    `header` holds the feed's own names of the fields found, and unknown ones as the file has them. `problems` holds,
    per row, the rule the row breaks by its shape, or None.
    """

    feed: Feed
    header: tuple[str, ...]
    row_numbers: Sequence[int]
    columns: Mapping[str, Sequence[str | None]]
    problems: Sequence[str | None]


def read_feed_tables(content: bytes, feeds: Mapping[str, Feed], *, name: str) -> list[FeedTable]:
    """Every dataset in a CSV or Excel file: one sheet each, told by the sheet's name, the file's name or the header.

    Raises UnreadableFileError, UnknownReportError where no sheet is a dataset, and LayoutError where a sheet that is
    one lacks a field every row needs.
    """
    workbook = read_workbook(content, name=name)
    sheets = [sheet for sheet in workbook.sheets if any(cell is not None for row in sheet.rows for cell in row)]
    found = [table for sheet in sheets if (table := _feed_table(sheet, workbook, feeds, single=len(sheets) == 1))]
    if not found:
        first = next((row for sheet in sheets for row in sheet.rows if any(cell is not None for cell in row)), ())
        raise unknown_feed(feeds, [str(cell) for cell in first if cell is not None], file=name)
    datasets = [table.feed.dataset for table in found]
    twice = next((one for one in datasets if datasets.count(one) > 1), None)
    if twice:
        raise LayoutError(
            f"several sheets are {twice}",
            place=Place(file=name),
            expected="one sheet per dataset: a snapshot is complete",
            next_step="Put the rows into one sheet; what was loaded before is unchanged",
        )
    return found


def _feed_table(sheet: Sheet, workbook: Workbook, feeds: Mapping[str, Feed], *, single: bool) -> FeedTable | None:
    named = tell_by_name(feeds, sheet.name) or (tell_by_name(feeds, workbook.name) if single else None)
    place, header = _find_header(sheet, [named] if named else list(feeds.values()))
    feed = named or tell_by_fields(feeds, [name for name in header if name])
    if feed is None:
        return None
    return _read(sheet, feed, place, header, workbook.name)


def _find_header(sheet: Sheet, feeds: Sequence[Feed]) -> tuple[int, list[str]]:
    """The row, among the first ones, that names most fields of a feed: banner lines above it are passed over."""
    known = [{squash(one.source_name) for one in feed.fields} for feed in feeds]

    def hits(row: Sequence[Cell]) -> int:
        names = {squash(cell) for cell in row if isinstance(cell, str)}
        return max(len(names & fields) for fields in known)

    rows = sheet.rows[:_HEADER_WITHIN]
    place = max(range(len(rows)), key=lambda index: (hits(rows[index]), -index))
    return place, [text(cell) or "" for cell in rows[place]]


def _read(sheet: Sheet, feed: Feed, place: int, header: Sequence[str], file: str) -> FeedTable:
    by_name = {squash(one.source_name): one for one in feed.fields}
    fields = [by_name.get(squash(name)) for name in header]
    found = [one for one in fields if one]
    missing = [one.source_name for one in feed.fields if one.required and one not in found]
    if missing or len(set(found)) != len(found):
        what = f"the header has no {', '.join(missing)}" if missing else "the header names a field twice"
        raise LayoutError(
            f"{what}; it has {', '.join(name for name in header if name)}",
            place=Place(file=file, sheet=sheet.name, row=place + 1),
            expected=", ".join(feed.required_names),
            next_step="Export the file again with these columns; what was loaded before is unchanged",
        )
    rows = [
        (n, row) for n, row in enumerate(sheet.rows[place + 1 :], place + 2) if any(cell is not None for cell in row)
    ]
    return FeedTable(
        feed,
        tuple(one.source_name if one else name for one, name in zip(fields, header, strict=True) if name),
        [number for number, _ in rows],
        {one.column: [_text_at(row, index, one) for _, row in rows] for index, one in enumerate(fields) if one},
        [_problem(row, header) for _, row in rows],
    )


def _problem(row: Sequence[Cell], header: Sequence[str]) -> str | None:
    """The rule a row breaks by its shape: cells beyond the header, or fewer than it names."""
    named = max(index for index, name in enumerate(header) if name) + 1
    is_whole = len(row) >= named and all(cell is None for cell in row[len(header) :])
    return None if is_whole else "row_too_long_or_short"


def _text_at(row: Sequence[Cell], index: int, field: Field) -> str | None:
    """A cell as sent but for the white space around it: what JSON says of the same row must not differ from it.

    A workbook keeps a moment at midnight sharp as a number without a fraction, so that it is read as a day.
    """
    cell = row[index] if index < len(row) else None
    if field.kind == "moment" and isinstance(cell, date) and not isinstance(cell, datetime):
        cell = datetime.combine(cell, time())
    return (cell.strip() or None) if isinstance(cell, str) else text(cell)
