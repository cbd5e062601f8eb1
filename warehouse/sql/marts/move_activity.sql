-- One row per property and month: of reports that count moves, the newest one of the month; else the moves a ledger or
-- rent rolls show, by their dates. Of two reports of one day the one whose period begins with the month says more, then
-- the monthly summary.
WITH dated AS (
    SELECT
        *,
        COALESCE(as_of, snapshot_date) AS period_end,
        CAST(DATE_TRUNC('month', COALESCE(as_of, snapshot_date)) AS DATE) AS month
    FROM unified.move_metrics
),
reports AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, source, property_id, month
            ORDER BY
                snapshot_date DESC,
                CASE WHEN period_start = month THEN 1 ELSE 2 END,
                CASE report WHEN 'realpage_monthly_summary' THEN 1 WHEN 'realpage_box_score' THEN 2 ELSE 3 END,
                report
        ) AS place
    FROM dated
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
FROM marts.kpi_monthly AS kpi
WHERE NOT EXISTS (
    SELECT 1
    FROM reports
    WHERE reports.tenant_id = kpi.tenant_id
        AND reports.source = kpi.source
        AND reports.property_id = kpi.property_id
        AND reports.month = kpi.month
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
WHERE place = 1
