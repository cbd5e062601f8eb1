-- What the accepted rows of {candidate} change in {model}: one row per object that differs; the unchanged do not appear.
-- was_* is the object's state before, NULL for one never seen.
WITH accepted AS (
    SELECT {key}, {attributes}
    FROM {candidate}
    WHERE rule IS NULL
),
held AS (
    SELECT rowid AS live_row, {key}, {attributes}, valid_from, created_at, updated_at, deleted_at, rejected_since
    FROM {model}
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope
),
-- Everything that may differ is picked out of the one large join before anything else is looked at.
differing AS (
    SELECT
        held.live_row,
        COALESCE(accepted.{key}, held.{key}) AS {key},
        {both_attributes},
        held.valid_from AS was_valid_from,
        held.created_at AS was_created_at,
        held.updated_at AS was_updated_at,
        held.deleted_at AS was_deleted_at,
        held.rejected_since AS was_rejected_since,
        {differs} AS differs,
        accepted.{key} IS NULL AS is_absent
    FROM accepted
    FULL OUTER JOIN held ON accepted.{key} = held.{key}
    WHERE held.{key} IS NULL
        OR (accepted.{key} IS NULL AND held.deleted_at IS NULL)
        OR (
            accepted.{key} IS NOT NULL
            AND (held.deleted_at IS NOT NULL OR held.rejected_since IS NOT NULL OR {differs})
        )
),
rejected AS (
    SELECT DISTINCT {key}
    FROM {candidate}
    WHERE rule IS NOT NULL AND rule <> 'exact_repeat' AND {key} IS NOT NULL
),
nameless AS (
    -- A row without an id may be any object the file does not name: while there is one, nothing counts as gone.
    SELECT COUNT(*) > 0 AS is_any
    FROM {candidate}
    WHERE rule IS NOT NULL AND {key} IS NULL
)
SELECT
    differing.*,
    CASE
        WHEN differing.live_row IS NULL THEN 'new'
        WHEN differing.is_absent AND (rejected.{key} IS NOT NULL OR nameless.is_any) THEN 'rejected'
        WHEN differing.is_absent THEN 'gone'
        WHEN differing.was_deleted_at IS NOT NULL THEN 'come_back'
        WHEN differing.differs THEN 'changed'
        ELSE 'accepted_again'
    END AS action
FROM differing
LEFT JOIN rejected ON differing.{key} = rejected.{key}
CROSS JOIN nameless
WHERE NOT (
    differing.is_absent
    AND (rejected.{key} IS NOT NULL OR nameless.is_any)
    AND differing.was_rejected_since IS NOT NULL
)
