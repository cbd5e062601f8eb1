"""RealPage unitlist: the units of a site, deleted ones included."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from parsers.calls.call import Call, Listing, one_row
from parsers.calls.fields import count_at, day_at, flag_at, money_at, number_at, reference_at, text_at


class RealPageUnit(NamedTuple):
    """One row per unit; `unit_number` can repeat (another building, a deleted unit), `unit_id` cannot."""

    row_number: int
    unit_id: Annotated[str, text_at("UnitID")]
    unit_number: Annotated[str | None, text_at("UnitNumber")]
    unit_description: Annotated[str | None, text_at("UnitDescription")]
    building_id: Annotated[str | None, reference_at("BuildingID")]
    building_number: Annotated[str | None, text_at("BuildingNumber")]
    building_name: Annotated[str | None, text_at("BuildingName")]
    floor_plan_id: Annotated[str | None, reference_at("FloorplanID")]
    floor_plan: Annotated[str | None, text_at("FloorplanName")]
    address_line_1: Annotated[str | None, text_at("Adr1")]
    address_line_2: Annotated[str | None, text_at("Adr2")]
    city: Annotated[str | None, text_at("City")]
    state: Annotated[str | None, text_at("State")]
    postal_code: Annotated[str | None, text_at("Zip")]
    gross_sqft: Annotated[Decimal | None, number_at("GrossSqft")]
    rentable_sqft: Annotated[Decimal | None, number_at("RentableSqft")]
    is_vacant: Annotated[bool | None, flag_at("Vacant")]
    is_available: Annotated[bool | None, flag_at("Available")]
    available_date: Annotated[date | None, day_at("AvailableDate")]
    is_deleted: Annotated[bool | None, flag_at("UnitDeleted")]
    market_rent: Annotated[Decimal | None, money_at("MarketRent")]
    reason_not_available: Annotated[str | None, text_at("ReasonNotAvailable")]
    made_ready_date: Annotated[date | None, day_at("UnitMadeReadyDate")]
    maximum_occupants: Annotated[int | None, count_at("MaximumOccs")]
    reserved: Annotated[str | None, text_at("UnitReserved")]
    expected_move_in: Annotated[date | None, day_at("UnitExpectedMoveinDate")]
    on_notice_for_date: Annotated[date | None, day_at("OnNoticeForDate")]
    hold_status: Annotated[str | None, text_at("UnitHoldStatus")]
    hold_until: Annotated[date | None, day_at("UnitHoldUntil")]


CALL = Call(
    "realpage_units",
    {"realpage_units": RealPageUnit},
    {"unitlist": (Listing("UnitList/Unit", one_row(RealPageUnit), only_one="UnitList"),)},
)
