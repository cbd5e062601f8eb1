-- Objects of {model} alive at the end of the partition's own day, and those of them that its raw rows do not name.
WITH sent AS (
    SELECT DISTINCT {id_of_row} AS id
    FROM {raw_table}
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
)
SELECT COUNT(*) AS live, COUNT(*) - COUNT(sent.id) AS gone
FROM {model}_history AS alive
LEFT JOIN sent ON alive.{key} = sent.id
WHERE alive.tenant_id = $tenant_id AND alive.source = $source AND alive.scope = $scope
    AND alive.valid_from <= $snapshot_date
    AND (alive.valid_to IS NULL OR alive.valid_to > $snapshot_date)
