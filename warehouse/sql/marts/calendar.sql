-- One row per tenant and day. The range opens with the month of the earliest known fact and closes with the month of
-- the latest, known bookings included, but at most a year after the newest snapshot.
WITH snapshots AS (
    SELECT tenant_id, MIN(snapshot_date) AS first_day, MAX(snapshot_date) AS as_of
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded'
    GROUP BY tenant_id
),
facts AS (
    SELECT tenant_id, move_in_date AS day FROM unified.occupancies WHERE deleted_at IS NULL
    UNION ALL
    SELECT tenant_id, move_out_date FROM unified.occupancies WHERE deleted_at IS NULL
    UNION ALL
    SELECT tenant_id, start_date FROM unified.unit_statuses WHERE deleted_at IS NULL
),
bounds AS (
    SELECT
        snapshots.tenant_id,
        snapshots.as_of,
        LEAST(MIN(snapshots.first_day), COALESCE(MIN(facts.day), MIN(snapshots.first_day))) AS first_day,
        LEAST(
            GREATEST(snapshots.as_of, COALESCE(MAX(facts.day), snapshots.as_of)),
            CAST(snapshots.as_of + INTERVAL 1 YEAR AS DATE)
        ) AS last_day
    FROM snapshots
    LEFT JOIN facts ON snapshots.tenant_id = facts.tenant_id
    GROUP BY snapshots.tenant_id, snapshots.as_of
),
moments AS (
    SELECT
        tenant_id,
        as_of,
        UNNEST(GENERATE_SERIES(DATE_TRUNC('month', first_day), LAST_DAY(last_day), INTERVAL 1 DAY)) AS moment
    FROM bounds
),
days AS (
    SELECT tenant_id, as_of, CAST(moment AS DATE) AS date
    FROM moments
)
SELECT
    tenant_id,
    date,
    CAST(DATE_TRUNC('month', date) AS DATE) AS month,
    YEAR(date) AS year,
    DAY(LAST_DAY(date)) AS days_in_month,
    date > as_of AS is_projected
FROM days
