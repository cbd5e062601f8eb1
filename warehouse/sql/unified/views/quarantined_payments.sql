-- One row per state of a payment of a school that was refused while it stood, because the payment exceeds its invoice by
-- now or the invoice is cancelled: from that day it does not count. Refused for another reason it would still count.
SELECT tenant_id, source, scope, payment_id, valid_from, MIN(snapshot_date) AS quarantined_on
FROM unified.refused_payments
WHERE rule IN ('overpayment', 'payment_on_cancelled_invoice')
GROUP BY tenant_id, source, scope, payment_id, valid_from
