-- One row per row of invoices in one snapshot, typed, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(invoice_id), '') AS invoice_id,
        NULLIF(TRIM(student_id), '') AS student_id,
        NULLIF(TRIM(amount), '') AS amount_text,
        NULLIF(TRIM(due_date), '') AS due_text,
        NULLIF(UPPER(TRIM(status)), '') AS status,
        NULLIF(TRIM(description), '') AS description
    FROM raw.school_billing_invoices
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
typed AS (
    SELECT
        *,
        -- a cast from text rounds half up to the cent, exactly
        CASE
            WHEN REGEXP_MATCHES(amount_text, '^[-+]?[0-9]{1,10}([.][0-9]+)?$')
                THEN TRY_CAST(amount_text AS DECIMAL(12, 2))
        END AS amount,
        CASE
            WHEN REGEXP_MATCHES(due_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[-+][0-9:]+)?)?$')
                THEN TRY_CAST(SUBSTRING(due_text, 1, 10) AS DATE)
        END AS due_date
    FROM snapshot
),
known_students AS (
    SELECT student_id
    FROM unified.students
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
)
SELECT
    typed.row_number,
    typed.invoice_id,
    typed.student_id,
    typed.amount,
    typed.due_date,
    typed.status,
    typed.description,
    CASE
        WHEN typed.invoice_id IS NULL THEN 'missing_invoice_id'
        WHEN typed.student_id IS NULL THEN 'missing_student_id'
        WHEN typed.amount_text IS NULL THEN 'missing_amount'
        WHEN typed.amount IS NULL THEN 'amount_not_an_amount'
        WHEN typed.amount < 0 THEN 'amount_negative'
        WHEN typed.due_text IS NULL THEN 'missing_due_date'
        WHEN typed.due_date IS NULL THEN 'due_date_not_a_date'
        WHEN typed.due_date < DATE '1900-01-01' OR typed.due_date >= DATE '2200-01-01' THEN 'due_date_implausible'
        WHEN typed.status IS NULL THEN 'missing_status'
        WHEN typed.status NOT IN ('PENDING', 'PARTIAL', 'PAID', 'OVERDUE', 'CANCELLED') THEN 'status_unknown'
        WHEN known_students.student_id IS NULL THEN 'unknown_student'
    END AS rule
FROM typed
LEFT JOIN known_students ON typed.student_id = known_students.student_id
