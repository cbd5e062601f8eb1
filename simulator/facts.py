"""What the world is made of, as plain values: records of the leasing ledger, rent accounts, clinic and schools."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Status = Literal["active", "inactive"]
LeaseKind = Literal["new", "renewal", "transfer"]
NoticeKind = Literal["move out", "transfer"]
Habit = Literal["prompt", "early", "late", "short", "none"]
EntryKind = Literal["charge", "payment", "credit"]


@dataclass(frozen=True, slots=True)
class Property:
    """One property of the portfolio."""

    property_id: str
    name: str
    site_id: str

    @property
    def key(self) -> str:
        """The property's id."""
        return self.property_id


@dataclass(frozen=True, slots=True)
class Unit:
    """One apartment; a model apartment is shown to prospects and never let."""

    unit_id: str
    property_id: str
    unit_number: str
    floor_plan: str
    square_feet: int
    base_rent: Decimal
    market_rent: Decimal
    is_model: bool = False

    @property
    def key(self) -> str:
        """The unit's id."""
        return self.unit_id


@dataclass(frozen=True, slots=True)
class Resident:
    """One person who lives, lived or will live in a unit."""

    resident_id: str
    first_name: str
    last_name: str

    @property
    def key(self) -> str:
        """The resident's id."""
        return self.resident_id

    @property
    def full_name(self) -> str:
        """The name as a rent roll writes it: first, then last."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Occupancy:
    """One stay of a resident in a unit; half open: nobody lives there on the move-out day."""

    occupancy_id: str
    unit_id: str
    resident_id: str
    move_in_date: date
    move_out_date: date | None = None

    @property
    def key(self) -> str:
        """The occupancy's id."""
        return self.occupancy_id

    def covers(self, day: date) -> bool:
        """Whether the resident lives there on `day`."""
        return self.move_in_date <= day and (self.move_out_date is None or day < self.move_out_date)


@dataclass(frozen=True, slots=True)
class Rent:
    """One monthly rent of an occupancy, in effect until a later one is."""

    rent_id: str
    occupancy_id: str
    amount: Decimal
    effective_date: date

    @property
    def key(self) -> str:
        """The rent's id."""
        return self.rent_id


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """One change of a unit's status, in effect until the next one."""

    unit_status_id: str
    unit_id: str
    status: Status
    start_date: date

    @property
    def key(self) -> str:
        """The status change's id."""
        return self.unit_status_id


@dataclass(frozen=True, slots=True)
class Lease:
    """One signed lease; a renewal is a further lease of the same occupancy. Both days are included."""

    lease_id: str
    occupancy_id: str
    unit_id: str
    resident_id: str
    kind: LeaseKind
    signed_on: date
    starts_on: date
    ends_on: date
    cancelled_on: date | None = None

    @property
    def key(self) -> str:
        """The lease's id."""
        return self.lease_id


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to vacate, or to move to another unit, of an occupancy."""

    occupancy_id: str
    kind: NoticeKind
    given_on: date

    @property
    def key(self) -> str:
        """The occupancy's id: it has at most one notice at a time."""
        return self.occupancy_id


@dataclass(frozen=True, slots=True)
class Account:
    """One ledger account: of an occupancy, or of the property's miscellaneous income (no occupancy, no unit)."""

    account_id: str
    unit_id: str | None
    habit: Habit
    parking: Decimal
    deposit: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an account: charges are positive, payments and credits negative. Entries are never changed."""

    account_id: str
    kind: EntryKind
    code: str
    posted_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient of the clinic; only the external id never changes."""

    external_id: str
    first_name: str
    last_name: str
    middle_name: str | None
    date_of_birth: date

    @property
    def key(self) -> str:
        """The external id."""
        return self.external_id


@dataclass(frozen=True, slots=True)
class PatientPayment:
    """One payment of a patient; even its amount may be corrected."""

    external_id: str
    patient_id: str
    amount: Decimal

    @property
    def key(self) -> str:
        """The external id."""
        return self.external_id


@dataclass(frozen=True, slots=True)
class School:
    """One school that bills its students."""

    school_id: str
    name: str
    address: str | None
    phone: str | None
    email: str | None
    is_active: bool

    @property
    def key(self) -> str:
        """The school's id."""
        return self.school_id


@dataclass(frozen=True, slots=True)
class Student:
    """One student of a school; one who leaves stays in the books, no longer active."""

    student_id: str
    school_id: str
    first_name: str
    last_name: str
    email: str | None
    grade: str
    enrolled_at: date
    is_active: bool

    @property
    def key(self) -> str:
        """The student's id."""
        return self.student_id


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice of a student; its amount, due date and status may be amended."""

    invoice_id: str
    student_id: str
    amount: Decimal
    due_date: date
    status: str
    description: str

    @property
    def key(self) -> str:
        """The invoice's id."""
        return self.invoice_id


@dataclass(frozen=True, slots=True)
class InvoicePayment:
    """One payment of an invoice; it never changes once it is entered."""

    payment_id: str
    invoice_id: str
    amount: Decimal
    payment_date: date
    method: str
    reference: str | None

    @property
    def key(self) -> str:
        """The payment's id."""
        return self.payment_id
