-- One row per scheduled charge of a lease; a code may repeat. Yardi's rent roll lists what every lease of a unit is
-- scheduled to be charged, those to come among them, with the days it is charged for; the monthly list of lease
-- charges has but what falls into its month. A charge whose last day has passed is listed as long as Yardi lists it:
-- under a lease that runs on month to month it is still charged. Pseudo units have no leases.
WITH listed AS (
    SELECT
        charges.row_number,
        charges.charge_code,
        charges.amount,
        charges.charge_from,
        charges.charge_to,
        charges.scope || '/' || TRIM(charges.unit_code) || '/' || TRIM(charges.tenant_code) AS lease_id,
        charges.unit_code IS NULL OR charges.tenant_code IS NULL AS is_nameless
    FROM raw.yardi_rent_roll_call_charges AS charges
    LEFT JOIN yardi_pseudo_units AS pseudo ON UPPER(TRIM(charges.unit_code)) = pseudo.unit_code
    WHERE charges.tenant_id = $tenant_id AND charges.source = $source AND charges.scope = $scope
        AND charges.snapshot_date = $snapshot_date
        AND pseudo.unit_code IS NULL
),
named AS (
    SELECT
        listed.*,
        rent_codes.code IS NOT NULL AS is_rent,
        CAST(NULL AS VARCHAR) AS rule,
        ROW_NUMBER() OVER (
            PARTITION BY listed.lease_id, listed.charge_code
            ORDER BY listed.charge_from, listed.row_number
        ) AS place
    FROM listed
    LEFT JOIN rent_codes ON UPPER(TRIM(listed.charge_code)) = rent_codes.code
    WHERE NOT listed.is_nameless
),
-- A unit, tenant or charge that was kept out may be any that is not listed: while there is one, no charge is gone.
kept_out AS (
    SELECT row_number, rule
    FROM ops.rejects
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND dataset = 'yardi_rent_roll_call'
)
SELECT
    COALESCE(named.row_number, kept_out.row_number) AS row_number,
    named.lease_id || '/' || COALESCE(named.charge_code, '')
    || CASE WHEN named.place > 1 THEN '#' || named.place ELSE '' END AS charge_id,
    named.lease_id,
    named.charge_code,
    named.is_rent,
    named.amount,
    named.charge_from,
    named.charge_to,
    kept_out.rule
FROM named
FULL OUTER JOIN kept_out ON named.rule = kept_out.rule
