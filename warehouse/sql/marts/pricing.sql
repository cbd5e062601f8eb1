-- One row per property, snapshot day and floor plan, all of one report of the day: the first in the order of
-- `preferred`. Means are worked out from sums in whole cents and rounded once, half up; a report without sums prints its
-- means itself.
WITH preferred AS (
    SELECT
        *,
        CASE report WHEN 'realpage_box_score' THEN 2 WHEN 'realpage_monthly_summary' THEN 3 ELSE 1 END AS preference
    FROM unified.pricing_metrics
),
placed AS (
    SELECT
        *,
        DENSE_RANK() OVER (
            PARTITION BY tenant_id, source, property_id, snapshot_date
            ORDER BY preference, report
        ) AS place
    FROM preferred
),
worked_out AS (
    SELECT
        *,
        FLOOR((200 * in_place_rent_sum + in_place_units) / (2 * NULLIF(in_place_units, 0))) AS in_place_cents,
        FLOOR((200 * asking_rent_sum + asking_units) / (2 * NULLIF(asking_units, 0))) AS asking_cents,
        FLOOR((20000 * in_place_rent_sum + in_place_sqft) / (2 * NULLIF(in_place_sqft, 0))) AS in_place_per_sqft,
        FLOOR((20000 * asking_rent_sum + asking_sqft) / (2 * NULLIF(asking_sqft, 0))) AS asking_per_sqft
    FROM placed
    WHERE place = 1
),
priced AS (
    SELECT
        *,
        COALESCE(
            CAST(CAST(in_place_cents AS BIGINT) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(18, 2)), in_place_rent
        ) AS rent_in_place,
        COALESCE(
            CAST(CAST(asking_cents AS BIGINT) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(18, 2)), asking_rent
        ) AS rent_asked
    FROM worked_out
)
SELECT
    tenant_id,
    source,
    property_id,
    property_name,
    snapshot_date,
    as_of,
    report,
    floor_plan_group,
    floor_plan,
    units,
    occupied_units,
    rent_in_place AS in_place_rent,
    CAST(CAST(in_place_per_sqft AS BIGINT) * CAST(0.0001 AS DECIMAL(5, 4)) AS DECIMAL(18, 4)) AS in_place_rent_per_sqft,
    rent_asked AS asking_rent,
    CAST(CAST(asking_per_sqft AS BIGINT) * CAST(0.0001 AS DECIMAL(5, 4)) AS DECIMAL(18, 4)) AS asking_rent_per_sqft,
    effective_rent,
    rent_asked / NULLIF(rent_in_place, 0) - 1 AS rent_growth,
    CAST(rent_in_place - rent_asked AS DECIMAL(18, 2)) AS gain_loss_to_lease,
    (rent_asked - rent_in_place) / NULLIF(rent_asked, 0) AS loss_to_lease
FROM priced
