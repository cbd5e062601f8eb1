-- The units of a property by state, counted from day_units, what the calls of the day say of each. A count is blank while
-- nothing says of one of its units what it asks for, and so is a sum that lacks a part.
WITH told AS (
    SELECT
        *,
        state IN ('vacant', 'vacant_leased', 'model', 'admin', 'down') AS is_vacant,
        state = 'notice' AS is_leaving
    FROM day_units
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
        CASE WHEN COUNT(sqft) = COUNT(*) THEN CAST(SUM(sqft) AS BIGINT) END AS total_sqft,
        SUM(CASE WHEN is_vacant AND is_ready THEN 1 ELSE 0 END) AS ready,
        SUM(CASE WHEN is_vacant AND NOT is_ready THEN 1 ELSE 0 END) AS not_ready,
        COUNT(CASE WHEN is_vacant AND is_ready IS NULL THEN 1 END) = 0 AS is_readiness_known,
        SUM(CASE WHEN is_vacant AND is_aged THEN 1 ELSE 0 END) AS aged,
        COUNT(CASE WHEN is_vacant AND is_aged IS NULL THEN 1 END) = 0 AS is_age_known,
        SUM(
            CASE WHEN is_leaving AND leaves_on <= CAST($snapshot_date AS DATE) + INTERVAL 30 DAY THEN 1 ELSE 0 END
        ) AS within_30,
        SUM(
            CASE WHEN is_leaving AND leaves_on <= CAST($snapshot_date AS DATE) + INTERVAL 60 DAY THEN 1 ELSE 0 END
        ) AS within_60,
        COUNT(CASE WHEN is_leaving AND leaves_on IS NULL THEN 1 END) = 0 AS is_leaving_known
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
    total_units,
    occupied_no_notice,
    notice_not_leased,
    notice_leased,
    vacant_not_leased,
    vacant_leased,
    model_admin,
    down,
    market_rent,
    CAST(NULL AS DECIMAL(18, 2)) AS base_rent,
    total_sqft,
    CASE WHEN is_readiness_known THEN ready END AS vacant_ready,
    CASE WHEN is_readiness_known THEN not_ready END AS vacant_not_ready,
    CASE WHEN is_age_known THEN aged END AS aged_vacancy_90,
    CASE WHEN is_leaving_known THEN within_30 END AS notice_not_leased_30,
    CASE WHEN is_leaving_known THEN within_60 END AS notice_not_leased_60
FROM counted
