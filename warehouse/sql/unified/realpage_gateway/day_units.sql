-- One row per unit that unitlist gave of a day, in the state it has by `realpage_units`. Ready is a vacant unit that was
-- made ready on or before the day; a model, an office and a unit that is down never are. Since when a unit is vacant is
-- told by the last move-out of its former residents: one of whom nobody has left is not long vacant. The rent is that of
-- its current lease of the day.
WITH left_on AS (
    SELECT unit_id AS vendor_unit_id, MAX(move_out) AS day
    FROM raw.realpage_residents
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND LOWER(TRIM(lease_status)) LIKE 'former%'
        AND LOWER(TRIM(lease_status)) NOT LIKE '%applicant%'
        AND move_out <= snapshot_date
    GROUP BY unit_id
),
residents AS (
    SELECT COUNT(*) > 0 AS are_loaded
    FROM day_datasets
    WHERE dataset = 'realpage_residents'
),
listed AS (
    SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY unit_id ORDER BY row_number) AS place
    FROM raw.realpage_units
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND is_deleted IS DISTINCT FROM TRUE
),
leases AS (
    SELECT leases.unit_id, leases.rent
    FROM unified.leases_history AS leases
    INNER JOIN day_datasets ON day_datasets.dataset = 'realpage_leases'
    WHERE leases.tenant_id = $tenant_id AND leases.source = $source AND leases.scope = $scope
        AND leases.valid_from <= $snapshot_date AND $snapshot_date < COALESCE(leases.valid_to, DATE '9999-12-31')
        AND leases.is_current
),
loaded AS (
    SELECT COUNT(*) > 0 AS leases_are
    FROM day_datasets
    WHERE dataset = 'realpage_leases'
)
SELECT
    units.floor_plan,
    units.sqft,
    units.market_rent,
    units.state,
    COALESCE(units.state IN ('vacant', 'vacant_leased') AND units.made_ready_date <= listed.snapshot_date, FALSE)
        AS is_ready,
    CASE
        WHEN residents.are_loaded THEN COALESCE(left_on.day < listed.snapshot_date - INTERVAL 90 DAY, FALSE)
    END AS is_aged,
    listed.on_notice_for_date AS leaves_on,
    CASE WHEN units.state IN ('occupied', 'notice', 'notice_leased') THEN leases.rent END AS rent,
    loaded.leases_are AS are_rents_listed
FROM unified.units_history AS units
INNER JOIN listed
    ON units.tenant_id = listed.tenant_id
    AND units.source = listed.source
    AND units.scope = listed.scope
    AND units.vendor_unit_id = listed.unit_id
    AND listed.place = 1
CROSS JOIN residents
CROSS JOIN loaded
LEFT JOIN left_on ON units.vendor_unit_id = left_on.vendor_unit_id
LEFT JOIN leases ON units.unit_id = leases.unit_id
WHERE units.valid_from <= listed.snapshot_date
    AND listed.snapshot_date < COALESCE(units.valid_to, DATE '9999-12-31')
