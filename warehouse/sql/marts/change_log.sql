-- One row per changed field of the objects of unified.{model}, per field of one that vanished, and per turn of its life;
-- the build renders this once per entity and adds them up.
-- Only objects with more than one state, or deleted ones, are looked at: the cost follows the changes.
WITH states AS (
    SELECT
        tenant_id, source, scope, {key}, {attributes}, valid_from, rejected_since,
        valid_to AS ended_at,
        CAST(NULL AS DATE) AS deleted_at
    FROM unified.{model}_versions
    UNION ALL
    SELECT
        current_states.tenant_id, current_states.source, current_states.scope, current_states.{key},
        {current_attributes},
        current_states.valid_from, current_states.rejected_since,
        CAST(NULL AS DATE) AS ended_at,
        current_states.deleted_at
    FROM unified.{model} AS current_states
    WHERE current_states.valid_from > current_states.created_at OR current_states.deleted_at IS NOT NULL
),
following AS (
    SELECT
        *,
        {previous_attributes},
        LAG(ended_at) OVER object_states AS previous_ended_at,
        LAG(rejected_since) OVER object_states AS previous_rejected_since,
        LAG(valid_from) OVER object_states AS previous_valid_from
    FROM states
    WINDOW object_states AS (PARTITION BY tenant_id, source, scope, {key} ORDER BY valid_from)
),
first_snapshots AS (
    SELECT tenant_id, source, scope, MIN(created_at) AS first_snapshot
    FROM unified.{model}
    GROUP BY tenant_id, source, scope
),
changes AS (
    SELECT
        objects.tenant_id, objects.source, objects.scope, objects.{key} AS object_id,
        objects.created_at AS snapshot_date,
        'new' AS change, CAST(NULL AS VARCHAR) AS field,
        CAST(NULL AS VARCHAR) AS old_value, CAST(NULL AS VARCHAR) AS new_value, FALSE AS is_withheld
    FROM unified.{model} AS objects
    INNER JOIN first_snapshots
        ON objects.tenant_id = first_snapshots.tenant_id
        AND objects.source = first_snapshots.source
        AND objects.scope = first_snapshots.scope
    WHERE objects.created_at > first_snapshots.first_snapshot
    UNION ALL
    SELECT tenant_id, source, scope, {key}, deleted_at, 'gone', NULL, NULL, NULL, FALSE
    FROM following
    WHERE deleted_at IS NOT NULL
    UNION ALL
    SELECT tenant_id, source, scope, {key}, previous_ended_at, 'gone', NULL, NULL, NULL, FALSE
    FROM following
    WHERE previous_ended_at < valid_from
    UNION ALL
    -- what vanished is nowhere else in what is published: each of its fields is told with the value it had
    SELECT
        following.tenant_id, following.source, following.scope, following.{key}, following.deleted_at, 'gone',
        fields.field,
        CASE fields.field {new_values} END,
        NULL,
        fields.is_withheld
    FROM following
    CROSS JOIN (VALUES {fields}) AS fields (field, is_withheld)
    WHERE following.deleted_at IS NOT NULL AND CASE fields.field {is_given} END
    UNION ALL
    SELECT
        following.tenant_id, following.source, following.scope, following.{key}, following.previous_ended_at, 'gone',
        fields.field,
        CASE fields.field {old_values} END,
        NULL,
        fields.is_withheld
    FROM following
    CROSS JOIN (VALUES {fields}) AS fields (field, is_withheld)
    WHERE following.previous_ended_at < following.valid_from AND CASE fields.field {was_given} END
    UNION ALL
    SELECT tenant_id, source, scope, {key}, valid_from, 'come_back', NULL, NULL, NULL, FALSE
    FROM following
    WHERE previous_ended_at < valid_from
    UNION ALL
    SELECT tenant_id, source, scope, {key}, valid_from, 'rejected', NULL, NULL, NULL, FALSE
    FROM following
    WHERE rejected_since = valid_from
    UNION ALL
    SELECT tenant_id, source, scope, {key}, valid_from, 'accepted_again', NULL, NULL, NULL, FALSE
    FROM following
    WHERE rejected_since IS NULL AND previous_rejected_since IS NOT NULL
    UNION ALL
    SELECT
        following.tenant_id, following.source, following.scope, following.{key}, following.valid_from, 'changed',
        fields.field,
        CASE fields.field {old_values} END,
        CASE fields.field {new_values} END,
        fields.is_withheld
    FROM following
    CROSS JOIN (VALUES {fields}) AS fields (field, is_withheld)
    WHERE following.previous_valid_from IS NOT NULL AND CASE fields.field {differences} END
)
SELECT
    changes.tenant_id,
    changes.source,
    changes.scope,
    '{model}' AS model,
    changes.object_id,
    changes.snapshot_date,
    changes.change,
    changes.field,
    changes.old_value,
    changes.new_value,
    changes.is_withheld,
    {dataset} AS dataset,
    loads.file
FROM changes
LEFT JOIN ops.loads AS loads
    ON changes.tenant_id = loads.tenant_id
    AND changes.source = loads.source
    AND changes.scope = loads.scope
    AND changes.snapshot_date = loads.snapshot_date
    AND loads.dataset = {dataset}
    AND loads.is_current
