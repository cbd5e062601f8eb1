"""Yardi GetUnitInformation and GetUnitInformation_Login: the units of a property, each once per person."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from parsers.calls.call import Call, Listing
from parsers.calls.element import Element
from parsers.calls.fields import count_at, money_at, number_at, text_at
from parsers.calls.taking import Taking

PSEUDO_UNITS = frozenset({"NONRESID", "WAIT", "WAIT_AFF", "RETAIL"})
_NOBODY = Element("personid", {})
_IN_CUSTOMER = "RT_Unit/Unit/Information"
_CODE = ("UnitID", "Unit/Identification/@IDValue", "RT_Unit/UnitID", f"{_IN_CUSTOMER}/UnitID")


class YardiUnit(NamedTuple):
    """One row per unit and person; a unit without anybody has one row. Pseudo units are no apartments."""

    row_number: int
    unit_code: Annotated[str, text_at(*_CODE)]
    unit_unique_id: Annotated[str | None, text_at("UnitID/@UniqueID", "RT_Unit/UnitID/@UniqueID")]
    person_id: str | None
    person_type: str | None
    unit_type: Annotated[str | None, text_at("Unit/UnitType", f"{_IN_CUSTOMER}/UnitType")]
    bedrooms: Annotated[int | None, count_at("Unit/UnitBedrooms", f"{_IN_CUSTOMER}/UnitBedrooms")]
    bathrooms: Annotated[Decimal | None, number_at("Unit/UnitBathrooms", f"{_IN_CUSTOMER}/UnitBathrooms")]
    min_sqft: Annotated[Decimal | None, number_at("Unit/MinSquareFeet", f"{_IN_CUSTOMER}/MinSquareFeet")]
    max_sqft: Annotated[Decimal | None, number_at("Unit/MaxSquareFeet", f"{_IN_CUSTOMER}/MaxSquareFeet")]
    market_rent: Annotated[Decimal | None, money_at("Unit/MarketRent", f"{_IN_CUSTOMER}/MarketRent")]
    economic_status: Annotated[str | None, text_at("Unit/UnitEconomicStatus", f"{_IN_CUSTOMER}/UnitEconomicStatus")]
    economic_status_description: Annotated[
        str | None, text_at("Unit/UnitEconomicStatusDescription", f"{_IN_CUSTOMER}/UnitEconomicStatusDescription")
    ]
    floor_plan_id: Annotated[str | None, text_at("Unit/FloorPlanID", f"{_IN_CUSTOMER}/FloorPlanID")]
    floor_plan: Annotated[str | None, text_at("Unit/FloorplanName", f"{_IN_CUSTOMER}/FloorplanName")]
    building_id: Annotated[str | None, text_at("Unit/BuildingID", f"{_IN_CUSTOMER}/BuildingID")]
    building_name: Annotated[str | None, text_at("Unit/BuildingName", f"{_IN_CUSTOMER}/BuildingName")]
    address_line: Annotated[str | None, text_at("Unit/Address/AddressLine1", f"{_IN_CUSTOMER}/Address/Address1")]
    city: Annotated[str | None, text_at("Unit/Address/City", f"{_IN_CUSTOMER}/Address/City")]
    state: Annotated[str | None, text_at("Unit/Address/State", f"{_IN_CUSTOMER}/Address/State")]
    postal_code: Annotated[str | None, text_at("Unit/Address/PostalCode", f"{_IN_CUSTOMER}/Address/PostalCode")]
    property_code: Annotated[str | None, text_at("RT_Unit/Unit/PropertyPrimaryID")]
    marketing_name: Annotated[str | None, text_at("RT_Unit/Unit/MarketingName")]
    is_pseudo_unit: bool


def _take_unit(taking: Taking, element: Element) -> None:
    is_pseudo = (element.text(*_CODE) or "").upper() in PSEUDO_UNITS
    people = [one for one in (*element.all("PersonID"), *element.all("CustomerID")) if one.text(".")]
    for person in people or [_NOBODY]:
        taking.take(
            YardiUnit,
            element,
            person_id=person.text("."),
            person_type=person.text("@Type"),
            is_pseudo_unit=is_pseudo,
        )


CALL = Call(
    "yardi_units",
    {"yardi_units": YardiUnit},
    {
        "GetUnitInformation": (
            Listing("UnitInformation/Property/Units/UnitInfo", _take_unit, only_one="UnitInformation/Property"),
        ),
        "GetUnitInformation_Login": (
            Listing("PhysicalProperty/Property/RT_Customer", _take_unit, only_one="PhysicalProperty/Property"),
        ),
    },
)
