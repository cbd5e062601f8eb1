-- What a trip costs under PER_TRIP: the fare and every kilometre, at least the minimum where the rules have one.
SELECT
    lines.distance_km AS billable_km,
    GREATEST(lines.base_fare + lines.distance_km * lines.cost_per_km, COALESCE(lines.min_trip_charge, 0)) AS base_amount,
    lines.base_fare_said || ' + ' || lines.distance_km_said || ' km x ' || lines.cost_per_km_said
        || COALESCE(', at least ' || lines.min_trip_charge_said, '') AS arithmetic
FROM lines
