-- What the units of each floor plan rent for and are offered at, summed from day_units, what the calls of the day say of
-- each. Where no answer of the day lists rents, those in place are blank.
WITH summed AS (
    SELECT
        floor_plan,
        COUNT(*) AS units,
        SUM(CASE WHEN state IN ('occupied', 'notice', 'notice_leased') THEN 1 ELSE 0 END) AS occupied_units,
        SUM(rent) AS in_place_rent_sum,
        CASE WHEN BOOL_AND(are_rents_listed) THEN COUNT(rent) END AS in_place_units,
        CASE
            WHEN COUNT(CASE WHEN rent IS NOT NULL AND sqft IS NULL THEN 1 END) = 0
                THEN SUM(CASE WHEN rent IS NOT NULL THEN sqft END)
        END AS in_place_sqft,
        SUM(market_rent) AS asking_rent_sum,
        COUNT(market_rent) AS asking_units,
        CASE
            WHEN COUNT(CASE WHEN market_rent IS NOT NULL AND sqft IS NULL THEN 1 END) = 0
                THEN SUM(CASE WHEN market_rent IS NOT NULL THEN sqft END)
        END AS asking_sqft
    FROM day_units
    GROUP BY floor_plan
)
SELECT
    $tenant_id AS tenant_id,
    $source AS source,
    $scope AS scope,
    $snapshot_date AS snapshot_date,
    $report AS report,
    $scope AS property_id,
    CAST(NULL AS VARCHAR) AS property_name,
    $snapshot_date AS as_of,
    CAST(NULL AS VARCHAR) AS floor_plan_group,
    floor_plan,
    units,
    occupied_units,
    CAST(NULL AS DECIMAL(18, 2)) AS in_place_rent,
    in_place_rent_sum,
    in_place_units,
    in_place_sqft,
    CAST(NULL AS DECIMAL(18, 2)) AS asking_rent,
    asking_rent_sum,
    asking_units,
    asking_sqft,
    CAST(NULL AS DECIMAL(18, 2)) AS effective_rent
FROM summed
