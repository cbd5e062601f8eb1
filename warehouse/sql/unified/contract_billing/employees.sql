-- One row per row of employees in one snapshot, typed, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(employee_id), '') AS employee_id,
        NULLIF(TRIM(client_id), '') AS client_id,
        NULLIF(TRIM(name), '') AS name,
        NULLIF(TRIM(email), '') AS email
    FROM raw.contract_billing_employees
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
known_clients AS (
    SELECT client_id
    FROM unified.clients
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
)
SELECT
    snapshot.row_number,
    snapshot.employee_id,
    snapshot.client_id,
    snapshot.name,
    snapshot.email,
    CASE
        WHEN snapshot.employee_id IS NULL THEN 'missing_employee_id'
        WHEN snapshot.client_id IS NULL THEN 'missing_client_id'
        WHEN snapshot.name IS NULL THEN 'missing_name'
        WHEN known_clients.client_id IS NULL THEN 'unknown_client'
    END AS rule
FROM snapshot
LEFT JOIN known_clients ON snapshot.client_id = known_clients.client_id
