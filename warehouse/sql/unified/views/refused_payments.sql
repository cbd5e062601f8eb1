-- One row per state of a payment of a school and row of a later snapshot that named it and was refused while the state
-- stood. A snapshot that was held refuses nothing.
SELECT
    states.tenant_id, states.source, states.scope, states.payment_id, states.valid_from,
    states.invoice_id, states.amount, states.payment_date, states.method, states.reference,
    rejects.snapshot_date, rejects.row_number, rejects.rule
FROM unified.invoice_payments_history AS states
INNER JOIN ops.rejects AS rejects
    ON states.tenant_id = rejects.tenant_id
    AND states.source = rejects.source
    AND states.scope = rejects.scope
    AND states.payment_id = TRIM(rejects.id)
    AND states.rejected_since <= rejects.snapshot_date
    AND (states.valid_to IS NULL OR states.valid_to > rejects.snapshot_date)
INNER JOIN ops.loads AS loads
    ON rejects.tenant_id = loads.tenant_id
    AND rejects.source = loads.source
    AND rejects.scope = loads.scope
    AND rejects.snapshot_date = loads.snapshot_date
    AND rejects.dataset = loads.dataset
WHERE states.rejected_since IS NOT NULL
    AND rejects.dataset = 'payments'
    AND loads.is_current AND loads.outcome = 'loaded'
