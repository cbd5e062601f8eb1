"""Days and months by the calendar; no clock is read here or anywhere else in this room."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta


def first_of_month(day: date) -> date:
    """The first day of the month that holds `day`."""
    return day.replace(day=1)


def days_in_month(day: date) -> int:
    """How many days the month of `day` has."""
    return monthrange(day.year, day.month)[1]


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later (earlier when negative), or that month's last day if it is shorter."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def month_days(day: date) -> Iterator[date]:
    """Every day of the month that holds `day`."""
    first = first_of_month(day)
    return days_between(first, first.replace(day=days_in_month(first)))


def months_apart(earlier: date, later: date) -> int:
    """How many month boundaries lie between two days."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month
