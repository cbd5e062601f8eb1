-- One row per row of occupancies in one snapshot, typed, with the first rule it breaks by itself (NULL: none).
-- Overlaps and inactive units need the rows beside it: warehouse/leasing_conflicts.py judges those.
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(occupancy_id), '') AS occupancy_id,
        NULLIF(TRIM(unit_id), '') AS unit_id,
        NULLIF(TRIM(resident_id), '') AS resident_id,
        NULLIF(TRIM(move_in_date), '') AS move_in_text,
        NULLIF(TRIM(move_out_date), '') AS move_out_text
    FROM raw.leasing_ledger_occupancies
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
typed AS (
    SELECT
        *,
        CASE
            WHEN REGEXP_MATCHES(move_in_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00([.]0+)?)?Z?)?$')
                THEN TRY_CAST(SUBSTRING(move_in_text, 1, 10) AS DATE)
        END AS move_in_date,
        CASE
            WHEN REGEXP_MATCHES(move_out_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00([.]0+)?)?Z?)?$')
                THEN TRY_CAST(SUBSTRING(move_out_text, 1, 10) AS DATE)
        END AS move_out_date
    FROM snapshot
),
known_units AS (
    SELECT unit_id
    FROM unified.units
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
),
known_residents AS (
    SELECT resident_id
    FROM unified.residents
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
)
SELECT
    typed.row_number,
    typed.occupancy_id,
    typed.unit_id,
    typed.resident_id,
    typed.move_in_date,
    typed.move_out_date,
    CASE
        WHEN typed.occupancy_id IS NULL THEN 'missing_occupancy_id'
        WHEN typed.unit_id IS NULL THEN 'missing_unit_id'
        WHEN typed.resident_id IS NULL THEN 'missing_resident_id'
        WHEN typed.move_in_text IS NULL THEN 'missing_move_in_date'
        WHEN typed.move_in_date IS NULL THEN 'move_in_date_not_a_date'
        WHEN typed.move_out_text IS NOT NULL AND typed.move_out_date IS NULL THEN 'move_out_date_not_a_date'
        WHEN typed.move_in_date < DATE '1900-01-01' OR typed.move_in_date >= DATE '2200-01-01'
            THEN 'move_in_date_implausible'
        WHEN typed.move_out_date <= typed.move_in_date THEN 'move_out_not_after_move_in'
        WHEN known_units.unit_id IS NULL THEN 'unknown_unit'
        WHEN known_residents.resident_id IS NULL THEN 'unknown_resident'
    END AS rule
FROM typed
LEFT JOIN known_units ON typed.unit_id = known_units.unit_id
LEFT JOIN known_residents ON typed.resident_id = known_residents.resident_id
