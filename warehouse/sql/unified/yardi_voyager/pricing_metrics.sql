-- What the units of each floor plan rent for and are offered at, summed from Yardi's units. The rent in place is that
-- of the resident who lives there, of several the one who moved in last; where residents are not listed it is blank.
WITH units AS (
    SELECT
        *,
        COALESCE(economic_status_description, economic_status) AS vendor_status,
        ROW_NUMBER() OVER (PARTITION BY TRIM(unit_code) ORDER BY row_number) AS place
    FROM raw.yardi_units
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND NOT is_pseudo_unit
),
lists AS (
    SELECT COALESCE(BOOL_OR(dataset = 'yardi_residents'), FALSE) AS has_residents
    FROM day_datasets
),
living AS (
    SELECT
        TRIM(listed.unit_code) AS unit_code,
        listed.rent,
        ROW_NUMBER() OVER (
            PARTITION BY TRIM(listed.unit_code)
            ORDER BY listed.move_in DESC NULLS LAST, listed.row_number
        ) AS place
    FROM raw.yardi_residents AS listed
    CROSS JOIN lists
    INNER JOIN yardi_resident_statuses AS statuses ON LOWER(TRIM(listed.status)) = statuses.words
    WHERE listed.tenant_id = $tenant_id AND listed.source = $source AND listed.scope = $scope
        AND listed.snapshot_date = $snapshot_date AND lists.has_residents AND statuses.lives_there
),
priced AS (
    SELECT
        COALESCE(units.floor_plan, units.unit_type) AS floor_plan,
        units.market_rent,
        CASE WHEN units.market_rent IS NOT NULL THEN units.max_sqft END AS asking_sqft,
        statuses.state IN ('occupied', 'notice', 'notice_leased') AS is_occupied,
        living.rent,
        CASE WHEN living.rent IS NOT NULL THEN units.max_sqft END AS in_place_sqft
    FROM units
    LEFT JOIN yardi_unit_statuses AS statuses
        ON LOWER(REPLACE(REPLACE(units.vendor_status, ' ', ''), '-', '')) = statuses.words
    LEFT JOIN living
        ON TRIM(units.unit_code) = living.unit_code
        AND living.place = 1
        AND statuses.state IN ('occupied', 'notice', 'notice_leased')
    WHERE units.place = 1
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
    CASE WHEN lists.has_residents THEN summed.in_place_units END AS in_place_units,
    CAST(summed.in_place_sqft AS DECIMAL(18, 2)) AS in_place_sqft,
    CAST(NULL AS DECIMAL(18, 2)) AS asking_rent,
    summed.asking_rent_sum,
    summed.asking_units,
    CAST(summed.asking_sqft AS DECIMAL(18, 2)) AS asking_sqft,
    CAST(NULL AS DECIMAL(18, 2)) AS effective_rent
FROM summed
CROSS JOIN lists
