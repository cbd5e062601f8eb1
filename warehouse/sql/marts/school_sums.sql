-- Three kinds of rows from one pass, in which every payment meets its invoice once: per student; per school and month
-- in which invoices fall due; and per school, day and method of payment. What counts is what payment_history calls
-- counted, and every invoice alive and not cancelled. Sources, schools and students are numbered meanwhile: millions of
-- rows are summed by numbers far sooner than by ids of many letters. Which number one has does not matter, only that no
-- other has it.
WITH sources AS (
    SELECT
        tenant_id, source, as_of,
        CAST(ROW_NUMBER() OVER (ORDER BY tenant_id, source) AS INTEGER) AS source_number
    FROM unified.source_days
),
schools AS (
    SELECT
        schools.tenant_id, schools.source, schools.scope, schools.school_id,
        CAST(ROW_NUMBER() OVER (ORDER BY schools.school_id) AS INTEGER) AS school_number,
        sources.source_number,
        sources.as_of
    FROM unified.schools AS schools
    INNER JOIN sources ON schools.tenant_id = sources.tenant_id AND schools.source = sources.source
),
students AS (
    SELECT
        students.tenant_id, students.source, students.scope, students.student_id,
        CAST(ROW_NUMBER() OVER (ORDER BY students.student_id) AS INTEGER) AS student_number,
        schools.school_number, schools.source_number, schools.as_of
    FROM unified.students AS students
    INNER JOIN schools
        ON students.tenant_id = schools.tenant_id
        AND students.source = schools.source
        AND students.scope = schools.scope
        AND students.school_id = schools.school_id
),
invoices AS (
    SELECT
        students.source_number, invoices.scope, invoices.invoice_id,
        invoices.amount,
        invoices.due_date,
        students.student_number, students.school_number, students.as_of
    FROM unified.invoices AS invoices
    INNER JOIN students
        ON invoices.tenant_id = students.tenant_id
        AND invoices.source = students.source
        AND invoices.scope = students.scope
        AND invoices.student_id = students.student_id
    WHERE invoices.deleted_at IS NULL AND invoices.status <> 'CANCELLED'
),
accepted AS (
    SELECT tenant_id, source, scope, invoice_id, payment_date, amount, method
    FROM unified.invoice_payments
    WHERE deleted_at IS NULL AND rejected_since IS NULL
    UNION ALL
    SELECT stale.tenant_id, stale.source, stale.scope, stale.invoice_id, stale.payment_date, stale.amount, stale.method
    FROM unified.invoice_payments AS stale
    WHERE stale.deleted_at IS NULL
        AND stale.rejected_since IS NOT NULL
        AND NOT EXISTS (
            SELECT 1
            FROM unified.quarantined_payments AS quarantined
            WHERE stale.tenant_id = quarantined.tenant_id
                AND stale.source = quarantined.source
                AND stale.scope = quarantined.scope
                AND stale.payment_id = quarantined.payment_id
                AND stale.valid_from = quarantined.valid_from
        )
),
payments AS (
    SELECT
        sources.source_number, accepted.scope, accepted.invoice_id,
        accepted.payment_date, accepted.amount, accepted.method
    FROM accepted
    INNER JOIN sources
        ON accepted.tenant_id = sources.tenant_id
        AND accepted.source = sources.source
        AND accepted.payment_date <= sources.as_of
),
-- one row per invoice; and, without student_number, one per school, day and method of payment
sums AS (
    SELECT
        invoices.student_number, invoices.school_number,
        invoices.amount, invoices.due_date, invoices.as_of,
        payments.payment_date, payments.method,
        CAST(COALESCE(SUM(payments.amount), 0) AS DECIMAL(17, 2)) AS paid,
        COUNT(payments.amount) AS payment_count,
        COUNT(CASE WHEN payments.payment_date > invoices.due_date THEN 1 END) AS late_payment_count,
        MAX(payments.payment_date) AS last_payment_date
    FROM invoices
    LEFT JOIN payments
        ON invoices.source_number = payments.source_number
        AND invoices.scope = payments.scope
        AND invoices.invoice_id = payments.invoice_id
    GROUP BY GROUPING SETS (
        (
            invoices.student_number, invoices.school_number, invoices.invoice_id,
            invoices.amount, invoices.due_date, invoices.as_of
        ),
        (invoices.school_number, payments.payment_date, payments.method)
    )
),
judged AS (
    SELECT
        *,
        CASE WHEN paid < amount THEN amount - paid ELSE 0 END AS pending,
        CASE WHEN paid < amount AND due_date < as_of THEN DATE_DIFF('day', due_date, as_of) END AS days_overdue
    FROM sums
    WHERE student_number IS NOT NULL
),
balances AS (
    SELECT
        student_number,
        COUNT(*) AS invoice_count,
        SUM(amount) AS invoiced,
        SUM(paid) AS paid,
        COUNT(days_overdue) AS overdue_invoice_count,
        SUM(CASE WHEN days_overdue <= 30 THEN pending ELSE 0 END) AS overdue_0_30,
        SUM(CASE WHEN days_overdue BETWEEN 31 AND 60 THEN pending ELSE 0 END) AS overdue_31_60,
        SUM(CASE WHEN days_overdue BETWEEN 61 AND 90 THEN pending ELSE 0 END) AS overdue_61_90,
        SUM(CASE WHEN days_overdue > 90 THEN pending ELSE 0 END) AS overdue_over_90,
        SUM(payment_count) AS payment_count,
        SUM(late_payment_count) AS late_payment_count,
        MIN(CASE WHEN days_overdue IS NOT NULL THEN due_date END) AS oldest_due_date,
        MAX(last_payment_date) AS last_payment_date
    FROM judged
    GROUP BY student_number
),
months AS (
    SELECT
        school_number,
        CAST(DATE_TRUNC('month', due_date) AS DATE) AS due_month,
        COUNT(*) AS invoice_count,
        SUM(amount) AS invoiced,
        SUM(paid) AS paid
    FROM judged
    GROUP BY school_number, CAST(DATE_TRUNC('month', due_date) AS DATE)
)
SELECT
    students.tenant_id,
    students.source,
    CAST(NULL AS VARCHAR) AS school_id,
    students.student_id,
    CAST(NULL AS DATE) AS due_month,
    CAST(NULL AS DATE) AS date,
    CAST(NULL AS VARCHAR) AS method,
    students.as_of,
    COALESCE(balances.invoice_count, 0) AS invoice_count,
    COALESCE(balances.invoiced, 0) AS invoiced,
    COALESCE(balances.paid, 0) AS paid,
    COALESCE(balances.payment_count, 0) AS payment_count,
    COALESCE(balances.late_payment_count, 0) AS late_payment_count,
    balances.last_payment_date,
    COALESCE(balances.overdue_invoice_count, 0) AS overdue_invoice_count,
    COALESCE(balances.overdue_0_30, 0) AS overdue_0_30,
    COALESCE(balances.overdue_31_60, 0) AS overdue_31_60,
    COALESCE(balances.overdue_61_90, 0) AS overdue_61_90,
    COALESCE(balances.overdue_over_90, 0) AS overdue_over_90,
    balances.oldest_due_date
FROM students
LEFT JOIN balances ON students.student_number = balances.student_number
UNION ALL
SELECT
    schools.tenant_id, schools.source, schools.school_id, NULL,
    months.due_month, NULL, NULL, schools.as_of,
    months.invoice_count, months.invoiced, months.paid,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM months
INNER JOIN schools ON months.school_number = schools.school_number
UNION ALL
SELECT
    schools.tenant_id, schools.source, schools.school_id, NULL,
    NULL, sums.payment_date, sums.method, schools.as_of,
    NULL, NULL, sums.paid,
    sums.payment_count, sums.late_payment_count, sums.last_payment_date, NULL, NULL, NULL, NULL, NULL, NULL
FROM sums
INNER JOIN schools ON sums.school_number = schools.school_number
WHERE sums.student_number IS NULL AND sums.payment_date IS NOT NULL
