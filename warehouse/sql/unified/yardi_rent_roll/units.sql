-- One row per unit of a Yardi rent roll. Yardi prints no "leased" beside a vacant unit or a notice: a unit that a future
-- resident is listed for is leased. A current row that says neither a resident nor a word such as VACANT is a unit's
-- all the same: its state is unknown.
WITH listed AS (
    SELECT
        row_number,
        scope,
        NULLIF(TRIM(unit_number), '') AS unit_number,
        unit_type,
        sqft,
        market_rent,
        unit_state,
        is_current_lease
    FROM raw.yardi_rent_roll
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
promised AS (
    SELECT DISTINCT unit_number
    FROM listed
    WHERE unit_state IS NULL AND NOT is_current_lease AND unit_number IS NOT NULL
),
placed AS (
    SELECT
        listed.*,
        promised.unit_number IS NOT NULL AS is_promised,
        ROW_NUMBER() OVER (
            PARTITION BY listed.unit_number
            ORDER BY CASE WHEN listed.is_current_lease THEN 0 ELSE 1 END, listed.row_number
        ) AS place
    FROM listed
    LEFT JOIN promised ON listed.unit_number = promised.unit_number
    WHERE listed.unit_state IS NOT NULL OR listed.is_current_lease
)
SELECT
    row_number,
    scope || '/' || unit_number AS unit_id,
    scope AS property_id,
    unit_number,
    'snapshot' AS basis,
    unit_type AS floor_plan,
    CAST(sqft AS DECIMAL(18, 2)) AS sqft,
    market_rent,
    CASE
        WHEN unit_state = 'notice' AND is_promised THEN 'notice_leased'
        WHEN unit_state = 'vacant' AND is_promised THEN 'vacant_leased'
        ELSE unit_state
    END AS state,
    unit_state AS vendor_status,
    CAST(NULL AS VARCHAR) AS vendor_unit_id,
    CAST(NULL AS VARCHAR) AS building,
    CAST(NULL AS BIGINT) AS bedrooms,
    CAST(NULL AS DECIMAL(12, 2)) AS bathrooms,
    CAST(NULL AS DATE) AS made_ready_date,
    CAST(NULL AS VARCHAR) AS rule
FROM placed
WHERE place = 1 AND unit_number IS NOT NULL
