-- One row per payment alive at the source.
SELECT tenant_id, source, payment_id, patient_id, amount, created_at, updated_at, rejected_since
FROM unified.patient_payments
WHERE deleted_at IS NULL
