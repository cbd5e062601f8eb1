-- Rows of {candidate} whose invoice is exceeded by all its rows together, and every row that shares an id with one of them.
-- `limit_amount` is the amount of the row's invoice.
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
    SELECT invoices.invoice_id
    FROM unified.invoices AS invoices
    INNER JOIN sums ON invoices.invoice_id = sums.invoice_id
    WHERE invoices.tenant_id = $tenant_id AND invoices.source = $source AND invoices.scope = $scope
        AND sums.total > invoices.amount
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
    invoices.amount AS limit_amount,
    accepted.{key},
    {accepted_attributes}
FROM accepted
INNER JOIN unified.invoices AS invoices
    ON accepted.invoice_id = invoices.invoice_id
    AND invoices.tenant_id = $tenant_id AND invoices.source = $source AND invoices.scope = $scope
WHERE accepted.{key} IN (SELECT {key} FROM concerned)
