-- The live status changes of a ledger whose snapshot has none of its own, numbered below 0: they are not judged again.
SELECT
    -ROW_NUMBER() OVER (ORDER BY unit_status_id) AS row_number,
    unit_status_id,
    unit_id,
    status,
    start_date,
    CAST(NULL AS VARCHAR) AS rule
FROM unified.unit_statuses
WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
