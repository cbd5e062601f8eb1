"""The resident transactions of Yardi: charges and payments of every account, and monthly charges by tenant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from simulator.calendar_days import add_months, first_of_month
from simulator.dwellings import number_in
from simulator.facts import Account, Entry, Occupancy
from simulator.property_day import NOTHING, DatedCharge, PropertyDay
from simulator.receivables import open_entries
from simulator.xml_tree import Element, tree
from simulator.yardi.tenants import occupant_code, property_code, tenant_code
from simulator.yardi.units import PSEUDO_UNITS

NAMESPACE = "http://yardi.com/ResidentTransactions20"
NON_RESIDENT = PSEUDO_UNITS[0]
INCOME_ACCOUNTS = {"RENT": "51100000"}
OTHER_INCOME = "52900000"
DESCRIPTIONS = {
    "RENT": "Base Rent",
    "PARKING": "Parking",
    "WATER": "Water and sewer",
    "TRASH": "Trash pick-up",
    "LATEFEE": "Late fee",
    "APPFEE": "Application fee",
    "ADMIN": "Administration fee",
    "DAMAGES": "Damages",
    "CONC/ONE-TIME": "One-time concession",
    "PMTOPACH": "Payment by bank transfer",
    "PMTOPCARD": "Payment by card",
    "PMTOTHER": "Payment",
}
Wanted = Callable[[Entry], bool]


def resident_transactions(records: PropertyDay, wanted: Wanted = lambda _entry: True) -> Element | None:
    """Every wanted entry of every account, with what is open of each charge; None where there is none."""
    customers = [
        _account_customer(records, account, entries)
        for account in records.book.accounts.values()
        if (entries := [one for one in _known(records, account) if wanted(one)])
    ]
    return _root(customers) if customers else None


def lease_charges(records: PropertyDay, month: date, tenant: str | None = None) -> Element | None:
    """What tenants are charged in a month, of one tenant or of all; None where nobody is charged."""
    first = first_of_month(month)
    on = records.day if first == first_of_month(records.day) else first
    customers = [
        _charged_customer(records, stay, on, first)
        for stay in records.stays
        if tenant in {None, tenant_code(records, stay)} and _lasts_in(stay, first) and records.recurring(stay, on)
    ]
    return _root(customers) if customers else None


def _root(customers: Sequence[dict[str, Any]]) -> Element:
    return tree("ResidentTransactions", {"Property": {"RT_Customer": customers}}, NAMESPACE)


def _known(records: PropertyDay, account: Account) -> list[Entry]:
    return [entry for entry in records.book.entries[account.account_id] if entry.posted_on <= records.day]


def _lasts_in(stay: Occupancy, first: date) -> bool:
    ends = stay.move_out_date
    return stay.move_in_date < add_months(first, 1) and (ends is None or ends > first)


def _account_customer(records: PropertyDay, account: Account, entries: Sequence[Entry]) -> dict[str, Any]:
    stay = records.stay_by_id.get(account.account_id)
    unit = records.unit_by_id[account.unit_id].unit_number if account.unit_id else NON_RESIDENT
    code = _code(records, account)
    due = {id(entry): amount for entry, amount in open_entries(records.book.entries[account.account_id], records.day)}
    lines = [_transaction(records, entry, due.get(id(entry), NOTHING), code, unit) for entry in entries]
    return _customer(records, code, unit, stay, lines)


def _code(records: PropertyDay, account: Account) -> str:
    """The tenant's code, also where a cancelled lease has taken the stay off the books."""
    site = records.property.site_id[-4:]
    return f"t{site}{number_in(account.account_id):04d}" if account.unit_id else f"t{site}9999"


def _customer(
    records: PropertyDay, code: str, unit: str, stay: Occupancy | None, lines: Sequence[Element]
) -> dict[str, Any]:
    people = records.people(stay) if stay else []
    customers = [
        {
            "@Type": "resident" if person.number == 1 else person.role,
            "CustomerID": occupant_code(records, stay, person),
            "Name": {"FirstName": person.first_name, "LastName": person.last_name},
        }
        for person in people
        if stay is not None
    ]
    return {
        "CustomerID": code,
        "PaymentAccepted": 0,
        "RT_Unit": {"UnitID": unit},
        "Customers": {"Customer": customers} if customers else "",
        "RTServiceTransactions": {"Transactions": [{"": line} for line in lines]},
    }


def _transaction(records: PropertyDay, entry: Entry, due: Decimal, code: str, unit: str) -> Element:
    """One line: a credit is a charge below zero, a payment says what was paid."""
    common = {
        "Description": DESCRIPTIONS[entry.code],
        "TransactionDate": entry.posted_on,
    }
    if entry.kind == "payment":
        detail: dict[str, Any] = {
            **common,
            "CustomerID": code,
            "UnitID": unit,
            "Amount": -entry.amount,
            "Comment": entry.code,
            "PropertyPrimaryID": property_code(records.book.site.slug),
            "DocumentNumber": f"{entry.posted_on:%y%m%d}{code[-4:]}",
            "PostMonth": first_of_month(entry.posted_on),
            "Reversal": "",
        }
        return _line("Payment", detail)
    return _line(
        "Charge",
        common | _charge_lines(records, DatedCharge(entry.code, entry.amount, entry.posted_on), due, code, unit),
    )


def _charge_lines(records: PropertyDay, charge: DatedCharge, due: Decimal, code: str, unit: str) -> dict[str, Any]:
    month_end = add_months(first_of_month(charge.since), 1)
    return {
        "ServiceFromDate": charge.since,
        "ServiceToDate": date.fromordinal(month_end.toordinal() - 1),
        "ChargeCode": charge.code.lower(),
        "GLAccountNumber": INCOME_ACCOUNTS.get(charge.code, OTHER_INCOME),
        "CustomerID": code,
        "UnitID": unit,
        "Amount": charge.amount,
        "BalanceDue": due,
        "Comment": "",
        "PropertyPrimaryID": property_code(records.book.site.slug),
    }


def _charged_customer(records: PropertyDay, stay: Occupancy, on: date, first: date) -> dict[str, Any]:
    code, unit = tenant_code(records, stay), records.unit_by_id[stay.unit_id].unit_number
    lease = records.lease(stay)
    lines = []
    for one in records.recurring(stay, on):
        known = {"Description": DESCRIPTIONS[one.code], "TransactionDate": first}
        detail = known | _charge_lines(records, one, NOTHING, code, unit)
        lines.append(_line("Charge", detail | {"ServiceToDate": lease.ends_on if lease else None}))
    return _customer(records, code, unit, stay, lines)


def _line(kind: str, detail: dict[str, Any]) -> Element:
    return tree(kind, {"Detail": detail}, NAMESPACE)
