-- One row per row of unit_statuses in one snapshot, typed, with the first rule it breaks by itself (NULL: none).
-- Turning inactive while occupied needs the stays beside it: warehouse/leasing_conflicts.py judges that.
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(unit_status_id), '') AS unit_status_id,
        NULLIF(TRIM(unit_id), '') AS unit_id,
        NULLIF(LOWER(TRIM(status)), '') AS status,
        NULLIF(TRIM(start_date), '') AS start_text
    FROM raw.leasing_ledger_unit_statuses
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
typed AS (
    SELECT
        *,
        CASE
            WHEN REGEXP_MATCHES(start_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00([.]0+)?)?Z?)?$')
                THEN TRY_CAST(SUBSTRING(start_text, 1, 10) AS DATE)
        END AS start_date
    FROM snapshot
),
known_units AS (
    SELECT unit_id
    FROM unified.units
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
)
SELECT
    typed.row_number,
    typed.unit_status_id,
    typed.unit_id,
    typed.status,
    typed.start_date,
    CASE
        WHEN typed.unit_status_id IS NULL THEN 'missing_unit_status_id'
        WHEN typed.unit_id IS NULL THEN 'missing_unit_id'
        WHEN typed.status IS NULL THEN 'missing_status'
        WHEN typed.start_text IS NULL THEN 'missing_start_date'
        WHEN typed.start_date IS NULL THEN 'start_date_not_a_date'
        WHEN typed.start_date < DATE '1900-01-01' OR typed.start_date >= DATE '2200-01-01'
            THEN 'start_date_implausible'
        WHEN typed.status NOT IN ('active', 'inactive') THEN 'status_unknown'
        WHEN known_units.unit_id IS NULL THEN 'unknown_unit'
    END AS rule
FROM typed
LEFT JOIN known_units ON typed.unit_id = known_units.unit_id
