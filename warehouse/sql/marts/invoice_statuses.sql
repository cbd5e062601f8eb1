-- One row per invoice and period of unchanged status. An invoice whose facts stayed as they were first seen passes through
-- its statuses on three days at most: that of its first payment, the day after it was due, that of the payment with which
-- nothing was pending any more. The others are worked out day by day in amended_invoice_statuses.
WITH turns AS (
    SELECT
        details.tenant_id,
        details.source,
        details.school_id,
        details.student_id,
        details.invoice_id,
        details.status = 'CANCELLED' AS is_cancelled,
        details.starts_on,
        details.first_payment_date AS partial_from,
        CAST(details.due_date + INTERVAL 1 DAY AS DATE) AS overdue_from,
        CASE WHEN details.pending = 0 THEN COALESCE(details.last_payment_date, details.starts_on) END AS paid_from
    FROM marts.invoice_details AS details
    WHERE NOT details.is_amended
),
periods AS (
    SELECT turns.*, 'CANCELLED' AS status, turns.starts_on AS valid_from, CAST(NULL AS DATE) AS valid_to
    FROM turns
    WHERE turns.is_cancelled
    UNION ALL
    SELECT turns.*, 'PENDING', turns.starts_on, LEAST(turns.partial_from, turns.overdue_from, turns.paid_from)
    FROM turns
    WHERE NOT turns.is_cancelled
    UNION ALL
    SELECT turns.*, 'PARTIAL', turns.partial_from, LEAST(turns.overdue_from, turns.paid_from)
    FROM turns
    WHERE NOT turns.is_cancelled AND turns.partial_from IS NOT NULL
    UNION ALL
    SELECT turns.*, 'OVERDUE', turns.overdue_from, turns.paid_from
    FROM turns
    WHERE NOT turns.is_cancelled
    UNION ALL
    SELECT turns.*, 'PAID', turns.paid_from, CAST(NULL AS DATE)
    FROM turns
    WHERE NOT turns.is_cancelled AND turns.paid_from IS NOT NULL
)
SELECT
    periods.tenant_id,
    periods.source,
    periods.school_id,
    periods.student_id,
    periods.invoice_id,
    periods.valid_from,
    periods.valid_to,
    periods.status
FROM periods
WHERE periods.valid_to IS NULL OR periods.valid_from < periods.valid_to
UNION ALL
SELECT
    amended.tenant_id,
    amended.source,
    amended.school_id,
    amended.student_id,
    amended.invoice_id,
    amended.valid_from,
    amended.valid_to,
    amended.status
FROM marts.amended_invoice_statuses AS amended
