"""Rules that need several rows at once: first come first served, overlapping stays, stays against unit statuses.

SQL finds the few rows that may stand in each other's way; only they come here and are walked in the order the rules
ask for. A rejected row is in nobody's way. No database in this module: rows in, broken rules out.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

REPEAT = "exact_repeat"


class Booking(NamedTuple):
    """Somebody or something taken for a half-open period."""

    what: Hashable
    start: date
    end: date | None


class Rival(NamedTuple):
    """One row that may stand in another's way: by its id, by values only one row may have, or by a period.

    `values` are the row's id and attributes; `claims` and `bookings` are told by the rule that another row's breaks.
    """

    row_number: int
    key: Hashable
    values: tuple[object, ...]
    claims: Mapping[str, Hashable]
    bookings: Mapping[str, Booking]


class Stay(NamedTuple):
    """One row per occupancy row that broke no rule by itself."""

    row_number: int
    unit_id: str
    resident_id: str
    move_in: date
    move_out: date | None

    @property
    def end(self) -> date:
        """First day no longer lived in; the end of time while open-ended."""
        return self.move_out or date.max


class StatusChange(NamedTuple):
    """One row per unit status row that broke no rule by itself."""

    row_number: int
    unit_id: str
    status: str
    start: date


class _Booked:
    """Half-open periods that do not overlap, kept in order of their start."""

    def __init__(self) -> None:
        self._periods: list[tuple[date, date]] = []

    def collides(self, start: date, end: date) -> bool:
        place = bisect_left(self._periods, (start, date.min))
        before = place > 0 and self._periods[place - 1][1] > start
        after = place < len(self._periods) and self._periods[place][0] < end
        return before or after

    def add(self, start: date, end: date) -> None:
        insort(self._periods, (start, end))


class _Accepted:
    """The rows of a file accepted so far."""

    def __init__(self) -> None:
        self._by_key: dict[Hashable, Rival] = {}
        self._claimed: set[tuple[str, Hashable]] = set()
        self._booked: defaultdict[tuple[str, Hashable], _Booked] = defaultdict(_Booked)

    def rule_against(self, row: Rival) -> str | None:
        first = self._by_key.get(row.key)
        if first:
            return REPEAT if first.values == row.values else "duplicate_id"
        claimed = (rule for rule, what in row.claims.items() if (rule, what) in self._claimed)
        booked = (
            rule
            for rule, one in row.bookings.items()
            if self._booked[rule, one.what].collides(one.start, one.end or date.max)
        )
        return next(claimed, None) or next(booked, None)

    def add(self, row: Rival) -> None:
        self._by_key[row.key] = row
        self._claimed.update(row.claims.items())
        for rule, one in row.bookings.items():
            self._booked[rule, one.what].add(one.start, one.end or date.max)


def first_come(rows: Iterable[Rival]) -> dict[int, str]:
    """Row number -> rule for each row that an earlier accepted row of the file keeps out."""
    accepted = _Accepted()
    broken = {}
    for row in rows:
        rule = accepted.rule_against(row)
        if rule is None:
            accepted.add(row)
        else:
            broken[row.row_number] = rule
    return broken


def settle(
    rivals: Mapping[str, Sequence[Rival]], stays: Sequence[Stay] = (), changes: Sequence[StatusChange] = ()
) -> dict[str, dict[int, str]]:
    """By dataset, row number -> rule, for rows in file order and the units' own courses together.

    What a unit's course forbids is taken out and everything is judged again without it, until nothing more is found.
    Stays and changes numbered below 0 stand already and are not judged.
    """
    forbidden: dict[str, dict[int, str]] = {dataset: {} for dataset in rivals}
    while True:
        broken = {
            dataset: forbidden[dataset] | first_come(row for row in rows if row.row_number not in forbidden[dataset])
            for dataset, rows in rivals.items()
        }
        found = status_conflicts(
            [one for one in stays if one.row_number not in broken.get("occupancies", {})],
            [one for one in changes if one.row_number not in broken.get("unit_statuses", {})],
        )
        more = dict(zip(("occupancies", "unit_statuses"), found, strict=True))
        for dataset, rules in forbidden.items():
            rules |= {number: rule for number, rule in more.get(dataset, {}).items() if number > 0}
        if all(rules.keys() <= broken[dataset].keys() for dataset, rules in forbidden.items()):
            return broken


def status_conflicts(stays: Iterable[Stay], changes: Iterable[StatusChange]) -> tuple[dict[int, str], dict[int, str]]:
    """Broken rules of stays and of status changes, by row number, from walking each unit's events in order of time.

    A unit inactive on a day takes no move-in on it; an occupied unit cannot turn inactive. Whatever comes first in
    time stands; on one day the status change counts before the move-in. The stays must not overlap.
    """
    events: defaultdict[str, list[tuple[date, int, Stay | StatusChange]]] = defaultdict(list)
    for change in changes:
        events[change.unit_id].append((change.start, 0, change))
    for stay in stays:
        events[stay.unit_id].append((stay.move_in, 1, stay))
    broken_stays: dict[int, str] = {}
    broken_changes: dict[int, str] = {}
    for of_unit in events.values():
        _walk(sorted(of_unit, key=lambda event: event[:2]), broken_stays, broken_changes)
    return broken_stays, broken_changes


def _walk(
    events: list[tuple[date, int, Stay | StatusChange]], broken_stays: dict[int, str], broken_changes: dict[int, str]
) -> None:
    inactive = False
    occupied_until = date.min
    for day, _, event in events:
        if isinstance(event, Stay):
            if inactive:
                broken_stays[event.row_number] = "unit_inactive_at_move_in"
            else:
                occupied_until = event.end
        elif event.status == "inactive" and occupied_until > day:
            broken_changes[event.row_number] = "inactive_while_occupied"
        else:
            inactive = event.status == "inactive"
