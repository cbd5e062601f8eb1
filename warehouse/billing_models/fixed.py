"""FIXED: a fee per contract and month; its trips cost nothing."""

from __future__ import annotations

from warehouse.billing_models.model import BASE_MONTHLY_FEE, BillingModel

FIXED = BillingModel(
    "FIXED",
    (BASE_MONTHLY_FEE,),
    base_amount="0",
    arithmetic="'the trip is covered by the monthly fee'",
    synonyms=("FIXED_PACKAGE", "FIXED_MONTHLY"),
)
