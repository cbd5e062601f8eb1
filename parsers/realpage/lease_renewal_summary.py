"""What the Lease Expiration/Renewal report says about its own rows: counts by floor plan and by leasing consultant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from parsers.cells import squash
from parsers.columns import amounts_in, assign, by_field, used_columns
from parsers.document import Finding, Total
from parsers.headers import Header, column_map, search_headers
from parsers.reader import SheetReader
from parsers.realpage.lease_renewal_tables import SUMMARY_MAP
from parsers.totals import compare, fold, sum_of

RENEWED = "renewed"
_DECISION_OF = {
    RENEWED: RENEWED,
    "vacating": "vacating",
    "unknown": "unknown",
    "mtm": "month_to_month",
    "monthtomonth": "month_to_month",
}
_FIGURES = ("total_possible", *dict.fromkeys(_DECISION_OF.values()))
_CAPTURED = "capturedfromleasesexpiringwith"

Counts = dict[str, Decimal | int | None]


class Decided(Protocol):
    """What of a lease's row the summaries count."""

    @property
    def floor_plan(self) -> str | None:
        """The floor plan as printed."""

    @property
    def decision(self) -> str | None:
        """The decision as printed."""


def summary_checks(readers: Sequence[SheetReader], rows: Sequence[Decided]) -> tuple[list[Total], list[Finding]]:
    """Totals of the summary by floor plan, whose "Total Possible" leaves moved out and transferring leases out."""
    findings = _consultants(readers, rows)
    for reader in readers:
        if headers := search_headers(reader.sheet, column_map(SUMMARY_MAP)).complete:
            return _plan_totals(reader, headers, rows), findings
    return [], [*findings, Finding("no_summary", "the report holds no summary by floor plan to check against", "info")]


def _plan_totals(reader: SheetReader, headers: Sequence[Header], rows: Sequence[Decided]) -> list[Total]:
    plans, total = _read_summary(reader, headers)
    groups = {
        plan: compare(f"summary.{squash(plan)}", printed, _counts(one for one in rows if one.floor_plan == plan))
        for plan, printed in plans.items()
    }
    return [*fold("summary.floor_plans", groups), *compare("summary", total, _counts(rows))]


def _read_summary(
    reader: SheetReader, headers: Sequence[Header]
) -> tuple[dict[str, dict[str, Decimal | None]], dict[str, Decimal | None]]:
    """The counts of each plan and of the Total row, up to which the rows belong to the summary."""
    header_rows = {row for one in headers for row in range(one.first_row, one.last_row + 1)}
    below = range(headers[0].last_row + 1, len(reader.sheet.rows))
    body = [row for row in below if row not in header_rows and len(amounts_in(reader.sheet, row)) >= len(_FIGURES)]
    used = used_columns(reader.sheet, body)
    mapping = assign(used, headers[0].slots, place=reader.place(headers[0].last_row), what="the summary by floor plan")
    places = by_field(mapping)
    plans: dict[str, dict[str, Decimal | None]] = {}
    for row in body:
        plan = reader.text(row, places.get("floor_plan")) or ""
        figures = {one: reader.money(row, places.get(one)) for one in _FIGURES}
        if squash(plan).rstrip("s") in {"total", "grandtotal", ""}:
            return plans, figures
        plans[plan] = figures
    return plans, {}


def _counts(rows: Iterable[Decided]) -> Counts:
    counted = Counter(_DECISION_OF[key] for row in rows if (key := squash(row.decision)) in _DECISION_OF)
    return {"total_possible": counted.total(), **{one: counted[one] for one in _FIGURES[1:]}}


def _consultants(readers: Sequence[SheetReader], rows: Sequence[Decided]) -> list[Finding]:
    """The renewals captured by consultants; they only inform, for a renewal may be counted as from month to month."""
    renewed = sum(squash(row.decision) == RENEWED for row in rows)
    for reader in readers:
        for row in reader.rows_labelled(_CAPTURED):
            column = reader.label_column(row, _CAPTURED)
            if column is None or reader.label_column(row, "Leasing Consultant") is None:
                continue
            captured = _captured(reader, row, column)
            said = f"consultants captured {captured} of the expiring leases, {renewed} are renewed"
            return [Finding("consultants_differ", said, "info")] if captured != renewed else []
    return []


def _captured(reader: SheetReader, header: int, column: int) -> Decimal:
    below = range(header + 1, len(reader.sheet.rows))
    people = [row for row in below if not any(squash(one).startswith("total") for one in reader.texts(row).values())]
    return sum_of(reader.money(row, column) for row in people if column in amounts_in(reader.sheet, row))
