-- One row per student: the share of payments made after the due date, and what follows from it. A view: one column a line.
WITH shares AS (
    SELECT
        balances.tenant_id,
        balances.source,
        balances.student_id,
        CAST(balances.late_payment_count AS DOUBLE) / NULLIF(balances.payment_count, 0) AS late_share,
        CASE
            WHEN balances.payment_count = 0 THEN NULL
            WHEN balances.late_payment_count * 2 > balances.payment_count THEN 'HIGH'
            WHEN balances.late_payment_count * 5 >= balances.payment_count THEN 'MEDIUM'
            ELSE 'LOW'
        END AS risk_level,
        CAST(
            FLOOR(
                CAST(balances.late_payment_count * 200 + balances.payment_count AS DOUBLE)
                / NULLIF(balances.payment_count * 2, 0)
            ) AS BIGINT
        ) AS score
    FROM marts.student_balance AS balances
)
SELECT
    balances.tenant_id,
    balances.source,
    balances.school_id,
    balances.student_id,
    balances.first_name,
    balances.last_name,
    balances.as_of,
    balances.payment_count,
    balances.late_payment_count,
    shares.late_share,
    shares.risk_level,
    shares.score,
    balances.late_payment_count || ' of ' || balances.payment_count || ' payments made after the due date; '
    || balances.overdue_invoice_count || ' invoices overdue for ' || balances.overdue
    || COALESCE(', the oldest due on ' || balances.oldest_due_date, '') AS factors,
    CASE
        WHEN shares.risk_level = 'HIGH' AND balances.overdue > 0 THEN 'call now and agree on instalments'
        WHEN shares.risk_level = 'HIGH' THEN 'remind before every due date'
        WHEN shares.risk_level = 'MEDIUM' AND balances.overdue > 0 THEN 'remind and follow up within a week'
        WHEN shares.risk_level = 'MEDIUM' THEN 'remind a few days before the due date'
        WHEN balances.overdue > 0 THEN 'send a reminder'
        ELSE 'nothing to do'
    END AS suggested_action
FROM marts.student_balance AS balances
INNER JOIN shares
    ON balances.tenant_id = shares.tenant_id
    AND balances.source = shares.source
    AND balances.student_id = shares.student_id
