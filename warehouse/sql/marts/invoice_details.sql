-- One row per invoice alive at the source; its payments are summed before they are joined, so nothing is counted twice.
WITH payments AS (
    SELECT
        tenant_id, source, invoice_id,
        SUM(amount) AS paid,
        COUNT(*) AS payment_count,
        COUNT(CASE WHEN is_late THEN 1 END) AS late_payment_count,
        MIN(payment_date) AS first_payment_date,
        MAX(payment_date) AS last_payment_date
    FROM marts.payment_history
    WHERE ledger_state = 'counted'
    GROUP BY tenant_id, source, invoice_id
),
amended AS (
    SELECT DISTINCT tenant_id, source, invoice_id
    FROM marts.amended_invoice_statuses
),
first_snapshots AS (
    SELECT tenant_id, source, scope, MIN(created_at) AS first_snapshot
    FROM unified.invoices
    GROUP BY tenant_id, source, scope
),
people AS (
    SELECT
        students.tenant_id, students.source, students.scope, students.student_id,
        students.first_name, students.last_name,
        schools.school_id,
        schools.name AS school_name,
        newest.as_of,
        first_snapshots.first_snapshot
    FROM unified.students AS students
    INNER JOIN unified.schools AS schools
        ON students.tenant_id = schools.tenant_id
        AND students.source = schools.source
        AND students.scope = schools.scope
        AND students.school_id = schools.school_id
    INNER JOIN unified.source_days AS newest ON students.tenant_id = newest.tenant_id AND students.source = newest.source
    INNER JOIN first_snapshots
        ON students.tenant_id = first_snapshots.tenant_id
        AND students.source = first_snapshots.source
        AND students.scope = first_snapshots.scope
),
owed AS (
    SELECT
        invoices.*,
        people.first_name, people.last_name, people.school_id, people.school_name, people.as_of,
        people.first_snapshot,
        COALESCE(payments.paid, 0) AS paid,
        COALESCE(payments.payment_count, 0) AS payment_count,
        COALESCE(payments.late_payment_count, 0) AS late_payment_count,
        payments.first_payment_date,
        payments.last_payment_date,
        CASE
            WHEN invoices.status = 'CANCELLED' THEN 0
            ELSE GREATEST(invoices.amount - COALESCE(payments.paid, 0), 0)
        END AS pending
    FROM unified.invoices AS invoices
    INNER JOIN people
        ON invoices.tenant_id = people.tenant_id
        AND invoices.source = people.source
        AND invoices.scope = people.scope
        AND invoices.student_id = people.student_id
    LEFT JOIN payments
        ON invoices.tenant_id = payments.tenant_id
        AND invoices.source = payments.source
        AND invoices.invoice_id = payments.invoice_id
    WHERE invoices.deleted_at IS NULL
),
judged AS (
    SELECT
        *,
        DATE_DIFF('day', due_date, as_of) AS days_past_due,
        CASE
            WHEN status = 'CANCELLED' THEN 'CANCELLED'
            WHEN pending = 0 THEN 'PAID'
            WHEN due_date < as_of THEN 'OVERDUE'
            WHEN paid > 0 THEN 'PARTIAL'
            ELSE 'PENDING'
        END AS status_as_of
    FROM owed
)
SELECT
    judged.tenant_id,
    judged.source,
    judged.school_id,
    judged.student_id,
    judged.first_name,
    judged.last_name,
    judged.school_name,
    judged.invoice_id,
    judged.description,
    judged.amount,
    judged.due_date,
    judged.as_of,
    judged.status_as_of AS status,
    CAST(judged.paid AS DECIMAL(18, 2)) AS paid,
    CAST(judged.pending AS DECIMAL(18, 2)) AS pending,
    CASE WHEN judged.status_as_of NOT IN ('PAID', 'CANCELLED') THEN GREATEST(judged.days_past_due, 0) END AS days_overdue,
    CASE
        WHEN judged.status_as_of <> 'OVERDUE' THEN NULL
        WHEN judged.days_past_due <= 30 THEN '0-30'
        WHEN judged.days_past_due <= 60 THEN '31-60'
        WHEN judged.days_past_due <= 90 THEN '61-90'
        ELSE 'over 90'
    END AS age_bucket,
    judged.payment_count,
    judged.late_payment_count,
    judged.first_payment_date,
    judged.last_payment_date,
    -- what the first snapshot lists may be as old as its own days say; what a later one adds was not there before it
    CASE
        WHEN judged.created_at = judged.first_snapshot
            THEN LEAST(judged.created_at, judged.due_date, judged.first_payment_date)
        ELSE judged.created_at
    END AS starts_on,
    amended.invoice_id IS NOT NULL AS is_amended,
    judged.rejected_since
FROM judged
LEFT JOIN amended
    ON judged.tenant_id = amended.tenant_id
    AND judged.source = amended.source
    AND judged.invoice_id = amended.invoice_id
