-- One row per file in the book of loads, and per finding of a load, with its sentence as it may be published. A
-- sentence may quote what stood in a cell, and in a wrong cell a person's name may stand. So of it is left out: a value
-- that cannot be read, the words of a file up to what was expected, and all from the first quotation mark to the last
-- but the sheet's. ops.loads and ops.findings keep the whole of it. A file that was not taken, in whose place a later one
-- was loaded, is mended: nobody need be told of it any more.
WITH loaded AS (
    SELECT tenant_id, source, scope, snapshot_date, dataset, MAX(received_at) AS received_at
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded'
    GROUP BY tenant_id, source, scope, snapshot_date, dataset
),
whole AS (
    SELECT
        loads.tenant_id, loads.source, loads.scope, loads.snapshot_date, loads.dataset,
        loads.file, loads.sha256, loads.received_at, loads.outcome,
        CAST(NULL AS VARCHAR) AS rule,
        CAST(NULL AS VARCHAR) AS severity,
        loads.rows_read,
        loads.message
    FROM ops.loads AS loads
    LEFT JOIN loaded
        ON loads.tenant_id = loaded.tenant_id
        AND loads.source = loaded.source
        AND loads.scope = loaded.scope
        AND loads.snapshot_date = loaded.snapshot_date
        AND loads.dataset = loaded.dataset
        AND loads.received_at < loaded.received_at
        AND loads.outcome IN ('held', 'refused', 'failed')
    WHERE loaded.dataset IS NULL
    UNION ALL
    SELECT tenant_id, source, scope, snapshot_date, dataset, NULL, NULL, NULL, NULL, rule, severity, NULL, message
    FROM ops.findings
)
SELECT
    tenant_id, source, scope, snapshot_date, dataset, file, sha256, received_at, outcome, rule, severity, rows_read,
    REPLACE(
        REPLACE(
            REGEXP_REPLACE(
                REGEXP_REPLACE(
                    REGEXP_REPLACE(
                        REPLACE(REPLACE(message, ', sheet ''', ', sheet <'), ', sheet "', ', sheet <<'),
                        '(?s)the value .* cannot be read',
                        'a value cannot be read'
                    ),
                    '(?s)(s found|; it has|begins with|an error|a fault|of a report)[: ].*[.] Expected ',
                    '(the words are left out). Expected '
                ),
                '(?s) [(]?[''"].*[''"]',
                ' (left out)'
            ),
            ', sheet <<',
            ', sheet "'
        ),
        ', sheet <',
        ', sheet '''
    ) AS message
FROM whole
