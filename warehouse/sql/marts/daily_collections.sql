-- One row per school and day with a payment that counts.
SELECT
    tenant_id,
    source,
    school_id,
    date,
    SUM(payment_count) AS payment_count,
    SUM(paid) AS amount,
    SUM(CASE WHEN method = 'CASH' THEN paid ELSE 0 END) AS cash,
    SUM(CASE WHEN method = 'BANK_TRANSFER' THEN paid ELSE 0 END) AS bank_transfer,
    SUM(CASE WHEN method = 'CREDIT_CARD' THEN paid ELSE 0 END) AS credit_card,
    SUM(CASE WHEN method = 'DEBIT_CARD' THEN paid ELSE 0 END) AS debit_card,
    SUM(CASE WHEN method = 'OTHER' THEN paid ELSE 0 END) AS other
FROM marts.school_sums
WHERE date IS NOT NULL
GROUP BY tenant_id, source, school_id, date
