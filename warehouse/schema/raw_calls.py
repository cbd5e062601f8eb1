"""Raw: one table per list in the answer of a SOAP call, as its parser typed it.

What `row_number` counts is what the answer holds, in its order, rows that were kept out among them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from warehouse.schema.declare import COUNT, DAY, FLAG, MONEY, TEXT, column
from warehouse.schema.raw import report

NUMBER = sa.Numeric(12, 2)
# Every table of this page, by its name within raw; reports fill the others.
CALL_TABLES: set[str] = set()
# The lists that stand within the answer of another dataset; every other table is a dataset's own and has its name.
PART_OF = {
    "yardi_occupants": "yardi_residents",
    "yardi_floor_plans": "yardi_available_units",
    "yardi_guest_prospects": "yardi_guest_activity",
    "yardi_guest_customers": "yardi_guest_activity",
    "yardi_rent_roll_call_tenants": "yardi_rent_roll_call",
    "yardi_rent_roll_call_charges": "yardi_rent_roll_call",
}
SOURCES = {"yardi": "yardi_voyager", "realpage": "realpage_gateway"}


def _call(name: str, grain: str, *columns: sa.Column[Any]) -> None:
    position = column("row_number", COUNT, "Position of the row in the answer, from 1.", required=True)
    report(name, grain, [position, *columns], key=("row_number",))
    CALL_TABLES.add(name)


def _text(name: str, text: str, *, personal: str | None = None) -> sa.Column[Any]:
    return column(name, TEXT, text, personal=personal)


def _id(name: str, text: str) -> sa.Column[Any]:
    return column(name, TEXT, text, required=True)


def _money(name: str, text: str, *, required: bool = False) -> sa.Column[Any]:
    return column(name, MONEY, text, unit="currency", required=required)


def _area(name: str, text: str) -> sa.Column[Any]:
    return column(name, NUMBER, text, unit="square feet")


def _rooms() -> list[sa.Column[Any]]:
    return [
        column("bedrooms", COUNT, "Bedrooms.", unit="rooms"),
        column("bathrooms", NUMBER, "Bathrooms.", unit="rooms"),
    ]


def _row_of(name: str, text: str) -> sa.Column[Any]:
    return column(name, COUNT, text, required=True)


def _count(name: str, text: str, unit: str) -> sa.Column[Any]:
    return column(name, COUNT, text, unit=unit)


def _day(name: str, text: str) -> sa.Column[Any]:
    return column(name, DAY, text)


def _flag(name: str, text: str, *, required: bool = False) -> sa.Column[Any]:
    return column(name, FLAG, text, required=required)


def _person(what: str) -> list[sa.Column[Any]]:
    return [
        _text("first_name", f"Given name of the {what}.", personal="name"),
        _text("last_name", f"Family name of the {what}.", personal="name"),
    ]


def _place() -> list[sa.Column[Any]]:
    return [_text("city", "City."), _text("state", "State."), _text("postal_code", "Postal code.")]


def _address(lines: int) -> list[sa.Column[Any]]:
    return [_text(f"address_line_{number}", f"Line {number} of the address.") for number in range(1, lines + 1)]


def _account_lines() -> list[sa.Column[Any]]:
    return [
        _id("customer_id", "The account: code of its resident."),
        _text("unit_code", "Unit; NONRESID for accounts without one."),
        _id("transaction_type", "charge or payment."),
        _text("description", "Description."),
        _day("transaction_date", "Day of the transaction."),
        _day("service_from", "First day charged for; of a lease charge the first day it recurs."),
        _day("service_to", "Last day charged for; of a lease charge the last day it recurs."),
        _text("charge_code", "Charge code."),
        _text("gl_account", "Account of the general ledger."),
        _money("amount", "Amount: a credit is a charge below zero, a payment is what was paid.", required=True),
        _money("balance_due", "What is still open of a charge."),
        _text("comment", "Comment.", personal="notes"),
        _text("property_code", "Yardi's code of the property."),
        _text("document_number", "Number of the payment's document."),
        _text("post_month", "Month the payment is posted in, as sent."),
        _text("reversal", "What the source says of a reversal, as sent."),
        _text("payment_accepted", "Code of the payments the account may make, as sent."),
    ]


_call(
    "yardi_properties",
    "One row per property that Yardi GetPropertyConfigurations lists.",
    _id("property_code", "Yardi's code of the property."),
    _text("marketing_name", "Name of the property."),
    *_address(3),
    *_place(),
    _text("accounts_receivable_month", "Open month of receivables, MM/YYYY."),
    _text("accounts_payable_month", "Open month of payables, MM/YYYY."),
)
_call(
    "yardi_units",
    "One row per unit and person of Yardi GetUnitInformation; a unit without anybody has one row.",
    _id("unit_code", "Unit."),
    _text("unit_unique_id", "Yardi's unique id of the unit, where the call gives one."),
    _text("person_id", "Code of the person; blank where there is none."),
    _text("person_type", "What the person is to the unit, where the call says."),
    _text("unit_type", "Unit type."),
    *_rooms(),
    _area("min_sqft", "Smallest floor area."),
    _area("max_sqft", "Largest floor area."),
    _money("market_rent", "Market rent."),
    _text("economic_status", "residential, model, down, ..."),
    _text("economic_status_description", "Occupied No Notice, Notice Rented, Vacant Unrented Ready, ..."),
    _text("floor_plan_id", "Code of the floor plan."),
    _text("floor_plan", "Floor plan."),
    _text("building_id", "Code of the building."),
    _text("building_name", "Building."),
    _text("address_line", "First line of the unit's address."),
    *_place(),
    _text("property_code", "Yardi's code of the property, where the call gives it."),
    _text("marketing_name", "Name of the property, where the call gives it."),
    _flag("is_pseudo_unit", "Whether it is NONRESID, WAIT, WAIT_AFF or RETAIL: no apartment.", required=True),
)
_call(
    "yardi_residents",
    "One row per resident that Yardi lists, in any status.",
    _id("resident_code", "Yardi's code of the resident (tCode)."),
    _text("status", "Current, Notice, Eviction, Future, Past, Applicant, Denied, Canceled, ..."),
    *_person("resident"),
    _text("email", "Email.", personal="email"),
    _text("phone", "First telephone number.", personal="phone"),
    _text("unit_code", "Unit."),
    _money("rent", "Rent."),
    _day("lease_from", "First day of the lease."),
    _day("lease_to", "Last day of the lease."),
    _day("move_in", "Move-in day."),
    _day("move_out", "Move-out day, past or announced."),
    _day("notice_date", "Day notice was given."),
)
_call(
    "yardi_occupants",
    "One row per other occupant of a resident's home.",
    _row_of("resident_number", "The resident, by the row in yardi_residents."),
    _text("resident_code", "The resident's code."),
    _id("occupant_code", "Yardi's code of the occupant."),
    *_person("occupant"),
)
_call(
    "yardi_lease_charges",
    "One row per charge of a month in Yardi's lease charges.",
    *_account_lines(),
)
_call(
    "yardi_resident_transactions",
    "One row per charge or payment in Yardi's resident transactions.",
    *_account_lines(),
)
_call(
    "yardi_available_units",
    "One row per unit of Yardi UnitAvailability_Login or AvailableUnits_Login.",
    _id("unit_code", "Unit."),
    _text("unit_type", "Unit type."),
    *_rooms(),
    _area("max_sqft", "Floor area."),
    _money("market_rent", "Market rent; blank where pricing was not asked for."),
    _text("economic_status", "residential, model, ..."),
    _text("occupancy_status", "occupied or vacant."),
    _text("leased_status", "leased, available or on_notice."),
    _text("floor_plan", "Floor plan."),
    _day("made_ready_date", "Day the unit was or will be ready."),
)
_call(
    "yardi_floor_plans",
    "One row per floor plan of Yardi UnitAvailability_Login or AvailableUnits_Login.",
    _id("floor_plan_id", "Code of the floor plan."),
    _text("floor_plan", "Floor plan."),
    *_rooms(),
    _area("max_sqft", "Largest floor area."),
    _money("market_rent", "Highest market rent."),
)
_call(
    "yardi_guest_activity",
    "One row per event of a prospect in Yardi's guest activity.",
    _row_of("prospect_number", "The prospect, by the row in yardi_guest_prospects."),
    _text("prospect_code", "The prospect's code; blank where the prospect was kept out for want of it."),
    _text("event_id", "Yardi's id of the event."),
    _id("event_type", "WalkIn, Show, Application, Approve, LeaseSign, Cancel, ..."),
    _day("event_date", "Day of the event."),
    _flag("is_first_contact", "Whether it was the first contact."),
    _text("agent_first_name", "Given name of the leasing agent; some installations leave it blank."),
    _text("agent_last_name", "Family name of the leasing agent, or the whole name."),
    _text("event_reason", "Reason."),
    _text("transaction_source", "How it came about."),
    _text("comments", "Comments.", personal="notes"),
)
_call(
    "yardi_guest_prospects",
    "One row per prospect in Yardi's guest activity.",
    _id("prospect_code", "Code of the first customer listed who is no roommate or spouse."),
    _text("customer_type", "That customer's type: prospect, canceled, current_resident, ..."),
    _day("target_move_in", "Day the prospect wants to move in."),
    _text("desired_floor_plan", "Floor plan asked for."),
    _text("desired_unit", "Unit asked for."),
    _text("marketing_name", "Where the prospect heard of the property."),
    _money("desired_rent", "Rent asked for."),
    _count("desired_bedrooms", "Bedrooms asked for.", "rooms"),
    _count("desired_lease_months", "Term asked for.", "months"),
    _text("comment", "Comment.", personal="notes"),
)
_call(
    "yardi_guest_customers",
    "One row per person listed with a prospect in Yardi's guest activity.",
    _row_of("prospect_number", "The prospect, by the row in yardi_guest_prospects."),
    _id("customer_code", "Code of the person."),
    _text("third_party_id", "Code of the person in the system the prospect came from."),
    _text("property_code", "Yardi's code of the property."),
    _text("customer_type", "prospect, canceled, current_resident, roommate, spouse, ..."),
    *_person("person"),
    _text("email", "Email.", personal="email"),
    _text("phone", "First telephone number.", personal="phone"),
    _day("expected_move_in", "Expected move-in day."),
    _day("lease_from", "First day of the lease."),
    _day("lease_to", "Last day of the lease."),
    _flag("is_responsible_for_lease", "Whether the person signs the lease."),
)
_call(
    "yardi_rent_roll_call",
    "One row per unit of Yardi GetRentroll.",
    _id("unit_code", "Unit."),
    _text("unit_type", "Unit type."),
    _money("market_rent", "Market rent."),
    _text("economic_status_description", "Occupied No Notice, Notice Rented, Vacant Unrented Ready, ..."),
    _flag("is_pseudo_unit", "Whether it is NONRESID, WAIT, WAIT_AFF or RETAIL: no apartment.", required=True),
)
_call(
    "yardi_rent_roll_call_tenants",
    "One row per tenant of a unit of Yardi GetRentroll.",
    _row_of("unit_row_number", "The unit, by the row in yardi_rent_roll_call."),
    _text("unit_code", "Unit."),
    _id("tenant_code", "Yardi's code of the tenant."),
    _text("tenant_status", "Current, Notice, Future, ..."),
    *_person("tenant"),
    _text("email", "Email.", personal="email"),
    _day("lease_from", "First day of the lease."),
    _day("lease_to", "Last day of the lease."),
    _day("move_in", "Move-in day."),
    _day("move_out", "Move-out day, past or announced."),
)
_call(
    "yardi_rent_roll_call_charges",
    "One row per lease charge of a tenant of Yardi GetRentroll.",
    _row_of("tenant_row_number", "The tenant, by the row in yardi_rent_roll_call_tenants."),
    _text("unit_code", "Unit."),
    _text("tenant_code", "The tenant's code."),
    _text("charge_code", "Charge code."),
    _text("charge_type", "Type of the charge."),
    _money("amount", "Amount per month; credits are negative.", required=True),
    _day("charge_from", "First day charged for."),
    _day("charge_to", "Last day charged for."),
)
_call(
    "realpage_sites",
    "One row per site of RealPage getsitelist.",
    _id("site_id", "RealPage's id of the site."),
    _text("site_number", "Number of the site."),
    _text("site_name", "Name of the site."),
    _text("company", "Management company."),
    *_address(3),
    *_place(),
    _text("county", "County."),
    _text("country", "Country."),
    _text("phone_1", "Telephone of the site."),
    _text("phone_2", "Second telephone of the site."),
    _text("fax", "Fax of the site."),
    _text("email", "Email of the site."),
    _day("system_date", "The site's own business date."),
    _day("accounting_date", "Accounting date of receivables."),
    _text("accounting_period", "Open period of receivables, MMYYYY."),
    _day("last_day_of_period", "Last day of the open period."),
)
_call(
    "realpage_buildings",
    "One row per building of RealPage getbuildings.",
    _id("building_id", "RealPage's id of the building."),
    _text("building_number", "Number of the building."),
    *_address(2),
    *_place(),
    _text("county", "County."),
    _text("country", "Country."),
)
_call(
    "realpage_units",
    "One row per unit of RealPage unitlist, deleted ones included.",
    _id("unit_id", "RealPage's id of the unit."),
    _text("unit_number", "Unit; can repeat."),
    _text("unit_description", "Description."),
    _text("building_id", "The building's id."),
    _text("building_number", "Number of the building."),
    _text("building_name", "Name of the building."),
    _text("floor_plan_id", "The floor plan's id."),
    _text("floor_plan", "Floor plan."),
    *_address(2),
    *_place(),
    _area("gross_sqft", "Gross floor area."),
    _area("rentable_sqft", "Rentable floor area."),
    _flag("is_vacant", "Whether no current resident holds it."),
    _flag("is_available", "Whether it can be let."),
    _day("available_date", "Day it can be let from."),
    _flag("is_deleted", "Whether it was deleted at the source."),
    _money("market_rent", "Market rent."),
    _text("reason_not_available", "Down unit, Under rehab, ..."),
    _day("made_ready_date", "Day it was or will be ready; blank for none."),
    _count("maximum_occupants", "People who may live there.", "people"),
    _text("reserved", "What the source says of a reservation, as sent."),
    _day("expected_move_in", "Expected move-in day."),
    _day("on_notice_for_date", "Day notice was given for."),
    _text("hold_status", "Status of a hold."),
    _day("hold_until", "Last day of a hold."),
)
_call(
    "realpage_residents",
    "One row per person and lease of RealPage getresidentlistinfo or getresident.",
    _id("member_id", "RealPage's id of the person (residentmemberid)."),
    _id("household_id", "RealPage's id of the household (residenthouseholdid)."),
    _text("lease_id", "The lease's id; blank for none."),
    _text("unit_id", "The unit's id; blank for none."),
    _text("unit_number", "Unit; can repeat."),
    *_person("person"),
    _text("cell_phone", "Mobile telephone.", personal="phone"),
    _text("home_phone", "Telephone at home.", personal="phone"),
    _text("work_phone", "Telephone at work.", personal="phone"),
    _text("email", "Email.", personal="email"),
    _money("balance", "Balance."),
    _money("pending_balance", "Pending balance."),
    _money("current_late_amount", "What is late now (curlateamt)."),
    _text("lease_status", "Current, Former, Applicant, Future Lease, ..."),
    _day("lease_signed_date", "Day the lease was signed."),
    _text("lease_type", "First (Lease), Renewal, Notice given - move out, ..."),
    _text("resident_type", "What the person is in the household."),
    _flag("is_head_of_household", "Whether the person is its head."),
    _day("lease_begin", "First day of the lease."),
    _day("lease_end", "Last day of the lease; blank for none."),
    _day("move_in", "Move-in day."),
    _day("move_out", "Move-out day."),
    _day("notice_given_date", "Day notice was given."),
    _day("notice_for_date", "Day notice was given for."),
)
_call(
    "realpage_leases",
    "One row per lease of RealPage getleaseinfo.",
    _id("lease_id", "RealPage's id of the lease."),
    _text("household_id", "The household's id (ReshID)."),
    _text("unit_id", "The unit's id; blank for none."),
    _text("property_code", "The site's id."),
    _text("next_lease_id", "The lease that follows; blank for none."),
    _text("prior_lease_id", "The lease before; blank for none."),
    _day("lease_signed_date", "Day the lease was signed."),
    _day("lease_begin", "First day of the lease."),
    _day("lease_end", "Last day of the lease; blank for none."),
    _day("move_in", "Move-in day."),
    _day("scheduled_move_in", "Scheduled move-in day."),
    _day("month_to_month_date", "First day month to month."),
    _text("lease_status_id", "The status's id."),
    _text("lease_status", "Current, Applicant, Current - Future, ..."),
    _text("lease_type_code", "Code of the type."),
    _text("lease_type", "First (Lease), Renewal, Notice given - move out, ..."),
    _money("rent", "Rent."),
    _money("current_balance", "Balance."),
    _money("total_paid", "Paid so far."),
    _text("lease_term_id", "Id of the term: no number of months."),
    _text("lease_term_description", "The term in words."),
    _count("lease_term_months", "Months in those words; blank where they name none.", "months"),
    _text("head_of_household_name", "Name of the head of the household.", personal="name"),
    _day("notice_on_date", "Day notice was given."),
    _day("notice_for_date", "Day notice was given for."),
    _day("inactive_date", "Day the lease became inactive."),
)
_call(
    "realpage_rentable_items",
    "One row per rentable item of RealPage getrentableitems.",
    _id("item_id", "RealPage's id of the item (RidID)."),
    _text("item_name", "Name."),
    _text("item_type", "Type: parking, storage, ..."),
    _text("description", "Description."),
    _money("billing_amount", "Amount billed."),
    _text("frequency", "M by the month, O once."),
    _text("transaction_code_id", "Id of the transaction code it is billed under."),
    _flag("is_in_service", "Whether it can be let."),
    _text("status", "Status."),
    _day("available_date", "Day it can be let from."),
    _text("unit_id", "The unit it is let with; blank for none."),
    _text("lease_id", "The lease it is let under; blank for none."),
    _text("household_id", "The household it is let to; blank for none."),
    _text("member_id", "The person it is let to; blank for none."),
    _day("start_date", "First day let."),
    _day("end_date", "Last day let."),
)


def call_datasets() -> dict[str, tuple[str, ...]]:
    """Every call's dataset with the raw tables its answer fills, its own first."""
    return {
        one: (one, *(part for part, whole in PART_OF.items() if whole == one))
        for one in sorted(CALL_TABLES - PART_OF.keys())
    }


def source_of_call(dataset: str) -> str:
    """The source a call's dataset belongs to: its vendor's name opens it."""
    return SOURCES[dataset.split("_", maxsplit=1)[0]]
