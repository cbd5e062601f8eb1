"""Seeded chance: the same seed, place and day always give the same throws, whatever was thrown elsewhere."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

CENT = Decimal("0.01")
DOLLAR = Decimal(1)
ONE_IN_FIVE = 5


def dice(seed: int, place: str, day: date | str) -> Random:
    """The dice of one place on one day."""
    return Random(f"{seed}/{place}/{day}")


def happenings(rng: Random, expected: float) -> int:
    """How often something happens that is expected `expected` times: the whole part, and perhaps once more."""
    whole = int(expected)
    return whole + (rng.random() < expected - whole)


def cents(amount: Decimal) -> Decimal:
    """An amount rounded half up to cents."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def money(rng: Random, low: int, high: int) -> Decimal:
    """An amount between two whole dollars, to the cent."""
    return Decimal(rng.randint(low * 100, high * 100)) / 100 + Decimal("0.00")


def moved(rng: Random, amount: Decimal, low_percent: int, high_percent: int) -> Decimal:
    """An amount moved by some per cent, to the dollar, now and then to the cent."""
    changed = amount * (100 + rng.randint(low_percent, high_percent)) / 100
    if rng.randrange(ONE_IN_FIVE) == 0:
        return cents(changed + money(rng, 0, 1))
    return changed.quantize(DOLLAR, ROUND_HALF_UP) + Decimal("0.00")
