-- The leases of getleaseinfo that end: those of the last 365 days, of which the call lists every one, and those to come.
-- One that ended before and is still lived under has no month of its own; one that was never signed does not expire.
-- Renewed is a lease that names a next one for its unit, transferring one that says so or whose next one is for another
-- unit; of the others the former are moved out, those with notice vacating, those past their end month to month.
WITH answered AS (
    SELECT
        *,
        scope || '/' || COALESCE(unit_id, '') || '/' || lease_id AS key,
        ROW_NUMBER() OVER (PARTITION BY unit_id, lease_id ORDER BY row_number) AS place
    FROM raw.realpage_leases
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
listed AS (
    SELECT
        answered.*,
        leases.status,
        leases.move_in_date,
        CAST(answered.snapshot_date - INTERVAL 365 DAY AS DATE) AS first_day
    FROM answered
    INNER JOIN unified.leases_history AS leases
        ON answered.tenant_id = leases.tenant_id
        AND answered.source = leases.source
        AND answered.scope = leases.scope
        AND answered.key = leases.lease_id
        AND leases.valid_from <= answered.snapshot_date
        AND answered.snapshot_date < COALESCE(leases.valid_to, DATE '9999-12-31')
    WHERE answered.place = 1
),
following AS (
    SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY lease_id, household_id ORDER BY row_number) AS rank
    FROM listed
),
units AS (
    SELECT units.*
    FROM unified.units_history AS units
    INNER JOIN day_datasets ON day_datasets.dataset = 'realpage_units'
    WHERE units.tenant_id = $tenant_id AND units.source = $source AND units.scope = $scope
        AND units.valid_from <= $snapshot_date AND $snapshot_date < COALESCE(units.valid_to, DATE '9999-12-31')
),
decided AS (
    SELECT
        listed.*,
        CASE
            WHEN LOWER(listed.lease_type) LIKE '%transfer%' OR following.unit_id <> listed.unit_id THEN 'transferring'
            WHEN listed.next_lease_id IS NOT NULL AND following.status IS DISTINCT FROM 'cancelled' THEN 'renewed'
            WHEN listed.status = 'former' THEN 'moved_out'
            WHEN listed.status = 'notice' THEN 'vacating'
            WHEN listed.status = 'current'
                AND (listed.lease_end < listed.snapshot_date OR listed.month_to_month_date <= listed.snapshot_date)
                THEN 'month_to_month'
            WHEN listed.status IS NOT NULL THEN 'unknown'
        END AS decision,
        CASE WHEN following.status <> 'cancelled' THEN following.lease_begin END AS new_lease_start,
        CASE WHEN following.status <> 'cancelled' THEN following.lease_term_months END AS new_lease_term,
        CASE WHEN following.status <> 'cancelled' THEN following.rent END AS new_rent
    FROM listed
    LEFT JOIN following
        ON listed.next_lease_id = following.lease_id
        AND listed.household_id = following.household_id
        AND following.rank = 1
)
SELECT
    decided.tenant_id,
    decided.source,
    decided.scope,
    decided.snapshot_date,
    $report AS report,
    decided.scope AS property_id,
    CAST(NULL AS VARCHAR) AS property_name,
    decided.first_day AS period_start,
    decided.snapshot_date AS as_of,
    ROW_NUMBER() OVER (ORDER BY decided.row_number) AS lease_number,
    CASE
        WHEN decided.lease_end >= decided.first_day THEN CAST(DATE_TRUNC('month', decided.lease_end) AS DATE)
    END AS expiry_month,
    decided.lease_end,
    COALESCE(decided.decision = 'month_to_month', FALSE) AS is_month_to_month,
    units.unit_number,
    units.floor_plan,
    CAST(units.sqft AS BIGINT) AS sqft,
    decided.head_of_household_name AS resident_name,
    decided.move_in_date,
    CASE WHEN decided.status = 'notice' THEN decided.notice_for_date END AS expected_move_out_date,
    decided.lease_term_months AS lease_term,
    decided.rent,
    units.market_rent,
    decided.decision,
    decided.lease_type AS vendor_decision,
    decided.new_lease_start,
    decided.new_lease_term,
    decided.new_rent,
    CAST(NULL AS DATE) AS last_rent_change_date,
    CAST(NULL AS DECIMAL(18, 2)) AS last_rent_change_amount,
    decided.current_balance AS balance
FROM decided
LEFT JOIN units ON decided.scope || '/' || decided.unit_id = units.unit_id
WHERE COALESCE(decided.status NOT IN ('applicant', 'cancelled'), TRUE)
    AND (
        decided.lease_end >= decided.first_day
        OR (decided.status IN ('current', 'notice') AND decided.lease_end IS NOT NULL)
        OR decided.decision = 'month_to_month'
    )
