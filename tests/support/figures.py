"""Published figures and exact ones, side by side."""

from decimal import Decimal
from fractions import Fraction
from math import floor


def published(marts, table, keys, columns, where="TRUE"):
    """Rows of a mart: the columns of each by its key columns, no key twice."""
    found = marts.execute(f"SELECT {', '.join([*keys, *columns])} FROM marts.{table} WHERE {where}").fetchall()
    rows = {row[: len(keys)]: row[len(keys) :] for row in found}
    assert len(rows) == len(found), f"marts.{table} repeats {keys}"
    return rows


def share(part, whole):
    """A part of a whole, None of nothing."""
    return float(Fraction(part, whole)) if whole else None


def rounded(amount, digits):
    """An exact amount of at least 0, rounded half up."""
    return None if amount is None else Decimal(floor(amount * 10**digits + Fraction(1, 2))).scaleb(-digits)
