"""One polite way to ask over HTTP: paced, patient with failures that pass, strict about everything else.

Nothing here knows a vendor. An answer is handed on as a stream of bytes; what receives it decides whether it is good.
"""

from __future__ import annotations

import random
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit

import httpx

from connectors.errors import ConnectorError, PermanentError, TransientError

T = TypeVar("T")

PASSING_STATUSES = frozenset({429, 500, 502, 503, 504})
_PASSING_FAILURES = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, httpx.DecodingError)
_OUR_OWN_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Manners:
    """How a source is treated. Times are in seconds, sizes in bytes.

    `read_seconds` is the longest silence within an answer, `answer_seconds` the longest whole answer. A wait between
    attempts doubles from `first_wait` up to `longest_wait`, which also caps what Retry-After asks for.
    """

    connect_seconds: float = 15.0
    read_seconds: float = 120.0
    answer_seconds: float = 900.0
    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 120.0
    per_second: float | None = 2.0
    largest_answer: int = 200_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `where` names it in messages. `authorization` is called anew for every attempt."""

    method: str
    url: str
    where: str
    content: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    authorization: Callable[[], str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        try:
            url = httpx.URL(self.url)
        except httpx.InvalidURL:
            url = httpx.URL("")
        if url.scheme not in ("http", "https") or not url.host:
            raise PermanentError("its address is no web address", self.where, "https://host/path", _CORRECT)
        if url.userinfo:
            raise PermanentError("its address holds a user name or password", self.where, "https://host/path", _CORRECT)
        if url.scheme == "http" and url.host not in _OUR_OWN_MACHINE:
            expected = "https://, as what is asked holds secrets (http:// is for this machine alone)"
            raise PermanentError(f"the address of {url.host} is not encrypted", self.where, expected, _CORRECT)


_CORRECT = "Correct the address in the configuration"


class Answer:
    """The status, the headers and, once, the body of an answer that is still arriving."""

    def __init__(self, response: httpx.Response, where: str, manners: Manners, clock: Callable[[], float]) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.where = where
        self._response = response
        self._manners = manners
        self._clock = clock
        self._started = clock()

    @property
    def media_type(self) -> str:
        """The Content-Type without its parameters, lower case."""
        return self.headers.get("content-type", "application/octet-stream").split(";")[0].strip().lower()

    def chunks(self) -> Iterator[bytes]:
        """The body as it arrives.

        Raises:
            PermanentError: it is larger than the limit.
            TransientError: it takes longer than the limit.
        """
        received = 0
        for chunk in self._response.iter_bytes(_CHUNK):
            received += len(chunk)
            if received > self._manners.largest_answer:
                limit = f"at most {self._manners.largest_answer:,} bytes"
                step = "Ask for less at once, or raise the limit in the configuration"
                raise PermanentError("the answer is too large", self.where, limit, step)
            if self._clock() - self._started > self._manners.answer_seconds:
                limit = f"the whole answer within {self._manners.answer_seconds:g} seconds"
                raise TransientError("the answer trickles", self.where, limit, _LATER)
            yield chunk

    def beginning(self, size: int) -> bytes:
        """The body's first bytes, for an answer that is an error and small."""
        found = b""
        for chunk in self.chunks():
            found += chunk
            if len(found) >= size:
                break
        return found[:size]


_LATER = "Run it again later"


class Transport:
    """Asks, and asks again where that may help. One for all threads that talk to a source.

    `sleep`, `clock` (monotonic seconds), `chance` (0 up to 1) and `now` (UTC) are arguments so that nothing waits
    in a test.
    """

    def __init__(
        self,
        manners: Manners | None = None,
        *,
        client: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.manners = manners or Manners()
        self.sleep = sleep
        self.now = now
        self._client = client or httpx.Client(verify=_tls(), follow_redirects=False)
        self._clock = clock
        self._chance = chance
        self._turn = threading.Lock()
        self._next_turn = float("-inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept."""
        self._client.close()

    def send(self, request: Request, receive: Callable[[Answer], T]) -> T:
        """What `receive` makes of the answer; it is called once per attempt and raises TransientError to ask again.

        Raises:
            TransientError: every attempt failed in a way that may pass.
            PermanentError: MalformedAnswerError on the last attempt, a certificate that is not trusted, or what
                `receive` raised.
        """
        for attempt in range(1, self.manners.attempts + 1):
            self._await_turn()
            try:
                return self._once(request, receive)
            except TransientError as error:
                if attempt == self.manners.attempts:
                    raise error.last_word(attempt) from None
                self.sleep(self._wait(attempt, error.retry_after))
        raise PermanentError("no attempt is allowed", request.where, "at least one attempt", "Correct the manners")

    def _once(self, request: Request, receive: Callable[[Answer], T]) -> T:
        headers = {"User-Agent": "rentroll", "Accept-Encoding": "identity", **request.headers}
        if request.authorization is not None:
            headers["Authorization"] = request.authorization()
        timeout = httpx.Timeout(self.manners.read_seconds, connect=self.manners.connect_seconds)
        failure: ConnectorError
        try:
            with self._client.stream(
                request.method, request.url, headers=headers, content=request.content, timeout=timeout
            ) as response:
                return receive(Answer(response, request.where, self.manners, self._clock))
        except httpx.HTTPError as error:
            failure = _failure(error, request.where, self.manners)
        # The library's own error holds the request, credentials and all: it must not travel along as a cause.
        raise failure

    def _await_turn(self) -> None:
        if self.manners.per_second is None:
            return
        with self._turn:
            now = self._clock()
            turn = max(now, self._next_turn)
            self._next_turn = turn + 1 / self.manners.per_second
        if turn > now:
            self.sleep(turn - now)

    def _wait(self, attempt: int, retry_after: float | None) -> float:
        if retry_after is not None:
            return min(max(retry_after, 0.0), self.manners.longest_wait)
        wait = min(self.manners.first_wait * 2 ** (attempt - 1), self.manners.longest_wait)
        return float(wait * (0.5 + self._chance() / 2))

    def require_ok(self, answer: Answer) -> None:
        """Raise for any status that is no success: TransientError for those that pass, else PermanentError."""
        if not httpx.codes.is_success(answer.status):
            raise self.refusal(answer)

    def refusal(self, answer: Answer) -> ConnectorError:
        """The error that a status stands for."""
        said = f"the source answered HTTP {answer.status}"
        if answer.status in PASSING_STATUSES:
            passing = TransientError(said, answer.where, "HTTP 200", _LATER)
            passing.retry_after = _seconds(answer.headers.get("retry-after"), self.now)
            return passing
        return PermanentError(said, answer.where, "HTTP 200", _WHAT_A_STATUS_MEANS.get(answer.status, _CORRECT))


_WHAT_A_STATUS_MEANS = {
    401: "Check the credentials",
    403: "Check the credentials and what they are licensed for",
    404: "Check the address and the ids in the configuration",
}


def address_of(url: str) -> str:
    """An address as a manifest may hold it: without user, query and fragment."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}"


def _tls() -> ssl.SSLContext:
    context = httpx.create_ssl_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _failure(error: httpx.HTTPError, where: str, manners: Manners) -> ConnectorError:
    """The library's error as one of ours: by its kind alone, since its text may hold what was sent."""
    if _is_untrusted(error):
        expected = "TLS 1.2 or later with a certificate that is valid and trusted"
        step = "Check the address, and that this machine trusts who signed the certificate"
        return PermanentError("no secure connection could be made", where, expected, step)
    kind = type(error).__name__
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return TransientError(f"the source cannot be reached ({kind})", where, "a connection", _REACH)
    if isinstance(error, httpx.TimeoutException):
        expected = f"a sign of life every {manners.read_seconds:g} seconds"
        return TransientError(f"the source fell silent ({kind})", where, expected, _LATER)
    if isinstance(error, _PASSING_FAILURES):
        return TransientError(f"the connection broke before the answer was whole ({kind})", where, "", _LATER)
    return PermanentError(f"the request could not be sent ({kind})", where, "", _CORRECT)


_REACH = "Check the address and the network, or run it again later"


def _is_untrusted(error: BaseException | None) -> bool:
    """Whether TLS itself was refused somewhere below, not merely cut off."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _seconds(retry_after: str | None, now: Callable[[], datetime]) -> float | None:
    """Retry-After in seconds, from either of its forms; None where there is none to be read."""
    if retry_after is None:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now()).total_seconds())
