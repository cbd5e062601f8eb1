"""Elements become rows: what cannot be read of one is noted, and a row without what it needs is kept out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from parsers.calls.element import Element
from parsers.calls.fields import Column, Field, cents, columns_of
from parsers.document import Finding, RejectedRow
from parsers.errors import CellError, LayoutError, Place

Row = TypeVar("Row", bound=tuple[Any, ...])

_PLACES_SHOWN = 3
_LONGEST_SHOWN = 60


@dataclass(slots=True)
class _Doubt:
    """One thing that is wrong with a column, however often."""

    expected: str
    count: int = 0
    places: list[str] = field(default_factory=list)

    def add(self, place: str) -> None:
        self.count += 1
        if len(self.places) < _PLACES_SHOWN:
            self.places.append(place)

    def __str__(self) -> str:
        more = self.count - len(self.places)
        return "; ".join(self.places) + (f"; and {more:,} more" if more else "")


_Doubts = dict[tuple[str, str], _Doubt]


class Taking:
    """The rows of one answer by raw table, as far as they have been taken, and what was noticed of them."""

    def __init__(self, tables: Mapping[str, Any], country: str) -> None:
        self.tables: dict[str, list[Any]] = {name: [] for name in tables}
        self.rejected: list[RejectedRow] = []
        self._table_of = {kind: name for name, kind in tables.items()}
        self._country = country
        self._offered: Counter[str] = Counter()
        self._missing: _Doubts = {}
        self._unreadable: _Doubts = {}
        self._rounded: _Doubts = {}
        self._unknown: _Doubts = {}
        self._blank: _Doubts = {}

    def take(self, kind: Callable[..., Row], element: Element, **known: object) -> Row | None:
        """The element as a row of its table, `known` columns as they are given; None where it is kept out.

        A column `row_number` is the position of the element among all that were offered to the table, from 1.
        """
        table, columns = self._table_of[kind], columns_of(kind)
        self._offered[table] += 1
        number = self._offered[table]
        values = {"row_number": number, **known}
        for column in columns:
            if column.field is None:
                continue
            values[column.name] = self._read(element, column, column.field, table, number)
            if column.required and values[column.name] is None:
                self._reject(element, columns, column.name, table, number)
                return None
        row = kind(*(values[column.name] for column in columns))
        self.tables[table].append(row)
        return row

    def keep_out(self, kind: Callable[..., Row], element: Element, *, name: str, said: str, expected: str) -> None:
        """Keep an element out of its table for a column whose word nobody knows: what it means is not guessed."""
        table, columns = self._table_of[kind], columns_of(kind)
        self._offered[table] += 1
        number = self._offered[table]
        self._unknown.setdefault((table, name), _Doubt(expected)).add(f"row {number} {said[:_LONGEST_SHOWN]!r}")
        message = f"{table} row {number}: {name} {said[:_LONGEST_SHOWN]!r} is not known. Expected {expected}."
        self.rejected.append(RejectedRow(number, f"unknown_{name}", message, {name: said, **_texts(element, columns)}))

    def lacks(self, kind: Callable[..., Row], name: str, *, expected: str) -> None:
        """Note that the latest element of a table says nothing of a column that others say something of."""
        number = self.offered(kind)
        self._blank.setdefault((self._table_of[kind], name), _Doubt(expected)).add(f"row {number}")

    def offered(self, kind: Callable[..., Row]) -> int:
        """How many elements were offered to a table so far, kept out or not: the number of the latest one."""
        return self._offered[self._table_of[kind]]

    def findings(self) -> Iterator[Finding]:
        """What was noticed: a sentence for each column and kind of doubt."""
        for (table, name), doubt in self._missing.items():
            what = f"{doubt.count:,} of {self._offered[table]:,} rows are kept out for want of {name} ({doubt})"
            yield Finding(f"missing_{name}", f"{table}: {what}. Expected it in {doubt.expected} of every row", "error")
        for (table, name), doubt in self._unknown.items():
            what = f"{doubt.count:,} of {self._offered[table]:,} rows are kept out for a {name} nobody knows ({doubt})"
            yield Finding(f"unknown_{name}", f"{table}: {what}. Expected {doubt.expected}", "error")
        for (table, name), doubt in self._unreadable.items():
            what = (
                f"{name} cannot be read in {doubt.count:,} of {self._offered[table]:,} rows and is left blank ({doubt})"
            )
            yield Finding(f"unreadable_{name}", f"{table}: {what}. Expected {doubt.expected}")
        for (table, name), doubt in self._blank.items():
            what = f"{doubt.count:,} of {self._offered[table]:,} rows say no {name}, which is left blank ({doubt})"
            yield Finding(f"blank_{name}", f"{table}: {what}. Expected {doubt.expected}")
        for (table, name), doubt in self._rounded.items():
            what = f"{name} is rounded half up to two decimals in {doubt.count:,} of {self._offered[table]:,} rows"
            yield Finding(f"rounded_{name}", f"{table}: {what} ({doubt})", "info")

    def refuse_without_rows(self, table: str, file: str | None, *, must_be_offered: bool) -> None:
        """LayoutError where every row offered to a table was kept out, or none was offered that must have been."""
        if self.tables[table] or not (self._offered[table] or must_be_offered):
            return
        reasons = [one.message for one in self.rejected if one.message.startswith(f"{table} ")]
        what = f"none of its {self._offered[table]:,} rows can be taken; the first one: {reasons[0]}" if reasons else ""
        raise LayoutError(
            what or f"what it lists holds no row for {table}",
            place=Place(file=file),
            expected="rows with what they need",
            next_step="It may answer another call, or its layout has changed",
        )

    def _read(self, element: Element, column: Column, where: Field, table: str, number: int) -> object:
        try:
            value = where.read(element, self._country)
        except CellError as error:
            if not column.required:
                place = f"row {number} {str(error.value)[:_LONGEST_SHOWN]!r}"
                self._unreadable.setdefault((table, column.name), _Doubt(error.expected)).add(place)
            return None
        if isinstance(value, Decimal) and value != cents(value):
            self._rounded.setdefault((table, column.name), _Doubt("")).add(f"row {number} {value}")
            return cents(value)
        return value

    def _reject(self, element: Element, columns: tuple[Column, ...], name: str, table: str, number: int) -> None:
        wanted = " or ".join(next(one.field.paths for one in columns if one.field and one.name == name))
        self._missing.setdefault((table, name), _Doubt(wanted)).add(f"row {number}")
        cells = _texts(element, columns)
        what = f"cannot be read: {cells[name][:_LONGEST_SHOWN]!r}" if name in cells else "is missing"
        message = f"{table} row {number}: {name} {what}. Expected it in {wanted}."
        self.rejected.append(RejectedRow(number, f"missing_{name}", message, cells))


def _texts(element: Element, columns: tuple[Column, ...]) -> dict[str, str]:
    """What an element says for each column, as it stands there."""
    paths = {one.name: one.field.paths for one in columns if one.field}
    return {one: said for one, where in paths.items() if (said := element.text(*where)) is not None}
