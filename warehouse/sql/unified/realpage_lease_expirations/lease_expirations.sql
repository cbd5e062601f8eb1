-- The leases of a Lease Expiration Detail, by the month they expire in. It prints no decision and no new lease.
SELECT
    leases.tenant_id,
    leases.source,
    leases.scope,
    leases.snapshot_date,
    'realpage_lease_expirations' AS report,
    banners.property_id,
    banners.property_name,
    banners.period_start,
    banners.as_of,
    leases.lease_number,
    leases.expires_in AS expiry_month,
    leases.lease_end,
    leases.is_month_to_month,
    leases.unit_number,
    leases.floor_plan,
    leases.sqft,
    leases.resident_name,
    leases.move_in AS move_in_date,
    leases.expected_move_out AS expected_move_out_date,
    leases.lease_term,
    leases.lease_rent AS rent,
    leases.market_rent,
    CAST(NULL AS VARCHAR) AS decision,
    CAST(NULL AS VARCHAR) AS vendor_decision,
    CAST(NULL AS DATE) AS new_lease_start,
    CAST(NULL AS BIGINT) AS new_lease_term,
    CAST(NULL AS DECIMAL(18, 2)) AS new_rent,
    leases.last_rent_change AS last_rent_change_date,
    leases.last_rent_change_amount,
    leases.balance
FROM raw.realpage_lease_expirations AS leases
INNER JOIN raw.report_banners AS banners
    ON leases.tenant_id = banners.tenant_id
    AND leases.source = banners.source
    AND leases.scope = banners.scope
    AND leases.snapshot_date = banners.snapshot_date
    AND banners.report = 'realpage_lease_expirations'
WHERE leases.tenant_id = $tenant_id AND leases.source = $source AND leases.scope = $scope
    AND leases.snapshot_date = $snapshot_date
