"""Yardi GetRentroll: the units of a property with their tenants and the lease charges of each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from parsers.calls.call import Call, Listing
from parsers.calls.element import Element
from parsers.calls.fields import day_at, money_at, text_at
from parsers.calls.taking import Taking
from parsers.calls.yardi_units import PSEUDO_UNITS


class YardiRentRollUnit(NamedTuple):
    """One row per unit. Pseudo units are no apartments."""

    row_number: int
    unit_code: Annotated[str, text_at("UnitCode")]
    unit_type: Annotated[str | None, text_at("UnitType")]
    market_rent: Annotated[Decimal | None, money_at("MarketRent")]
    economic_status_description: Annotated[str | None, text_at("UnitEconomicStatusDescription")]
    is_pseudo_unit: bool


class YardiRentRollTenant(NamedTuple):
    """One row per tenant of a unit, present or to come."""

    row_number: int
    unit_row_number: int
    unit_code: str | None
    tenant_code: Annotated[str, text_at("TenantCode")]
    tenant_status: Annotated[str | None, text_at("TenantStatus")]
    first_name: Annotated[str | None, text_at("FirstName")]
    last_name: Annotated[str | None, text_at("LastName")]
    email: Annotated[str | None, text_at("Email")]
    lease_from: Annotated[date | None, day_at("LeaseFrom")]
    lease_to: Annotated[date | None, day_at("LeaseTo")]
    move_in: Annotated[date | None, day_at("MoveIn")]
    move_out: Annotated[date | None, day_at("MoveOut")]


class YardiRentRollCharge(NamedTuple):
    """One row per lease charge of a tenant; credits are below zero."""

    row_number: int
    tenant_row_number: int
    unit_code: str | None
    tenant_code: str | None
    charge_code: Annotated[str | None, text_at("ChargeCode")]
    charge_type: Annotated[str | None, text_at("ChargeType")]
    amount: Annotated[Decimal, money_at("ChargeAmount")]
    charge_from: Annotated[date | None, day_at("FromDate")]
    charge_to: Annotated[date | None, day_at("ToDate")]


def _take_unit(taking: Taking, element: Element) -> None:
    is_pseudo = (element.text("UnitCode") or "").upper() in PSEUDO_UNITS
    unit = taking.take(YardiRentRollUnit, element, is_pseudo_unit=is_pseudo)
    number, code = taking.offered(YardiRentRollUnit), unit.unit_code if unit else None
    for tenant in element.all("Tenants/Tenant"):
        _take_tenant(taking, tenant, number, code)


def _take_tenant(taking: Taking, element: Element, unit_row_number: int, unit_code: str | None) -> None:
    tenant = taking.take(YardiRentRollTenant, element, unit_row_number=unit_row_number, unit_code=unit_code)
    number, code = taking.offered(YardiRentRollTenant), tenant.tenant_code if tenant else None
    for charge in element.all("LeaseCharges/LeaseCharge"):
        taking.take(YardiRentRollCharge, charge, tenant_row_number=number, unit_code=unit_code, tenant_code=code)


CALL = Call(
    "yardi_rent_roll_call",
    {
        "yardi_rent_roll_call": YardiRentRollUnit,
        "yardi_rent_roll_call_tenants": YardiRentRollTenant,
        "yardi_rent_roll_call_charges": YardiRentRollCharge,
    },
    {"GetRentroll": (Listing("Properties/Property/Units/Unit", _take_unit, only_one="Properties/Property"),)},
)
