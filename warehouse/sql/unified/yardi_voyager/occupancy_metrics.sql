-- The units of a property by state, counted from Yardi's unit information; pseudo units are none. A vacant unit is
-- ready as its status says, else as its made-ready date does where units on offer are listed; a model, admin or down
-- unit counts as not ready. A vacancy began with the last move-out of a former resident: where residents are listed
-- without any former one, no vacancy's beginning is known. A count that lacks a date or a list is blank.
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
told AS (
    SELECT
        statuses.state,
        units.market_rent,
        units.max_sqft,
        statuses.state IN ('vacant', 'vacant_leased', 'model', 'admin', 'down') AS is_vacant,
        CASE
            WHEN statuses.state IN ('model', 'admin', 'down') THEN FALSE
            WHEN statuses.is_ready IS NOT NULL THEN statuses.is_ready
            WHEN offers.unit_code IS NOT NULL
                THEN COALESCE(offers.made_ready_date <= CAST($snapshot_date AS DATE), FALSE)
        END AS is_ready,
        homes.left_on,
        homes.leaves_on
    FROM units
    LEFT JOIN yardi_unit_statuses AS statuses
        ON LOWER(REPLACE(REPLACE(units.vendor_status, ' ', ''), '-', '')) = statuses.words
    LEFT JOIN offers ON TRIM(units.unit_code) = offers.unit_code
    LEFT JOIN homes ON TRIM(units.unit_code) = homes.unit_code
    WHERE units.place = 1
),
counted AS (
    SELECT
        COUNT(*) AS total_units,
        SUM(CASE WHEN state = 'occupied' THEN 1 ELSE 0 END) AS occupied_no_notice,
        SUM(CASE WHEN state = 'notice' THEN 1 ELSE 0 END) AS notice_not_leased,
        SUM(CASE WHEN state = 'notice_leased' THEN 1 ELSE 0 END) AS notice_leased,
        SUM(CASE WHEN state = 'vacant' THEN 1 ELSE 0 END) AS vacant_not_leased,
        SUM(CASE WHEN state = 'vacant_leased' THEN 1 ELSE 0 END) AS vacant_leased,
        SUM(CASE WHEN state IN ('model', 'admin') THEN 1 ELSE 0 END) AS model_admin,
        SUM(CASE WHEN state = 'down' THEN 1 ELSE 0 END) AS down,
        CASE WHEN COUNT(market_rent) = COUNT(*) THEN SUM(market_rent) END AS market_rent,
        CASE WHEN COUNT(max_sqft) = COUNT(*) THEN CAST(SUM(max_sqft) AS BIGINT) END AS total_sqft,
        SUM(CASE WHEN is_vacant AND is_ready THEN 1 ELSE 0 END) AS ready,
        SUM(CASE WHEN is_vacant AND NOT is_ready THEN 1 ELSE 0 END) AS not_ready,
        SUM(CASE WHEN is_vacant AND is_ready IS NULL THEN 1 ELSE 0 END) = 0 AS is_readiness_known,
        SUM(
            CASE WHEN is_vacant AND left_on < CAST($snapshot_date AS DATE) - INTERVAL 90 DAY THEN 1 ELSE 0 END
        ) AS aged,
        SUM(
            CASE WHEN state = 'notice' AND leaves_on <= CAST($snapshot_date AS DATE) + INTERVAL 30 DAY THEN 1 ELSE 0 END
        ) AS within_30,
        SUM(
            CASE WHEN state = 'notice' AND leaves_on <= CAST($snapshot_date AS DATE) + INTERVAL 60 DAY THEN 1 ELSE 0 END
        ) AS within_60,
        SUM(CASE WHEN state = 'notice' AND leaves_on IS NULL THEN 1 ELSE 0 END) = 0 AS is_leaving_known
    FROM told
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
    counted.total_units,
    counted.occupied_no_notice,
    counted.notice_not_leased,
    counted.notice_leased,
    counted.vacant_not_leased,
    counted.vacant_leased,
    counted.model_admin,
    counted.down,
    counted.market_rent,
    CAST(NULL AS DECIMAL(18, 2)) AS base_rent,
    counted.total_sqft,
    CASE WHEN counted.is_readiness_known THEN counted.ready END AS vacant_ready,
    CASE WHEN counted.is_readiness_known THEN counted.not_ready END AS vacant_not_ready,
    CASE WHEN known.has_formers THEN counted.aged END AS aged_vacancy_90,
    CASE WHEN lists.has_residents AND counted.is_leaving_known THEN counted.within_30 END AS notice_not_leased_30,
    CASE WHEN lists.has_residents AND counted.is_leaving_known THEN counted.within_60 END AS notice_not_leased_60
FROM counted
CROSS JOIN known
CROSS JOIN lists
