"""Unified: one model per business object, with its life in stamps and every version it ever had.

An entity `x` is three relations, declared at once by `entity`:
- `unified.x`: one row per object ever accepted, in its last state, deleted ones included (deleted_at says since when);
- `unified.x_versions`: the states it had before, each over a half-open period;
- `unified.x_history`: a view of both, every state of every object.

Facts, which belong to one snapshot day and have no life, are declared in `facts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from warehouse.schema.declare import (
    COUNT,
    DAY,
    FLAG,
    MOMENT,
    MONEY,
    TEXT,
    Reference,
    again,
    column,
    partition,
    table,
    tenant,
)

OWNER = ("tenant_id", "source", "scope")
LIFECYCLE = ("valid_from", "created_at", "updated_at", "deleted_at", "rejected_since")


def _owner() -> list[sa.Column[Any]]:
    return [tenant(), *partition()[1:3]]


def _life() -> list[sa.Column[Any]]:
    return [
        column("valid_from", DAY, "Snapshot day from which this state holds.", required=True),
        column("created_at", DAY, "First snapshot day that has the object.", required=True),
        column("updated_at", DAY, "Last snapshot day on which an attribute changed.", required=True),
        column("deleted_at", DAY, "Snapshot day from which the object is gone at the source; blank while it lives."),
        column("rejected_since", DAY, "First of the latest snapshots in a row whose row was rejected; state kept."),
    ]


def entity(
    name: str, grain: str, columns: Sequence[sa.Column[Any]], *, key: str, references: Sequence[Reference] = ()
) -> sa.Table:
    """Declare an entity's three relations and return the first; `key` is its id within tenant, source and scope."""
    relation = table(
        f"unified.{name}", grain, [*_owner(), *columns, *_life()], key=(*OWNER, key), references=references
    )
    versions = [again(shared) for shared in relation.columns if shared.name != "deleted_at"]
    valid_to = column("valid_to", DAY, "Snapshot day from which this state no longer held.", required=True)
    versions_grain = f"One row per superseded state. {grain}"
    table(f"unified.{name}_versions", versions_grain, [*versions, valid_to], key=(*OWNER, key, "valid_from"))
    history = [again(shared) for shared in relation.columns if shared.name != "deleted_at"]
    open_end = column("valid_to", DAY, "Snapshot day from which this state no longer held; blank while it does.")
    history_grain = f"One row per state an object ever had. {grain}"
    table(f"unified.{name}_history", history_grain, [*history, open_end], key=(*OWNER, key, "valid_from"), view=True)
    return relation


def _refers(column_name: str, model: str) -> Reference:
    return Reference((*OWNER, column_name), f"unified.{model}", (*OWNER, column_name))


PROPERTIES = entity(
    "properties",
    "One row per property of a source.",
    [
        column("property_id", TEXT, "The source's id of the property.", required=True),
        column("name", TEXT, "Name of the property.", required=True),
        column(
            "vendor_code",
            TEXT,
            "The vendor's own code or id of the property; blank like the columns below for a leasing ledger.",
        ),
        column("address_line", TEXT, "First line of the address."),
        column("city", TEXT, "City."),
        column("state", TEXT, "State."),
        column("postal_code", TEXT, "Postal code."),
    ],
    key="property_id",
)
UNITS = entity(
    "units",
    "One row per unit of a source.",
    [
        column("unit_id", TEXT, "The source's id of the unit.", required=True),
        column("property_id", TEXT, "The property the unit belongs to.", required=True),
        column("unit_number", TEXT, "The number on the door; may repeat within a property.", required=True),
        column(
            "basis",
            TEXT,
            "How its state is known: events (stays and statuses by their days) or snapshot (carried to the next one).",
            required=True,
        ),
        column("floor_plan", TEXT, "Floor plan or unit type; blank where the source has none: a leasing ledger."),
        column("sqft", sa.Numeric(18, 2), "Floor area; blank as above.", unit="square feet"),
        column("market_rent", MONEY, "Market rent; blank as above.", unit="currency per month"),
        column(
            "state",
            TEXT,
            "occupied, notice, notice_leased, vacant, vacant_leased, model, admin or down, as the snapshot says; blank "
            "where it does not say, and for a unit known by its events.",
        ),
        column("vendor_status", TEXT, "The state in the vendor's words; blank as above."),
        column(
            "vendor_unit_id",
            TEXT,
            "The vendor's own id of the unit; blank, like the columns below, where only its number is given: a ledger "
            "and a rent roll.",
        ),
        column("building", TEXT, "Building, as the vendor names or numbers it."),
        column("bedrooms", COUNT, "Bedrooms; blank for RealPage, whose gateway has none.", unit="rooms"),
        column("bathrooms", sa.Numeric(12, 2), "Bathrooms; blank as bedrooms.", unit="rooms"),
        column(
            "made_ready_date",
            DAY,
            "Day a vacant unit was or will be ready; blank for none, and for Yardi, whose units say it in their state.",
        ),
    ],
    key="unit_id",
    # Of a report the property is the scope it was filed under; no list of properties comes with it.
    references=[replace(_refers("property_id", "properties"), where="judged.basis = 'events'")],
)
RESIDENTS = entity(
    "residents",
    "One row per resident of a source.",
    [
        column("resident_id", TEXT, "The source's id of the resident.", required=True),
        column("first_name", TEXT, "Given name; blank where a vendor has none.", personal="name"),
        column("last_name", TEXT, "Family name; blank as above.", personal="name"),
        column(
            "household_id",
            TEXT,
            "The person's household, as leases name it; blank, like the columns below, for a leasing ledger.",
        ),
        column("unit_id", TEXT, "The unit of the person's stay, past, present or to come; blank without one."),
        column(
            "status",
            TEXT,
            "current, notice, future, applicant, former or cancelled; blank where the vendor words it otherwise.",
        ),
        column("vendor_status", TEXT, "The status in the vendor's words."),
        column("is_head_of_household", FLAG, "Whether the person signs for the household; blank where not said."),
        column("email", TEXT, "Email.", personal="email"),
        column("phone", TEXT, "First telephone number.", personal="phone"),
    ],
    key="resident_id",
)
OCCUPANCIES = entity(
    "occupancies",
    "One row per stay of a resident in a unit.",
    [
        column("occupancy_id", TEXT, "The source's id of the stay.", required=True),
        column("unit_id", TEXT, "The unit lived in.", required=True),
        column("resident_id", TEXT, "Who lives there.", required=True),
        column("move_in_date", DAY, "First day lived in.", required=True),
        column("move_out_date", DAY, "First day no longer lived in (half open); blank while open-ended."),
    ],
    key="occupancy_id",
    references=[_refers("unit_id", "units"), _refers("resident_id", "residents")],
)
UNIT_STATUSES = entity(
    "unit_statuses",
    "One row per status change of a unit.",
    [
        column("unit_status_id", TEXT, "The source's id of the status change.", required=True),
        column("unit_id", TEXT, "The unit that changes.", required=True),
        column("status", TEXT, "active or inactive.", required=True),
        column("start_date", DAY, "First day the status holds, until the next one starts.", required=True),
    ],
    key="unit_status_id",
    references=[_refers("unit_id", "units")],
)
RENTS = entity(
    "rents",
    "One row per rent agreed for a stay.",
    [
        column("rent_id", TEXT, "The source's id of the rent.", required=True),
        column("occupancy_id", TEXT, "The stay the rent belongs to.", required=True),
        column("amount", MONEY, "Rent per month.", unit="currency per month", required=True),
        column("effective_date", DAY, "First day the rent holds, until the next one of the stay.", required=True),
    ],
    key="rent_id",
    references=[_refers("occupancy_id", "occupancies")],
)
PATIENTS = entity(
    "patients",
    "One row per patient of a source.",
    [
        column("patient_id", TEXT, "The source's externalId.", required=True),
        column("first_name", TEXT, "Given name.", required=True, personal="name"),
        column("last_name", TEXT, "Family name.", required=True, personal="name"),
        column("middle_name", TEXT, "Middle name, where given.", personal="name"),
        column("date_of_birth", DAY, "Date of birth, where given.", personal="date of birth"),
    ],
    key="patient_id",
)
PATIENT_PAYMENTS = entity(
    "patient_payments",
    "One row per payment of a patient.",
    [
        column("payment_id", TEXT, "The source's externalId.", required=True),
        column("patient_id", TEXT, "Who paid, or for whom.", required=True),
        column("amount", MONEY, "Amount paid; a refund is negative.", unit="currency", required=True),
    ],
    key="payment_id",
    references=[_refers("patient_id", "patients")],
)
LEASES = entity(
    "leases",
    "One row per lease, signed or applied for, that a rent roll or a call lists.",
    [
        column(
            "lease_id",
            TEXT,
            "Unit and the vendor's lease id; where it has none, unit, household or resident, move-in and lease start.",
            required=True,
        ),
        column("unit_id", TEXT, "The unit leased; blank where none is named yet: an applicant's."),
        column("resident_id", TEXT, "The vendor's id of the household or resident, where given."),
        column("resident_name", TEXT, "Name, where the report shows it.", personal="name"),
        column(
            "status",
            TEXT,
            "current, notice, future, applicant, pending_renewal, former, transferring or cancelled; blank where the "
            "vendor words it otherwise.",
        ),
        column("vendor_status", TEXT, "The status in the vendor's words; blank for a Yardi rent roll, which has none."),
        column("is_current", FLAG, "Whether it is the lease under which a unit is lived in.", required=True),
        column("move_in_date", DAY, "Move-in day, past or scheduled."),
        column("notice_for_date", DAY, "Day notice was given for; blank without notice, and for Yardi."),
        column("move_out_date", DAY, "Move-out day, past or announced."),
        column("lease_start", DAY, "First day of the lease; blank for a Yardi rent roll, which prints none."),
        column("lease_end", DAY, "Last day of the lease; blank for none."),
        column(
            "rent",
            MONEY,
            "Scheduled base rent: as printed, else the charges whose code is one for rent; blank where neither is.",
            unit="currency per month",
        ),
        column("total_charges", MONEY, "All scheduled charges, credits taken off.", unit="currency per month"),
        column("deposit_required", MONEY, "Deposit required, where printed.", unit="currency"),
        column("deposit_held", MONEY, "Deposit held.", unit="currency"),
        column("balance", MONEY, "Balance.", unit="currency"),
        column("signed_date", DAY, "Day the lease was signed; blank where not given: a rent roll, and Yardi."),
        column("notice_given_date", DAY, "Day notice was given; blank without notice, and for a rent roll."),
        column("term_months", COUNT, "Term in months, as the vendor words it; blank as signed_date.", unit="months"),
    ],
    key="lease_id",
    # A call's leases come without its units: one that failed that day is no reason to refuse them.
    references=[replace(_refers("unit_id", "units"), where="judged.source IN ('realpage_reports', 'yardi_reports')")],
)
LEASE_CHARGES = entity(
    "lease_charges",
    "One row per scheduled charge of a lease.",
    [
        column("charge_id", TEXT, "Lease, charge code, and a number where the code repeats.", required=True),
        column("lease_id", TEXT, "The lease.", required=True),
        column(
            "charge_code",
            TEXT,
            "Charge code, in the vendor's words; blank where none is printed. RealPage's gateway: the item's type.",
        ),
        column("is_rent", FLAG, "Whether the code is one for base rent.", required=True),
        column("amount", MONEY, "Amount per month; a credit is negative.", unit="currency per month"),
        column("charge_from", DAY, "First day charged for; blank where not given: a rent roll."),
        column("charge_to", DAY, "Last day charged for; blank as above, and while open-ended."),
    ],
    key="charge_id",
    references=[replace(_refers("lease_id", "leases"), where="judged.source IN ('realpage_reports', 'yardi_reports')")],
)
SOURCE_DAYS = table(
    "unified.source_days",
    "One row per tenant and source of which a snapshot is loaded.",
    [
        *_owner()[:2],
        column("as_of", DAY, "Day of the newest: the day that figures of the source hold.", required=True),
    ],
    key=OWNER[:2],
    view=True,
)
SENTENCES = table(
    "unified.sentences",
    "One row per file in the book of loads, but for what a later one mended, and per finding of a load, with its "
    "sentence as it may be published.",
    [
        *_owner(),
        column("snapshot_date", DAY, "Day whose state the file describes.", required=True),
        column("dataset", TEXT, "The file, report or call the row is about.", required=True),
        column("file", TEXT, "Name of the file as it was handed over; blank for a finding."),
        column("sha256", TEXT, "Content hash of the file; blank for a finding."),
        column("received_at", MOMENT, "When the bytes arrived (UTC); blank for a finding."),
        column("outcome", TEXT, "What became of the file; blank for a finding."),
        column("rule", TEXT, "What a finding looked for; blank for a file."),
        column("severity", TEXT, "How grave a finding is; blank for a file."),
        column("rows_read", COUNT, "Rows in the file; blank for a finding.", unit="rows"),
        column("message", TEXT, "The sentence, without what it quotes of the file's cells."),
    ],
    key=(*OWNER, "snapshot_date", "dataset", "sha256", "rule", "message"),
    view=True,
)
