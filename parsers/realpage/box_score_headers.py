"""The two headers of the Box Score whose words repeat: which "Total" is which, and which "Cancelled/Denied"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from parsers.cells import squash
from parsers.errors import LayoutError
from parsers.headers import Column, Header, Slot
from parsers.reader import SheetReader

UNITS_MAP = "realpage_box_score_units"
LEASING_MAP = "realpage_box_score_leasing"
_VACANT = frozenset({"vacant", "vacant_not_leased", "vacant_leased", "model_admin", "down"})
_OCCUPIED = frozenset({"occupied", "occupied_no_ntv", "ntv_not_leased", "ntv_leased"})
_CAPTIONS = frozenset({"vacant", "occupied", "vacantunits", "occupiedunits"})
_WAITLIST = frozenset({"waitlist", "net_waitlist"})


def named_units_header(reader: SheetReader, header: Header) -> Header:
    """The header with each bare "Total" named by its neighbours: of vacant or of occupied units."""
    slots = _without_captions(header)
    fields = [one.field for one in slots]
    named = [
        _as(slot, _nearest_block(fields, position, {"vacant": _VACANT, "occupied": _OCCUPIED}))
        if slot.column is None and squash(slot.label).endswith("total")
        else slot
        for position, slot in enumerate(slots)
    ]
    found = Header(header.first_row, header.last_row, named)
    missing = {"vacant", "occupied"} - found.fields
    if missing or len([one for one in named if one.field in {"vacant", "occupied"}]) != len({"vacant", "occupied"}):
        raise _lacks(reader, found, sorted(missing) or ["one Total each of vacant and occupied"])
    return found


def named_leasing_header(header: Header) -> Header:
    """The header with a second "Cancelled/Denied" named as the waitlist's."""
    slots = _without_captions(header)
    fields = [one.field for one in slots]
    named = [
        _as(slot, _nearest_block(fields, position, {"waitlist_cancelled_denied": _WAITLIST}))
        if slot.column is None and squash(slot.label).endswith("denied")
        else slot
        for position, slot in enumerate(slots)
    ]
    return Header(header.first_row, header.last_row, named)


def _without_captions(header: Header) -> list[Slot]:
    """The columns alone: Vacant and Occupied, where their cells are not merged, head several and are none."""
    return [one for one in header.slots if one.column is not None or squash(one.label) not in _CAPTIONS]


def _nearest_block(fields: Sequence[str | None], position: int, blocks: Mapping[str, frozenset[str]]) -> str | None:
    """The block of the nearest named neighbour, the one to the right first."""
    places = sorted(range(len(fields)), key=lambda place: (abs(place - position), place < position))
    near = (field for place in places if (field := fields[place]) is not None)
    first = next((field for field in near if any(field in block for block in blocks.values())), None)
    return next((name for name, block in blocks.items() if first in block), None)


def _as(slot: Slot, field: str | None) -> Slot:
    return replace(slot, column=Column(field, required=False, kind="count")) if field else slot


def _lacks(reader: SheetReader, header: Header, missing: Sequence[str]) -> LayoutError:
    labels = ", ".join(repr(one.label) for one in header.slots)
    return LayoutError(
        f"the header of the unit status table lacks {', '.join(missing)}; headers found: {labels}",
        place=reader.place(header.last_row),
        expected="a column Total among the vacant units and one among the occupied units",
        next_step=f"If the vendor renamed a column, add its words to parsers/column_maps/{UNITS_MAP}.csv",
    )
