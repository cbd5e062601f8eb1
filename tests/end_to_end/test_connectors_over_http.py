"""The connectors over real sockets on this machine: what a mock cannot show of timeouts, cut bodies, TLS and memory."""

import json
import logging
import shutil
import ssl
import subprocess
import threading
import tracemalloc
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from connectors.errors import ConnectorError, PermanentError, TransientError
from connectors.gather import gather
from connectors.http import Manners, Request, Transport
from connectors.payload import Errand
from connectors.realpage_report_list import REPORTS
from connectors.realpage_reports import PropertyDetail, ReportFile, Reports, ReportsConfig, Wanted
from connectors.realpage_rpx import Rpx, RpxConfig, RpxCredentials
from connectors.yardi import Yardi, YardiConfig, YardiCredentials

TODAY = date(2026, 1, 20)
SECRETS = ["planted-user-81", "planted-pass-82", "planted-licence-83", "planted-key-84"]
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
TOKEN = "aaa.eyJvcmdOYW1lIjogIkFjbWUifQ.sss"  # noqa: S105


class Server(ThreadingHTTPServer):
    """Answers each request with `self.answer(handler, body)`; what was asked is kept."""

    daemon_threads = True

    def __init__(self, answer):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.asked = []
        self.released = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """A client that hung up is what some of these tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked.append((self.path, body))
        self.server.answer(self, body)

    def reply(self, body, status=200, *, length=None, **headers):
        self.send_response(status)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def method(self):
        return self.headers["soapaction"].strip('"').rpartition("/")[2]

    def log_message(self, *_):
        pass


@contextmanager
def serving(answer, context=None):
    server = Server(answer)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def opening(method):
    return f'<s:Envelope xmlns:s="{SOAP}"><s:Body><{method}Response><{method}Result>'.encode()


def closing(method):
    return f"</{method}Result></{method}Response></s:Body></s:Envelope>".encode()


def rows(handler, inner=b'<Rows xmlns=""><Row/></Rows>'):
    method = handler.method()
    return opening(method) + inner + closing(method)


@pytest.fixture
def errand(tmp_path):
    return Errand("park_17", "p0017", TODAY, TODAY, tmp_path)


@contextmanager
def yardi_at(server, **manners):
    credentials = YardiCredentials(SECRETS[0], SECRETS[1], "Entity", SECRETS[2], "Ils", SECRETS[2])
    with Transport(Manners(**{"per_second": None, **manners}), sleep=lambda _: None) as transport:
        yield Yardi(YardiConfig(f"{server.url}/acme/webservices", "SQL7", "live"), credentials, transport)


def in_turn(*answers):
    """Answer the first request with the first, and so on; the last one stays."""
    turns = iter(answers)
    last = []

    def answer(handler, body):
        last[:] = [next(turns, last[0] if last else None)]
        last[0](handler, body)

    return answer


def good(handler, _):
    handler.reply(rows(handler))


def test_a_call_goes_out_and_its_answer_lies_in_the_folder(errand):
    with serving(good) as server, yardi_at(server) as yardi:
        payload = yardi.get_residents(errand)
    assert server.asked[0][0] == "/acme/webservices/ItfResidentData.asmx"
    assert payload.content.read_bytes() == opening("GetResidents") + b'<Rows xmlns=""><Row/></Rows>' + closing(
        "GetResidents"
    )
    assert payload.request["address"] == f"{server.url}/acme/webservices/ItfResidentData.asmx"


def cut(handler, _):
    whole = rows(handler)
    handler.reply(whole[:-30], length=len(whole))
    handler.close_connection = True


def reset(handler, _):
    handler.close_connection = True


def silent(handler, _):
    handler.server.released.wait()
    handler.close_connection = True


def busy(handler, _):
    handler.reply(b"", 429, Retry_After="3")


def broken(handler, _):
    handler.reply(b"<html>Server Error</html>", 500)


@pytest.mark.parametrize("failure", [cut, reset, busy, broken], ids=lambda one: one.__name__)
def test_a_failure_that_passes_is_survived(failure, errand):
    with serving(in_turn(failure, good)) as server, yardi_at(server) as yardi:
        assert yardi.get_residents(errand).size
        assert len(server.asked) == 2
    assert len(list(errand.folder.iterdir())) == 1


@pytest.mark.parametrize("failure", [cut, reset, busy, broken], ids=lambda one: one.__name__)
def test_a_failure_that_stays_is_an_error_and_never_a_file(failure, errand):
    with serving(failure) as server, yardi_at(server, attempts=2) as yardi:
        with pytest.raises(TransientError, match="2 attempts"):
            yardi.get_residents(errand)
        assert len(server.asked) == 2
    assert list(errand.folder.iterdir()) == []


def test_a_source_that_stays_silent_is_given_up(errand):
    with (
        serving(silent) as server,
        yardi_at(server, read_seconds=0.2, attempts=2) as yardi,
        pytest.raises(TransientError, match=r"fell silent \(ReadTimeout\) \(2 attempts\)"),
    ):
        yardi.get_residents(errand)
    assert list(errand.folder.iterdir()) == []


def test_nobody_listening_is_told(errand):
    with serving(good) as server:
        pass
    with yardi_at(server, attempts=2) as yardi, pytest.raises(TransientError, match="cannot be reached"):
        yardi.get_residents(errand)


def test_a_redirect_is_not_followed_with_the_password(errand):
    def away(handler, _):
        handler.reply(b"", 307, Location=f"{handler.server.url}/elsewhere")

    with serving(away) as server, yardi_at(server) as yardi:
        with pytest.raises(PermanentError, match="HTTP 307"):
            yardi.get_residents(errand)
        assert len(server.asked) == 1


def test_a_licence_fault_with_http_200(errand):
    fault = (
        f'<s:Envelope xmlns:s="{SOAP}"><s:Body><s:Fault><faultcode>s:inv_Param</faultcode>'
        "<faultstring>LicenseKey is not authorized to call the method.</faultstring>"
        "<detail><RPXApplicationFault><CustomMessage>not for site 9</CustomMessage></RPXApplicationFault>"
        "</detail></s:Fault></s:Body></s:Envelope>"
    ).encode()
    with (
        serving(lambda handler, _: handler.reply(fault)) as server,
        Transport(Manners(per_second=None)) as transport,
        pytest.raises(PermanentError, match="not for site 9"),
    ):
        Rpx(RpxConfig(f"{server.url}/a.svc", "1"), RpxCredentials(SECRETS[3]), transport).unitlist(errand)


def test_many_properties_at_once_and_one_that_is_refused(errand):
    def answer(handler, body):
        if b"<ns0:YardiPropertyId>p3<" in body:
            inner = (
                b'<Messages><Message messageType="Error">Invalid or no access to Yardi Property</Message></Messages>'
            )
            handler.reply(rows(handler, inner))
        else:
            handler.reply(rows(handler, b"<Rows>" + body[-400:].hex().encode() + b"</Rows>"))

    errands = [replace(errand, scope=f"s{number}", property_id=f"p{number}") for number in range(12)]
    with serving(answer) as server, yardi_at(server) as yardi:
        fetched = gather(errands, lambda one: (yardi.get_unit_information(one), yardi.get_residents(one)), at_once=4)
    assert [one.scope for one in fetched] == [f"s{number}" for number in range(12)]
    assert [one.scope for one in fetched if one.error] == ["s3"]
    for one, asked in zip(fetched, errands, strict=True):
        for payload in one.payloads:
            own = f"<ns0:YardiPropertyId>{asked.property_id}<".encode().hex()
            assert own.encode() in payload.content.read_bytes()


def test_no_secret_is_logged_at_debug_by_any_library(errand, caplog):
    caplog.set_level(logging.DEBUG)
    said = []
    with serving(in_turn(good, broken, cut, good)) as server, yardi_at(server, attempts=1) as yardi:
        for _ in range(4):
            try:
                said.append(repr(yardi.get_residents(errand)))
            except ConnectorError as error:
                said.append(str(error))
    sent = b"".join(body for _, body in server.asked).decode()
    assert all(secret in sent for secret in SECRETS[:3])
    assert {"httpx", "httpcore.http11"} <= {record.name for record in caplog.records}
    assert not [secret for secret in SECRETS if secret in caplog.text + "".join(said)]


def report_server(handler, body):
    asked = json.loads(body)
    if handler.path == "/v1/my/report-instances":
        rows = [{"sourceReportInstanceId": "a-b-c", "reportFileId": 77, "status": 3}]
        handler.reply(json.dumps({"data": rows, "totalCount": 1}).encode())
    elif handler.path.endswith("/files"):
        handler.reply(
            bytes(range(256)) * 1_000 if asked["fileId"] == "77" else b"", 200 if asked["fileId"] == "77" else 404
        )
    else:
        handler.reply(b'{"instanceId": "a-b-c"}')


@pytest.mark.parametrize("way", ["listing", "scan"])
def test_a_report_is_ordered_found_and_downloaded(way, errand):
    wanted = [Wanted("realpage_box_score", errand, PropertyDetail("Park 17"))]
    with serving(report_server) as server, Transport(Manners(per_second=None), sleep=lambda _: None) as transport:
        reports = Reports(ReportsConfig(f"{server.url}/v1", REPORTS), lambda: TOKEN, transport)

        def tell(path):
            assert path.stat().st_size == 256_000
            return ReportFile("realpage_box_score", "park_17", TODAY)

        if way == "listing":
            (one,) = reports.fetch(wanted, tell)
        else:
            found = reports.discover(wanted, tell, last_seen=70)
            (one,) = found.delivered
            assert found.last_seen == 77
    assert one.error is None
    assert one.payload.content.read_bytes() == bytes(range(256)) * 1_000


def test_a_certificate_nobody_signed_is_refused(tmp_path):
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)  # noqa: S603
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(good, context) as server, Transport(Manners(per_second=None), sleep=lambda _: None) as transport:
        request = Request("POST", server.url.replace("http:", "https:"), "Yardi", b"planted-pass-82")
        with pytest.raises(PermanentError, match="no secure connection could be made"):
            transport.send(request, lambda answer: answer.status)
    assert server.asked == []


UNIT = (
    b'<UnitInfo><UnitID UniqueID="%07d">%07d</UnitID><Unit><UnitType>2x2</UnitType><MarketRent>1705.00</MarketRent>'
    b"<Tenant><SSN>123-45-6789</SSN><DateOfBirth>2005-07-01</DateOfBirth><LastName>Name</LastName></Tenant><Address>"
    b"<AddressLine1>100 West Channel Road</AddressLine1><City>Santa Monica</City><State>CA</State></Address></Unit>"
    b"</UnitInfo>"
)


@pytest.mark.slow
def test_a_large_answer_streams_through_a_little_memory(errand):
    blocks, units = 80, 1_000
    block = b"".join(UNIT % (one, one) for one in range(units))

    def large(handler, _):
        first, last = opening(handler.method()) + b"<Units>", b"</Units>" + closing(handler.method())
        handler.reply(first, length=len(first) + blocks * len(block) + len(last))
        for _ in range(blocks):
            handler.wfile.write(block)
        handler.wfile.write(last)

    with serving(large) as server, yardi_at(server) as yardi:
        # The message is built once before, so that reading the WSDL is not what is measured.
        yardi.get_unit_information(errand)
        tracemalloc.start()
        try:
            payload = yardi.get_unit_information(errand)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert payload.size > 20_000_000
    assert peak < 4_000_000
    assert payload.notes == (
        f"{blocks * units} DateOfBirth removed on arrival",
        f"{blocks * units} SSN removed on arrival",
    )
    assert b"SSN" not in payload.content.read_bytes()
