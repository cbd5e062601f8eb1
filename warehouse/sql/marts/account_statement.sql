-- One row per movement of a student's account. The statement of a period is a query over it:
--   SELECT SUM(CASE WHEN movement_date < first_day THEN amount ELSE 0 END) AS opening_balance,
--          SUM(CASE WHEN movement_date >= first_day THEN charge ELSE 0 END) AS charges,
--          SUM(CASE WHEN movement_date >= first_day THEN credit ELSE 0 END) AS credits,
--          SUM(amount) AS closing_balance
--   ... WHERE movement_date <= last_day AND student_id = ... (or school_id = ...)
SELECT
    details.tenant_id,
    details.source,
    details.school_id,
    details.student_id,
    details.due_date AS movement_date,
    'invoice' AS kind,
    details.invoice_id AS document_id,
    details.invoice_id,
    details.description,
    details.amount AS charge,
    CAST(0 AS DECIMAL(12, 2)) AS credit,
    CAST(details.amount AS DECIMAL(18, 2)) AS amount
FROM marts.invoice_details AS details
WHERE details.status <> 'CANCELLED'
UNION ALL
SELECT
    payments.tenant_id,
    payments.source,
    payments.school_id,
    payments.student_id,
    payments.payment_date,
    'payment',
    payments.payment_id,
    payments.invoice_id,
    payments.method || COALESCE(' ' || payments.reference, ''),
    CAST(0 AS DECIMAL(12, 2)),
    payments.amount,
    CAST(-payments.amount AS DECIMAL(18, 2))
FROM marts.payment_history AS payments
WHERE payments.ledger_state = 'counted'
