"""Who lives with a resident, and what a vendor knows of each person: all of it follows from the seed and the id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from simulator.chance import dice
from simulator.facts import Resident
from simulator.names import FIRST_NAMES, person

Role = Literal["head", "spouse", "roommate"]
COMPANIONS: tuple[tuple[Role, ...], ...] = ((), (), (), ("spouse",), ("roommate",), ("spouse", "roommate"))
OLDEST = date(1950, 1, 1)
DAYS_OF_BIRTH = 54 * 365


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a household; `number` counts from 1, the head."""

    number: int
    role: Role
    first_name: str
    last_name: str
    email: str
    phone: str
    date_of_birth: date
    social_security_number: str


def household(seed: int, resident: Resident) -> list[Person]:
    """The resident, who heads the household, and those who live with them."""
    rng = dice(seed, resident.resident_id, "household")
    people = [_person(rng, 1, "head", resident.first_name, resident.last_name)]
    for number, role in enumerate(rng.choice(COMPANIONS), 2):
        last = resident.last_name if role == "spouse" else person(rng)[1]
        people.append(_person(rng, number, role, rng.choice(FIRST_NAMES), last))
    return people


def _person(rng: Random, number: int, role: Role, first_name: str, last_name: str) -> Person:
    return Person(
        number,
        role,
        first_name,
        last_name,
        email=f"user{rng.randint(10000, 99999)}@example.com",
        phone=f"(555) 01{rng.randint(0, 9)}-{rng.randint(1000, 9999)}",
        date_of_birth=OLDEST + timedelta(days=rng.randrange(DAYS_OF_BIRTH)),
        social_security_number=f"9{rng.randint(0, 99):02d}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}",
    )
