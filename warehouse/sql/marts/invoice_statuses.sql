-- One row per invoice and period of unchanged status, amount, due date and payments. An invoice whose facts stayed as they
-- were first seen turns on the day it starts, the day after it was due and the days of its payments; the others are worked
-- out in amended_invoice_statuses.
WITH unamended AS (
    SELECT
        tenant_id, source, school_id, student_id, invoice_id,
        amount, due_date, starts_on,
        status = 'CANCELLED' AS is_cancelled,
        COALESCE(pending = 0 AND COALESCE(last_payment_date, starts_on) <= due_date, FALSE) AS is_paid_in_time
    FROM marts.invoice_details
    WHERE NOT is_amended
),
turns AS (
    SELECT tenant_id, source, invoice_id, starts_on AS day, 0 AS paid
    FROM unamended
    UNION ALL
    SELECT tenant_id, source, invoice_id, CAST(due_date + INTERVAL 1 DAY AS DATE), 0
    FROM unamended
    WHERE NOT is_cancelled AND NOT is_paid_in_time AND due_date >= starts_on
    UNION ALL
    SELECT
        unamended.tenant_id, unamended.source, unamended.invoice_id,
        GREATEST(payments.payment_date, unamended.starts_on),
        payments.amount
    FROM unamended
    INNER JOIN marts.payment_history AS payments
        ON unamended.tenant_id = payments.tenant_id
        AND unamended.source = payments.source
        AND unamended.invoice_id = payments.invoice_id
    WHERE payments.ledger_state = 'counted'
),
days AS (
    SELECT tenant_id, source, invoice_id, day, SUM(paid) AS paid
    FROM turns
    GROUP BY tenant_id, source, invoice_id, day
),
periods AS (
    SELECT
        tenant_id, source, invoice_id,
        day AS valid_from,
        LEAD(day) OVER of_invoice AS valid_to,
        SUM(paid) OVER of_invoice AS paid
    FROM days
    WINDOW of_invoice AS (PARTITION BY tenant_id, source, invoice_id ORDER BY day)
)
SELECT
    unamended.tenant_id,
    unamended.source,
    unamended.school_id,
    unamended.student_id,
    unamended.invoice_id,
    periods.valid_from,
    periods.valid_to,
    CASE
        WHEN unamended.is_cancelled THEN 'CANCELLED'
        WHEN periods.paid >= unamended.amount THEN 'PAID'
        WHEN unamended.due_date < periods.valid_from THEN 'OVERDUE'
        WHEN periods.paid > 0 THEN 'PARTIAL'
        ELSE 'PENDING'
    END AS status,
    unamended.amount,
    unamended.due_date,
    CAST(periods.paid AS DECIMAL(18, 2)) AS paid,
    CAST(
        CASE WHEN unamended.is_cancelled THEN 0 ELSE GREATEST(unamended.amount - periods.paid, 0) END AS DECIMAL(18, 2)
    ) AS pending
FROM periods
INNER JOIN unamended
    ON periods.tenant_id = unamended.tenant_id
    AND periods.source = unamended.source
    AND periods.invoice_id = unamended.invoice_id
UNION ALL
SELECT
    amended.tenant_id,
    amended.source,
    amended.school_id,
    amended.student_id,
    amended.invoice_id,
    amended.valid_from,
    amended.valid_to,
    amended.status,
    amended.amount,
    amended.due_date,
    amended.paid,
    amended.pending
FROM marts.amended_invoice_statuses AS amended
