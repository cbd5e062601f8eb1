"""RealPage getsitelist: the sites of a management company, with their own business dates."""

from __future__ import annotations

from datetime import date
from typing import Annotated, NamedTuple

from parsers.calls.call import Call, Listing, one_row
from parsers.calls.fields import day_at, text_at


class RealPageSite(NamedTuple):
    """One row per site. `system_date` is the site's own business date, not the day of the call."""

    row_number: int
    site_id: Annotated[str, text_at("SiteID")]
    site_number: Annotated[str | None, text_at("SiteNumber")]
    site_name: Annotated[str | None, text_at("SiteName")]
    company: Annotated[str | None, text_at("PMCName")]
    address_line_1: Annotated[str | None, text_at("Adr1")]
    address_line_2: Annotated[str | None, text_at("Adr2")]
    address_line_3: Annotated[str | None, text_at("Adr3")]
    city: Annotated[str | None, text_at("City")]
    state: Annotated[str | None, text_at("State")]
    postal_code: Annotated[str | None, text_at("Zip")]
    county: Annotated[str | None, text_at("County")]
    country: Annotated[str | None, text_at("Country")]
    phone_1: Annotated[str | None, text_at("Phone1")]
    phone_2: Annotated[str | None, text_at("Phone2")]
    fax: Annotated[str | None, text_at("Fax")]
    email: Annotated[str | None, text_at("Email")]
    system_date: Annotated[date | None, day_at("SysDate")]
    accounting_date: Annotated[date | None, day_at("AR_AccountingDate")]
    accounting_period: Annotated[str | None, text_at("AR_AccountingPeriod")]
    last_day_of_period: Annotated[date | None, day_at("AR_LastDateofPeriod")]


CALL = Call(
    "realpage_sites",
    {"realpage_sites": RealPageSite},
    {"getsitelist": (Listing("SiteList/Site", one_row(RealPageSite)),)},
)
