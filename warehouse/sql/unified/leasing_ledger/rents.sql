-- One row per row of rents in one snapshot, typed, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(rent_id), '') AS rent_id,
        NULLIF(TRIM(occupancy_id), '') AS occupancy_id,
        NULLIF(TRIM(amount), '') AS amount_text,
        NULLIF(TRIM(effective_date), '') AS effective_text
    FROM raw.leasing_ledger_rents
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
typed AS (
    SELECT
        *,
        CASE
            -- two decimals at most: a third would be lost without a word
            WHEN REGEXP_MATCHES(amount_text, '^[-+]?[0-9]{1,12}([.][0-9]{1,2}0*)?$')
                THEN TRY_CAST(amount_text AS DECIMAL(18, 2))
        END AS amount,
        CASE
            WHEN REGEXP_MATCHES(effective_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00([.]0+)?)?Z?)?$')
                THEN TRY_CAST(SUBSTRING(effective_text, 1, 10) AS DATE)
        END AS effective_date
    FROM snapshot
),
known_occupancies AS (
    SELECT occupancy_id, move_in_date, move_out_date
    FROM unified.occupancies
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
)
SELECT
    typed.row_number,
    typed.rent_id,
    typed.occupancy_id,
    typed.amount,
    typed.effective_date,
    CASE
        WHEN typed.rent_id IS NULL THEN 'missing_rent_id'
        WHEN typed.occupancy_id IS NULL THEN 'missing_occupancy_id'
        WHEN typed.amount_text IS NULL THEN 'missing_amount'
        WHEN typed.amount IS NULL THEN 'amount_not_an_amount'
        WHEN typed.amount <= 0 THEN 'amount_not_positive'
        WHEN typed.effective_text IS NULL THEN 'missing_effective_date'
        WHEN typed.effective_date IS NULL THEN 'effective_date_not_a_date'
        WHEN known_occupancies.occupancy_id IS NULL THEN 'unknown_occupancy'
        WHEN typed.effective_date < known_occupancies.move_in_date
            OR typed.effective_date >= known_occupancies.move_out_date THEN 'effective_date_outside_stay'
    END AS rule
FROM typed
LEFT JOIN known_occupancies ON typed.occupancy_id = known_occupancies.occupancy_id
