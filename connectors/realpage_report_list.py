"""The reports that RealPage's reporting service is asked for: their ids, keys, formats and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Report:
    """One report and the dataset its file lands as.

    `parameters` are names with templates: {day} is the day asked for, {start} the first of its month and {ahead} the
    last of the sixth month from then, all MM/DD/YYYY; {period} is its fiscal period, MMYYYY. Beside Box Score and Rent
    Roll Detail they are not documented and differ among installs, as ids do: a deployment corrects them with
    `dataclasses.replace`. A key or format that is None is sent empty.
    """

    dataset: str
    report_id: int
    key: str | None
    format_code: str | None
    parameters: tuple[tuple[str, str], ...]

    def parameters_for(self, day: date) -> dict[str, str]:
        """The parameters' values for a day."""
        start = day.replace(day=1)
        dates = {"day": day, "start": start, "ahead": _end_of_month(start, months=_MONTHS_AHEAD)}
        words = {name: f"{one:%m/%d/%Y}" for name, one in dates.items()} | {"period": f"{day:%m%Y}"}
        return {name: template.format(**words) for name, template in self.parameters}


def _end_of_month(first: date, *, months: int) -> date:
    """The last day of the last of so many months, the one that begins on `first` counted."""
    year, month = divmod(first.month - 1 + months, 12)
    return date(first.year + year, month + 1, 1) - timedelta(days=1)


_MONTHS_AHEAD = 6
_MONTH_TO_DAY = (("SubProperty", ""), ("Start_Date", "{start}"), ("End_Date", "{day}"))
# Leases that end from this month on, as they stood on the day. An install that knows no AsOfDate answers for the day it
# is asked on, which the report says: it is then refused as a report of another day, not taken for this one.
_MONTHS_TO_COME = (("SubProperty", ""), ("AsOfDate", "{day}"), ("Start_Date", "{start}"), ("End_Date", "{ahead}"))

REPORTS: Mapping[str, Report] = {
    one.dataset: one
    for one in (
        Report(
            "realpage_box_score",
            4238,
            "446266C0-D572-4D8A-A6DA-310C0AE61037",
            "1683",
            (*_MONTH_TO_DAY, ("ShowUnitDesignations", "")),
        ),
        Report(
            "realpage_rent_roll",
            4043,
            "A6F61299-E960-4235-9DC2-44D2C2EF4F99",
            "3",
            (
                ("AsOfDate", "{day}"),
                ("SubProperty", ""),
                ("SubJournal", ""),
                ("ReportType", "Details + Summary"),
                ("UnitDesignation", ""),
                ("MarketRentType", "Market + Addl."),
                ("ExclFormers", ""),
                ("HideAllPIIData", ""),
                ("SortBy", ""),
            ),
        ),
        Report(
            "realpage_delinquency",
            4260,
            "89A3C427-BE71-4A05-9D2B-BDF3923BF756",
            "1611",
            (("AsOfDate", "{day}"), ("FiscalPeriod", "{period}")),
        ),
        Report("realpage_activity", 3837, "B29B7C76-04B8-4D6C-AABC-62127F0CAE63", "562", _MONTH_TO_DAY),
        Report(
            "realpage_monthly_summary",
            3877,
            "E41626AB-EC0F-4F6C-A6EA-D7A93909AA9B",
            None,
            (("FiscalPeriod", "{period}"), ("End_Date", "{day}")),
        ),
        Report("realpage_lease_expirations", 3838, "89545A3A-C28A-49CC-8791-396AE71AB422", None, _MONTHS_TO_COME),
        Report("realpage_lease_renewals", 4156, None, "1979", _MONTHS_TO_COME),
    )
}
