-- Rows of {candidate} whose invoice is exceeded by all its payments together, and every row that shares an id with one of
-- them. `limit_amount` is what they may add up to: the amount of the invoice, less what stays paid on it (payments_kept).
WITH accepted AS (
    SELECT row_number, {key}, {attributes}
    FROM {candidate}
    WHERE rule IS NULL
),
sums AS (
    SELECT invoice_id, SUM(amount) AS total
    FROM accepted
    GROUP BY invoice_id
),
exceeded AS (
    SELECT sums.invoice_id
    FROM sums
    INNER JOIN unified.invoices AS invoices
        ON sums.invoice_id = invoices.invoice_id
        AND invoices.tenant_id = $tenant_id AND invoices.source = $source AND invoices.scope = $scope
    LEFT JOIN payments_kept ON sums.invoice_id = payments_kept.invoice_id
    WHERE sums.total + COALESCE(payments_kept.total, 0) > invoices.amount
),
concerned AS (
    SELECT {key}
    FROM accepted
    WHERE invoice_id IN (SELECT invoice_id FROM exceeded)
)
SELECT
    accepted.row_number,
    accepted.invoice_id,
    accepted.amount,
    accepted.payment_date,
    invoices.amount - COALESCE(payments_kept.total, 0) AS limit_amount,
    accepted.{key},
    {accepted_attributes}
FROM accepted
INNER JOIN unified.invoices AS invoices
    ON accepted.invoice_id = invoices.invoice_id
    AND invoices.tenant_id = $tenant_id AND invoices.source = $source AND invoices.scope = $scope
LEFT JOIN payments_kept ON accepted.invoice_id = payments_kept.invoice_id
WHERE accepted.{key} IN (SELECT {key} FROM concerned)
