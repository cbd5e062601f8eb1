"""The reporting API takes orders, lists them and hands files out that the parsers read and find to add up."""

import io
import json
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from vendor_calls import KNOWN, SITE, rest_request

from parsers.parse import parse_document
from simulator import owner_truth
from simulator.credentials import make_token, token_problem
from simulator.realpage.reporting import Behaviour, Reporting
from simulator.realpage.reports import REPORT_BY_ID, REPORTS
from simulator.views import Views

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
SITES = {"5472172": "nexus_east", "5536211": "parkside", SITE: "ridian"}
TOKEN = make_token(KNOWN.token_secret, NOW + timedelta(hours=1))
PARSED_AS = {
    "4238": "realpage_box_score",
    "4043": "realpage_rent_roll",
    "4260": "realpage_delinquency",
    "4009": "realpage_delinquency",
    "3837": "realpage_activity",
    "3877": "realpage_monthly_summary",
    "3838": "realpage_lease_expirations",
    "4156": "realpage_lease_renewals",
}


class Caller:
    """Asks the API step by step."""

    def __init__(self, views, **behaviour):
        self.api = Reporting(KNOWN.token_secret, SITES, Behaviour(**behaviour), lambda: NOW)
        self.views = views

    def post(self, path, content, *, fault=None, token=TOKEN):
        return self.api.answer(rest_request(f"/v1{path}", content, token), self.views, fault)

    def order(self, report="4238", *, site=SITE, fault=None, days=(), **changed):
        kind = REPORT_BY_ID[report]
        parameters = [{"name": name, "label": name, "value": value} for name, value in dict(days).items()]
        content = {"reportKey": kind.key, "sourceId": "OS", "scheduledType": 1, "reportFormat": kind.excel_format}
        content |= {"properties": [site], "parameters": parameters, **changed}
        return self.post(f"/reports/{report}/report-instances", content, fault=fault)

    def instance(self, *arguments, **options):
        return json.loads(self.order(*arguments, **options).body)["instanceId"]

    def listed(self, *, fault=None, **page):
        content = {"pageSize": 50, "pageNumber": 1, "OrderBy": "CreatedDate", "OrderByDesc": True, **page}
        return json.loads(self.post("/my/report-instances", content, fault=fault).body)

    def download(self, file_id, report="4238", *, fault=None, said=None):
        content = {"reportId": report, "fileId": file_id, "parameters": f"sourceId=OS&fileID={said or file_id}&View=2"}
        return self.post(f"/reports/{report}/report-instances/any-id/files", content, fault=fault)

    def file_of(self, *arguments, **options):
        instance = self.instance(*arguments, **options)
        (line,) = [one for one in self.listed()["data"] if one["sourceReportInstanceId"] == instance]
        return self.download(line["reportFileId"])


@pytest.fixture
def caller(views):
    return Caller(views)


def cell_a10(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active["A10"].value


def test_a_token_is_good_until_it_expires():
    assert token_problem(TOKEN, KNOWN.token_secret, NOW) is None
    assert token_problem(TOKEN, KNOWN.token_secret, NOW + timedelta(hours=1)) == "The token has expired"
    assert token_problem(TOKEN, "another secret", NOW) == "The token is not valid"
    assert token_problem("nonsense", KNOWN.token_secret, NOW) == "The token is not valid"


@pytest.mark.parametrize("token", ["", "nonsense", make_token(KNOWN.token_secret, NOW - timedelta(seconds=1))])
def test_without_a_good_token_nothing_is_told(caller, token):
    assert caller.post("/my/report-instances", {}, token=token).status == 401


def test_a_planned_expiry_is_told_like_a_real_one(caller):
    answer = caller.order(fault="expired token")
    assert (answer.status, json.loads(answer.body)) == (401, {"message": "The token has expired"})


@pytest.mark.parametrize(("report", "parsed_as"), PARSED_AS.items())
@pytest.mark.parametrize("sends_html", [False, True])
@pytest.mark.parametrize("site", SITES)
def test_every_report_is_read_and_adds_up(views, report, parsed_as, sends_html, site):
    caller = Caller(views, sends_html=sends_html)
    answer = caller.file_of(report, site=site)
    assert answer.status == 200
    assert ".xls" in answer.headers["Content-Disposition"]
    document = parse_document(answer.body, name=report)
    assert document.report == parsed_as
    assert document.format == ("html" if sends_html else "xlsx")
    assert document.reconciled
    assert document.totals
    assert [one for one in document.findings if one.severity != "info"] == []
    assert (document.as_of, document.property_name) == (views.day, views.property_day(SITES[site]).property.name)


def test_a_report_is_as_known_on_the_day_asked_for(caller, world, start):
    day = start + timedelta(days=60)
    content = caller.file_of("4238", days={"Start_Date": "02/01/2025", "End_Date": f"{day:%m/%d/%Y}"}).body
    document = parse_document(content, name="box")
    counts = owner_truth.unit_states(world, "ridian", day)
    rows = document.tables["realpage_box_score"]
    assert document.as_of == day
    assert sum(one.occupied_no_ntv for one in rows) == counts.occupied_no_notice
    assert sum(one.vacant_not_leased for one in rows) == counts.vacant_not_leased


def test_a_fiscal_period_ends_with_its_month(caller):
    content = caller.file_of("4260", days={"FiscalPeriod": "022025"}).body
    assert str(parse_document(content, name="delinquency").as_of) == "2025-02-28"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (
            {"Start_Date": "05/01/2025", "End_Date": "05/02/2025"},
            "Invalid end date entered - end date must be",
        ),
        ({"Start_Date": "05/01/2025", "End_Date": "04/30/2025"}, "Invalid start date entered"),
        ({"Start_Date": "05/01/2024", "End_Date": "05/02/2024"}, "Invalid end date entered - the property has no data"),
    ],
)
def test_a_report_that_cannot_be_made_arrives_as_a_workbook_with_the_error(caller, days, said):
    answer = caller.file_of("4238", days=days)
    assert answer.status == 200
    assert cell_a10(answer.body).startswith(said)


def test_a_property_whose_business_date_lies_behind_needs_an_earlier_day(views, last_day):
    caller = Caller(views, business_days_behind={"ridian": 2})
    errors = []
    for back in range(4):
        day = last_day - timedelta(days=back)
        content = caller.file_of("4043", days={"AsOfDate": f"{day:%m/%d/%Y}"}).body
        errors.append(cell_a10(content) if "Invalid" in str(cell_a10(content)) else None)
    assert [one is None for one in errors] == [False, False, True, True]
    assert "of 04/29/2025" in errors[0]


def test_lease_expirations_may_be_asked_for_ahead(caller, last_day):
    days = {"StartDate": "05/01/2025", "EndDate": f"{last_day + timedelta(days=60):%m/%d/%Y}"}
    document = parse_document(caller.file_of("4156", days=days).body, name="renewals")
    assert document.as_of == last_day
    ends = [one.lease_end for one in document.tables["realpage_lease_renewals"]]
    assert last_day <= min(ends) <= max(ends) <= last_day + timedelta(days=60)


def test_a_report_is_ready_after_so_many_polls(views):
    caller = Caller(views, polls_until_ready=3)
    caller.instance()
    seen = [caller.listed()["data"][0] for _ in range(4)]
    assert [one["status"] for one in seen] == [1, 1, 3, 3]
    assert [one["reportFileId"] is None for one in seen] == [True, True, False, False]


def test_a_report_that_never_gets_ready_stays_pending(caller):
    instance = caller.instance(fault="never ready")
    other = caller.instance()
    for _ in range(5):
        listed = {one["sourceReportInstanceId"]: one["status"] for one in caller.listed()["data"]}
    assert listed == {instance: 1, other: 3}


def test_the_listing_has_pages_newest_first(caller):
    instances = [caller.instance() for _ in range(5)]
    pages = [caller.listed(pageSize=2, pageNumber=number) for number in (1, 2, 3, 4)]
    assert [one["totalCount"] for one in pages] == [5] * 4
    listed = [line["sourceReportInstanceId"] for page in pages for line in page["data"]]
    assert listed == instances[::-1]


def test_file_ids_have_gaps_and_files_of_other_properties_between(caller):
    instances = [caller.instance() for _ in range(4)]
    lines = {one["sourceReportInstanceId"]: one["reportFileId"] for one in caller.listed()["data"]}
    own = [lines[one] for one in instances]
    assert own == sorted(own)
    between = [one for one in range(own[0] - 2, own[-1]) if one not in own]
    answers = {one: caller.download(one) for one in between}
    assert {one.status for one in answers.values()} == {200, 404}
    strangers = {parse_document(one.body, name="x").property_name for one in answers.values() if one.status == 200}
    assert strangers
    assert "Ridian" not in strangers


def test_where_there_is_no_listing_files_turn_up_while_they_are_looked_for(views):
    caller = Caller(views, has_listing=False, polls_until_ready=2)
    assert caller.post("/my/report-instances", {}).status == 404
    caller.instance()
    first, later = (caller.download(880_103) for _ in range(2))
    assert (first.status, later.status) == (404, 200)
    assert parse_document(later.body, name="x").property_name == "Ridian"


def test_the_other_rent_roll_has_ids(views):
    content = Caller(views, rent_roll="with ids").file_of("4043", days={"HideAllPIIData": "Yes"}).body
    document = parse_document(content, name="rent roll")
    rows = document.tables["realpage_rent_roll"]
    assert document.reconciled
    assert any(one.resident_household_id for one in rows)
    assert not any(one.resident_name for one in rows)


@pytest.mark.parametrize(
    "changed", [{"reportKey": "wrong"}, {"sourceId": "XX"}, {"reportFormat": "1"}], ids=lambda one: next(iter(one))
)
def test_a_wrong_order_is_refused(caller, changed):
    assert caller.order("4238", **changed).status == 400


def test_what_is_not_there_is_refused(caller):
    assert caller.order(site="1").status == 403
    assert caller.order("4238", properties=[SITE, "5472172"]).status == 403
    assert caller.order(days={"End_Date": "2025-05-01"}).status == 400
    assert caller.post("/reports/1/report-instances", {"properties": [SITE]}).status == 404
    assert caller.post("/elsewhere", {}).status == 404
    assert caller.download(1).status == 404
    assert caller.download(1, said=2).status == 400
    assert caller.download(1, report="1").status == 404


def test_planned_faults_of_the_api(caller):
    file_id = caller.listed() and caller.instance() and caller.listed()["data"][0]["reportFileId"]
    assert caller.listed(fault="empty") == {"data": [], "totalCount": 0}
    assert json.loads(caller.order(fault="empty").body) == {"instanceId": ""}
    assert caller.download(file_id, fault="empty").body == b""
    assert cell_a10(caller.download(file_id, fault="error report").body).startswith("Invalid end date entered")
    assert cell_a10(caller.file_of(fault="error report").body).startswith("Invalid end date entered")
    answer = caller.order(fault="fault in a 200")
    assert (answer.status, "instanceId" in json.loads(answer.body)) == (200, False)


def test_a_call_is_known_by_method_and_property(caller):
    file_id = caller.instance() and caller.listed()["data"][0]["reportFileId"]
    paths = {
        "create": ("/v1/reports/4238/report-instances", {"properties": [SITE]}),
        "list": ("/v1/my/report-instances", {}),
        "download": ("/v1/reports/4238/report-instances/a/files", {"fileId": file_id}),
    }
    calls = {name: caller.api.call_of(rest_request(*given, TOKEN)) for name, given in paths.items()}
    assert {name: (one.method, one.property_code) for name, one in calls.items()} == {
        "create": ("create", SITE),
        "list": ("list", None),
        "download": ("download", SITE),
    }


def test_reports_are_the_same_bytes_for_the_same_day(world, last_day, views):
    again = Caller(Views(world, last_day))
    for report in REPORTS:
        assert Caller(views).file_of(report.ids[0]).body == again.file_of(report.ids[0]).body
