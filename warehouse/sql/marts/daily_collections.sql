-- One row per school and day with a payment that counts.
SELECT
    tenant_id,
    source,
    school_id,
    date,
    SUM(payment_count) AS payment_count,
    SUM(amount) AS amount,
    SUM(cash) AS cash,
    SUM(bank_transfer) AS bank_transfer,
    SUM(credit_card) AS credit_card,
    SUM(debit_card) AS debit_card,
    SUM(other) AS other
FROM marts.collections_by_due_month
GROUP BY tenant_id, source, school_id, date
