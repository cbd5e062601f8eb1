-- One row per row of schools in one snapshot, typed, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(school_id), '') AS school_id,
        NULLIF(TRIM(name), '') AS name,
        NULLIF(TRIM(address), '') AS address,
        NULLIF(TRIM(phone), '') AS phone,
        NULLIF(TRIM(email), '') AS email,
        NULLIF(LOWER(TRIM(is_active)), '') AS is_active_text
    FROM raw.school_billing_schools
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
typed AS (
    SELECT
        *,
        CASE
            WHEN is_active_text IN ('true', 't', 'yes', 'y', '1') THEN TRUE
            WHEN is_active_text IN ('false', 'f', 'no', 'n', '0') THEN FALSE
        END AS is_active
    FROM snapshot
)
SELECT
    row_number,
    school_id,
    name,
    address,
    phone,
    email,
    is_active,
    CASE
        WHEN school_id IS NULL THEN 'missing_school_id'
        WHEN name IS NULL THEN 'missing_name'
        WHEN is_active_text IS NULL THEN 'missing_is_active'
        WHEN is_active IS NULL THEN 'is_active_not_a_flag'
    END AS rule
FROM typed
