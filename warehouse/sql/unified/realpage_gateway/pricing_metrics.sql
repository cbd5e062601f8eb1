-- What the units of each floor plan are offered at, and what the current leases of the day bring; without the leases of
-- the day the rents in place are blank.
WITH units AS (
    SELECT
        units.*,
        units.state IN ('occupied', 'notice', 'notice_leased') AS is_occupied
    FROM unified.units_history AS units
    WHERE units.tenant_id = $tenant_id AND units.source = $source AND units.scope = $scope
        AND units.valid_from <= $snapshot_date AND $snapshot_date < COALESCE(units.valid_to, DATE '9999-12-31')
),
leases AS (
    SELECT leases.unit_id, leases.rent
    FROM unified.leases_history AS leases
    INNER JOIN day_datasets ON day_datasets.dataset = 'realpage_leases'
    WHERE leases.tenant_id = $tenant_id AND leases.source = $source AND leases.scope = $scope
        AND leases.valid_from <= $snapshot_date AND $snapshot_date < COALESCE(leases.valid_to, DATE '9999-12-31')
        AND leases.is_current
),
loaded AS (
    SELECT COUNT(*) > 0 AS leases_are
    FROM day_datasets
    WHERE dataset = 'realpage_leases'
),
priced AS (
    SELECT
        units.floor_plan,
        units.market_rent,
        CASE WHEN units.market_rent IS NOT NULL THEN units.sqft END AS asking_sqft,
        units.is_occupied,
        leases.rent,
        CASE WHEN leases.rent IS NOT NULL THEN units.sqft END AS in_place_sqft
    FROM units
    LEFT JOIN leases ON units.unit_id = leases.unit_id AND units.is_occupied
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
    $scope AS property_id,
    CAST(NULL AS VARCHAR) AS property_name,
    $snapshot_date AS as_of,
    CAST(NULL AS VARCHAR) AS floor_plan_group,
    summed.floor_plan,
    summed.units,
    summed.occupied_units,
    CAST(NULL AS DECIMAL(18, 2)) AS in_place_rent,
    summed.in_place_rent_sum,
    CASE WHEN loaded.leases_are THEN summed.in_place_units END AS in_place_units,
    summed.in_place_sqft,
    CAST(NULL AS DECIMAL(18, 2)) AS asking_rent,
    summed.asking_rent_sum,
    summed.asking_units,
    summed.asking_sqft,
    CAST(NULL AS DECIMAL(18, 2)) AS effective_rent
FROM summed
CROSS JOIN loaded
