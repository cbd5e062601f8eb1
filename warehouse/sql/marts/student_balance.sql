-- One row per student: who it is now, with the sums of the last build. A view: one column a line, so that what is
-- personal can be left out when it is published.
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
    sums.as_of,
    sums.invoice_count,
    sums.invoiced,
    sums.paid,
    CAST(sums.invoiced - sums.paid AS DECIMAL(18, 2)) AS pending,
    CAST(
        sums.overdue_0_30 + sums.overdue_31_60 + sums.overdue_61_90 + sums.overdue_over_90 AS DECIMAL(18, 2)
    ) AS overdue,
    sums.overdue_invoice_count,
    sums.overdue_0_30,
    sums.overdue_31_60,
    sums.overdue_61_90,
    sums.overdue_over_90,
    sums.payment_count,
    sums.late_payment_count,
    sums.oldest_due_date,
    sums.last_payment_date
FROM unified.students AS students
INNER JOIN marts.school_sums AS sums
    ON students.tenant_id = sums.tenant_id
    AND students.source = sums.source
    AND students.student_id = sums.student_id
WHERE students.deleted_at IS NULL OR sums.invoice_count > 0
