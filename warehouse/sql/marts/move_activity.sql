-- One row per property and month: of documents that count moves, the newest one of the month; else the moves a ledger
-- or rent rolls show, by their dates. Of two documents of one day the one whose period begins with the month says more,
-- then the first in the order of marts.report_preferences.
WITH dated AS (
    SELECT
        *,
        COALESCE(as_of, snapshot_date) AS period_end,
        CAST(DATE_TRUNC('month', COALESCE(as_of, snapshot_date)) AS DATE) AS month
    FROM unified.move_metrics
),
reports AS (
    SELECT
        dated.*,
        ROW_NUMBER() OVER (
            PARTITION BY dated.tenant_id, dated.property_id, dated.month
            ORDER BY
                dated.snapshot_date DESC,
                CASE WHEN dated.period_start = dated.month THEN 1 ELSE 2 END,
                preferences.place NULLS LAST,
                dated.source,
                dated.report
        ) AS choice
    FROM dated
    LEFT JOIN marts.report_preferences AS preferences
        ON dated.tenant_id = preferences.tenant_id
        AND dated.report = preferences.report
        AND preferences.mart = 'move_activity'
),
-- A ledger knows its days exactly; rent rolls show what they can.
stays AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, property_id, month
            ORDER BY CASE source WHEN 'leasing_ledger' THEN 1 ELSE 2 END, source
        ) AS choice
    FROM marts.kpi_monthly
)
SELECT
    tenant_id,
    source,
    property_id,
    month,
    CAST(NULL AS VARCHAR) AS report,
    month AS period_start,
    CAST(month + INTERVAL 1 MONTH - INTERVAL 1 DAY AS DATE) AS period_end,
    move_ins,
    move_outs,
    net_absorption,
    CAST(NULL AS BIGINT) AS renewals,
    CAST(NULL AS BIGINT) AS leases,
    CAST(NULL AS BIGINT) AS net_leases,
    CAST(NULL AS BIGINT) AS cancellations,
    CAST(NULL AS DECIMAL(18, 2)) AS rent_charged,
    CAST(NULL AS DECIMAL(18, 2)) AS other_charges,
    CAST(NULL AS DECIMAL(18, 2)) AS payments,
    CAST(NULL AS DECIMAL(18, 2)) AS other_credits,
    CAST(NULL AS DECIMAL(18, 2)) AS deposits_in,
    CAST(NULL AS DECIMAL(18, 2)) AS deposits_out
FROM stays
WHERE choice = 1
    AND NOT EXISTS (
        SELECT 1
        FROM reports
        WHERE reports.tenant_id = stays.tenant_id
            AND reports.property_id = stays.property_id
            AND reports.month = stays.month
    )
UNION ALL
SELECT
    tenant_id,
    source,
    property_id,
    month,
    report,
    period_start,
    period_end,
    move_ins,
    move_outs,
    move_ins - move_outs AS net_absorption,
    renewals,
    leases,
    net_leases,
    cancellations,
    rent_charged,
    other_charges,
    payments,
    other_credits,
    deposits_in,
    deposits_out
FROM reports
WHERE choice = 1
