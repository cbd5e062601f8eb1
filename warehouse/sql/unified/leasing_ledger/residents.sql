-- One row per row of residents in one snapshot, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(resident_id), '') AS resident_id,
        NULLIF(TRIM(first_name), '') AS first_name,
        NULLIF(TRIM(last_name), '') AS last_name
    FROM raw.leasing_ledger_residents
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
)
SELECT
    row_number,
    resident_id,
    first_name,
    last_name,
    CAST(NULL AS VARCHAR) AS household_id,
    CAST(NULL AS VARCHAR) AS unit_id,
    CAST(NULL AS VARCHAR) AS status,
    CAST(NULL AS VARCHAR) AS vendor_status,
    CAST(NULL AS BOOLEAN) AS is_head_of_household,
    CAST(NULL AS VARCHAR) AS email,
    CAST(NULL AS VARCHAR) AS phone,
    CASE
        WHEN resident_id IS NULL THEN 'missing_resident_id'
        WHEN first_name IS NULL THEN 'missing_first_name'
        WHEN last_name IS NULL THEN 'missing_last_name'
    END AS rule
FROM snapshot
