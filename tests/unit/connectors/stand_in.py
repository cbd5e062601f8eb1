"""A source that answers as it is told, a clock that only sleeps move, and secrets that may turn up nowhere."""

import threading
from datetime import UTC, datetime, timedelta

import httpx

from connectors.http import Manners, Transport
from connectors.realpage_rpx import RpxCredentials
from connectors.yardi import YardiCredentials

NOW = datetime(2026, 1, 20, 10, 0, tzinfo=UTC)
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"

PLANTED = {
    "username": "planted-user-71",
    "password": "planted<pass>&word-72",
    "licence": "planted-licence-73",
    "ils": "planted-ils-licence-74",
    "rpx": "planted-rpx-key-75",
}
YARDI = YardiCredentials(
    PLANTED["username"], PLANTED["password"], "Entity", PLANTED["licence"], "IlsEntity", PLANTED["ils"]
)
RPX = RpxCredentials(PLANTED["rpx"], PLANTED["username"], PLANTED["password"])


class Clock:
    """Seconds that pass only in sleep."""

    def __init__(self):
        self.seconds = 0.0
        self.slept = []
        self._lock = threading.Lock()

    def __call__(self):
        return self.seconds

    def sleep(self, seconds):
        with self._lock:
            self.slept.append(seconds)
            self.seconds += seconds

    def now(self):
        return NOW + timedelta(seconds=self.seconds)


class Source:
    """Answers requests in order with what was queued (a response, an exception, or a function of the request).

    The last answer is given again and again.
    """

    def __init__(self):
        self.answers = []
        self.requests = []
        self._lock = threading.Lock()

    def will(self, *answers):
        self.answers = list(answers)
        return self

    def __call__(self, request):
        request.read()
        with self._lock:
            self.requests.append(request)
            answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        return answer


def transport_to(handler, clock, **manners):
    return Transport(
        Manners(**{"per_second": None, **manners}),
        client=httpx.Client(transport=httpx.MockTransport(handler)),
        sleep=clock.sleep,
        clock=clock,
        chance=lambda: 1.0,
        now=clock.now,
    )


def envelope(body, namespace=SOAP_11):
    return f'<s:Envelope xmlns:s="{namespace}"><s:Body>{body}</s:Body></s:Envelope>'


def result(method, inner, namespace=SOAP_11):
    return envelope(f"<{method}Response><{method}Result>{inner}</{method}Result></{method}Response>", namespace)


def xml(text, status=200, **headers):
    headers = {"content-type": "text/xml; charset=utf-8", **headers}
    return httpx.Response(status, headers=headers, content=text.encode())


def method_of(request):
    """The method a SOAP 1.1 request asks for."""
    return request.headers["soapaction"].strip('"').rpartition("/")[2]


def message(kind, text):
    return f'<Messages xmlns=""><Message messageType="{kind}">{text}</Message></Messages>'


INV_PARAM = envelope(
    "<s:Fault><faultcode>s:inv_Param</faultcode>"
    "<faultstring>LicenseKey is not authorized to call the method.</faultstring>"
    '<detail><RPXApplicationFault xmlns="urn:x"><CustomMessage>Partner is not enabled for site 99</CustomMessage>'
    "<ExceptionMessage>inner</ExceptionMessage><LogId>4711</LogId><MessageLogId>1</MessageLogId>"
    "</RPXApplicationFault></detail></s:Fault>"
)
NOT_SUPPORTED = envelope(
    "<s:Fault><faultcode>a:ActionNotSupported</faultcode>"
    "<faultstring>The message cannot be processed due to a ContractFilter mismatch.</faultstring></s:Fault>"
)
