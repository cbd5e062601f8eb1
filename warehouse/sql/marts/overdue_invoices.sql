-- One row per invoice that is overdue as of the newest snapshot day. A view: one column a line, so that what is personal
-- can be left out when it is published.
SELECT
    details.tenant_id,
    details.source,
    details.school_id,
    details.student_id,
    details.first_name,
    details.last_name,
    details.school_name,
    details.invoice_id,
    details.description,
    details.amount,
    details.due_date,
    details.as_of,
    details.status,
    details.paid,
    details.pending,
    details.days_overdue,
    details.age_bucket,
    details.payment_count,
    details.late_payment_count,
    details.first_payment_date,
    details.last_payment_date
FROM marts.invoice_details AS details
WHERE details.status = 'OVERDUE'
