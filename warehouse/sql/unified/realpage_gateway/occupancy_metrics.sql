-- The units of a property by state, counted from those that unitlist gave. A count that needs a date is blank while one
-- of its units has none, and so is a sum that lacks a part. Ready is a vacant unit that was made ready on or before the
-- day; a model, an office and a unit that is down never are. Since when a unit is vacant is told by the last move-out of
-- its former residents: one of whom nobody has left is not counted as long vacant.
WITH left_on AS (
    SELECT unit_id AS vendor_unit_id, MAX(move_out) AS day
    FROM raw.realpage_residents
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND LOWER(TRIM(lease_status)) LIKE 'former%'
        AND LOWER(TRIM(lease_status)) NOT LIKE '%applicant%'
        AND move_out <= snapshot_date
    GROUP BY unit_id
),
residents AS (
    SELECT COUNT(*) > 0 AS are_loaded
    FROM day_datasets
    WHERE dataset = 'realpage_residents'
),
listed AS (
    SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY unit_id ORDER BY row_number) AS place
    FROM raw.realpage_units
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND is_deleted IS DISTINCT FROM TRUE
),
units AS (
    SELECT
        units.*,
        units.state IN ('vacant', 'vacant_leased', 'model', 'admin', 'down') AS is_vacant,
        units.state IN ('vacant', 'vacant_leased')
        AND COALESCE(units.made_ready_date <= listed.snapshot_date, FALSE) AS is_ready,
        COALESCE(left_on.day < listed.snapshot_date - INTERVAL 90 DAY, FALSE) AS is_aged,
        CASE WHEN units.state = 'notice' THEN listed.on_notice_for_date END AS leaves,
        listed.snapshot_date AS day
    FROM unified.units_history AS units
    INNER JOIN listed
        ON units.tenant_id = listed.tenant_id
        AND units.source = listed.source
        AND units.scope = listed.scope
        AND units.vendor_unit_id = listed.unit_id
        AND listed.place = 1
    LEFT JOIN left_on ON units.vendor_unit_id = left_on.vendor_unit_id
    WHERE units.valid_from <= listed.snapshot_date
        AND listed.snapshot_date < COALESCE(units.valid_to, DATE '9999-12-31')
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
        SUM(CASE WHEN is_ready THEN 1 ELSE 0 END) AS vacant_ready,
        SUM(CASE WHEN is_vacant AND NOT is_ready THEN 1 ELSE 0 END) AS vacant_not_ready,
        SUM(CASE WHEN is_vacant AND is_aged THEN 1 ELSE 0 END) AS aged_vacancy,
        SUM(CASE WHEN leaves <= day + INTERVAL 30 DAY THEN 1 ELSE 0 END) AS leaving_in_30,
        SUM(CASE WHEN leaves <= day + INTERVAL 60 DAY THEN 1 ELSE 0 END) AS leaving_in_60
    FROM units
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
    counted.vacant_ready,
    counted.vacant_not_ready,
    CASE WHEN residents.are_loaded THEN counted.aged_vacancy END AS aged_vacancy_90,
    counted.leaving_in_30 AS notice_not_leased_30,
    counted.leaving_in_60 AS notice_not_leased_60
FROM counted
CROSS JOIN residents
