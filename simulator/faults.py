"""What a server does wrong on request, counted and never by chance: each fault says which calls it spoils."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Literal

FaultKind = Literal[
    "timeout",
    "server error",
    "bad gateway",
    "too many requests",
    "fault in a 200",
    "cut connection",
    "slow body",
    "malformed",
    "empty",
    "expired token",
    "error report",
    "never ready",
]
MEANT_FOR_SERVICES: frozenset[FaultKind] = frozenset(
    {"fault in a 200", "empty", "expired token", "error report", "never ready"}
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call as a fault sees it: `property_code` is the vendor's own id, None for calls about no single property."""

    service: str
    method: str
    property_code: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Spoils the calls it matches, from the `first` on and so many `times` (None: ever after); None matches any.

    `seconds` is how long a timeout or a slow body takes, `retry_after` what a 429 asks for, in seconds.
    """

    kind: FaultKind
    service: str | None = None
    method: str | None = None
    property_code: str | None = None
    first: int = 1
    times: int | None = 1
    seconds: float = 0.0
    retry_after: int = 1

    def matches(self, call: Call) -> bool:
        """Whether a call is one that this fault counts."""
        wanted = (self.service, self.method, self.property_code)
        given = (call.service, call.method, call.property_code)
        return all(one is None or one == other for one, other in zip(wanted, given, strict=True))

    def is_due(self, number: int) -> bool:
        """Whether it spoils the matching call of that number, from 1."""
        return number >= self.first and (self.times is None or number < self.first + self.times)


class FaultPlan:
    """The faults of a server, and every call it was asked, in order."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = [(fault, [0]) for fault in faults]
        self._calls: list[Call] = []
        self._lock = Lock()

    @property
    def calls(self) -> list[Call]:
        """Every call so far."""
        with self._lock:
            return list(self._calls)

    def add(self, fault: Fault) -> None:
        """Plan one more fault; it counts the calls from now on."""
        with self._lock:
            self._faults.append((fault, [0]))

    def due(self, call: Call) -> Fault | None:
        """Count a call and say what is to go wrong with it: the first planned fault that is due."""
        found: Fault | None = None
        with self._lock:
            self._calls.append(call)
            for fault, count in self._faults:
                if fault.matches(call):
                    count[0] += 1
                    if found is None and fault.is_due(count[0]):
                        found = fault
        return found
