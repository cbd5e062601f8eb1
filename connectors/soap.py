"""SOAP 1.1 and 1.2: messages that zeep builds from a WSDL, posted as bytes, answered as files.

zeep says what a message must look like; it neither posts nor reads answers, since its objects cost eight times the
memory of a stream and its log prints what is posted.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import zeep
import zeep.exceptions
from lxml import etree  # type: ignore[import-untyped]
from zeep.wsdl.bindings.soap import Soap11Binding, Soap12Binding

from connectors.errors import ConnectorError, PermanentError
from connectors.http import Answer, Request, Transport
from connectors.payload import Errand, Payload, Spool, Spooled, spooled
from connectors.secrets import Hide, hiding
from connectors.soap_answer import Heard, SoapAnswer

SoapVersion = Literal["1.1", "1.2"]

_BINDINGS = {"1.1": Soap11Binding, "1.2": Soap12Binding}
_FAULT_BYTES = 1 << 20
_OK = 200
_TOO_MANY_REQUESTS = 429
_WSDL_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Answered:
    """A good answer: its file, when it arrived (UTC), its media type and what is to be noted of it."""

    file: Spooled
    fetched_at: datetime
    media_type: str
    notes: tuple[str, ...]

    def payload(self, errand: Errand, *, source: str, dataset: str, request: Mapping[str, object]) -> Payload:
        """The answer as what it was asked for."""
        return Payload(
            source=source,
            dataset=dataset,
            scope=errand.scope,
            snapshot_date=errand.snapshot_date,
            media_type=self.media_type,
            content=self.file.path,
            size=self.file.size,
            sha256=self.file.sha256,
            fetched_at=self.fetched_at,
            request=request,
            notes=self.notes,
        )


class SoapService:
    """One SOAP service at one address.

    `wsdl` is the name of a file that ships in `connectors/wsdl`, the absolute path of another, or a https:// address.
    The address that calls go to is always `address`, whatever the WSDL says.
    """

    def __init__(
        self, name: str, *, address: str, wsdl: str, transport: Transport, secrets: Iterable[str], version: SoapVersion
    ) -> None:
        self.name = name
        self.address = address
        self._wsdl = wsdl
        self._transport = transport
        self._hide: Hide = hiding(secrets)
        self._version = version
        self._loading = threading.Lock()
        self._loaded: _Loaded | None = None

    def message(self, method: str, arguments: Mapping[str, object]) -> bytes:
        """The envelope of a call in UTF-8 without any line feed, which some servers cannot read.

        Raises PermanentError where the WSDL does not know the method, or not these arguments.
        """
        loaded = self._load()
        try:
            with loaded.lock:
                envelope = loaded.client.create_message(loaded.service, method, **arguments)
        except (zeep.exceptions.Error, TypeError, ValueError, AttributeError) as error:
            raise self._unbuildable(method, arguments, type(error).__name__) from None
        body: bytes = etree.tostring(envelope, encoding="utf-8", xml_declaration=False)
        if b"\n" in body or b"&#10;" in body or b"&#13;" in body:
            raise self._unbuildable(method, arguments, "an argument holds a line feed")
        return b'<?xml version="1.0" encoding="utf-8"?>' + body

    def ask(self, method: str, arguments: Mapping[str, object], *, where: str, folder: Path) -> Answered:
        """Call a method; the answer is a file in `folder`. See SoapAnswer and Transport.send for what is raised."""
        action = self._load().actions.get(method, "")
        request = Request("POST", self.address, where, self.message(method, arguments), self._headers(action))

        def receive(answer: Answer) -> Answered:
            if answer.status != _OK:
                raise self._refusal(answer, method)
            file, heard = spooled(folder, lambda spool: self._stream(answer, method, spool))
            return Answered(file, self._transport.now(), answer.media_type, heard.notes())

        return self._transport.send(request, receive)

    def _stream(self, answer: Answer, method: str, spool: Spool) -> Heard:
        told = SoapAnswer(method, answer.where, write=spool.write, hide=self._hide)
        for chunk in answer.chunks():
            told.feed(chunk)
        return told.close()

    def _refusal(self, answer: Answer, method: str) -> ConnectorError:
        """The fault a bad status came with, or else what the status says by itself."""
        if answer.status == _TOO_MANY_REQUESTS:
            return self._transport.refusal(answer)
        told = SoapAnswer(method, answer.where, write=lambda _: None, hide=self._hide)
        try:
            told.feed(answer.beginning(_FAULT_BYTES))
        except ConnectorError:
            return self._transport.refusal(answer)
        return told.fault() or self._transport.refusal(answer)

    def _headers(self, action: str) -> dict[str, str]:
        if self._version == "1.2":
            return {"Content-Type": f'application/soap+xml; charset=utf-8; action="{action}"'}
        return {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}

    def _unbuildable(self, method: str, arguments: Mapping[str, object], why: str) -> PermanentError:
        return PermanentError(
            f"a message with {', '.join(arguments) or 'no arguments'} cannot be built ({why})",
            f"{self.name} {method}",
            f"a method and arguments that {self._wsdl} declares",
            "Correct the arguments, or the WSDL that is configured",
        )

    def _load(self) -> _Loaded:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._read_wsdl()
            return self._loaded

    def _read_wsdl(self) -> _Loaded:
        settings = zeep.Settings(strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=True)
        try:
            if "://" in self._wsdl:
                client = zeep.Client(BytesIO(self._fetch_wsdl()), settings=settings)  # type: ignore[no-untyped-call]
            else:
                with as_file(files("connectors").joinpath("wsdl", self._wsdl)) as shipped:
                    client = zeep.Client(str(shipped), settings=settings)  # type: ignore[no-untyped-call]
        except (zeep.exceptions.Error, etree.Error, OSError, LookupError, AttributeError, ValueError) as error:
            said = f"the WSDL {self._hide(self._wsdl)} cannot be read ({type(error).__name__})"
            raise PermanentError(
                said, self.name, "a WSDL 1.1 document", "Correct the WSDL that is configured"
            ) from None
        return self._port(client)

    def _fetch_wsdl(self) -> bytes:
        request = Request("GET", self._wsdl, f"the WSDL of {self.name}")

        def receive(answer: Answer) -> bytes:
            self._transport.require_ok(answer)
            return answer.beginning(_WSDL_BYTES)

        return self._transport.send(request, receive)

    def _port(self, client: Any) -> _Loaded:
        for service in client.wsdl.services.values():
            for port in service.ports.values():
                if type(port.binding) is _BINDINGS[self._version]:
                    operations: Mapping[str, Any] = port.binding.all()  # type: ignore[no-untyped-call]
                    actions = {name: operation.soapaction for name, operation in operations.items()}
                    return _Loaded(client, client.bind(service.name, port.name), actions, threading.Lock())
        said = f"the WSDL has no binding of SOAP {self._version}"
        raise PermanentError(said, self.name, "a port of that version", "Configure the other SOAP version")


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A WSDL that was read. zeep does not promise to be safe among threads, so that messages are built one by one."""

    client: Any
    service: Any
    actions: Mapping[str, str]
    lock: threading.Lock
