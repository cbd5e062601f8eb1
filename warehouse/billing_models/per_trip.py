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
    billable_km="lines.distance_km",
    base_amount="""GREATEST(
            lines.base_fare + CAST(lines.distance_km AS DECIMAL(19, 6)) * lines.cost_per_km,
            COALESCE(lines.min_trip_charge, 0)
        )""",
    arithmetic="""lines.base_fare_said || ' + ' || lines.distance_km_said || ' km x ' || lines.cost_per_km_said
            || COALESCE(', at least ' || lines.min_trip_charge_said, '')""",
)
