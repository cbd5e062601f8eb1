"""Yardi GetPropertyConfigurations: the properties an interface may see."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from parsers.calls.call import Call, Listing, one_row
from parsers.calls.fields import text_at


class YardiProperty(NamedTuple):
    """One row per property."""

    row_number: int
    property_code: Annotated[str, text_at("Code")]
    marketing_name: Annotated[str | None, text_at("MarketingName")]
    address_line_1: Annotated[str | None, text_at("AddressLine1")]
    address_line_2: Annotated[str | None, text_at("AddressLine2")]
    address_line_3: Annotated[str | None, text_at("AddressLine3")]
    city: Annotated[str | None, text_at("City")]
    state: Annotated[str | None, text_at("State")]
    postal_code: Annotated[str | None, text_at("PostalCode")]
    accounts_receivable_month: Annotated[str | None, text_at("AccountsReceivable")]
    accounts_payable_month: Annotated[str | None, text_at("AccountsPayable")]


CALL = Call(
    "yardi_properties",
    {"yardi_properties": YardiProperty},
    {"GetPropertyConfigurations": (Listing("Properties/Property", one_row(YardiProperty)),)},
)
