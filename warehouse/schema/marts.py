"""Marts: what people query. Names and grain are a contract with analysts; every column says how it is worked out."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from warehouse.schema.declare import COUNT, DAY, FLAG, FRACTION, MONEY, TEXT, column, table, tenant


def _source() -> sa.Column[Any]:
    return column("source", TEXT, "The system the figures come from, as named in the portfolio.", required=True)


def of_property() -> list[sa.Column[Any]]:
    """The first columns of every mart about properties."""
    return [
        tenant(),
        _source(),
        column("property_id", TEXT, "The property, by its id in the source.", required=True),
    ]


def _unit() -> list[sa.Column[Any]]:
    return [
        *of_property(),
        column("unit_id", TEXT, "The unit, by its id in the source.", required=True),
        column("unit_number", TEXT, "The number on the door.", required=True),
    ]


def _unit_state() -> list[sa.Column[Any]]:
    return [
        column("resident_id", TEXT, "Who lives there; blank while vacant or inactive, or where a report prints no id."),
        column("resident_name", TEXT, "First and last name of the resident.", personal="name"),
        column(
            "monthly_rent",
            MONEY,
            "Rent in force: the latest effective one of the stay; of a rent roll the scheduled base rent of the lease. "
            "0 while vacant or inactive; blank while occupied without any rent, which is a finding, and while the "
            "unit's status is not known.",
            unit="currency per month",
        ),
        column(
            "unit_status",
            TEXT,
            "active or inactive; active where the source never said. Model, admin and down units are inactive.",
            required=True,
        ),
        column(
            "is_occupied",
            FLAG,
            "Whether somebody lives there. The move-out day is vacant. False while the unit's status is not known.",
            required=True,
        ),
        column("occupancy_id", TEXT, "The stay, by its id in the source; of a rent roll the lease."),
        column(
            "basis", TEXT, "events: exact days of the source; snapshot: carried to the next snapshot.", required=True
        ),
    ]


PROJECTED_OCCUPANCY = table(
    "marts.projected_occupancy",
    "One row per property and week ahead, 1 to 52, of the newest snapshot that lists its units.",
    [
        *of_property(),
        column("as_of", DAY, "The day the projection starts from: that of the newest snapshot.", required=True),
        column("week", COUNT, "Weeks ahead, from 1.", unit="weeks", required=True),
        column("week_end", DAY, "Last day of the week: as_of + 7 x week.", required=True),
        column("total_units", COUNT, "All units on as_of.", unit="units", required=True),
        column("occupied_units", COUNT, "Units somebody lives in on as_of.", unit="units", required=True),
        column(
            "scheduled_move_ins",
            COUNT,
            "Move-ins by week_end of leases signed for units that are leased, those whose day has passed included.",
            unit="moves",
            required=True,
        ),
        column(
            "scheduled_move_outs",
            COUNT,
            "Move-outs announced by week_end, those whose day has passed included.",
            unit="moves",
            required=True,
        ),
        column(
            "projected_occupied_units",
            COUNT,
            "occupied_units + scheduled_move_ins - scheduled_move_outs.",
            unit="units",
            required=True,
        ),
        column("projected_occupancy", FRACTION, "projected_occupied_units / total_units.", unit="fraction"),
    ],
    key=("tenant_id", "source", "property_id", "week"),
)
CALENDAR = table(
    "marts.calendar",
    "One row per tenant and day, from the first month with a known fact to the month of the last known one.",
    [
        tenant(),
        column("date", DAY, "The day.", required=True),
        column("month", DAY, "First day of its month.", required=True),
        column("year", COUNT, "Its year.", required=True),
        column("days_in_month", COUNT, "Days its month has.", unit="days", required=True),
        column("is_projected", FLAG, "Later than the newest snapshot: known bookings, not yet facts.", required=True),
    ],
    key=("tenant_id", "date"),
)
PROPERTIES = table(
    "marts.properties",
    "One row per property of a tenant, in its latest known state, whichever of its sources know it.",
    [
        tenant(),
        column(
            "source",
            TEXT,
            "The system that says its name: a vendor's list of its properties before reports, those before the ledger.",
            required=True,
        ),
        column("property_id", TEXT, "The property: its id in the portfolio, else in the source.", required=True),
        column("name", TEXT, "Name of the property; of reports as the newest prints it. Blank where none says it."),
        column(
            "vendor_code",
            TEXT,
            "The vendor's own code or id of the property. Blank, like the address, where no list of the vendor's "
            "properties was fetched: reports and a ledger have none.",
        ),
        column("address_line", TEXT, "First line of the address; blank as above."),
        column("city", TEXT, "City; blank as above."),
        column("state", TEXT, "State; blank as above."),
        column("postal_code", TEXT, "Postal code; blank as above."),
        column(
            "total_units",
            COUNT,
            "Units it has now: as the newest report or call counts them, else as a ledger lists them.",
            unit="units",
        ),
        column("first_seen", DAY, "First snapshot day that has it.", required=True),
        column("last_seen", DAY, "Newest snapshot day that has it.", required=True),
        column(
            "deleted_at",
            DAY,
            "Snapshot day from which no list has it any more and nothing else tells of it; blank while it does.",
        ),
    ],
    key=("tenant_id", "property_id"),
)
UNITS = table(
    "marts.units",
    "One row per unit, in its latest known state. A vendor's rent roll and its calls list the same units: they meet by "
    "number, and by building where the number is that of several.",
    [
        *_unit(),
        column(
            "sources",
            TEXT,
            "Every source that lists it. Of two, source and unit_id are those of the rent roll, which the rent roll "
            "marts go by.",
            required=True,
        ),
        column("property_name", TEXT, "Name of the property."),
        column(
            "vendor_unit_id",
            TEXT,
            "The vendor's own id of the unit; blank, like the building, bedrooms, bathrooms and made_ready_date, where "
            "no call lists it.",
        ),
        column("building", TEXT, "Building, as the vendor names or numbers it; blank as above."),
        column("floor_plan", TEXT, "Floor plan or unit type; blank where the source has none: a leasing ledger."),
        column("sqft", sa.Numeric(18, 2), "Floor area; blank as floor_plan.", unit="square feet"),
        column("bedrooms", COUNT, "Bedrooms; blank for RealPage, whose gateway has none.", unit="rooms"),
        column("bathrooms", sa.Numeric(12, 2), "Bathrooms; blank as bedrooms.", unit="rooms"),
        column("market_rent", MONEY, "Market rent; blank as floor_plan.", unit="currency per month"),
        column(
            "state",
            TEXT,
            "occupied, notice, notice_leased, vacant, vacant_leased, model, admin or down in the newest rent roll or "
            "list of units; blank where it does not say, which is a finding, and for a leasing ledger.",
        ),
        column(
            "vendor_status",
            TEXT,
            "The state in the vendor's words; of RealPage's gateway the reason not to let it. Blank as state.",
        ),
        column(
            "unit_status",
            TEXT,
            "active or inactive on the day of the newest snapshot; blank once the source no longer has the unit.",
        ),
        column(
            "made_ready_date",
            DAY,
            "Day a vacant unit was or will be ready; blank for none, and for Yardi, whose units say it in their state.",
        ),
        column("first_seen", DAY, "First snapshot day that has it.", required=True),
        column("updated_at", DAY, "Last snapshot day on which an attribute changed.", required=True),
        column("deleted_at", DAY, "Snapshot day from which the newest source no longer has it; blank while it does."),
    ],
    key=("tenant_id", "source", "unit_id"),
)
RENT_ROLL_SPANS = table(
    "marts.rent_roll_spans",
    "One row per unit and period of unchanged state; half open. The periods of a unit leave no gap, but for the days "
    "that rent rolls leave it out. Where a rent roll and calls both list a property, the rent roll tells.",
    [
        *_unit(),
        column("valid_from", DAY, "First day of the period.", required=True),
        column("valid_to", DAY, "First day after the period; blank where nothing known ends it."),
        *_unit_state(),
    ],
    key=("tenant_id", "source", "unit_id", "valid_from"),
)
RENT_ROLL_DAILY = table(
    "marts.rent_roll_daily",
    "One row per unit and day: the spans over the calendar. Filter by date; the whole of it is large.",
    [
        *_unit(),
        column("date", DAY, "The day.", required=True),
        *_unit_state(),
        column("is_projected", FLAG, "Later than the newest snapshot: known bookings, not yet facts.", required=True),
    ],
    key=("tenant_id", "source", "unit_id", "date"),
    view=True,
)
RENT_ROLL_CURRENT = table(
    "marts.rent_roll_current",
    "One row per unit: its state on the day of the newest snapshot.",
    [
        *_unit(),
        column(
            "as_of",
            DAY,
            "The day of the newest snapshot of the source; of a property, of its newest rent roll or list of units.",
            required=True,
        ),
        column("state_since", DAY, "First day of the present state.", required=True),
        *_unit_state(),
        column("move_in_date", DAY, "First day of the present stay."),
        column("move_out_date", DAY, "Announced end of the present stay; blank while open-ended."),
    ],
    key=("tenant_id", "source", "unit_id"),
)
KPI_DAILY = table(
    "marts.kpi_daily",
    "One row per property and day; of rent rolls from the first one of the property on.",
    [
        *of_property(),
        column("date", DAY, "The day.", required=True),
        column("total_units", COUNT, "All units, inactive ones too.", unit="units", required=True),
        column("active_units", COUNT, "Units whose status is active.", unit="units", required=True),
        column("occupied_units", COUNT, "Units somebody lives in.", unit="units", required=True),
        column("vacant_units", COUNT, "All units less the occupied ones.", unit="units", required=True),
        column("missing_rent_units", COUNT, "Occupied units without an effective rent.", unit="units", required=True),
        column(
            "scheduled_rent",
            MONEY,
            "Sum of the rents in force that are known; blank where that of no occupied unit is.",
            unit="currency per month",
        ),
        column("occupancy_rate", FRACTION, "occupied_units / total_units.", unit="fraction"),
        column("occupancy_rate_active", FRACTION, "occupied_units / active_units.", unit="fraction"),
        column(
            "move_ins",
            COUNT,
            "Stays that begin on the day; of rent rolls by the move-in days of who was ever listed as living there.",
            unit="moves",
            required=True,
        ),
        column(
            "move_outs",
            COUNT,
            "Stays that end on the day; of rent rolls, once they list a stay no more: on the day printed or announced, "
            "at the latest that of the first one without it.",
            unit="moves",
            required=True,
        ),
        column("is_projected", FLAG, "Later than the newest snapshot: known bookings, not yet facts.", required=True),
    ],
    key=("tenant_id", "source", "property_id", "date"),
)
KPI_MONTHLY = table(
    "marts.kpi_monthly",
    "One row per property and month.",
    [
        *of_property(),
        column("month", DAY, "First day of the month.", required=True),
        column("days_in_month", COUNT, "Days the month has.", unit="days", required=True),
        column("total_units", COUNT, "All units on its last day, inactive ones too.", unit="units", required=True),
        column("unit_days", COUNT, "Days of all units, as far as they are known.", unit="unit-days", required=True),
        column("active_unit_days", COUNT, "Days of active units.", unit="unit-days", required=True),
        column("occupied_unit_days", COUNT, "Days somebody lived in a unit.", unit="unit-days", required=True),
        column("missing_rent_unit_days", COUNT, "Occupied days without a rent.", unit="unit-days", required=True),
        column("occupancy_rate", FRACTION, "occupied_unit_days / unit_days.", unit="fraction"),
        column("occupancy_rate_active", FRACTION, "occupied_unit_days / active_unit_days.", unit="fraction"),
        column("move_ins", COUNT, "Stays that begin in the month.", unit="moves", required=True),
        column("move_outs", COUNT, "Stays that end in the month.", unit="moves", required=True),
        column("net_absorption", COUNT, "move_ins - move_outs.", unit="moves", required=True),
        column(
            "accrued_rent",
            MONEY,
            "Sum over occupied unit-days of rent / days_in_month, rounded once, half up; what missing_rent_unit_days "
            "counts is left out. Blank where no rent is known of any occupied day.",
            unit="currency",
        ),
        column("is_complete", FLAG, "Whether the newest snapshot is of its last day or later.", required=True),
    ],
    key=("tenant_id", "source", "property_id", "month"),
)


def _patient() -> list[sa.Column[Any]]:
    return [
        tenant(),
        _source(),
        column("patient_id", TEXT, "The patient, by the source's externalId.", required=True),
        column("first_name", TEXT, "Given name.", personal="name"),
        column("last_name", TEXT, "Family name.", personal="name"),
    ]


PATIENT_PAYMENT_TOTALS = table(
    "marts.patient_payment_totals",
    "One row per patient alive at the source; filter total_amount BETWEEN min AND max, both ends included.",
    [
        *_patient(),
        column("payment_count", COUNT, "Payments of the patient.", unit="payments", required=True),
        column(
            "total_amount", MONEY, "Sum of the payments; 0 for a patient without any.", unit="currency", required=True
        ),
        column("created_at", DAY, "First snapshot day that has the patient.", required=True),
        column("updated_at", DAY, "Last snapshot day on which an attribute of the patient changed.", required=True),
        column("rejected_since", DAY, "Since when the patient's row has been rejected; the last good state is shown."),
    ],
    key=("tenant_id", "source", "patient_id"),
)
PATIENT_PAYMENT_ROWS = table(
    "marts.patient_payments",
    "One row per payment alive at the source.",
    [
        tenant(),
        _source(),
        column("payment_id", TEXT, "The payment, by the source's externalId.", required=True),
        column("patient_id", TEXT, "Whose payment it is.", required=True),
        column("amount", MONEY, "Amount paid; a refund is negative.", unit="currency", required=True),
        column("created_at", DAY, "First snapshot day that has the payment.", required=True),
        column("updated_at", DAY, "Last snapshot day on which an attribute of it changed.", required=True),
        column("rejected_since", DAY, "Since when the payment's row has been rejected; the last good state is shown."),
    ],
    key=("tenant_id", "source", "payment_id"),
)
CHANGE_LOG = table(
    "marts.change_log",
    "One row per changed field of an object, per field of one that vanished, and per object that appeared, vanished, "
    "came back, was rejected or accepted again.",
    [
        tenant(),
        _source(),
        column("scope", TEXT, "The scope of the snapshot that showed the change.", required=True),
        column("model", TEXT, "Which unified model the object is of.", required=True),
        column("object_id", TEXT, "The object's own id.", required=True),
        column("snapshot_date", DAY, "The snapshot that showed the change.", required=True),
        column(
            "change",
            TEXT,
            "new (after the scope's first snapshot), changed, gone, come_back, rejected or accepted_again.",
            required=True,
        ),
        column("field", TEXT, "The changed field, or one gone with its object; blank where the object is meant."),
        column("old_value", TEXT, "Its value before, as text; withheld where the field is personal."),
        column("new_value", TEXT, "Its value after, as text; withheld where the field is personal."),
        column("is_withheld", FLAG, "Whether the values are withheld because the field is personal.", required=True),
        column("dataset", TEXT, "The dataset of the source that fills the model."),
        column("file", TEXT, "The file that showed the change."),
    ],
    key=("tenant_id", "source", "scope", "model", "object_id", "snapshot_date", "change", "field"),
)
SOURCE_FILES = table(
    "marts.source_files",
    "One row per file that the marts are built from. A published version holds what these files say and nothing later.",
    [
        tenant(),
        _source(),
        column("scope", TEXT, "What the file is complete for: a property, or 'all' for a whole feed.", required=True),
        column("dataset", TEXT, "The file, report or call.", required=True),
        column("snapshot_date", DAY, "The day whose state it describes.", required=True),
        column("file", TEXT, "Name of the file as it was handed over."),
        column("sha256", TEXT, "Content hash; the landed file is named by it."),
        column("rows_accepted", COUNT, "Rows that passed every rule.", unit="rows"),
        column("rows_rejected", COUNT, "Rows that were quarantined.", unit="rows"),
    ],
    key=("tenant_id", "source", "scope", "dataset", "snapshot_date"),
)
DATA_QUALITY = table(
    "marts.data_quality",
    "One row per finding: what was refused, held, rejected or noticed, and where.",
    [
        tenant(),
        _source(),
        column("scope", TEXT, "The scope it was noticed in.", required=True),
        column("dataset", TEXT, "The file, report, call or mart it is about.", required=True),
        column("snapshot_date", DAY, "The snapshot it was noticed in.", required=True),
        column("rule", TEXT, "Short name of what was looked for.", required=True),
        column("severity", TEXT, "info, warning or error.", required=True),
        column("object_id", TEXT, "The object it is about, where it is about one."),
        column("row_count", COUNT, "Rows it is about.", unit="rows", required=True),
        column("message", TEXT, "What was noticed, and what to do where something can be done.", required=True),
    ],
    key=("tenant_id", "source", "scope", "dataset", "snapshot_date", "rule", "object_id", "message"),
)
