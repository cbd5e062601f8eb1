-- One row per lease of getleaseinfo, which lists those that residents held within a year: an older one leaves the list.
-- The one place where RealPage's words for a lease get this product's. A unit's current lease is one that is called
-- current and whose move-in, or else whose beginning, has come; where two are, the one that began last. A renewal to
-- come, an applicant's and a former lease are never the unit's. The term is the one in words: LeaseTerm is an id.
WITH listed AS (
    SELECT
        *,
        REPLACE(REPLACE(LOWER(lease_status), ' ', ''), '-', '') AS said,
        COALESCE(LOWER(lease_type), '') AS type,
        COALESCE(LOWER(lease_type) LIKE 'notice%', FALSE) OR notice_for_date IS NOT NULL AS has_notice,
        COALESCE(move_in, scheduled_move_in) AS move_in_date
    FROM raw.realpage_leases
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
begun AS (
    SELECT
        *,
        COALESCE(said = 'current', FALSE)
        AND unit_id IS NOT NULL
        AND COALESCE(COALESCE(move_in_date, lease_begin) <= snapshot_date, TRUE) AS is_in_effect
    FROM listed
),
placed AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY unit_id, is_in_effect
            ORDER BY lease_begin DESC NULLS LAST, row_number
        ) AS place
    FROM begun
)
SELECT
    row_number,
    scope || '/' || COALESCE(unit_id, '') || '/' || lease_id AS lease_id,
    scope || '/' || unit_id AS unit_id,
    household_id AS resident_id,
    head_of_household_name AS resident_name,
    CASE
        WHEN said = 'current' AND has_notice THEN 'notice'
        WHEN said = 'current' THEN 'current'
        WHEN said IN ('currentfuture', 'futurelease') AND type LIKE '%transfer%' THEN 'transferring'
        WHEN said = 'currentfuture' OR (said LIKE 'future%' AND prior_lease_id IS NOT NULL) THEN 'pending_renewal'
        WHEN said LIKE 'formerapplicant%' OR said LIKE 'cancel%' OR said LIKE 'denied%' THEN 'cancelled'
        WHEN said LIKE 'former%' THEN 'former'
        WHEN said LIKE 'future%' OR said LIKE 'applicant%signed%' THEN 'future'
        WHEN said LIKE 'applicant%' AND lease_signed_date IS NOT NULL THEN 'future'
        WHEN said LIKE 'applicant%' THEN 'applicant'
    END AS status,
    lease_status AS vendor_status,
    is_in_effect AND place = 1 AS is_current,
    move_in_date,
    notice_for_date,
    notice_for_date AS move_out_date,
    lease_begin AS lease_start,
    lease_end,
    rent,
    CAST(NULL AS DECIMAL(18, 2)) AS total_charges,
    CAST(NULL AS DECIMAL(18, 2)) AS deposit_required,
    CAST(NULL AS DECIMAL(18, 2)) AS deposit_held,
    current_balance AS balance,
    lease_signed_date AS signed_date,
    notice_on_date AS notice_given_date,
    lease_term_months AS term_months,
    CAST(NULL AS VARCHAR) AS rule
FROM placed
