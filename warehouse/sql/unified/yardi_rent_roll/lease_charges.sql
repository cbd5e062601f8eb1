-- One row per scheduled charge of a lease of a Yardi rent roll; a code may repeat. Reads candidate_leases, the leases of
-- the same report.
WITH named AS (
    SELECT
        leases.lease_id,
        charges.charge_code,
        charges.amount,
        rent_codes.code IS NOT NULL AS is_rent,
        leases.row_number,
        charges.line_number,
        ROW_NUMBER() OVER (
            PARTITION BY leases.lease_id, charges.charge_code
            ORDER BY charges.line_number
        ) AS place
    FROM raw.yardi_rent_roll_charges AS charges
    INNER JOIN candidate_leases AS leases ON charges.row_number = leases.row_number
    LEFT JOIN rent_codes ON UPPER(TRIM(charges.charge_code)) = rent_codes.code
    WHERE charges.tenant_id = $tenant_id AND charges.source = $source AND charges.scope = $scope
        AND charges.snapshot_date = $snapshot_date
)
SELECT
    ROW_NUMBER() OVER (ORDER BY row_number, line_number) AS row_number,
    lease_id || '/' || COALESCE(charge_code, '') || CASE WHEN place > 1 THEN '#' || place ELSE '' END AS charge_id,
    lease_id,
    charge_code,
    is_rent,
    amount,
    CAST(NULL AS DATE) AS charge_from,
    CAST(NULL AS DATE) AS charge_to,
    CAST(NULL AS VARCHAR) AS rule
FROM named
