-- One row per contract and month with a line, billed or not. What is not billed is counted, never summed as 0.
WITH months AS (
    SELECT
        tenant_id, source, client_id, contract_id, month,
        COUNT(base_amount) AS lines,
        COUNT(CASE WHEN kind = 'trip' THEN base_amount END) AS trips,
        SUM(base_amount) AS base_amount,
        SUM(tax) AS tax,
        SUM(carpool_bonus) AS carpool_bonus,
        SUM(total) AS total,
        COUNT(CASE WHEN kind = 'trip' THEN finding END) AS unbilled_trips,
        COUNT(CASE WHEN kind = 'monthly_fee' THEN finding END) AS unbilled_fees
    FROM marts.contract_lines
    WHERE contract_id IS NOT NULL
    GROUP BY tenant_id, source, client_id, contract_id, month
)
SELECT
    months.tenant_id,
    months.source,
    months.client_id,
    contracts.vendor_id,
    months.contract_id,
    months.month,
    LAST_DAY(months.month) AS due_date,
    months.lines,
    months.trips,
    COALESCE(months.base_amount, 0) AS base_amount,
    COALESCE(months.tax, 0) AS tax,
    COALESCE(months.carpool_bonus, 0) AS carpool_bonus,
    COALESCE(months.total, 0) AS total,
    months.unbilled_trips,
    months.unbilled_fees,
    months.unbilled_trips + months.unbilled_fees = 0 AS is_complete
FROM months
INNER JOIN unified.contracts AS contracts
    ON months.tenant_id = contracts.tenant_id
    AND months.source = contracts.source
    AND months.contract_id = contracts.contract_id
