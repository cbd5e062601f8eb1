-- One row per row of clients in one snapshot, typed, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(client_id), '') AS client_id,
        NULLIF(TRIM(name), '') AS name
    FROM raw.contract_billing_clients
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
)
SELECT
    row_number,
    client_id,
    name,
    CASE
        WHEN client_id IS NULL THEN 'missing_client_id'
        WHEN name IS NULL THEN 'missing_name'
    END AS rule
FROM snapshot
