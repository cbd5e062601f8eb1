"""Rows a parser leaves aside: page furniture silently, words with a finding, figures never."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parsers.banner import Banner
from parsers.cells import is_blank
from parsers.columns import amounts_in
from parsers.document import Finding
from parsers.errors import LayoutError
from parsers.headers import Header
from parsers.reader import SheetReader

_FIGURES_OF_A_ROW = 3


def body_rows(reader: SheetReader, headers: Sequence[Header], stop: int, banner: Banner) -> list[int]:
    """The rows below the first header up to `stop` (from 0) that are neither empty, a header again nor furniture."""
    header_rows = {row for one in headers for row in range(one.first_row, one.last_row + 1)}
    # Most rows have a text of their own: asking of each distinct text once spares looking at their cells.
    own = set(reader.sheet.rows_saying(lambda said: not (is_blank(said) or banner.has(said))))
    return [
        row
        for row in reader.sheet.filled_rows
        if headers[0].last_row < row < stop
        and row not in header_rows
        and (row in own or not (reader.is_empty(row) or is_page_furniture(reader, row, banner)))
    ]


def unread_rows(reader: SheetReader, rows: Iterable[int], banner: Banner) -> list[Finding]:
    """A finding that names the rows of words that were not taken; LayoutError for one that holds figures."""
    left = [row for row in sorted(rows) if not is_page_furniture(reader, row, banner)]
    for row in left:
        if len(amounts_in(reader.sheet, row)) >= _FIGURES_OF_A_ROW:
            raise LayoutError(
                "the row holds figures but is no row this report is known to have",
                place=reader.place(row),
                expected="a row of a known kind",
                next_step="Compare the file with an earlier one: the vendor may have added a section",
            )
    if not left:
        return []
    example = "; ".join(reader.texts(left[0]).values())[:120] or "no text"
    return [Finding("unread_rows", f"{len(left)} rows hold no data and were left aside, row {left[0] + 1}: {example!r}",
                    "info")]  # fmt: skip


def is_page_furniture(reader: SheetReader, row: int, banner: Banner) -> bool:
    """Whether a row only repeats the banner, a page number or "(cont.)"."""
    if not all(isinstance(cell, str) for _, cell in reader.sheet.cells(row)):
        return False
    return reader.filled(row) == list(reader.texts(row)) and banner.repeats(reader.texts(row).values())
