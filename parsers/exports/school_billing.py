"""School billing (system 4): schools, students, invoices and payments, each file a full snapshot.

Amounts are rounded half up to the cent, as the source's own numeric(12,2) does; a time of day behind a date is dropped.
"""

from __future__ import annotations

from parsers.exports.feed import Feed, Field

SOURCE = "school_billing"
STATUSES = "PENDING, PARTIAL, PAID, OVERDUE or CANCELLED"
METHODS = "CASH, BANK_TRANSFER, CREDIT_CARD, DEBIT_CARD or OTHER"


def _not_an_amount(column: str) -> dict[str, str]:
    sentence = (
        f"amount is {{{column}}}, which is no amount of money; expected digits below ten thousand million, without "
        "thousands separators"
    )
    return {f"{column}_not_an_amount": sentence}


def _implausible(column: str) -> dict[str, str]:
    sentence = f"{column} {{{column}}} lies before 1900 or after 2199; expected the date of a real event"
    return {f"{column}_implausible": sentence}


def _not_a_flag(column: str) -> dict[str, str]:
    return {f"{column}_not_a_flag": f"{column} is {{{column}}}; expected true or false"}


SCHOOLS = Feed(
    SOURCE,
    "schools",
    (
        Field("id", "school_id"),
        Field("name", "name"),
        Field("address", "address", required=False),
        Field("phone", "phone", required=False),
        Field("email", "email", required=False),
        Field("is_active", "is_active"),
        Field("created_at", "created_at", required=False),
        Field("updated_at", "updated_at", required=False),
    ),
    rules=_not_a_flag("is_active"),
)
STUDENTS = Feed(
    SOURCE,
    "students",
    (
        Field("id", "student_id"),
        Field("school_id", "school_id"),
        Field("first_name", "first_name"),
        Field("last_name", "last_name"),
        Field("email", "email", required=False),
        Field("grade", "grade", required=False),
        Field("enrolled_at", "enrolled_at", kind="date", required=False),
        Field("is_active", "is_active"),
    ),
    rules={
        **_not_a_flag("is_active"),
        "unknown_school": "school_id {school_id} is no school of this source; the school's row may be rejected",
    },
)
INVOICES = Feed(
    SOURCE,
    "invoices",
    (
        Field("id", "invoice_id"),
        Field("student_id", "student_id"),
        Field("amount", "amount", kind="amount"),
        Field("due_date", "due_date", kind="date"),
        Field("status", "status"),
        Field("description", "description", required=False),
    ),
    rules={
        **_not_an_amount("amount"),
        **_implausible("due_date"),
        "amount_negative": "amount {amount} is below 0; an invoice cannot be. Expected a credit as another document",
        "status_unknown": f"status is {{status}}; expected {STATUSES}",
        "unknown_student": "student_id {student_id} is no student of this source; the student's row may be rejected",
    },
)
PAYMENTS = Feed(
    SOURCE,
    "payments",
    (
        Field("id", "payment_id"),
        Field("invoice_id", "invoice_id"),
        Field("amount", "amount", kind="amount"),
        Field("payment_date", "payment_date", kind="date"),
        Field("method", "method"),
        Field("reference", "reference", required=False),
    ),
    rules={
        **_not_an_amount("amount"),
        **_implausible("payment_date"),
        "amount_not_positive": "amount {amount} is not above 0; a payment must be",
        "method_unknown": f"method is {{method}}; expected {METHODS}",
        "unknown_invoice": "invoice_id {invoice_id} is no invoice of this source; the invoice's row may be rejected",
        "payment_on_cancelled_invoice": "invoice {invoice_id} is cancelled and takes no payment; refund it, or reopen "
        "the invoice at the source",
        "overpayment": "amount {amount} exceeds what was pending on invoice {invoice_id} after the payments before it "
        "(by payment_date, then by place in the file); correct it at the source, or refund what is too much",
    },
)
FEEDS = (SCHOOLS, STUDENTS, INVOICES, PAYMENTS)
