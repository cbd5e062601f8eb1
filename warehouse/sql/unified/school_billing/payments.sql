-- One row per row of payments in one snapshot, typed, with the first rule it breaks by itself (NULL: none).
-- What exceeds the amount of its invoice needs the rows beside it: warehouse/overpayments.py judges that.
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(payment_id), '') AS payment_id,
        NULLIF(TRIM(invoice_id), '') AS invoice_id,
        NULLIF(TRIM(amount), '') AS amount_text,
        NULLIF(TRIM(payment_date), '') AS payment_text,
        NULLIF(UPPER(TRIM(method)), '') AS method,
        NULLIF(TRIM(reference), '') AS reference
    FROM raw.school_billing_payments
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
            WHEN REGEXP_MATCHES(payment_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[-+][0-9:]+)?)?$')
                THEN TRY_CAST(SUBSTRING(payment_text, 1, 10) AS DATE)
        END AS payment_date
    FROM snapshot
),
known_invoices AS (
    SELECT invoice_id, status
    FROM unified.invoices
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
)
SELECT
    typed.row_number,
    typed.payment_id,
    typed.invoice_id,
    typed.amount,
    typed.payment_date,
    typed.method,
    typed.reference,
    CASE
        WHEN typed.payment_id IS NULL THEN 'missing_payment_id'
        WHEN typed.invoice_id IS NULL THEN 'missing_invoice_id'
        WHEN typed.amount_text IS NULL THEN 'missing_amount'
        WHEN typed.amount IS NULL THEN 'amount_not_an_amount'
        WHEN typed.amount <= 0 THEN 'amount_not_positive'
        WHEN typed.payment_text IS NULL THEN 'missing_payment_date'
        WHEN typed.payment_date IS NULL THEN 'payment_date_not_a_date'
        WHEN typed.payment_date < DATE '1900-01-01' OR typed.payment_date >= DATE '2200-01-01'
            THEN 'payment_date_implausible'
        WHEN typed.method IS NULL THEN 'missing_method'
        WHEN typed.method NOT IN ('CASH', 'BANK_TRANSFER', 'CREDIT_CARD', 'DEBIT_CARD', 'OTHER') THEN 'method_unknown'
        WHEN known_invoices.invoice_id IS NULL THEN 'unknown_invoice'
        WHEN known_invoices.status = 'CANCELLED' THEN 'payment_on_cancelled_invoice'
    END AS rule
FROM typed
LEFT JOIN known_invoices ON typed.invoice_id = known_invoices.invoice_id
