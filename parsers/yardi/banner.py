"""What a Yardi report says about itself above its table: "<name> (<code>)", "As Of = <day>", "Month Year = <month>"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from parsers.banner import Banner, is_furniture, read_banner
from parsers.cells import squash, text
from parsers.document import Finding
from parsers.grid import Sheet

_NAME_AND_CODE = re.compile(r"(?P<name>.*\S)\s*\((?P<code>[^()]+)\)")
_LABEL = re.compile(r"propert(?:y|ies)(?:\s+name)?\s*[:=]\s*", re.IGNORECASE)
_MONTH = re.compile(r"month\s*year\s*[:=]\s*(?P<month>\d{1,2})/(?P<year>\d{4})", re.IGNORECASE)
_LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class YardiBanner:
    """The banner: the property's name without its code, its code, the day and the month it describes.

    `page` knows the banner's rows again where a page repeats them.
    """

    property_name: str | None
    property_code: str | None
    as_of: date | None
    month: date | None
    page: Banner


def read_yardi_banner(sheet: Sheet, *, end: int, titles: Sequence[str], country: str) -> YardiBanner:
    """The banner in the rows before `end` (from 0), the first row of the table's header."""
    page = read_banner(sheet, end=end, titles=titles, country=country)
    said = [one for row in sheet.rows[:end] for cell in row if isinstance(cell, str) and (one := text(cell))]
    name, code = _property(said, tuple(map(squash, titles)))
    month = next((found for one in said if (found := _MONTH.search(one))), None)
    return YardiBanner(name, code, page.as_of, _first_day(month) if month else None, page)


def name_and_code(said: str) -> tuple[str, str] | None:
    """The two parts of "Oak Park (oakpark)"; a name may have brackets of its own."""
    found = _NAME_AND_CODE.fullmatch(said)
    return (found["name"].strip(), found["code"].strip()) if found else None


def undated(banner: YardiBanner) -> list[Finding]:
    """The finding of a banner that does not say which day it describes."""
    return [] if banner.as_of else [Finding("no_as_of_date", "the banner has no readable 'As Of' date")]


def _property(said: Sequence[str], titles: tuple[str, ...]) -> tuple[str | None, str | None]:
    """The first line with a code in brackets, else what a label names, else the line below the title."""
    lines = [_LABEL.sub("", one) for one in said if not squash(one).startswith(titles) and not is_furniture(one)]
    if named := next((found for one in lines if "=" not in one and (found := name_and_code(one))), None):
        return named
    if labelled := next((_LABEL.sub("", one) for one in said if _LABEL.match(one)), None):
        return labelled or None, None
    after = [one for one in lines if "=" not in one and ":" not in one]
    return (after[0] if after else None), None


def _first_day(found: re.Match[str]) -> date | None:
    month = int(found["month"])
    return date(int(found["year"]), month, 1) if 1 <= month <= _LAST_MONTH else None
