"""One element of an answer with all it holds, and the paths by which its values are found.

Names are lower case without namespace: vendors differ in both from one installation to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from parsers.cells import text

CURRENT = "."


@dataclass(slots=True)
class Element:
    """An element: its attributes, its children in order, and the text that stands directly in it."""

    name: str
    attributes: Mapping[str, str]
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def all(self, path: str) -> list[Element]:
        """Every element at a path, in order."""
        return list(self._at(_compiled(path).steps))

    def descendants(self) -> Iterator[Element]:
        """Every element within, in order."""
        for child in self.children:
            yield child
            yield from child.descendants()

    def text(self, *paths: str) -> str | None:
        """The first text that is not blank, of the first path that has one; "@" at a path's end is an attribute."""
        for path in paths:
            compiled = _compiled(path)
            for one in self._at(compiled.steps):
                if said := one._said(compiled.attribute):  # noqa: SLF001 - another of its own kind
                    return said
        return None

    def _said(self, attribute: str | None) -> str | None:
        return text("".join(self.pieces) if attribute is None else self.attributes.get(attribute))

    def _at(self, steps: tuple[_Step, ...], done: int = 0) -> Iterator[Element]:
        if done == len(steps):
            yield self
            return
        name, condition = steps[done]
        for child in self.children:
            if child.name == name and (
                condition is None or child.attributes.get(condition[0], "").lower() == condition[1]
            ):
                yield from child._at(steps, done + 1)  # noqa: SLF001 - another of its own kind


class _Step(NamedTuple):
    name: str
    condition: tuple[str, str] | None


class _Path(NamedTuple):
    steps: tuple[_Step, ...]
    attribute: str | None


@cache
def _compiled(path: str) -> _Path:
    """A path such as "Unit/Identification[@IDType=UnitID]/@IDValue", or "." for the element itself."""
    parts = [one for one in path.lower().split("/") if one != CURRENT]
    attribute = parts.pop()[1:] if parts and parts[-1].startswith("@") else None
    return _Path(tuple(map(_step, parts)), attribute)


def _step(part: str) -> _Step:
    name, _, condition = part.rstrip("]").partition("[@")
    attribute, _, value = condition.partition("=")
    return _Step(name, (attribute, value) if condition else None)
