-- One row per unit of a Rent Roll Detail, by the row of its current lease; the one place where RealPage's unit statuses
-- get this product's words. A unit listed only with leases beside the current one has no state that is known.
WITH listed AS (
    SELECT
        row_number,
        scope,
        NULLIF(TRIM(unit_number), '') AS unit_number,
        floor_plan,
        CAST(sqft AS DECIMAL(18, 2)) AS sqft,
        CASE WHEN is_current THEN market_rent END AS market_rent,
        is_current,
        CASE WHEN is_current THEN status END AS vendor_status,
        CASE WHEN is_current THEN REPLACE(REPLACE(REPLACE(LOWER(status), ' ', ''), '-', ''), '/', '') END AS said,
        ROW_NUMBER() OVER (
            PARTITION BY TRIM(unit_number)
            ORDER BY CASE WHEN is_current THEN 0 ELSE 1 END, row_number
        ) AS place
    FROM raw.realpage_rent_roll
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
)
SELECT
    row_number,
    scope || '/' || unit_number AS unit_id,
    scope AS property_id,
    unit_number,
    'snapshot' AS basis,
    floor_plan,
    sqft,
    market_rent,
    CASE
        WHEN said LIKE 'occupiedntvl%' OR said LIKE 'occupiednoticeleased%' OR said LIKE 'noticeleased%'
            THEN 'notice_leased'
        WHEN said LIKE 'occupiedntv%' OR said LIKE 'occupiednotice%' OR said LIKE 'notice%' THEN 'notice'
        WHEN said LIKE '%model%' THEN 'model'
        WHEN said LIKE '%admin%' THEN 'admin'
        WHEN said LIKE '%down%' THEN 'down'
        WHEN said LIKE 'vacantleased%' THEN 'vacant_leased'
        WHEN said LIKE 'vacant%' THEN 'vacant'
        WHEN said LIKE 'occupied%' OR said LIKE 'current%' OR said LIKE 'employee%' THEN 'occupied'
    END AS state,
    vendor_status,
    CAST(NULL AS VARCHAR) AS vendor_unit_id,
    CAST(NULL AS VARCHAR) AS building,
    CAST(NULL AS BIGINT) AS bedrooms,
    CAST(NULL AS DECIMAL(12, 2)) AS bathrooms,
    CAST(NULL AS DATE) AS made_ready_date,
    CAST(NULL AS VARCHAR) AS rule
FROM listed
WHERE place = 1 AND unit_number IS NOT NULL
