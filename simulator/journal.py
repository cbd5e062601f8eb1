"""The memory of the world: every fact as it was known on every day.

A fact that is corrected keeps its earlier versions, a fact that is removed keeps its past, so what a source exported on
any day can be told again later. Facts only: what happens, and why, belongs to the modules that record here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol, TypeVar


class Fact(Protocol):
    """Anything with a key that never changes."""

    @property
    def key(self) -> str:
        """The identity of the fact among facts of its kind."""


F = TypeVar("F", bound=Fact)


class Journal:
    """One version per fact and change: the day it became known and the fact, or None when it was removed."""

    def __init__(self) -> None:
        self._versions: dict[type[Any], dict[str, list[tuple[date, Any]]]] = {}
        self._current: dict[type[Any], dict[str, Any]] = {}

    def record(self, day: date, fact: Fact) -> None:
        """Make `fact` known from `day` on, in place of any earlier version."""
        self._append(type(fact), fact.key, day, fact)
        self._current.setdefault(type(fact), {})[fact.key] = fact

    def remove(self, day: date, fact: Fact) -> None:
        """Let `fact` be absent from `day` on."""
        self._append(type(fact), fact.key, day, None)
        del self._current[type(fact)][fact.key]

    def current(self, kind: type[F]) -> Mapping[str, F]:
        """The facts of a kind as known now, by key."""
        return self._current.setdefault(kind, {})

    def as_known(self, kind: type[F], day: date) -> dict[str, F]:
        """The facts of a kind as they were known at the end of `day`, by key, in the order they were first known."""
        known = {key: _version_on(versions, day) for key, versions in self._versions.get(kind, {}).items()}
        return {key: fact for key, fact in known.items() if fact is not None}

    def versions(self, kind: type[F]) -> Mapping[str, list[tuple[date, F | None]]]:
        """Every version of every fact of a kind, oldest first: (day it became known, fact or None)."""
        return self._versions.get(kind, {})

    def _append(self, kind: type[Any], key: str, day: date, fact: Any) -> None:
        versions = self._versions.setdefault(kind, {}).setdefault(key, [])
        if versions and versions[-1][0] > day:
            raise ValueError(f"{kind.__name__} {key} was already changed on {versions[-1][0]}, after {day}")
        versions.append((day, fact))


def _version_on(versions: list[tuple[date, Any]], day: date) -> Any:
    for known_from, fact in reversed(versions):
        if known_from <= day:
            return fact
    return None
