-- One row per row of units in one snapshot, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(unit_id), '') AS unit_id,
        NULLIF(TRIM(property_id), '') AS property_id,
        NULLIF(TRIM(unit_number), '') AS unit_number
    FROM raw.leasing_ledger_units
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
known_properties AS (
    SELECT property_id
    FROM unified.properties
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
)
SELECT
    snapshot.row_number,
    snapshot.unit_id,
    snapshot.property_id,
    snapshot.unit_number,
    'events' AS basis,
    CAST(NULL AS VARCHAR) AS floor_plan,
    CAST(NULL AS DECIMAL(18, 2)) AS sqft,
    CAST(NULL AS DECIMAL(18, 2)) AS market_rent,
    CAST(NULL AS VARCHAR) AS state,
    CAST(NULL AS VARCHAR) AS vendor_status,
    CAST(NULL AS VARCHAR) AS vendor_unit_id,
    CAST(NULL AS VARCHAR) AS building,
    CAST(NULL AS BIGINT) AS bedrooms,
    CAST(NULL AS DECIMAL(12, 2)) AS bathrooms,
    CAST(NULL AS DATE) AS made_ready_date,
    CASE
        WHEN snapshot.unit_id IS NULL THEN 'missing_unit_id'
        WHEN snapshot.property_id IS NULL THEN 'missing_property_id'
        WHEN snapshot.unit_number IS NULL THEN 'missing_unit_number'
        WHEN known_properties.property_id IS NULL THEN 'unknown_property'
    END AS rule
FROM snapshot
LEFT JOIN known_properties ON snapshot.property_id = known_properties.property_id
