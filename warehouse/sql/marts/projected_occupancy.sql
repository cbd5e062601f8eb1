-- One row per property and week ahead. What is scheduled comes from the stays that are booked (a ledger) or from the
-- leases of the newest rent roll; nothing is added for moves that nobody has announced.
WITH weeks AS (
    SELECT 8 * eights.number + ones.number AS week
    FROM (VALUES (0), (1), (2), (3), (4), (5), (6)) AS eights (number)
    CROSS JOIN (VALUES (1), (2), (3), (4), (5), (6), (7), (8)) AS ones (number)
    WHERE 8 * eights.number + ones.number <= 52
),
units AS (
    SELECT
        tenant_id,
        source,
        property_id,
        as_of,
        COUNT(*) AS total_units,
        SUM(CASE WHEN is_occupied THEN 1 ELSE 0 END) AS occupied_units
    FROM marts.rent_roll_current
    GROUP BY tenant_id, source, property_id, as_of
),
moves AS (
    SELECT roll.tenant_id, roll.source, roll.property_id, stays.move_in_date AS day, 1 AS move_ins, 0 AS move_outs
    FROM marts.rent_roll_current AS roll
    INNER JOIN unified.occupancies AS stays
        ON roll.tenant_id = stays.tenant_id AND roll.source = stays.source AND roll.unit_id = stays.unit_id
        AND stays.deleted_at IS NULL AND stays.move_in_date > roll.as_of
    UNION ALL
    SELECT roll.tenant_id, roll.source, roll.property_id, stays.move_out_date, 0, 1
    FROM marts.rent_roll_current AS roll
    INNER JOIN unified.occupancies AS stays
        ON roll.tenant_id = stays.tenant_id AND roll.source = stays.source AND roll.unit_id = stays.unit_id
        AND stays.deleted_at IS NULL AND stays.move_out_date > roll.as_of
    UNION ALL
    SELECT units.tenant_id, units.source, units.property_id, MIN(leases.move_in_date), 1, 0
    FROM unified.units AS units
    INNER JOIN unified.leases AS leases
        ON units.tenant_id = leases.tenant_id AND units.source = leases.source AND units.scope = leases.scope
        AND units.unit_id = leases.unit_id
        AND leases.deleted_at IS NULL AND leases.status IN ('applicant', 'future')
    WHERE units.deleted_at IS NULL AND units.state IN ('vacant_leased', 'notice_leased')
    GROUP BY units.tenant_id, units.source, units.property_id, units.unit_id
    UNION ALL
    SELECT units.tenant_id, units.source, units.property_id, leases.move_out_date, 0, 1
    FROM unified.units AS units
    INNER JOIN unified.leases AS leases
        ON units.tenant_id = leases.tenant_id AND units.source = leases.source AND units.scope = leases.scope
        AND units.unit_id = leases.unit_id
        AND leases.deleted_at IS NULL AND leases.is_current
    WHERE units.deleted_at IS NULL AND units.state IN ('notice', 'notice_leased')
),
ahead AS (
    SELECT units.*, weeks.week, units.as_of + CAST(7 * weeks.week AS INTEGER) AS week_end
    FROM units
    CROSS JOIN weeks
),
counted AS (
    SELECT
        ahead.tenant_id,
        ahead.source,
        ahead.property_id,
        ahead.as_of,
        ahead.week,
        ahead.week_end,
        ahead.total_units,
        ahead.occupied_units,
        COALESCE(SUM(moves.move_ins), 0) AS scheduled_move_ins,
        COALESCE(SUM(moves.move_outs), 0) AS scheduled_move_outs
    FROM ahead
    LEFT JOIN moves
        ON ahead.tenant_id = moves.tenant_id
        AND ahead.source = moves.source
        AND ahead.property_id = moves.property_id
        AND moves.day <= ahead.week_end
    GROUP BY
        ahead.tenant_id, ahead.source, ahead.property_id, ahead.as_of, ahead.week, ahead.week_end,
        ahead.total_units, ahead.occupied_units
)
SELECT
    *,
    occupied_units + scheduled_move_ins - scheduled_move_outs AS projected_occupied_units,
    (occupied_units + scheduled_move_ins - scheduled_move_outs) / NULLIF(total_units, 0) AS projected_occupancy
FROM counted
