-- The accounts of a Delinquent and Prepaid report. The one place where the printed buckets get their days:
-- Current -> 0-30, 30 -> 31-60, 60 -> 61-90, 90+ -> over 90. All are net of prepaid and may be negative.
SELECT
    accounts.tenant_id,
    accounts.source,
    accounts.scope,
    accounts.snapshot_date,
    'realpage_delinquency' AS report,
    banners.property_id,
    banners.property_name,
    banners.as_of,
    accounts.account_number,
    accounts.unit_number,
    accounts.resident_name,
    accounts.status,
    accounts.move_in AS move_in_date,
    accounts.move_out AS move_out_date,
    accounts.total_prepaid,
    accounts.total_delinquent,
    accounts.net_balance,
    accounts.current_balance AS balance_0_30,
    accounts.days_30 AS balance_31_60,
    accounts.days_60 AS balance_61_90,
    accounts.days_90_plus AS balance_over_90,
    accounts.deposits_held,
    accounts.outstanding_deposit,
    accounts.late_count,
    accounts.nsf_count
FROM raw.realpage_delinquency AS accounts
INNER JOIN raw.report_banners AS banners
    ON accounts.tenant_id = banners.tenant_id
    AND accounts.source = banners.source
    AND accounts.scope = banners.scope
    AND accounts.snapshot_date = banners.snapshot_date
    AND banners.report = 'realpage_delinquency'
WHERE accounts.tenant_id = $tenant_id AND accounts.source = $source AND accounts.scope = $scope
    AND accounts.snapshot_date = $snapshot_date
