"""Receivables: one view over every source that charges or is paid, and the mart that compares their accounts.

The three unified views read marts where only a mart knows what counts: which invoices and payments of a school do, and
what a client is billed. They are therefore created with the marts that read them (warehouse/derived.py).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from warehouse.schema.declare import COUNT, DAY, FLAG, MONEY, TEXT, column, table, tenant

_KEY = ("tenant_id", "source", "account_id")


def _account() -> list[sa.Column[Any]]:
    return [
        tenant(),
        column("source", TEXT, "The system the account is kept in, as named in the portfolio.", required=True),
        column("account_kind", TEXT, "resident, patient, student or client.", required=True),
        column(
            "account_id",
            TEXT,
            "The account: the source's own id; of a property's residents the property before it. A report names none "
            "that every account has: there it is the account's position in the newest one.",
            required=True,
        ),
    ]


def _described() -> list[sa.Column[Any]]:
    return [
        column(
            "source_account_id",
            TEXT,
            "The source's own id: of the student, patient, client or resident; blank where a report prints none.",
        ),
        column("group_id", TEXT, "What the account belongs to: its property or school; blank where there is none."),
        column("unit_number", TEXT, "Unit of a resident, as the source writes it; blank where it names none."),
        column("vendor_status", TEXT, "Status of the resident in the vendor's words; blank where none is given."),
        column("is_alive", FLAG, "Whether the source still has the account.", required=True),
        column(
            "basis",
            TEXT,
            "What is known of it: ledger (charges and payments), printed (the balances a report prints), payments (no "
            "charges) or charges (no payments).",
            required=True,
        ),
        column("as_of", DAY, "The day it holds: that of the account's newest snapshot.", required=True),
    ]


def _money(name: str, text: str) -> sa.Column[Any]:
    return column(name, MONEY, text, unit="currency")


ACCOUNTS = table(
    "unified.accounts",
    "One row per account that any source keeps; of reports and calls, of the newest of the property.",
    [
        *_account(),
        *_described(),
        _money("printed_balance", "Balance a report prints; blank where it is worked out or not known."),
        _money("printed_prepaid", "Prepayments a report prints, negative; blank as above."),
        _money("printed_0_30", "0-30 days past due, as printed; blank as above."),
        _money("printed_31_60", "31-60 days past due, as printed; blank as above."),
        _money("printed_61_90", "61-90 days past due, as printed; blank as above."),
        _money("printed_over_90", "Over 90 days past due, as printed; blank as above."),
    ],
    key=_KEY,
    view=True,
)
CHARGES = table(
    "unified.charges",
    "One row per charge of an account: an invoice that is not cancelled, a charge of Yardi's newest resident "
    "transactions, what is billed for a contract and month.",
    [
        *_account(),
        column("charge_id", TEXT, "The charge, by its id in the source, or its place there.", required=True),
        column("charge_code", TEXT, "Charge code, in the vendor's words; blank where the source has none."),
        column("description", TEXT, "What is charged, where given."),
        column("due_date", DAY, "Last day on which a payment is in time; Yardi, which has none: the day charged."),
        column("amount", MONEY, "Amount charged; a credit is negative.", unit="currency", required=True),
        _money("open_amount", "What of it is not paid yet; blank where payments are not known."),
        _money("paid_amount", "Sum of the payments that name it; blank where payments name no charge."),
        column("payment_count", COUNT, "Payments that name it; blank as above.", unit="payments"),
        column("last_payment_date", DAY, "Day of the last of them; blank without any, and as above."),
        column("as_of", DAY, "The day it holds: that of the account's newest snapshot.", required=True),
        column("days_past_due", COUNT, "Days from due_date to as_of; negative before it.", unit="days"),
    ],
    key=("tenant_id", "source", "charge_id"),
    view=True,
)
PAYMENTS = table(
    "unified.payments",
    "One row per payment of an account that counts.",
    [
        *_account(),
        column("payment_id", TEXT, "The payment, by its id in the source, or its place there.", required=True),
        column("charge_id", TEXT, "The charge that is paid; blank where the source does not say which."),
        column("payment_date", DAY, "Day of the payment; blank where the source has none: a patient ledger."),
        column("amount", MONEY, "Amount paid; a refund is negative.", unit="currency", required=True),
        column("method", TEXT, "How it was paid, or what for, in the source's words; blank where it does not say."),
        column("reference", TEXT, "Reference or document number of the payment, where given."),
    ],
    key=("tenant_id", "source", "payment_id"),
    view=True,
)
RECEIVABLES = table(
    "marts.receivables",
    "One row per account of any source: what it was charged, what it paid, what it owes and since when. Blank is not "
    "known, never 0. A property that two sources report on has its accounts in both.",
    [
        *_account(),
        *_described(),
        column("charge_count", COUNT, "Charges; blank where none is known.", unit="charges"),
        _money("charged", "Sum of the charges; blank where none is known: reports print balances, patients pay alone."),
        column("payment_count", COUNT, "Payments; blank where none is known.", unit="payments"),
        _money("paid", "Sum of the payments that count; blank where none is known."),
        _money(
            "balance",
            "What is owed: what is open of the charges and what is prepaid, or as printed. Where the source does not "
            "say what is open of a charge: charged - paid. Blank where charges or payments are not known.",
        ),
        _money("prepaid", "Of it what is paid beyond the charges that are open no more: negative; blank as balance."),
        _money(
            "not_due",
            "Of it what is open and not past due on as_of; blank where ages are not known, and of reports, which do "
            "not tell it from 0-30.",
        ),
        _money("balance_0_30", "Of it 1-30 days past due; as printed also what is not due, RealPage: net of prepaid."),
        _money("balance_31_60", "Of it 31-60 days past due; as printed, RealPage: net of prepaid."),
        _money("balance_61_90", "Of it 61-90 days past due; as above."),
        _money("balance_over_90", "Of it over 90 days past due; as above."),
        column("oldest_due_date", DAY, "Earliest due date of what is past due and open; blank without any."),
        column("last_payment_date", DAY, "Day of the last payment; blank where none is known."),
    ],
    key=_KEY,
)
