"""Marts for the owner of a portfolio: a property, all properties and every source at one glance."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from warehouse.schema.declare import COUNT, DAY, FLAG, FRACTION, MOMENT, MONEY, TEXT, column, table, tenant
from warehouse.schema.report_marts import AREA, PER_SQFT

_RENT = "currency per month"
_PER_FOOT = "currency per month and square foot"


def _of_module(name: str, what: str) -> list[sa.Column[Any]]:
    return [
        column(f"{name}_source", TEXT, f"The source of {what}; blank, like them all, where there are none."),
        column(f"{name}_report", TEXT, f"The report or call of {what}."),
    ]


def _units(name: str, text: str) -> sa.Column[Any]:
    return column(name, COUNT, text, unit="units")


def _money(name: str, text: str) -> sa.Column[Any]:
    return column(name, MONEY, text, unit="currency")


def _share(name: str, text: str) -> sa.Column[Any]:
    return column(name, FRACTION, text, unit="fraction")


def _occupancy() -> list[sa.Column[Any]]:
    return [
        _units("total_units", "All units, model, admin and down ones included."),
        _units("occupied_units", "Occupied with or without notice."),
        _units("vacant_units", "Not leased + leased + model/admin + down."),
        _share("physical_occupancy", "occupied_units / total_units."),
        _share("leased", "(occupied_units + vacant_leased) / total_units."),
        _share("net_leased", "(occupied without notice + NTV leased + vacant leased) / total_units."),
        _units("vacant_leased", "Vacant and leased (preleased)."),
        _units("vacant_ready", "Vacant units made ready; blank where nothing says it."),
        _units("vacant_not_ready", "Vacant units not made ready; blank as above."),
        _units("aged_vacancy_90", "Units vacant for more than 90 days; blank where nothing says since when."),
        _units("on_notice", "NTV not leased + NTV leased."),
    ]


def _exposure() -> list[sa.Column[Any]]:
    return [
        _units("net_exposure", "Total vacant - vacant leased + NTV not leased."),
        _share("net_exposure_share", "net_exposure / total_units."),
        _units("exposure_30", "Vacant not leased + on notice, not re-leased and moving out within 30 days."),
        _share("exposure_30_share", "exposure_30 / total_units."),
        _units("exposure_60", "The same within 60 days."),
        _share("exposure_60_share", "exposure_60 / total_units."),
    ]


def _pricing() -> list[sa.Column[Any]]:
    return [
        column("in_place_rent", MONEY, "Mean base rent of the occupied units of all plans, half up.", unit=_RENT),
        column(
            "in_place_rent_per_sqft",
            PER_SQFT,
            "Sum of those rents / floor area of their units; blank where that of a plan is not known.",
            unit=_PER_FOOT,
        ),
        column("asking_rent", MONEY, "Mean market rent of the units of all plans, half up.", unit=_RENT),
        column("asking_rent_per_sqft", PER_SQFT, "Likewise; blank as above.", unit=_PER_FOOT),
        _share("rent_growth", "asking_rent / in_place_rent - 1."),
    ]


def _delinquency() -> list[sa.Column[Any]]:
    return [
        _money("total_delinquent", "All that is owed, as marts.delinquency sums it."),
        _money("balance_0_30", "0-30 days past due; net of prepaid or not as in marts.delinquency."),
        _money("balance_31_60", "31-60 days past due; as above."),
        _money("balance_61_90", "61-90 days past due; as above."),
        _money("balance_over_90", "Over 90 days past due; as above."),
        _money("total_prepaid", "All that is prepaid, at most 0; blank where nothing says it."),
        _money("net_balance", "total_delinquent + total_prepaid."),
    ]


def _funnel() -> list[sa.Column[Any]]:
    return [
        column("leads", COUNT, "Persons whose first contact ever lies in the month so far.", unit="persons"),
        column("tours", COUNT, "Persons with a tour in the month so far.", unit="persons"),
        column(
            "applications",
            COUNT,
            "Persons with an application in the month so far; blank for RealPage, whose report lists none.",
            unit="persons",
        ),
        column("lease_signs", COUNT, "Persons with a lease signed in the month so far.", unit="persons"),
    ]


def _conversions() -> list[sa.Column[Any]]:
    return [
        _share("lead_to_tour", "tours / leads."),
        _share("tour_to_application", "applications / tours; blank as applications."),
        _share("application_to_lease", "lease_signs / applications; blank as above."),
    ]


def _moves() -> list[sa.Column[Any]]:
    return [
        column("move_ins", COUNT, "Move-ins of the month so far.", unit="moves"),
        column("move_outs", COUNT, "Move-outs of the month so far, as in marts.move_activity.", unit="moves"),
        column("net_absorption", COUNT, "move_ins - move_outs.", unit="moves"),
        column("renewals", COUNT, "Leases renewed in the month so far; blank where nothing says it.", unit="leases"),
    ]


def _renewals() -> list[sa.Column[Any]]:
    return [
        column("leases_renewed", COUNT, "Of the leases that expire in the month those renewed.", unit="leases"),
        column(
            "leases_expiring",
            COUNT,
            "The leases that expire in the month and could be renewed: moved out and transferring do not count. Blank "
            "for Yardi, whose calls list no lease that was renewed.",
            unit="leases",
        ),
    ]


REPORT_PREFERENCES = table(
    "marts.report_preferences",
    "One row per tenant, mart and report or call: which of those that tell the same of a property and day is shown.",
    [
        tenant(),
        column("mart", TEXT, "The mart; what is worked out from it follows it.", required=True),
        column("report", TEXT, "The report or call.", required=True),
        column("place", COUNT, "The lowest that there is on a day is shown.", required=True),
    ],
    key=("tenant_id", "mart", "report"),
)
MONTH_TO_DATE = table(
    "marts.month_to_date",
    "One row per property and snapshot day with a report or call about moves, contacts or expiring leases: the month "
    "of the day so far, as told on that day; one about a part of the month does not count. marts.move_activity and "
    "marts.leasing_funnel have the months as known now.",
    [
        tenant(),
        column("property_id", TEXT, "The property.", required=True),
        column("snapshot_date", DAY, "The day; the last one counted.", required=True),
        column("month", DAY, "First day of its month; the first one counted.", required=True),
        *_of_module("moves", "the moves"),
        *_moves(),
        *_of_module("funnel", "the persons"),
        *_funnel(),
        *_of_module("renewals", "the expiring leases"),
        *_renewals(),
    ],
    key=("tenant_id", "property_id", "snapshot_date"),
)
PROPERTY_SUMMARY = table(
    "marts.property_summary",
    "One row per property and snapshot day: the headline figures of all modules. Occupancy, exposure, pricing and "
    "delinquency are those of the very day, blank where nothing tells of it. Funnel, moves and renewals are the month "
    "to date, of the day or the latest before it within the month; a {module}_date says which.",
    [
        tenant(),
        column("property_id", TEXT, "The property.", required=True),
        column("property_name", TEXT, "Name of the property."),
        column("snapshot_date", DAY, "The day.", required=True),
        *_of_module("occupancy", "occupancy and exposure"),
        *_occupancy(),
        _units("notice_not_leased", "On notice and not re-leased (NTV-NL)."),
        *_exposure(),
        *_of_module("pricing", "the rents"),
        *_pricing(),
        _units("in_place_units", "Units behind in_place_rent."),
        column("in_place_rent_total", MONEY, "Sum of their rents.", unit=_RENT),
        column(
            "in_place_sqft",
            AREA,
            "Floor area of those units; blank where that of a plan is not known.",
            unit="square feet",
        ),
        _units("asking_units", "Units behind asking_rent."),
        column("asking_rent_total", MONEY, "Sum of their market rents.", unit=_RENT),
        column("asking_sqft", AREA, "Floor area of those units; blank as above.", unit="square feet"),
        *_of_module("delinquency", "what is owed"),
        *_delinquency(),
        *_of_module("funnel", "the persons"),
        column("funnel_date", DAY, "The day up to which they are counted."),
        *_funnel(),
        *_conversions(),
        *_of_module("moves", "the moves"),
        column("moves_date", DAY, "The day up to which they are counted."),
        *_moves(),
        *_of_module("renewals", "the expiring leases"),
        column("renewals_date", DAY, "The day as of which they are counted."),
        *_renewals(),
        _share("renewal_rate", "leases_renewed / leases_expiring."),
    ],
    key=("tenant_id", "property_id", "snapshot_date"),
)


def _properties_with(module: str) -> sa.Column[Any]:
    return column(
        f"{module}_properties", COUNT, f"Of them those with {module} figures.", unit="properties", required=True
    )


PORTFOLIO_SUMMARY = table(
    "marts.portfolio_summary",
    "One row per tenant and snapshot day: its properties that have the day, together. A sum is blank unless every "
    "property with the module says the figure: a part would pass for the whole. A ratio is weighted, both of its sides "
    "summed over the properties that say both; rents are means over all units with a rent.",
    [
        tenant(),
        column("snapshot_date", DAY, "The day.", required=True),
        column(
            "properties", COUNT, "Properties of marts.property_summary on the day.", unit="properties", required=True
        ),
        column(
            "properties_missing",
            COUNT,
            "Properties that have other days but not this one.",
            unit="properties",
            required=True,
        ),
        *(_properties_with(one) for one in ("occupancy", "pricing", "delinquency", "funnel", "moves", "renewals")),
        *_occupancy(),
        *_exposure(),
        *_pricing(),
        *_delinquency(),
        *_funnel(),
        *_conversions(),
        *_moves(),
        *_renewals(),
        _share("renewal_rate", "leases_renewed / leases_expiring."),
    ],
    key=("tenant_id", "snapshot_date"),
)
SOURCE_FRESHNESS = table(
    "marts.source_freshness",
    "One row per tenant, source, scope and dataset that was ever loaded or tried: how fresh it is by its snapshot "
    "days. No clock is read.",
    [
        tenant(),
        column("source", TEXT, "The system, as named in the portfolio.", required=True),
        column("scope", TEXT, "What one snapshot is complete for: a property, or 'all'.", required=True),
        column("dataset", TEXT, "The file, report or call; unknown where a file could not be told.", required=True),
        column("first_loaded", DAY, "Oldest snapshot day loaded; blank where none ever was."),
        column("newest_loaded", DAY, "Newest snapshot day loaded; blank as above."),
        column("received_at", MOMENT, "When the bytes of that day arrived (UTC)."),
        column(
            "days_behind",
            COUNT,
            "Days from newest_loaded to the newest snapshot day that anything of the tenant was loaded for.",
            unit="days",
        ),
        column("attempt_date", DAY, "Day of the newest attempt that did not end in a load; blank without one."),
        column("attempt_outcome", TEXT, "held, refused or failed."),
        column("attempt_message", TEXT, "Why, and what to do next."),
        column("needs_attention", FLAG, "Whether that attempt is of a later day than anything loaded.", required=True),
    ],
    key=("tenant_id", "source", "scope", "dataset"),
)
