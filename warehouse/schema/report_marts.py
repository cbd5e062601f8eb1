"""Marts that reports and calls fill: what the vendors' counts and lists say of a property, its plans and accounts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from warehouse.schema.declare import COUNT, DAY, FRACTION, MONEY, TEXT, again, column, table
from warehouse.schema.facts import DELINQUENCY_ACCOUNTS
from warehouse.schema.marts import of_property
from warehouse.schema.unified import OWNER

PER_SQFT = sa.Numeric(18, 4)
AREA = sa.Numeric(18, 2)


def _snapshot_of_property() -> list[sa.Column[Any]]:
    return [
        *of_property(),
        column("property_name", TEXT, "Name of the property as the document prints it, else that of marts.properties."),
        column("snapshot_date", DAY, "The snapshot day the figures belong to.", required=True),
        column("as_of", DAY, "The day the document says it describes."),
    ]


def _of_report() -> sa.Column[Any]:
    return column("report", TEXT, "The report or call the figures come from.", required=True)


MOVE_ACTIVITY = table(
    "marts.move_activity",
    "One row per property and month. Of reports and calls that count moves, the newest of the month; of those of one "
    "day the one that counts from the first of the month, then the first in marts.report_preferences. Where none does, "
    "the moves that a ledger or rent rolls show.",
    [
        *of_property(),
        column("month", DAY, "First day of the month; of a report, the month of its last day.", required=True),
        column("report", TEXT, "The report or call the figures come from; blank where moves are counted stay by stay."),
        column("period_start", DAY, "First day counted."),
        column("period_end", DAY, "Last day counted."),
        column("move_ins", COUNT, "Move-ins by their date; transfers count.", unit="moves"),
        column(
            "move_outs",
            COUNT,
            "Move-outs by their date; of a report, as printed: a monthly summary leaves transfers out.",
            unit="moves",
        ),
        column("net_absorption", COUNT, "move_ins - move_outs.", unit="moves"),
        column("renewals", COUNT, "Leases renewed; blank where the source does not say.", unit="leases"),
        column("leases", COUNT, "Leases signed; blank where the source does not say: a box score.", unit="leases"),
        column(
            "net_leases",
            COUNT,
            "Leases less cancelled and denied, as printed; blank where the source does not say: a monthly summary.",
            unit="leases",
        ),
        column("cancellations", COUNT, "Cancelled, denied or rejected; blank as above.", unit="leases"),
        column(
            "rent_charged",
            MONEY,
            "Rent charged in the period. Blank, like all money below, but of a monthly summary: no other report and no "
            "call says it.",
            unit="currency",
        ),
        column("other_charges", MONEY, "Other charges in the period; blank as above.", unit="currency"),
        column("payments", MONEY, "Payments received in the period; blank as above.", unit="currency"),
        column("other_credits", MONEY, "Other credits in the period; blank as above.", unit="currency"),
        column("deposits_in", MONEY, "Deposits received in the period; blank as above.", unit="currency"),
        column("deposits_out", MONEY, "Deposits returned in the period; blank as above.", unit="currency"),
    ],
    key=("tenant_id", "property_id", "month"),
)
OCCUPANCY = table(
    "marts.occupancy",
    "One row per property and snapshot day. Its counts are one report's or call's: of those of the day the first in "
    "marts.report_preferences.",
    [
        *_snapshot_of_property(),
        _of_report(),
        column("total_units", COUNT, "All units, model, admin and down ones included.", unit="units"),
        column("occupied_units", COUNT, "Occupied with or without notice.", unit="units"),
        column("vacant_units", COUNT, "Not leased + leased + model/admin + down.", unit="units"),
        column("occupied_no_notice", COUNT, "Occupied, no notice to vacate.", unit="units"),
        column("on_notice", COUNT, "NTV not leased + NTV leased.", unit="units"),
        column("notice_not_leased", COUNT, "On notice and not re-leased (NTV-NL).", unit="units"),
        column("notice_leased", COUNT, "On notice and re-leased (NTV-L).", unit="units"),
        column("vacant_not_leased", COUNT, "Vacant and not leased.", unit="units"),
        column("vacant_leased", COUNT, "Vacant and leased (preleased).", unit="units"),
        column("model_admin", COUNT, "Vacant as model or for administrative use.", unit="units"),
        column("down", COUNT, "Vacant and down.", unit="units"),
        column("physical_occupancy", FRACTION, "occupied_units / total_units.", unit="fraction"),
        column("leased", FRACTION, "(occupied_units + vacant_leased) / total_units.", unit="fraction"),
        column(
            "net_leased",
            FRACTION,
            "(vacant leased + occupied no notice + NTV leased) / total_units.",
            unit="fraction",
        ),
        column(
            "vacant_ready",
            COUNT,
            "Vacant units made ready. Like every column below, of the first of the day's reports and calls to say it; "
            "blank where none does (a box score without make-ready list, a monthly summary, a rent roll).",
            unit="units",
        ),
        column("vacant_not_ready", COUNT, "Vacant units not made ready; blank as above.", unit="units"),
        column(
            "aged_vacancy_90",
            COUNT,
            "Units vacant for more than 90 days, by the day their last resident left. Blank where nothing says it: a "
            "report prints no such day, and a call only where former residents came with it.",
            unit="units",
        ),
        column("market_rent", MONEY, "Market rent of all units.", unit="currency per month"),
        column(
            "base_rent", MONEY, "Base rent of all units; blank where none prints it: calls.", unit="currency per month"
        ),
        column("total_sqft", COUNT, "Floor area of all units.", unit="square feet"),
        column(
            "notice_not_leased_30",
            COUNT,
            "On notice, not re-leased and moving out within 30 days, by their move-out dates; blank where no report "
            "lists the units one by one.",
            unit="units",
        ),
        column("notice_not_leased_60", COUNT, "The same within 60 days; blank as above.", unit="units"),
    ],
    key=("tenant_id", "property_id", "snapshot_date"),
)
EXPOSURE = table(
    "marts.exposure",
    "One row per property and snapshot day, worked out from marts.occupancy.",
    [
        *_snapshot_of_property(),
        _of_report(),
        column("total_units", COUNT, "All units.", unit="units"),
        column("net_exposure", COUNT, "Total vacant - vacant leased + NTV not leased.", unit="units"),
        column("net_exposure_share", FRACTION, "net_exposure / total_units.", unit="fraction"),
        column("controllable_availability", COUNT, "net_exposure - model/admin - down.", unit="units"),
        column(
            "exposure_30",
            COUNT,
            "Vacant not leased + on notice, not re-leased and moving out within 30 days. Blank where no move-out dates "
            "are known: a box score and a monthly summary count notices without saying when they leave.",
            unit="units",
        ),
        column("exposure_30_share", FRACTION, "exposure_30 / total_units; blank as above.", unit="fraction"),
        column("exposure_60", COUNT, "The same within 60 days; blank as above.", unit="units"),
        column("exposure_60_share", FRACTION, "exposure_60 / total_units; blank as above.", unit="fraction"),
    ],
    key=("tenant_id", "property_id", "snapshot_date"),
)
PRICING = table(
    "marts.pricing",
    "One row per property, snapshot day and floor plan, of one report or call: the first in marts.report_preferences. "
    "What prices every unit, as rent rolls and calls do, comes before a box score, which prints means, and a monthly "
    "summary, which prints no rents in place.",
    [
        *_snapshot_of_property(),
        _of_report(),
        column("floor_plan_group", TEXT, "Floor plan group; blank where the report has none: all but a box score."),
        column("floor_plan", TEXT, "Floor plan; blank for units without one."),
        column("units", COUNT, "Units of the plan.", unit="units"),
        column("occupied_units", COUNT, "Units of the plan somebody lives in, on notice or not.", unit="units"),
        column(
            "in_place_rent",
            MONEY,
            "Mean scheduled base rent of the occupied units, rounded half up; of a box score its mean lease rent, as "
            "printed. Blank where nobody lives in the plan, and of a monthly summary.",
            unit="currency per month",
        ),
        column(
            "in_place_rent_per_sqft",
            PER_SQFT,
            "Sum of those rents / sum of the floor area of their units, rounded half up; blank without floor areas: a "
            "box score prints none.",
            unit="currency per month and square foot",
        ),
        column(
            "asking_rent",
            MONEY,
            "Mean market rent of all units of the plan, rounded half up; of a box score as printed.",
            unit="currency per month",
        ),
        column(
            "asking_rent_per_sqft",
            PER_SQFT,
            "Sum of the market rents / sum of the floor area of their units, rounded half up; blank as above.",
            unit="currency per month and square foot",
        ),
        column("effective_rent", MONEY, "Mean rent after concessions, as printed.", unit="currency per month"),
        column("rent_growth", FRACTION, "asking_rent / in_place_rent - 1.", unit="fraction"),
        column(
            "gain_loss_to_lease",
            MONEY,
            "in_place_rent - asking_rent, of a unit in the mean; a loss is negative.",
            unit="currency per month",
        ),
        column("loss_to_lease", FRACTION, "(asking_rent - in_place_rent) / asking_rent.", unit="fraction"),
        column(
            "in_place_units",
            COUNT,
            "Units behind in_place_rent: those whose rent is known; of a box score the occupied ones.",
            unit="units",
        ),
        column(
            "in_place_rent_total",
            MONEY,
            "Sum of their rents; of a box score the printed mean times the units.",
            unit="currency per month",
        ),
        column("in_place_sqft", AREA, "Floor area of those units; blank without floor areas.", unit="square feet"),
        column("asking_units", COUNT, "Units behind asking_rent: those whose market rent is known.", unit="units"),
        column(
            "asking_rent_total",
            MONEY,
            "Sum of their market rents; of a box score the printed mean times the units.",
            unit="currency per month",
        ),
        column("asking_sqft", AREA, "Floor area of those units; blank as above.", unit="square feet"),
    ],
    key=("tenant_id", "property_id", "snapshot_date", "floor_plan_group", "floor_plan"),
)
DELINQUENCY = table(
    "marts.delinquency",
    "One row per property and snapshot day with a report or call about what is owed, the first in "
    "marts.report_preferences; also where nobody owes. RealPage's gateway knows balances without their age: its "
    "properties have rows on the days of a report alone.",
    [
        *_snapshot_of_property(),
        _of_report(),
        column("accounts", COUNT, "Accounts with a balance.", unit="accounts", required=True),
        column("delinquent_accounts", COUNT, "Accounts whose net balance is above 0.", unit="accounts", required=True),
        column("prepaid_accounts", COUNT, "Accounts whose net balance is below 0.", unit="accounts", required=True),
        column(
            "total_delinquent",
            MONEY,
            "Sum of positive charge line balances; of Yardi's report, which prints no lines: of the four ages.",
            unit="currency",
            required=True,
        ),
        column(
            "total_prepaid",
            MONEY,
            "Sum of negative charge line balances; Yardi: of prepayments, blank where its report prints none.",
            unit="currency",
        ),
        column("net_balance", MONEY, "total_delinquent + total_prepaid.", unit="currency", required=True),
        column("net_delinquent", MONEY, "Sum of positive account nets.", unit="currency", required=True),
        column("net_prepaid", MONEY, "Sum of negative account nets.", unit="currency", required=True),
        column(
            "balance_0_30",
            MONEY,
            "0-30 days past due. RealPage (Current): net of prepaid; Yardi: without prepayments.",
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
        column("outstanding_deposit", MONEY, "Deposits still owed; blank as above.", unit="currency"),
    ],
    key=("tenant_id", "property_id", "snapshot_date"),
)
_ACCOUNT_DETAIL = [
    again(one)
    for one in DELINQUENCY_ACCOUNTS.columns
    if one.name not in (*OWNER, "snapshot_date", "report", "property_id", "property_name", "as_of", "account_number")
]
DELINQUENCY_ACCOUNT_ROWS = table(
    "marts.delinquency_accounts",
    "One row per account with a balance on a snapshot day, of the report or call that marts.delinquency shows.",
    [
        *_snapshot_of_property(),
        _of_report(),
        column("account_number", COUNT, "Position of the account in the report, from 1.", required=True),
        *_ACCOUNT_DETAIL,
    ],
    key=("tenant_id", "property_id", "snapshot_date", "account_number"),
)
LEASING_FUNNEL = table(
    "marts.leasing_funnel",
    "One row per property and month with contacts, of one report or call: the first in marts.report_preferences. Where "
    "its snapshots overlap, a day's contacts are those of the newest one that covers the day. RealPage's gateway lists "
    "no contacts.",
    [
        *of_property(),
        _of_report(),
        column("month", DAY, "First day of the month.", required=True),
        column("contacts", COUNT, "Contacts of the month.", unit="contacts", required=True),
        column(
            "unnamed_contacts",
            COUNT,
            "Contacts of nobody who can be told apart: without id and name. They count as no person.",
            unit="contacts",
            required=True,
        ),
        column(
            "leads",
            COUNT,
            "Persons whose first contact ever, of any kind, lies in the month. RealPage prints no ids: two persons of "
            "one name are one. Blank, like the columns below, where no contact of the month has a person.",
            unit="persons",
        ),
        column(
            "tours", COUNT, "Persons with a visit or a tour, by video, guided by nobody or recorded.", unit="persons"
        ),
        column(
            "applications",
            COUNT,
            "Persons with an application. Blank for RealPage: its activity report lists no contact that is one.",
            unit="persons",
        ),
        column("lease_signs", COUNT, "Persons with a lease signed.", unit="persons"),
        column("lead_to_tour", FRACTION, "tours / leads.", unit="fraction"),
        column("tour_to_application", FRACTION, "applications / tours; blank as applications.", unit="fraction"),
        column("application_to_lease", FRACTION, "lease_signs / applications; blank as above.", unit="fraction"),
        column("lead_to_lease", FRACTION, "lease_signs / leads.", unit="fraction"),
    ],
    key=("tenant_id", "property_id", "month"),
)
LEASE_EXPIRATIONS = table(
    "marts.lease_expirations",
    "One row per property and month in which leases expire, from the newest snapshot that covers the whole month; of "
    "two documents from the one that tells decisions, then the newer one, then the first in marts.report_preferences.",
    [
        *_snapshot_of_property(),
        _of_report(),
        column(
            "expiry_month",
            DAY,
            "First day of the month the leases expire in; blank for the month-to-month and expired leases that a "
            "report lists apart (3838).",
        ),
        column("expiring", COUNT, "Leases listed.", unit="leases", required=True),
        column(
            "renewed",
            COUNT,
            "Of them renewed, whatever day the renewal was signed. Blank, like the other decisions, where the report "
            "prints none (3838). Of Yardi's calls, which list a resident under one lease alone, all are blank but "
            "vacating.",
            unit="leases",
        ),
        column("vacating", COUNT, "Of them vacating; blank where no decision is told.", unit="leases"),
        column("unknown", COUNT, "Of them not decided yet; blank as renewed.", unit="leases"),
        column("month_to_month", COUNT, "Of them month to month, or expired.", unit="leases", required=True),
        column("moved_out", COUNT, "Of them moved out already; blank as above.", unit="leases"),
        column("transferring", COUNT, "Of them transferring within the property; blank as above.", unit="leases"),
        column(
            "total_possible",
            COUNT,
            "Of them renewed, vacating, not decided or month to month: moved out and transferring do not count. Blank "
            "where renewed is.",
            unit="leases",
        ),
        column("renewal_rate", FRACTION, "renewed / total_possible.", unit="fraction"),
    ],
    key=("tenant_id", "property_id", "expiry_month"),
)
