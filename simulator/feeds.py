"""The tables of the ledgers as their sources export them: names, fields in order, and rows of a day.

Four: `leasing_ledger` of the management company, `patient_ledger` of the clinic, `school_billing` of the schools,
`contract_billing` of the fleet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from simulator.contract_facts import Client, Contract, ContractVersion, Employee, Trip, Vendor
from simulator.facts import (
    Invoice,
    InvoicePayment,
    Occupancy,
    Patient,
    PatientPayment,
    Property,
    Rent,
    Resident,
    School,
    Student,
    Unit,
    UnitStatus,
)
from simulator.journal import Journal
from simulator.world import World

Value = str | bool | Decimal | date | None
Row = Mapping[str, Value]
Ledger = Literal["leasing_ledger", "patient_ledger", "school_billing", "contract_billing"]


@dataclass(frozen=True, slots=True)
class Feed:
    """One exported table: its source, its fields by the name of the fact's attribute, the first being the id."""

    source: Ledger
    kind: type[
        Property
        | Unit
        | Resident
        | Occupancy
        | Rent
        | UnitStatus
        | Patient
        | PatientPayment
        | School
        | Student
        | Invoice
        | InvoicePayment
        | Client
        | Vendor
        | Employee
        | Contract
        | ContractVersion
        | Trip
    ]
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


# The schools' tables are apart: the clinic has one called payments, too.
SCHOOL_FEEDS: Mapping[str, Feed] = {
    "schools": Feed(
        "school_billing", School, {"id": "school_id", **_same("name", "address", "phone", "email", "is_active")}
    ),
    "students": Feed(
        "school_billing",
        Student,
        {
            "id": "student_id",
            **_same("school_id", "first_name", "last_name", "email", "grade", "enrolled_at", "is_active"),
        },
    ),
    "invoices": Feed(
        "school_billing",
        Invoice,
        {"id": "invoice_id", **_same("student_id", "amount", "due_date", "status", "description")},
    ),
    "payments": Feed(
        "school_billing",
        InvoicePayment,
        {"id": "payment_id", **_same("invoice_id", "amount", "payment_date", "method", "reference")},
    ),
}


CONTRACT_FEEDS: Mapping[str, Feed] = {
    "clients": Feed("contract_billing", Client, _same("client_id", "name")),
    "vendors": Feed("contract_billing", Vendor, _same("vendor_id", "name")),
    "employees": Feed("contract_billing", Employee, _same("employee_id", "client_id", "name")),
    "contracts": Feed("contract_billing", Contract, _same("contract_id", "client_id", "vendor_id", "status")),
    "contract_versions": Feed(
        "contract_billing",
        ContractVersion,
        _same(
            "version_id",
            "contract_id",
            "version_number",
            "billing_model",
            "rules_config",
            "valid_from",
            "valid_until",
        ),
    ),
    "trips": Feed(
        "contract_billing",
        Trip,
        _same(
            "trip_id",
            "client_id",
            "vendor_id",
            "contract_id",
            "employee_id",
            "start_time",
            "end_time",
            "distance_km",
            "is_carpool",
        ),
    ),
}


def feeds_of(source: Ledger) -> dict[str, Feed]:
    """The tables that a source exports, by name."""
    known = {"school_billing": SCHOOL_FEEDS, "contract_billing": CONTRACT_FEEDS}.get(source, FEEDS)
    return {table: feed for table, feed in known.items() if feed.source == source}


def feed_rows(world: World, feed: Feed, day: date) -> list[Row]:
    """The rows of a table as exported on `day`, every field named, in the order they were first entered."""
    world.check_lived(day)
    journals = _journals(world, feed.source)
    facts: Iterable[object] = (fact for journal in journals for fact in journal.as_known(feed.kind, day).values())
    return [{name: getattr(fact, attribute) for name, attribute in feed.attributes.items()} for fact in facts]


def _journals(world: World, source: Ledger) -> list[Journal]:
    alone = {"patient_ledger": world.clinic.journal, "school_billing": world.schools.journal}
    alone |= {"contract_billing": world.fleet.journal}
    return [alone[source]] if source in alone else [book.journal for book in world.books.values()]
