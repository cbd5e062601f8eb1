-- What a trip costs under FIXED: nothing beside the month's fee.
SELECT
    CAST(0 AS DECIMAL(12, 6)) AS billable_km,
    0 AS base_amount,
    'the trip is covered by the monthly fee' AS arithmetic
FROM lines
