"""What a report says about itself above its first table: company and property, its day, its period, its parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from parsers import cells
from parsers.cells import squash
from parsers.errors import CellError
from parsers.grid import Sheet

_KEPT = 1 << 12
BETWEEN = " - "
_DAY = r"(\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4})"
_AS_OF = re.compile(r"\bas\s+of(?:\s+date)?\s*[:=]?\s*" + _DAY, re.IGNORECASE)
_SINCE = re.compile(r"\bactivity\s+since\s*[:=]?\s*" + _DAY, re.IGNORECASE)
_OCCUPANCY_SINCE = re.compile(r"\boccupancy\s+activity\s+since\s*[:=]?\s*" + _DAY, re.IGNORECASE)
_ACCOUNTING_SINCE = re.compile(r"\baccounting\s+activity\s+since\s*[:=]?\s*" + _DAY, re.IGNORECASE)
_DAYS_ALONE = re.compile(_DAY + r"(?:\s*(?:-|to|through|thru)\s*" + _DAY + ")?", re.IGNORECASE)
_ACCOUNTS = re.compile(r"detail\s*-\s*[\d,]+\s*account", re.IGNORECASE)
_RANGE = re.compile(_DAY + r"\s*(?:-|to|through|thru)\s*" + _DAY, re.IGNORECASE)
PROPERTY_LABELS = frozenset({"propertyname", "property"})
_FURNITURE = re.compile(
    r"page\s+\d+(\s+of\s+\d+)?|\(?\s*-?\s*cont(\.|inued)?\s*-?\s*\)?|onesite.*|"
    r"\d{1,2}/\d{1,2}/\d{4}\s+\d{1,2}:\d{2}(:\d{2})?\s*([ap]m)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Banner:
    """The banner's own words: `texts` are all of them, squashed, by which a repeated banner is known again.

    A report may count its accounting and its occupancy from different days: `period_start` is that of the occupancy.
    """

    company: str | None
    property_name: str | None
    as_of: date | None
    period_start: date | None
    texts: frozenset[str]
    accounting_start: date | None = None

    def repeats(self, said: Iterable[str]) -> bool:
        """Whether all texts of a row are page furniture: the banner again, a page number, "(cont.)"."""
        return all(map(self.has, said))

    def has(self, said: str) -> bool:
        """Whether one text is page furniture or the banner's."""
        return squash(said) in self.texts or is_furniture(said)


@lru_cache(_KEPT)
def is_furniture(said: str) -> bool:
    """Whether a text belongs to the page and not to the report: its number, its run time, "(cont.)"."""
    return bool(_FURNITURE.fullmatch(said.strip()))


def read_banner(sheet: Sheet, *, end: int, titles: Sequence[str], country: str) -> Banner:
    """The banner in the rows before `end` (from 0), the first row of the first table's header."""
    found = [
        (row, column, said)
        for row, line in enumerate(sheet.rows[:end])
        for column, cell in enumerate(line)
        if isinstance(cell, str) and (said := cells.text(cell))
    ]
    company, property_name = _company_and_property(found, {squash(one) for one in titles})
    words = " \n ".join(said for _, _, said in found)
    return Banner(
        company=company,
        property_name=property_name,
        as_of=_day_in(_AS_OF, words, country),
        period_start=next(
            (day for one in (_OCCUPANCY_SINCE, _SINCE, _RANGE) if (day := _day_in(one, words, country))), None
        ),
        texts=frozenset(squash(said) for _, _, said in found),
        accounting_start=_day_in(_ACCOUNTING_SINCE, words, country),
    )


def _company_and_property(found: Sequence[tuple[int, int, str]], titles: set[str]) -> tuple[str | None, str | None]:
    """Company and property as the banner names them: after a label, or in the "Company - Property" line.

    That line stands nearest above the title in the title's column; elsewhere in the banner where there is none. It is
    parted at the first " - ": a property's own name may contain another one.
    """
    named = _labelled(found) or _nearest_line(found, titles)
    if named is None:
        return None, None
    company, between, property_name = named.partition(BETWEEN)
    return (company.strip(), property_name.strip()) if between else (None, named)


def _labelled(found: Sequence[tuple[int, int, str]]) -> str | None:
    for position, (row, _, said) in enumerate(found):
        label, colon, rest = said.partition(":")
        if not colon or squash(label) not in PROPERTY_LABELS:
            continue
        if rest.strip():
            return rest.strip()
        return next((later for at, _, later in found[position + 1 :] if at == row), None)
    return None


def _nearest_line(found: Sequence[tuple[int, int, str]], titles: set[str]) -> str | None:
    title = next(((row, column) for row, column, said in found if squash(said) in titles), None)
    lines = [
        (row, column, said)
        for row, column, said in found
        if _may_name_property(said, titles) and (":" not in said or _stands_above((row, column), title))
    ]
    if title is None:
        return lines[0][2] if lines else None
    ranked = sorted(lines, key=lambda one: (one[1] != title[1], one[0] > title[0], abs(one[0] - title[0])))
    return ranked[0][2] if ranked else None


def _stands_above(place: tuple[int, int], title: tuple[int, int] | None) -> bool:
    """Whether a text stands in the title's column above it: elsewhere one with a colon is a label or a parameter."""
    return title is not None and place[1] == title[1] and place[0] < title[0]


def _may_name_property(said: str, titles: set[str]) -> bool:
    _, between, name = said.partition(BETWEEN)
    return (
        bool(between)
        and not is_furniture(said)
        and not any(squash(said).startswith(title) for title in titles)
        and squash(name) not in titles
        and not _DAYS_ALONE.fullmatch(name.strip())
        and not _AS_OF.search(said)
        and not _RANGE.search(said)
        and not _ACCOUNTS.match(said)
    )


def _day_in(pattern: re.Pattern[str], words: str, country: str) -> date | None:
    found = pattern.search(words)
    if found is None:
        return None
    try:
        return cells.day(found[1], country=country)
    except CellError:
        return None
