"""Answers the reporting API: takes orders for reports, lists them, and hands their files out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from simulator.credentials import token_problem
from simulator.faults import Call, FaultKind
from simulator.messages import Answer, Request, json_answer
from simulator.realpage.reports import REPORT_BY_ID, Report, asked_of, error_report, problem_of
from simulator.realpage.shelf import Instance, ReportFile, Shelf
from simulator.rent_roll_detail import Variant
from simulator.views import Views
from simulator.workbook import html_page

SERVICE = "reports"
CREATE, LIST, DOWNLOAD = "create", "list", "download"
EXCEL = "application/vnd.ms-excel"
ONESITE = "OS"
PLANNED_ERROR = "Invalid end date entered - end date must be less than or equal to the property's business date"
_PATHS = {
    CREATE: re.compile(r"/v1/reports/(?P<report>\w+)/report-instances"),
    LIST: re.compile(r"/v1/my/report-instances"),
    DOWNLOAD: re.compile(r"/v1/reports/(?P<report>\w+)/report-instances/(?P<instance>[\w-]+)/files"),
}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How an installation behaves.

    Reports are ready after `polls_until_ready` polls: listings, or downloads where it has no listing. A property's
    business date lies `business_days_behind` the day, by property id. `rent_roll` says which columns rent rolls have;
    with `sends_html`, reports are pages of HTML under the names of workbooks.
    """

    polls_until_ready: int = 1
    has_listing: bool = True
    business_days_behind: Mapping[str, int] = field(default_factory=dict)
    rent_roll: Variant = "with contacts"
    sends_html: bool = False


class ProblemError(Exception):
    """A request that is refused, with its HTTP status."""

    def __init__(self, status: HTTPStatus, text: str) -> None:
        super().__init__(text)
        self.status = status


class Reporting:
    """The reporting API over the properties it was given, by site id; `clock` says whether a token has expired."""

    def __init__(
        self, secret: str, sites: Mapping[str, str], behaviour: Behaviour, clock: Callable[[], datetime]
    ) -> None:
        self._secret = secret
        self._sites = sites
        self._behaviour = behaviour
        self._clock = clock
        self._shelf = Shelf(behaviour.polls_until_ready, list(sites.values()))

    @staticmethod
    def is_path(path: str) -> bool:
        """Whether a path leads to the API."""
        return path.startswith("/v1/")

    def call_of(self, request: Request) -> Call:
        """What a request asks for, as far as it can be told."""
        method, _ = _route(request)
        content = _content(request)
        properties = content.get("properties") or []
        if method == DOWNLOAD:
            file = self._shelf.files.get(_number(content.get("fileId")))
            properties = [site for site, one in self._sites.items() if file and one == file.property_id]
        return Call(SERVICE, method or "", str(properties[0]) if properties else None)

    def answer(self, request: Request, views: Views, fault: FaultKind | None) -> Answer:
        """The answer to a request."""
        method, found = _route(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        problem = token_problem(token, self._secret, self._clock()) if token else "No token was sent"
        if fault == "expired token":
            problem = "The token has expired"
        if problem is not None:
            return json_answer({"message": problem}, HTTPStatus.UNAUTHORIZED)
        if fault == "fault in a 200":
            return json_answer({"message": "An error has occurred."})
        if method is None or found is None or request.method != "POST":
            return json_answer({"message": "No such resource"}, HTTPStatus.NOT_FOUND)
        content = _content(request)
        try:
            if method == CREATE:
                return self._create(found["report"], content, views, fault)
            return (
                self._list(content, fault) if method == LIST else self._download(found["report"], content, views, fault)
            )
        except ProblemError as refused:
            return json_answer({"message": str(refused)}, refused.status)

    def _create(self, report_id: str, content: Mapping[str, Any], views: Views, fault: FaultKind | None) -> Answer:
        report = _report(report_id, content)
        property_id = self._property(content)
        business_date = views.day - timedelta(days=self._behaviour.business_days_behind.get(property_id, 0))
        try:
            asked = asked_of(report, content.get("parameters") or [], business_date)
        except ValueError as error:
            raise ProblemError(HTTPStatus.BAD_REQUEST, f"A parameter is no day: {error}") from None
        problem = problem_of(report, asked, views.world.start, business_date)
        if fault == "error report":
            problem = PLANNED_ERROR
        if fault == "empty":
            return json_answer({"instanceId": ""})
        file = ReportFile(report, property_id, replace(asked, rent_roll=self._behaviour.rent_roll), problem)
        return json_answer({"instanceId": self._shelf.add(file, never_ready=fault == "never ready")})

    def _property(self, content: Mapping[str, Any]) -> str:
        properties = content.get("properties") or []
        if len(properties) != 1 or str(properties[0]) not in self._sites:
            raise ProblemError(HTTPStatus.FORBIDDEN, f"The token has no access to the properties {properties}")
        return self._sites[str(properties[0])]

    def _list(self, content: Mapping[str, Any], fault: FaultKind | None) -> Answer:
        if not self._behaviour.has_listing:
            raise ProblemError(HTTPStatus.NOT_FOUND, "No such resource")
        everything = [] if fault == "empty" else [_line(one) for one in self._shelf.poll()]
        size, page = max(_number(content.get("pageSize", 10)), 1), max(_number(content.get("pageNumber", 1)), 1)
        start = (page - 1) * size
        return json_answer({"data": everything[start : start + size], "totalCount": len(everything)})

    def _download(self, report_id: str, content: Mapping[str, Any], views: Views, fault: FaultKind | None) -> Answer:
        if report_id not in REPORT_BY_ID:
            raise ProblemError(HTTPStatus.NOT_FOUND, f"There is no report {report_id}")
        if not self._behaviour.has_listing:
            self._shelf.poll()
        number = _number(content.get("fileId"))
        said = re.search(r"fileID=(\d+)", str(content.get("parameters") or ""))
        if said is not None and int(said[1]) != number:
            raise ProblemError(HTTPStatus.BAD_REQUEST, f"The parameters ask for file {said[1]}, fileId for {number}")
        file = self._shelf.files.get(number)
        if file is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, f"There is no file {number}")
        planned = PLANNED_ERROR if fault == "error report" else file.problem
        body = error_report(planned) if planned else file.report.write(views, file.property_id, file.asked)
        body = html_page(body) if self._behaviour.sends_html else body
        body = b"" if fault == "empty" else body
        name = f'attachment; filename="{file.report.name.replace("/", "_")}.xls"'
        return Answer(HTTPStatus.OK, body, EXCEL, {"Content-Disposition": name})


def utc_now() -> datetime:
    """The present, for judging tokens alone: no data depends on it."""
    return datetime.now(UTC)


def _route(request: Request) -> tuple[str | None, re.Match[str] | None]:
    for method, pattern in _PATHS.items():
        if found := pattern.fullmatch(request.path):
            return method, found
    return None, None


def _content(request: Request) -> Mapping[str, Any]:
    """The JSON object of a request, an empty one where it has none."""
    try:
        content = json.loads(request.body or b"{}")
    except json.JSONDecodeError:
        return {}
    return content if isinstance(content, dict) else {}


def _number(value: Any) -> int:
    return int(value) if str(value).isdigit() else -1


def _report(report_id: str, content: Mapping[str, Any]) -> Report:
    report = REPORT_BY_ID.get(report_id)
    if report is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, f"There is no report {report_id}")
    expected = {"sourceId": ONESITE, "reportKey": report.key, "reportFormat": report.excel_format}
    for name, value in expected.items():
        if value and str(content.get(name, "")).upper() != value:
            raise ProblemError(HTTPStatus.BAD_REQUEST, f"{name} of report {report_id} is not {content.get(name)}")
    return report


def _line(instance: Instance) -> dict[str, Any]:
    return {
        "sourceReportInstanceId": instance.instance_id,
        "reportFileId": instance.file_id,
        "reportName": instance.file.report.name,
        "status": instance.status,
    }
