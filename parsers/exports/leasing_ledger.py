"""The leasing ledger (system 1): six files, together one full snapshot of a rent roll's facts."""

from __future__ import annotations

from parsers.exports.feed import Feed, Field

SOURCE = "leasing_ledger"
SAYS_IMPLAUSIBLE = "{source_name} {{{column}}} lies before 1900 or after 2199; expected the date of a real event"
UNKNOWN_UNIT = "unit_id {unit_id} is no unit of this ledger; the unit's row may be rejected"


def _implausible(column: str) -> dict[str, str]:
    return {f"{column}_implausible": SAYS_IMPLAUSIBLE.format(source_name=column, column=column)}


PROPERTIES = Feed(SOURCE, "properties", (Field("property_id", "property_id"), Field("name", "name")))
UNITS = Feed(
    SOURCE,
    "units",
    (Field("unit_id", "unit_id"), Field("property_id", "property_id"), Field("unit_number", "unit_number")),
    rules={"unknown_property": "property_id {property_id} is no property of this ledger"},
)
RESIDENTS = Feed(
    SOURCE,
    "residents",
    (Field("resident_id", "resident_id"), Field("first_name", "first_name"), Field("last_name", "last_name")),
)
OCCUPANCIES = Feed(
    SOURCE,
    "occupancies",
    (
        Field("occupancy_id", "occupancy_id"),
        Field("unit_id", "unit_id"),
        Field("resident_id", "resident_id"),
        Field("move_in_date", "move_in_date", kind="date"),
        Field("move_out_date", "move_out_date", kind="date", required=False, may_vanish=False),
    ),
    rules={
        **_implausible("move_in_date"),
        "unknown_unit": UNKNOWN_UNIT,
        "unknown_resident": "resident_id {resident_id} is no resident of this ledger; its row may be rejected",
        "move_out_not_after_move_in": "move_out_date {move_out_date} is not after move_in_date {move_in_date}",
        "unit_already_occupied": "unit {unit_id} is already occupied in that time by an earlier row of this file",
        "resident_already_housed": "resident {resident_id} lives elsewhere in that time by an earlier row of this file",
        "unit_inactive_at_move_in": "unit {unit_id} is inactive on the move-in day {move_in_date}",
    },
)
RENTS = Feed(
    SOURCE,
    "rents",
    (
        Field("rent_id", "rent_id"),
        Field("occupancy_id", "occupancy_id"),
        Field("amount", "amount", kind="amount"),
        Field("effective_date", "effective_date", kind="date"),
    ),
    rules={
        "amount_not_positive": "amount {amount} is not above 0; a rent must be",
        "unknown_occupancy": "occupancy_id {occupancy_id} is no occupancy of this ledger; its row may be rejected",
        "effective_date_outside_stay": "effective_date {effective_date} lies outside the stay (move-in day to the day "
        "before the move-out day)",
        "second_rent_of_the_day": "occupancy {occupancy_id} already has a rent effective on {effective_date}",
    },
)
UNIT_STATUSES = Feed(
    SOURCE,
    "unit_statuses",
    (
        Field("unit_status_id", "unit_status_id"),
        Field("unit_id", "unit_id"),
        Field("status", "status"),
        Field("start_date", "start_date", kind="date"),
    ),
    rules={
        **_implausible("start_date"),
        "unknown_unit": UNKNOWN_UNIT,
        "status_unknown": "status is {status}; expected active or inactive",
        "second_status_of_the_day": "unit {unit_id} already has a status change on {start_date}",
        "inactive_while_occupied": "unit {unit_id} is occupied on {start_date} and cannot turn inactive",
    },
)
FEEDS = (PROPERTIES, UNITS, RESIDENTS, OCCUPANCIES, UNIT_STATUSES, RENTS)
