"""How RealPage reports print the length of a lease: months, or words for month to month."""

from __future__ import annotations

import re

from parsers.cells import squash
from parsers.errors import CellError
from parsers.reader import SheetReader

_MONTHS = re.compile(r"(?P<months>\d+)(?:\.0*)?\s*(?:mos?\.?|months?)?", re.IGNORECASE)
_WITHOUT_TERM = frozenset({"mtm", "monthtomonth", "m2m"})


def months_of_term(reader: SheetReader, row: int, column: int | None) -> int | None:
    """The months of a lease's term, None where it is blank or month to month."""
    said = reader.text(row, column)
    if said is None or squash(said) in {"", "na", *_WITHOUT_TERM}:
        return None
    if found := _MONTHS.fullmatch(said):
        return int(found["months"])
    raise CellError(said, place=reader.place(row, column), expected="a number of months such as 12, MTM, or a blank")
