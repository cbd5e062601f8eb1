"""RealPage getbuildings: the buildings of a site."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from parsers.calls.call import Call, Listing, one_row
from parsers.calls.fields import text_at


class RealPageBuilding(NamedTuple):
    """One row per building."""

    row_number: int
    building_id: Annotated[str, text_at("BuildingID")]
    building_number: Annotated[str | None, text_at("BuildingNumber")]
    address_line_1: Annotated[str | None, text_at("AddressLine1")]
    address_line_2: Annotated[str | None, text_at("AddressLine2")]
    city: Annotated[str | None, text_at("City")]
    state: Annotated[str | None, text_at("State")]
    postal_code: Annotated[str | None, text_at("Zip")]
    county: Annotated[str | None, text_at("County")]
    country: Annotated[str | None, text_at("Country")]


CALL = Call(
    "realpage_buildings",
    {"realpage_buildings": RealPageBuilding},
    {"getbuildings": (Listing("BuildingList/Building", one_row(RealPageBuilding), only_one="BuildingList"),)},
)
