"""The clinic's ledger: patients and their payments, which are entered, corrected, deleted and sometimes restored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from simulator.chance import dice, happenings, money
from simulator.facts import Patient, PatientPayment
from simulator.journal import Journal
from simulator.names import FIRST_NAMES, married_name, person

TENANT = "harbor_clinic"
FIRST_PATIENT, FIRST_PAYMENT = 1000, 500_000
OLDEST, YOUNGEST = 95, 1
DAYS_IN_YEAR = 365
MIDDLE_NAME_CHANCE = 0.4
RESTORED_CHANCE = 0.5
PAYMENTS_AT_FIRST = 6


@dataclass(frozen=True, slots=True)
class ClinicPace:
    """Chances per patient and day."""

    new_patient: float = 0.004
    new_payment: float = 0.05
    change: float = 0.004
    deletion: float = 0.002


class Clinic:
    """The clinic's records, kept in a journal."""

    def __init__(self, seed: int, start: date, patients: int, pace: ClinicPace) -> None:
        self.seed = seed
        self.pace = pace
        self.today = start
        self.journal = Journal()
        self.rng = dice(seed, TENANT, "opening")
        self._agenda: dict[date, list[Callable[[], None]]] = {}
        self._patients = FIRST_PATIENT
        self._payments = FIRST_PAYMENT
        for _ in range(patients):
            self._add_patient(payments=self.rng.randint(0, PAYMENTS_AT_FIRST))

    def live_day(self, day: date) -> None:
        """Let one day pass at the clinic."""
        self.today = day
        self.rng = dice(self.seed, TENANT, day)
        for task in self._agenda.pop(day, []):
            task()
        self._happen(self.pace.new_patient, self._add_patient)
        self._happen(self.pace.new_payment, self._add_payment)
        for change in (self._rename, self._correct_birth, self._correct_amount):
            self._happen(self.pace.change, change)
        for deletion in (self._delete_patient, self._delete_payment):
            self._happen(self.pace.deletion, deletion)

    def _happen(self, chance: float, happening: Callable[[], None]) -> None:
        for _ in range(happenings(self.rng, chance * len(self.journal.current(Patient)))):
            happening()

    def _any_patient(self) -> Patient:
        return self.rng.choice(list(self.journal.current(Patient).values()))

    def _any_payment(self) -> PatientPayment | None:
        payments = list(self.journal.current(PatientPayment).values())
        return self.rng.choice(payments) if payments else None

    def _add_patient(self, payments: int = 0) -> None:
        self._patients += 1
        first, last = person(self.rng)
        middle = self.rng.choice(FIRST_NAMES) if happenings(self.rng, MIDDLE_NAME_CHANCE) else None
        patient = Patient(str(self._patients), first, last, middle, self._date_of_birth())
        self.journal.record(self.today, patient)
        for _ in range(payments):
            self._enter_payment(patient)

    def _date_of_birth(self) -> date:
        return self.today - timedelta(days=self.rng.randint(YOUNGEST * DAYS_IN_YEAR, OLDEST * DAYS_IN_YEAR))

    def _add_payment(self) -> None:
        self._enter_payment(self._any_patient())

    def _enter_payment(self, patient: Patient) -> None:
        self._payments += 1
        payment = PatientPayment(str(self._payments), patient.external_id, money(self.rng, 1, 400))
        self.journal.record(self.today, payment)

    def _rename(self) -> None:
        """Change a last name, or enter or drop a middle name."""
        patient = self._any_patient()
        if patient.middle_name and self.rng.randrange(2):
            changed = replace(patient, middle_name=None)
        elif self.rng.randrange(2):
            changed = replace(patient, middle_name=self.rng.choice(FIRST_NAMES))
        else:
            changed = replace(patient, last_name=married_name(self.rng, patient.last_name))
        self.journal.record(self.today, changed)

    def _correct_birth(self) -> None:
        self.journal.record(self.today, replace(self._any_patient(), date_of_birth=self._date_of_birth()))

    def _correct_amount(self) -> None:
        payment = self._any_payment()
        if payment:
            self.journal.record(self.today, replace(payment, amount=money(self.rng, 1, 400)))

    def _delete_patient(self) -> None:
        """Delete a patient with all payments; about half of them come back some days later, with the same ids."""
        if len(self.journal.current(Patient)) <= 1:
            return
        patient = self._any_patient()
        payments = [
            payment
            for payment in self.journal.current(PatientPayment).values()
            if payment.patient_id == patient.external_id
        ]
        facts: list[Patient | PatientPayment] = [patient, *payments]
        for fact in facts:
            self.journal.remove(self.today, fact)
        self._perhaps_restore(facts)

    def _delete_payment(self) -> None:
        payment = self._any_payment()
        if payment:
            self.journal.remove(self.today, payment)
            self._perhaps_restore([payment])

    def _perhaps_restore(self, facts: list[Patient | PatientPayment]) -> None:
        if happenings(self.rng, RESTORED_CHANCE):
            day = self.today + timedelta(days=self.rng.randint(1, 9))
            self._agenda.setdefault(day, []).append(partial(self._restore, facts))

    def _restore(self, facts: list[Patient | PatientPayment]) -> None:
        for fact in facts:
            if isinstance(fact, Patient) or fact.patient_id in self.journal.current(Patient):
                self.journal.record(self.today, fact)
