-- One row per school, day of payment and month in which the paid invoices were due: every payment that counts is in
-- exactly one. What is collected by day and what is paid of a month's invoices are both sums of it.
SELECT
    tenant_id,
    source,
    school_id,
    payment_date AS date,
    CAST(DATE_TRUNC('month', due_date) AS DATE) AS due_month,
    COUNT(*) AS payment_count,
    SUM(amount) AS amount,
    SUM(CASE WHEN method = 'CASH' THEN amount ELSE 0 END) AS cash,
    SUM(CASE WHEN method = 'BANK_TRANSFER' THEN amount ELSE 0 END) AS bank_transfer,
    SUM(CASE WHEN method = 'CREDIT_CARD' THEN amount ELSE 0 END) AS credit_card,
    SUM(CASE WHEN method = 'DEBIT_CARD' THEN amount ELSE 0 END) AS debit_card,
    SUM(CASE WHEN method = 'OTHER' THEN amount ELSE 0 END) AS other
FROM marts.payment_history
WHERE ledger_state = 'counted'
GROUP BY tenant_id, source, school_id, payment_date, CAST(DATE_TRUNC('month', due_date) AS DATE)
