"""The door of the room: bytes of a report file to a ParsedDocument."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from parsers.document import ParsedDocument
from parsers.grid import read_workbook
from parsers.one_property import refuse_several_banners
from parsers.realpage import (
    activity,
    box_score,
    delinquency,
    lease_expirations,
    lease_renewals,
    monthly_summary,
    rent_roll,
)
from parsers.recognize import Report, recognize
from parsers.yardi import aged_receivables
from parsers.yardi import rent_roll as yardi_rent_roll

REPORTS: tuple[Report, ...] = (
    monthly_summary.REPORT,
    delinquency.REPORT,
    lease_expirations.REPORT,
    lease_renewals.REPORT,
    yardi_rent_roll.REPORT,
    aged_receivables.REPORT,
    box_score.REPORT,
    rent_roll.REPORT,
    activity.REPORT,
)


def parse_document(content: bytes, *, name: str, country: str = "US") -> ParsedDocument:
    """One report file as typed rows and printed totals, or a ParseError that says why not.

    `name` is only for messages; `country` is the property's and decides the order of day and month. A document whose
    totals do not agree is returned with `reconciled` False: whether to take it is for the loader to say.
    """
    with _without_collecting():
        workbook = read_workbook(content, name=name)
        report = recognize(workbook, REPORTS)
        refuse_several_banners(workbook, report.titles)
        return report.parse(workbook, country)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep the collector of cycles off: a parse makes none and holds all its cells to its end, looked at in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
