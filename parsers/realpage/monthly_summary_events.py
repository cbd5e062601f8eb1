"""The list of events at the end of the Monthly Activity Summary: two rows per event, a count after each action."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from parsers.banner import Banner
from parsers.by_column import ByColumn
from parsers.cells import day as a_day
from parsers.columns import assign, by_field, used_columns
from parsers.document import Finding, Total
from parsers.headers import Header, column_map, missed_enough, require_headers, search_headers
from parsers.reader import SheetReader
from parsers.totals import snake
from parsers.unread import body_rows, unread_rows

_MAP = "realpage_monthly_summary_events"
_COUNT = re.compile(r"Total\s+(?P<action>.+?)\s*:\s*(?P<count>[\d,]+)?", re.IGNORECASE)
_FIRST_ROW_FIELDS = ("unit_number", "status", "resident_name")
_CELLS_OF_A_ROW = 2


class MonthlySummaryEvent(NamedTuple):
    """One row per event of the report's period: a move-in, move-out, notice, renewal or transfer of one unit.

    Transfers have an action of their own here, while the table by floor plan counts them as move-ins.
    """

    event_number: int
    unit_number: str | None
    status: str | None
    resident_name: str | None
    action: str | None
    event_date: date | None


@dataclass(slots=True)
class Events:
    """The events in their order, the counts printed between them and what was noticed."""

    rows: list[MonthlySummaryEvent] = field(default_factory=list)
    totals: Sequence[Total] = ()
    findings: Sequence[Finding] = ()


def find_event_headers(reader: SheetReader, start: int) -> Sequence[Header]:
    """Every header of the list from a row on; none where the list is not there, LayoutError where a column is not."""
    search = search_headers(reader.sheet, column_map(_MAP), start=start)
    headers = search.complete
    if not headers and missed_enough(search):
        headers = require_headers(
            reader.sheet, column_map(_MAP), file=reader.workbook.name, start=start, what="the list of events"
        )
    return headers


def read_events(reader: SheetReader, headers: Sequence[Header], banner: Banner) -> Events:
    """Every event under the list's headers and the counts printed between them."""
    if not headers:
        return Events(findings=[Finding("no_events", "the report holds no list of events", "info")])
    body = body_rows(reader, headers, len(reader.sheet.rows), banner)
    counting = set(reader.sheet.rows_saying(lambda said: bool(_COUNT.fullmatch(said))))
    printed = {row: found for row in body if row in counting and (found := _printed_count(reader, row))}
    listed = [row for row in body if row not in printed and len(reader.filled(row)) >= _CELLS_OF_A_ROW]
    used = used_columns(reader.sheet, listed)
    mapping = assign(used, headers[0].slots, place=reader.place(headers[0].last_row), what="the rows of events")
    events = Events(rows=_events(reader, listed, by_field(mapping)))
    counts: Counter[str] = Counter()
    for action, count in printed.values():
        counts[snake(action)] += count
    events.totals = _totals(events.rows, counts)
    left = unread_rows(reader, set(body) - set(printed) - set(listed), banner)
    events.findings = [*left, *_uncounted(events.rows, counts)]
    return events


def _printed_count(reader: SheetReader, row: int) -> tuple[str, int] | None:
    """The action and its count of a row such as "Total Moved In: 12"; the number may stand in a cell of its own."""
    for column, said in reader.texts(row).items():
        found = _COUNT.fullmatch(said)
        count = int(found["count"].replace(",", "")) if found and found["count"] else None
        if found and count is None:
            amount = reader.amount_after(row, column)
            count = int(amount) if amount is not None else None
        if found and count is not None:
            return found["action"], count
    return None


def _events(reader: SheetReader, listed: Sequence[int], places: Mapping[str, int]) -> list[MonthlySummaryEvent]:
    """Events of a person's row and an action's row, which a page break may part; one row may also hold both."""
    read = ByColumn(reader, listed)
    people = zip(*(read.printed(places.get(one)) for one in _FIRST_ROW_FIELDS), strict=True)
    actions = read.printed(places.get("action"))
    days = read.read(places.get("event_date"), partial(a_day, country=reader.country))
    events: list[MonthlySummaryEvent] = []
    for (unit, status, name), action, day in zip(people, actions, days, strict=True):
        if unit or status or name or not events or events[-1].action:
            events.append(MonthlySummaryEvent(len(events) + 1, unit, status, name, action=None, event_date=None))
        if action or day:
            events[-1] = events[-1]._replace(action=action, event_date=day)
    return events


def _totals(events: Sequence[MonthlySummaryEvent], printed: Mapping[str, int]) -> list[Total]:
    counted = Counter(snake(event.action or "") for event in events)
    return [Total(f"events.{action}", Decimal(count), Decimal(counted[action])) for action, count in printed.items()]


def _uncounted(events: Sequence[MonthlySummaryEvent], printed: Mapping[str, int]) -> list[Finding]:
    missing = sorted({event.action or "no action" for event in events if snake(event.action or "") not in printed})
    said = f"the report prints no count for {', '.join(missing)}"
    return [Finding("events_without_count", said)] if missing else []
