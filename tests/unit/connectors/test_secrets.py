"""Secrets turn up nowhere: not in errors, not in logs, not in what is handed over; tokens are read anew."""

import base64
import json
import logging
import pickle
from datetime import timedelta
from xml.sax.saxutils import escape

import httpx
import pytest
from stand_in import INV_PARAM, NOW, PLANTED, RPX, YARDI, envelope, message, method_of, result, xml

from connectors.errors import ConnectorError, PermanentError, TokenExpiredError, TransientError
from connectors.secrets import bearer, check_expiry, hiding, token_from


def spoken(text):
    """Every planted secret that stands in a text, in any of its forms."""
    return [name for name, one in PLANTED.items() if one in text or escape(one) in text]


def echo(request):
    """The worst a source can do: an error that repeats the whole request."""
    said = escape(request.content.decode())
    return xml(result(method_of(request), message("Error", f"Login failed for {said}")))


def echo_fault(request):
    said = escape(escape(request.content.decode()))
    return xml(envelope(f"<s:Fault><faultcode>s</faultcode><faultstring>{said}</faultstring></s:Fault>"), 500)


ANSWERS = {
    "rows": lambda request: xml(result(method_of(request), "<R/>")),
    "echo": echo,
    "echo in a fault": echo_fault,
    "licence fault": xml(INV_PARAM),
    "timeout": httpx.ReadTimeout("x"),
    "500": xml("", 500),
    "401": xml("", 401),
    "malformed": xml("<"),
    "null": lambda request: xml(result(method_of(request), "")),
    "bad request": httpx.LocalProtocolError(f"Illegal header value b'{PLANTED['password']}'"),
}


@pytest.fixture
def asked(yardi, rpx):
    return (yardi.get_residents, yardi.unit_availability_login, rpx.unitlist, rpx.getsitelist)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_no_secret_in_logs_at_debug_nor_in_errors_nor_in_payloads(answer, asked, source, errand, caplog):
    caplog.set_level(logging.DEBUG)
    source.will(answer)
    said = []
    for ask in asked:
        try:
            said.append(repr(ask(errand)))
        except ConnectorError as error:
            said += [str(error), repr(error), repr(error.args), repr(error.__cause__), repr(vars(error))]
    assert len(said) >= 4
    assert caplog.records, "the libraries log something at DEBUG, or this test looks at nothing"
    assert spoken("\n".join([*said, *(record.getMessage() for record in caplog.records), caplog.text])) == []


def test_what_is_sent_does_hold_them_so_that_the_test_above_can_fail(yardi, source, errand):
    source.will(ANSWERS["rows"])
    yardi.get_residents(errand)
    assert set(spoken(source.requests[0].content.decode())) == {"username", "password", "licence"}


def test_credentials_and_connectors_do_not_print_them(yardi, rpx):
    assert spoken(repr([YARDI, RPX, yardi, rpx]) + str(YARDI) + str(RPX)) == []


def test_hiding_knows_a_secret_in_every_form_it_may_stand_in():
    hide = hiding(["a&b<c", "p/q r", None, ""])
    assert hide("a&b<c a&amp;b&lt;c p/q r p%2Fq%20r") == "*** *** *** ***"
    assert hiding(["two  blanks"])("a two blanks b") == "a *** b"
    assert hiding([" "])("plain words") == hiding([])("plain words") == "plain words"


def test_errors_survive_pickling_with_all_they_say():
    error = TransientError("what", "where", "expected", "next")
    error.retry_after = 3.0
    again = pickle.loads(pickle.dumps(error.last_word(4)))  # noqa: S301
    assert str(again) == str(error) == "where: what (4 attempts). Expected expected. next."
    assert again.retry_after == 3.0


def jwt(**claims):
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"eyJhbGciOiJSUzI1NiJ9.{body}.c2lnbmF0dXJl"


MINUTES = timedelta(minutes=1)


def test_an_expiry_is_told_before_work_starts():
    token = jwt(exp=(NOW + 30 * MINUTES).timestamp(), orgName="Acme Living")
    assert check_expiry(token, now=NOW, needed=10 * MINUTES) == NOW + 30 * MINUTES
    with pytest.raises(TokenExpiredError) as caught:
        check_expiry(token, now=NOW + 25 * MINUTES, needed=10 * MINUTES)
    assert str(caught.value) == (
        "RealPage reporting token of Acme Living: it expires at 2026-01-20 10:30:00 UTC. "
        "Expected a token that is valid for another 10 minutes. "
        "Sign in again, copy the fresh token into the environment variable or token file, and "
        "start the run again."
    )
    with pytest.raises(TokenExpiredError, match="it expired at 2026-01-20 10:30:00 UTC"):
        check_expiry(token, now=NOW + 31 * MINUTES, needed=10 * MINUTES)


def test_a_token_that_does_not_say_when_it_expires_is_taken():
    assert check_expiry(jwt(orgName="Acme"), now=NOW, needed=10 * MINUTES) is None


@pytest.mark.parametrize("token", ["", "opaque-token", "a.b", "a.b.c.d", "é.b.c", "a.!!.c", "a.e30\n.c", "eyJ.W10.c"])
def test_what_is_no_jwt_is_told_without_saying_it(token):
    with pytest.raises(PermanentError) as caught:
        check_expiry(token, now=NOW, needed=MINUTES)
    assert "it is no JWT" in str(caught.value)
    assert not token or token not in str(caught.value)


def test_a_header_is_made_of_a_jwt_alone():
    assert bearer("aa.bb.cc") == "Bearer aa.bb.cc"
    with pytest.raises(PermanentError):
        bearer("aa.bb.cc\r\nX: y")


def test_a_token_is_read_at_every_call(tmp_path, monkeypatch):
    file = tmp_path / "token"
    read = token_from(env="RENTROLL_TEST_TOKEN", file=file)
    with pytest.raises(PermanentError, match="the environment variable RENTROLL_TEST_TOKEN or the file"):
        read()
    file.write_text(" from.the.file \n", encoding="utf-8")
    assert read() == "from.the.file"
    file.write_text("a.fresh.one", encoding="utf-8")
    assert read() == "a.fresh.one"
    monkeypatch.setenv("RENTROLL_TEST_TOKEN", "from.the.environment")
    assert read() == "from.the.environment"


def test_nowhere_to_look_is_told():
    with pytest.raises(PermanentError, match="a place that is configured"):
        token_from()()
