"""Which dataset of a feed source a file is, by its name or else by its fields."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping

from parsers.errors import Place, UnknownReportError
from parsers.exports.feed import Feed

_DECODER = json.JSONDecoder()


def tell_by_name(feeds: Mapping[str, Feed], name: str) -> Feed | None:
    """The feed whose dataset stands in a file's or sheet's name as words of its own ("payments_2024-01-02.json").

    Of several the longest; where two are as long the name does not tell.
    """
    words = "_" + re.sub(r"[^a-z]+", "_", name.rpartition("/")[2].rpartition("\\")[2].lower()) + "_"
    found = [feed for dataset, feed in feeds.items() if f"_{dataset}_" in words]
    longest = max((len(feed.dataset) for feed in found), default=0)
    top = [feed for feed in found if len(feed.dataset) == longest]
    return top[0] if len(top) == 1 else None


def tell_by_fields(feeds: Mapping[str, Feed], names: Collection[str]) -> Feed | None:
    """The feed all of whose required fields are among the names; of several, the one that knows most of them."""
    known = {squash(name) for name in names}

    def matched(feed: Feed) -> int:
        return sum(squash(one.source_name) in known for one in feed.fields)

    found = [feed for feed in feeds.values() if {squash(one) for one in feed.required_names} <= known]
    best = max(map(matched, found), default=0)
    top = [feed for feed in found if matched(feed) == best]
    return top[0] if len(top) == 1 else None


def tell_json(feeds: Mapping[str, Feed], beginning: bytes, *, name: str) -> Feed:
    """The feed of a JSON file, from its name or from the objects in its first bytes.

    Raises UnknownReportError with the fields found and those expected.
    """
    found = tell_by_name(feeds, name)
    if found:
        return found
    names = first_names(beginning)
    told = tell_by_fields(feeds, names)
    if told is None:
        raise unknown_feed(feeds, names, file=name)
    return told


def first_names(beginning: bytes) -> list[str]:
    """The names of the fields of the first whole objects in the first bytes of a JSON list, in order of appearance."""
    text = beginning.decode("utf-8-sig", "ignore")
    names: dict[str, None] = {}
    place = text.find("{")
    while place >= 0:
        try:
            found, end = _DECODER.raw_decode(text, place)
        except json.JSONDecodeError:
            break
        names |= dict.fromkeys(found)
        place = text.find("{", end)
    return list(names)


def squash(name: str) -> str:
    """A field's name without case, spaces and marks: "Move In Date" and "move_in_date" are the same field."""
    return "".join(one for one in name.lower() if one.isalnum())


def unknown_feed(feeds: Mapping[str, Feed], names: Collection[str], *, file: str) -> UnknownReportError:
    """The refusal of a file that is no dataset of the source."""
    wanted = "; ".join(f"{feed.dataset} ({', '.join(feed.required_names)})" for feed in feeds.values())
    return UnknownReportError(
        f"neither the name nor the fields tell what it is; the fields found are {', '.join(names) or 'none'}",
        place=Place(file=file),
        expected=f"one of {wanted}",
        next_step="Name the file after its dataset, or export it with these fields",
    )
