"""How a column of a call's table is declared and read: where its value stands, and what it must look like.

A row type is a NamedTuple whose columns are annotated with a Field; one whose type does not allow None is required.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from parsers import cells
from parsers.calls.element import Element
from parsers.errors import CellError

Kind = Literal["text", "reference", "money", "number", "count", "months", "day", "day_parts", "flag"]

_CENT = Decimal("0.01")
_VAST = Decimal(1_000_000_000)  # from here on no amount, area or count of a property is meant
_TRUE = frozenset({"t", "true", "y", "yes", "1", "-1"})
_FALSE = frozenset({"f", "false", "n", "no", "0"})
_MONTHS = re.compile(r"(\d{1,4})\s*-?\s*mo(?:nth)?s?\b", re.IGNORECASE)
_FIRST_YEAR = 2  # .NET's 0001-01-01 says that there is no day


@dataclass(frozen=True, slots=True)
class Field:
    """Where a value stands (the first path that has one counts) and what kind of value it is."""

    kind: Kind
    paths: tuple[str, ...]

    def read(self, element: Element, country: str) -> object:
        """The value, None where it is absent or blank; CellError where it is none of its kind."""
        said = element.text(*self.paths) if self.kind != "day_parts" else _joined(element, self.paths)
        return None if said is None else _READERS[self.kind](said, country)


class Column(NamedTuple):
    """A column of a row type; a column without a Field is given by whoever takes the row."""

    name: str
    field: Field | None
    required: bool


def text_at(*paths: str) -> Field:
    """A text or an id, white space put in order."""
    return Field("text", paths)


def reference_at(*paths: str) -> Field:
    """The id of another object: "0" says that there is none."""
    return Field("reference", paths)


def money_at(*paths: str) -> Field:
    """An amount of money, to the cent."""
    return Field("money", paths)


def number_at(*paths: str) -> Field:
    """A number with at most two decimals: an area, bathrooms."""
    return Field("number", paths)


def count_at(*paths: str) -> Field:
    """A whole number."""
    return Field("count", paths)


def months_at(*paths: str) -> Field:
    """The months in a text such as "12 Months"; None where it names no number of them."""
    return Field("months", paths)


def day_at(*paths: str) -> Field:
    """A calendar day in any of the vendors' forms; the days that stand for none are None."""
    return Field("day", paths)


def day_parts_at(path: str) -> Field:
    """A calendar day whose year, month and day are attributes of one element."""
    return Field("day_parts", tuple(f"{path}/@{part}" for part in ("Year", "Month", "Day")))


def flag_at(*paths: str) -> Field:
    """T or F, TRUE or FALSE, 1 or 0."""
    return Field("flag", paths)


@cache
def columns_of(row_type: Any) -> tuple[Column, ...]:
    """The columns of a row type, in order."""
    hints = get_type_hints(row_type, include_extras=True)
    return tuple(_column(name, hint) for name, hint in hints.items())


def cents(amount: Decimal) -> Decimal:
    """An amount rounded half up to the cent."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def _column(name: str, hint: Any) -> Column:
    marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    plain = get_args(hint)[0] if marks else hint
    field = next((one for one in marks if isinstance(one, Field)), None)
    return Column(name, field, type(None) not in get_args(plain))


def _amount(said: str, _country: str) -> Decimal | None:
    """An amount as it is, with two decimals where it has no further ones that count."""
    amount = cells.money(said)
    if amount is None:
        return None
    _refuse_vast(amount, said)
    return cents(amount) if amount == cents(amount) else amount


def _count(said: str, _country: str) -> int | None:
    count = cells.integer(said)
    _refuse_vast(Decimal(count or 0), said)
    return count


def _refuse_vast(number: Decimal, said: str) -> None:
    if abs(number) >= _VAST:
        raise CellError(said, expected=f"a number below {_VAST:,}")


def _months(said: str, _country: str) -> int | None:
    found = _MONTHS.search(said)
    return int(found[1]) if found else None


def _joined(element: Element, paths: tuple[str, ...]) -> str | None:
    parts = [element.text(one) for one in paths]
    return "-".join(one or "?" for one in parts) if any(parts) else None


def _day(said: str, country: str) -> date | None:
    found = cells.without_sentinel(cells.day(said, country=country))
    return found if found and found.year >= _FIRST_YEAR else None


def _flag(said: str, _country: str) -> bool:
    word = said.lower()
    if word not in _TRUE | _FALSE:
        raise CellError(said, expected="T or F, TRUE or FALSE, or a blank")
    return word in _TRUE


_READERS: Mapping[Kind, Callable[[str, str], object]] = {
    "text": lambda said, _: said,
    "reference": lambda said, _: None if said == "0" else said,
    "money": _amount,
    "number": _amount,
    "count": _count,
    "months": _months,
    "day": _day,
    "day_parts": _day,
    "flag": _flag,
}
