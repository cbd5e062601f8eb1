-- One row per property: its newest month that is complete, or the newest one where none is.
WITH ranked AS (
    SELECT
        property_id, month, total_units, occupancy_rate, move_ins, move_outs, accrued_rent,
        ROW_NUMBER() OVER (PARTITION BY source, property_id ORDER BY is_complete DESC, month DESC) AS place
    FROM marts.kpi_monthly
)
SELECT property_id, month, total_units, occupancy_rate, move_ins, move_outs, accrued_rent
FROM ranked
WHERE place = 1
ORDER BY property_id
