-- One row per row of contract_versions in one snapshot, typed, with the first rule it breaks (NULL: none).
-- What the rules_config says was read beside this, row by row: warehouse/contract_rules.py keeps it as read_rules.
WITH snapshot AS (
    SELECT
        row_number,
        COALESCE(
            NULLIF(TRIM(version_id), ''), NULLIF(TRIM(contract_id), '') || '/' || NULLIF(TRIM(version_number), '')
        ) AS version_id,
        NULLIF(TRIM(contract_id), '') AS contract_id,
        NULLIF(TRIM(version_number), '') AS number_text,
        NULLIF(TRIM(billing_model), '') AS model_text,
        NULLIF(UPPER(TRIM(valid_from)), '') AS from_text,
        NULLIF(UPPER(TRIM(valid_until)), '') AS until_text
    FROM raw.contract_billing_contract_versions
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
typed AS (
    SELECT
        *,
        CASE WHEN REGEXP_MATCHES(number_text, '^[0-9]{1,9}$') THEN TRY_CAST(number_text AS BIGINT) END AS version_number,
        CASE
            WHEN REGEXP_MATCHES(
                from_text,
                '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[-+][0-9]{2}(:?[0-9]{2})?)?)?$'
            )
                THEN TRY_CAST(
                    SUBSTRING(from_text, 1, 10)
                    || REGEXP_REPLACE(SUBSTRING(from_text, 11), '(Z|[-+][0-9]{2}(:?[0-9]{2})?)$', '') AS TIMESTAMP
                )
        END AS starts_at,
        CASE
            WHEN REGEXP_MATCHES(
                until_text,
                '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[-+][0-9]{2}(:?[0-9]{2})?)?)?$'
            )
                THEN TRY_CAST(
                    SUBSTRING(until_text, 1, 10)
                    || REGEXP_REPLACE(SUBSTRING(until_text, 11), '(Z|[-+][0-9]{2}(:?[0-9]{2})?)$', '') AS TIMESTAMP
                )
        END AS ends_at
    FROM snapshot
),
known_contracts AS (
    SELECT contract_id AS known_id
    FROM unified.contracts
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
),
judged AS (
    SELECT
        typed.row_number,
        typed.version_id,
        typed.contract_id,
        typed.version_number,
        typed.starts_at,
        typed.ends_at,
        CASE
            WHEN typed.contract_id IS NULL THEN 'missing_contract_id'
            WHEN typed.number_text IS NULL THEN 'missing_version_number'
            WHEN COALESCE(typed.version_number, 0) < 1 THEN 'version_number_not_a_number'
            WHEN typed.model_text IS NULL THEN 'missing_billing_model'
            WHEN typed.from_text IS NULL THEN 'missing_valid_from'
            WHEN typed.starts_at IS NULL THEN 'valid_from_not_a_moment'
            WHEN typed.starts_at < TIMESTAMP '1900-01-01 00:00:00' OR typed.starts_at >= TIMESTAMP '2200-01-01 00:00:00'
                THEN 'valid_from_implausible'
            WHEN typed.until_text IS NOT NULL AND typed.ends_at IS NULL THEN 'valid_until_not_a_moment'
            WHEN typed.ends_at < TIMESTAMP '1900-01-01 00:00:00' OR typed.ends_at >= TIMESTAMP '2200-01-01 00:00:00'
                THEN 'valid_until_implausible'
            WHEN typed.ends_at <= typed.starts_at THEN 'valid_until_not_after_valid_from'
            WHEN known_contracts.known_id IS NULL THEN 'unknown_contract'
        END AS rule
    FROM typed
    LEFT JOIN known_contracts ON typed.contract_id = known_contracts.known_id
)
SELECT *
FROM judged
INNER JOIN read_rules USING (row_number)
