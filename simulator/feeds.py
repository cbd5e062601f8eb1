"""The tables of the two ledgers as their sources export them: names, fields in order, and rows of a day.

Two ledgers: `leasing_ledger` of the management company, `patient_ledger` of the clinic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from simulator.facts import Occupancy, Patient, PatientPayment, Property, Rent, Resident, Unit, UnitStatus
from simulator.world import World

Value = str | Decimal | date | None
Row = Mapping[str, Value]
Ledger = Literal["leasing_ledger", "patient_ledger"]


@dataclass(frozen=True, slots=True)
class Feed:
    """One exported table: its source, its fields by the name of the fact's attribute, the first being the id."""

    source: Ledger
    kind: type[Property | Unit | Resident | Occupancy | Rent | UnitStatus | Patient | PatientPayment]
    attributes: Mapping[str, str]
    left_out_when_empty: frozenset[str] = frozenset()

    @property
    def id_field(self) -> str:
        """The field that never changes."""
        return next(iter(self.attributes))


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


FEEDS: Mapping[str, Feed] = {
    "properties": Feed("leasing_ledger", Property, _same("property_id", "name")),
    "units": Feed("leasing_ledger", Unit, _same("unit_id", "property_id", "unit_number")),
    "residents": Feed("leasing_ledger", Resident, _same("resident_id", "first_name", "last_name")),
    "occupancies": Feed(
        "leasing_ledger",
        Occupancy,
        _same("occupancy_id", "unit_id", "resident_id", "move_in_date", "move_out_date"),
    ),
    "rents": Feed("leasing_ledger", Rent, _same("rent_id", "occupancy_id", "amount", "effective_date")),
    "unit_statuses": Feed("leasing_ledger", UnitStatus, _same("unit_status_id", "unit_id", "status", "start_date")),
    "patients": Feed(
        "patient_ledger",
        Patient,
        {
            "externalId": "external_id",
            "firstName": "first_name",
            "lastName": "last_name",
            "middleName": "middle_name",
            "dateOfBirth": "date_of_birth",
        },
        frozenset({"middleName"}),
    ),
    "payments": Feed(
        "patient_ledger",
        PatientPayment,
        {"externalId": "external_id", "patientId": "patient_id", "amount": "amount"},
    ),
}


def feed_rows(world: World, table: str, day: date) -> list[Row]:
    """The rows of a table as exported on `day`, every field named, in the order they were first entered."""
    world.check_lived(day)
    feed = FEEDS[table]
    journals = [world.clinic.journal] if feed.source == "patient_ledger" else [b.journal for b in world.books.values()]
    facts: Iterable[object] = (fact for journal in journals for fact in journal.as_known(feed.kind, day).values())
    return [{name: getattr(fact, attribute) for name, attribute in feed.attributes.items()} for fact in facts]
