-- One row per row of vendors in one snapshot, typed, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(vendor_id), '') AS vendor_id,
        NULLIF(TRIM(name), '') AS name
    FROM raw.contract_billing_vendors
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
)
SELECT
    row_number,
    vendor_id,
    name,
    CASE
        WHEN vendor_id IS NULL THEN 'missing_vendor_id'
        WHEN name IS NULL THEN 'missing_name'
    END AS rule
FROM snapshot
