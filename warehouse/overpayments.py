"""What exceeds an invoice: payments walked in the order in which they were made, those that still fit accepted.

SQL finds the few invoices whose rows together exceed them; only their rows come here. No database in this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from warehouse.leasing_conflicts import Rival, first_come


class Payment(NamedTuple):
    """One payment row that broke no rule by itself; `limit` is the amount of its invoice."""

    row_number: int
    key: Hashable
    values: tuple[object, ...]
    invoice_id: str
    amount: Decimal
    paid_on: date
    limit: Decimal


def settle_payments(rows: Sequence[Payment], rule: str) -> dict[int, str]:
    """Row number -> rule for each row that repeats an id or breaks `rule` by exceeding what is pending.

    Ids go by the order of the file, amounts by payment date and then by the order of the file. What exceeds does not
    occupy its id: it is taken out and the rest is judged again, until nothing more exceeds.
    """
    exceeding: dict[int, str] = {}
    while True:
        waiting = [one for one in rows if one.row_number not in exceeding]
        repeated = first_come(_as_rivals(waiting))
        found = _exceeding([one for one in waiting if one.row_number not in repeated])
        if not found:
            return exceeding | repeated
        exceeding |= dict.fromkeys(found, rule)


def _as_rivals(rows: Iterable[Payment]) -> list[Rival]:
    nothing: Mapping[str, Hashable] = {}
    ordered = sorted(rows, key=lambda one: one.row_number)
    return [Rival(one.row_number, one.key, one.values, nothing, {}) for one in ordered]


def _exceeding(rows: Iterable[Payment]) -> list[int]:
    """Row numbers of the payments that no longer fit; a smaller one after them may."""
    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    found = []
    for one in sorted(rows, key=lambda one: (one.paid_on, one.row_number)):
        if paid[one.invoice_id] + one.amount > one.limit:
            found.append(one.row_number)
        else:
            paid[one.invoice_id] += one.amount
    return found
