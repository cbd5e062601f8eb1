-- What the units of each floor plan rent for and are offered at, summed from the rent roll's units. Reads
-- candidate_units and candidate_leases, what the report lists.
WITH banner AS (
    SELECT property_id, property_name, as_of
    FROM raw.report_banners
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND report = $report
),
priced AS (
    SELECT
        units.floor_plan,
        units.market_rent,
        CASE WHEN units.market_rent IS NOT NULL THEN units.sqft END AS asking_sqft,
        units.state IN ('occupied', 'notice', 'notice_leased') AS is_occupied,
        leases.rent,
        CASE WHEN leases.rent IS NOT NULL THEN units.sqft END AS in_place_sqft
    FROM candidate_units AS units
    LEFT JOIN candidate_leases AS leases ON units.unit_id = leases.unit_id AND leases.is_current
    WHERE units.rule IS NULL
),
summed AS (
    SELECT
        floor_plan,
        COUNT(*) AS units,
        SUM(CASE WHEN is_occupied THEN 1 ELSE 0 END) AS occupied_units,
        SUM(rent) AS in_place_rent_sum,
        COUNT(rent) AS in_place_units,
        CASE WHEN COUNT(in_place_sqft) = COUNT(rent) THEN SUM(in_place_sqft) END AS in_place_sqft,
        SUM(market_rent) AS asking_rent_sum,
        COUNT(market_rent) AS asking_units,
        CASE WHEN COUNT(asking_sqft) = COUNT(market_rent) THEN SUM(asking_sqft) END AS asking_sqft
    FROM priced
    GROUP BY floor_plan
)
SELECT
    $tenant_id AS tenant_id,
    $source AS source,
    $scope AS scope,
    $snapshot_date AS snapshot_date,
    $report AS report,
    banner.property_id,
    banner.property_name,
    banner.as_of,
    CAST(NULL AS VARCHAR) AS floor_plan_group,
    summed.floor_plan,
    summed.units,
    summed.occupied_units,
    CAST(NULL AS DECIMAL(18, 2)) AS in_place_rent,
    summed.in_place_rent_sum,
    summed.in_place_units,
    summed.in_place_sqft,
    CAST(NULL AS DECIMAL(18, 2)) AS asking_rent,
    summed.asking_rent_sum,
    summed.asking_units,
    summed.asking_sqft,
    CAST(NULL AS DECIMAL(18, 2)) AS effective_rent
FROM summed
CROSS JOIN banner
