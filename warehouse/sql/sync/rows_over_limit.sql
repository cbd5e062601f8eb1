-- Rows of {candidate} whose invoice is exceeded by all its payments together, and every row that shares an id with one of
-- them. `limit_amount` is what the rows of the snapshot may add up to: the amount of the invoice, less the payments on it
-- that stay as they were accepted because their own row was refused for something else, or may be a row without an id.
WITH accepted AS (
    SELECT row_number, {key}, {attributes}
    FROM {candidate}
    WHERE rule IS NULL
),
refused AS (
    SELECT {key}
    FROM {candidate}
    WHERE rule IS NOT NULL AND {key} IS NOT NULL
    GROUP BY {key}
    HAVING COUNT(CASE WHEN rule = 'payment_on_cancelled_invoice' THEN 1 END) = 0
),
staying AS (
    SELECT {key}
    FROM refused
    WHERE {key} NOT IN (SELECT {key} FROM accepted)
    UNION ALL
    SELECT {key}
    FROM {model}
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
        AND EXISTS (SELECT 1 FROM {candidate} AS nameless WHERE nameless.{key} IS NULL)
        AND {key} NOT IN (SELECT {key} FROM {candidate} WHERE {key} IS NOT NULL)
),
kept AS (
    SELECT live.invoice_id, SUM(live.amount) AS total
    FROM {model} AS live
    INNER JOIN staying ON live.{key} = staying.{key}
    LEFT JOIN unified.quarantined_payments AS quarantined
        ON live.tenant_id = quarantined.tenant_id
        AND live.source = quarantined.source
        AND live.scope = quarantined.scope
        AND live.{key} = quarantined.{key}
        AND live.valid_from = quarantined.valid_from
        AND quarantined.quarantined_on < $snapshot_date
    WHERE live.tenant_id = $tenant_id AND live.source = $source AND live.scope = $scope AND live.deleted_at IS NULL
        AND quarantined.{key} IS NULL
    GROUP BY live.invoice_id
),
sums AS (
    SELECT invoice_id, SUM(amount) AS total
    FROM accepted
    GROUP BY invoice_id
),
limits AS (
    SELECT invoices.invoice_id, invoices.amount - COALESCE(kept.total, 0) AS limit_amount
    FROM unified.invoices AS invoices
    LEFT JOIN kept ON invoices.invoice_id = kept.invoice_id
    WHERE invoices.tenant_id = $tenant_id AND invoices.source = $source AND invoices.scope = $scope
),
exceeded AS (
    SELECT sums.invoice_id
    FROM sums
    INNER JOIN limits ON sums.invoice_id = limits.invoice_id
    WHERE sums.total > limits.limit_amount
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
    limits.limit_amount,
    accepted.{key},
    {accepted_attributes}
FROM accepted
INNER JOIN limits ON accepted.invoice_id = limits.invoice_id
WHERE accepted.{key} IN (SELECT {key} FROM concerned)
