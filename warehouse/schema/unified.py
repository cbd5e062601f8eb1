"""Unified: one model per business object, with its life in stamps and every version it ever had.

An entity `x` is three relations, declared at once by `entity`:
- `unified.x`: one row per object ever accepted, in its last state, deleted ones included (deleted_at says since when);
- `unified.x_versions`: the states it had before, each over a half-open period;
- `unified.x_history`: a view of both, every state of every object.

A *fact* belongs to one snapshot day and is replaced with it; it has no life of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from warehouse.schema.declare import COUNT, DAY, MONEY, TEXT, Reference, again, column, partition, table, tenant

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
    ],
    key="unit_id",
    references=[_refers("property_id", "properties")],
)
RESIDENTS = entity(
    "residents",
    "One row per resident of a source.",
    [
        column("resident_id", TEXT, "The source's id of the resident.", required=True),
        column("first_name", TEXT, "Given name.", required=True, personal="name"),
        column("last_name", TEXT, "Family name.", required=True, personal="name"),
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
        column("date_of_birth", DAY, "Date of birth.", required=True, personal="date of birth"),
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


def fact(name: str, grain: str, columns: Sequence[sa.Column[Any]], *, key: Sequence[str]) -> sa.Table:
    """Declare a fact of a snapshot day: no life of its own, replaced with its raw partition."""
    property_columns = [
        column("property_id", TEXT, "The property: its scope in the portfolio.", required=True),
        column("property_name", TEXT, "Name of the property as the document prints it."),
    ]
    owned = [*partition(), *property_columns, *columns]
    return table(f"unified.{name}", grain, owned, key=("tenant_id", "source", "scope", "snapshot_date", *key))


OCCUPANCY_METRICS = fact(
    "occupancy_metrics",
    "One row per property and snapshot day: its units by state, as a report of that day counts them.",
    [
        column("as_of", DAY, "The day the report says it describes."),
        column("total_units", COUNT, "All units, model, admin and down ones included.", unit="units"),
        column("occupied_no_notice", COUNT, "Occupied, no notice to vacate.", unit="units"),
        column("notice_not_leased", COUNT, "Occupied, notice to vacate, not re-leased (NTV-NL).", unit="units"),
        column("notice_leased", COUNT, "Occupied, notice to vacate, re-leased (NTV-L).", unit="units"),
        column("vacant_not_leased", COUNT, "Vacant and not leased.", unit="units"),
        column("vacant_leased", COUNT, "Vacant and leased.", unit="units"),
        column("model_admin", COUNT, "Vacant as model or for administrative use.", unit="units"),
        column("down", COUNT, "Vacant and down.", unit="units"),
        column("market_rent", MONEY, "Market rent of all units.", unit="currency per month"),
        column("base_rent", MONEY, "Base rent of all units.", unit="currency per month"),
        column("total_sqft", COUNT, "Floor area of all units.", unit="square feet"),
    ],
    key=(),
)
MOVE_METRICS = fact(
    "move_metrics",
    "One row per property and snapshot day: moves, leases and money of the period a report covers.",
    [
        column("period_start", DAY, "First day of the activity the report counts."),
        column("as_of", DAY, "Last day of it."),
        column("move_ins", COUNT, "Move-ins, transfers included.", unit="moves"),
        column("move_outs", COUNT, "Move-outs, as printed.", unit="moves"),
        column("cancellations", COUNT, "Applications cancelled or rejected.", unit="leases"),
        column("renewals", COUNT, "Leases renewed.", unit="leases"),
        column("leases", COUNT, "Leases signed.", unit="leases"),
        column("rent_charged", MONEY, "Rent charged.", unit="currency"),
        column("other_charges", MONEY, "Other charges.", unit="currency"),
        column("payments", MONEY, "Payments received.", unit="currency"),
        column("other_credits", MONEY, "Other credits.", unit="currency"),
        column("deposits_in", MONEY, "Deposits received.", unit="currency"),
        column("deposits_out", MONEY, "Deposits returned.", unit="currency"),
    ],
    key=(),
)
DELINQUENCY_ACCOUNTS = fact(
    "delinquency_accounts",
    "One row per account with a balance on a snapshot day.",
    [
        column("account_number", COUNT, "Position of the account in the report, from 1.", required=True),
        column("as_of", DAY, "The day the balances hold."),
        column("unit_number", TEXT, "Unit of the account; blank for accounts without one."),
        column("resident_name", TEXT, "Who owes, where the report shows it.", personal="name"),
        column("status", TEXT, "Status of the resident, in the vendor's words."),
        column("move_in_date", DAY, "Move-in day."),
        column("move_out_date", DAY, "Move-out day, past or announced."),
        column("total_prepaid", MONEY, "Sum of the negative charge line balances.", unit="currency", required=True),
        column("total_delinquent", MONEY, "Sum of the positive charge line balances.", unit="currency", required=True),
        column("net_balance", MONEY, "Delinquent and prepaid together.", unit="currency", required=True),
        column("balance_0_30", MONEY, "Net, 0-30 days past due (RealPage: Current).", unit="currency"),
        column("balance_31_60", MONEY, "Net, 31-60 days past due (RealPage: 30 days).", unit="currency"),
        column("balance_61_90", MONEY, "Net, 61-90 days past due (RealPage: 60 days).", unit="currency"),
        column("balance_over_90", MONEY, "Net, over 90 days past due (RealPage: 90+ days).", unit="currency"),
        column("deposits_held", MONEY, "Deposits held.", unit="currency"),
        column("outstanding_deposit", MONEY, "Deposits still owed.", unit="currency"),
        column("late_count", COUNT, "Times late.", unit="times"),
        column("nsf_count", COUNT, "Payments returned for lack of funds.", unit="times"),
    ],
    key=("account_number",),
)
