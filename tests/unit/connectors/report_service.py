"""A reporting service in memory: orders become files after some polls; files are JSON that says what they are."""

import base64
import json
import re
from datetime import date, datetime

import httpx

from connectors.realpage_reports import ErrorReport, ReportFile

DATASETS = {4238: "realpage_box_score", 4043: "realpage_rent_roll", 3837: "realpage_activity"}
SCOPES = {"5536211": "parkside", "4481243": "park_17", "4248319": "edison_rino"}


def jwt(expires):
    body = base64.urlsafe_b64encode(json.dumps({"exp": expires.timestamp(), "orgName": "Acme"}).encode())
    return f"aaa.{body.rstrip(b'=').decode()}.sss"


def tell(path):
    """What a file of this service is."""
    said = json.loads(path.read_bytes())
    if "error" in said:
        return ErrorReport(said["error"], said.get("dataset"), said.get("scope"))
    if "dataset" not in said:
        return None
    return ReportFile(said["dataset"], said["scope"], date.fromisoformat(said["as_of"]))


def us_date(text):
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007


class Service:
    """Instances get file ids as they become ready: the first order after `lag` looks, then the next."""

    def __init__(self, *, first_id=9001, lag=0, business_dates=None, signed_errors=False):
        self.next_id = first_id
        self.lag = lag
        self.business_dates = business_dates or {}
        self.signed_errors = signed_errors
        self.orders = []
        self.files = {}
        self.listed = {}
        self.looks = 0
        self.asked_ids = []
        self.tokens = []
        self.refuse = {}

    def __call__(self, request):
        self.tokens.append(request.headers["authorization"])
        body, path = json.loads(request.read()), request.url.path
        for pattern, answer in self.refuse.items():
            if re.search(pattern, path + " " + json.dumps(body)):
                return answer
        if path == "/v1/my/report-instances":
            return self.listing(body)
        if path.endswith("/files"):
            return self.file(path, body)
        return self.order(path, body)

    def order(self, path, body):
        instance = f"inst-{len(self.orders)}-x"
        report = int(path.split("/")[3])
        self.orders.append((instance, report, body))
        return httpx.Response(200, json={"instanceId": instance})

    def look(self):
        """Time passes: whatever was ordered `lag` looks ago becomes a file."""
        self.looks += 1
        if self.looks <= self.lag:
            return
        for instance, report, body in self.orders:
            if instance not in self.listed:
                self.listed[instance] = self.add(self.content(report, body))

    def content(self, report, body):
        values = {one["name"]: one["value"] for one in body["parameters"]}
        day = us_date(values.get("End_Date") or values["AsOfDate"])
        scope, dataset = SCOPES[body["properties"][0]], DATASETS[report]
        if day > self.business_dates.get(scope, date.max):
            signature = {"dataset": dataset, "scope": scope} if self.signed_errors else {}
            return {"error": "Invalid end date entered - end date must be less than or equal", **signature}
        return {"dataset": dataset, "scope": scope, "as_of": day.isoformat()}

    def add(self, content, *, file_id=None):
        file_id = file_id or self.next_id
        self.files[file_id] = json.dumps(content).encode()
        self.next_id = max(self.next_id, file_id + 1)
        return file_id

    def listing(self, body):
        self.look()
        rows = [
            {"sourceReportInstanceId": instance, "reportFileId": self.listed.get(instance, 1), "status": status}
            for instance, _, _ in self.orders
            for status in (3 if instance in self.listed else 1,)
        ]
        rows = [{"sourceReportInstanceId": "someone-elses", "reportFileId": 1, "status": 3}, *rows]
        start = (body["pageNumber"] - 1) * body["pageSize"]
        return httpx.Response(200, json={"data": rows[start : start + body["pageSize"]], "totalCount": len(rows)})

    def file(self, path, body):
        file_id = int(body["fileId"])
        self.asked_ids.append(file_id)
        assert f"fileID={file_id}&View=2" in body["parameters"]
        assert f"/reports/{body['reportId']}/report-instances/inst-" in path
        if file_id not in self.files:
            return httpx.Response(404)
        headers = {"content-type": "application/vnd.ms-excel"}
        return httpx.Response(200, headers=headers, content=self.files[file_id])
