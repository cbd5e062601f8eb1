"""RealPage getresidentlistinfo and getresident: the people of a site."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from parsers.calls.call import Call, Listing, one_row
from parsers.calls.fields import day_at, flag_at, money_at, reference_at, text_at


class RealPageResident(NamedTuple):
    """One row per person and lease: a household is one by `household_id`. There is no rent; `activebit` says nothing.

    `current_late_amount` is what is late as of now.
    """

    row_number: int
    member_id: Annotated[str, text_at("residentmemberid")]
    household_id: Annotated[str, text_at("residenthouseholdid")]
    lease_id: Annotated[str | None, reference_at("leaseid")]
    unit_id: Annotated[str | None, reference_at("unitid")]
    unit_number: Annotated[str | None, text_at("unitnumber")]
    first_name: Annotated[str | None, text_at("firstname")]
    last_name: Annotated[str | None, text_at("lastname")]
    cell_phone: Annotated[str | None, text_at("cellphone")]
    home_phone: Annotated[str | None, text_at("homephone")]
    work_phone: Annotated[str | None, text_at("workphone")]
    email: Annotated[str | None, text_at("email")]
    balance: Annotated[Decimal | None, money_at("balance")]
    pending_balance: Annotated[Decimal | None, money_at("pendingbalance")]
    current_late_amount: Annotated[Decimal | None, money_at("curlateamt")]
    lease_status: Annotated[str | None, text_at("leasestatus")]
    lease_signed_date: Annotated[date | None, day_at("leasesigneddate")]
    lease_type: Annotated[str | None, text_at("leasetype")]
    resident_type: Annotated[str | None, text_at("residenttype")]
    is_head_of_household: Annotated[bool | None, flag_at("hohbit")]
    lease_begin: Annotated[date | None, day_at("begindate")]
    lease_end: Annotated[date | None, day_at("enddate")]
    move_in: Annotated[date | None, day_at("moveindate")]
    move_out: Annotated[date | None, day_at("moveoutdate")]
    notice_given_date: Annotated[date | None, day_at("noticegivendate")]
    notice_for_date: Annotated[date | None, day_at("noticefordate")]


CALL = Call(
    "realpage_residents",
    {"realpage_residents": RealPageResident},
    {
        "getresidentlistinfo": (Listing("residentlist/resident", one_row(RealPageResident), only_one="residentlist"),),
        "getresident": (Listing("residents/resident", one_row(RealPageResident), only_one="residents"),),
    },
)
