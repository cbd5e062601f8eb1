"""Report files: ordered, waited for, told apart, tried a day earlier; and a token that is read anew each time."""

import json
import threading
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest
from report_service import Service, jwt, tell
from stand_in import NOW, transport_to

from connectors.errors import (
    MalformedAnswerError,
    NotReadyError,
    PermanentError,
    TokenExpiredError,
    TransientError,
)
from connectors.payload import Errand
from connectors.realpage_report_list import REPORTS
from connectors.realpage_reports import PropertyDetail, Reports, ReportsConfig, Wanted

DAY = date(2026, 1, 20)
GOOD_TOKEN = jwt(NOW + timedelta(minutes=50))
PROPERTIES = {"parkside": "5536211", "park_17": "4481243", "edison_rino": "4248319"}


def wanted(folder, scopes=("parkside", "park_17"), datasets=("realpage_box_score", "realpage_rent_roll"), day=DAY):
    return [
        Wanted(
            dataset, Errand(scope, PROPERTIES[scope], day, DAY, folder), PropertyDetail(scope.title(), "Austin", "TX")
        )
        for scope in scopes
        for dataset in datasets
    ]


def reports_of(service, clock, token=lambda: GOOD_TOKEN, **config):
    return Reports(ReportsConfig("https://reporting.example/v1", **config), token, transport_to(service, clock))


def which(payload):
    return payload and (payload.dataset, payload.scope, payload.snapshot_date)


ALL_FOUR = [
    ("realpage_box_score", "parkside", DAY),
    ("realpage_rent_roll", "parkside", DAY),
    ("realpage_box_score", "park_17", DAY),
    ("realpage_rent_roll", "park_17", DAY),
]


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def test_many_reports_of_many_properties_are_ordered_at_once_and_delivered_in_order(folder, clock):
    service = Service(lag=2)
    delivered = reports_of(service, clock).fetch(wanted(folder), tell)
    assert [which(one.payload) for one in delivered] == ALL_FOUR
    assert [one.error for one in delivered] == [None] * 4
    assert len(service.orders) == 4
    assert clock.slept == [15.0, 15.0]
    for one in delivered:
        assert json.loads(one.payload.content.read_bytes())["scope"] == one.wanted.errand.scope
        assert one.payload.source == "realpage_reports"
        assert one.payload.media_type == "application/vnd.ms-excel"
    assert len(list(folder.iterdir())) == 4


def test_the_order_says_what_the_service_wants(folder, clock):
    service = Service()
    reports_of(service, clock).fetch(wanted(folder, ["park_17"], ["realpage_box_score"]), tell)
    ((_, report, body),) = service.orders
    assert report == 4238
    assert body == {
        "reportKey": "446266C0-D572-4D8A-A6DA-310C0AE61037",
        "sourceId": "OS",
        "scheduledType": 1,
        "reportFormat": "1683",
        "reportFormatName": "Excel",
        "emaiTo": "",
        "properties": ["4481243"],
        "propertyDetailList": [
            {
                "propertyId": "4481243",
                "propertyName": "Park_17",
                "city": "Austin",
                "state": "TX",
                "zipcode": "",
                "country": "US",
            }
        ],
        "parameters": [
            {"name": "SubProperty", "label": "", "value": ""},
            {"name": "Start_Date", "label": "01/01/2026", "value": "01/01/2026"},
            {"name": "End_Date", "label": "01/20/2026", "value": "01/20/2026"},
            {"name": "ShowUnitDesignations", "label": "", "value": ""},
        ],
        "users": [],
        "cloudServiceAccountId": None,
    }


def test_the_manifest_can_say_how_it_was_asked(folder, clock):
    (one,) = reports_of(Service(), clock).fetch(wanted(folder, ["park_17"], ["realpage_rent_roll"]), tell)
    assert one.payload.request == {
        "method": "POST",
        "address": "https://reporting.example/v1/reports/4043/report-instances",
        "parameters": {
            "properties": ["4481243"],
            "fileId": "9001",
            "AsOfDate": "01/20/2026",
            "SubProperty": "",
            "SubJournal": "",
            "ReportType": "Details + Summary",
            "UnitDesignation": "",
            "MarketRentType": "Market + Addl.",
            "ExclFormers": "",
            "HideAllPIIData": "",
            "SortBy": "",
        },
    }
    assert one.payload.notes == ()


def test_every_report_of_the_table_has_an_id_and_days_in_its_parameters():
    assert {one.report_id for one in REPORTS.values()} == {4238, 4043, 4260, 3837, 3877, 3838, 4156}
    for one in REPORTS.values():
        said = " ".join(one.parameters_for(date(2026, 2, 3)).values())
        assert "02/03/2026" in said
        assert "{" not in said


def test_an_install_with_other_ids_is_configured(folder, clock):
    service = Service()
    box_score = replace(REPORTS["realpage_box_score"], report_id=3837)
    reports = reports_of(service, clock, reports={"realpage_box_score": box_score})
    reports.fetch(
        wanted(folder, ["park_17"], ["realpage_box_score"]),
        lambda path: replace(tell(path), dataset="realpage_box_score"),
    )
    assert service.orders[0][1] == 3837
    with pytest.raises(PermanentError, match="there is no report realpage_rent_roll"):
        reports.fetch(wanted(folder), tell)


def test_a_report_that_is_never_ready_is_not_ready_and_the_others_arrive(folder, clock):
    service = Service()
    stuck = {"sourceReportInstanceId": "inst-1-x", "reportFileId": None, "status": 1}
    listing = service.listing

    def without_the_second(body):
        answer = json.loads(listing(body).content)
        rows = [stuck if one["sourceReportInstanceId"] == "inst-1-x" else one for one in answer["data"]]
        return httpx.Response(200, json={**answer, "data": rows})

    service.listing = without_the_second
    delivered = reports_of(service, clock, at_once=1).fetch(wanted(folder), tell)
    assert [type(one.error) for one in delivered] == [type(None), NotReadyError, type(None), type(None)]
    assert "within 20 polls" in str(delivered[1].error)
    assert clock.slept == [15.0] * 19


def test_a_long_listing_is_read_to_its_end(folder, clock, monkeypatch):
    monkeypatch.setattr("connectors.realpage_rest._PAGE", 2)
    delivered = reports_of(Service(), clock).fetch(wanted(folder), tell)
    assert [which(one.payload) for one in delivered] == ALL_FOUR


@pytest.mark.parametrize(
    ("listing", "said"),
    [
        ({"data": None, "totalCount": 0}, "another shape"),
        ({"data": [1], "totalCount": 1}, "another shape"),
        ({"data": []}, "another shape"),
        ([], "no JSON object"),
    ],
)
def test_a_listing_nobody_can_read_is_an_error_and_not_an_empty_listing(listing, said, folder, clock):
    service = Service()
    service.refuse["^/v1/my/"] = httpx.Response(200, json=listing)
    delivered = reports_of(service, clock).fetch(wanted(folder), tell)
    assert all(isinstance(one.error, PermanentError) for one in delivered)
    assert all(said in str(one.error) for one in delivered)


def test_a_failed_report_is_ordered_a_day_earlier_up_to_three_times(folder, clock):
    service = Service(business_dates={"park_17": DAY - timedelta(days=2), "edison_rino": DAY - timedelta(days=9)})
    scopes = ["parkside", "park_17", "edison_rino"]
    delivered = reports_of(service, clock).fetch(wanted(folder, scopes, ["realpage_box_score"]), tell)
    assert which(delivered[0].payload) == ("realpage_box_score", "parkside", DAY)
    assert which(delivered[1].payload) == ("realpage_box_score", "park_17", date(2026, 1, 18))
    assert delivered[1].payload.notes == (
        "it describes 2026-01-18, as the property's business date is behind 2026-01-20",
    )
    assert isinstance(delivered[2].error, PermanentError)
    assert "Invalid end date entered" in str(delivered[2].error)
    assert len([1 for _, _, body in service.orders if body["properties"] == ["4248319"]]) == 4
    assert len(list(folder.iterdir())) == 2


def test_a_report_ordered_again_is_waited_for_anew(folder, clock):
    service = Service(business_dates={"park_17": DAY - timedelta(days=3)})
    (one,) = reports_of(service, clock, polls=2).fetch(wanted(folder, ["park_17"], ["realpage_box_score"]), tell)
    assert which(one.payload) == ("realpage_box_score", "park_17", date(2026, 1, 17))


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            {"dataset": "realpage_box_score", "scope": "parkside", "as_of": "2026-01-20"},
            "is realpage_box_score of parkside",
        ),
        (
            {"dataset": "realpage_rent_roll", "scope": "park_17", "as_of": "2026-01-20"},
            "is realpage_rent_roll of park_17",
        ),
        ({"dataset": "realpage_box_score", "scope": "park_17", "as_of": "2026-01-21"}, "as of 2026-01-21"),
        ({"what": "a menu"}, "no report this product knows"),
    ],
)
def test_a_file_that_is_not_what_was_ordered_is_refused(other, said, folder, clock):
    service = Service()
    service.content = lambda *_: other
    (one,) = reports_of(service, clock).fetch(wanted(folder, ["park_17"], ["realpage_box_score"]), tell)
    assert one.payload is None
    assert isinstance(one.error, PermanentError)
    assert said in str(one.error)
    assert list(folder.iterdir()) == []


def test_a_refused_order_is_its_own_and_an_answer_without_instance_too(folder, clock):
    service = Service()
    service.refuse['"properties": \\["5536211"\\]'] = httpx.Response(400)
    service.refuse["^/v1/reports/4043/report-instances "] = httpx.Response(200, json={"instance": "x"})
    delivered = reports_of(service, clock).fetch(wanted(folder), tell)
    assert [bool(one.payload) for one in delivered] == [False, False, True, False]
    assert "HTTP 400" in str(delivered[0].error)
    assert "names no instance" in str(delivered[3].error)


def test_an_empty_file_is_asked_again_and_never_delivered(folder, clock):
    service = Service()
    service.refuse["/files "] = httpx.Response(200, content=b"")
    (one,) = reports_of(service, clock).fetch(wanted(folder, ["park_17"], ["realpage_box_score"]), tell)
    assert "the file is empty (4 attempts)" in str(one.error)
    assert isinstance(one.error, PermanentError)
    assert not isinstance(one.error, MalformedAnswerError)
    assert list(folder.iterdir()) == []


def test_the_past_can_be_asked_and_tomorrow_cannot(folder, clock):
    service = Service()
    (past,) = reports_of(service, clock).fetch(
        wanted(folder, ["park_17"], ["realpage_box_score"], day=date(2025, 12, 31)), tell
    )
    assert which(past.payload) == ("realpage_box_score", "park_17", date(2025, 12, 31))
    (future,) = reports_of(service, clock).fetch(
        wanted(folder, ["park_17"], ["realpage_box_score"], day=date(2026, 1, 21)), tell
    )
    assert "still to come" in str(future.error)


def test_no_more_than_two_requests_a_second(folder, clock):
    service = Service()
    transport = transport_to(service, clock, per_second=2.0)
    moments = []
    send = transport.send
    transport.send = lambda *given: (send(*given), moments.append(clock.seconds))[0]
    config = ReportsConfig("https://reporting.example/v1", at_once=1)
    Reports(config, lambda: GOOD_TOKEN, transport).fetch(wanted(folder), tell)
    assert len(moments) == 9
    assert moments[-1] >= 4.0


# Discovery by scanning ids.


def discover(service, clock, folder, *, last_seen=9000, token=lambda: GOOD_TOKEN, looks=True, **config):
    """Scan; files appear as rounds pass, since this service has no listing to look at."""
    reports = reports_of(service, clock, token, at_once=1, **config)
    sleep = clock.sleep
    service.order, order = (
        (lambda path, body: (order(path, body), looks and service.lag == 0 and service.look())[0]),
        service.order,
    )

    def sleep_and_look(seconds):
        sleep(seconds)
        service.look()

    reports._transport.sleep = sleep_and_look
    return reports.discover(wanted(folder), tell, last_seen=last_seen)


OTHERS = {"dataset": "realpage_box_score", "scope": "somebody_else", "as_of": "2026-01-20"}
OLD = {"dataset": "realpage_box_score", "scope": "parkside", "as_of": "2026-01-17"}


def test_files_are_found_by_their_content_between_gaps_and_other_properties_files(folder, clock):
    service = Service()
    service.add(OTHERS, file_id=9001)
    service.add(OLD, file_id=9004)
    service.add({"what": "a menu"}, file_id=9005)
    service.next_id = 9010
    found = discover(service, clock, folder)
    assert [which(one.payload) for one in found.delivered] == ALL_FOUR
    assert found.last_seen == 9013
    assert len(list(folder.iterdir())) == 4
    assert min(service.asked_ids) == 9001
    assert "/v1/my/report-instances" not in str(service.tokens)


def test_the_next_scan_starts_after_the_last_id_seen(folder, clock):
    service = Service()
    first = discover(service, clock, folder)
    service.asked_ids.clear()
    service.listed.clear()
    discover(service, clock, folder, last_seen=first.last_seen)
    assert min(service.asked_ids) == first.last_seen + 1


def test_late_files_are_found_in_later_rounds_and_gaps_may_fill(folder, clock):
    service = Service(lag=3)
    service.add(OTHERS, file_id=9006)
    late = iter([9002, 9003, 9007, 9008])
    add = service.add
    service.add = lambda content, **_: add(content, file_id=next(late))
    found = discover(service, clock, folder)
    assert [which(one.payload) for one in found.delivered] == ALL_FOUR
    assert clock.slept == [15.0] * 4
    assert found.last_seen == 9008


def test_a_wide_gap_ends_a_round_and_what_is_beyond_it_is_not_ready(folder, clock):
    service = Service()
    service.next_id = 9001 + 40
    found = discover(service, clock, folder, gap=20)
    assert all(isinstance(one.error, NotReadyError) for one in found.delivered)
    assert found.last_seen == 9000
    assert len(clock.slept) == 19


def test_what_is_still_missing_keeps_the_gaps_open_for_the_next_scan(folder, clock):
    service = Service(lag=10_000)
    for file_id in (9001, 9002, 9005, 9006):
        service.add(OTHERS, file_id=file_id)
    found = discover(service, clock, folder)
    assert all(isinstance(one.error, NotReadyError) for one in found.delivered)
    assert "none of the 4 files since id 9000 is it" in str(found.delivered[0].error)
    assert found.last_seen == 9002


def test_old_gaps_are_not_looked_into_for_ever(folder, clock):
    service = Service(lag=10_000)
    for file_id in range(9002, 9020):
        service.add(OTHERS, file_id=file_id)
    assert discover(service, clock, folder, look_back=10).last_seen == 9019
    assert discover(service, clock, folder, look_back=20).last_seen == 9000


@pytest.mark.parametrize("signed", [True, False])
def test_error_reports_found_by_scanning_are_ordered_a_day_earlier(signed, folder, clock):
    behind = {"parkside": DAY - timedelta(days=1), "park_17": DAY - timedelta(days=2)}
    service = Service(business_dates=behind, signed_errors=signed)
    found = discover(service, clock, folder)
    assert [which(one.payload) for one in found.delivered] == [
        (dataset, scope, behind[scope]) for dataset, scope, _ in ALL_FOUR
    ]


def test_one_unsigned_error_beside_late_reports_is_not_blamed_on_all(folder, clock):
    service = Service(business_dates={"park_17": DAY - timedelta(days=1)})
    found = discover(service, clock, folder)
    assert [which(one.payload) for one in found.delivered] == [
        *ALL_FOUR[:2],
        *((dataset, scope, date(2026, 1, 19)) for dataset, scope, _ in ALL_FOUR[2:]),
    ]


def test_unsigned_errors_are_blamed_on_the_open_orders_only_once_there_are_as_many(folder, clock):
    service = Service(business_dates={"park_17": DAY - timedelta(days=1)})

    def the_newest_first():
        waiting = [one for one in service.orders if one[0] not in service.listed]
        for instance, report, body in waiting[-1:]:
            service.listed[instance] = service.add(service.content(report, body))

    service.look = the_newest_first
    found = discover(service, clock, folder, looks=False)
    assert [which(one.payload)[1:] for one in found.delivered] == [
        ("parkside", DAY),
        ("parkside", DAY),
        ("park_17", date(2026, 1, 19)),
        ("park_17", date(2026, 1, 19)),
    ]
    assert len(service.orders) == 6


def test_errors_that_never_end_are_told_with_their_text(folder, clock):
    service = Service(business_dates=dict.fromkeys(PROPERTIES, date(2020, 1, 1)))
    found = discover(service, clock, folder)
    assert all("Invalid end date entered" in str(one.error) for one in found.delivered)
    assert len(service.orders) == 16


def test_a_file_that_is_refused_is_passed_over(folder, clock):
    service = Service()
    for file_id in (9001, 9003, 9004):
        service.refuse[f'"fileId": "{file_id}"'] = httpx.Response(403)
    service.next_id = 9005
    found = discover(service, clock, folder)
    assert [which(one.payload) for one in found.delivered] == ALL_FOUR
    assert found.last_seen == 9008


def test_where_every_file_is_refused_the_scan_ends_says_so_and_skips_nothing(folder, clock):
    service = Service()
    service.refuse['"fileId"'] = httpx.Response(403)
    found = discover(service, clock, folder)
    assert all(isinstance(one.error, NotReadyError) for one in found.delivered)
    assert "20 could not be had, file 9001 as the source answered HTTP 403" in str(found.delivered[0].error)
    assert found.last_seen == 9000


def test_a_broken_service_ends_the_scan_with_what_was_found(folder, clock):
    service = Service()
    service.refuse['"fileId": "9003"'] = httpx.Response(503)
    found = discover(service, clock, folder)
    assert [bool(one.payload) for one in found.delivered] == [True, True, False, False]
    assert all(isinstance(one.error, TransientError) for one in found.delivered[2:])
    assert found.last_seen == 9002


BEHIND = [{"dataset": "realpage_box_score", "scope": "parkside", "as_of": f"2026-01-{day}"} for day in (18, 19, 17, 16)]


def test_a_report_that_answers_for_the_business_date_is_delivered_as_what_it_describes(folder, clock):
    service = Service()
    service.content = lambda *_: BEHIND[0]
    (one,) = reports_of(service, clock).fetch(wanted(folder, ["parkside"], ["realpage_box_score"]), tell)
    assert which(one.payload) == ("realpage_box_score", "parkside", date(2026, 1, 18))
    assert one.payload.request["parameters"]["End_Date"] == "01/20/2026"
    assert one.payload.notes == ("it describes 2026-01-18, as the property's business date is behind 2026-01-20",)


def test_a_scan_takes_an_earlier_days_file_only_when_nothing_better_comes(folder, clock):
    service = Service(lag=10_000)
    for content in BEHIND:
        service.add(content)
    found = discover(service, clock, folder)
    assert which(found.delivered[0].payload) == ("realpage_box_score", "parkside", date(2026, 1, 19))
    assert len(clock.slept) == 19
    assert [bool(one.payload) for one in found.delivered] == [True, False, False, False]
    assert [one.name for one in folder.iterdir()] == [found.delivered[0].payload.content.name]


def test_reports_that_answer_for_an_earlier_day_are_not_blamed_for_the_errors_of_others(folder, clock):
    behind = date(2026, 1, 18)
    service = Service(business_dates=dict.fromkeys(PROPERTIES, behind))
    content = service.content

    def rent_rolls_answer_anyway(report, body):
        if report != 4043:
            return content(report, body)
        scope = "parkside" if body["properties"] == ["5536211"] else "park_17"
        return {"dataset": "realpage_rent_roll", "scope": scope, "as_of": "2026-01-18"}

    service.content = rent_rolls_answer_anyway
    found = discover(service, clock, folder)
    assert [which(one.payload)[1:] for one in found.delivered] == [
        ("parkside", behind),
        ("parkside", behind),
        ("park_17", behind),
        ("park_17", behind),
    ]
    assert len([1 for _, report, _ in service.orders if report == 4043]) == 2


def test_a_scan_that_finds_the_day_itself_forgets_the_earlier_one(folder, clock):
    service = Service(lag=3)
    for content in BEHIND:
        service.add(content)
    found = discover(service, clock, folder)
    assert [which(one.payload) for one in found.delivered] == ALL_FOUR
    assert len(list(folder.iterdir())) == 4


# The token.


def test_a_token_about_to_expire_stops_the_run_before_anything_is_ordered(folder, clock):
    service = Service()
    short = jwt(NOW + timedelta(minutes=5))
    with pytest.raises(TokenExpiredError, match=r"of Acme: it expires at 2026-01-20 10:05:00 UTC"):
        reports_of(service, clock, lambda: short).fetch(wanted(folder), tell)
    with pytest.raises(TokenExpiredError):
        discover(service, clock, folder, token=lambda: short)
    assert service.tokens == []


def test_the_token_is_read_on_every_request(folder, clock):
    service = Service(lag=1)
    tokens = [jwt(NOW + timedelta(minutes=50, seconds=number)) for number in range(100)]
    turn, lock = iter(tokens), threading.Lock()

    def read():
        with lock:
            return next(turn)

    reports_of(service, clock, read).fetch(wanted(folder), tell)
    assert len(set(service.tokens)) == len(service.tokens) == 10


def test_a_token_replaced_while_the_old_one_is_refused_is_picked_up(folder, clock):
    old, fresh = GOOD_TOKEN, jwt(NOW + timedelta(minutes=59))
    current = [old]
    service = Service()
    answer = service.order

    def refuse_the_old(path, body):
        if service.tokens[-1] == f"Bearer {old}":
            current[0] = fresh
            return httpx.Response(401)
        return answer(path, body)

    service.order = refuse_the_old
    delivered = reports_of(service, clock, lambda: current[0], at_once=1).fetch(wanted(folder), tell)
    assert [which(one.payload) for one in delivered] == ALL_FOUR


def test_a_refused_token_is_told_for_each_report_without_saying_it(folder, clock):
    service = Service()
    service.refuse["/v1/"] = httpx.Response(401)
    delivered = reports_of(service, clock).fetch(wanted(folder), tell)
    assert all(isinstance(one.error, TokenExpiredError) for one in delivered)
    assert all("the source refused it" in str(one.error) for one in delivered)
    assert GOOD_TOKEN not in repr([str(one.error) for one in delivered])
    assert len(service.tokens) == 4


def test_no_token_in_logs_or_payloads(folder, clock, caplog):
    caplog.set_level("DEBUG")
    delivered = reports_of(Service(), clock).fetch(wanted(folder), tell)
    assert caplog.records
    assert GOOD_TOKEN not in caplog.text + repr(delivered)
