"""Manners: what is asked again, how long is waited, and what is never asked twice."""

import ssl
import threading

import httpx
import pytest
from stand_in import Clock, transport_to

from connectors.errors import PermanentError, TransientError
from connectors.http import Manners, Request, Transport, address_of

ASK = Request("POST", "https://voyager.example/x.asmx", "Yardi GetResidents, property p1", b"body")


def body_of(transport):
    def receive(answer):
        transport.require_ok(answer)
        return b"".join(answer.chunks())

    return receive


def send(transport, request=ASK):
    return transport.send(request, body_of(transport))


GOOD = httpx.Response(200, content=b"good")
PASSING = {
    "429": httpx.Response(429),
    "500": httpx.Response(500),
    "502": httpx.Response(502),
    "503": httpx.Response(503),
    "504": httpx.Response(504),
    "read timeout": httpx.ReadTimeout("x"),
    "connect timeout": httpx.ConnectTimeout("x"),
    "pool timeout": httpx.PoolTimeout("x"),
    "refused": httpx.ConnectError("x"),
    "reset": httpx.ReadError("x"),
    "incomplete body": httpx.RemoteProtocolError("x"),
}


@pytest.mark.parametrize("failure", PASSING.values(), ids=PASSING)
def test_a_failure_that_passes_is_asked_again_after_a_growing_wait(failure, source, transport, clock):
    source.will(failure, failure, GOOD)
    assert send(transport) == b"good"
    assert clock.slept == [1.0, 2.0]


@pytest.mark.parametrize("failure", PASSING.values(), ids=PASSING)
def test_attempts_are_bounded_and_the_last_error_says_how_many(failure, source, transport):
    source.will(failure)
    with pytest.raises(TransientError, match=r"Yardi GetResidents, property p1: .*\(4 attempts\)"):
        send(transport)
    assert len(source.requests) == 4


@pytest.mark.parametrize("status", [301, 302, 400, 401, 403, 404, 405, 501])
def test_any_other_status_is_asked_once(status, source, transport, clock):
    source.will(httpx.Response(status, headers={"location": "https://elsewhere.example/"}))
    with pytest.raises(PermanentError, match=f"HTTP {status}"):
        send(transport)
    assert len(source.requests) == 1
    assert clock.slept == []


def test_waits_double_up_to_the_longest_and_jitter_shortens_them(source, clock):
    transport = transport_to(source.will(httpx.Response(503)), clock, attempts=6, longest_wait=5.0)
    with pytest.raises(TransientError):
        send(transport)
    assert clock.slept == [1.0, 2.0, 4.0, 5.0, 5.0]
    calm = Transport(
        Manners(per_second=None, attempts=3),
        client=httpx.Client(transport=httpx.MockTransport(source)),
        sleep=clock.sleep,
        clock=clock,
        chance=lambda: 0.0,
    )
    with pytest.raises(TransientError):
        send(calm)
    assert clock.slept[5:] == [0.5, 1.0]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 30 ", 30.0),
        ("Tue, 20 Jan 2026 10:00:45 GMT", 45.0),
        ("Tue, 20 Jan 2026 09:00:00 GMT", 0.0),
        ("86400", 120.0),
        ("soon", 1.0),
    ],
)
def test_retry_after_is_honoured_up_to_the_longest_wait(header, seconds, source, transport, clock):
    source.will(httpx.Response(429, headers={"retry-after": header}), GOOD)
    assert send(transport) == b"good"
    assert clock.slept == [seconds]


def test_requests_are_paced_over_all_threads(source, clock):
    transport = transport_to(source.will(GOOD), clock, per_second=2.0)
    threads = [threading.Thread(target=send, args=(transport,)) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(source.requests) == 6
    assert clock.seconds >= 2.5


def test_one_after_the_other_keeps_the_pace_too(source, clock):
    transport = transport_to(source.will(GOOD), clock, per_second=2.0)
    for _ in range(5):
        send(transport)
    assert clock.slept == [0.5, 0.5, 0.5, 0.5]


def test_an_answer_over_the_limit_stops_as_it_arrives_and_is_not_asked_again(source, clock):
    taken = []

    def endless():
        for number in range(1_000):
            taken.append(number)
            yield b"x" * 1_000

    transport = transport_to(
        source.will(lambda _: httpx.Response(200, content=endless())), clock, largest_answer=10_000
    )
    with pytest.raises(PermanentError, match=r"too large\. Expected at most 10,000 bytes"):
        send(transport)
    assert len(source.requests) == 1
    assert len(taken) < 100


def test_an_answer_that_trickles_is_given_up(source, clock):
    def slow():
        for _ in range(100):
            clock.sleep(60)
            yield b"x" * (1 << 16)

    transport = transport_to(
        source.will(lambda _: httpx.Response(200, content=slow())), clock, answer_seconds=300, attempts=1
    )
    with pytest.raises(TransientError, match="trickles"):
        send(transport)


def test_a_body_that_breaks_off_is_asked_again_whole(source, transport):
    def broken():
        yield b"half of"
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")

    source.will(lambda _: httpx.Response(200, content=broken()), GOOD)
    assert send(transport) == b"good"


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (ssl.SSLCertVerificationError("self-signed certificate"), PermanentError),
        (ssl.SSLError("wrong version number"), PermanentError),
        (ssl.SSLEOFError("cut off"), TransientError),
    ],
)
def test_tls_that_is_not_trusted_is_permanent_and_a_cut_connection_is_not(cause, kind, source, transport):
    def fail(request):
        try:
            raise cause
        except ssl.SSLError as error:
            raise httpx.ConnectError("tls", request=request) from error

    source.will(fail)
    with pytest.raises(kind):
        send(transport)
    assert len(source.requests) == (1 if kind is PermanentError else 4)


def test_the_librarys_error_with_its_request_does_not_travel_along(source, transport):
    source.will(httpx.ReadTimeout("x"))
    with pytest.raises(TransientError) as caught:
        send(transport)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize(
    "url",
    ["http://voyager.example/x", "ftp://voyager.example/x", "voyager.example", "https://u:p@voyager.example/x", ""],
)
def test_an_address_that_would_carry_secrets_in_the_open_is_refused(url):
    with pytest.raises(PermanentError) as caught:
        Request("POST", url, "here", b"")
    assert "u:p" not in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:80"])
def test_this_machine_may_be_asked_in_the_open(host):
    assert Request("GET", f"http://{host}/x", "here").url


def test_a_request_does_not_print_what_it_sends():
    request = Request("POST", "https://x.example/", "here", b"secret", {"a": "secret"}, lambda: "secret")
    assert "secret" not in repr(request)


def test_an_address_for_a_manifest_has_no_query():
    assert address_of("https://x.example:8443/v1/a?token=1#f") == "https://x.example:8443/v1/a"


def test_its_own_client_trusts_certificates_only_and_follows_nothing():
    clock = Clock()
    with Transport(sleep=clock.sleep) as transport:
        context = transport._client._transport._pool._ssl_context
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
        assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
        assert transport._client.follow_redirects is False
