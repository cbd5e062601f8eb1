-- One row per row of contracts in one snapshot, typed, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(contract_id), '') AS contract_id,
        NULLIF(TRIM(client_id), '') AS client_id,
        NULLIF(TRIM(vendor_id), '') AS vendor_id,
        NULLIF(UPPER(TRIM(status)), '') AS status,
        NULLIF(TRIM(name), '') AS name
    FROM raw.contract_billing_contracts
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
known_clients AS (
    SELECT client_id
    FROM unified.clients
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
),
known_vendors AS (
    SELECT vendor_id
    FROM unified.vendors
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
)
SELECT
    snapshot.row_number,
    snapshot.contract_id,
    snapshot.client_id,
    snapshot.vendor_id,
    snapshot.status,
    snapshot.name,
    CASE
        WHEN snapshot.contract_id IS NULL THEN 'missing_contract_id'
        WHEN snapshot.client_id IS NULL THEN 'missing_client_id'
        WHEN snapshot.vendor_id IS NULL THEN 'missing_vendor_id'
        WHEN snapshot.status IS NULL THEN 'missing_status'
        WHEN known_clients.client_id IS NULL THEN 'unknown_client'
        WHEN known_vendors.vendor_id IS NULL THEN 'unknown_vendor'
    END AS rule
FROM snapshot
LEFT JOIN known_clients ON snapshot.client_id = known_clients.client_id
LEFT JOIN known_vendors ON snapshot.vendor_id = known_vendors.vendor_id
