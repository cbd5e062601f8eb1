"""Totals of the Activity report by consultant, on a sheet of their own or between the rows, against its activities."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from parsers.cells import squash
from parsers.columns import amounts_in
from parsers.document import Finding, Total
from parsers.headers import Header, Slot, column_map, search_headers
from parsers.reader import SheetReader
from parsers.realpage.activity_rows import TOTALS_MAP, ActivityRows, same_name
from parsers.realpage.group_totals import TotalRow, total_label, total_rows
from parsers.totals import compare, snake, sum_of

_COUNTED = ("return_visits", "leases", "waitlist", "cancelled_denied")
_CONTACT_TYPES = (
    "Call Center",
    "Chat",
    "E-mail",
    "Event",
    "Identity Verification",
    "Internet",
    "Leased",
    "Online Leasing",
    "Phone call",
    "Pre-recorded - Tour",
    "Quote",
    "Self-guided - Tour",
    "Text message",
    "Videotelephony - Tour",
    "Visit",
    "Visit (return)",
)
_COUNT_SAID = re.compile(r":\s*([\d,]+)\s*$")


class ActivityFigures(Protocol):
    """What totals of activities are made of."""

    @property
    def leasing_consultant(self) -> str | None:
        """Whose activity it is."""

    @property
    def contact_type(self) -> str | None:
        """What kind of contact it is."""

    def _asdict(self) -> dict[str, object]: ...


def check_totals(
    reader: SheetReader, rows: ActivityRows, activities: Sequence[ActivityFigures]
) -> tuple[list[Total], list[Finding]]:
    """Every printed total by consultant and of all; a finding where the report prints none."""
    totals = _between(reader, rows, activities)
    findings: list[Finding] = []
    for sheet in reader.workbook.sheets:
        other = SheetReader(reader.workbook, sheet, reader.country)
        own = sheet is reader.sheet
        for header in rows.summaries if own else search_headers(sheet, column_map(TOTALS_MAP)).complete:
            found, noticed = _by_consultant(other, header, activities)
            totals += found
            findings += noticed
    if not totals:
        findings.append(Finding("no_printed_totals", "the report prints no totals of its activities", "info"))
    return totals, findings


def _between(reader: SheetReader, rows: ActivityRows, activities: Sequence[ActivityFigures]) -> list[Total]:
    """Totals rows among the activities: counts under their columns, or the number of activities after the label."""
    totals: list[Total] = []
    for one in total_rows(rows.listed, rows.totals):
        covered = [activities[position] for position in one.covers]
        section = (
            "activities" if one.is_grand or not covered else f"consultant_{snake(covered[0].leasing_consultant or '')}"
        )
        printed = _printed(reader, one, rows.slots)
        totals += compare(section, printed, _sums(covered))
    return totals


def _printed(reader: SheetReader, total: TotalRow, slots: Sequence[Slot]) -> dict[str, Decimal | None]:
    """Each amount under the nearest column; one that stands under no counted column is the number of activities."""
    said = _COUNT_SAID.search(total.label)
    printed: dict[str, Decimal | None] = {"activities": Decimal(said[1].replace(",", ""))} if said else {}
    for column in amounts_in(reader.sheet, total.row):
        nearest = min(slots, key=lambda slot: abs(slot.index - column))
        field = nearest.field if nearest.field in _COUNTED else "activities"
        printed.setdefault(field, reader.money(total.row, column))
    return printed


def _whole(reader: SheetReader, row: int, column: int | None) -> Decimal | None:
    count = reader.count(row, column)
    return None if count is None else Decimal(count)


def _by_consultant(
    reader: SheetReader, header: Header, activities: Sequence[ActivityFigures]
) -> tuple[list[Total], list[Finding]]:
    """The totals' own sheet: a row per consultant and one of all, a column per figure or per contact type."""
    kinds = {squash(one.contact_type) for one in activities} | set(map(squash, _CONTACT_TYPES))
    named = {slot.index: slot.field or f"contacts_{snake(slot.label)}" for slot in header.slots
             if slot.field or squash(slot.label) in kinds}  # fmt: skip
    consultant = next(index for index, field in named.items() if field == "leasing_consultant")
    totals: list[Total] = []
    listed: list[str | None] = []
    for row in range(header.last_row + 1, len(reader.sheet.rows)):
        name = reader.text(row, consultant)
        is_all = total_label(reader, row) is not None
        if not amounts_in(reader.sheet, row) or (name is None and not is_all):
            continue
        covered = [one for one in activities if is_all or same_name(one.leasing_consultant, name)]
        printed = {field: _whole(reader, row, column) for column, field in named.items()
                   if field not in {"leasing_consultant", "off_site_conversion"}}  # fmt: skip
        listed.append(name)
        totals += compare("activities" if is_all else f"consultant_{snake(name or '')}", printed, _sums(covered))
    return totals, _unnamed(listed, activities)


def _sums(activities: Sequence[ActivityFigures]) -> Mapping[str, Decimal]:
    figures = [one._asdict() for one in activities]
    kinds = Counter(snake(one.contact_type or "") for one in activities)
    sums = {field: sum_of(_count(one[field]) for one in figures) for field in _COUNTED}
    by_kind = {f"contacts_{kind}": Decimal(times) for kind, times in kinds.items()}
    return {**by_kind, **sums, "activities": Decimal(len(figures))}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _unnamed(listed: Sequence[str | None], activities: Sequence[ActivityFigures]) -> list[Finding]:
    known = {squash(one) for one in listed}
    missing = sorted({one.leasing_consultant or "none" for one in activities
                      if squash(one.leasing_consultant) not in known})  # fmt: skip
    said = f"the totals by consultant name none of {', '.join(missing)}, who have activities"
    return [Finding("consultant_without_total", said)] if missing else []
