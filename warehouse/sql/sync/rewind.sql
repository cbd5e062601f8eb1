-- Objects of {model} whose state changed on or after $snapshot_date, with the state they had on the day before it
-- (valid_from NULL: not yet seen then).
WITH touched AS (
    SELECT rowid AS live_row, {key}, {attributes}, valid_from, created_at, updated_at, deleted_at, rejected_since
    FROM {model}
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope
        AND (valid_from >= $snapshot_date OR deleted_at >= $snapshot_date)
),
earlier AS (
    SELECT
        touched.live_row,
        versions.*,
        ROW_NUMBER() OVER (PARTITION BY touched.live_row ORDER BY versions.valid_from DESC) AS place
    FROM touched
    INNER JOIN {model}_versions AS versions
        ON versions.tenant_id = $tenant_id AND versions.source = $source AND versions.scope = $scope
        AND versions.{key} = touched.{key}
    WHERE versions.valid_from < $snapshot_date AND touched.valid_from >= $snapshot_date
)
SELECT
    live_row, {key}, {attributes}, valid_from, created_at, updated_at, rejected_since,
    CAST(NULL AS DATE) AS deleted_at
FROM touched
WHERE valid_from < $snapshot_date
UNION ALL
SELECT
    live_row, {key}, {attributes}, valid_from, created_at, updated_at, rejected_since,
    CASE WHEN valid_to < $snapshot_date THEN valid_to END AS deleted_at
FROM earlier
WHERE place = 1
UNION ALL
SELECT
    live_row, {key}, {attributes}, CAST(NULL AS DATE), created_at, updated_at, rejected_since,
    CAST(NULL AS DATE) AS deleted_at
FROM touched
WHERE valid_from >= $snapshot_date AND live_row NOT IN (SELECT live_row FROM earlier)
