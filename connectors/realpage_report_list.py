"""The reports that RealPage's reporting service is asked for: their ids, keys, formats and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Report:
    """One report and the dataset its file lands as.

    `parameters` are names with templates: {day} is the day asked for and {start} the first of its month, both
    MM/DD/YYYY; {period} is its fiscal period, MMYYYY. Beside Box Score and Rent Roll Detail they are not documented
    and differ among installs, as ids do: a deployment corrects them with `dataclasses.replace`. A key or format that
    is None is sent empty.
    """

    dataset: str
    report_id: int
    key: str | None
    format_code: str | None
    parameters: tuple[tuple[str, str], ...]

    def parameters_for(self, day: date) -> dict[str, str]:
        """The parameters' values for a day."""
        words = {"day": f"{day:%m/%d/%Y}", "start": f"{day.replace(day=1):%m/%d/%Y}", "period": f"{day:%m%Y}"}
        return {name: template.format(**words) for name, template in self.parameters}


_MONTH_TO_DAY = (("SubProperty", ""), ("Start_Date", "{start}"), ("End_Date", "{day}"))

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
        Report("realpage_lease_expirations", 3838, "89545A3A-C28A-49CC-8791-396AE71AB422", None, _MONTH_TO_DAY),
        Report("realpage_lease_renewals", 4156, None, "1979", _MONTH_TO_DAY),
    )
}
