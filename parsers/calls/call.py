"""How a call is declared: the methods that answer it, where their rows stand, and the tables that the rows fill."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from parsers.calls.element import Element
from parsers.calls.taking import Taking


@dataclass(frozen=True, slots=True)
class Listing:
    """A list within an answer: the path of its elements from below the result, and what each of them becomes.

    Where `must_fill` is set, a list with elements of which none holds a row of the dataset's own table is no answer.
    `only_one` is the element of which an answer for one property holds a single one. `may_be_empty` says that a list
    without an element is ordinary; of any other list it is no answer at all. `count_at` is where the answer says how
    many elements the list has.
    """

    path: str
    take: Callable[[Taking, Element], None]
    only_one: str | None = None
    may_be_empty: bool = False
    must_fill: bool = False
    count_at: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A dataset that SOAP calls answer: its raw tables with their row types, and the lists by method.

    The first table has the dataset's own name.
    """

    dataset: str
    tables: Mapping[str, Any]
    answers: Mapping[str, tuple[Listing, ...]]


def one_row(row_type: Any) -> Callable[[Taking, Element], None]:
    """For a list whose every element is one row."""

    def take(taking: Taking, element: Element) -> None:
        taking.take(row_type, element)

    return take
