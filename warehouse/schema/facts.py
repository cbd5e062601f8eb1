"""Unified facts: what one report, or the calls of one day, say of a property; replaced with their raw partition.

A fact has no life of its own: a day that is loaded again has its facts anew, and nothing of them is ever "deleted".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from warehouse.schema.declare import COUNT, DAY, FLAG, MONEY, TEXT, column, partition, table
from warehouse.schema.unified import OWNER


def fact(name: str, grain: str, columns: Sequence[sa.Column[Any]], *, key: Sequence[str]) -> sa.Table:
    """Declare a fact of a snapshot day and report: no life of its own, replaced with its raw partition."""
    property_columns = [
        column("report", TEXT, "The report it was worked out from.", required=True),
        column("property_id", TEXT, "The property: its scope in the portfolio.", required=True),
        column("property_name", TEXT, "Name of the property as the document prints it."),
    ]
    owned = [*partition(), *property_columns, *columns]
    return table(f"unified.{name}", grain, owned, key=(*OWNER, "snapshot_date", "report", *key))


OCCUPANCY_METRICS = fact(
    "occupancy_metrics",
    "One row per property, snapshot day and report: the units by state, as the report counts them.",
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
        column(
            "market_rent",
            MONEY,
            "Market rent of all units; blank where a rent roll lacks that of a unit.",
            unit="currency per month",
        ),
        column("base_rent", MONEY, "Base rent of all units.", unit="currency per month"),
        column("total_sqft", COUNT, "Floor area of all units; blank as market_rent.", unit="square feet"),
        column("vacant_ready", COUNT, "Vacant units made ready; blank where the report does not say.", unit="units"),
        column("vacant_not_ready", COUNT, "Vacant units not made ready; blank as above.", unit="units"),
        column(
            "aged_vacancy_90",
            COUNT,
            "Units vacant for more than 90 days; blank where the report does not list its units one by one. Yardi's "
            "calls: since the last move-out of a former resident, blank where no former one is listed. RealPage's: the "
            "same, but a unit nobody is known to have left is not counted; blank without the day's residents.",
            unit="units",
        ),
        column(
            "notice_not_leased_30",
            COUNT,
            "On notice, not re-leased, moving out within 30 days of the report's day; blank as above.",
            unit="units",
        ),
        column("notice_not_leased_60", COUNT, "The same within 60 days; blank as above.", unit="units"),
    ],
    key=(),
)
PRICING_METRICS = fact(
    "pricing_metrics",
    "One row per property, snapshot day, report and floor plan: what its units rent for and are offered at.",
    [
        column("as_of", DAY, "The day the report says it describes."),
        column("floor_plan_group", TEXT, "Floor plan group; blank where the report has none."),
        column("floor_plan", TEXT, "Floor plan; blank for units without one."),
        column("units", COUNT, "Units of the plan.", unit="units"),
        column("occupied_units", COUNT, "Units of the plan somebody lives in, on notice or not.", unit="units"),
        column(
            "in_place_rent",
            MONEY,
            "Mean lease rent of the occupied units, as printed; blank where none is occupied or only sums are known.",
            unit="currency per month",
        ),
        column(
            "in_place_rent_sum",
            MONEY,
            "Sum of the scheduled base rents of the occupied units whose rent is known; blank where only a mean is.",
            unit="currency per month",
        ),
        column("in_place_units", COUNT, "Units in in_place_rent_sum.", unit="units"),
        column("in_place_sqft", sa.Numeric(18, 2), "Floor area of those units.", unit="square feet"),
        column(
            "asking_rent",
            MONEY,
            "Mean market rent of the units, as printed; blank where only sums are known.",
            unit="currency per month",
        ),
        column(
            "asking_rent_sum",
            MONEY,
            "Sum of the market rents of the units that have one; blank where only a mean is known.",
            unit="currency per month",
        ),
        column("asking_units", COUNT, "Units in asking_rent_sum.", unit="units"),
        column("asking_sqft", sa.Numeric(18, 2), "Floor area of those units.", unit="square feet"),
        column(
            "effective_rent",
            MONEY,
            "Mean rent after concessions, as printed; blank where none is occupied.",
            unit="currency per month",
        ),
    ],
    key=("floor_plan_group", "floor_plan"),
)
MOVE_METRICS = fact(
    "move_metrics",
    "One row per property, snapshot day and report: moves, leases and money of the period the report covers.",
    [
        column("period_start", DAY, "First day of the activity the report counts."),
        column("as_of", DAY, "Last day of it."),
        column("move_ins", COUNT, "Move-ins, transfers included.", unit="moves"),
        column("move_outs", COUNT, "Move-outs, as printed.", unit="moves"),
        column("cancellations", COUNT, "Applications or leases cancelled, denied or rejected.", unit="leases"),
        column(
            "renewals",
            COUNT,
            "Leases renewed; of a box score, renewals signed; of Yardi's calls, the renewals of guest cards, blank "
            "where not every current resident can have one; of RealPage's gateway, renewals signed that it lists, "
            "blank without the day's leases.",
            unit="leases",
        ),
        column(
            "leases",
            COUNT,
            "Leases signed, cancelled ones included; of Yardi's calls, those of guest cards: not of transfers; of "
            "RealPage's gateway, those it still lists.",
            unit="leases",
        ),
        column("net_leases", COUNT, "Leases less what was cancelled or denied, as printed.", unit="leases"),
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
        column(
            "total_prepaid",
            MONEY,
            "Sum of the negative charge line balances; Yardi: prepayments, blank where it prints none, and of its "
            "calls what an account has paid beyond its charges, credits among it. Negative.",
            unit="currency",
        ),
        column(
            "total_delinquent",
            MONEY,
            "Sum of the positive charge line balances; Yardi, which prints no lines: the four ages together, and of "
            "its calls what is open of the charges.",
            unit="currency",
            required=True,
        ),
        column("net_balance", MONEY, "Delinquent and prepaid together.", unit="currency", required=True),
        column(
            "balance_0_30",
            MONEY,
            "0-30 days past due (RealPage: Current). RealPage: net of prepaid; Yardi: without prepayments, and of its "
            "calls by the days since the charge, blank where they do not say what is open of each.",
            unit="currency",
        ),
        column(
            "balance_31_60", MONEY, "31-60 days past due (RealPage: 30 days); net or not as above.", unit="currency"
        ),
        column(
            "balance_61_90", MONEY, "61-90 days past due (RealPage: 60 days); net or not as above.", unit="currency"
        ),
        column(
            "balance_over_90",
            MONEY,
            "Over 90 days past due (RealPage: 90+ days); net or not as above.",
            unit="currency",
        ),
        column("deposits_held", MONEY, "Deposits held; blank where the report has none: Yardi.", unit="currency"),
        column("outstanding_deposit", MONEY, "Deposits still owed.", unit="currency"),
        column("late_count", COUNT, "Times late.", unit="times"),
        column("nsf_count", COUNT, "Payments returned for lack of funds.", unit="times"),
    ],
    key=("account_number",),
)
LEASING_ACTIVITIES = fact(
    "leasing_activities",
    "One row per contact with a prospect that a report of a snapshot day lists; reports overlap, so do their contacts.",
    [
        column("period_start", DAY, "First day of the contacts the report lists; blank where it does not say."),
        column("as_of", DAY, "Last day of them; blank as above."),
        column("activity_number", COUNT, "Position of the contact in the report, from 1.", required=True),
        column("activity_date", DAY, "Day of the contact."),
        column("prospect_id", TEXT, "The vendor's id of the prospect; blank for RealPage, whose report prints none."),
        column("prospect_name", TEXT, "Name of the prospect, where the report shows it.", personal="name"),
        column(
            "event",
            TEXT,
            "What the contact means for the funnel: lead (an inquiry), tour, application or lease_sign; blank where it "
            "means none of them. RealPage lists no contact that is an application.",
        ),
        column("contact_type", TEXT, "The contact's type, in the vendor's words."),
        column(
            "is_known_contact_type",
            FLAG,
            "Whether the list of contact types has it; one it does not have is a finding and no event.",
            required=True,
        ),
        column("initial_contact_type", TEXT, "Type of the prospect's first contact, in the vendor's words."),
        column("leasing_consultant", TEXT, "Leasing consultant."),
        column("ad_source", TEXT, "Where the prospect heard of the property."),
        column("floor_plan_group", TEXT, "Floor plan group asked for."),
        column("floor_plan", TEXT, "Floor plan asked for."),
        column("needed_date", DAY, "Day from which a home is needed."),
        column("next_follow_up_date", DAY, "Day of the next scheduled follow-up."),
        column("guest_card_status", TEXT, "Status of the guest card, in the vendor's words."),
        column("return_visits", COUNT, "Return visits.", unit="visits"),
        column("leases", COUNT, "Leases counted with the contact.", unit="leases"),
        column("waitlist", COUNT, "Waitlist entries counted with the contact.", unit="leases"),
        column("cancellations", COUNT, "Cancelled or denied with the contact.", unit="leases"),
        column("lost_reason", TEXT, "Result, or reason the prospect was lost, in the vendor's words."),
    ],
    key=("activity_number",),
)
LEASE_EXPIRATIONS = fact(
    "lease_expirations",
    "One row per lease that a report of a snapshot day lists as expiring.",
    [
        column("period_start", DAY, "First day of the expirations the report lists; blank where it does not say."),
        column("as_of", DAY, "The day the report says it describes."),
        column("lease_number", COUNT, "Position of the lease in the report, from 1.", required=True),
        column(
            "expiry_month",
            DAY,
            "First day of the month the lease expires in; blank for month-to-month and expired leases that the report "
            "lists apart from its months.",
        ),
        column("lease_end", DAY, "Last day of the lease."),
        column("is_month_to_month", FLAG, "Whether the lease runs month to month or has expired.", required=True),
        column("unit_number", TEXT, "Unit, as printed."),
        column("floor_plan", TEXT, "Floor plan."),
        column("sqft", COUNT, "Floor area; blank for 4156, which prints none.", unit="square feet"),
        column("resident_name", TEXT, "Name of the resident, where the report shows it.", personal="name"),
        column("move_in_date", DAY, "Move-in day."),
        column("expected_move_out_date", DAY, "Expected move-out day; blank for 4156, which prints none."),
        column("lease_term", COUNT, "Term of the lease; blank for 4156, which prints none.", unit="months"),
        column("rent", MONEY, "Lease rent in force.", unit="currency per month"),
        column("market_rent", MONEY, "Market rent of the unit.", unit="currency per month"),
        column(
            "decision",
            TEXT,
            "renewed, vacating, unknown, month_to_month, moved_out or transferring; blank for 3838, which prints none, "
            "and where the vendor words it otherwise. Yardi's calls say vacating and month_to_month alone. RealPage's "
            "gateway tells renewed by the next lease, and a transfer only where the lease or its next one's unit does.",
        ),
        column("vendor_decision", TEXT, "The decision in the vendor's words."),
        column("new_lease_start", DAY, "First day of the new lease; blank without one."),
        column("new_lease_term", COUNT, "Term of the new lease.", unit="months"),
        column("new_rent", MONEY, "Rent of the new lease; blank without one.", unit="currency per month"),
        column("last_rent_change_date", DAY, "Day of the last rent change."),
        column("last_rent_change_amount", MONEY, "Amount of it; blank without a day of it.", unit="currency per month"),
        column("balance", MONEY, "Balance of the resident; blank for 4156, which prints none.", unit="currency"),
    ],
    key=("lease_number",),
)
