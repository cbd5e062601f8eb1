-- One row per payment alive at the source that was accepted, with whether it counts.
-- A payment accepted once and quarantined since keeps its last state in unified; here it no longer counts.
WITH billed AS (
    SELECT
        invoices.tenant_id, invoices.source, invoices.scope, invoices.invoice_id,
        invoices.due_date, invoices.status, invoices.deleted_at,
        students.student_id, students.school_id,
        newest.as_of
    FROM unified.invoices AS invoices
    INNER JOIN unified.students AS students
        ON invoices.tenant_id = students.tenant_id
        AND invoices.source = students.source
        AND invoices.scope = students.scope
        AND invoices.student_id = students.student_id
    INNER JOIN unified.source_days AS newest ON invoices.tenant_id = newest.tenant_id AND invoices.source = newest.source
)
SELECT
    payments.tenant_id,
    payments.source,
    billed.school_id,
    billed.student_id,
    payments.payment_id,
    payments.invoice_id,
    payments.payment_date,
    payments.amount,
    payments.method,
    payments.reference,
    billed.due_date,
    payments.payment_date > billed.due_date AS is_late,
    CASE
        WHEN billed.deleted_at IS NOT NULL THEN 'invoice_gone'
        WHEN billed.status = 'CANCELLED' THEN 'invoice_cancelled'
        WHEN quarantined.payment_id IS NOT NULL THEN 'quarantined'
        WHEN payments.payment_date > billed.as_of THEN 'later'
        ELSE 'counted'
    END AS ledger_state,
    payments.created_at
FROM unified.invoice_payments AS payments
INNER JOIN billed
    ON payments.tenant_id = billed.tenant_id
    AND payments.source = billed.source
    AND payments.scope = billed.scope
    AND payments.invoice_id = billed.invoice_id
LEFT JOIN unified.quarantined_payments AS quarantined
    ON payments.tenant_id = quarantined.tenant_id
    AND payments.source = quarantined.source
    AND payments.scope = quarantined.scope
    AND payments.payment_id = quarantined.payment_id
    AND payments.valid_from = quarantined.valid_from
WHERE payments.deleted_at IS NULL
