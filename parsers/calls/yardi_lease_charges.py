"""Yardi lease charges: what accounts are charged in a month; resident transactions have the same form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from parsers.calls.call import Call, Listing
from parsers.calls.element import Element
from parsers.calls.fields import day_at, money_at, text_at
from parsers.calls.taking import Taking

_LINES = ("charge", "payment")


class YardiLeaseCharge(NamedTuple):
    """One row per charge or payment of an account; a credit is a charge below zero, a payment says what was paid."""

    row_number: int
    customer_id: Annotated[str, text_at("Detail/CustomerID", "CustomerID")]
    unit_code: Annotated[str | None, text_at("Detail/UnitID", "RT_Unit/UnitID")]
    transaction_type: str
    description: Annotated[str | None, text_at("Detail/Description")]
    transaction_date: Annotated[date | None, day_at("Detail/TransactionDate")]
    service_from: Annotated[date | None, day_at("Detail/ServiceFromDate")]
    service_to: Annotated[date | None, day_at("Detail/ServiceToDate")]
    charge_code: Annotated[str | None, text_at("Detail/ChargeCode")]
    gl_account: Annotated[str | None, text_at("Detail/GLAccountNumber")]
    amount: Annotated[Decimal, money_at("Detail/Amount")]
    balance_due: Annotated[Decimal | None, money_at("Detail/BalanceDue")]
    comment: Annotated[str | None, text_at("Detail/Comment")]
    property_code: Annotated[str | None, text_at("Detail/PropertyPrimaryID")]
    document_number: Annotated[str | None, text_at("Detail/DocumentNumber")]
    post_month: Annotated[str | None, text_at("Detail/PostMonth")]
    reversal: Annotated[str | None, text_at("Detail/Reversal")]
    payment_accepted: Annotated[str | None, text_at("PaymentAccepted")]


def _take_account(taking: Taking, account: Element) -> None:
    own = [one for one in account.children if one.name != "rtservicetransactions"]
    for transactions in account.all("RTServiceTransactions/Transactions"):
        for line in transactions.children:
            # The account's own id and unit stand behind the line's, for lines that do not repeat them.
            whole = Element(line.name, line.attributes, [*line.children, *own])
            if line.name in _LINES:
                taking.take(YardiLeaseCharge, whole, transaction_type=line.name)
            elif line.all("Detail"):
                # Whether its amount is owed or paid is not told: either sign may be wrong.
                taking.keep_out(
                    YardiLeaseCharge, whole, name="transaction_type", said=line.name, expected="a Charge or a Payment"
                )


ACCOUNTS = Listing(
    "ResidentTransactions/Property/RT_Customer",
    _take_account,
    only_one="ResidentTransactions/Property",
    must_fill=True,
)

CALL = Call(
    "yardi_lease_charges",
    {"yardi_lease_charges": YardiLeaseCharge},
    dict.fromkeys(
        (
            "GetResidentsLeaseCharges_Login",
            "GetResidentLeaseCharges_Login",
            "GetResidentTransactions_ByChargeDate_Login",
        ),
        (ACCOUNTS,),
    ),
)
