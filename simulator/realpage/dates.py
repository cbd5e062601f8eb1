"""The four ways in which one answer of the gateway writes days, and the day that stands for none."""

from __future__ import annotations

from datetime import date

NO_DAY = date(1900, 1, 1)


def slashed(day: date | None) -> str | None:
    """02/01/2026."""
    return f"{day:%m/%d/%Y}" if day else None


def iso(day: date | None) -> str | None:
    """2026-02-01."""
    return day.isoformat() if day else None


def spaced(day: date | None) -> str | None:
    """2026-02-01 00:00:00.000."""
    return f"{day.isoformat()} 00:00:00.000" if day else None


def to_the_second(day: date | None) -> str | None:
    """2026-02-01 00:00:00."""
    return f"{day.isoformat()} 00:00:00" if day else None


def spelt(day: date | None) -> str | None:
    """Feb  1 2026 12:00AM: the day of the month takes two places."""
    return f"{day:%b} {day.day:>2} {day.year} 12:00AM" if day else None
