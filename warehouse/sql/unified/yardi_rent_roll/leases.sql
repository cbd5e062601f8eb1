-- One row per lease of a Yardi rent roll: who lives in a unit, and the future residents. Reads candidate_units, the
-- units of the same report. A future resident without a unit has no lease yet and stays in raw.
WITH listed AS (
    SELECT
        roll.*,
        units.unit_id,
        units.state,
        roll.is_current_lease AND COALESCE(units.state IN ('occupied', 'notice', 'notice_leased'), FALSE) AS is_lived_in
    FROM raw.yardi_rent_roll AS roll
    INNER JOIN candidate_units AS units ON roll.scope || '/' || TRIM(roll.unit_number) = units.unit_id
    WHERE roll.tenant_id = $tenant_id AND roll.source = $source AND roll.scope = $scope
        AND roll.snapshot_date = $snapshot_date
        AND (roll.unit_state IS NULL OR roll.unit_state IN ('occupied', 'notice'))
),
rents AS (
    SELECT charges.row_number, CAST(SUM(charges.amount) AS DECIMAL(18, 2)) AS rent
    FROM raw.yardi_rent_roll_charges AS charges
    INNER JOIN rent_codes ON UPPER(TRIM(charges.charge_code)) = rent_codes.code
    WHERE charges.tenant_id = $tenant_id AND charges.source = $source AND charges.scope = $scope
        AND charges.snapshot_date = $snapshot_date
    GROUP BY charges.row_number
),
named AS (
    SELECT
        listed.*,
        COALESCE(listed.actual_rent, rents.rent) AS rent,
        listed.unit_id || '/' || COALESCE(
            NULLIF(TRIM(listed.resident_code), ''), COALESCE(CAST(listed.move_in AS VARCHAR), '')
        ) AS name
    FROM listed
    LEFT JOIN rents ON listed.row_number = rents.row_number
),
numbered AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY name ORDER BY row_number) AS place
    FROM named
)
SELECT
    row_number,
    name || CASE WHEN place > 1 THEN '#' || place ELSE '' END AS lease_id,
    unit_id,
    NULLIF(TRIM(resident_code), '') AS resident_id,
    resident_name,
    CASE
        WHEN is_lived_in AND state = 'occupied' THEN 'current'
        WHEN is_lived_in THEN 'notice'
        WHEN unit_state IS NULL AND NOT is_current_lease THEN 'future'
    END AS status,
    CAST(NULL AS VARCHAR) AS vendor_status,
    is_lived_in AS is_current,
    move_in AS move_in_date,
    CAST(NULL AS DATE) AS notice_for_date,
    move_out AS move_out_date,
    CAST(NULL AS DATE) AS lease_start,
    lease_expiration AS lease_end,
    rent,
    total_charges,
    CAST(NULL AS DECIMAL(18, 2)) AS deposit_required,
    CAST(COALESCE(resident_deposit + other_deposit, resident_deposit, other_deposit) AS DECIMAL(18, 2)) AS deposit_held,
    balance,
    CAST(NULL AS DATE) AS signed_date,
    CAST(NULL AS DATE) AS notice_given_date,
    CAST(NULL AS BIGINT) AS term_months,
    CAST(NULL AS VARCHAR) AS rule
FROM numbered
