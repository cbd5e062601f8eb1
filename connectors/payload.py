"""What a connector hands over: the bytes of one answer in a file, and everything a manifest says of them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from connectors.errors import CurrentStateOnlyError, PermanentError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Errand:
    """What is asked for: whose snapshot, of which day, and the folder in which the answer's file may lie.

    `scope` is this product's name for what the snapshot is complete for (a property, or "all"), `property_id` the
    vendor's; `today` is the day at the source. The folder is the caller's and is emptied by the caller.
    """

    scope: str
    property_id: str
    snapshot_date: date
    today: date
    folder: Path


@dataclass(frozen=True, slots=True)
class Payload:
    """One answer of a source, complete and believed to be what was asked for.

    `content` is a file of `size` bytes whose SHA-256 is `sha256`: what the source sent, but for elements that may
    never be stored, which `notes` names. `request` says how it was asked for: method, address without query and
    parameters without secrets. `fetched_at` is in UTC.
    """

    source: str
    dataset: str
    scope: str
    snapshot_date: date
    media_type: str
    content: Path
    size: int
    sha256: str
    fetched_at: datetime
    request: Mapping[str, object]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spooled:
    """A whole file in the caller's folder."""

    path: Path
    size: int
    sha256: str


class Spool:
    """A file that is written as an answer streams past: whole after `finish`, gone after `discard`."""

    def __init__(self, folder: Path) -> None:
        handle, name = tempfile.mkstemp(prefix="answer-", dir=folder)
        self._stream = os.fdopen(handle, "wb")
        self._path = Path(name)
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, chunk: bytes | bytearray | memoryview) -> None:
        """Append bytes."""
        self._stream.write(chunk)
        self._digest.update(chunk)
        self._size += len(chunk)

    def finish(self) -> Spooled:
        """Close the file and say what it holds."""
        self._stream.close()
        return Spooled(self._path, self._size, self._digest.hexdigest())

    def discard(self) -> None:
        """Close the file and remove it."""
        self._stream.close()
        self._path.unlink(missing_ok=True)


def spooled(folder: Path, fill: Callable[[Spool], T]) -> tuple[Spooled, T]:
    """The file that `fill` wrote and what it returned; where `fill` raises, no file stays behind."""
    spool = Spool(folder)
    try:
        result = fill(spool)
        return spool.finish(), result
    except BaseException:
        spool.discard()
        raise


def can_answer_for(day: date, today: date, *, knows_the_past: bool) -> bool:
    """Whether a call can say what was so on a day: today always, a past day where it takes a date, the future never."""
    return day == today or (day < today and knows_the_past)


def require_answer_for(where: str, errand: Errand, *, knows_the_past: bool) -> None:
    """Raise CurrentStateOnlyError for a past day that a call cannot know, PermanentError for a day to come."""
    day, today = errand.snapshot_date, errand.today
    if can_answer_for(day, today, knows_the_past=knows_the_past):
        return
    if day < today:
        raise CurrentStateOnlyError(
            f"it answers for its present state alone and cannot say what was so on {day}",
            where,
            f"today, {today}",
            "Rebuild a past day from what landed then, or leave it out of the backfill",
        )
    raise PermanentError(f"{day} is still to come", where, f"a day up to today, {today}", "Ask on that day")
