-- One row per property and snapshot day with a report, also one without any account: then nobody owes. Totals are summed
-- over charge lines, nets over accounts: they differ, and both are asked for.
WITH reports AS (
    SELECT tenant_id, source, scope, property_id, property_name, snapshot_date, as_of, report
    FROM raw.report_banners
    WHERE report IN ('realpage_delinquency', 'yardi_aged_receivables')
),
summed AS (
    SELECT
        tenant_id,
        source,
        scope,
        snapshot_date,
        report,
        COUNT(*) AS accounts,
        SUM(CASE WHEN net_balance > 0 THEN 1 ELSE 0 END) AS delinquent_accounts,
        SUM(CASE WHEN net_balance < 0 THEN 1 ELSE 0 END) AS prepaid_accounts,
        SUM(total_delinquent) AS total_delinquent,
        SUM(total_prepaid) AS total_prepaid,
        SUM(net_balance) AS net_balance,
        SUM(CASE WHEN net_balance > 0 THEN net_balance ELSE 0 END) AS net_delinquent,
        SUM(CASE WHEN net_balance < 0 THEN net_balance ELSE 0 END) AS net_prepaid,
        SUM(balance_0_30) AS balance_0_30,
        SUM(balance_31_60) AS balance_31_60,
        SUM(balance_61_90) AS balance_61_90,
        SUM(balance_over_90) AS balance_over_90,
        SUM(deposits_held) AS deposits_held,
        SUM(outstanding_deposit) AS outstanding_deposit
    FROM unified.delinquency_accounts
    GROUP BY tenant_id, source, scope, snapshot_date, report
)
SELECT
    reports.tenant_id,
    reports.source,
    reports.property_id,
    reports.property_name,
    reports.snapshot_date,
    reports.as_of,
    reports.report,
    COALESCE(summed.accounts, 0) AS accounts,
    COALESCE(summed.delinquent_accounts, 0) AS delinquent_accounts,
    COALESCE(summed.prepaid_accounts, 0) AS prepaid_accounts,
    COALESCE(summed.total_delinquent, 0) AS total_delinquent,
    CASE WHEN summed.accounts IS NULL THEN 0 ELSE summed.total_prepaid END AS total_prepaid,
    COALESCE(summed.net_balance, 0) AS net_balance,
    COALESCE(summed.net_delinquent, 0) AS net_delinquent,
    COALESCE(summed.net_prepaid, 0) AS net_prepaid,
    CASE WHEN summed.accounts IS NULL THEN 0 ELSE summed.balance_0_30 END AS balance_0_30,
    CASE WHEN summed.accounts IS NULL THEN 0 ELSE summed.balance_31_60 END AS balance_31_60,
    CASE WHEN summed.accounts IS NULL THEN 0 ELSE summed.balance_61_90 END AS balance_61_90,
    CASE WHEN summed.accounts IS NULL THEN 0 ELSE summed.balance_over_90 END AS balance_over_90,
    summed.deposits_held,
    summed.outstanding_deposit
FROM reports
LEFT JOIN summed
    ON reports.tenant_id = summed.tenant_id
    AND reports.source = summed.source
    AND reports.scope = summed.scope
    AND reports.snapshot_date = summed.snapshot_date
    AND reports.report = summed.report
