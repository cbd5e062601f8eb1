-- What stays paid on invoices by payments of {model} whose own row was refused, for something else than that they do not
-- count: they stay as they were accepted. A row without an id may be any that {candidate} does not name.
WITH refused AS (
    SELECT DISTINCT {key}
    FROM {candidate}
    WHERE rule IS NOT NULL AND {key} IS NOT NULL
),
staying AS (
    SELECT {key}
    FROM {candidate}
    WHERE {key} IN (SELECT {key} FROM refused)
    GROUP BY {key}
    HAVING COUNT(CASE WHEN rule IS NULL OR rule = 'payment_on_cancelled_invoice' THEN 1 END) = 0
    UNION ALL
    SELECT {key}
    FROM {model}
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
        AND EXISTS (SELECT 1 FROM {candidate} AS nameless WHERE nameless.{key} IS NULL)
        AND {key} NOT IN (SELECT {key} FROM {candidate} WHERE {key} IS NOT NULL)
)
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
