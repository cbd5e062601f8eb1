-- One row per row of properties in one snapshot, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT row_number, NULLIF(TRIM(property_id), '') AS property_id, NULLIF(TRIM(name), '') AS name
    FROM raw.leasing_ledger_properties
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
)
SELECT
    row_number,
    property_id,
    name,
    CAST(NULL AS VARCHAR) AS vendor_code,
    CAST(NULL AS VARCHAR) AS address_line,
    CAST(NULL AS VARCHAR) AS city,
    CAST(NULL AS VARCHAR) AS state,
    CAST(NULL AS VARCHAR) AS postal_code,
    CASE
        WHEN property_id IS NULL THEN 'missing_property_id'
        WHEN name IS NULL THEN 'missing_name'
    END AS rule
FROM snapshot
