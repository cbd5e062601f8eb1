"""A file holds the report of one property: one that holds several is refused, for the others would be lost silently."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from parsers.banner import BETWEEN, PROPERTY_LABELS, is_furniture
from parsers.cells import squash
from parsers.errors import LayoutError, Place
from parsers.grid import Sheet, Workbook

ONE_AT_A_TIME = "Export the report for one property at a time, all its pages in one sheet"
_ROWS_ABOVE_TITLE = 3
_ROWS_BELOW_TITLE = 8
_CONTINUED = re.compile(r"[\s(-]+cont(?:\.|inued)?[\s)-]*$", re.IGNORECASE)


class _Named(NamedTuple):
    """A line that names a property: its text, its place, and how it stands to the title or the label beside it."""

    said: str
    place: Place
    shape: tuple[object, ...]


def several_properties(what: str, *, place: Place, expected: str = "the report of one property") -> LayoutError:
    """The refusal of a file that holds the reports of several properties."""
    return LayoutError(what, place=place, expected=expected, next_step=ONE_AT_A_TIME)


def several_sheets(names: Sequence[str], *, file: str, what: str) -> LayoutError:
    """The same for a workbook with a table on several sheets, of which one is read."""
    return several_properties(
        f"{len(names)} sheets hold {what}: {', '.join(map(repr, names))}",
        place=Place(file=file),
        expected="one sheet, of one property",
    )


def refuse_several_banners(workbook: Workbook, titles: Sequence[str]) -> None:
    """LayoutError where the report's title repeats with another property's name: above it, or after a label near it.

    A page's banner repeats the first one's words in the same places; what stands there otherwise is no name.
    """
    squashed = tuple(map(squash, titles))
    first: dict[tuple[object, ...], _Named] = {}
    above: _Named | None = None
    for sheet in workbook.sheets:
        for row in _titled(sheet, squashed):
            if found := _name_above(workbook, sheet, row, squashed):
                above = above or found
                _refuse_another(above, found)
            for one in _labelled(workbook, sheet, row):
                _refuse_another(first.setdefault(one.shape, one), one)


def _titled(sheet: Sheet, titles: tuple[str, ...]) -> list[int]:
    """The rows with a title; few texts begin with its letter, and the others need not be squashed."""
    initials = {letter for one in titles for letter in (one[0], one[0].upper())}
    return [
        row
        for row, line in enumerate(sheet.rows)
        if any(
            isinstance(cell, str) and cell.lstrip()[:1] in initials and squash(cell).startswith(titles) for cell in line
        )
    ]


def _refuse_another(first: _Named, found: _Named) -> None:
    if found.shape == first.shape and not _is_same(first.said, found.said):
        raise several_properties(
            f"the file holds several properties: {first.said!r} and, further on, {found.said!r}", place=found.place
        )


def _is_same(one: str, other: str) -> bool:
    """Whether two lines name one property; one of them may leave the company out."""
    shorter, longer = sorted((one, other), key=lambda said: BETWEEN in said)
    alone = BETWEEN not in shorter and squash(shorter) == squash(longer.partition(BETWEEN)[2])
    return squash(one) == squash(other) or alone


def _name_above(workbook: Workbook, sheet: Sheet, title: int, titles: tuple[str, ...]) -> _Named | None:
    """The nearest text above a title in its column, in a row that holds words alone."""
    column = next(at for at, said in sheet.texts(title).items() if squash(said).startswith(titles))
    rows = range(title - 1, max(title - _ROWS_ABOVE_TITLE, 0) - 1, -1)
    row = next((row for row in rows if column in sheet.texts(row)), None)
    if row is None or len(sheet.cells(row)) != len(sheet.texts(row)):
        return None
    said = {at: one for at, one in sheet.texts(row).items() if not is_furniture(one)}
    name = said.pop(column, None)
    if name is None:
        return None
    beside = sorted((at - column, squash(one)) for at, one in said.items())
    return _Named(_CONTINUED.sub("", name), Place(workbook.name, sheet.name, row + 1), (title - row, *beside))


def _labelled(workbook: Workbook, sheet: Sheet, title: int) -> Iterator[_Named]:
    """What stands after the labels of a property in the rows below a title."""
    for row in range(title, min(title + _ROWS_BELOW_TITLE, len(sheet.rows))):
        said = list(sheet.texts(row).values())
        for position, one in enumerate(said):
            label, colon, rest = one.partition(":")
            value = rest.strip() or next(iter(said[position + 1 :]), "")
            if colon and value and squash(label) in PROPERTY_LABELS:
                yield _Named(value, Place(workbook.name, sheet.name, row + 1), (squash(label),))
