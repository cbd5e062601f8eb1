"""School billing: what schools, students, invoices and payments are kept in, as sent and as one model with history.

Their marts are declared in school_marts.py.
"""

from __future__ import annotations

import sqlalchemy as sa

from warehouse.schema.declare import COUNT, DAY, FLAG, TEXT, Reference, column, partition, table, tenant
from warehouse.schema.raw import feed
from warehouse.schema.unified import OWNER, entity

BILLED = sa.Numeric(12, 2)

feed(
    "school_billing_schools",
    "One row per school row of one school billing export.",
    {
        "school_id": "id: the source's own id of the school.",
        "name": "Name of the school.",
        "address": "Address, where given.",
        "phone": "Telephone, where given.",
        "email": "E-mail address, where given.",
        "is_active": "Whether the school is active.",
        "created_at": "When the source made the row; the unified stamps are the snapshots' own.",
        "updated_at": "When the source last changed the row; likewise.",
    },
)
feed(
    "school_billing_students",
    "One row per student row of one school billing export.",
    {
        "student_id": "id: the source's own id of the student.",
        "school_id": "The school the student goes to.",
        "first_name": "Given name.",
        "last_name": "Family name.",
        "email": "E-mail address, where given.",
        "grade": "Grade, where given.",
        "enrolled_at": "Day of enrolment, where given.",
        "is_active": "Whether the student is active.",
    },
    personal={"first_name": "name", "last_name": "name", "email": "e-mail address"},
)
feed(
    "school_billing_invoices",
    "One row per invoice row of one school billing export.",
    {
        "invoice_id": "id: the source's own id of the invoice.",
        "student_id": "The student the invoice is for.",
        "amount": "Amount invoiced.",
        "due_date": "Last day on which a payment is in time.",
        "status": "Status in the source's words.",
        "description": "What is invoiced, where given.",
    },
)
feed(
    "school_billing_payments",
    "One row per payment row of one school billing export.",
    {
        "payment_id": "id: the source's own id of the payment.",
        "invoice_id": "The invoice that is paid.",
        "amount": "Amount paid.",
        "payment_date": "Day of the payment.",
        "method": "How it was paid.",
        "reference": "Reference of the payment, where given.",
    },
)


def _refers(column_name: str, model: str) -> Reference:
    return Reference((*OWNER, column_name), f"unified.{model}", (*OWNER, column_name))


SCHOOLS = entity(
    "schools",
    "One row per school of a source.",
    [
        column("school_id", TEXT, "The source's id of the school.", required=True),
        column("name", TEXT, "Name of the school.", required=True),
        column("address", TEXT, "Address, where given."),
        column("phone", TEXT, "Telephone, where given."),
        column("email", TEXT, "E-mail address, where given."),
        column("is_active", FLAG, "Whether the school is active, as the source says.", required=True),
    ],
    key="school_id",
)
STUDENTS = entity(
    "students",
    "One row per student of a source.",
    [
        column("student_id", TEXT, "The source's id of the student.", required=True),
        column("school_id", TEXT, "The school the student goes to.", required=True),
        column("first_name", TEXT, "Given name.", required=True, personal="name"),
        column("last_name", TEXT, "Family name.", required=True, personal="name"),
        column("email", TEXT, "E-mail address, where given.", personal="e-mail address"),
        column("grade", TEXT, "Grade, where given."),
        column("enrolled_at", DAY, "Day of enrolment, where given."),
        column("is_active", FLAG, "Whether the student is active, as the source says.", required=True),
    ],
    key="student_id",
    references=[_refers("school_id", "schools")],
)
INVOICES = entity(
    "invoices",
    "One row per invoice of a source.",
    [
        column("invoice_id", TEXT, "The source's id of the invoice.", required=True),
        column("student_id", TEXT, "The student the invoice is for.", required=True),
        column("amount", BILLED, "Amount invoiced, rounded half up to the cent.", unit="currency", required=True),
        column("due_date", DAY, "Last day on which a payment is in time.", required=True),
        column(
            "status",
            TEXT,
            "Status as the source gives it; of it only CANCELLED counts, the rest is worked out from the payments.",
            required=True,
        ),
        column("description", TEXT, "What is invoiced, where given."),
    ],
    key="invoice_id",
    references=[_refers("student_id", "students")],
)
INVOICE_PAYMENTS = entity(
    "invoice_payments",
    "One row per payment of an invoice. Payments never change at this source: one that does is a finding.",
    [
        column("payment_id", TEXT, "The source's id of the payment.", required=True),
        column("invoice_id", TEXT, "The invoice that is paid.", required=True),
        column("amount", BILLED, "Amount paid, rounded half up to the cent; above 0.", unit="currency", required=True),
        column("payment_date", DAY, "Day of the payment.", required=True),
        column("method", TEXT, "CASH, BANK_TRANSFER, CREDIT_CARD, DEBIT_CARD or OTHER.", required=True),
        column("reference", TEXT, "Reference of the payment, where given."),
    ],
    key="payment_id",
    references=[_refers("invoice_id", "invoices")],
)
REFUSED_PAYMENTS = table(
    "unified.refused_payments",
    "One row per state of a payment and row of a later snapshot that named it and was refused while the state stood.",
    [
        *partition()[:3],
        column("payment_id", TEXT, "The source's id of the payment.", required=True),
        column("valid_from", DAY, "Snapshot day from which the state holds.", required=True),
        column("invoice_id", TEXT, "The invoice that is paid, by the state.", required=True),
        column("amount", BILLED, "Amount paid, likewise.", unit="currency", required=True),
        column("payment_date", DAY, "Day of the payment, likewise.", required=True),
        column("method", TEXT, "How it was paid, likewise.", required=True),
        column("reference", TEXT, "Its reference, likewise, where given."),
        column("snapshot_date", DAY, "Day of the snapshot.", required=True),
        column("row_number", COUNT, "The refused row's number in its file.", required=True, unit="row"),
        column("rule", TEXT, "The rule it broke.", required=True),
    ],
    key=(*OWNER, "payment_id", "valid_from", "snapshot_date", "row_number"),
    view=True,
)
QUARANTINED_PAYMENTS = table(
    "unified.quarantined_payments",
    "One row per state of a payment that was refused while it stood, as an overpayment or on a cancelled invoice.",
    [
        *partition()[:3],
        column("payment_id", TEXT, "The source's id of the payment.", required=True),
        column("valid_from", DAY, "Snapshot day from which the state holds.", required=True),
        column("quarantined_on", DAY, "Snapshot day from which the payment does not count.", required=True),
    ],
    key=(*OWNER, "payment_id", "valid_from"),
    view=True,
)
PAYMENT_TURNS = table(
    "unified.payment_turns",
    "One row per time that a payment, which never changes once it is made, did not stay as it was.",
    [
        *partition()[:3],
        column("payment_id", TEXT, "The source's id of the payment.", required=True),
        column("snapshot_date", DAY, "Snapshot day that showed it.", required=True),
        column("turn", TEXT, "changed, gone, come_back, or refused for what it is sent with.", required=True),
        column("fields", TEXT, "In words: each field that differs, before and after; of one gone all.", required=True),
    ],
    key=(*OWNER, "payment_id", "snapshot_date", "turn"),
    view=True,
)
REMINDER_TEMPLATES = table(
    "ops.reminder_templates",
    "One row per tenant, language and stage whose reminder the tenant words itself; the others are shipped.",
    [
        tenant(),
        column("language", TEXT, "Two letters: en, es or a language the tenant adds with every stage.", required=True),
        column("stage", TEXT, "first (1-30 days overdue), second (31-60) or final (more).", required=True),
        column(
            "message",
            TEXT,
            "The text; {student}, {school}, {amount}, {invoices}, {due_date} and {days} are filled in.",
            required=True,
        ),
    ],
    key=("tenant_id", "language", "stage"),
)
