-- One row per property, snapshot day and floor plan, all of one document of the day: the first in the order of
-- marts.report_preferences. Means are worked out from sums in whole cents and rounded once, half up; a report without
-- sums prints its means itself.
WITH placed AS (
    SELECT
        prices.*,
        DENSE_RANK() OVER (
            PARTITION BY prices.tenant_id, prices.property_id, prices.snapshot_date
            ORDER BY preferences.place NULLS LAST, prices.source, prices.report
        ) AS choice
    FROM unified.pricing_metrics AS prices
    LEFT JOIN marts.report_preferences AS preferences
        ON prices.tenant_id = preferences.tenant_id
        AND prices.report = preferences.report
        AND preferences.mart = 'pricing'
),
worked_out AS (
    SELECT
        *,
        FLOOR((200 * in_place_rent_sum + in_place_units) / (2 * NULLIF(in_place_units, 0))) AS in_place_cents,
        FLOOR((200 * asking_rent_sum + asking_units) / (2 * NULLIF(asking_units, 0))) AS asking_cents,
        FLOOR((20000 * in_place_rent_sum + in_place_sqft) / (2 * NULLIF(in_place_sqft, 0))) AS in_place_per_sqft,
        FLOOR((20000 * asking_rent_sum + asking_sqft) / (2 * NULLIF(asking_sqft, 0))) AS asking_per_sqft
    FROM placed
    WHERE choice = 1
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
    priced.tenant_id,
    priced.source,
    priced.property_id,
    COALESCE(priced.property_name, properties.name) AS property_name,
    priced.snapshot_date,
    priced.as_of,
    priced.report,
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
    (rent_asked - rent_in_place) / NULLIF(rent_asked, 0) AS loss_to_lease,
    CASE
        WHEN in_place_rent_sum IS NOT NULL THEN in_place_units
        WHEN rent_in_place IS NOT NULL THEN occupied_units
    END AS in_place_units,
    CAST(COALESCE(in_place_rent_sum, rent_in_place * occupied_units) AS DECIMAL(18, 2)) AS in_place_rent_total,
    in_place_sqft,
    CASE
        WHEN asking_rent_sum IS NOT NULL THEN asking_units
        WHEN rent_asked IS NOT NULL THEN units
    END AS asking_units,
    CAST(COALESCE(asking_rent_sum, rent_asked * units) AS DECIMAL(18, 2)) AS asking_rent_total,
    asking_sqft
FROM priced
LEFT JOIN marts.properties AS properties
    ON priced.tenant_id = properties.tenant_id AND priced.property_id = properties.property_id
