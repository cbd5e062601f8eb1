-- One row per billed line. The figures are stored in contract_lines, the values in contract_rules; here is what they are
-- made of, in words and figures.
WITH lines AS (
    SELECT
        stored.*,
        rules.vendor_id,
        rules.version_number,
        rules.billing_model,
        rules.tax_percentage,
        rules.rules,
        rules.valid_from,
        rules.valid_until,
        {values_as_text}
        REGEXP_REPLACE(CAST(stored.distance_km AS VARCHAR), {plain_number}) AS distance_km_said,
        REGEXP_REPLACE(CAST(stored.km_before AS VARCHAR), {plain_number}) AS km_before_said,
        REGEXP_REPLACE(CAST(stored.billable_km AS VARCHAR), {plain_number}) AS billable_km_said
    FROM marts.contract_lines AS stored
    INNER JOIN marts.contract_rules AS rules
        ON stored.tenant_id = rules.tenant_id
        AND stored.source = rules.source
        AND stored.version_id = rules.version_id
    WHERE stored.finding IS NULL
)
SELECT
    lines.tenant_id,
    lines.source,
    lines.client_id,
    lines.vendor_id,
    lines.contract_id,
    lines.month,
    lines.kind,
    lines.trip_id,
    lines.version_id,
    lines.version_number,
    lines.billing_model,
    lines.start_time,
    lines.end_time,
    lines.distance_km,
    lines.km_before,
    lines.billable_km,
    lines.is_carpool,
    lines.base_amount,
    lines.tax_percentage,
    lines.tax,
    lines.carpool_bonus,
    lines.total,
    'version ' || lines.version_number || ' (' || lines.billing_model || ', from ' || lines.valid_from || ' until '
        || COALESCE(CAST(lines.valid_until AS VARCHAR), 'open') || '): ' || lines.rules || '. base: '
        || CASE lines.kind WHEN 'monthly_fee' THEN 'monthly fee ' || lines.base_monthly_fee_said ELSE {arithmetic} END
        || ' = ' || lines.base_amount || '; tax: ' || lines.base_amount || ' x ' || lines.tax_percentage_said || ' % = '
        || lines.tax || '; total: ' || lines.base_amount || ' + ' || lines.tax || ' + carpool bonus ' || lines.carpool_bonus
        || ' = ' || lines.total AS calculation
FROM lines
