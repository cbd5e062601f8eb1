"""Units as Yardi tells them: once per person in one method, per customer in another, and what may be let elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from simulator.chance import cents
from simulator.dwellings import address_of, building_of, number_in, rooms_of
from simulator.facts import Occupancy, Unit
from simulator.households import Person
from simulator.property_day import PropertyDay, UnitKind
from simulator.xml_tree import Element, tree
from simulator.yardi.tenants import occupant_code, property_code, tenant_code

PSEUDO_UNITS = ("NONRESID", "WAIT", "WAIT_AFF", "RETAIL")
DESCRIPTIONS: dict[UnitKind, str] = {
    "occupied no notice": "Occupied No Notice",
    "notice not leased": "Notice Unrented",
    "notice leased": "Notice Rented",
    "model": "Model",
    "down": "Down",
}
LEASED_STATUSES: dict[UnitKind, str] = {
    "occupied no notice": "leased",
    "notice not leased": "on_notice",
    "notice leased": "leased",
    "vacant not leased": "available",
    "vacant leased": "leased",
    "model": "available",
    "down": "available",
}


def description(records: PropertyDay, unit: Unit) -> str:
    """The status of a unit in Yardi's words; a vacant one says whether it is ready."""
    kind = records.kind_of(unit)
    if kind in DESCRIPTIONS:
        return DESCRIPTIONS[kind]
    ready = "Ready" if records.made_ready(unit) else "Not Ready"
    return f"Vacant {'Rented' if kind == 'vacant leased' else 'Unrented'} {ready}"


def unit_information(records: PropertyDay) -> Element:
    """GetUnitInformation: an element per unit and person who lives or is to live there, and pseudo units."""
    units = [one for unit in records.units for one in _unit_infos(records, unit)]
    pseudo = [_unit_info(records, name, None, _pseudo(records, name)) for name in PSEUDO_UNITS]
    content = {"Property": {"Units": {"UnitInfo": [*units, *pseudo]}}}
    return tree("UnitInformation", content)


def customers_with_units(records: PropertyDay) -> Element:
    """GetUnitInformation_Login: a customer per stay that lasts or is to come, one without a name per vacant unit."""
    customers = [one for unit in records.units for one in _unit_customers(records, unit)]
    customers += [_customer(records, "", name, _pseudo_lines(name)) for name in PSEUDO_UNITS]
    return tree("PhysicalProperty", {"Property": {"RT_Customer": customers}})


def unit_availability(records: PropertyDay, *, only_available: bool, pricing: bool) -> Element:
    """UnitAvailability_Login and AvailableUnits_Login: floor plans, and units with the day they were ready."""
    kinds = {"vacant not leased", "notice not leased"}
    units = [unit for unit in records.units if not only_available or records.kind_of(unit) in kinds]
    plans = sorted({unit.floor_plan for unit in records.units})
    content = {
        "PropertyID": {"Identification": {"@IDType": "PropertyID", "@IDValue": property_code(records.book.site.slug)}},
        "Floorplan": [_floor_plan(records, plan, pricing=pricing) for plan in plans],
        "ILS_Unit": [_ils_unit(records, unit, pricing=pricing) for unit in units],
    }
    return tree("PhysicalProperty", {"Property": content})


def bathrooms(unit: Unit) -> str:
    """Bathrooms with two decimals."""
    return f"{cents(rooms_of(unit.floor_plan).bathrooms)}"


def _tenants_of(records: PropertyDay, unit: Unit) -> list[Occupancy]:
    if records.is_inactive(unit):
        return []
    return [stay for stay in (records.stay_in(unit), records.upcoming(unit)) if stay is not None]


def _unit_infos(records: PropertyDay, unit: Unit) -> Iterator[dict[str, Any]]:
    content = _unit_lines(records, unit)
    people: list[Any] = [
        {"@Type": _person_type(records, stay, person), "#": occupant_code(records, stay, person)}
        for stay in _tenants_of(records, unit)
        for person in records.people(stay)
    ]
    for person in people or [None]:
        yield _unit_info(records, unit.unit_number, person, content, number_in(unit.unit_id))


def _person_type(records: PropertyDay, stay: Occupancy, person: Person) -> str:
    if person.role != "head":
        return person.role.capitalize()
    return "Future Resident" if records.kind_of_stay(stay) == "future" else "Current Resident"


def _unit_info(
    records: PropertyDay, name: str, person: Any, content: dict[str, Any], number: int | None = None
) -> dict[str, Any]:
    unique = f"{records.property.site_id}{number:04d}" if number else f"{records.property.site_id}-{name}"
    return {"UnitID": {"@UniqueID": unique, "#": name}, "PersonID": person, "Unit": content}


def _unit_lines(records: PropertyDay, unit: Unit) -> dict[str, Any]:
    address = address_of(records.book.site.slug)
    return {
        "Identification": {"@IDType": "UnitID", "@IDValue": unit.unit_number},
        "UnitType": unit.floor_plan,
        **_size(unit),
        "UnitEconomicStatus": _economic_status(records, unit),
        "UnitEconomicStatusDescription": description(records, unit),
        "FloorplanName": unit.floor_plan,
        "BuildingName": f"Building {building_of(unit)}",
        "Address": {
            "@AddressType": "property",
            "AddressLine1": f"{address.street} #{unit.unit_number}",
            "City": address.city,
            "State": address.state,
            "PostalCode": address.postal_code,
        },
    }


def _economic_status(records: PropertyDay, unit: Unit) -> str:
    kind = records.kind_of(unit)
    return kind if kind in {"model", "down"} else "residential"


def _size(unit: Unit) -> dict[str, Any]:
    return {
        "UnitBedrooms": rooms_of(unit.floor_plan).bedrooms,
        "UnitBathrooms": bathrooms(unit),
        "MinSquareFeet": unit.square_feet,
        "MaxSquareFeet": unit.square_feet,
        "MarketRent": unit.market_rent,
    }


def _pseudo(records: PropertyDay, name: str) -> dict[str, Any]:
    return {"Identification": {"@IDType": "UnitID", "@IDValue": name}, **_pseudo_size(name), "FloorplanName": name} | {
        "BuildingName": records.property.name
    }


def _pseudo_size(name: str) -> dict[str, Any]:
    return {
        "UnitType": name.lower(),
        "UnitBedrooms": 0,
        "UnitBathrooms": "0.00",
        "MinSquareFeet": 0,
        "MaxSquareFeet": 0,
        "MarketRent": "0.00",
        "UnitEconomicStatus": "residential",
        "UnitEconomicStatusDescription": "Vacant Unrented Not Ready",
    }


def _unit_customers(records: PropertyDay, unit: Unit) -> list[dict[str, Any]]:
    codes = [tenant_code(records, stay) for stay in _tenants_of(records, unit)]
    address = address_of(records.book.site.slug)
    lines = {
        "UnitID": unit.unit_number,
        "UnitType": unit.floor_plan,
        **_size(unit),
        "UnitEconomicStatus": _economic_status(records, unit),
        "UnitEconomicStatusDescription": description(records, unit),
        "FloorPlanID": unit.floor_plan,
        "FloorplanName": unit.floor_plan,
        "BuildingID": building_of(unit),
        "Address": {
            "Address1": f"{address.street} #{unit.unit_number}",
            "City": address.city,
            "State": address.state,
            "PostalCode": address.postal_code,
        },
    }
    return [_customer(records, code, unit.unit_number, lines) for code in codes or [""]]


def _pseudo_lines(name: str) -> dict[str, Any]:
    return {"UnitID": name, **_pseudo_size(name), "FloorPlanID": name, "FloorplanName": name, "BuildingID": ""}


def _customer(records: PropertyDay, code: str, unit: str, lines: dict[str, Any]) -> dict[str, Any]:
    content = {
        "Information": lines,
        "PropertyPrimaryID": property_code(records.book.site.slug),
        "MarketingName": records.property.name,
    }
    return {"CustomerID": code, "RT_Unit": {"UnitID": unit, "Unit": content}}


def _floor_plan(records: PropertyDay, plan: str, *, pricing: bool) -> dict[str, Any]:
    units = [unit for unit in records.units if unit.floor_plan == plan]
    rooms = rooms_of(plan)
    return {
        "@IDValue": plan,
        "Name": plan,
        "Room": [
            {"@RoomType": "bedroom", "Count": rooms.bedrooms},
            {"@RoomType": "bathroom", "Count": cents(rooms.bathrooms)},
        ],
        "SquareFeet": {"@Max": max(unit.square_feet for unit in units)},
        "MarketRent": {"@Max": _highest(units)} if pricing else None,
    }


def _highest(units: Iterable[Unit]) -> Decimal:
    return max(unit.market_rent for unit in units)


def _ils_unit(records: PropertyDay, unit: Unit, *, pricing: bool) -> dict[str, Any]:
    kind, ready = records.kind_of(unit), records.made_ready(unit)
    lines = {
        "Identification": {"@IDType": "UnitID", "@IDValue": unit.unit_number},
        "UnitType": unit.floor_plan,
        "UnitBedrooms": rooms_of(unit.floor_plan).bedrooms,
        "UnitBathrooms": bathrooms(unit),
        "MaxSquareFeet": unit.square_feet,
        "MarketRent": unit.market_rent if pricing else None,
        "UnitEconomicStatus": _economic_status(records, unit),
        "UnitOccupancyStatus": "occupied" if kind.startswith(("occupied", "notice")) else "vacant",
        "UnitLeasedStatus": LEASED_STATUSES[kind],
        "FloorplanName": unit.floor_plan,
    }
    made_ready = {"@Year": ready.year, "@Month": ready.month, "@Day": ready.day} if ready else None
    return {"Units": {"Unit": lines}, "Availability": {"MadeReadyDate": made_ready} if ready else ""}
