"""What a server looks at: the properties it answers for, on a day, each worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from threading import RLock

from simulator.guest_cards import GuestCard, guest_cards
from simulator.property_day import PropertyDay
from simulator.world import World


class Views:
    """The world as of `day`; earlier days can be asked for, later ones cannot."""

    def __init__(self, world: World, day: date) -> None:
        world.check_lived(day)
        self.world = world
        self.day = day
        self._days: dict[tuple[str, date], PropertyDay] = {}
        self._cards: dict[tuple[str, date], Sequence[GuestCard]] = {}
        self._lock = RLock()

    def property_day(self, property_id: str, day: date | None = None) -> PropertyDay:
        """The records of a property, of this day or an earlier one."""
        key = property_id, day or self.day
        with self._lock:
            if key not in self._days:
                self._days[key] = PropertyDay(self.world.books[property_id], key[1])
            return self._days[key]

    def cards(self, property_id: str, day: date | None = None) -> Sequence[GuestCard]:
        """The guest cards of a property, of this day or an earlier one."""
        key = property_id, day or self.day
        with self._lock:
            if key not in self._cards:
                self._cards[key] = guest_cards(self.property_day(*key))
            return self._cards[key]
