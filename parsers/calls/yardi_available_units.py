"""Yardi UnitAvailability_Login and AvailableUnits_Login: units on offer, and the floor plans they belong to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from parsers.calls.call import Call, Listing, one_row
from parsers.calls.fields import count_at, day_parts_at, money_at, number_at, text_at

_UNIT = "Units/Unit"


class YardiAvailableUnit(NamedTuple):
    """One row per unit; UnitAvailability_Login lists those that are let as well."""

    row_number: int
    unit_code: Annotated[str, text_at(f"{_UNIT}/Identification/@IDValue")]
    unit_type: Annotated[str | None, text_at(f"{_UNIT}/UnitType")]
    bedrooms: Annotated[int | None, count_at(f"{_UNIT}/UnitBedrooms")]
    bathrooms: Annotated[Decimal | None, number_at(f"{_UNIT}/UnitBathrooms")]
    max_sqft: Annotated[Decimal | None, number_at(f"{_UNIT}/MaxSquareFeet")]
    market_rent: Annotated[Decimal | None, money_at(f"{_UNIT}/MarketRent")]
    economic_status: Annotated[str | None, text_at(f"{_UNIT}/UnitEconomicStatus")]
    occupancy_status: Annotated[str | None, text_at(f"{_UNIT}/UnitOccupancyStatus")]
    leased_status: Annotated[str | None, text_at(f"{_UNIT}/UnitLeasedStatus")]
    floor_plan: Annotated[str | None, text_at(f"{_UNIT}/FloorplanName")]
    made_ready_date: Annotated[date | None, day_parts_at("Availability/MadeReadyDate")]


class YardiFloorPlan(NamedTuple):
    """One row per floor plan."""

    row_number: int
    floor_plan_id: Annotated[str, text_at("@IDValue", "Identification/@IDValue")]
    floor_plan: Annotated[str | None, text_at("Name")]
    bedrooms: Annotated[int | None, count_at("Room[@RoomType=Bedroom]/Count")]
    bathrooms: Annotated[Decimal | None, number_at("Room[@RoomType=Bathroom]/Count")]
    max_sqft: Annotated[Decimal | None, number_at("SquareFeet/@Max")]
    market_rent: Annotated[Decimal | None, money_at("MarketRent/@Max")]


_PROPERTY = "PhysicalProperty/Property"
_PLANS = Listing(f"{_PROPERTY}/Floorplan", one_row(YardiFloorPlan), only_one=_PROPERTY, may_be_empty=True)
_OFFERED = Listing(f"{_PROPERTY}/ILS_Unit", one_row(YardiAvailableUnit), only_one=_PROPERTY, may_be_empty=True)
_ALL = Listing(f"{_PROPERTY}/ILS_Unit", one_row(YardiAvailableUnit), only_one=_PROPERTY)

CALL = Call(
    "yardi_available_units",
    {"yardi_available_units": YardiAvailableUnit, "yardi_floor_plans": YardiFloorPlan},
    {"UnitAvailability_Login": (_ALL, _PLANS), "AvailableUnits_Login": (_OFFERED, _PLANS)},
)
