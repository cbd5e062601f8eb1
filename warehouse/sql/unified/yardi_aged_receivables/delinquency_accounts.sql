-- The accounts of a Yardi aged receivables report. Its ages are what is owed without prepayments, which stand apart; it
-- lists no charge lines, so what is delinquent is the four ages together.
SELECT
    accounts.tenant_id,
    accounts.source,
    accounts.scope,
    accounts.snapshot_date,
    'yardi_aged_receivables' AS report,
    banners.property_id,
    banners.property_name,
    banners.as_of,
    accounts.row_number AS account_number,
    accounts.unit_number,
    accounts.resident_name,
    accounts.status,
    CAST(NULL AS DATE) AS move_in_date,
    CAST(NULL AS DATE) AS move_out_date,
    accounts.prepayments AS total_prepaid,
    CAST(accounts.balance - COALESCE(accounts.prepayments, 0) AS DECIMAL(18, 2)) AS total_delinquent,
    accounts.balance AS net_balance,
    accounts.balance_0_30,
    accounts.balance_31_60,
    accounts.balance_61_90,
    accounts.balance_over_90,
    CAST(NULL AS DECIMAL(18, 2)) AS deposits_held,
    CAST(NULL AS DECIMAL(18, 2)) AS outstanding_deposit,
    CAST(NULL AS BIGINT) AS late_count,
    CAST(NULL AS BIGINT) AS nsf_count
FROM raw.yardi_aged_receivables AS accounts
INNER JOIN raw.report_banners AS banners
    ON accounts.tenant_id = banners.tenant_id
    AND accounts.source = banners.source
    AND accounts.scope = banners.scope
    AND accounts.snapshot_date = banners.snapshot_date
    AND banners.report = 'yardi_aged_receivables'
WHERE accounts.tenant_id = $tenant_id AND accounts.source = $source AND accounts.scope = $scope
    AND accounts.snapshot_date = $snapshot_date
