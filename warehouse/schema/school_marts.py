"""The marts of school billing: invoices with their status on any day, ledgers, balances, risk and reminders.

Everything holds as of `as_of`, the day of the newest snapshot of the source. A payment counts from its own date, a due
date passes by itself; what the source changes, cancels or takes away counts from the snapshot that shows it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from warehouse.schema.declare import COUNT, DAY, FLAG, FRACTION, MONEY, TEXT, column, table, tenant
from warehouse.schema.school_billing import BILLED


def _of_source() -> list[sa.Column[Any]]:
    return [
        tenant(),
        column("source", TEXT, "The system the figures come from, as named in the portfolio.", required=True),
    ]


def _of_school() -> list[sa.Column[Any]]:
    return [*_of_source(), column("school_id", TEXT, "The school, by its id in the source.", required=True)]


def _of_student(*, named: bool = True) -> list[sa.Column[Any]]:
    ids = [*_of_school(), column("student_id", TEXT, "The student, by its id in the source.", required=True)]
    names = [
        column("first_name", TEXT, "Given name of the student.", personal="name"),
        column("last_name", TEXT, "Family name of the student.", personal="name"),
    ]
    return ids + names if named else ids


def _as_of() -> sa.Column[Any]:
    return column("as_of", DAY, "The day the figures hold: that of the newest snapshot of the source.", required=True)


def _money(name: str, text: str) -> sa.Column[Any]:
    return column(name, MONEY, text, unit="currency", required=True)


def _number(name: str, text: str, unit: str) -> sa.Column[Any]:
    return column(name, COUNT, text, unit=unit, required=True)


def _balance() -> list[sa.Column[Any]]:
    return [
        _number("invoice_count", "Invoices, cancelled ones excluded.", "invoices"),
        _money("invoiced", "Sum of their amounts."),
        _money("paid", "Sum of the payments on them."),
        _money("pending", "invoiced - paid, what is overdue included."),
        _money("overdue", "Pending amounts of the overdue invoices."),
        *_overdue(),
        _number("payment_count", "Payments.", "payments"),
        _number("late_payment_count", "Payments made after the due date.", "payments"),
    ]


def _overdue() -> list[sa.Column[Any]]:
    return [
        _number("overdue_invoice_count", "Overdue invoices.", "invoices"),
        _money("overdue_0_30", "Of overdue: at most 30 days past due."),
        _money("overdue_31_60", "Of overdue: 31-60 days past due."),
        _money("overdue_61_90", "Of overdue: 61-90 days past due."),
        _money("overdue_over_90", "Of overdue: over 90 days past due."),
    ]


def _invoice() -> list[sa.Column[Any]]:
    return [
        *_of_student(),
        column("school_name", TEXT, "Name of the school.", required=True),
        column("invoice_id", TEXT, "The invoice, by its id in the source.", required=True),
        column("description", TEXT, "What is invoiced, where given."),
        column("amount", BILLED, "Amount invoiced.", unit="currency", required=True),
        column("due_date", DAY, "Last day on which a payment is in time.", required=True),
        _as_of(),
        column(
            "status",
            TEXT,
            "The first that holds: CANCELLED, as the source says; PAID, nothing pending; OVERDUE, due before as_of; "
            "PARTIAL, something paid; PENDING.",
            required=True,
        ),
        _money("paid", "Sum of the payments made by as_of; 0 where cancelled."),
        _money("pending", "amount - paid, at least 0; 0 where cancelled: nothing is owed."),
        column(
            "days_overdue", COUNT, "Days from due_date to as_of, at least 0; blank if paid or cancelled.", unit="days"
        ),
        column("age_bucket", TEXT, "Of an overdue invoice: 0-30, 31-60, 61-90 or over 90 days past due; else blank."),
        _number("payment_count", "Payments made by as_of.", "payments"),
        _number("late_payment_count", "Of them, those made after due_date.", "payments"),
        column("first_payment_date", DAY, "Day of the first of them; blank without any."),
        column("last_payment_date", DAY, "Day of the last of them; blank without any."),
    ]


def _period() -> list[sa.Column[Any]]:
    return [
        *_of_student(named=False),
        column("invoice_id", TEXT, "The invoice, by its id in the source.", required=True),
        column("valid_from", DAY, "First day of the period.", required=True),
        column("valid_to", DAY, "First day after the period; blank where nothing known ends it."),
        column("status", TEXT, "CANCELLED, PAID, OVERDUE, PARTIAL or PENDING.", required=True),
        column("amount", BILLED, "Amount invoiced, as it was in the period.", unit="currency", required=True),
        column("due_date", DAY, "Last day on which a payment was in time, likewise.", required=True),
        _money("paid", "Sum of the payments that counted in the period; 0 where cancelled."),
        _money("pending", "amount - paid, at least 0; 0 where cancelled."),
    ]


PAYMENT_HISTORY = table(
    "marts.payment_history",
    "One row per payment alive at the source, quarantined ones that were never accepted left out (they are findings).",
    [
        *_of_student(named=False),
        column("payment_id", TEXT, "The payment, by its id in the source.", required=True),
        column("invoice_id", TEXT, "The invoice that is paid.", required=True),
        column("payment_date", DAY, "Day of the payment.", required=True),
        column("amount", BILLED, "Amount paid.", unit="currency", required=True),
        column("method", TEXT, "CASH, BANK_TRANSFER, CREDIT_CARD, DEBIT_CARD or OTHER.", required=True),
        column("reference", TEXT, "Reference of the payment, where given."),
        column("due_date", DAY, "Last day on which the payment would have been in time.", required=True),
        column("is_late", FLAG, "Whether it was made after due_date.", required=True),
        column(
            "ledger_state",
            TEXT,
            "counted; later (dated after the newest snapshot, counts from its day); or why it does not count although "
            "it was accepted once: invoice_cancelled, invoice_gone, quarantined (an overpayment by now).",
            required=True,
        ),
        column("created_at", DAY, "First snapshot day that has the payment.", required=True),
    ],
    key=("tenant_id", "source", "payment_id"),
    view=True,
)
AMENDED_INVOICE_STATUSES = table(
    "marts.amended_invoice_statuses",
    "One row per period of unchanged status, amount, due date and payments of an invoice that was changed, cancelled, "
    "taken away or had a payment so; half open. invoice_statuses shows them with all others.",
    _period(),
    key=("tenant_id", "source", "invoice_id", "valid_from"),
)
INVOICE_DETAILS = table(
    "marts.invoice_details",
    "One row per invoice alive at the source, in its state as of the newest snapshot day.",
    [
        *_invoice(),
        column(
            "starts_on",
            DAY,
            "First day it is taken to have existed: that of its first snapshot. What the first snapshot of all lists "
            "is as old as its due date or first payment, where one is earlier.",
            required=True,
        ),
        column("is_amended", FLAG, "Whether amended_invoice_statuses holds its periods.", required=True),
        column("rejected_since", DAY, "Since when the invoice's row has been rejected; the last good state is shown."),
    ],
    key=("tenant_id", "source", "invoice_id"),
    view=True,
)
OVERDUE_INVOICES = table(
    "marts.overdue_invoices",
    "One row per invoice that is overdue as of the newest snapshot day; for another day ask invoice_statuses.",
    _invoice(),
    key=("tenant_id", "source", "invoice_id"),
    view=True,
)
INVOICE_STATUSES = table(
    "marts.invoice_statuses",
    "One row per invoice and period of unchanged status, amount, due date and payments; half open. The state on a day "
    "d: valid_from <= d and (valid_to > d or blank); after the newest snapshot day it is what becomes of it without "
    "further payments.",
    _period(),
    key=("tenant_id", "source", "invoice_id", "valid_from"),
    view=True,
)
SCHOOL_SUMS = table(
    "marts.school_sums",
    "One row per student; per school and month in which invoices fall due; and per school, day and method of payment. "
    "Summed in one pass for student_balance, monthly_revenue and daily_collections, which are easier to read. "
    "Cancelled invoices are left out.",
    [
        *_of_source(),
        column("school_id", TEXT, "The school, by its id in the source; blank in rows of a student."),
        column("student_id", TEXT, "The student, by its id in the source; blank in rows of a school."),
        column("due_month", DAY, "First day of the month in which the invoices fall due; blank in other rows."),
        column("date", DAY, "Day of the payments; blank in rows of a student and of a month."),
        column("method", TEXT, "How they were paid; blank likewise."),
        _as_of(),
        column("invoice_count", COUNT, "Invoices; blank in rows with a date.", unit="invoices"),
        column("invoiced", MONEY, "Sum of their amounts; blank likewise.", unit="currency"),
        _money("paid", "Sum of the payments on them, or of the day."),
        column("payment_count", COUNT, "Payments; blank in rows of a month's invoices.", unit="payments"),
        column("late_payment_count", COUNT, "Payments made after the due date; blank likewise.", unit="payments"),
        column("last_payment_date", DAY, "Day of the last payment; blank likewise, or without any."),
        *(
            column(one.name, one.type, f"{one.comment} Blank in rows of a school.", unit=one.info["unit"])
            for one in _overdue()
        ),
        column("oldest_due_date", DAY, "Earliest due date of the overdue invoices; blank without any."),
    ],
    key=("tenant_id", "source", "school_id", "student_id", "due_month", "date", "method"),
)
STUDENT_BALANCE = table(
    "marts.student_balance",
    "One row per student alive at the source, or gone with invoices that are not.",
    [
        *_of_student(),
        column("email", TEXT, "E-mail address, where given.", personal="e-mail address"),
        column("grade", TEXT, "Grade, where given."),
        column("is_alive", FLAG, "Whether the source still has the student.", required=True),
        column("is_active", FLAG, "Whether the source has the student and says active.", required=True),
        _as_of(),
        *_balance(),
        column("oldest_due_date", DAY, "Earliest due date of the overdue invoices; blank without any."),
        column("last_payment_date", DAY, "Day of the last payment; blank without any."),
    ],
    key=("tenant_id", "source", "student_id"),
    view=True,
)
SCHOOL_SUMMARY = table(
    "marts.school_summary",
    "One row per school alive at the source, or gone with students that are not.",
    [
        *_of_school(),
        column("name", TEXT, "Name of the school.", required=True),
        column("is_active", FLAG, "Whether the source has the school and says active.", required=True),
        _as_of(),
        _number("students", "Students the source has.", "students"),
        _number("active_students", "Of them, the active ones.", "students"),
        *_balance(),
    ],
    key=("tenant_id", "source", "school_id"),
)
DAILY_COLLECTIONS = table(
    "marts.daily_collections",
    "One row per school and day with a payment that counts.",
    [
        *_of_school(),
        column("date", DAY, "Day of the payments.", required=True),
        _number("payment_count", "Payments of the day.", "payments"),
        _money("amount", "Sum of the payments."),
        _money("cash", "Of it in cash."),
        _money("bank_transfer", "Of it by bank transfer."),
        _money("credit_card", "Of it by credit card."),
        _money("debit_card", "Of it by debit card."),
        _money("other", "Of it in another way."),
    ],
    key=("tenant_id", "source", "school_id", "date"),
)
MONTHLY_REVENUE = table(
    "marts.monthly_revenue",
    "One row per school and month in which invoices fall due or payments were made; cancelled invoices excluded.",
    [
        *_of_school(),
        column("month", DAY, "First day of the month.", required=True),
        _number("invoice_count", "Invoices due in the month.", "invoices"),
        _money("invoiced", "Sum of their amounts."),
        _money("paid", "What of them is paid as of the newest snapshot day, in whatever month."),
        _number("payment_count", "Payments made in the month.", "payments"),
        _money("collected", "Sum of the payments made in the month, on whatever invoices."),
        column("collection_rate", FRACTION, "paid / invoiced; blank where nothing is invoiced.", unit="fraction"),
    ],
    key=("tenant_id", "source", "school_id", "month"),
)
ACCOUNT_STATEMENT = table(
    "marts.account_statement",
    "One row per movement of a student's account; opening balance of a period: the amounts before it, summed; closing "
    "balance: those through its end. Cancelled invoices and payments that do not count are left out.",
    [
        *_of_student(named=False),
        column(
            "movement_date", DAY, "Due date of an invoice (the source has no other), day of a payment.", required=True
        ),
        column("kind", TEXT, "invoice or payment.", required=True),
        column("document_id", TEXT, "The invoice or the payment, by its id in the source.", required=True),
        column("invoice_id", TEXT, "The invoice, or the one that is paid.", required=True),
        column("description", TEXT, "What is invoiced; of a payment its method and reference."),
        column("charge", BILLED, "Amount invoiced; 0 for a payment.", unit="currency", required=True),
        column("credit", BILLED, "Amount paid; 0 for an invoice.", unit="currency", required=True),
        column("amount", MONEY, "charge - credit: what it adds to the balance.", unit="currency", required=True),
    ],
    key=("tenant_id", "source", "kind", "document_id"),
    view=True,
)
PAYMENT_RISK = table(
    "marts.payment_risk",
    "One row per student of student_balance: how late payments are made, by rules anyone can follow.",
    [
        *_of_student(),
        _as_of(),
        _number("payment_count", "Payments.", "payments"),
        _number("late_payment_count", "Payments made after the due date.", "payments"),
        column("late_share", FRACTION, "late_payment_count / payment_count; blank without payments.", unit="fraction"),
        column("risk_level", TEXT, "HIGH: late_share over 50 %; MEDIUM: 20-50 %; LOW: below; blank without payments."),
        column("score", COUNT, "100 x late_share, rounded half up: 0 to 100; blank without payments.", unit="points"),
        column("factors", TEXT, "What the level rests on, and what is overdue.", required=True),
        column("suggested_action", TEXT, "What to do next.", required=True),
    ],
    key=("tenant_id", "source", "student_id"),
    view=True,
)
COLLECTION_QUEUE = table(
    "marts.collection_queue",
    "One row per student with overdue invoices and language of the reminder, whom to remind first coming first.",
    [
        *_of_student(),
        column("email", TEXT, "E-mail address, where given.", personal="e-mail address"),
        column("school_name", TEXT, "Name of the school.", required=True),
        column(
            "language", TEXT, "Language of the message: en, es, or one the tenant's own templates add.", required=True
        ),
        _as_of(),
        _number(
            "place", "Place in the school's queue: by risk level, then overdue amount, then days overdue.", "place"
        ),
        column("risk_level", TEXT, "As in payment_risk."),
        _money("overdue", "Pending amounts of the overdue invoices."),
        _number("overdue_invoice_count", "Overdue invoices.", "invoices"),
        column("oldest_due_date", DAY, "Earliest due date of them.", required=True),
        _number("days_overdue", "Days from it to as_of.", "days"),
        column("stage", TEXT, "first (1-30 days overdue), second (31-60) or final (more).", required=True),
        column("message", TEXT, "The reminder, from the stage's template.", personal="name"),
    ],
    key=("tenant_id", "source", "student_id", "language"),
    view=True,
)
