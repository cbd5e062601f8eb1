-- One row per property and snapshot day with a report or an answer about what is owed, also one without any account:
-- then nobody owes. Of the documents of a day the first in the order of marts.report_preferences. Totals are summed
-- over charge lines, nets over accounts: they differ, and both are asked for.
WITH documents AS (
    SELECT tenant_id, source, scope, property_id, property_name, snapshot_date, as_of, report
    FROM raw.report_banners
    WHERE report IN ('realpage_delinquency', 'yardi_aged_receivables')
    UNION ALL
    SELECT tenant_id, source, scope, scope, CAST(NULL AS VARCHAR), snapshot_date, snapshot_date, dataset
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded' AND dataset = 'yardi_resident_transactions'
),
chosen AS (
    SELECT
        documents.*,
        ROW_NUMBER() OVER (
            PARTITION BY documents.tenant_id, documents.property_id, documents.snapshot_date
            ORDER BY preferences.place NULLS LAST, documents.source, documents.report
        ) AS choice
    FROM documents
    LEFT JOIN marts.report_preferences AS preferences
        ON documents.tenant_id = preferences.tenant_id
        AND documents.report = preferences.report
        AND preferences.mart = 'delinquency'
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
    chosen.tenant_id,
    chosen.source,
    chosen.property_id,
    COALESCE(chosen.property_name, properties.name) AS property_name,
    chosen.snapshot_date,
    chosen.as_of,
    chosen.report,
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
FROM chosen
LEFT JOIN summed
    ON chosen.tenant_id = summed.tenant_id
    AND chosen.source = summed.source
    AND chosen.scope = summed.scope
    AND chosen.snapshot_date = summed.snapshot_date
    AND chosen.report = summed.report
LEFT JOIN marts.properties AS properties
    ON chosen.tenant_id = properties.tenant_id AND chosen.property_id = properties.property_id
WHERE chosen.choice = 1
