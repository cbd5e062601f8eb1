-- The live stays of a ledger whose snapshot has none of its own, numbered below 0: they are not judged again.
SELECT
    -ROW_NUMBER() OVER (ORDER BY occupancy_id) AS row_number,
    occupancy_id,
    unit_id,
    resident_id,
    move_in_date,
    move_out_date,
    CAST(NULL AS VARCHAR) AS rule
FROM unified.occupancies
WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
