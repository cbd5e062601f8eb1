"""The simulated vendors over real HTTP: what is served equals the truth, and each fault does what it says."""

import http.client
import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import zeep
from lxml import etree

from parsers.parse import parse_document
from simulator import owner_truth
from simulator.faults import Fault
from simulator.realpage.reporting import Behaviour
from simulator.realpage.reports import REPORT_BY_ID
from simulator.server import Server
from simulator.world import DEFAULT_START, World
from simulator.yardi.methods import SERVICES

ROOT = Path(__file__).resolve().parents[2]
DAY = DEFAULT_START + timedelta(days=60)
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
TEM = "{http://tempuri.org/}"
NOON = datetime(2025, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def world():
    return World.small().advance_to(DAY)


def serve(world, *faults, **options):
    return Server(world, options.pop("day", DAY), faults=faults, **options)


def post(url, body, headers=(), timeout=5.0):
    """The status, headers and body of an answer, whatever its status."""
    request = urllib.request.Request(url, data=body, headers=dict(headers))  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310 - loopback
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def yardi_values(server, service):
    own = server.credentials.yardi
    ils = service == "ItfILSGuestCard"
    return {
        "UserName": own.user_name,
        "Password": own.password,
        "ServerName": own.server_name,
        "Database": own.database,
        "Platform": own.platform,
        "InterfaceEntity": own.ils_interface_entity if ils else own.interface_entity,
        "InterfaceLicense": own.ils_interface_license if ils else own.interface_license,
        "YardiPropertyId": "p-ridian",
    }


def ask_yardi(server, method="GetResidents", service="ItfResidentData", timeout=5.0, **given):
    known = yardi_values(server, service) | given
    inner = "".join(f"<{name}>{known[name]}</{name}>" for name in SERVICES[service][method] if name in known)
    namespace = f"http://tempuri.org/YSI.Interfaces.WebServices/{service}"
    body = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f'<{method} xmlns="{namespace}">{inner}</{method}></s:Body></s:Envelope>'
    )
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{namespace}/{method}"'}
    return post(f"{server.yardi_url}{service}.asmx", body.encode(), headers, timeout)


def ask_gateway(server, method="unitlist", site="5446271"):
    own = server.credentials.realpage
    auth = {"pmcid": own.pmc_id, "siteid": site, "licensekey": own.license_key, "system": own.system}
    inner = "".join(f"<tem:{name}>{text}</tem:{name}>" for name, text in auth.items())
    body = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:tem="http://tempuri.org/"><e:Header/>'
        f"<e:Body><tem:{method}><tem:auth>{inner}</tem:auth></tem:{method}></e:Body></e:Envelope>"
    )
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f"http://tempuri.org/IRPXService/{method}"}
    return post(server.gateway_url, body.encode(), headers)


def ask_reports(server, path, content, token=None):
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token or server.token()}"}
    return post(f"{server.reports_url}{path}", json.dumps(content).encode(), headers)


def order(server, report="4238", **changed):
    kind = REPORT_BY_ID[report]
    content = {"reportKey": kind.key, "sourceId": "OS", "reportFormat": kind.excel_format, "properties": ["5446271"]}
    status, _, body = ask_reports(server, f"/reports/{report}/report-instances", content | changed)
    assert status == 200
    return json.loads(body)["instanceId"]


def listed(server):
    status, _, body = ask_reports(server, "/my/report-instances", {"pageSize": 10, "pageNumber": 1})
    assert status == 200
    return json.loads(body)["data"]


def download(server, file_id, report="4238"):
    content = {"reportId": report, "fileId": file_id, "parameters": f"sourceId=OS&fileID={file_id}&View=2"}
    return ask_reports(server, f"/reports/{report}/report-instances/any/files", content)


def result_of(body):
    (response,) = etree.fromstring(body).find(f"{SOAP}Body")
    return response[0]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("binding", ["Soap", "Soap12"])
def test_a_strict_client_reads_every_method_from_the_description(world, service, binding):
    given = {"PostMonth": datetime(2025, 3, 1), "FromDate": datetime(2025, 2, 1), "ToDate": datetime(2025, 3, 1)}  # noqa: DTZ001
    given |= {"LedgerAsOfDate": datetime(2025, 3, 1), "Status": "Current", "TenantId": "", "ExcludePricing": False}  # noqa: DTZ001
    switches = ("Ledger", "LeaseCharges", "VehicleInfo", "RoommateData", "EmployerData")
    given |= {f"Include{name}": True for name in switches}
    with serve(world) as server, zeep.Client(f"{server.yardi_url}{service}.asmx?wsdl") as client:
        bound = client.bind(service, f"{service}{binding}")
        for method, parameters in SERVICES[service].items():
            known = given | yardi_values(server, service)
            result = bound[method](**{name: known[name] for name in parameters if name in known})
            assert etree.iselement(result), method
            assert (result.tag == "Messages") is (method == "GetResidentLeaseCharges_Login"), method
        assert len(server.calls) == len(SERVICES[service])


def test_one_property_is_told_alike_by_all_three_services(world):
    counts = owner_truth.unit_states(world, "ridian", DAY)
    living = counts.occupied_no_notice + counts.notice_leased + counts.notice_not_leased
    rents = sum(plan.in_place_rents for plan in owner_truth.pricing(world, "ridian", DAY))
    with serve(world) as server:
        residents = result_of(
            ask_yardi(server, "GetResidentsByStatus", "ItfCommonData", Status="Current^Notice^Eviction")[2]
        )
        assert len(list(residents.iter("Resident"))) == living
        assert sum(Decimal(one.text) for one in residents.iter("Rent")) == rents
        units = result_of(ask_gateway(server)[2])
        assert [one.text for one in units.iter("Vacant")].count("F") == living
        order(server)
        document = parse_document(download(server, listed(server)[0]["reportFileId"])[2], name="box score")
        assert document.reconciled
        assert sum(one.occupied for one in document.tables["realpage_box_score"]) == living


def test_the_day_moves_on_and_back(world):
    earlier = DAY - timedelta(days=30)
    with serve(world) as server:
        now = ask_yardi(server)[2]
        server.set_day(earlier)
        assert server.day == earlier
        assert ask_yardi(server)[2] != now
        server.set_day(DAY)
        assert ask_yardi(server)[2] == now
        with pytest.raises(ValueError, match="The world has lived"):
            server.set_day(DAY + timedelta(days=1))


def test_each_vendor_has_the_properties_it_was_given(world):
    with serve(world, yardi_properties=["ridian"], realpage_properties=["parkside"]) as server:
        codes = [one.text for one in result_of(ask_yardi(server, "GetPropertyConfigurations")[2]).iter("Code")]
        assert codes == ["p-ridian"]
        assert b"Invalid or no access to Yardi Property" in ask_yardi(server, YardiPropertyId="p-parkside")[2]
        assert ask_gateway(server, site="5536211")[0] == 200
        assert b"inv_Param" in ask_gateway(server)[2]


def test_a_path_that_leads_nowhere_is_not_found(world):
    with serve(world) as server:
        assert post(f"{server.url}/webservices/ItfNothing.asmx", b"")[0] == 404
        assert server.calls == []


def test_a_connection_can_be_kept_for_many_calls(world):
    with serve(world) as server:
        connection = http.client.HTTPConnection("127.0.0.1", int(server.url.rsplit(":", 1)[1]), timeout=5)
        for _ in range(3):
            connection.request("GET", "/simulated/webservices/ItfCommonData.asmx?wsdl")
            assert connection.getresponse().read().startswith(b"<?xml")
        connection.close()


def test_a_timeout_gives_no_answer_and_then_hangs_up(world):
    with serve(world, Fault("timeout", seconds=60), Fault("timeout", first=2)) as server:
        with pytest.raises(TimeoutError):
            ask_yardi(server, timeout=0.05)
        with pytest.raises(http.client.RemoteDisconnected):
            ask_yardi(server)
        assert ask_yardi(server)[0] == 200


def test_refusals_come_with_their_status(world):
    kinds = ("server error", "bad gateway", "too many requests")
    faults = [Fault(kind, method="GetResidents", first=number, retry_after=7) for number, kind in enumerate(kinds, 1)]
    with serve(world, *faults) as server:
        answers = [ask_yardi(server) for _ in range(4)]
        assert [one[0] for one in answers] == [500, 502, 429, 200]
        assert answers[2][1]["Retry-After"] == "7"


def test_an_order_that_is_refused_is_not_taken(world):
    with serve(world, Fault("too many requests", service="reports", method="create")) as server:
        kind = REPORT_BY_ID["4238"]
        content = {"reportKey": kind.key, "sourceId": "OS", "reportFormat": "1683", "properties": ["5446271"]}
        assert ask_reports(server, "/reports/4238/report-instances", content)[0] == 429
        assert listed(server) == []


def test_a_cut_connection_gives_half_a_body(world):
    with serve(world, Fault("cut connection")) as server:
        with pytest.raises(http.client.IncompleteRead) as caught:
            ask_yardi(server)
        whole = ask_yardi(server)[2]
        assert caught.value.partial == whole[: len(whole) // 2]


def test_a_slow_body_arrives_whole(world):
    with serve(world, Fault("slow body", seconds=0.02)) as server:
        assert ask_yardi(server)[2] == ask_yardi(server)[2]


def test_malformed_xml_comes_with_200_and_ends_too_early(world):
    with serve(world, Fault("malformed")) as server:
        status, _, body = ask_yardi(server)
        assert status == 200
        with pytest.raises(etree.XMLSyntaxError):
            etree.fromstring(body)


def test_an_empty_result_is_no_list_of_nobody(world):
    with serve(world, Fault("empty", times=None)) as server:
        assert len(result_of(ask_yardi(server)[2])) == 0
        (units,) = result_of(ask_gateway(server)[2])
        assert (units.tag, len(units)) == ("UnitList", 0)


def test_a_fault_within_a_200(world):
    with serve(world, Fault("fault in a 200", times=None)) as server:
        for status, _, body in (ask_yardi(server), ask_gateway(server)):
            assert status == 200
            assert etree.fromstring(body).find(f"{SOAP}Body/{SOAP}Fault") is not None


def test_tokens_expire_by_the_clock_and_on_request(world):
    times = [NOON]
    with serve(world, Fault("expired token", method="list", first=2), clock=lambda: times[-1]) as server:
        token = server.token(timedelta(minutes=5))
        page = {"pageSize": 10, "pageNumber": 1}
        seen = [ask_reports(server, "/my/report-instances", page, token)[0] for _ in range(3)]
        assert seen == [200, 401, 200]
        times.append(NOON + timedelta(minutes=5))
        assert ask_reports(server, "/my/report-instances", page, token)[0] == 401


def test_a_report_may_fail_or_never_get_ready(world):
    faults = (Fault("never ready", method="create"), Fault("error report", method="create", first=2))
    with serve(world, *faults) as server:
        never, failed, good = (order(server) for _ in range(3))
        for _ in range(3):
            lines = {one["sourceReportInstanceId"]: one for one in listed(server)}
        assert [lines[one]["status"] for one in (never, failed, good)] == [1, 3, 3]
        sizes = [len(download(server, lines[one]["reportFileId"])[2]) for one in (failed, good)]
        assert sizes[0] < sizes[1]


def test_files_are_found_by_their_ids_where_nothing_lists_them(world):
    with serve(world, behaviour=Behaviour(has_listing=False)) as server:
        order(server)
        answers = [download(server, number) for number in range(880_101, 880_104)]
        assert [one[0] for one in answers] == [404, 200, 200]
        names = [parse_document(body, name="file").property_name for _, _, body in answers[1:]]
        assert names[0] != names[1] == "Ridian"


def test_every_answer_waits_for_the_latency(world):
    with serve(world, latency_seconds=60) as server, pytest.raises(TimeoutError):
        ask_yardi(server, timeout=0.05)


def test_an_error_of_the_simulator_itself_is_not_taken_for_an_answer(world, monkeypatch):
    server = serve(world)
    monkeypatch.setattr(server, "respond", lambda _request: 1 / 0)
    server.__enter__()
    with pytest.raises(http.client.RemoteDisconnected):
        ask_yardi(server)
    with pytest.raises(RuntimeError, match="failed to answer"):
        server.__exit__(None, None, None)


def test_calls_at_the_same_time_get_the_same_answer(world):
    with serve(world, Fault("server error", first=99)) as server:
        alone = ask_yardi(server)[2]
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: ask_yardi(server)[2], range(12)))
        assert set(answers) == {alone}
        assert len(server.calls) == 13


@pytest.mark.slow
def test_the_command_serves_until_it_is_interrupted():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "simulator.serve", "--small", "--port", str(port), "--day", "2025-02-01"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout.readline() == "Serving 3 properties as of 2025-02-01\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/x/webservices/ItfCommonData.asmx?wsdl") as answer:
            assert answer.status == 200
        process.terminate()
