-- One row per school, from its students' balances: every invoice and every payment is in exactly one of them.
WITH totals AS (
    SELECT
        tenant_id, source, school_id,
        SUM(CASE WHEN is_alive THEN 1 ELSE 0 END) AS students,
        SUM(CASE WHEN is_active THEN 1 ELSE 0 END) AS active_students,
        SUM(invoice_count) AS invoice_count,
        SUM(invoiced) AS invoiced,
        SUM(paid) AS paid,
        SUM(pending) AS pending,
        SUM(overdue) AS overdue,
        SUM(overdue_invoice_count) AS overdue_invoice_count,
        SUM(overdue_0_30) AS overdue_0_30,
        SUM(overdue_31_60) AS overdue_31_60,
        SUM(overdue_61_90) AS overdue_61_90,
        SUM(overdue_over_90) AS overdue_over_90,
        SUM(payment_count) AS payment_count,
        SUM(late_payment_count) AS late_payment_count
    FROM marts.student_balance
    GROUP BY tenant_id, source, school_id
)
SELECT
    schools.tenant_id,
    schools.source,
    schools.school_id,
    schools.name,
    schools.deleted_at IS NULL AND schools.is_active AS is_active,
    newest.as_of,
    COALESCE(totals.students, 0) AS students,
    COALESCE(totals.active_students, 0) AS active_students,
    COALESCE(totals.invoice_count, 0) AS invoice_count,
    COALESCE(totals.invoiced, 0) AS invoiced,
    COALESCE(totals.paid, 0) AS paid,
    COALESCE(totals.pending, 0) AS pending,
    COALESCE(totals.overdue, 0) AS overdue,
    COALESCE(totals.overdue_invoice_count, 0) AS overdue_invoice_count,
    COALESCE(totals.overdue_0_30, 0) AS overdue_0_30,
    COALESCE(totals.overdue_31_60, 0) AS overdue_31_60,
    COALESCE(totals.overdue_61_90, 0) AS overdue_61_90,
    COALESCE(totals.overdue_over_90, 0) AS overdue_over_90,
    COALESCE(totals.payment_count, 0) AS payment_count,
    COALESCE(totals.late_payment_count, 0) AS late_payment_count
FROM unified.schools AS schools
INNER JOIN unified.source_days AS newest ON schools.tenant_id = newest.tenant_id AND schools.source = newest.source
LEFT JOIN totals
    ON schools.tenant_id = totals.tenant_id
    AND schools.source = totals.source
    AND schools.school_id = totals.school_id
WHERE schools.deleted_at IS NULL OR totals.school_id IS NOT NULL
