"""The world: four tenants that live day by day, the same for the same seed however they are advanced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from simulator.book import PropertyBook
from simulator.clinic import Clinic, ClinicPace
from simulator.contracts import Fleet
from simulator.facts import (
    Occupancy,
    Patient,
    PatientPayment,
    Property,
    Rent,
    Resident,
    Unit,
    UnitStatus,
)
from simulator.leasing import live_day
from simulator.opening import open_books
from simulator.portfolio import BRISK, PORTFOLIO, STEADY, Pace, Site, resized
from simulator.school import SchoolBooks, SchoolPace

DEFAULT_SEED = 20250101
DEFAULT_START = date(2025, 1, 1)
PATIENTS = 400
SMALL_PATIENTS = 25
SMALL_SITES = ("nexus_east", "parkside", "ridian")
SMALL_SCHOOLS = SchoolPace(schools=2, students=14, enrolment=0.004, leaving=0.002, amendment=0.01, cancellation=0.004)
BRISK_CLINIC = ClinicPace(new_patient=0.01, new_payment=0.08, change=0.02, deletion=0.008)


@dataclass(frozen=True, slots=True)
class LeasingFacts:
    """One property's leasing ledger as known on one day."""

    property: Property
    units: Sequence[Unit]
    residents: Mapping[str, Resident]
    occupancies: Sequence[Occupancy]
    rents: Sequence[Rent]
    unit_statuses: Sequence[UnitStatus]


@dataclass(frozen=True, slots=True)
class ClinicFacts:
    """The clinic's ledger as known on one day."""

    patients: Sequence[Patient]
    payments: Sequence[PatientPayment]


class World:
    """All tenants, from `start` to `today`.

    `sites` are the properties it holds, `pace` and `clinic_pace` how fast life goes, `patients` how many the clinic
    begins with, `school_pace` how many students the schools begin with and how fast life goes there.
    """

    def __init__(
        self,
        seed: int = DEFAULT_SEED,
        start: date = DEFAULT_START,
        *,
        sites: Sequence[Site] = PORTFOLIO,
        pace: Pace = STEADY,
        patients: int = PATIENTS,
        clinic_pace: ClinicPace | None = None,
        school_pace: SchoolPace | None = None,
    ) -> None:
        self.seed = seed
        self.start = start
        self.today = start
        self.books: dict[str, PropertyBook] = {site.slug: open_books(seed, site, start, pace) for site in sites}
        self.clinic = Clinic(seed, start, patients, clinic_pace or ClinicPace())
        self.schools = SchoolBooks(seed, start, school_pace or SchoolPace())
        self.fleet = Fleet(seed, start)

    @classmethod
    def small(
        cls, seed: int = DEFAULT_SEED, start: date = DEFAULT_START, *, properties: int = 3, units: int = 12
    ) -> Self:
        """A world for tests: few properties with few units each (at most three), where much happens."""
        chosen = [site for slug in SMALL_SITES[:properties] for site in PORTFOLIO if site.slug == slug]
        sites = [resized(site, units) for site in chosen]
        return cls(
            seed,
            start,
            sites=sites,
            pace=BRISK,
            patients=SMALL_PATIENTS,
            clinic_pace=BRISK_CLINIC,
            school_pace=SMALL_SCHOOLS,
        )

    def advance_to(self, day: date) -> Self:
        """Let every day up to `day` pass; days that have passed stay as they were."""
        while self.today < day:
            self.today += timedelta(days=1)
            for book in self.books.values():
                live_day(book, self.today)
            self.clinic.live_day(self.today)
            self.schools.live_day(self.today)
            self.fleet.live_day(self.today)
        return self

    def leasing_facts(self, day: date) -> list[LeasingFacts]:
        """Each property's ledger as known at the end of `day`."""
        return [self.property_facts(property_id, day) for property_id in self.books]

    def property_facts(self, property_id: str, day: date) -> LeasingFacts:
        """One property's ledger as known at the end of `day`."""
        self.check_lived(day)
        return _leasing_facts(self.books[property_id], day)

    def clinic_facts(self, day: date) -> ClinicFacts:
        """The clinic's ledger as known at the end of `day`."""
        self.check_lived(day)
        journal = self.clinic.journal
        patients, payments = journal.as_known(Patient, day), journal.as_known(PatientPayment, day)
        return ClinicFacts(list(patients.values()), list(payments.values()))

    def check_lived(self, day: date) -> None:
        """Refuse a day that the world has not lived."""
        if not self.start <= day <= self.today:
            raise ValueError(f"The world has lived from {self.start} to {self.today}, not on {day}: advance it first")


def _leasing_facts(book: PropertyBook, day: date) -> LeasingFacts:
    journal = book.journal
    return LeasingFacts(
        property=journal.as_known(Property, day)[book.property.key],
        units=list(journal.as_known(Unit, day).values()),
        residents=journal.as_known(Resident, day),
        occupancies=list(journal.as_known(Occupancy, day).values()),
        rents=list(journal.as_known(Rent, day).values()),
        unit_statuses=list(journal.as_known(UnitStatus, day).values()),
    )
