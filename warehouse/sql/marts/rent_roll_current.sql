-- One row per unit: its state on the day of the newest snapshot that lists it: the newest of its source where the source
-- gives events, the newest rent roll or list of units of its property where it gives snapshots.
WITH newest AS (
    SELECT tenant_id, source, 'events' AS basis, CAST(NULL AS VARCHAR) AS property_id, as_of
    FROM unified.source_days
    UNION ALL
    SELECT tenant_id, source, 'snapshot', scope, MAX(snapshot_date)
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded'
        AND dataset IN ('realpage_rent_roll', 'realpage_units', 'yardi_rent_roll', 'yardi_units')
    GROUP BY tenant_id, source, scope
)
SELECT
    spans.tenant_id,
    spans.source,
    spans.property_id,
    spans.unit_id,
    spans.unit_number,
    newest.as_of,
    spans.valid_from AS state_since,
    spans.resident_id,
    spans.resident_name,
    spans.monthly_rent,
    spans.unit_status,
    spans.is_occupied,
    spans.occupancy_id,
    spans.basis,
    COALESCE(stays.move_in_date, leases.move_in_date) AS move_in_date,
    COALESCE(stays.move_out_date, leases.move_out_date) AS move_out_date
FROM marts.rent_roll_spans AS spans
INNER JOIN newest
    ON spans.tenant_id = newest.tenant_id
    AND spans.source = newest.source
    AND spans.basis = newest.basis
    AND spans.property_id = COALESCE(newest.property_id, spans.property_id)
    AND spans.valid_from <= newest.as_of
    AND newest.as_of < COALESCE(spans.valid_to, DATE '9999-12-31')
LEFT JOIN unified.occupancies AS stays
    ON spans.tenant_id = stays.tenant_id
    AND spans.source = stays.source
    AND spans.occupancy_id = stays.occupancy_id
    AND stays.deleted_at IS NULL
LEFT JOIN unified.leases AS leases
    ON spans.tenant_id = leases.tenant_id
    AND spans.source = leases.source
    AND spans.occupancy_id = leases.lease_id
    AND leases.deleted_at IS NULL
