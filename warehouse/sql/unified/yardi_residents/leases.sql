-- One row per resident who has, had or applies for a lease of an apartment; other occupants live under theirs. Who
-- applies, is to come or was turned away may have no unit. A resident in a pseudo unit (a waiting list, a shop, an
-- account of nobody who lives there) has no lease of a unit. Of several residents who live in a unit, the one who
-- moved in last has its current lease.
WITH residents AS (
    SELECT
        listed.*,
        statuses.status AS word,
        COALESCE(statuses.lives_there, FALSE) AND listed.unit_code IS NOT NULL AS is_lived_in,
        ROW_NUMBER() OVER (PARTITION BY TRIM(listed.resident_code) ORDER BY listed.row_number) AS place
    FROM raw.yardi_residents AS listed
    LEFT JOIN yardi_pseudo_units AS pseudo ON UPPER(TRIM(listed.unit_code)) = pseudo.unit_code
    LEFT JOIN yardi_resident_statuses AS statuses ON LOWER(TRIM(listed.status)) = statuses.words
    WHERE listed.tenant_id = $tenant_id AND listed.source = $source AND listed.scope = $scope
        AND listed.snapshot_date = $snapshot_date
        AND pseudo.unit_code IS NULL
        AND (listed.unit_code IS NOT NULL OR statuses.status IN ('applicant', 'future', 'cancelled'))
),
named AS (
    SELECT
        *,
        CAST(NULL AS VARCHAR) AS rule,
        scope || '/' || TRIM(unit_code) AS unit_id,
        scope || '/' || COALESCE(TRIM(unit_code), '') || '/' || TRIM(resident_code) AS lease_id,
        ROW_NUMBER() OVER (
            PARTITION BY TRIM(unit_code), is_lived_in
            ORDER BY move_in DESC NULLS LAST, row_number
        ) AS place_in_unit
    FROM residents
    WHERE place = 1
),
-- What the parser kept out may be any lease that is not listed: while there is one, none is gone.
kept_out AS (
    SELECT row_number, rule
    FROM ops.rejects
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND dataset = 'yardi_residents' AND rule = 'missing_resident_code'
)
SELECT
    COALESCE(named.row_number, kept_out.row_number) AS row_number,
    named.lease_id,
    named.unit_id,
    TRIM(named.resident_code) AS resident_id,
    COALESCE(named.last_name || ', ' || named.first_name, named.last_name, named.first_name) AS resident_name,
    named.word AS status,
    named.status AS vendor_status,
    COALESCE(named.is_lived_in AND named.place_in_unit = 1, FALSE) AS is_current,
    named.move_in AS move_in_date,
    CAST(NULL AS DATE) AS notice_for_date,
    named.move_out AS move_out_date,
    named.lease_from AS lease_start,
    named.lease_to AS lease_end,
    named.rent,
    CAST(NULL AS DECIMAL(18, 2)) AS total_charges,
    CAST(NULL AS DECIMAL(18, 2)) AS deposit_required,
    CAST(NULL AS DECIMAL(18, 2)) AS deposit_held,
    CAST(NULL AS DECIMAL(18, 2)) AS balance,
    CAST(NULL AS DATE) AS signed_date,
    named.notice_date AS notice_given_date,
    CAST(NULL AS BIGINT) AS term_months,
    kept_out.rule
FROM named
FULL OUTER JOIN kept_out ON named.rule = kept_out.rule
