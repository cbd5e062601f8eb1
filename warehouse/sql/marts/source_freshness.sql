-- One row per tenant, source, scope and dataset that was ever loaded or tried: how fresh it is, told by snapshot days,
-- not by a clock, and what became of the newest attempt that did not end in a load.
WITH loaded AS (
    SELECT tenant_id, source, scope, dataset, MAX(snapshot_date) AS newest_loaded, MIN(snapshot_date) AS first_loaded
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded'
    GROUP BY tenant_id, source, scope, dataset
),
arrived AS (
    SELECT
        loaded.tenant_id, loaded.source, loaded.scope, loaded.dataset,
        MAX(loads.received_at) AS received_at
    FROM loaded
    INNER JOIN ops.loads AS loads
        ON loaded.tenant_id = loads.tenant_id
        AND loaded.source = loads.source
        AND loaded.scope = loads.scope
        AND loaded.dataset = loads.dataset
        AND loaded.newest_loaded = loads.snapshot_date
        AND loads.is_current
        AND loads.outcome = 'loaded'
    GROUP BY loaded.tenant_id, loaded.source, loaded.scope, loaded.dataset
),
unable AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, source, scope, dataset
            ORDER BY snapshot_date DESC, received_at DESC NULLS LAST, outcome, file
        ) AS choice
    FROM unified.sentences
    WHERE outcome IN ('held', 'refused', 'failed')
),
newest_days AS (
    SELECT tenant_id, MAX(snapshot_date) AS newest_day
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded'
    GROUP BY tenant_id
),
sets AS (
    SELECT tenant_id, source, scope, dataset FROM loaded
    UNION
    SELECT tenant_id, source, scope, dataset FROM unable
)
SELECT
    sets.tenant_id,
    sets.source,
    sets.scope,
    sets.dataset,
    loaded.first_loaded,
    loaded.newest_loaded,
    arrived.received_at,
    DATE_DIFF('day', loaded.newest_loaded, newest_days.newest_day) AS days_behind,
    unable.snapshot_date AS attempt_date,
    unable.outcome AS attempt_outcome,
    unable.message AS attempt_message,
    COALESCE(unable.snapshot_date > loaded.newest_loaded, unable.snapshot_date IS NOT NULL) AS needs_attention
FROM sets
LEFT JOIN loaded
    ON sets.tenant_id = loaded.tenant_id AND sets.source = loaded.source
    AND sets.scope = loaded.scope AND sets.dataset = loaded.dataset
LEFT JOIN arrived
    ON sets.tenant_id = arrived.tenant_id AND sets.source = arrived.source
    AND sets.scope = arrived.scope AND sets.dataset = arrived.dataset
LEFT JOIN unable
    ON sets.tenant_id = unable.tenant_id AND sets.source = unable.source
    AND sets.scope = unable.scope AND sets.dataset = unable.dataset AND unable.choice = 1
LEFT JOIN newest_days ON sets.tenant_id = newest_days.tenant_id
