-- One row per row of students in one snapshot, typed, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(student_id), '') AS student_id,
        NULLIF(TRIM(school_id), '') AS school_id,
        NULLIF(TRIM(first_name), '') AS first_name,
        NULLIF(TRIM(last_name), '') AS last_name,
        NULLIF(TRIM(email), '') AS email,
        NULLIF(TRIM(grade), '') AS grade,
        NULLIF(TRIM(enrolled_at), '') AS enrolled_text,
        NULLIF(LOWER(TRIM(is_active)), '') AS is_active_text
    FROM raw.school_billing_students
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
typed AS (
    SELECT
        *,
        CASE
            WHEN REGEXP_MATCHES(enrolled_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[-+][0-9:]+)?)?$')
                THEN TRY_CAST(SUBSTRING(enrolled_text, 1, 10) AS DATE)
        END AS enrolled_at,
        CASE
            WHEN is_active_text IN ('true', 't', 'yes', 'y', '1') THEN TRUE
            WHEN is_active_text IN ('false', 'f', 'no', 'n', '0') THEN FALSE
        END AS is_active
    FROM snapshot
),
known_schools AS (
    SELECT school_id
    FROM unified.schools
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
)
SELECT
    typed.row_number,
    typed.student_id,
    typed.school_id,
    typed.first_name,
    typed.last_name,
    typed.email,
    typed.grade,
    typed.enrolled_at,
    typed.is_active,
    CASE
        WHEN typed.student_id IS NULL THEN 'missing_student_id'
        WHEN typed.school_id IS NULL THEN 'missing_school_id'
        WHEN typed.first_name IS NULL THEN 'missing_first_name'
        WHEN typed.last_name IS NULL THEN 'missing_last_name'
        WHEN typed.is_active_text IS NULL THEN 'missing_is_active'
        WHEN typed.is_active IS NULL THEN 'is_active_not_a_flag'
        WHEN typed.enrolled_text IS NOT NULL AND typed.enrolled_at IS NULL THEN 'enrolled_at_not_a_date'
        WHEN known_schools.school_id IS NULL THEN 'unknown_school'
    END AS rule
FROM typed
LEFT JOIN known_schools ON typed.school_id = known_schools.school_id
