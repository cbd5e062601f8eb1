-- One row per file of a source and period whose judgement stands: what the partition holds, and every file that was
-- held, refused or not received since.
WITH judged AS (
    SELECT *
    FROM ops.loads
    WHERE tenant_id = $tenant_id AND source = $source AND snapshot_date BETWEEN $first_day AND $last_day
),
held_now AS (
    SELECT scope, dataset, snapshot_date, received_at
    FROM judged
    WHERE is_current AND outcome = 'loaded'
)
SELECT
    judged.scope,
    judged.dataset,
    judged.snapshot_date,
    judged.file,
    judged.received_at,
    judged.outcome,
    judged.message,
    COALESCE(judged.rows_read, 0) AS rows_read,
    COALESCE(judged.rows_accepted, 0) AS rows_accepted,
    COALESCE(judged.rows_rejected, 0) AS rows_rejected,
    COALESCE(judged.rows_repeated, 0) AS rows_repeated,
    COALESCE(judged.rows_new, 0) AS rows_new,
    COALESCE(judged.rows_changed, 0) AS rows_changed,
    COALESCE(judged.rows_unchanged, 0) AS rows_unchanged,
    COALESCE(judged.rows_gone, 0) AS rows_gone,
    COALESCE(judged.rows_come_back, 0) AS rows_come_back
FROM judged
LEFT JOIN held_now
    ON judged.scope = held_now.scope
    AND judged.dataset = held_now.dataset
    AND judged.snapshot_date = held_now.snapshot_date
WHERE judged.is_current
    OR (
        judged.outcome <> 'replaced'
        AND (
            held_now.received_at IS NULL
            OR judged.received_at IS NULL
            OR judged.received_at >= held_now.received_at
        )
    )
ORDER BY judged.snapshot_date, judged.scope, judged.dataset, judged.received_at
