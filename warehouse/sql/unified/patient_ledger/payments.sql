-- One row per row of payments in one snapshot, typed, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(external_id), '') AS external_id,
        NULLIF(TRIM(patient_id), '') AS patient_id,
        NULLIF(TRIM(amount), '') AS amount_text
    FROM raw.patient_ledger_payments
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
typed AS (
    SELECT
        *,
        CASE
            -- two decimals at most: a third would be lost without a word
            WHEN REGEXP_MATCHES(amount_text, '^[-+]?[0-9]{1,12}([.][0-9]{1,2}0*)?$')
                THEN TRY_CAST(amount_text AS DECIMAL(18, 2))
        END AS amount
    FROM snapshot
),
known_patients AS (
    SELECT patient_id
    FROM unified.patients
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
)
SELECT
    typed.row_number,
    typed.external_id AS payment_id,
    typed.patient_id,
    typed.amount,
    CASE
        WHEN typed.external_id IS NULL THEN 'missing_external_id'
        WHEN typed.patient_id IS NULL THEN 'missing_patient_id'
        WHEN typed.amount_text IS NULL THEN 'missing_amount'
        WHEN typed.amount IS NULL THEN 'amount_not_an_amount'
        WHEN known_patients.patient_id IS NULL THEN 'unknown_patient'
    END AS rule
FROM typed
LEFT JOIN known_patients ON typed.patient_id = known_patients.patient_id
