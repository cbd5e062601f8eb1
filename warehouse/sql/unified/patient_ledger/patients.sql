-- One row per row of patients in one snapshot, typed, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(external_id), '') AS external_id,
        NULLIF(TRIM(first_name), '') AS first_name,
        NULLIF(TRIM(last_name), '') AS last_name,
        NULLIF(TRIM(middle_name), '') AS middle_name,
        NULLIF(TRIM(date_of_birth), '') AS date_of_birth_text,
        snapshot_date
    FROM raw.patient_ledger_patients
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
typed AS (
    SELECT
        *,
        CASE
            WHEN REGEXP_MATCHES(date_of_birth_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00([.]0+)?)?Z?)?$')
                THEN TRY_CAST(SUBSTRING(date_of_birth_text, 1, 10) AS DATE)
        END AS date_of_birth
    FROM snapshot
)
SELECT
    row_number,
    external_id AS patient_id,
    first_name,
    last_name,
    middle_name,
    date_of_birth,
    CASE
        WHEN external_id IS NULL THEN 'missing_external_id'
        WHEN first_name IS NULL THEN 'missing_first_name'
        WHEN last_name IS NULL THEN 'missing_last_name'
        WHEN date_of_birth IS NULL AND date_of_birth_text IS NOT NULL THEN 'date_of_birth_not_a_date'
        -- judged against the snapshot's own day, so that a replay gives the same answer
        WHEN date_of_birth > snapshot_date THEN 'date_of_birth_in_future'
        WHEN date_of_birth < DATE '1901-01-01' THEN 'date_of_birth_too_early'
    END AS rule
FROM typed
