"""Which report a workbook is, told by its title and its headers; and whether it is a vendor's error sheet instead.

A report registers itself with one line in `parsers.parse.REPORTS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from parsers.cells import squash
from parsers.document import ParsedDocument
from parsers.errors import ErrorReportError, Place, UnknownReportError
from parsers.grid import Sheet, Workbook
from parsers.headers import column_map, search_headers

_TITLE_CELLS = 60
_SMALL_SHEET_CELLS = 60
_SHOWN_WORDS = 12
_LONGEST_SHOWN = 60
_VENDOR = re.compile(r"onesite|realpage|yardi|voyager", re.IGNORECASE)
_COMPLAINT = re.compile(
    r"\b(invalid|errors?|failed|failure|exception|must be|not authori[sz]ed|unauthori[sz]ed|denied|unable|cannot|"
    r"could not|no data|no records?|not found|not available|exceed\w*|timed? ?out|try again|please)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Report:
    """One kind of report: its name, its titles, the column maps that tell it without one, and its parser."""

    name: str
    titles: Sequence[str]
    column_maps: Sequence[str]
    parse: Callable[[Workbook, str], ParsedDocument]


def recognize(workbook: Workbook, reports: Sequence[Report]) -> Report:
    """The report a workbook is; ErrorReportError for a vendor's error sheet, UnknownReportError for anything else."""
    titled = _by_title(workbook, reports)
    if titled and _has_header(workbook, titled):
        return titled
    headed = next((report for report in reports if _has_header(workbook, report)), None)
    if titled is None and headed:
        return headed
    if message := _complaint(workbook):
        raise ErrorReportError(
            f"the vendor answered with an error instead of a report: {message!r}",
            place=Place(file=workbook.name),
            expected="a report with data",
            next_step="Correct what it names (often the end date) and fetch the report again; nothing was loaded",
        )
    if titled:
        return titled
    raise _unknown(workbook, reports)


def _by_title(workbook: Workbook, reports: Sequence[Report]) -> Report | None:
    """The report whose title is the longest one printed: one title may be the beginning of another."""
    said = [squash(one) for sheet in workbook.sheets for _, one in _first_texts(sheet)]
    titles = [(squash(title), report) for report in reports for title in report.titles]
    found = [(len(title), report) for title, report in titles if any(one.startswith(title) for one in said)]
    return max(found, key=lambda one: one[0])[1] if found else None


def _has_header(workbook: Workbook, report: Report) -> bool:
    return any(
        search_headers(sheet, column_map(name), first_only=True).complete
        for name in report.column_maps
        for sheet in workbook.sheets
    )


def _first_texts(sheet: Sheet) -> Iterator[tuple[int, str]]:
    texts = ((row, said) for row in sheet.filled_rows for said in sheet.texts(row).values())
    return islice(texts, _TITLE_CELLS)


def _complaint(workbook: Workbook) -> str | None:
    """The message of a small workbook that says what went wrong and holds no report's header."""
    filled = sum(cell is not None for sheet in workbook.sheets for row in sheet.rows for cell in row)
    if filled > _SMALL_SHEET_CELLS:
        return None
    said = [one for sheet in workbook.sheets for _, one in _first_texts(sheet)]
    if complaint := next((one for one in said if _COMPLAINT.search(one)), None):
        return complaint
    is_vendors = any(_VENDOR.search(one) for one in said)
    sentences = [one for one in said if " " in one and not _VENDOR.search(one)]
    return max(sentences, key=len) if is_vendors and sentences else None


def _unknown(workbook: Workbook, reports: Sequence[Report]) -> UnknownReportError:
    said = [one[:_LONGEST_SHOWN] for sheet in workbook.sheets for _, one in _first_texts(sheet)][:_SHOWN_WORDS]
    words = "; ".join(map(repr, said)) or "no text at all"
    return UnknownReportError(
        f"the file is no report this product knows; it begins with {words}",
        place=Place(file=workbook.name),
        expected=f"one of {', '.join(report.name for report in reports)}",
        next_step="If the vendor changed a title or a header, add its words to the report's module or column map",
    )
