"""One server on this machine that speaks for Yardi and RealPage, from a simulated world as of a day.

with Server(world, day) as server:
    ...  # server.yardi_url, server.gateway_url, server.reports_url
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from simulator.credentials import Credentials, make_token
from simulator.faults import MEANT_FOR_SERVICES, Call, Fault, FaultKind, FaultPlan
from simulator.messages import Answer, Request, text_answer
from simulator.realpage.gateway import Gateway
from simulator.realpage.reporting import Behaviour, Reporting, utc_now
from simulator.views import Views
from simulator.world import World
from simulator.yardi.service import YardiService

HOST = "127.0.0.1"
AN_HOUR = timedelta(hours=1)
SLOW_PIECES = 4


class Server:
    """The vendors' services over `world` as of `day`, while it is entered as a context.

    Every property answers under both vendors' ids unless `yardi_properties` and `realpage_properties` say which do.
    `faults` are what goes wrong; `latency_seconds` passes before every answer. Leaving the context raises RuntimeError
    if a request was not answered because of an error of the simulator itself.
    """

    def __init__(
        self,
        world: World,
        day: date,
        *,
        credentials: Credentials | None = None,
        faults: Iterable[Fault] = (),
        latency_seconds: float = 0.0,
        yardi_properties: Sequence[str] | None = None,
        realpage_properties: Sequence[str] | None = None,
        inner_namespace: str = "",
        behaviour: Behaviour | None = None,
        clock: Callable[[], datetime] = utc_now,
        port: int = 0,
    ) -> None:
        self.world = world
        self.credentials = credentials or Credentials()
        self.faults = FaultPlan(faults)
        self._latency_seconds = latency_seconds
        self._clock = clock
        self._views = Views(world, day)
        self._lock = Lock()
        everything = list(world.books)
        sites = everything if realpage_properties is None else realpage_properties
        by_site = {world.books[one].site.site_id: one for one in sites}
        yardi = everything if yardi_properties is None else list(yardi_properties)
        self._gateway = Gateway(self.credentials.realpage, by_site, inner_namespace)
        self._reporting = Reporting(self.credentials.token_secret, by_site, behaviour or Behaviour(), clock)
        self._http = _HttpServer((HOST, port), self)
        self._yardi = YardiService(self.credentials.yardi, yardi, self.url)
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        if self._http.failures and error is None:
            raise RuntimeError("The simulator failed to answer a request") from self._http.failures[0]

    @property
    def url(self) -> str:
        """Where the server listens, without a slash at the end."""
        return f"http://{HOST}:{self._http.server_port}"

    @property
    def yardi_url(self) -> str:
        """The folder of Yardi's services, with a slash at the end: `{yardi_url}ItfResidentData.asmx`."""
        return f"{self.url}/simulated/webservices/"

    @property
    def gateway_url(self) -> str:
        """The address of the RPX gateway."""
        return f"{self.url}/rpxgateway/partner/Rentroll/Rentroll.svc"

    @property
    def reports_url(self) -> str:
        """The base of the reporting API."""
        return f"{self.url}/v1"

    @property
    def day(self) -> date:
        """The day the server answers for."""
        with self._lock:
            return self._views.day

    @property
    def calls(self) -> list[Call]:
        """Every call so far, in order."""
        return self.faults.calls

    def set_day(self, day: date) -> None:
        """Answer as of another day that the world has lived."""
        views = Views(self.world, day)
        with self._lock:
            self._views = views

    def token(self, valid_for: timedelta = AN_HOUR) -> str:
        """A bearer token for the reporting API."""
        return make_token(self.credentials.token_secret, self._clock() + valid_for)

    def respond(self, request: Request) -> tuple[Answer, Fault | None]:
        """The answer to a request, and what is to go wrong in handing it over."""
        with self._lock:
            views = self._views
        self._http.closing.wait(self._latency_seconds)
        service = self._service_at(request.path)
        if service is None:
            return text_answer("The resource cannot be found.", HTTPStatus.NOT_FOUND), None
        fault = None if request.method == "GET" else self.faults.due(service.call_of(request))
        refused = _refusal(fault) if fault is not None else None
        if refused is not None:
            return refused, None
        meant = fault.kind if fault is not None and fault.kind in MEANT_FOR_SERVICES else None
        return service.answer(request, views, meant), fault

    def _service_at(self, path: str) -> YardiService | Gateway | Reporting | None:
        services = (self._yardi, self._gateway, self._reporting)
        return next((one for one in services if one.is_path(path)), None)


def _refusal(fault: Fault) -> Answer | None:
    """The answer to a call that no service gets to see; None where the fault lies elsewhere."""
    if fault.kind == "server error":
        return text_answer("Internal Server Error", HTTPStatus.INTERNAL_SERVER_ERROR)
    if fault.kind == "bad gateway":
        return Answer(HTTPStatus.BAD_GATEWAY, b"<html><body>502 Bad Gateway</body></html>", "text/html")
    if fault.kind == "too many requests":
        wait = {"Retry-After": str(fault.retry_after)}
        return Answer(HTTPStatus.TOO_MANY_REQUESTS, b"Too many requests", "text/plain", wait)
    return None


class _HttpServer(ThreadingHTTPServer):
    """A thread per connection; what breaks in one is kept, but not that a caller has hung up."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], simulator: Server) -> None:
        super().__init__(address, _Handler)
        self.simulator = simulator
        self.closing = Event()
        self.failures: list[BaseException] = []

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the base class has them
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, ConnectionError):
            self.failures.append(error)


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, lets the simulator answer it, and hands the answer over, spoilt if a fault says so."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _HttpServer

    def do_GET(self) -> None:
        """Answer a GET."""
        self._handle()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._handle()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing."""

    def _handle(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path, parts.query, headers, self.rfile.read(length))
        answer, fault = self.server.simulator.respond(request)
        if fault is not None and fault.kind in _SPOILS:
            _SPOILS[fault.kind](self, answer, fault)
        else:
            self._send(answer)

    def _send(self, answer: Answer, body: bytes | None = None) -> None:
        """The answer with its own body, or the head of it with another one."""
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body if body is None else body)

    def _time_out(self, _answer: Answer, fault: Fault) -> None:
        self.server.closing.wait(fault.seconds)
        self.close_connection = True

    def _cut(self, answer: Answer, _fault: Fault) -> None:
        self._send(answer, answer.body[: len(answer.body) // 2])
        self.close_connection = True

    def _trickle(self, answer: Answer, fault: Fault) -> None:
        self._send(answer, b"")
        size = len(answer.body) // SLOW_PIECES + 1
        for start in range(0, len(answer.body), size):
            self.server.closing.wait(fault.seconds / SLOW_PIECES)
            self.wfile.write(answer.body[start : start + size])
            self.wfile.flush()

    def _garble(self, answer: Answer, _fault: Fault) -> None:
        shorter = answer.body[: len(answer.body) * 3 // 5]
        self._send(Answer(answer.status, shorter, answer.content_type, answer.headers))


_SPOILS: dict[FaultKind, Callable[[_Handler, Answer, Fault], None]] = {
    "timeout": _Handler._time_out,  # noqa: SLF001 - the handler's own table
    "cut connection": _Handler._cut,  # noqa: SLF001
    "slow body": _Handler._trickle,  # noqa: SLF001
    "malformed": _Handler._garble,  # noqa: SLF001
}
