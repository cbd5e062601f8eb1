-- One row per person: each resident, and the other occupants of a resident's home, who share household, unit and
-- status. A person who is listed twice counts as first listed, a resident before an occupant; two rows of a resident that
-- differ are found by their id.
WITH heads AS (
    SELECT
        residents.*,
        CASE WHEN pseudo.unit_code IS NULL THEN residents.scope || '/' || TRIM(residents.unit_code) END AS unit_id,
        statuses.status AS word
    FROM raw.yardi_residents AS residents
    LEFT JOIN yardi_pseudo_units AS pseudo ON UPPER(TRIM(residents.unit_code)) = pseudo.unit_code
    LEFT JOIN yardi_resident_statuses AS statuses ON LOWER(TRIM(residents.status)) = statuses.words
    WHERE residents.tenant_id = $tenant_id AND residents.source = $source AND residents.scope = $scope
        AND residents.snapshot_date = $snapshot_date
),
occupants AS (
    SELECT *
    FROM raw.yardi_occupants
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
people AS (
    SELECT
        0 AS part, row_number, TRIM(resident_code) AS resident_id, first_name, last_name,
        TRIM(resident_code) AS household_id, unit_id, word, status AS vendor_status, TRUE AS is_head_of_household,
        email, phone
    FROM heads
    UNION ALL
    SELECT
        1, occupants.row_number, TRIM(occupants.occupant_code), occupants.first_name, occupants.last_name,
        TRIM(occupants.resident_code), heads.unit_id, heads.word, heads.status, FALSE,
        CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR)
    FROM occupants
    LEFT JOIN heads ON occupants.resident_number = heads.row_number
),
placed AS (
    SELECT
        *,
        CAST(NULL AS VARCHAR) AS rule,
        ROW_NUMBER() OVER (ORDER BY part, row_number) AS person_number,
        ROW_NUMBER() OVER (PARTITION BY resident_id ORDER BY part, row_number) AS place
    FROM people
),
listed AS (
    SELECT *
    FROM placed
    WHERE place = 1 OR part = 0
),
-- What the parser kept out may be anybody who is not listed: while there is one, nobody is gone.
kept_out AS (
    SELECT row_number, rule
    FROM ops.rejects
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND dataset = 'yardi_residents'
)
SELECT
    COALESCE(listed.person_number, kept_out.row_number) AS row_number,
    listed.resident_id,
    listed.first_name,
    listed.last_name,
    listed.household_id,
    listed.unit_id,
    listed.word AS status,
    listed.vendor_status,
    listed.is_head_of_household,
    listed.email,
    listed.phone,
    kept_out.rule
FROM listed
FULL OUTER JOIN kept_out ON listed.rule = kept_out.rule
