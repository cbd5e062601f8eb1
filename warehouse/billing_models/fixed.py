"""FIXED: a fee per contract and month; its trips cost nothing."""

from __future__ import annotations

from warehouse.billing_models.model import BASE_MONTHLY_FEE, BillingModel

FIXED = BillingModel("FIXED", (BASE_MONTHLY_FEE,), synonyms=("FIXED_PACKAGE", "FIXED_MONTHLY"))
