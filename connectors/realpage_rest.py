"""The three requests of RealPage's reporting service: order a report, see which are ready, download a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from connectors.errors import MalformedAnswerError, PermanentError, TokenExpiredError
from connectors.http import Answer, Request, Transport
from connectors.payload import Errand, Spool, Spooled, spooled
from connectors.realpage_report_list import Report
from connectors.secrets import ReadToken, bearer, check_expiry, refused_token

T = TypeVar("T")

_JSON_BYTES = 20_000_000
_PAGE = 100
_PAGES_AT_MOST = 100
_READY = "3"
_UNAUTHORIZED, _NOT_FOUND = 401, 404
_AGAIN = "Run it again later"


@dataclass(frozen=True, slots=True)
class PropertyDetail:
    """How the service wants a property described; the id stands in the errand."""

    name: str
    city: str = ""
    state: str = ""
    zipcode: str = ""
    country: str = "US"


@dataclass(frozen=True, slots=True)
class Download:
    """A report file as it came, and its media type."""

    file: Spooled
    media_type: str


class ReportingService:
    """The requests, one method each; the token is read anew for every attempt. Raises ConnectorErrors alone."""

    def __init__(self, base_url: str, *, token: ReadToken, transport: Transport, source_id: str) -> None:
        self.base_url = base_url.rstrip("/")
        self.transport = transport
        self._token = token
        self._source_id = source_id

    def check_token(self, needed: timedelta) -> None:
        """Raise TokenExpiredError where the token will not last as long as the work is expected to."""
        check_expiry(self._token(), now=self.transport.now(), needed=needed)

    def instances_path(self, report: Report) -> str:
        """The path under which a report is ordered."""
        return f"/reports/{report.report_id}/report-instances"

    def order(self, report: Report, errand: Errand, detail: PropertyDetail, day: date) -> str:
        """Order a report for a day; the id of the instance. A retry after a time-out may leave a second instance."""
        where = f"RealPage report {report.report_id}, property {errand.property_id}"
        place = {"city": detail.city, "state": detail.state, "zipcode": detail.zipcode, "country": detail.country}
        values = report.parameters_for(day)
        answer = self._ask(
            self.instances_path(report),
            {
                "reportKey": report.key or "",
                "sourceId": self._source_id,
                "scheduledType": 1,
                "reportFormat": report.format_code or "",
                "reportFormatName": "Excel",
                "emaiTo": "",
                "properties": [errand.property_id],
                "propertyDetailList": [{"propertyId": errand.property_id, "propertyName": detail.name, **place}],
                "parameters": [{"name": name, "label": value, "value": value} for name, value in values.items()],
                "users": [],
                "cloudServiceAccountId": None,
            },
            where,
        )
        instance = answer.get("instanceId")
        if not isinstance(instance, str) or not instance:
            raise PermanentError("the answer names no instance", where, 'an "instanceId"', "Report it to the vendor")
        return instance

    def ready(self, today: date) -> dict[str, str]:
        """Instance id to file id, of every report of these days that is ready."""
        where = "RealPage report listing"
        found: dict[str, str] = {}
        for page in range(1, _PAGES_AT_MOST + 1):
            answer = self._ask("/my/report-instances", _listing_page(page, today), where)
            rows, total = answer.get("data"), answer.get("totalCount")
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or type(total) is not int:
                expected = '"data" with a list and "totalCount" with a number'
                raise PermanentError("the listing has another shape", where, expected, "Report it to the vendor")
            done = (row for row in rows if str(row.get("status")) == _READY and row.get("reportFileId") is not None)
            found |= {str(row.get("sourceReportInstanceId")): str(row["reportFileId"]) for row in done}
            if not rows or page * _PAGE >= total:
                return found
        raise PermanentError("the listing does not end", where, f"at most {_PAGES_AT_MOST} pages", "Ask the vendor")

    def download(
        self, report: Report, instance: str, file_id: str, *, property_name: str, folder: Path, where: str
    ) -> Download | None:
        """The bytes of a file, in `folder`; None where there is no file of this id."""
        body = {
            "reportId": report.report_id,
            "parameters": f"reportKey={report.key or ''}&sourceId={self._source_id}&fileID={file_id}&View=2",
            "fileId": file_id,
            "propertyName": property_name,
        }

        def receive(answer: Answer) -> Download | None:
            if answer.status == _NOT_FOUND:
                return None
            self._require_ok(answer)
            file, _ = spooled(folder, lambda spool: _fill(spool, answer))
            return Download(file, answer.media_type)

        return self._send(f"{self.instances_path(report)}/{instance}/files", body, where, receive)

    def _ask(self, path: str, body: Mapping[str, object], where: str) -> dict[str, Any]:
        def receive(answer: Answer) -> dict[str, Any]:
            self._require_ok(answer)
            try:
                found = json.loads(answer.beginning(_JSON_BYTES))
            except ValueError:
                found = None
            if not isinstance(found, dict):
                raise MalformedAnswerError("the answer is no JSON object", where, "a JSON object", _AGAIN)
            return found

        return self._send(path, body, where, receive)

    def _send(self, path: str, body: Mapping[str, object], where: str, receive: Callable[[Answer], T]) -> T:
        used: list[str] = []

        def authorization() -> str:
            used.append(self._token())
            return bearer(used[-1])

        content = json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Accept": "*/*"}
        request = Request("POST", self.base_url + path, where, content, headers, authorization)
        try:
            return self.transport.send(request, receive)
        except TokenExpiredError:
            if self._token() == used[-1]:
                raise
        # A fresh token was put in place while the old one was being refused.
        return self.transport.send(request, receive)

    def _require_ok(self, answer: Answer) -> None:
        if answer.status == _UNAUTHORIZED:
            raise refused_token()
        self.transport.require_ok(answer)


def _listing_page(page: int, today: date) -> dict[str, object]:
    # The source's clock may be a day off ours.
    first, last = today - timedelta(days=1), today + timedelta(days=1)
    return {
        "pageSize": _PAGE,
        "pageNumber": page,
        "searchText": "",
        "startDate": f"{first:%m/%d/%Y}",
        "endDate": f"{last:%m/%d/%Y}",
        "OrderBy": "CreatedDate",
        "OrderByDesc": True,
    }


def _fill(spool: Spool, answer: Answer) -> None:
    is_empty = True
    for chunk in answer.chunks():
        spool.write(chunk)
        is_empty = is_empty and not chunk
    if is_empty:
        raise MalformedAnswerError("the file is empty", answer.where, "a report file", _AGAIN)
