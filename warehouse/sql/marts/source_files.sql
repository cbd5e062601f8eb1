-- One row per file that the marts are built from: those that the raw tables hold.
SELECT tenant_id, source, scope, dataset, snapshot_date, file, sha256, rows_accepted, rows_rejected
FROM ops.loads
WHERE is_current AND outcome = 'loaded'
