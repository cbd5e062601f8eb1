-- One row per scheduled charge of a lease of a Rent Roll Detail. Reads candidate_leases, the leases of the same report.
SELECT
    ROW_NUMBER() OVER (ORDER BY leases.row_number, charges.charge_code) AS row_number,
    leases.lease_id || '/' || charges.charge_code AS charge_id,
    leases.lease_id,
    charges.charge_code,
    rent_codes.code IS NOT NULL AS is_rent,
    charges.amount,
    CAST(NULL AS DATE) AS charge_from,
    CAST(NULL AS DATE) AS charge_to,
    CAST(NULL AS VARCHAR) AS rule
FROM raw.realpage_rent_roll_charges AS charges
INNER JOIN candidate_leases AS leases ON charges.row_number = leases.row_number
LEFT JOIN rent_codes ON UPPER(TRIM(charges.charge_code)) = rent_codes.code
WHERE charges.tenant_id = $tenant_id AND charges.source = $source AND charges.scope = $scope
    AND charges.snapshot_date = $snapshot_date
