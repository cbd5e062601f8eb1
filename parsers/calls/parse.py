"""The door to the calls: the answer of a SOAP call to a ParsedDocument."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from parsers import cells
from parsers.calls import (
    realpage_buildings,
    realpage_leases,
    realpage_rentable_items,
    realpage_residents,
    realpage_sites,
    realpage_units,
    yardi_available_units,
    yardi_guest_activity,
    yardi_lease_charges,
    yardi_properties,
    yardi_rent_roll_call,
    yardi_resident_transactions,
    yardi_residents,
    yardi_units,
)
from parsers.calls.answer import Answer
from parsers.calls.call import Call, Listing
from parsers.calls.taking import Taking
from parsers.document import Finding, ParsedDocument, Total
from parsers.errors import CellError, Place, UnknownReportError

CALLS: Mapping[str, Call] = {
    one.CALL.dataset: one.CALL
    for one in (
        yardi_properties,
        yardi_units,
        yardi_residents,
        yardi_lease_charges,
        yardi_resident_transactions,
        yardi_available_units,
        yardi_guest_activity,
        yardi_rent_roll_call,
        realpage_sites,
        realpage_buildings,
        realpage_units,
        realpage_residents,
        realpage_leases,
        realpage_rentable_items,
    )
}


def parse_call(dataset: str, content: bytes | Path, *, country: str = "US", name: str | None = None) -> ParsedDocument:
    """One whole answer to a call of a dataset as typed rows, or a ParseError that says why not; see `Answer`.

    The rows of one element that cannot be taken stand in `rejected`, and a finding says how many they are; an answer
    of which no row can be taken is refused. `name` is only for messages; `country` is the property's and decides the
    order of day and month.
    """
    call = _call_of(dataset)
    file = name or (content.name if isinstance(content, Path) else None)
    answer, taking, counted = Answer(call, file), Taking(call.tables, country), Counter[Listing]()
    for listing, element in answer.elements(content):
        listing.take(taking, element)
        counted[listing] += 1
    taking.refuse_without_rows(dataset, file, must_be_offered=any(listing.must_fill for listing in counted))
    totals, doubts = _totals(answer.printed_counts(), counted)
    codes = _property_codes(taking)
    return ParsedDocument(
        report=dataset,
        format="xml",
        property_name=None,
        property_code=codes[0] if len(codes) == 1 else None,
        company=None,
        as_of=None,
        tables=taking.tables,
        totals=totals,
        findings=[*answer.findings(), *taking.findings(), *doubts, *_several(dataset, codes)],
        rejected=taking.rejected,
    )


def _call_of(dataset: str) -> Call:
    if dataset not in CALLS:
        raise UnknownReportError(
            f"{dataset!r} is no dataset of a call",
            place=Place(),
            expected=f"one of {', '.join(CALLS)}",
            next_step="What was asked for in part only is no snapshot and is not read",
        )
    return CALLS[dataset]


def _totals(printed: Mapping[Listing, str], counted: Mapping[Listing, int]) -> tuple[list[Total], list[Finding]]:
    """What the answer says of its own size against what was read of it."""
    totals, doubts = [], []
    for listing, said in printed.items():
        try:
            count = cells.integer(said)
        except CellError as error:
            doubts.append(Finding("unreadable_count", f"{listing.count_at}: {error}"))
            continue
        if count is not None:
            totals.append(Total("rows", Decimal(count), Decimal(counted.get(listing, 0))))
    return totals, doubts


def _property_codes(taking: Taking) -> list[str]:
    """The properties that the rows name."""
    named = {getattr(row, "property_code", None) for rows in taking.tables.values() for row in rows}
    return sorted(one for one in named if one is not None)


def _several(dataset: str, codes: Sequence[str]) -> list[Finding]:
    """What an answer says of more than one property is all taken for the one that was asked for."""
    if len(codes) <= 1 or dataset == yardi_properties.CALL.dataset:
        return []
    return [Finding("several_properties", f"the rows name {len(codes)} properties: {', '.join(codes)}")]
