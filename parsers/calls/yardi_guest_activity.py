"""Yardi GetYardiGuestActivity: prospects, the people listed with each, and everything that happened with them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from parsers.calls.call import Call, Listing
from parsers.calls.element import Element
from parsers.calls.fields import count_at, day_at, flag_at, money_at, text_at
from parsers.calls.taking import Taking

_COMPANIONS = frozenset({"roommate", "spouse"})
_CODE = tuple(
    f"Identification[@IDType={kind}]/@IDValue"
    for kind in ("ProspectID", "ResidentID", "TenantID", "CustomerID", "RoommateID", "ThirdPartyID")
)
_PROPERTY = "Identification[@IDType=PropertyID]/@IDValue"
_THIRD_PARTY = "Identification[@IDType=ThirdPartyID]/@IDValue"


class YardiGuestActivity(NamedTuple):
    """One row per event of a prospect."""

    row_number: int
    prospect_number: int
    prospect_code: str | None
    event_id: Annotated[str | None, text_at("EventID/@IDValue", "EventID")]
    event_type: Annotated[str, text_at("@EventType")]
    event_date: Annotated[date | None, day_at("@EventDate")]
    is_first_contact: Annotated[bool | None, flag_at("FirstContact")]
    agent_first_name: Annotated[str | None, text_at("Agent/AgentName/FirstName")]
    agent_last_name: Annotated[str | None, text_at("Agent/AgentName/LastName")]
    event_reason: Annotated[str | None, text_at("EventReasons")]
    transaction_source: Annotated[str | None, text_at("TransactionSource")]
    comments: Annotated[str | None, text_at("Comments")]


class YardiGuestProspect(NamedTuple):
    """One row per prospect, under the code of its first customer who is no roommate or spouse."""

    row_number: int
    prospect_code: Annotated[str, text_at(*(f"Customer/{one}" for one in _CODE))]
    customer_type: Annotated[str | None, text_at("Customer/@Type")]
    target_move_in: Annotated[date | None, day_at("CustomerPreferences/TargetMoveInDate")]
    desired_floor_plan: Annotated[str | None, text_at("CustomerPreferences/DesiredFloorplan")]
    desired_unit: Annotated[str | None, text_at("CustomerPreferences/DesiredUnit")]
    marketing_name: Annotated[str | None, text_at("CustomerPreferences/MarketingName")]
    desired_rent: Annotated[Decimal | None, money_at("CustomerPreferences/DesiredRent/@Exact")]
    desired_bedrooms: Annotated[int | None, count_at("CustomerPreferences/DesiredNumBedrooms/@Exact")]
    desired_lease_months: Annotated[int | None, count_at("CustomerPreferences/DesiredLeaseTerms")]
    comment: Annotated[str | None, text_at("CustomerPreferences/Comment")]


class YardiGuestCustomer(NamedTuple):
    """One row per person listed with a prospect: the prospect, and roommates and spouses."""

    row_number: int
    prospect_number: int
    customer_code: Annotated[str, text_at(*_CODE)]
    third_party_id: Annotated[str | None, text_at(_THIRD_PARTY)]
    property_code: Annotated[str | None, text_at(_PROPERTY)]
    customer_type: Annotated[str | None, text_at("@Type")]
    first_name: Annotated[str | None, text_at("Name/FirstName")]
    last_name: Annotated[str | None, text_at("Name/LastName")]
    email: Annotated[str | None, text_at("Email")]
    phone: Annotated[str | None, text_at("Phone/PhoneNumber", "PhoneNumber")]
    expected_move_in: Annotated[date | None, day_at("Lease/ExpectedMoveInDate")]
    lease_from: Annotated[date | None, day_at("Lease/LeaseFromDate")]
    lease_to: Annotated[date | None, day_at("Lease/LeaseToDate")]
    is_responsible_for_lease: Annotated[bool | None, flag_at("Lease/ResponsibleForLease")]


def _take_prospect(taking: Taking, element: Element) -> None:
    customers = element.all("Customers/Customer")
    own = next((one for one in customers if one.attributes.get("type", "").lower() not in _COMPANIONS), None)
    head = [own] if own else customers[:1]
    prospect = taking.take(YardiGuestProspect, Element(element.name, element.attributes, [*head, *element.children]))
    number = taking.offered(YardiGuestProspect)
    code = prospect.prospect_code if prospect else None
    for customer in customers:
        taking.take(YardiGuestCustomer, customer, prospect_number=number)
    for event in element.all("Events/Event"):
        taking.take(YardiGuestActivity, event, prospect_number=number, prospect_code=code)
        if event.text("@EventDate") is None:
            taking.lacks(YardiGuestActivity, "event_date", expected="the day of the event in @EventDate")


_PROSPECTS = Listing("LeadManagement/Prospects/Prospect", _take_prospect, only_one="LeadManagement", may_be_empty=True)

CALL = Call(
    "yardi_guest_activity",
    {
        "yardi_guest_activity": YardiGuestActivity,
        "yardi_guest_prospects": YardiGuestProspect,
        "yardi_guest_customers": YardiGuestCustomer,
    },
    dict.fromkeys(("GetYardiGuestActivity_Login", "GetYardiGuestActivity_DateRange"), (_PROSPECTS,)),
)
