"""RealPage getleaseinfo: the leases of a site."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from parsers.calls.call import Call, Listing, one_row
from parsers.calls.fields import day_at, money_at, months_at, reference_at, text_at


class RealPageLease(NamedTuple):
    """One row per lease. `lease_term_id` is an id and no number of months; the months are in its description."""

    row_number: int
    lease_id: Annotated[str, text_at("LeaseID")]
    household_id: Annotated[str | None, reference_at("ReshID")]
    unit_id: Annotated[str | None, reference_at("UnitID")]
    property_code: Annotated[str | None, text_at("SiteID")]
    next_lease_id: Annotated[str | None, reference_at("NextLeaseID")]
    prior_lease_id: Annotated[str | None, reference_at("PriorLeaseID")]
    lease_signed_date: Annotated[date | None, day_at("LeaseSignedDate")]
    lease_begin: Annotated[date | None, day_at("LeaseBeginDate")]
    lease_end: Annotated[date | None, day_at("LeaseEndDate")]
    move_in: Annotated[date | None, day_at("MoveInDate")]
    scheduled_move_in: Annotated[date | None, day_at("SchedMoveInDate")]
    month_to_month_date: Annotated[date | None, day_at("MonthToMonthDate")]
    lease_status_id: Annotated[str | None, text_at("LeaseStatus")]
    lease_status: Annotated[str | None, text_at("LeaseStatusText")]
    lease_type_code: Annotated[str | None, text_at("Typecode")]
    lease_type: Annotated[str | None, text_at("TypeText")]
    rent: Annotated[Decimal | None, money_at("Rent")]
    current_balance: Annotated[Decimal | None, money_at("CurBal")]
    total_paid: Annotated[Decimal | None, money_at("TotPaid")]
    lease_term_id: Annotated[str | None, text_at("LeaseTerm")]
    lease_term_description: Annotated[str | None, text_at("LeaseTermDesc")]
    lease_term_months: Annotated[int | None, months_at("LeaseTermDesc")]
    head_of_household_name: Annotated[str | None, text_at("HeadofHouseholdName")]
    notice_on_date: Annotated[date | None, day_at("NoticeOnDate")]
    notice_for_date: Annotated[date | None, day_at("NoticeForDate")]
    inactive_date: Annotated[date | None, day_at("InactiveDate")]


CALL = Call(
    "realpage_leases",
    {"realpage_leases": RealPageLease},
    {"getleaseinfo": (Listing("GetLeaseInfo/Leases/Lease", one_row(RealPageLease), only_one="GetLeaseInfo/Leases"),)},
)
