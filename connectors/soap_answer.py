"""A SOAP answer as it streams past: judged, and handed on without the elements that may never be stored.

The answer is walked once by a parser that builds no tree, so that its size costs no memory; what is handed on is
byte for byte what came, but for the forbidden elements, which are not even written to be removed later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from connectors.errors import ConnectorError, MalformedAnswerError, PermanentError, TransientError
from connectors.secrets import Hide

FORBIDDEN = frozenset({"ssn", "dateofbirth"})
NO_ROWS = "No tenants exist with the given search criteria"
MAX_DEPTH = 100

_ENVELOPES = ("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope")
_BODY, _RESPONSE, _RESULT = 2, 3, 4
_SAID_AT_MOST = 500
_PIECES_AT_MOST = 100
_AGAIN = "Run it again later; if it stays so, report it to the vendor"


@dataclass(frozen=True, slots=True)
class Heard:
    """How many forbidden elements of each name were left out, and whether the source said that it has no rows."""

    removed: Mapping[str, int]
    says_no_rows: bool

    def notes(self) -> tuple[str, ...]:
        """The same as sentences for a manifest."""
        notes = [f"{count} {name} removed on arrival" for name, count in sorted(self.removed.items())]
        return (*notes, *([f'the source says "{NO_ROWS}"'] if self.says_no_rows else []))


@dataclass(slots=True)
class _Texts:
    """The texts of a fault or a message, by the name of their element."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, text: str) -> None:
        kept = self.found.setdefault(name, [])
        if len(kept) < _PIECES_AT_MOST:
            kept.append(text)

    def of(self, *names: str) -> str:
        """The text of the first of these elements that has any."""
        for name in names:
            if text := " ".join("".join(self.found.get(name, ())).split()):
                return text
        return ""


class SoapAnswer:
    """One answer to `method`, fed chunk by chunk; `write` gets what may be kept.

    Raises, from `feed` or `close`:
        TransientError: it stops before its end.
        MalformedAnswerError: it is not well-formed or no SOAP envelope.
        PermanentError: a fault, an error message, no result at all, another call's answer, a DTD, too deep.
    """

    def __init__(self, method: str, where: str, *, write: Callable[[bytes], object], hide: Hide) -> None:
        self._method = method
        self._where = where
        self._write = write
        self._hide = hide
        self._removed: Counter[str] = Counter()
        self._path: list[str] = []
        self._fault: _Texts | None = None
        self._fault_is_whole = False
        self._messages: list[tuple[str, str]] = []
        self._message_type: str | None = None
        self._texts = _Texts()
        self._in_result = False
        self._holds_data = False
        self._held = bytearray()
        self._held_from = 0
        self._settled = 0
        self._cut_from: int | None = None
        self._cut_depth = 0
        self._parser = self._new_parser()

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._held += chunk
        self._parse(chunk, last=False)
        self._release()

    def close(self) -> Heard:
        """Judge the whole answer, once its last byte was fed."""
        self._parse(b"", last=True)
        self._settled = self._held_from + len(self._held)
        self._release()
        if self._fault is not None:
            raise self._the_fault(self._fault)
        says_no_rows = self._judge_messages()
        if not self._holds_data and not says_no_rows:
            raise self._no_result()
        return Heard(dict(self._removed), says_no_rows)

    def fault(self) -> ConnectorError | None:
        """The fault, where a whole one was met so far."""
        return self._the_fault(self._fault) if self._fault is not None and self._fault_is_whole else None

    def _parse(self, chunk: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            if last:
                said = f"the answer stops before its end, at line {error.lineno}"
                raise TransientError(said, self._where, "a whole SOAP envelope", _AGAIN) from None
            said = f"the answer is no well-formed XML at line {error.lineno}, column {error.offset + 1}"
            raise self._malformed(said) from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._settle()
        self._path.append(tag.rpartition(" ")[2])
        depth = len(self._path)
        if depth > MAX_DEPTH:
            said = f"elements are nested more than {MAX_DEPTH} deep"
            raise PermanentError(said, self._where, "a plain answer", "Report it to the vendor")
        if self._cut_from is not None:
            return
        name = self._path[-1]
        if depth <= _RESULT:
            self._frame(depth, tag, name)
        elif self._fault is not None:
            self._fault.add(name, " ")
        elif name.lower() in FORBIDDEN:
            self._cut_from, self._cut_depth = self._parser.CurrentByteIndex, depth
            self._removed[name] += 1
            self._meet_data()
        elif self._in_result:
            self._within_result(name, attributes)

    def _frame(self, depth: int, tag: str, name: str) -> None:
        """Envelope, Body, response and result; or the fault that stands where the response would."""
        if depth < _RESPONSE:
            wanted = "Envelope" if depth == 1 else "Body" if name != "Header" else name
            if tag not in {f"{namespace} {wanted}" for namespace in _ENVELOPES}:
                raise self._malformed(f"the answer is no SOAP envelope: it holds <{name}>")
        elif self._path[_BODY - 1] != "Body":
            return
        elif depth == _RESPONSE and tag in {f"{namespace} Fault" for namespace in _ENVELOPES}:
            self._fault = _Texts()
            self._parser.CharacterDataHandler = self._fault_text
        elif depth == _RESPONSE and name.lower() != f"{self._method}Response".lower():
            expected = f"{self._method}Response"
            raise PermanentError(f"the source answered with <{name}>", self._where, expected, "Check the address")
        elif depth == _RESULT and self._fault is None:
            self._in_result = True
            self._parser.CharacterDataHandler = self._result_text

    def _within_result(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Message" and self._path[-2] == "Messages":
            self._message_type = attributes.get("messageType", "")
            self._texts.found.pop(name, None)
            self._parser.CharacterDataHandler = self._result_text
        elif name != "Messages" and self._message_type is None and not self._holds_data:
            self._meet_data()

    def _meet_data(self) -> None:
        self._holds_data = True
        self._parser.CharacterDataHandler = None

    def _end(self, _tag: str) -> None:
        self._settle()
        depth = len(self._path)
        if self._cut_from is not None:
            if depth == self._cut_depth:
                self._cut_depth = 0
                self._parser.DefaultHandler = self._parser.CharacterDataHandler = self._after_cut
        elif self._message_type is not None and self._path[-1] == "Message":
            self._messages.append((self._message_type, self._texts.of("Message")))
            self._message_type = None
            self._parser.CharacterDataHandler = None
        elif depth == _RESPONSE and self._fault is not None:
            self._fault_is_whole = True
        elif depth == _RESULT and self._in_result:
            self._in_result = False
            self._parser.CharacterDataHandler = None
        self._path.pop()

    def _fault_text(self, text: str) -> None:
        if self._fault is not None:
            self._fault.add(self._path[-1], text)

    def _result_text(self, text: str) -> None:
        self._texts.add(self._path[-1], text)

    def _doctype(self, name: str, *_declared: object) -> None:
        if name.lower() == "html":
            raise self._malformed("the answer is a web page")
        said = "the answer declares a document type"
        raise PermanentError(said, self._where, "XML without a DTD", "Do not trust this address; report it")

    def _after_cut(self, _text: str) -> None:
        self._settle()

    def _settle(self) -> None:
        """Note how far the answer is known; the first thing after a forbidden element tells where that ended."""
        index = self._parser.CurrentByteIndex
        if self._cut_from is not None and not self._cut_depth:
            self._keep(self._cut_from)
            self._drop(index)
            self._cut_from = None
            self._parser.DefaultHandler = self._parser.CharacterDataHandler = None
        self._settled = index if self._cut_from is None else self._cut_from

    def _release(self) -> None:
        self._keep(self._settled)

    def _keep(self, until: int) -> None:
        count = until - self._held_from
        if count > 0:
            self._write(bytes(self._held[:count]))
            self._drop(until)

    def _drop(self, until: int) -> None:
        del self._held[: until - self._held_from]
        self._held_from = until

    def _judge_messages(self) -> bool:
        """Whether the source says that it has no rows; raises for any other error it says."""
        no_rows = [text for _, text in self._messages if NO_ROWS.lower() in text.lower()]
        errors = [text for kind, text in self._messages if kind.lower() == "error" and text not in no_rows]
        if errors:
            raise PermanentError(self._said("; ".join(errors)), self._where, "rows", _next_step(errors[0]))
        return bool(no_rows)

    def _no_result(self) -> PermanentError:
        outside = (" ".join("".join(texts).split()) for name, texts in self._texts.found.items() if name != "Message")
        words = "; ".join(filter(None, (*outside, *(text for _, text in self._messages))))
        said = self._said(words) if words else "the result is empty, which is not the same as no rows"
        return PermanentError(said, self._where, "rows", "Check the login, the server and the database that are asked")

    def _the_fault(self, texts: _Texts) -> PermanentError:
        code = texts.of("faultcode", "Value")
        reason = texts.of("faultstring", "Text") or "a fault without a reason"
        detail = texts.of("CustomMessage") or texts.of("ExceptionMessage")
        log = texts.of("LogId")
        said = f"{reason} [{code}]" if code else reason
        said += f"; {detail}" if detail and detail != reason else ""
        said += f"; the vendor's log id is {log}" if log else ""
        return PermanentError(self._said(said), self._where, "an answer, not a fault", _next_step(reason))

    def _said(self, text: str) -> str:
        """The source's own words, in one line, short, and without secrets."""
        return f'the source says "{" ".join(self._hide(text).split())[:_SAID_AT_MOST]}"'

    def _malformed(self, said: str) -> MalformedAnswerError:
        return MalformedAnswerError(said, self._where, "a whole SOAP envelope", _AGAIN)


def _next_step(said: str) -> str:
    """What to do about some of the things sources are known to say."""
    lowered = said.lower()
    if "login" in lowered:
        return "Check the user name, password, server and database"
    if "interface" in lowered or "licen" in lowered or "authorized" in lowered:
        return "Check the interface entity and the licence, and ask the vendor which calls they cover"
    if "property" in lowered:
        return "Check the property's id, and that the interface was given access to it"
    if "actionnotsupported" in lowered or "contractfilter" in lowered:
        return "Check the address and the name of the service"
    return "Ask the vendor what it means"
