"""RealPage getrentableitems: parking, storage and whatever else a site lets beside its units."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from parsers.calls.call import Call, Listing, one_row
from parsers.calls.fields import day_at, flag_at, money_at, reference_at, text_at

_RESPONSE = "GetRentableItemsResponse/Response"


class RealPageRentableItem(NamedTuple):
    """One row per rentable item, with whom it is let to; billed by the month (M) or once (O)."""

    row_number: int
    item_id: Annotated[str, text_at("RidID")]
    item_name: Annotated[str | None, text_at("ItemName")]
    item_type: Annotated[str | None, text_at("ItemType")]
    description: Annotated[str | None, text_at("Description")]
    billing_amount: Annotated[Decimal | None, money_at("BillingAmount")]
    frequency: Annotated[str | None, text_at("Frequency")]
    transaction_code_id: Annotated[str | None, text_at("TransactionCodeID")]
    is_in_service: Annotated[bool | None, flag_at("InService")]
    status: Annotated[str | None, text_at("Status")]
    available_date: Annotated[date | None, day_at("DateAvailable")]
    unit_id: Annotated[str | None, reference_at("UnitID")]
    lease_id: Annotated[str | None, reference_at("LeaseID")]
    household_id: Annotated[str | None, reference_at("ReshID")]
    member_id: Annotated[str | None, reference_at("ResidentMemberID")]
    start_date: Annotated[date | None, day_at("StartDate")]
    end_date: Annotated[date | None, day_at("EndDate")]


CALL = Call(
    "realpage_rentable_items",
    {"realpage_rentable_items": RealPageRentableItem},
    {
        "getrentableitems": (
            Listing(f"{_RESPONSE}/RentableItem", one_row(RealPageRentableItem), only_one=_RESPONSE, may_be_empty=True),
        )
    },
)
