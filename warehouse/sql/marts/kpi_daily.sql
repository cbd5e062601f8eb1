-- One row per property and day, summed over the edges of the spans: what begins on a day is added, what ends is taken
-- away, and the running sum is the day's figure. The daily roll itself is never built.
WITH edges AS (
    SELECT
        tenant_id, source, property_id, valid_from AS date,
        1 AS units,
        CASE WHEN unit_status = 'active' THEN 1 ELSE 0 END AS active,
        CASE WHEN is_occupied THEN 1 ELSE 0 END AS occupied,
        CASE WHEN is_occupied AND monthly_rent IS NULL THEN 1 ELSE 0 END AS missing_rent,
        COALESCE(monthly_rent, 0) AS rent
    FROM marts.rent_roll_spans
    UNION ALL
    SELECT
        tenant_id, source, property_id, valid_to,
        -1,
        CASE WHEN unit_status = 'active' THEN -1 ELSE 0 END,
        CASE WHEN is_occupied THEN -1 ELSE 0 END,
        CASE WHEN is_occupied AND monthly_rent IS NULL THEN -1 ELSE 0 END,
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
    SELECT tenant_id, source, property_id, MIN(valid_from) AS first_day
    FROM marts.rent_roll_spans
    GROUP BY tenant_id, source, property_id
),
-- Of snapshots a stay is who lives in a unit, whatever leases follow each other and however its move-in day is corrected.
lived_in AS (
    SELECT
        *,
        COALESCE(CAST(move_in_date AS VARCHAR), lease_id) AS moved_in,
        CASE
            WHEN lease_id = LAG(lease_id) OVER unit_states THEN 0
            WHEN move_in_date = LAG(move_in_date) OVER unit_states THEN 0
            WHEN LAG(valid_to) OVER unit_states <> valid_from THEN 1
            WHEN resident_id = LAG(resident_id) OVER unit_states THEN 0
            WHEN resident_name = LAG(resident_name) OVER unit_states THEN 0
            ELSE 1
        END AS is_other_stay
    FROM unified.leases_history
    WHERE is_current
    WINDOW unit_states AS (PARTITION BY tenant_id, source, scope, unit_id ORDER BY valid_from)
),
numbered AS (
    SELECT
        *,
        SUM(is_other_stay) OVER (
            PARTITION BY tenant_id, source, scope, unit_id
            ORDER BY valid_from
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stay_number
    FROM lived_in
),
last_states AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, source, scope, unit_id, stay_number
            ORDER BY valid_from DESC
        ) AS place
    FROM numbered
),
-- Whoever was missed for some snapshots and is back has one stay.
last_stays AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, source, scope, unit_id, moved_in
            ORDER BY valid_from DESC
        ) AS last_place
    FROM last_states
    WHERE place = 1
),
moved_out AS (
    SELECT
        tenant_id,
        source,
        scope,
        unit_id,
        COALESCE(CAST(move_in_date AS VARCHAR), lease_id) AS moved_in,
        move_out_date,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, source, scope, unit_id, COALESCE(CAST(move_in_date AS VARCHAR), lease_id)
            ORDER BY valid_from DESC, lease_id
        ) AS place
    FROM unified.leases_history
    WHERE status = 'former' AND move_out_date IS NOT NULL
),
-- A stay has ended once no snapshot lists it: on the day printed for a former resident, else the announced one, but no
-- later than the snapshot that first misses it.
stays AS (
    SELECT tenant_id, source, scope, unit_id, move_in_date, move_out_date
    FROM unified.occupancies
    WHERE deleted_at IS NULL
    UNION ALL
    SELECT
        last_stays.tenant_id,
        last_stays.source,
        last_stays.scope,
        last_stays.unit_id,
        last_stays.move_in_date,
        CASE
            WHEN last_stays.valid_to IS NOT NULL
                THEN LEAST(
                    COALESCE(moved_out.move_out_date, last_stays.move_out_date, last_stays.valid_to),
                    last_stays.valid_to
                )
        END AS move_out_date
    FROM last_stays
    LEFT JOIN moved_out
        ON last_stays.tenant_id = moved_out.tenant_id
        AND last_stays.source = moved_out.source
        AND last_stays.scope = moved_out.scope
        AND last_stays.unit_id = moved_out.unit_id
        AND last_stays.moved_in = moved_out.moved_in
        AND moved_out.place = 1
    WHERE last_stays.last_place = 1
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
    INNER JOIN marts.calendar AS calendar
        ON properties.tenant_id = calendar.tenant_id AND properties.first_day <= calendar.date
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
    CASE
        WHEN running.occupied_units = 0 OR running.occupied_units > running.missing_rent_units THEN running.scheduled_rent
    END AS scheduled_rent,
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
