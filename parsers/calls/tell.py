"""Which call an answer is to, told by its response element, or by its root where the envelope was not kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from lxml import etree  # type: ignore[import-untyped]

from parsers.calls.parse import CALLS
from parsers.errors import Place, UnknownReportError

_FAULT = "fault"
_ANY = next(iter(CALLS))  # whatever was asked, a fault or a message is told as what it is


def tell_calls(beginning: bytes, *, name: str) -> list[str]:
    """The datasets whose call the beginning of a file may be an answer to; none where it is no answer to a call.

    A list that was kept without its envelope may answer several calls. UnknownReportError for the answer to another
    call.
    """
    tags = list(_first_tags(beginning))
    if tags[:1] != ["envelope"]:
        return _by_root(tags[0]) if tags else []
    response = next(iter(tags[tags.index("body") + 1 :]), _FAULT) if "body" in tags else _FAULT
    if response == _FAULT:
        return [_ANY]
    method = response.removesuffix("response")
    found = [one for one, call in CALLS.items() if method in map(str.lower, call.answers)]
    if not found:
        raise UnknownReportError(
            f"the file is a SOAP answer <{response}>, which is to no call this product reads",
            place=Place(file=name),
            expected=f"the answer of one of {', '.join(method for call in CALLS.values() for method in call.answers)}",
        )
    return found


def _by_root(root: str) -> list[str]:
    if root == "messages":
        return [_ANY]
    paths = {one: [listing.path for listings in call.answers.values() for listing in listings]
             for one, call in CALLS.items()}  # fmt: skip
    return [one for one, found in paths.items() if root in {path.lower().partition("/")[0] for path in found}]


def _first_tags(beginning: bytes) -> Iterator[str]:
    """The names of the elements as they open, as far as the bytes are XML: lower case, without namespace."""
    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, huge_tree=False)
    with suppress(etree.XMLSyntaxError):
        parser.feed(beginning)
    for _, element in parser.read_events():
        yield etree.QName(element).localname.lower()
