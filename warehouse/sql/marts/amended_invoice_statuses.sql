-- One row per period of unchanged status, amount, due date and payments of an invoice whose facts did not stay as they were
-- first seen: amount, due date or cancellation changed, the invoice vanished, or one of its payments changed, vanished,
-- was rejected or lies ahead. Every day on which anything of it changes is looked at by itself; of all other invoices
-- invoice_statuses works the periods out from a few dates.
WITH amended AS (
    SELECT versions.tenant_id, versions.source, versions.scope, versions.invoice_id
    FROM unified.invoices_versions AS versions
    INNER JOIN unified.invoices AS present
        ON versions.tenant_id = present.tenant_id
        AND versions.source = present.source
        AND versions.scope = present.scope
        AND versions.invoice_id = present.invoice_id
    LEFT JOIN unified.invoices_versions AS following
        ON versions.tenant_id = following.tenant_id
        AND versions.source = following.source
        AND versions.scope = following.scope
        AND versions.invoice_id = following.invoice_id
        AND versions.valid_to = following.valid_from
    WHERE versions.amount <> present.amount
        OR versions.due_date <> present.due_date
        OR (versions.status = 'CANCELLED') <> (present.status = 'CANCELLED')
        OR (versions.valid_to <> present.valid_from AND following.invoice_id IS NULL)
    UNION
    SELECT tenant_id, source, scope, invoice_id
    FROM unified.invoices
    WHERE deleted_at IS NOT NULL
    UNION
    SELECT tenant_id, source, scope, invoice_id
    FROM unified.invoice_payments_versions
    UNION
    SELECT tenant_id, source, scope, invoice_id
    FROM unified.invoice_payments
    WHERE deleted_at IS NOT NULL OR valid_from <> created_at
    UNION
    SELECT payments.tenant_id, payments.source, payments.scope, payments.invoice_id
    FROM unified.invoice_payments AS payments
    INNER JOIN unified.source_days AS newest
        ON payments.tenant_id = newest.tenant_id
        AND payments.source = newest.source
        AND payments.payment_date > newest.as_of
),
payment_states AS (
    SELECT
        history.tenant_id, history.source, history.scope, history.invoice_id, history.payment_id,
        history.amount,
        -- a payment counts from its own date, what the source changed of it from the snapshot that shows it
        CASE
            WHEN history.valid_from = history.created_at THEN history.payment_date
            ELSE GREATEST(history.valid_from, history.payment_date)
        END AS counts_from,
        LEAST(history.valid_to, quarantined.quarantined_on) AS counts_to
    FROM unified.invoice_payments_history AS history
    INNER JOIN amended
        ON history.tenant_id = amended.tenant_id
        AND history.source = amended.source
        AND history.scope = amended.scope
        AND history.invoice_id = amended.invoice_id
    LEFT JOIN unified.quarantined_payments AS quarantined
        ON history.tenant_id = quarantined.tenant_id
        AND history.source = quarantined.source
        AND history.scope = quarantined.scope
        AND history.payment_id = quarantined.payment_id
        AND history.valid_from = quarantined.valid_from
),
payment_periods AS (
    SELECT *
    FROM payment_states
    WHERE counts_to IS NULL OR counts_from < counts_to
),
first_snapshots AS (
    SELECT tenant_id, source, scope, MIN(created_at) AS first_snapshot
    FROM unified.invoices
    GROUP BY tenant_id, source, scope
),
first_payments AS (
    SELECT tenant_id, source, scope, invoice_id, MIN(counts_from) AS first_payment_date
    FROM payment_periods
    GROUP BY tenant_id, source, scope, invoice_id
),
invoice_periods AS (
    SELECT
        history.tenant_id, history.source, history.scope, history.invoice_id,
        history.amount,
        history.due_date,
        history.status = 'CANCELLED' AS is_cancelled,
        CASE
            WHEN history.valid_from = first_snapshots.first_snapshot
                THEN LEAST(history.valid_from, history.due_date, first_payments.first_payment_date)
            ELSE history.valid_from
        END AS holds_from,
        history.valid_to AS holds_to
    FROM unified.invoices_history AS history
    INNER JOIN amended
        ON history.tenant_id = amended.tenant_id
        AND history.source = amended.source
        AND history.scope = amended.scope
        AND history.invoice_id = amended.invoice_id
    INNER JOIN first_snapshots
        ON history.tenant_id = first_snapshots.tenant_id
        AND history.source = first_snapshots.source
        AND history.scope = first_snapshots.scope
    LEFT JOIN first_payments
        ON history.tenant_id = first_payments.tenant_id
        AND history.source = first_payments.source
        AND history.scope = first_payments.scope
        AND history.invoice_id = first_payments.invoice_id
),
days AS (
    SELECT tenant_id, source, scope, invoice_id, holds_from AS day FROM invoice_periods
    UNION
    SELECT tenant_id, source, scope, invoice_id, holds_to FROM invoice_periods WHERE holds_to IS NOT NULL
    UNION
    SELECT tenant_id, source, scope, invoice_id, CAST(due_date + INTERVAL 1 DAY AS DATE) FROM invoice_periods
    UNION
    SELECT tenant_id, source, scope, invoice_id, counts_from FROM payment_periods
    UNION
    SELECT tenant_id, source, scope, invoice_id, counts_to FROM payment_periods WHERE counts_to IS NOT NULL
),
sums AS (
    SELECT days.tenant_id, days.source, days.scope, days.invoice_id, days.day, SUM(payments.amount) AS paid
    FROM days
    INNER JOIN payment_periods AS payments
        ON days.tenant_id = payments.tenant_id
        AND days.source = payments.source
        AND days.scope = payments.scope
        AND days.invoice_id = payments.invoice_id
        AND days.day >= payments.counts_from
        AND (payments.counts_to IS NULL OR days.day < payments.counts_to)
    GROUP BY days.tenant_id, days.source, days.scope, days.invoice_id, days.day
),
states AS (
    SELECT
        days.tenant_id, days.source, days.scope, days.invoice_id, days.day,
        periods.amount,
        periods.due_date,
        CASE WHEN periods.is_cancelled THEN 0 ELSE COALESCE(sums.paid, 0) END AS paid,
        CASE
            WHEN periods.invoice_id IS NULL THEN 'gone'
            WHEN periods.is_cancelled THEN 'CANCELLED'
            WHEN COALESCE(sums.paid, 0) >= periods.amount THEN 'PAID'
            WHEN periods.due_date < days.day THEN 'OVERDUE'
            WHEN sums.paid > 0 THEN 'PARTIAL'
            ELSE 'PENDING'
        END AS status
    FROM days
    LEFT JOIN invoice_periods AS periods
        ON days.tenant_id = periods.tenant_id
        AND days.source = periods.source
        AND days.scope = periods.scope
        AND days.invoice_id = periods.invoice_id
        AND days.day >= periods.holds_from
        AND (periods.holds_to IS NULL OR days.day < periods.holds_to)
    LEFT JOIN sums
        ON days.tenant_id = sums.tenant_id
        AND days.source = sums.source
        AND days.scope = sums.scope
        AND days.invoice_id = sums.invoice_id
        AND days.day = sums.day
),
compared AS (
    SELECT
        *,
        LAG(status) OVER of_invoice AS status_before,
        LAG(amount) OVER of_invoice AS amount_before,
        LAG(due_date) OVER of_invoice AS due_date_before,
        LAG(paid) OVER of_invoice AS paid_before
    FROM states
    WINDOW of_invoice AS (PARTITION BY tenant_id, source, scope, invoice_id ORDER BY day)
),
spans AS (
    SELECT
        *,
        LEAD(day) OVER (PARTITION BY tenant_id, source, scope, invoice_id ORDER BY day) AS valid_to
    FROM compared
    WHERE status IS DISTINCT FROM status_before
        OR amount IS DISTINCT FROM amount_before
        OR due_date IS DISTINCT FROM due_date_before
        OR (paid <> paid_before AND status <> 'gone')
)
SELECT
    spans.tenant_id,
    spans.source,
    students.school_id,
    students.student_id,
    spans.invoice_id,
    spans.day AS valid_from,
    spans.valid_to,
    spans.status,
    spans.amount,
    spans.due_date,
    CAST(spans.paid AS DECIMAL(18, 2)) AS paid,
    CAST(
        CASE WHEN spans.status = 'CANCELLED' THEN 0 ELSE GREATEST(spans.amount - spans.paid, 0) END AS DECIMAL(18, 2)
    ) AS pending
FROM spans
INNER JOIN unified.invoices AS invoices
    ON spans.tenant_id = invoices.tenant_id
    AND spans.source = invoices.source
    AND spans.scope = invoices.scope
    AND spans.invoice_id = invoices.invoice_id
INNER JOIN unified.students AS students
    ON invoices.tenant_id = students.tenant_id
    AND invoices.source = students.source
    AND invoices.scope = students.scope
    AND invoices.student_id = students.student_id
WHERE spans.status <> 'gone'
