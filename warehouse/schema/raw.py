"""Raw: one table per report, call or feed, shaped as the source shapes it, replaced one partition at a time."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from warehouse.schema.declare import COUNT, DAY, FLAG, MONEY, TEXT, column, partition, table

PARTITION = ("tenant_id", "source", "scope", "snapshot_date")


def feed(name: str, grain: str, fields: dict[str, str], personal: dict[str, str] | None = None) -> sa.Table:
    """A tabular feed: every field kept as the text the source sent, in file order."""
    marks = personal or {}
    texts = [column(field, TEXT, text, personal=marks.get(field)) for field, text in fields.items()]
    row_number = column("row_number", COUNT, "Position of the row in the file or sheet, from 1.", required=True)
    problem = column("row_problem", TEXT, "The rule the row breaks by its shape; blank where it is whole.")
    return table(f"raw.{name}", grain, [*partition(), row_number, *texts, problem], key=(*PARTITION, "row_number"))


def report(name: str, grain: str, columns: list[sa.Column[Any]], key: tuple[str, ...]) -> sa.Table:
    """A table of a document, typed by its parser."""
    return table(f"raw.{name}", grain, [*partition(), *columns], key=(*PARTITION, *key))


feed(
    "leasing_ledger_properties",
    "One row per property row of one leasing ledger export.",
    {"property_id": "The ledger's own id of the property.", "name": "Name of the property."},
)
feed(
    "leasing_ledger_units",
    "One row per unit row of one leasing ledger export.",
    {
        "unit_id": "The ledger's own id of the unit.",
        "property_id": "The property the unit belongs to.",
        "unit_number": "The number on the door.",
    },
)
feed(
    "leasing_ledger_residents",
    "One row per resident row of one leasing ledger export.",
    {
        "resident_id": "The ledger's own id of the resident.",
        "first_name": "Given name.",
        "last_name": "Family name.",
    },
    personal={"first_name": "name", "last_name": "name"},
)
feed(
    "leasing_ledger_occupancies",
    "One row per occupancy row of one leasing ledger export.",
    {
        "occupancy_id": "The ledger's own id of the stay.",
        "unit_id": "The unit lived in.",
        "resident_id": "Who lives there.",
        "move_in_date": "First day lived in.",
        "move_out_date": "First day no longer lived in; blank while nobody has moved out.",
    },
)
feed(
    "leasing_ledger_rents",
    "One row per rent row of one leasing ledger export.",
    {
        "rent_id": "The ledger's own id of the rent.",
        "occupancy_id": "The stay the rent belongs to.",
        "amount": "Rent per month.",
        "effective_date": "First day the rent holds.",
    },
)
feed(
    "leasing_ledger_unit_statuses",
    "One row per unit status row of one leasing ledger export.",
    {
        "unit_status_id": "The ledger's own id of the status change.",
        "unit_id": "The unit that changes.",
        "status": "active or inactive.",
        "start_date": "First day the status holds.",
    },
)
feed(
    "patient_ledger_patients",
    "One row per patient object of one patients.json snapshot.",
    {
        "external_id": "externalId: the only field that never changes.",
        "first_name": "firstName.",
        "last_name": "lastName.",
        "middle_name": "middleName, optional.",
        "date_of_birth": "dateOfBirth.",
    },
    personal={
        "first_name": "name",
        "last_name": "name",
        "middle_name": "name",
        "date_of_birth": "date of birth",
    },
)
feed(
    "patient_ledger_payments",
    "One row per payment object of one payments.json snapshot.",
    {
        "external_id": "externalId: the only field that never changes.",
        "patient_id": "patientId: the patient's externalId.",
        "amount": "Amount paid.",
    },
)


def _money(name: str, text: str) -> sa.Column[Any]:
    return column(name, MONEY, text, unit="currency")


def _count(name: str, text: str, unit: str) -> sa.Column[Any]:
    return column(name, COUNT, text, unit=unit)


report(
    "report_banners",
    "One row per report file: what its banner says of itself.",
    [
        column("report", TEXT, "Which report it is.", required=True),
        column("property_id", TEXT, "The property, as the portfolio names it.", required=True),
        column("property_name", TEXT, "Name of the property as printed."),
        column("company", TEXT, "Management company as printed."),
        column("as_of", DAY, "The day it says it describes."),
        column("period_start", DAY, "First day of the activity it counts."),
    ],
    key=("report",),
)
report(
    "realpage_monthly_summary",
    "One row per floor plan of a RealPage Monthly Activity Summary (3877).",
    [
        column("plan_number", COUNT, "Position of the floor plan in the report, from 1.", required=True),
        column("floor_plan", TEXT, "Floor plan; two may share a name.", required=True),
        _money("market_rent", "Market rent of its units."),
        _money("base_rent", "Base rent of its units."),
        _count("total_sqft", "Floor area of its units.", "square feet"),
        _count("total_units", "Units.", "units"),
        _count("occupied_no_ntv", "Occupied, no notice to vacate.", "units"),
        _count("vacant_not_leased", "Vacant and not leased.", "units"),
        _count("vacant_leased", "Vacant and leased.", "units"),
        _count("ntv_not_leased", "Occupied, on notice, not re-leased.", "units"),
        _count("ntv_leased", "Occupied, on notice, re-leased.", "units"),
        _count("vacant_admin", "Vacant, administrative.", "units"),
        _count("vacant_down", "Vacant, down.", "units"),
        _count("move_ins", "Move-ins, transfers included.", "moves"),
        _count("move_outs", "Move-outs.", "moves"),
        _count("cancellations", "Cancellations and rejections.", "leases"),
        _count("renewals", "Renewals.", "leases"),
        _count("leases", "Leases.", "leases"),
        _money("rent_charged", "Rent charged."),
        _money("other_charges", "Other charges."),
        _money("payments", "Payments."),
        _money("other_credits", "Other credits."),
        _money("deposits_in", "Deposits received."),
        _money("deposits_out", "Deposits returned."),
    ],
    key=("plan_number",),
)
report(
    "realpage_monthly_summary_events",
    "One row per event listed by a RealPage Monthly Activity Summary (3877).",
    [
        column("event_number", COUNT, "Position of the event in the report, from 1.", required=True),
        column("unit_number", TEXT, "Unit."),
        column("status", TEXT, "Status of the resident."),
        column("resident_name", TEXT, "Name of the resident.", personal="name"),
        column("action", TEXT, "What happened: Moved In, Moved Out, Move Out Notice, ...", required=True),
        column("event_date", DAY, "When."),
    ],
    key=("event_number",),
)


def _balances() -> list[sa.Column[Any]]:
    return [
        _money("total_prepaid", "Negative balances."),
        _money("total_delinquent", "Positive balances."),
        _money("net_balance", "Both together; of a charge line blank where the report leaves it blank."),
        _money("current_balance", "Printed as Current."),
        _money("days_30", "Printed as 30 Days."),
        _money("days_60", "Printed as 60 Days."),
        _money("days_90_plus", "Printed as 90+ Days."),
        _money("prorate_credits", "Prorate credits."),
    ]


report(
    "realpage_delinquency",
    "One row per account of a RealPage Delinquent and Prepaid report (4009, 4260); balances summed over its lines.",
    [
        column("account_number", COUNT, "Position of the account in the report, from 1.", required=True),
        column("unit_number", TEXT, "Unit; blank where the report says NONE."),
        column("resident_household_id", TEXT, "Resh ID, in the flat variant."),
        column("lease_id", TEXT, "Lease ID, in the flat variant."),
        column("resident_name", TEXT, "Name, where not hidden.", personal="name"),
        column("status", TEXT, "Status of the resident."),
        column("move_in", DAY, "Move-in day."),
        column("move_out", DAY, "Move-out day, past or announced."),
        *_balances(),
        _money("deposits_held", "Deposits held."),
        _money("outstanding_deposit", "Deposits still owed."),
        _count("late_count", "Times late.", "times"),
        _count("nsf_count", "Payments returned.", "times"),
        column("is_under_eviction", FLAG, "Marked: resident is under eviction.", required=True),
        column("has_nsf", FLAG, "Marked: balance includes returned payments.", required=True),
        column("has_120_plus", FLAG, "Marked: includes amounts 120 and more days past due.", required=True),
    ],
    key=("account_number",),
)
report(
    "realpage_delinquency_charges",
    "One row per charge line of an account of a RealPage Delinquent and Prepaid report.",
    [
        column("account_number", COUNT, "The account, by its position in the report.", required=True),
        column("line_number", COUNT, "Position of the line in the account, from 1.", required=True),
        column("charge_code", TEXT, "Charge code."),
        *_balances(),
    ],
    key=("account_number", "line_number"),
)


def _text(name: str, text: str, *, required: bool = False) -> sa.Column[Any]:
    return column(name, TEXT, text, required=required)


def _person(text: str = "Name of the resident.") -> sa.Column[Any]:
    return column("resident_name", TEXT, text, personal="name")


def _day(name: str, text: str) -> sa.Column[Any]:
    return column(name, DAY, text)


def _number(name: str, text: str) -> sa.Column[Any]:
    return column(name, COUNT, text, required=True)


def _flag(name: str, text: str) -> sa.Column[Any]:
    return column(name, FLAG, text, required=True)


report(
    "realpage_box_score",
    "One row per floor plan of a RealPage Box Score (4238).",
    [
        _number("plan_number", "Position of the floor plan in the report, from 1."),
        _text("floor_plan_group", "Floor plan group."),
        _text("floor_plan", "Floor plan."),
        *(
            _count(name, text, "units")
            for name, text in (
                ("units", "Units."),
                ("vacant", "Vacant: not leased + leased + model/admin + down."),
                ("vacant_not_leased", "Vacant and not leased."),
                ("vacant_leased", "Vacant and leased."),
                ("model_admin", "Model or administrative."),
                ("down", "Down."),
                ("occupied", "Occupied, with or without notice."),
                ("occupied_no_ntv", "Occupied, no notice to vacate."),
                ("ntv_not_leased", "On notice, not re-leased (NTV-NL)."),
                ("ntv_leased", "On notice, re-leased (NTV-L)."),
            )
        ),
        column("occupancy_rate", sa.Numeric(9, 6), "Occupancy percent as printed.", unit="fraction"),
        column("net_leased_rate", sa.Numeric(9, 6), "Net leased percent as printed.", unit="fraction"),
        _money("avg_market_rent", "Average market rent."),
        _money("avg_leased_rent", "Average leased rent."),
        _money("avg_effective_rent", "Average effective rent."),
        *(
            _count(name, text, "leases")
            for name, text in (
                ("move_ins", "Move-ins of the period."),
                ("move_outs", "Move-outs of the period."),
                ("net_change", "Move-ins less move-outs."),
                ("units_reserved", "Units reserved."),
                ("signed_renewals", "Signed renewals."),
                ("transferring_leases", "Transferring leases."),
                ("cancelled_denied", "Cancelled or denied."),
                ("net_leases", "Net leases."),
                ("waitlist", "Waitlist."),
                ("waitlist_cancelled_denied", "Cancelled or denied on the waitlist."),
                ("net_waitlist", "Net waitlist."),
            )
        ),
    ],
    key=("plan_number",),
)
report(
    "realpage_box_score_availability",
    "One row per line of the availability and make-ready lists of a RealPage Box Score.",
    [
        _number("line_number", "Position of the line, from 1."),
        _text("section", "availability or make_ready.", required=True),
        _text("measure", "What the line counts, as printed.", required=True),
        _count("units", "Units.", "units"),
        _count("available_units", "Units available.", "units"),
    ],
    key=("line_number",),
)
report(
    "realpage_rent_roll",
    "One row per lease row of a RealPage Rent Roll Detail (4043); a unit's first one is its current lease.",
    [
        _number("row_number", "Position of the row in the report, from 1."),
        _text("unit_number", "Unit."),
        _text("resident_household_id", "Resh ID, where the variant has it."),
        _text("lease_id", "Lease ID, where the variant has it."),
        _text("floor_plan", "Floor plan."),
        _text("unit_designation", "Unit designation."),
        _count("sqft", "Floor area.", "square feet"),
        _text("status", "Unit/lease status, as printed."),
        _person(),
        _day("move_in", "Move-in day."),
        _day("notice_for_date", "Day notice was given for."),
        _day("move_out", "Move-out day."),
        _day("lease_start", "First day of the lease."),
        _day("lease_end", "Last day of the lease; blank for none."),
        _money("market_rent", "Market rent with additions."),
        _text("sub_journal", "Sub journal, where the variant has it."),
        _money("required_deposit", "Required deposit."),
        _money("deposit_on_hand", "Deposit on hand."),
        _money("balance", "Balance."),
        _money("lease_rent", "Lease rent, where the variant has it."),
        _money("total_charges", "Total of the charges, where the variant has it."),
        _money("total_billing", "Total billing, where the variant has it."),
        _flag("is_current", "Whether this is the unit's current lease."),
        _flag("is_excluded_from_totals", "Whether the report leaves the row out of its totals."),
    ],
    key=("row_number",),
)
report(
    "realpage_rent_roll_charges",
    "One row per lease row and charge code of a RealPage Rent Roll Detail, where the amount is not 0.",
    [
        _number("row_number", "The lease row, by its position in the report."),
        _text("charge_code", "Charge code.", required=True),
        _money("amount", "Scheduled amount; credits are negative."),
    ],
    key=("row_number", "charge_code"),
)
report(
    "realpage_activity",
    "One row per contact of a RealPage Activity report (3837).",
    [
        _number("activity_number", "Position of the contact in the report, from 1."),
        _text("leasing_consultant", "Leasing consultant."),
        _day("activity_date", "Day of the contact."),
        _text("contact_type", "This contact's type."),
        column("prospect_name", TEXT, "Name of the prospect.", personal="name"),
        _text("initial_contact_type", "Type of the first contact."),
        _text("ad_source", "Where the prospect heard of the property."),
        _text("floor_plan_group", "Floor plan group asked for."),
        _text("floor_plan", "Floor plan asked for."),
        _day("date_needed", "Day needed."),
        _day("next_follow_up", "Next scheduled follow-up."),
        _text("guest_card_status", "Status of the guest card."),
        _count("return_visits", "Return visits.", "visits"),
        _text("off_site_conversion", "Off-site conversion in this period."),
        _count("leases", "Leases.", "leases"),
        _count("waitlist", "Waitlist.", "leases"),
        _count("cancelled_denied", "Cancelled or denied.", "leases"),
        _text("cancelled_denied_as", "How it was cancelled or denied, where said in words."),
        _text("lost_reason", "Result or reason the prospect was lost."),
    ],
    key=("activity_number",),
)
report(
    "realpage_lease_expirations",
    "One row per lease of a RealPage Lease Expiration Detail (3838).",
    [
        _number("lease_number", "Position of the lease in the report, from 1."),
        _text("section", "Section it stands in, as printed."),
        _day("expires_in", "First day of the month it expires in; blank for month-to-month."),
        _flag("is_month_to_month", "Whether the lease runs month to month or has expired."),
        _text("unit_number", "Unit."),
        _text("floor_plan", "Floor plan."),
        _count("sqft", "Floor area.", "square feet"),
        _person(),
        _count("lease_term", "Term of the lease.", "months"),
        _day("lease_end", "Last day of the lease."),
        _day("move_in", "Move-in day."),
        _day("expected_move_out", "Expected move-out day."),
        _flag("do_not_renew", "Marked: do not renew."),
        _count("late_count", "Times late.", "times"),
        _count("nsf_count", "Payments returned.", "times"),
        _day("last_rent_change", "Day of the last rent change."),
        _money("last_rent_change_amount", "Amount of the last rent change."),
        _money("market_rent", "Market rent."),
        _money("lease_rent", "Lease rent."),
        _money("other_charges", "Other charges."),
        _money("other_credits", "Other credits."),
        _money("total_billing", "Lease rent, charges and credits together."),
        _money("balance", "Balance."),
    ],
    key=("lease_number",),
)
report(
    "realpage_lease_renewals",
    "One row per expiring lease of a RealPage Lease Expiration/Renewal Detail (4156).",
    [
        _number("row_number", "Position of the lease in the report, from 1."),
        _text("unit_number", "Building and unit, as printed."),
        _text("floor_plan", "Floor plan."),
        _person(),
        _money("actual_rent", "Actual rent."),
        _money("other_billings", "Other billings."),
        _day("last_increase_date", "Day of the last increase."),
        _money("last_increase_amount", "Amount of the last increase."),
        _money("market_rent", "Market rent."),
        _day("move_in", "Move-in day."),
        _day("lease_end", "Last day of the expiring lease."),
        _text("decision", "Unknown, Vacating, Renewed, Moved out, MTM or Transferring."),
        _day("new_lease_start", "First day of the new lease."),
        _count("new_lease_term", "Term of the new lease.", "months"),
        _money("new_rent", "New rent."),
        _money("new_other_billings", "New other billings."),
        _text("leasing_consultant", "Leasing consultant."),
    ],
    key=("row_number",),
)
report(
    "yardi_rent_roll",
    "One row per unit or future resident of a Yardi rent roll, with lease charges or plain.",
    [
        _number("row_number", "Position of the block in the report, from 1."),
        _text("section", "Section it stands in, as printed."),
        _flag("is_current_lease", "Whether this is the unit's current lease; future residents are not."),
        _text("unit_number", "Unit."),
        _text("unit_type", "Unit type."),
        column("sqft", sa.Numeric(12, 2), "Floor area.", unit="square feet"),
        _text("unit_state", "occupied, notice, vacant, model, down or admin; blank for future residents."),
        _text("resident_code", "Resident code; blank where the report says VACANT, MODEL or DOWN."),
        _person(),
        _money("market_rent", "Market rent."),
        _money("actual_rent", "Actual rent, in the plain variant."),
        _money("total_charges", "Total of the lease charges, in the variant that has them."),
        _money("resident_deposit", "Resident deposit."),
        _money("other_deposit", "Other deposit."),
        _day("move_in", "Move-in day."),
        _day("lease_expiration", "Last day of the lease."),
        _day("move_out", "Move-out day; on a current lease it means notice."),
        _money("balance", "Balance."),
    ],
    key=("row_number",),
)
report(
    "yardi_rent_roll_charges",
    "One row per lease charge of a Yardi Rent Roll with Lease Charges.",
    [
        _number("row_number", "The block, by its position in the report."),
        _number("line_number", "Position of the charge in the block, from 1."),
        _text("charge_code", "Charge code."),
        _money("amount", "Amount per month; credits are negative."),
    ],
    key=("row_number", "line_number"),
)
report(
    "yardi_aged_receivables",
    "One row per account of a Yardi aged receivables report.",
    [
        _number("row_number", "Position of the account in the report, from 1."),
        _text("unit_number", "Building and unit, as printed."),
        _text("resident_code", "Resident code."),
        _person(),
        _text("status", "Status of the resident."),
        _money("balance_0_30", "0-30 days past due."),
        _money("balance_31_60", "31-60 days past due."),
        _money("balance_61_90", "61-90 days past due."),
        _money("balance_over_90", "Over 90 days past due."),
        _money("prepayments", "Prepayments."),
        _money("balance", "Balance."),
    ],
    key=("row_number",),
)
