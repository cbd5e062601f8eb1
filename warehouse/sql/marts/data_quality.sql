-- One row per finding: files that were held or refused, rejected rows by rule, what loading noticed, and what the
-- published figures themselves show.
WITH files AS (
    SELECT
        tenant_id, source, scope, dataset, snapshot_date,
        'file_' || outcome AS rule,
        'error' AS severity,
        CAST(NULL AS VARCHAR) AS object_id,
        COALESCE(rows_read, 0) AS row_count,
        message
    FROM ops.loads
    WHERE outcome IN ('held', 'refused', 'failed')
),
rejected AS (
    SELECT
        tenant_id, source, scope, dataset, snapshot_date,
        'rejected_' || rule AS rule,
        'warning' AS severity,
        CAST(NULL AS VARCHAR) AS object_id,
        COUNT(*) AS row_count,
        'rows of ' || dataset || ' were quarantined in ops.rejects; the first is row ' || MIN(row_number) AS message
    FROM ops.rejects
    GROUP BY tenant_id, source, scope, dataset, snapshot_date, rule
),
noticed AS (
    SELECT
        tenant_id, source, scope, dataset, snapshot_date, rule, severity,
        CAST(NULL AS VARCHAR) AS object_id,
        1 AS row_count,
        message
    FROM ops.findings
),
missing_rents AS (
    SELECT
        spans.tenant_id,
        spans.source,
        spans.property_id AS scope,
        'rent_roll_spans' AS dataset,
        spans.valid_from AS snapshot_date,
        'missing_rent' AS rule,
        'warning' AS severity,
        spans.occupancy_id AS object_id,
        1 AS row_count,
        'unit ' || spans.unit_number || ' is occupied from ' || spans.valid_from || ' to '
        || COALESCE(CAST(spans.valid_to AS VARCHAR), 'now') || ' without an effective rent: its rent is unknown, not 0'
            AS message
    FROM marts.rent_roll_spans AS spans
    WHERE spans.is_occupied AND spans.monthly_rent IS NULL
)
SELECT * FROM files
UNION ALL
SELECT * FROM rejected
UNION ALL
SELECT * FROM noticed
UNION ALL
SELECT * FROM missing_rents
