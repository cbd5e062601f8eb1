"""Yardi GetResidentTransactions_Login: every charge and payment of each account, and what is open of a charge."""

from __future__ import annotations

from parsers.calls.call import Call
from parsers.calls.yardi_lease_charges import ACCOUNTS, YardiLeaseCharge

CALL = Call(
    "yardi_resident_transactions",
    {"yardi_resident_transactions": YardiLeaseCharge},
    {"GetResidentTransactions_Login": (ACCOUNTS,)},
)
