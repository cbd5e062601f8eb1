"""An answer as it streams past: the elements of its lists one by one, or an error that says why there are none.

A fault, an error message and a result with nothing in it are errors, whatever the status they came with. That a list
is empty is believed only where the source says so in words, or where an empty list is ordinary.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from parsers.calls.call import Call, Listing
from parsers.calls.element import Element
from parsers.cells import text
from parsers.document import Finding
from parsers.errors import ErrorReportError, LayoutError, Place, UnreadableFileError
from parsers.limits import MAX_FILE_BYTES

NO_ROWS = "No tenants exist with the given search criteria"
FORBIDDEN = frozenset({"ssn", "socialsecuritynumber", "dateofbirth", "dob", "birthdate"})
MAX_DEPTH = 100
MAX_ELEMENTS = 200_000  # within one element of a list

_CHUNK = 1 << 16
_LONGEST_SAID = 500
_NAMES_SHOWN = 5
_KEPT_NAMES = 4096
_BODY, _RESPONSE, _RESULT = 2, 3, 4
_NO_ATTRIBUTES: Mapping[str, str] = {}
_AGAIN = "Fetch it again; nothing was loaded"
_CORRECT = "Correct what it names and fetch it again; nothing was loaded"
_REPORT = "Check what was asked for; if it is right, the layout of the answer has changed"

Listings = Sequence[Listing]


class Answer:
    """One answer to a call. `file` is only for messages.

    Raises, while it is read:
        UnreadableFileError: it stops before its end, is no well-formed XML, declares a DTD, is too deep or too large.
        ErrorReportError: a fault, an error message, a result with nothing in it, a list that may not be empty.
        LayoutError: another call's answer, or one without the list that is looked for.
    """

    def __init__(self, call: Call, file: str | None) -> None:
        self._place = Place(file=file)
        self._target = _Target(call, self._place)

    def elements(self, content: bytes | Path) -> Iterator[tuple[Listing, Element]]:
        """Every element of the answer's lists, in order; the last one is followed by the judgement of the whole."""
        # No entity can be declared, since a document type is refused. Left unresolved, even the built-in ones would
        # stay as "&#38;" in attributes.
        parser = etree.XMLParser(target=self._target, resolve_entities="internal", no_network=True, huge_tree=False)
        is_whole = False
        try:
            for chunk in _chunks(content, self._place):
                parser.feed(chunk)
                yield from self._target.taken()
            is_whole = True
            parser.close()
        except etree.XMLSyntaxError as error:
            what = "the answer stops before its end" if is_whole else "the answer is no well-formed XML"
            raise self._unreadable(f"{what} (line {error.lineno})") from None
        yield from self._target.taken()
        self._target.judge()

    def findings(self) -> list[Finding]:
        """What the source says beside its rows."""
        return [
            Finding("said_by_source", f'the source says "{said}"', "info" if kind == "fyi" else "warning")
            for kind, said in self._target.said()
        ]

    def printed_counts(self) -> dict[Listing, str]:
        """What the answer says of how many elements its lists have, for those of which it says anything."""
        return dict(self._target.counts)

    def _unreadable(self, what: str) -> UnreadableFileError:
        return UnreadableFileError(what, place=self._place, expected="a whole answer in XML", next_step=_AGAIN)


def _chunks(content: bytes | Path, place: Place) -> Iterator[bytes]:
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    if size > MAX_FILE_BYTES:
        raise UnreadableFileError(
            f"the answer has {size:,} bytes",
            place=place,
            expected=f"at most {MAX_FILE_BYTES:,}",
            next_step="Ask for less at a time",
        )
    with io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as stream:
        yield from iter(partial(stream.read, _CHUNK), b"")


class _Target:
    """Hears the parser. Only elements of lists, messages and faults are built; all else is passed over."""

    def __init__(self, call: Call, place: Place) -> None:
        self.counts: dict[Listing, str] = {}
        self._call = call
        self._answers = {method.lower(): listings for method, listings in call.answers.items()}
        self._place = place
        self._path: list[str] = []
        self._method = ""
        self._groups: Sequence[Listings] = ()
        self._inner_from: int | None = None
        self._builds: dict[str, Callable[[Element], None]] = {}
        self._open: list[Element] = []
        self._then: Callable[[Element], None] = self._ignore
        self._size = 0
        self._skipped_from = 0
        self._ready: list[tuple[Listing, Element]] = []
        self._seen: Counter[str] = Counter()
        self._names: list[str] = []
        self._texts: list[str] = []
        self._messages: list[Element] = []
        self._fault: Element | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name = _local(tag)
        self._path.append(name)
        if len(self._path) > MAX_DEPTH:
            raise self._hostile(f"its elements are nested more than {MAX_DEPTH} deep")
        if self._skipped_from:
            return
        if name in FORBIDDEN:
            self._skipped_from = len(self._path)
        elif self._open:
            self._build(name, attributes)
        elif self._inner_from is None:
            self._frame(name, attributes)
        else:
            self._within(name, attributes)

    def end(self, _tag: str) -> None:
        """An element ends."""
        depth = len(self._path)
        self._path.pop()
        if self._skipped_from:
            self._skipped_from = 0 if depth == self._skipped_from else self._skipped_from
        elif self._open:
            done = self._open.pop()
            if not self._open:
                self._then(done)
        elif depth == self._inner_from:
            self._inner_from = None

    def data(self, said: str) -> None:
        """Text, or a piece of one."""
        if self._skipped_from:
            return
        if self._open:
            self._open[-1].pieces.append(said)
        elif self._inner_from is not None and len(self._texts) < _LONGEST_SAID and not said.isspace():
            self._texts.append(said[:_LONGEST_SAID])

    def doctype(self, *_declared: str | None) -> None:
        """A document type is declared, which no vendor does."""
        raise self._hostile("it declares a document type")

    def close(self) -> None:
        """The document ends."""

    def taken(self) -> list[tuple[Listing, Element]]:
        """What is whole by now, once."""
        ready, self._ready = self._ready, []
        return ready

    def said(self) -> list[tuple[str, str]]:
        """The messages of the answer: type in lower case and text."""
        return [(one.attributes.get("messagetype", "").lower(), one.text(".") or "") for one in self._messages]

    def judge(self) -> None:
        """Raise where the whole answer is none."""
        if self._fault is not None:
            raise self._error(f"the source answered with a fault: {_fault(self._fault)}")
        says_no_rows = any(NO_ROWS.lower() in said.lower() for _, said in self.said())
        errors = [said for kind, said in self.said() if kind == "error" and NO_ROWS.lower() not in said.lower()]
        if errors:
            raise self._error(f'the source answered with an error: "{"; ".join(errors)[:_LONGEST_SAID]}"')
        if not self._groups:
            raise self._layout("the envelope holds no result", f"the result of {' or '.join(self._call.answers)}")
        if says_no_rows:
            self._refuse_rows()
            return
        if not self._names:
            raise self._error(self._empty_result())
        known = [group for group in self._groups if any(self._seen[_parent(one.path)] for one in group)]
        for listing in (known or self._groups)[0]:
            self._judge_listing(listing)

    def _judge_listing(self, listing: Listing) -> None:
        if not self._seen[_parent(listing.path)]:
            raise self._layout(f"the result holds {', '.join(self._names)}", listing.path)
        if listing.only_one and self._seen[listing.only_one.lower()] > 1:
            count = self._seen[listing.only_one.lower()]
            raise self._layout(f"the result holds {count} of {listing.only_one}", "the answer for one property")
        if not self._seen[listing.path.lower()] and not listing.may_be_empty:
            raise self._error(f"the list {listing.path} is empty, which cannot be told from a failure")

    def _refuse_rows(self) -> None:
        if any(self._seen[one.path.lower()] for group in self._groups for one in group):
            raise self._layout(f'the source says "{NO_ROWS}" and gives rows', "the one or the other")

    def _frame(self, name: str, attributes: Mapping[str, str]) -> None:
        """Envelope, Body, response and result; or the fault that stands where the response would."""
        depth = len(self._path)
        if depth == 1 and name != "envelope":
            self._begin_bare(name, attributes)
        elif depth < _RESPONSE or self._path[_BODY - 1] != "body":
            return
        elif depth == _RESPONSE and name == "fault":
            self._begin(name, attributes, self._keep_fault)
        elif depth == _RESPONSE:
            self._begin_response(name)
        elif depth == _RESULT and name == f"{self._method}result":
            if self._groups:
                raise self._layout("the envelope holds two results", "one")
            self._begin_result([self._answers[self._method]], depth)

    def _begin_bare(self, name: str, attributes: Mapping[str, str]) -> None:
        """An answer that was kept without its envelope."""
        groups = [group for group in self._answers.values() if any(_root(one.path) == name for one in group)]
        if not groups and name != "messages":
            raise self._layout(f"it begins with <{name}>", f"a SOAP envelope around {self._expected()}")
        self._begin_result(groups or list(self._answers.values()), 0)
        self._within(name, attributes)

    def _begin_response(self, name: str) -> None:
        method = name.removesuffix("response")
        if method == name or method not in self._answers:
            raise self._layout(f"the source answered with <{name}>", self._expected())
        self._method = method

    def _begin_result(self, groups: Sequence[Listings], depth: int) -> None:
        self._inner_from = depth
        self._groups = groups
        for listing in (one for group in groups for one in group):
            self._builds[listing.path.lower()] = partial(self._keep, listing)
            if listing.count_at:
                self._builds[listing.count_at.lower()] = partial(self._keep_count, listing)

    def _within(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element of the result that is in none of its lists' elements."""
        path = "/".join(self._path[self._inner_from :])
        self._seen[path] += 1
        if _is_message(self._path):
            self._begin(name, attributes, self._messages.append)
        elif path in self._builds:
            self._begin(name, attributes, self._builds[path])
        if not {"messages", "message"} & {name} and len(self._names) < _NAMES_SHOWN:
            self._names.append(path)

    def _begin(self, name: str, attributes: Mapping[str, str], then: Callable[[Element], None]) -> None:
        self._then = then
        self._size = 0
        self._build(name, attributes)

    def _build(self, name: str, attributes: Mapping[str, str]) -> None:
        self._size += 1
        if self._size > MAX_ELEMENTS:
            raise self._hostile(f"one element of it holds more than {MAX_ELEMENTS:,} others")
        built = Element(name, _allowed(attributes) if attributes else _NO_ATTRIBUTES)
        if self._open:
            self._open[-1].children.append(built)
            if _is_message(self._path):
                self._messages.append(built)
        self._open.append(built)

    def _keep(self, listing: Listing, element: Element) -> None:
        self._ready.append((listing, element))

    def _keep_count(self, listing: Listing, element: Element) -> None:
        self.counts[listing] = element.text(".") or ""

    def _keep_fault(self, element: Element) -> None:
        self._fault = element

    def _ignore(self, _element: Element) -> None:
        """Before anything was begun."""

    def _expected(self) -> str:
        return f"the answer of {' or '.join(self._call.answers)}"

    def _empty_result(self) -> str:
        words = text("".join(self._texts)) or "; ".join(said for _, said in self.said() if said)
        if not words:
            return "the result is empty, which is not the same as no rows (often a wrong login, server or database)"
        shown = "text with markup in it" if "<" in words else f'"{words[:_LONGEST_SAID]}"'
        return f"the result holds nothing but {shown}"

    def _error(self, what: str) -> ErrorReportError:
        return ErrorReportError(what, place=self._place, expected="rows", next_step=_CORRECT)

    def _layout(self, what: str, expected: str) -> LayoutError:
        return LayoutError(what, place=self._place, expected=expected, next_step=_REPORT)

    def _hostile(self, what: str) -> UnreadableFileError:
        step = "Do not trust where it came from; nothing was loaded"
        return UnreadableFileError(what, place=self._place, expected="a plain answer in XML", next_step=step)


def _allowed(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: value for key, value in attributes.items() if (name := _local(key)) not in FORBIDDEN}


def _is_message(path: Sequence[str]) -> bool:
    return path[-1] == "message" and path[-2:-1] == ["messages"]


def _parent(path: str) -> str:
    return path.lower().rpartition("/")[0]


def _root(path: str) -> str:
    return path.lower().partition("/")[0]


@lru_cache(_KEPT_NAMES)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _fault(fault: Element) -> str:
    """Reason, code, what the vendor adds, and its log id: in SOAP 1.1 and 1.2."""
    said = {one.name: words for one in fault.descendants() if (words := one.text("."))}
    reason = said.get("faultstring") or said.get("text") or "no reason is given"
    code = said.get("faultcode") or said.get("value")
    detail = said.get("custommessage") or said.get("exceptionmessage")
    log = said.get("logid")
    parts = [
        f'"{reason}"' + (f" [{code}]" if code else ""),
        f'"{detail}"' if detail and detail != reason else "",
        f"the vendor's log id is {log}" if log else "",
    ]
    return ", ".join(filter(None, parts))[:_LONGEST_SAID]
