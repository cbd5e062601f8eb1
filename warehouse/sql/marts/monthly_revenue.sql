-- One row per school and month: what fell due in it, what of that is paid, and what was collected in it. Each is summed
-- by itself first. A payment that counts is on an invoice that is alive and not cancelled.
WITH due AS (
    SELECT
        tenant_id, source, school_id,
        due_month AS month,
        invoice_count,
        invoiced,
        paid,
        0 AS payment_count,
        0 AS collected
    FROM marts.school_sums
    WHERE due_month IS NOT NULL
),
collected AS (
    SELECT
        tenant_id, source, school_id,
        CAST(DATE_TRUNC('month', date) AS DATE) AS month,
        0 AS invoice_count,
        0 AS invoiced,
        0 AS paid,
        SUM(payment_count) AS payment_count,
        SUM(amount) AS collected
    FROM marts.daily_collections
    GROUP BY tenant_id, source, school_id, CAST(DATE_TRUNC('month', date) AS DATE)
),
all_sides AS (
    SELECT * FROM due
    UNION ALL
    SELECT * FROM collected
)
SELECT
    tenant_id,
    source,
    school_id,
    month,
    SUM(invoice_count) AS invoice_count,
    SUM(invoiced) AS invoiced,
    SUM(paid) AS paid,
    SUM(payment_count) AS payment_count,
    SUM(collected) AS collected,
    CAST(SUM(paid) AS DOUBLE) / NULLIF(CAST(SUM(invoiced) AS DOUBLE), 0) AS collection_rate
FROM all_sides
GROUP BY tenant_id, source, school_id, month
