"""The rent rolls of a simulated world on the days of its reports, by plain loops, and what they show of stays."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from simulator.facts import Lease, Occupancy, Unit
from simulator.households import household
from simulator.realpage.rows import household_id
from simulator.truth import kind_of_unit, units_with_facts

SHOWS_FORMERS_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Home:
    """A unit on a day, as known then: who lives there, under which lease, for how much."""

    unit: Unit
    state: str
    stay: Occupancy | None
    rent: Decimal | None
    lease: Lease | None
    resident_id: str | None
    people: str | None

    @property
    def status(self):
        """Active or not."""
        return "inactive" if self.state in {"admin", "down"} else "active"

    @property
    def roll(self):
        """What a roll says: who, for how much (blank where it is not known), the status, and whether anybody."""
        rent = self.rent if self.stay else Decimal(0)
        return self.resident_id, self.people, rent, self.status, self.stay is not None

    @property
    def tenancy(self):
        """What tells a lease from the next one of the same people."""
        return self.stay and (self.stay.occupancy_id, self.lease and self.lease.lease_id)


class Rolls:
    """The homes of every property on each of the days, by (property, unit number); some properties print ids."""

    def __init__(self, world, days, with_ids=()):
        self.world = world
        self.days = days
        self._homes = {day: dict(_homes(world, day, with_ids)) for day in days}

    def __getitem__(self, day):
        """The homes as the newest roll that is not later than the day has them."""
        return self._homes[max(one for one in self.days if one <= day)]

    def listed(self, key):
        """The days whose roll has a unit, and its homes; a unit that got another number is two."""
        return [(day, self[day][key]) for day in self.days if key in self[day]]

    def units(self):
        """Every unit that any roll has."""
        return sorted({key for homes in self._homes.values() for key in homes})

    def since(self, key, day):
        """The first report day of the state a unit is in on a report day."""
        one = self[day][key]
        for earlier in [each for each in reversed(self.days) if each < day]:
            before = self[earlier].get(key)
            if before is None or (before.roll, before.tenancy) != (one.roll, one.tenancy):
                break
            day = earlier
        return day

    def stays(self, key):
        """(stay as last listed, its end as far as the rolls show it or None while it lasts), of one unit."""
        last_listed = {one.stay.occupancy_id: (day, one.stay) for day, one in self.listed(key) if one.stay}
        return [(stay, self._end(key, seen, stay)) for seen, stay in last_listed.values()]

    def _end(self, key, seen, stay):
        """As told of who has left, else as announced, but no later than the first roll that misses the stay."""
        later = [day for day in self.days if day > seen]
        if not later:
            return None
        told = [left for day in later if key in self[day] and (left := self._left(key[0], stay, day))]
        return min(told[-1] if told else stay.move_out_date or later[0], later[0])

    def _left(self, property_id, stay, day):
        """The move-out day that the roll of a day prints of somebody who has left lately."""
        known = self.world.books[property_id].journal.as_known(Occupancy, day).get(stay.occupancy_id)
        left = known.move_out_date if known else None
        return left if left is not None and day - SHOWS_FORMERS_FOR <= left <= day else None


def _homes(world, day: date, with_ids):
    for property_id, book in world.books.items():
        facts = world.property_facts(property_id, day)
        leases = [one for one in book.journal.as_known(Lease, day).values() if not one.cancelled_on]
        for one in units_with_facts(facts):
            stay = one.stay_on(day)
            people = household(world.seed, facts.residents[stay.resident_id]) if stay else ()
            own = [lease for lease in leases if stay and lease.occupancy_id == stay.occupancy_id]
            yield (
                (property_id, one.unit.unit_number),
                Home(
                    one.unit,
                    kind_of_unit(one, day),
                    stay,
                    one.rent_on(stay, day) if stay else None,
                    _in_effect(own, day),
                    str(household_id(stay)) if stay and property_id in with_ids else None,
                    "; ".join(f"{person.last_name}, {person.first_name}" for person in people) or None,
                ),
            )


def _in_effect(leases, day):
    """The last lease that has begun, or the first where none has."""
    ordered = sorted(leases, key=lambda one: one.starts_on)
    begun = [one for one in ordered if one.starts_on <= day]
    return begun[-1] if begun else next(iter(ordered), None)
