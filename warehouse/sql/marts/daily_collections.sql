-- One row per school and day with a payment that counts.
SELECT
    tenant_id,
    source,
    school_id,
    payment_date AS date,
    COUNT(*) AS payment_count,
    SUM(amount) AS amount,
    SUM(CASE WHEN method = 'CASH' THEN amount ELSE 0 END) AS cash,
    SUM(CASE WHEN method = 'BANK_TRANSFER' THEN amount ELSE 0 END) AS bank_transfer,
    SUM(CASE WHEN method = 'CREDIT_CARD' THEN amount ELSE 0 END) AS credit_card,
    SUM(CASE WHEN method = 'DEBIT_CARD' THEN amount ELSE 0 END) AS debit_card,
    SUM(CASE WHEN method = 'OTHER' THEN amount ELSE 0 END) AS other
FROM marts.payment_history
WHERE ledger_state = 'counted'
GROUP BY tenant_id, source, school_id, payment_date
