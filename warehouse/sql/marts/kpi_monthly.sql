-- One row per property and month: each span counts the days it shares with the month. Accrued rent is summed as whole
-- cents x days and divided once, half up, so that no binary fraction ever touches money.
WITH months AS (
    SELECT
        tenant_id,
        month,
        MIN(days_in_month) AS days_in_month,
        CAST(month + INTERVAL 1 MONTH AS DATE) AS next_month,
        NOT BOOL_OR(is_projected) AS is_complete
    FROM marts.calendar
    GROUP BY tenant_id, month
),
shares AS (
    SELECT
        spans.tenant_id,
        spans.source,
        spans.property_id,
        spans.unit_status,
        spans.is_occupied,
        spans.monthly_rent,
        months.month,
        months.days_in_month,
        months.is_complete,
        DATE_DIFF(
            'day',
            GREATEST(spans.valid_from, months.month),
            LEAST(COALESCE(spans.valid_to, months.next_month), months.next_month)
        ) AS days
    FROM marts.rent_roll_spans AS spans
    INNER JOIN months
        ON spans.tenant_id = months.tenant_id
        AND spans.valid_from < months.next_month
        AND months.month < COALESCE(spans.valid_to, DATE '9999-12-31')
),
summed AS (
    SELECT
        tenant_id,
        source,
        property_id,
        month,
        days_in_month,
        is_complete,
        SUM(days) AS unit_days,
        SUM(CASE WHEN unit_status = 'active' THEN days ELSE 0 END) AS active_unit_days,
        SUM(CASE WHEN is_occupied THEN days ELSE 0 END) AS occupied_unit_days,
        SUM(CASE WHEN is_occupied AND monthly_rent IS NULL THEN days ELSE 0 END) AS missing_rent_unit_days,
        CAST(SUM(CAST(COALESCE(monthly_rent, 0) * 100 AS BIGINT) * days) AS BIGINT) AS cent_days
    FROM shares
    GROUP BY tenant_id, source, property_id, month, days_in_month, is_complete
),
moves AS (
    SELECT
        kpi.tenant_id,
        kpi.source,
        kpi.property_id,
        calendar.month,
        SUM(CASE WHEN calendar.date = LAST_DAY(calendar.date) THEN kpi.total_units ELSE 0 END) AS total_units,
        SUM(kpi.move_ins) AS move_ins,
        SUM(kpi.move_outs) AS move_outs
    FROM marts.kpi_daily AS kpi
    INNER JOIN marts.calendar AS calendar ON kpi.tenant_id = calendar.tenant_id AND kpi.date = calendar.date
    GROUP BY kpi.tenant_id, kpi.source, kpi.property_id, calendar.month
)
SELECT
    summed.tenant_id,
    summed.source,
    summed.property_id,
    summed.month,
    summed.days_in_month,
    moves.total_units,
    summed.unit_days,
    summed.active_unit_days,
    summed.occupied_unit_days,
    summed.missing_rent_unit_days,
    summed.occupied_unit_days / NULLIF(summed.unit_days, 0) AS occupancy_rate,
    summed.occupied_unit_days / NULLIF(summed.active_unit_days, 0) AS occupancy_rate_active,
    moves.move_ins,
    moves.move_outs,
    moves.move_ins - moves.move_outs AS net_absorption,
    CASE
        WHEN summed.occupied_unit_days = 0 OR summed.occupied_unit_days > summed.missing_rent_unit_days THEN CAST(CAST(
            (2 * summed.cent_days + summed.days_in_month - (2 * summed.cent_days + summed.days_in_month)
                % (2 * summed.days_in_month)) / (2 * summed.days_in_month) AS BIGINT
        ) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(18, 2))
    END AS accrued_rent,
    summed.is_complete
FROM summed
INNER JOIN moves
    ON summed.tenant_id = moves.tenant_id
    AND summed.source = moves.source
    AND summed.property_id = moves.property_id
    AND summed.month = moves.month
ORDER BY summed.tenant_id, summed.source, summed.property_id, summed.month
