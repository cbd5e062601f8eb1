-- One row per student, from the invoices that are not cancelled; each invoice already carries the sum of its payments.
WITH newest AS (
    SELECT tenant_id, source, MAX(snapshot_date) AS as_of
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded'
    GROUP BY tenant_id, source
),
totals AS (
    SELECT
        tenant_id, source, student_id,
        COUNT(*) AS invoice_count,
        SUM(amount) AS invoiced,
        SUM(paid) AS paid,
        SUM(CASE WHEN status = 'OVERDUE' THEN pending ELSE 0 END) AS overdue,
        SUM(CASE WHEN status = 'OVERDUE' THEN 1 ELSE 0 END) AS overdue_invoice_count,
        SUM(CASE WHEN age_bucket = '0-30' THEN pending ELSE 0 END) AS overdue_0_30,
        SUM(CASE WHEN age_bucket = '31-60' THEN pending ELSE 0 END) AS overdue_31_60,
        SUM(CASE WHEN age_bucket = '61-90' THEN pending ELSE 0 END) AS overdue_61_90,
        SUM(CASE WHEN age_bucket = 'over 90' THEN pending ELSE 0 END) AS overdue_over_90,
        SUM(payment_count) AS payment_count,
        SUM(late_payment_count) AS late_payment_count,
        MIN(CASE WHEN status = 'OVERDUE' THEN due_date END) AS oldest_due_date,
        MAX(last_payment_date) AS last_payment_date
    FROM marts.invoice_details
    WHERE status <> 'CANCELLED'
    GROUP BY tenant_id, source, student_id
)
SELECT
    students.tenant_id,
    students.source,
    students.school_id,
    students.student_id,
    students.first_name,
    students.last_name,
    students.email,
    students.grade,
    students.deleted_at IS NULL AS is_alive,
    students.deleted_at IS NULL AND students.is_active AS is_active,
    newest.as_of,
    COALESCE(totals.invoice_count, 0) AS invoice_count,
    COALESCE(totals.invoiced, 0) AS invoiced,
    COALESCE(totals.paid, 0) AS paid,
    COALESCE(totals.invoiced - totals.paid, 0) AS pending,
    COALESCE(totals.overdue, 0) AS overdue,
    COALESCE(totals.overdue_invoice_count, 0) AS overdue_invoice_count,
    COALESCE(totals.overdue_0_30, 0) AS overdue_0_30,
    COALESCE(totals.overdue_31_60, 0) AS overdue_31_60,
    COALESCE(totals.overdue_61_90, 0) AS overdue_61_90,
    COALESCE(totals.overdue_over_90, 0) AS overdue_over_90,
    COALESCE(totals.payment_count, 0) AS payment_count,
    COALESCE(totals.late_payment_count, 0) AS late_payment_count,
    totals.oldest_due_date,
    totals.last_payment_date
FROM unified.students AS students
INNER JOIN newest ON students.tenant_id = newest.tenant_id AND students.source = newest.source
LEFT JOIN totals
    ON students.tenant_id = totals.tenant_id
    AND students.source = totals.source
    AND students.student_id = totals.student_id
WHERE students.deleted_at IS NULL OR totals.student_id IS NOT NULL
