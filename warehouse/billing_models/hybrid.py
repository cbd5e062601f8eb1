"""HYBRID: a fee per month with kilometres in it, a price for those beyond, and a surcharge at night."""

from __future__ import annotations

from decimal import Decimal

from warehouse.billing_models.model import BASE_MONTHLY_FEE, BillingModel, Key

HYBRID = BillingModel(
    "HYBRID",
    (
        BASE_MONTHLY_FEE,
        Key("per_km_rate_after_limit", "Price of a kilometre beyond the included ones.", "currency", required=True),
        Key("free_km_included", "Kilometres of a contract's month that the fee covers.", "km", default=Decimal(0)),
        Key(
            "night_surcharge",
            "Added to a trip that starts at 20:00 or later, or before 6:00.",
            "currency",
            default=Decimal(0),
        ),
    ),
    counts_km=True,
)
