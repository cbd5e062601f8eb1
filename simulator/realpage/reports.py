"""The reports the API can make: their ids, keys and formats, the days they are asked for, and who writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from simulator.box_score import box_score
from simulator.calendar_days import days_in_month, first_of_month
from simulator.delinquent_and_prepaid import delinquent_and_prepaid
from simulator.lease_expiration_detail import default_range, lease_expiration_detail
from simulator.lease_renewal_detail import lease_renewal_detail
from simulator.leasing_activity_detail import leasing_activity_detail
from simulator.monthly_activity_summary import monthly_activity_summary
from simulator.paper import mdy
from simulator.rent_roll_detail import Variant, rent_roll_detail
from simulator.views import Views
from simulator.workbook import workbook_bytes

FIRST_NAMES = frozenset({"startdate", "fromdate", "begindate", "datefrom"})
LAST_NAMES = frozenset({"enddate", "todate", "dateto"})
AS_OF_NAMES = frozenset({"asofdate", "asof", "reportdate"})
PERIOD_NAMES = frozenset({"fiscalperiod", "accountingperiod", "period"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked for: its range, the day it is made as of, and how a rent roll is to look."""

    first: date
    last: date
    as_of: date
    hides_names: bool = False
    rent_roll: Variant = "with contacts"


Write = Callable[[Views, str, Asked], bytes]


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its ids (of older installs too), key, Excel format, and whether its range may lie ahead."""

    name: str
    ids: tuple[str, ...]
    key: str
    excel_format: str | None
    write: Write
    looks_ahead: bool = False


REPORTS = (
    Report(
        "Box Score",
        ("4238",),
        "446266C0-D572-4D8A-A6DA-310C0AE61037",
        "1683",
        lambda views, one, asked: box_score(views.property_day(one, asked.last), asked.first),
    ),
    Report(
        "Rent Roll Detail",
        ("4043",),
        "A6F61299-E960-4235-9DC2-44D2C2EF4F99",
        "3",
        lambda views, one, asked: rent_roll_detail(
            views.property_day(one, asked.last), variant=asked.rent_roll, hides_names=asked.hides_names
        ),
    ),
    Report(
        "Delinquent and Prepaid",
        ("4260", "4009"),
        "89A3C427-BE71-4A05-9D2B-BDF3923BF756",
        "1611",
        lambda views, one, asked: delinquent_and_prepaid(views.world.books[one], asked.last),
    ),
    Report(
        "Activity",
        ("3837",),
        "B29B7C76-04B8-4D6C-AABC-62127F0CAE63",
        "562",
        lambda views, one, asked: leasing_activity_detail(
            views.property_day(one, asked.last).property.name, views.cards(one, asked.last), asked.first, asked.last
        ),
    ),
    Report(
        "Monthly Activity Summary",
        ("3877",),
        "E41626AB-EC0F-4F6C-A6EA-D7A93909AA9B",
        None,
        lambda views, one, asked: monthly_activity_summary(views.world, one, asked.last),
    ),
    Report(
        "Lease Expiration",
        ("3838",),
        "89545A3A-C28A-49CC-8791-396AE71AB422",
        None,
        lambda views, one, asked: lease_expiration_detail(
            views.property_day(one, asked.as_of), asked.first, asked.last
        ),
        looks_ahead=True,
    ),
    Report(
        "Lease Expiration/Renewal Detail",
        ("4156",),
        "",
        "1979",
        lambda views, one, asked: lease_renewal_detail(views.property_day(one, asked.as_of), asked.first, asked.last),
        looks_ahead=True,
    ),
)
REPORT_BY_ID: Mapping[str, Report] = {number: report for report in REPORTS for number in report.ids}


def asked_of(report: Report, parameters: Iterable[Mapping[str, Any]], today: date) -> Asked:
    """The days that the parameters name, today's month where they name none; ValueError where one is no day."""
    given = {_plain(str(one.get("name", ""))): str(one.get("value", "")) for one in parameters}
    first, last, as_of = (_day_among(given, names) for names in (FIRST_NAMES, LAST_NAMES, AS_OF_NAMES))
    if report.looks_ahead:
        ahead = default_range(as_of or today)
        return Asked(first or ahead[0], last or ahead[1], as_of or today)
    last = last or as_of or _end_of_period(given, today) or today
    hides_names = given.get("hideallpiidata", "").lower() in {"yes", "true", "1"}
    return Asked(first or first_of_month(last), last, last, hides_names)


def problem_of(report: Report, asked: Asked, world_start: date, business_date: date) -> str | None:
    """Why a report cannot be made: it is asked for days the property has not come to, or has none of."""
    if asked.as_of > business_date or (not report.looks_ahead and asked.last > business_date):
        return (
            "Invalid end date entered - end date must be less than or equal to the property's business date of "
            f"{mdy(business_date)}"
        )
    if asked.first > asked.last:
        return "Invalid start date entered - start date must be less than or equal to end date"
    if asked.as_of < world_start:
        return f"Invalid end date entered - the property has no data before {mdy(world_start)}"
    return None


def error_report(text: str) -> bytes:
    """A failed report: a small workbook like any other, with the error in A10."""
    return workbook_bytes({"Sheet1": {1: {1: "OneSite Rents v3.0"}, 10: {1: text}}})


def _plain(name: str) -> str:
    return "".join(one for one in name.lower() if one.isalnum())


def _day_among(given: Mapping[str, str], names: frozenset[str]) -> date | None:
    said = next((given[name] for name in given if name in names and given[name]), None)
    return datetime.strptime(said, "%m/%d/%Y").date() if said else None  # noqa: DTZ007 - a calendar day


def _end_of_period(given: Mapping[str, str], today: date) -> date | None:
    """The last day of a fiscal period MMYYYY, or today if it is not over."""
    said = next((given[name] for name in given if name in PERIOD_NAMES and given[name]), None)
    if said is None:
        return None
    first = date(int(said[2:]), int(said[:2]), 1)
    last = first.replace(day=days_in_month(first))
    return min(last, today) if first <= today else last
