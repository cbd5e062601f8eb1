"""How RealPage reports print the length of a lease: months, or words for month to month."""

from __future__ import annotations

import re

from parsers.cells import Cell, squash, without_marks
from parsers.errors import CellError

_MONTHS = re.compile(r"(?P<months>\d+)(?:\.0*)?\s*(?:mos?\.?|months?)?", re.IGNORECASE)
_WITHOUT_TERM = frozenset({"mtm", "monthtomonth", "m2m"})


def months_of_term(value: Cell) -> int | None:
    """The months of a lease's term, None where it is blank or month to month."""
    said = without_marks(value)
    if said is None or squash(said) in {"", "na", *_WITHOUT_TERM}:
        return None
    if found := _MONTHS.fullmatch(said):
        return int(found["months"])
    raise CellError(said, expected="a number of months such as 12, MTM, or a blank")
