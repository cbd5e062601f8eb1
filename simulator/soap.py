"""SOAP 1.1 and 1.2: the one element of a request's body, and envelopes around answers and faults."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal
from xml.sax.saxutils import escape

from simulator.messages import Answer, Request
from simulator.xml_tree import Element, local_name, parsed, without_namespace

Version = Literal["1.1", "1.2"]
ENVELOPES: dict[Version, str] = {
    "1.1": "http://schemas.xmlsoap.org/soap/envelope/",
    "1.2": "http://www.w3.org/2003/05/soap-envelope",
}
CONTENT_TYPES: dict[Version, str] = {
    "1.1": "text/xml; charset=utf-8",
    "1.2": "application/soap+xml; charset=utf-8",
}
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"
HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_ACTION = re.compile(r'action="?([^";]*)"?')


@dataclass(frozen=True, slots=True)
class SoapRequest:
    """A call: its version, the action its headers name, and the element in its body."""

    version: Version
    action: str
    call: Element

    @property
    def method(self) -> str:
        """The name of the element in the body."""
        return local_name(self.call)


class SoapProblemError(Exception):
    """A request that ends in a fault: its code and its words, as the vendors word them."""

    def __init__(self, text: str, *, code: str = "Client", version: Version = "1.1") -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.version = version


def read_request(request: Request) -> SoapRequest:
    """The call in a request; SoapProblemError where it is no SOAP or its version and content type differ."""
    try:
        root = parsed(request.body)
    except ValueError as error:
        raise SoapProblemError(f"Server was unable to read request. ---> {error}") from None
    version = next((one for one, uri in ENVELOPES.items() if root.tag == f"{{{uri}}}Envelope"), None)
    if version is None:
        raise SoapProblemError(f"Possible SOAP version mismatch: Envelope {root.tag} was unexpected.", code="Server")
    given = request.headers.get("content-type", "")
    if not given.startswith(CONTENT_TYPES[version].split(";", maxsplit=1)[0]):
        raise SoapProblemError(f"The content type {given} is not that of SOAP {version}.", version=version)
    body = root.find(f"{{{ENVELOPES[version]}}}Body")
    if body is None or len(body) != 1:
        raise SoapProblemError("The request has no single element in its Body.", version=version)
    return SoapRequest(version, _action(request, version), body[0])


def soap_answer(version: Version, content: str) -> Answer:
    """An answer with one element, as text, in its body."""
    return Answer(HTTPStatus.OK, _enveloped(version, content), CONTENT_TYPES[version])


def fault_answer(
    version: Version,
    code: str,
    text: str,
    *,
    status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
    code_namespace: str | None = None,
    detail: Element | None = None,
) -> Answer:
    """A fault; its code is one of SOAP's own unless it has a namespace, and then a qualified name of it."""
    fault = _fault_11 if version == "1.1" else _fault_12
    content = fault(code, text, code_namespace, "" if detail is None else without_namespace(detail))
    return Answer(status, _enveloped(version, content), CONTENT_TYPES[version])


def _action(request: Request, version: Version) -> str:
    if version == "1.1":
        return request.headers.get("soapaction", "").strip('"')
    found = _ACTION.search(request.headers.get("content-type", ""))
    return found[1] if found else ""


def _fault_11(code: str, text: str, code_namespace: str | None, detail: str) -> str:
    prefix, _, _ = code.partition(":")
    named = f"<faultcode>soap:{code}</faultcode>"
    if code_namespace is not None:
        named = f'<faultcode xmlns:{prefix}="{code_namespace}">{code}</faultcode>'
    detail = f"<detail>{detail}</detail>" if detail else ""
    return f"<soap:Fault>{named}<faultstring>{escape(text)}</faultstring>{detail}</soap:Fault>"


def _fault_12(code: str, text: str, _code_namespace: str | None, detail: str) -> str:
    soap_code = {"Client": "Sender"}.get(code, "Receiver")
    reason = f'<soap:Reason><soap:Text xml:lang="en">{escape(text)}</soap:Text></soap:Reason>'
    detail = f"<soap:Detail>{detail}</soap:Detail>" if detail else ""
    return f"<soap:Fault><soap:Code><soap:Value>soap:{soap_code}</soap:Value></soap:Code>{reason}{detail}</soap:Fault>"


def _enveloped(version: Version, content: str) -> bytes:
    namespaces = f'xmlns:soap="{ENVELOPES[version]}" xmlns:xsi="{XSI}" xmlns:xsd="{XSD}"'
    return f"{HEAD}<soap:Envelope {namespaces}><soap:Body>{content}</soap:Body></soap:Envelope>".encode()
