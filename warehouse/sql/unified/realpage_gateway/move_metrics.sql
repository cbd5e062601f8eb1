-- Moves of the month up to the day, by the dates of households: one is counted once in a unit, by its head, however many
-- leases list it; whoever changes units moves out of one and into the other. Who has not moved in is an applicant and no
-- move. Leases are counted by the day they were signed; a renewal is one that says so or follows another lease. The
-- gateway lists neither what was cancelled when nor money by month.
WITH month AS (
    SELECT CAST(DATE_TRUNC('month', CAST($snapshot_date AS DATE)) AS DATE) AS first_day,
        CAST($snapshot_date AS DATE) AS day
),
heads AS (
    SELECT
        residents.*,
        LOWER(TRIM(residents.lease_status)) AS said,
        MAX(CASE WHEN residents.is_head_of_household THEN 1 ELSE 0 END) OVER (
            PARTITION BY residents.household_id
        ) AS has_head
    FROM raw.realpage_residents AS residents
    WHERE residents.tenant_id = $tenant_id AND residents.source = $source AND residents.scope = $scope
        AND residents.snapshot_date = $snapshot_date
),
moved AS (
    SELECT *
    FROM heads
    WHERE (is_head_of_household OR has_head = 0)
        AND (said = 'current' OR (said LIKE 'former%' AND said NOT LIKE '%applicant%'))
),
came AS (
    SELECT DISTINCT moved.household_id, moved.unit_id
    FROM moved
    INNER JOIN month ON moved.move_in BETWEEN month.first_day AND month.day
),
went AS (
    SELECT DISTINCT moved.household_id, moved.unit_id
    FROM moved
    INNER JOIN month ON moved.move_out BETWEEN month.first_day AND month.day
    WHERE moved.said <> 'current'
),
signed AS (
    SELECT DISTINCT
        leases.unit_id,
        leases.lease_id,
        COALESCE(LOWER(leases.lease_type) LIKE 'renewal%', FALSE) OR leases.prior_lease_id IS NOT NULL AS is_renewal
    FROM raw.realpage_leases AS leases
    INNER JOIN month ON leases.lease_signed_date BETWEEN month.first_day AND month.day
    WHERE leases.tenant_id = $tenant_id AND leases.source = $source AND leases.scope = $scope
        AND leases.snapshot_date = $snapshot_date
),
loaded AS (
    SELECT COUNT(*) > 0 AS leases_are
    FROM day_datasets
    WHERE dataset = 'realpage_leases'
)
SELECT
    $tenant_id AS tenant_id,
    $source AS source,
    $scope AS scope,
    $snapshot_date AS snapshot_date,
    $report AS report,
    $scope AS property_id,
    CAST(NULL AS VARCHAR) AS property_name,
    month.first_day AS period_start,
    month.day AS as_of,
    (SELECT COUNT(*) FROM came) AS move_ins,
    (SELECT COUNT(*) FROM went) AS move_outs,
    CAST(NULL AS BIGINT) AS cancellations,
    CASE WHEN loaded.leases_are THEN (SELECT COUNT(*) FROM signed WHERE is_renewal) END AS renewals,
    CASE WHEN loaded.leases_are THEN (SELECT COUNT(*) FROM signed WHERE NOT is_renewal) END AS leases,
    CAST(NULL AS BIGINT) AS net_leases,
    CAST(NULL AS DECIMAL(18, 2)) AS rent_charged,
    CAST(NULL AS DECIMAL(18, 2)) AS other_charges,
    CAST(NULL AS DECIMAL(18, 2)) AS payments,
    CAST(NULL AS DECIMAL(18, 2)) AS other_credits,
    CAST(NULL AS DECIMAL(18, 2)) AS deposits_in,
    CAST(NULL AS DECIMAL(18, 2)) AS deposits_out
FROM month
CROSS JOIN loaded
