"""HYBRID: a fee per month with kilometres in it, a price for those beyond, and a surcharge at night.

A trip pays for the kilometres by which it takes its contract's month beyond the included ones.
"""

from __future__ import annotations

from decimal import Decimal

from warehouse.billing_models.model import BASE_MONTHLY_FEE, BillingModel, Key

_AT_NIGHT = "EXTRACT(HOUR FROM lines.start_time) >= 20 OR EXTRACT(HOUR FROM lines.start_time) < 6"

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
    billable_km="""GREATEST(lines.km_before + lines.distance_km - lines.free_km_included, 0)
            - GREATEST(lines.km_before - lines.free_km_included, 0)""",
    base_amount=f"""CAST(lines.billable_km AS DECIMAL(19, 6)) * lines.per_km_rate_after_limit
            + CASE WHEN {_AT_NIGHT} THEN lines.night_surcharge ELSE 0 END""",
    arithmetic=f"""lines.billable_km_said || ' of ' || lines.distance_km_said || ' km beyond the '
            || lines.free_km_included_said || ' included (' || lines.km_before_said || ' driven before) x '
            || lines.per_km_rate_after_limit_said
            || CASE WHEN {_AT_NIGHT} THEN ' + ' || lines.night_surcharge_said || ' at night' ELSE '' END""",
    counts_km=True,
)
