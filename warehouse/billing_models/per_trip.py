"""PER_TRIP: a fare per trip and a price per kilometre, at least the minimum where there is one."""

from __future__ import annotations

from decimal import Decimal

from warehouse.billing_models.model import BillingModel, Key

PER_TRIP = BillingModel(
    "PER_TRIP",
    (
        Key("cost_per_km", "Price of a kilometre.", "currency per km", synonyms=("per_km_rate",), required=True),
        Key("base_fare", "What every trip costs before its kilometres.", "currency", default=Decimal(0)),
        Key("min_trip_charge", "What a trip costs at least; blank where there is no minimum.", "currency"),
    ),
)
