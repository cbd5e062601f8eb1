-- One row per tenant and source of which a snapshot is loaded: the day of the newest, which the figures of it hold.
SELECT tenant_id, source, MAX(snapshot_date) AS as_of
FROM ops.loads
WHERE is_current AND outcome = 'loaded'
GROUP BY tenant_id, source
