-- One row per person of getresidentlistinfo, which lists a person once for every lease: a pending renewal lists its
-- household again. The row of the lease that is lived under counts, then that of one to come, then the latest; the one
-- place where RealPage's words for a resident get this product's.
WITH listed AS (
    SELECT *, LOWER(TRIM(lease_status)) AS said
    FROM raw.realpage_residents
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
worded AS (
    SELECT
        *,
        CASE
            WHEN said LIKE 'former applicant%' OR said LIKE 'cancel%' OR said LIKE 'denied%' THEN 'cancelled'
            WHEN said LIKE 'former%' THEN 'former'
            WHEN said = 'current' AND (notice_for_date IS NOT NULL OR LOWER(lease_type) LIKE 'notice%') THEN 'notice'
            WHEN said = 'current' THEN 'current'
            WHEN said LIKE '%future%' OR said LIKE 'applicant%signed%' THEN 'future'
            WHEN said LIKE 'applicant%' THEN 'applicant'
        END AS status
    FROM listed
),
ranked AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY member_id
            ORDER BY
                CASE
                    WHEN status IN ('current', 'notice') THEN 1
                    WHEN status = 'future' THEN 2
                    WHEN status = 'applicant' THEN 3
                    WHEN status = 'former' THEN 4
                    ELSE 5
                END,
                lease_begin DESC NULLS LAST,
                row_number
        ) AS place
    FROM worded
)
SELECT
    row_number,
    member_id AS resident_id,
    first_name,
    last_name,
    household_id,
    scope || '/' || unit_id AS unit_id,
    status,
    lease_status AS vendor_status,
    is_head_of_household,
    email,
    COALESCE(cell_phone, home_phone, work_phone) AS phone,
    CAST(NULL AS VARCHAR) AS rule
FROM ranked
WHERE place = 1
