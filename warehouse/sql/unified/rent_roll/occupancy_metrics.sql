-- The units of a property by state, counted from its rent roll. Reads candidate_units and candidate_leases, what the
-- report lists. A count that needs a date is blank while one of its units has none, and so is a sum that lacks a part.
WITH banner AS (
    SELECT property_id, property_name, as_of
    FROM raw.report_banners
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND report = $report
),
leaving AS (
    SELECT leases.move_out_date, COALESCE(banner.as_of, CAST($snapshot_date AS DATE)) AS day
    FROM candidate_units AS units
    CROSS JOIN banner
    LEFT JOIN candidate_leases AS leases ON units.unit_id = leases.unit_id AND leases.is_current
    WHERE units.state = 'notice'
),
leavers AS (
    SELECT
        SUM(CASE WHEN leaving.move_out_date <= leaving.day + INTERVAL 30 DAY THEN 1 ELSE 0 END) AS within_30,
        SUM(CASE WHEN leaving.move_out_date <= leaving.day + INTERVAL 60 DAY THEN 1 ELSE 0 END) AS within_60,
        COUNT(*) = COUNT(leaving.move_out_date) AS is_known
    FROM leaving
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
        CASE WHEN COUNT(sqft) = COUNT(*) THEN CAST(SUM(sqft) AS BIGINT) END AS total_sqft
    FROM candidate_units
    WHERE rule IS NULL
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
    CAST(NULL AS BIGINT) AS vacant_ready,
    CAST(NULL AS BIGINT) AS vacant_not_ready,
    CAST(NULL AS BIGINT) AS aged_vacancy_90,
    CASE WHEN leavers.is_known THEN COALESCE(leavers.within_30, 0) END AS notice_not_leased_30,
    CASE WHEN leavers.is_known THEN COALESCE(leavers.within_60, 0) END AS notice_not_leased_60
FROM counted
CROSS JOIN leavers
CROSS JOIN banner
