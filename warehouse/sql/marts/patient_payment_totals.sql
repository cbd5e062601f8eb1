-- One row per patient alive at the source; payments are summed before they are joined, so nothing is counted twice.
WITH totals AS (
    SELECT tenant_id, source, scope, patient_id, COUNT(*) AS payment_count, SUM(amount) AS total_amount
    FROM unified.patient_payments
    WHERE deleted_at IS NULL
    GROUP BY tenant_id, source, scope, patient_id
)
SELECT
    patients.tenant_id,
    patients.source,
    patients.patient_id,
    patients.first_name,
    patients.last_name,
    COALESCE(totals.payment_count, 0) AS payment_count,
    COALESCE(totals.total_amount, 0) AS total_amount,
    patients.created_at,
    patients.updated_at,
    patients.rejected_since
FROM unified.patients AS patients
LEFT JOIN totals
    ON patients.tenant_id = totals.tenant_id
    AND patients.source = totals.source
    AND patients.scope = totals.scope
    AND patients.patient_id = totals.patient_id
WHERE patients.deleted_at IS NULL
