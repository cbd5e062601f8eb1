"""What apartments and properties have beside their rents: rooms, building, address, and when a vacant one was ready.

All of it follows from ids, names and the seed alone, so it is the same on every day and costs the world nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from simulator.chance import dice
from simulator.facts import Occupancy, Unit

UNITS_PER_BUILDING = 80
FASTEST_TURN, SLOWEST_TURN = 2, 16
STREETS = ("Larkspur Way", "Mill Road", "Juniper Street", "Harbor Avenue", "Canyon Drive", "Orchard Lane")
TOWNS = (("Denver", "CO", "80205"), ("Round Rock", "TX", "78664"), ("Lantana", "TX", "76226"), ("Mesa", "AZ", "85201"))


@dataclass(frozen=True, slots=True)
class Rooms:
    """What a floor plan has: bedrooms (a studio none), bathrooms, and the group reports list it under."""

    bedrooms: int
    bathrooms: Decimal

    @property
    def group(self) -> str:
        """Such as `2x2`."""
        return f"{self.bedrooms}x{self.bathrooms:f}"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a property is."""

    street: str
    city: str
    state: str
    postal_code: str
    phone: str


ROOMS_BY_PLAN = {
    "A1": Rooms(1, Decimal(1)),
    "A2": Rooms(1, Decimal(1)),
    "A2 AFF": Rooms(1, Decimal(1)),
    "B1": Rooms(2, Decimal(2)),
    "B2": Rooms(2, Decimal(2)),
    "C1": Rooms(3, Decimal(2)),
    "S1": Rooms(0, Decimal(1)),
    "TH1": Rooms(3, Decimal("2.5")),
}


def rooms_of(floor_plan: str) -> Rooms:
    """The rooms of a floor plan."""
    return ROOMS_BY_PLAN[floor_plan]


def number_in(ledger_id: str) -> int:
    """The running number at the end of a ledger id: 12 of `ridian-unit-0012`."""
    return int(ledger_id.rsplit("-", 1)[1])


def building_of(unit: Unit) -> int:
    """The number of a unit's building."""
    return (number_in(unit.unit_id) - 1) // UNITS_PER_BUILDING + 1


def address_of(slug: str) -> Address:
    """A property's address."""
    rng = dice(0, slug, "address")
    street = f"{rng.randint(100, 9900)} {rng.choice(STREETS)}"
    return Address(street, *rng.choice(TOWNS), phone=f"(555) 01{rng.randint(0, 9)}-{rng.randint(1000, 9999)}")


def made_ready_on(seed: int, stay: Occupancy) -> date | None:
    """The day on which a unit is ready for the next resident after a stay; None while nobody is to leave it."""
    if stay.move_out_date is None:
        return None
    turn = dice(seed, stay.occupancy_id, "made ready").randint(FASTEST_TURN, SLOWEST_TURN)
    return stay.move_out_date + timedelta(days=turn)
