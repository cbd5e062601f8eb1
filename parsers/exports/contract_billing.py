"""Contract billing (system 5): clients, vendors, employees, contracts, their versions and trips, all full snapshots.

A moment is the local wall-clock time as it stands in the file; an offset behind it, or a Z, is dropped.
"""

from __future__ import annotations

from parsers.exports.feed import Feed, Field

SOURCE = "contract_billing"
WALL_CLOCK = "the local time as YYYY-MM-DDTHH:MM:SS"


def _not_a_moment(column: str, expected: str) -> dict[str, str]:
    return {
        f"{column}_not_a_moment": f"{column} is {{{column}}}; expected {expected}",
        f"{column}_implausible": f"{column} {{{column}}} lies before 1900 or after 2199; expected the time of a real "
        "event",
    }


def _time_of_trip(column: str) -> dict[str, str]:
    return _not_a_moment(column, f"{WALL_CLOCK}; a day alone tells no hour")


def _bound_of_version(column: str) -> dict[str, str]:
    return _not_a_moment(column, f"a day as YYYY-MM-DD or {WALL_CLOCK}")


CLIENTS = Feed(SOURCE, "clients", (Field("client_id", "client_id"), Field("name", "name")))
VENDORS = Feed(SOURCE, "vendors", (Field("vendor_id", "vendor_id"), Field("name", "name")))
EMPLOYEES = Feed(
    SOURCE,
    "employees",
    (
        Field("employee_id", "employee_id"),
        Field("client_id", "client_id"),
        Field("name", "name"),
        Field("email", "email", required=False),
    ),
    rules={"unknown_client": "client_id {client_id} is no client of this source; the client's row may be rejected"},
)
CONTRACTS = Feed(
    SOURCE,
    "contracts",
    (
        Field("contract_id", "contract_id"),
        Field("client_id", "client_id"),
        Field("vendor_id", "vendor_id"),
        Field("status", "status"),
        Field("name", "name", required=False),
    ),
    rules={
        "unknown_client": "client_id {client_id} is no client of this source; the client's row may be rejected",
        "unknown_vendor": "vendor_id {vendor_id} is no vendor of this source; the vendor's row may be rejected",
    },
)
CONTRACT_VERSIONS = Feed(
    SOURCE,
    "contract_versions",
    (
        # Where the source gives none, a version's id is its contract's with its number.
        Field("version_id", "version_id", required=False, may_vanish=False),
        Field("contract_id", "contract_id"),
        Field("version_number", "version_number"),
        Field("billing_model", "billing_model"),
        Field("rules_config", "rules_config", required=False, may_vanish=False),
        Field("valid_from", "valid_from"),
        Field("valid_until", "valid_until", required=False, may_vanish=False),
    ),
    rules={
        **_bound_of_version("valid_from"),
        **_bound_of_version("valid_until"),
        "version_number_not_a_number": "version_number is {version_number}; expected a whole number from 1",
        "valid_until_not_after_valid_from": "valid_until {valid_until} is not after valid_from {valid_from}: the "
        "version would hold at no time. Expected the first moment at which it no longer holds",
        "duplicate_id": "version {version_number} of contract {contract_id} (version_id {version_id}) stands on an "
        "earlier row of this file with other values",
        "version_number_taken": "contract {contract_id} has version {version_number} on an earlier accepted row",
        "unknown_contract": "contract_id {contract_id} is no contract of this source; its row may be rejected",
    },
)
TRIPS = Feed(
    SOURCE,
    "trips",
    (
        Field("trip_id", "trip_id"),
        Field("client_id", "client_id"),
        Field("vendor_id", "vendor_id", required=False),
        Field("contract_id", "contract_id"),
        Field("employee_id", "employee_id", required=False),
        Field("start_time", "start_time", kind="moment"),
        Field("end_time", "end_time", kind="moment", required=False),
        Field("distance_km", "distance_km"),
        Field("is_carpool", "is_carpool", required=False, may_vanish=False),
    ),
    rules={
        **_time_of_trip("start_time"),
        **_time_of_trip("end_time"),
        "distance_km_not_a_number": "distance_km is {distance_km}; expected kilometres in digits, below a million, "
        "without thousands separators",
        "distance_km_negative": "distance_km {distance_km} is below 0; a trip cannot be",
        "is_carpool_not_a_flag": "is_carpool is {is_carpool}; expected true or false",
        "unknown_client": "client_id {client_id} is no client of this source; the client's row may be rejected",
        "unknown_contract": "contract_id {contract_id} is no contract of this source; its row may be rejected",
    },
)
FEEDS = (CLIENTS, VENDORS, EMPLOYEES, CONTRACTS, CONTRACT_VERSIONS, TRIPS)
