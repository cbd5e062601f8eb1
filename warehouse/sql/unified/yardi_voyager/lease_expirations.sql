-- The leases of the residents who live there, by the month their last day lies in; a lease without one is left out.
-- Yardi says who leaves (notice, or a day to move out) and whose last day has passed without: month to month. Of the
-- others the decision is blank: a renewal that is signed shows only once the lease has its new last day, so that "not
-- decided yet" cannot be told from "renewed". It words no decision itself.
WITH lists AS (
    SELECT COALESCE(BOOL_OR(dataset = 'yardi_units'), FALSE) AS has_units
    FROM day_datasets
),
units AS (
    SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY TRIM(unit_code) ORDER BY row_number) AS place
    FROM raw.yardi_units
    CROSS JOIN lists
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND NOT is_pseudo_unit AND lists.has_units
),
leases AS (
    SELECT
        listed.*,
        CASE
            WHEN statuses.status = 'notice' OR listed.move_out IS NOT NULL THEN 'vacating'
            WHEN listed.lease_to < CAST($snapshot_date AS DATE) THEN 'month_to_month'
        END AS decision,
        ROW_NUMBER() OVER (PARTITION BY TRIM(listed.resident_code) ORDER BY listed.row_number) AS place
    FROM raw.yardi_residents AS listed
    INNER JOIN yardi_resident_statuses AS statuses ON LOWER(TRIM(listed.status)) = statuses.words
    LEFT JOIN yardi_pseudo_units AS pseudo ON UPPER(TRIM(listed.unit_code)) = pseudo.unit_code
    WHERE listed.tenant_id = $tenant_id AND listed.source = $source AND listed.scope = $scope
        AND listed.snapshot_date = $snapshot_date
        AND statuses.lives_there AND listed.unit_code IS NOT NULL AND pseudo.unit_code IS NULL
        AND listed.lease_to IS NOT NULL
)
SELECT
    $tenant_id AS tenant_id,
    $source AS source,
    $scope AS scope,
    $snapshot_date AS snapshot_date,
    $report AS report,
    $scope AS property_id,
    CAST(NULL AS VARCHAR) AS property_name,
    CAST(NULL AS DATE) AS period_start,
    $snapshot_date AS as_of,
    leases.row_number AS lease_number,
    CAST(DATE_TRUNC('month', leases.lease_to) AS DATE) AS expiry_month,
    leases.lease_to AS lease_end,
    COALESCE(leases.decision = 'month_to_month', FALSE) AS is_month_to_month,
    TRIM(leases.unit_code) AS unit_number,
    COALESCE(units.floor_plan, units.unit_type) AS floor_plan,
    CAST(units.max_sqft AS BIGINT) AS sqft,
    COALESCE(leases.last_name || ', ' || leases.first_name, leases.last_name, leases.first_name) AS resident_name,
    leases.move_in AS move_in_date,
    leases.move_out AS expected_move_out_date,
    CAST(NULL AS BIGINT) AS lease_term,
    leases.rent,
    units.market_rent,
    leases.decision,
    CAST(NULL AS VARCHAR) AS vendor_decision,
    CAST(NULL AS DATE) AS new_lease_start,
    CAST(NULL AS BIGINT) AS new_lease_term,
    CAST(NULL AS DECIMAL(18, 2)) AS new_rent,
    CAST(NULL AS DATE) AS last_rent_change_date,
    CAST(NULL AS DECIMAL(18, 2)) AS last_rent_change_amount,
    CAST(NULL AS DECIMAL(18, 2)) AS balance
FROM leases
LEFT JOIN units ON TRIM(leases.unit_code) = TRIM(units.unit_code) AND units.place = 1
WHERE leases.place = 1
