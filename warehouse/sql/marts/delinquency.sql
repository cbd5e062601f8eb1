-- One row per property and snapshot day. Totals are summed over charge lines, nets over accounts: they differ, and
-- both are asked for.
SELECT
    tenant_id,
    source,
    property_id,
    MIN(property_name) AS property_name,
    snapshot_date,
    MIN(as_of) AS as_of,
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
GROUP BY tenant_id, source, property_id, snapshot_date, report
