"""Patients and payments of an external ledger (system 3): two JSON, CSV or Excel files, each a full snapshot."""

from __future__ import annotations

from parsers.exports.feed import Feed, Field

PATIENTS = Feed(
    source="patient_ledger",
    dataset="patients",
    fields=(
        Field("externalId", "external_id"),
        Field("firstName", "first_name"),
        Field("lastName", "last_name"),
        Field("middleName", "middle_name", required=False),
        Field("dateOfBirth", "date_of_birth", kind="date", required=False),
    ),
    rules={
        "date_of_birth_in_future": "dateOfBirth {date_of_birth} lies after the day of the snapshot",
        "date_of_birth_too_early": "dateOfBirth {date_of_birth} lies in or before the year 1900",
    },
)
PAYMENTS = Feed(
    source="patient_ledger",
    dataset="payments",
    fields=(
        Field("externalId", "external_id"),
        Field("patientId", "patient_id"),
        Field("amount", "amount", kind="amount"),
    ),
    rules={"unknown_patient": "patientId {patient_id} is no patient of this source; the patient's row may be rejected"},
)
FEEDS = (PATIENTS, PAYMENTS)
