-- One row per property and month: a ledger's moves by their dates; of reports, the newest one of the month.
WITH reports AS (
    SELECT
        *,
        CAST(DATE_TRUNC('month', COALESCE(as_of, snapshot_date)) AS DATE) AS month,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, source, property_id, DATE_TRUNC('month', COALESCE(as_of, snapshot_date))
            ORDER BY snapshot_date DESC
        ) AS place
    FROM unified.move_metrics
)
SELECT
    tenant_id,
    source,
    property_id,
    month,
    month AS period_start,
    CAST(month + INTERVAL 1 MONTH - INTERVAL 1 DAY AS DATE) AS period_end,
    move_ins,
    move_outs,
    net_absorption,
    CAST(NULL AS BIGINT) AS renewals,
    CAST(NULL AS BIGINT) AS leases,
    CAST(NULL AS BIGINT) AS cancellations,
    CAST(NULL AS DECIMAL(18, 2)) AS rent_charged,
    CAST(NULL AS DECIMAL(18, 2)) AS other_charges,
    CAST(NULL AS DECIMAL(18, 2)) AS payments,
    CAST(NULL AS DECIMAL(18, 2)) AS other_credits,
    CAST(NULL AS DECIMAL(18, 2)) AS deposits_in,
    CAST(NULL AS DECIMAL(18, 2)) AS deposits_out
FROM marts.kpi_monthly
UNION ALL
SELECT
    tenant_id,
    source,
    property_id,
    month,
    period_start,
    COALESCE(as_of, snapshot_date) AS period_end,
    move_ins,
    move_outs,
    move_ins - move_outs AS net_absorption,
    renewals,
    leases,
    cancellations,
    rent_charged,
    other_charges,
    payments,
    other_credits,
    deposits_in,
    deposits_out
FROM reports
WHERE place = 1
