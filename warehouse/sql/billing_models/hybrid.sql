-- What a trip costs under HYBRID: the kilometres by which it takes the month beyond the included ones, and the night.
SELECT
    GREATEST(lines.km_before + lines.distance_km - lines.free_km_included, 0)
        - GREATEST(lines.km_before - lines.free_km_included, 0) AS billable_km,
    lines.billable_km * lines.per_km_rate_after_limit
        + CASE
            WHEN EXTRACT(HOUR FROM lines.start_time) >= 20 OR EXTRACT(HOUR FROM lines.start_time) < 6
                THEN lines.night_surcharge
            ELSE 0
        END AS base_amount,
    lines.billable_km_said || ' of ' || lines.distance_km_said || ' km beyond the ' || lines.free_km_included_said
        || ' included (' || lines.km_before_said || ' driven before) x ' || lines.per_km_rate_after_limit_said
        || CASE
            WHEN EXTRACT(HOUR FROM lines.start_time) >= 20 OR EXTRACT(HOUR FROM lines.start_time) < 6
                THEN ' + ' || lines.night_surcharge_said || ' at night'
            ELSE ''
        END AS arithmetic
FROM lines
