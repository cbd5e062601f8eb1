-- One row per unit and day: the spans over the calendar. Joining by month first keeps every join an equality with a
-- short list behind it, so that one day answers at once and the whole roll streams.
WITH months AS (
    SELECT tenant_id, month, MIN(date) AS first_day, MAX(date) AS last_day
    FROM marts.calendar
    GROUP BY tenant_id, month
)
SELECT
    spans.tenant_id,
    spans.source,
    spans.property_id,
    spans.unit_id,
    spans.unit_number,
    calendar.date,
    spans.resident_id,
    spans.resident_name,
    spans.monthly_rent,
    spans.unit_status,
    spans.is_occupied,
    spans.occupancy_id,
    spans.basis,
    calendar.is_projected
FROM marts.rent_roll_spans AS spans
INNER JOIN months
    ON spans.tenant_id = months.tenant_id
    AND spans.valid_from <= months.last_day
    AND months.first_day < COALESCE(spans.valid_to, DATE '9999-12-31')
INNER JOIN marts.calendar AS calendar
    ON months.tenant_id = calendar.tenant_id
    AND months.month = calendar.month
    AND spans.valid_from <= calendar.date
    AND calendar.date < COALESCE(spans.valid_to, DATE '9999-12-31')
