-- One row per unit of Yardi's unit information of a day; pseudo units are none. A vacant unit is ready as its status says,
-- else as its made-ready date does where units on offer are listed; a model, admin or down unit never is. A vacancy began
-- with the last move-out of a former resident: where residents are listed without any former one, no vacancy's beginning
-- is known. The rent is that of the resident who lives there, of several the one who moved in last.
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
    SELECT
        COALESCE(BOOL_OR(dataset = 'yardi_available_units'), FALSE) AS has_offers,
        COALESCE(BOOL_OR(dataset = 'yardi_residents'), FALSE) AS has_residents
    FROM day_datasets
),
offers AS (
    SELECT TRIM(unit_code) AS unit_code, MAX(made_ready_date) AS made_ready_date
    FROM raw.yardi_available_units
    CROSS JOIN lists
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND lists.has_offers
    GROUP BY TRIM(unit_code)
),
residents AS (
    SELECT TRIM(listed.unit_code) AS unit_code, statuses.status, statuses.lives_there, listed.move_out
    FROM raw.yardi_residents AS listed
    CROSS JOIN lists
    INNER JOIN yardi_resident_statuses AS statuses ON LOWER(TRIM(listed.status)) = statuses.words
    WHERE listed.tenant_id = $tenant_id AND listed.source = $source AND listed.scope = $scope
        AND listed.snapshot_date = $snapshot_date AND lists.has_residents
),
homes AS (
    SELECT
        unit_code,
        MAX(CASE WHEN status = 'former' AND move_out <= CAST($snapshot_date AS DATE) THEN move_out END) AS left_on,
        MAX(CASE WHEN lives_there THEN move_out END) AS leaves_on
    FROM residents
    GROUP BY unit_code
),
known AS (
    SELECT COUNT(*) > 0 AS has_formers
    FROM residents
    WHERE status = 'former'
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
)
SELECT
    COALESCE(units.floor_plan, units.unit_type) AS floor_plan,
    CAST(units.max_sqft AS DECIMAL(18, 2)) AS sqft,
    units.market_rent,
    statuses.state,
    CASE
        WHEN statuses.state IN ('model', 'admin', 'down') THEN FALSE
        WHEN statuses.is_ready IS NOT NULL THEN statuses.is_ready
        WHEN offers.unit_code IS NOT NULL THEN COALESCE(offers.made_ready_date <= CAST($snapshot_date AS DATE), FALSE)
    END AS is_ready,
    CASE
        WHEN known.has_formers THEN COALESCE(homes.left_on < CAST($snapshot_date AS DATE) - INTERVAL 90 DAY, FALSE)
    END AS is_aged,
    homes.leaves_on,
    CASE WHEN statuses.state IN ('occupied', 'notice', 'notice_leased') THEN living.rent END AS rent,
    lists.has_residents AS are_rents_listed
FROM units
CROSS JOIN lists
CROSS JOIN known
LEFT JOIN yardi_unit_statuses AS statuses
    ON LOWER(REPLACE(REPLACE(units.vendor_status, ' ', ''), '-', '')) = statuses.words
LEFT JOIN offers ON TRIM(units.unit_code) = offers.unit_code
LEFT JOIN homes ON TRIM(units.unit_code) = homes.unit_code
LEFT JOIN living ON TRIM(units.unit_code) = living.unit_code AND living.place = 1
WHERE units.place = 1
