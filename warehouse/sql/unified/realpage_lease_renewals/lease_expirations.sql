-- The leases of a Lease Expiration/Renewal Detail. The one place where the printed decisions get their names. The report
-- prints 0.00 where there is no new lease and no increase: that is no rent.
WITH decisions AS (
    SELECT *
    FROM (
        VALUES
            ('renewed', 'renewed'),
            ('vacating', 'vacating'),
            ('unknown', 'unknown'),
            ('mtm', 'month_to_month'),
            ('monthtomonth', 'month_to_month'),
            ('month-to-month', 'month_to_month'),
            ('movedout', 'moved_out'),
            ('transferring', 'transferring')
    ) AS listed (printed, decision)
)
SELECT
    leases.tenant_id,
    leases.source,
    leases.scope,
    leases.snapshot_date,
    'realpage_lease_renewals' AS report,
    banners.property_id,
    banners.property_name,
    banners.period_start,
    banners.as_of,
    leases.row_number AS lease_number,
    CAST(DATE_TRUNC('month', leases.lease_end) AS DATE) AS expiry_month,
    leases.lease_end,
    COALESCE(decisions.decision = 'month_to_month', FALSE) AS is_month_to_month,
    leases.unit_number,
    leases.floor_plan,
    CAST(NULL AS BIGINT) AS sqft,
    leases.resident_name,
    leases.move_in AS move_in_date,
    CAST(NULL AS DATE) AS expected_move_out_date,
    CAST(NULL AS BIGINT) AS lease_term,
    leases.actual_rent AS rent,
    leases.market_rent,
    decisions.decision,
    leases.decision AS vendor_decision,
    leases.new_lease_start,
    leases.new_lease_term,
    CASE WHEN leases.new_lease_start IS NOT NULL THEN leases.new_rent END AS new_rent,
    leases.last_increase_date AS last_rent_change_date,
    CASE WHEN leases.last_increase_date IS NOT NULL THEN leases.last_increase_amount END AS last_rent_change_amount,
    CAST(NULL AS DECIMAL(18, 2)) AS balance
FROM raw.realpage_lease_renewals AS leases
INNER JOIN raw.report_banners AS banners
    ON leases.tenant_id = banners.tenant_id
    AND leases.source = banners.source
    AND leases.scope = banners.scope
    AND leases.snapshot_date = banners.snapshot_date
    AND banners.report = 'realpage_lease_renewals'
LEFT JOIN decisions
    ON LOWER(REPLACE(leases.decision, ' ', '')) = decisions.printed
WHERE leases.tenant_id = $tenant_id AND leases.source = $source AND leases.scope = $scope
    AND leases.snapshot_date = $snapshot_date
