-- One row per payment of an account that counts; which payments of a school do, marts.payment_history knows.
WITH newest_calls AS (
    SELECT tenant_id, source, scope, MAX(snapshot_date) AS as_of
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded' AND dataset = 'yardi_resident_transactions'
    GROUP BY tenant_id, source, scope
)
SELECT
    tenant_id,
    source,
    'student' AS account_kind,
    student_id AS account_id,
    payment_id,
    invoice_id AS charge_id,
    payment_date,
    CAST(amount AS DECIMAL(18, 2)) AS amount,
    method,
    reference
FROM marts.payment_history
WHERE ledger_state = 'counted'
UNION ALL
SELECT
    tenant_id, source, 'patient', patient_id, payment_id,
    NULL, NULL, CAST(amount AS DECIMAL(18, 2)), NULL, NULL
FROM unified.patient_payments
WHERE deleted_at IS NULL
UNION ALL
SELECT
    lines.tenant_id,
    lines.source,
    'resident',
    lines.scope || '/' || TRIM(lines.customer_id),
    lines.scope || '/' || lines.row_number,
    NULL,
    lines.transaction_date,
    lines.amount,
    lines.description,
    lines.document_number
FROM raw.yardi_resident_transactions AS lines
INNER JOIN newest_calls
    ON lines.tenant_id = newest_calls.tenant_id
    AND lines.source = newest_calls.source
    AND lines.scope = newest_calls.scope
    AND lines.snapshot_date = newest_calls.as_of
WHERE lines.transaction_type = 'payment'
