-- One row per lease of a Rent Roll Detail; the row of a unit that nobody lives in is one where it names a lease's days.
-- Reads candidate_units, the units of the same report.
WITH listed AS (
    SELECT
        roll.*,
        units.unit_id,
        units.state,
        roll.is_current AND COALESCE(units.state IN ('occupied', 'notice', 'notice_leased'), FALSE) AS is_lived_in,
        REPLACE(REPLACE(REPLACE(LOWER(roll.status), ' ', ''), '-', ''), '/', '') AS said
    FROM raw.realpage_rent_roll AS roll
    INNER JOIN candidate_units AS units ON roll.scope || '/' || TRIM(roll.unit_number) = units.unit_id
    WHERE roll.tenant_id = $tenant_id AND roll.source = $source AND roll.scope = $scope
        AND roll.snapshot_date = $snapshot_date
),
rents AS (
    SELECT charges.row_number, CAST(SUM(charges.amount) AS DECIMAL(18, 2)) AS rent
    FROM raw.realpage_rent_roll_charges AS charges
    INNER JOIN rent_codes ON UPPER(TRIM(charges.charge_code)) = rent_codes.code
    WHERE charges.tenant_id = $tenant_id AND charges.source = $source AND charges.scope = $scope
        AND charges.snapshot_date = $snapshot_date
    GROUP BY charges.row_number
),
named AS (
    SELECT
        listed.*,
        COALESCE(listed.lease_rent, rents.rent) AS rent,
        listed.unit_id || '/' || COALESCE(
            NULLIF(TRIM(listed.lease_id), ''),
            COALESCE(listed.resident_household_id, '') || '/' || COALESCE(CAST(listed.move_in AS VARCHAR), '') || '/'
            || COALESCE(CAST(listed.lease_start AS VARCHAR), '')
        ) AS name
    FROM listed
    LEFT JOIN rents ON listed.row_number = rents.row_number
    WHERE listed.is_lived_in
        OR NOT listed.is_current
        OR listed.move_in IS NOT NULL
        OR listed.lease_start IS NOT NULL
),
numbered AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY name ORDER BY row_number) AS place
    FROM named
)
SELECT
    row_number,
    name || CASE WHEN place > 1 THEN '#' || place ELSE '' END AS lease_id,
    unit_id,
    NULLIF(TRIM(resident_household_id), '') AS resident_id,
    resident_name,
    CASE
        WHEN is_lived_in AND state = 'occupied' THEN 'current'
        WHEN is_lived_in THEN 'notice'
        WHEN is_current AND state = 'vacant_leased' THEN 'future'
        WHEN said LIKE 'cancel%' OR said LIKE 'denied%' THEN 'cancelled'
        WHEN said LIKE 'former%' THEN 'former'
        WHEN said LIKE '%transfer%' THEN 'transferring'
        WHEN said LIKE 'pending%' THEN 'pending_renewal'
        WHEN said LIKE 'applicant%' THEN 'applicant'
        WHEN said LIKE 'future%' THEN 'future'
    END AS status,
    status AS vendor_status,
    is_lived_in AS is_current,
    move_in AS move_in_date,
    notice_for_date,
    move_out AS move_out_date,
    lease_start,
    lease_end,
    rent,
    COALESCE(total_charges, total_billing) AS total_charges,
    required_deposit AS deposit_required,
    deposit_on_hand AS deposit_held,
    balance,
    CAST(NULL AS DATE) AS signed_date,
    CAST(NULL AS DATE) AS notice_given_date,
    CAST(NULL AS BIGINT) AS term_months,
    CAST(NULL AS VARCHAR) AS rule
FROM numbered
