-- One row per property and day, summed over the edges of the spans: what begins on a day is added, what ends is taken
-- away, and the running sum is the day's figure. The daily roll itself is never built.
WITH edges AS (
    SELECT
        tenant_id, source, property_id, valid_from AS date,
        1 AS units,
        CASE WHEN unit_status = 'active' THEN 1 ELSE 0 END AS active,
        CASE WHEN is_occupied THEN 1 ELSE 0 END AS occupied,
        CASE WHEN monthly_rent IS NULL THEN 1 ELSE 0 END AS missing_rent,
        COALESCE(monthly_rent, 0) AS rent
    FROM marts.rent_roll_spans
    UNION ALL
    SELECT
        tenant_id, source, property_id, valid_to,
        -1,
        CASE WHEN unit_status = 'active' THEN -1 ELSE 0 END,
        CASE WHEN is_occupied THEN -1 ELSE 0 END,
        CASE WHEN monthly_rent IS NULL THEN -1 ELSE 0 END,
        -COALESCE(monthly_rent, 0)
    FROM marts.rent_roll_spans
    WHERE valid_to IS NOT NULL
),
steps AS (
    SELECT
        tenant_id, source, property_id, date,
        SUM(units) AS units,
        SUM(active) AS active,
        SUM(occupied) AS occupied,
        SUM(missing_rent) AS missing_rent,
        SUM(rent) AS rent
    FROM edges
    GROUP BY tenant_id, source, property_id, date
),
properties AS (
    SELECT DISTINCT tenant_id, source, property_id
    FROM marts.rent_roll_spans
),
-- Of snapshots a stay is who moved into a unit on a day, whatever leases follow each other. It has ended once no
-- snapshot lists it, on its move-out day, or where none was known on the day it was first missed.
newest AS (
    SELECT tenant_id, source, scope, MAX(snapshot_date) AS as_of
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded'
    GROUP BY tenant_id, source, scope
),
lived_in AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, source, scope, unit_id, COALESCE(CAST(move_in_date AS VARCHAR), lease_id)
            ORDER BY valid_from DESC
        ) AS place
    FROM unified.leases_history
    WHERE is_current
),
stays AS (
    SELECT tenant_id, source, scope, unit_id, move_in_date, move_out_date
    FROM unified.occupancies
    WHERE deleted_at IS NULL
    UNION ALL
    SELECT
        lived_in.tenant_id,
        lived_in.source,
        lived_in.scope,
        lived_in.unit_id,
        lived_in.move_in_date,
        CASE
            WHEN lived_in.valid_to IS NOT NULL THEN COALESCE(lived_in.move_out_date, lived_in.valid_to)
            WHEN lived_in.move_out_date > newest.as_of THEN lived_in.move_out_date
        END AS move_out_date
    FROM lived_in
    INNER JOIN newest
        ON lived_in.tenant_id = newest.tenant_id
        AND lived_in.source = newest.source
        AND lived_in.scope = newest.scope
    WHERE lived_in.place = 1
),
moves AS (
    SELECT tenant_id, source, property_id, date, SUM(move_ins) AS move_ins, SUM(move_outs) AS move_outs
    FROM (
        SELECT units.tenant_id, units.source, units.property_id, stays.move_in_date AS date, 1 AS move_ins, 0 AS move_outs
        FROM stays
        INNER JOIN unified.units AS units
            ON stays.tenant_id = units.tenant_id AND stays.source = units.source
            AND stays.scope = units.scope AND stays.unit_id = units.unit_id
        WHERE stays.move_in_date IS NOT NULL AND (units.deleted_at IS NULL OR units.basis = 'snapshot')
        UNION ALL
        SELECT units.tenant_id, units.source, units.property_id, stays.move_out_date, 0, 1
        FROM stays
        INNER JOIN unified.units AS units
            ON stays.tenant_id = units.tenant_id AND stays.source = units.source
            AND stays.scope = units.scope AND stays.unit_id = units.unit_id
        WHERE stays.move_out_date IS NOT NULL AND (units.deleted_at IS NULL OR units.basis = 'snapshot')
    ) AS ends
    GROUP BY tenant_id, source, property_id, date
),
running AS (
    SELECT
        properties.tenant_id,
        properties.source,
        properties.property_id,
        calendar.date,
        calendar.is_projected,
        SUM(COALESCE(steps.units, 0)) OVER days AS total_units,
        SUM(COALESCE(steps.active, 0)) OVER days AS active_units,
        SUM(COALESCE(steps.occupied, 0)) OVER days AS occupied_units,
        SUM(COALESCE(steps.missing_rent, 0)) OVER days AS missing_rent_units,
        SUM(COALESCE(steps.rent, 0)) OVER days AS scheduled_rent
    FROM properties
    INNER JOIN marts.calendar AS calendar ON properties.tenant_id = calendar.tenant_id
    LEFT JOIN steps
        ON properties.tenant_id = steps.tenant_id
        AND properties.source = steps.source
        AND properties.property_id = steps.property_id
        AND calendar.date = steps.date
    WINDOW days AS (
        PARTITION BY properties.tenant_id, properties.source, properties.property_id
        ORDER BY calendar.date
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
)
SELECT
    running.tenant_id,
    running.source,
    running.property_id,
    running.date,
    running.total_units,
    running.active_units,
    running.occupied_units,
    running.total_units - running.occupied_units AS vacant_units,
    running.missing_rent_units,
    running.scheduled_rent,
    running.occupied_units / NULLIF(running.total_units, 0) AS occupancy_rate,
    running.occupied_units / NULLIF(running.active_units, 0) AS occupancy_rate_active,
    COALESCE(moves.move_ins, 0) AS move_ins,
    COALESCE(moves.move_outs, 0) AS move_outs,
    running.is_projected
FROM running
LEFT JOIN moves
    ON running.tenant_id = moves.tenant_id
    AND running.source = moves.source
    AND running.property_id = moves.property_id
    AND running.date = moves.date
ORDER BY running.tenant_id, running.source, running.property_id, running.date
