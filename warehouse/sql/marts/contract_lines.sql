-- One row per trip and per monthly fee, billed or not. Every trip meets exactly one period of its contract. Those whose
-- model counts the month's kilometres are taken apart, so that only they are put in order.
WITH in_force AS (
    SELECT
        ROW_NUMBER() OVER (ORDER BY periods.tenant_id, periods.source, periods.contract_id, periods.valid_from) AS period,
        DENSE_RANK() OVER (ORDER BY periods.tenant_id, periods.source, periods.contract_id, rules.billing_model) AS counter,
        periods.tenant_id,
        periods.source,
        periods.client_id,
        periods.vendor_id,
        periods.contract_id,
        COALESCE(periods.valid_from, TIMESTAMP '0001-01-01 00:00:00') AS first_moment,
        COALESCE(periods.valid_until, TIMESTAMP '9999-12-31 00:00:00') AS end_moment,
        periods.version_id,
        periods.finding,
        periods.versions,
        periods.may_have_fee,
        periods.as_of,
        periods.finding IS NULL AND rules.billing_model IN ({models_that_count_km}) AS counts_km,
        {values_of_rules}
        rules.billing_model
    FROM marts.contract_periods AS periods
    LEFT JOIN marts.contract_rules AS rules
        ON periods.tenant_id = rules.tenant_id
        AND periods.source = rules.source
        AND periods.version_id = rules.version_id
),
plain_trips AS (
    SELECT
        trips.tenant_id,
        trips.source,
        trips.client_id,
        CASE WHEN in_force.client_id = trips.client_id THEN in_force.contract_id END AS contract_id,
        trips.trip_id,
        CASE WHEN in_force.client_id = trips.client_id THEN in_force.version_id END AS version_id,
        trips.start_time,
        trips.end_time,
        trips.distance_km,
        CAST(NULL AS DECIMAL(18, 6)) AS km_before,
        trips.is_carpool,
        CASE
            WHEN in_force.contract_id IS NULL THEN 'contract_gone'
            WHEN in_force.client_id <> trips.client_id THEN 'contract_of_another_client'
            WHEN in_force.vendor_id <> trips.vendor_id THEN 'trip_of_another_vendor'
            ELSE in_force.finding
        END AS finding,
        {values_in_force_then}
        in_force.billing_model
    FROM unified.trips AS trips
    LEFT JOIN in_force
        ON trips.tenant_id = in_force.tenant_id
        AND trips.source = in_force.source
        AND trips.contract_id = in_force.contract_id
        AND trips.start_time >= in_force.first_moment
        AND trips.start_time < in_force.end_moment
    WHERE trips.deleted_at IS NULL
        AND (
            in_force.contract_id IS NULL
            OR NOT in_force.counts_km
            OR in_force.client_id <> trips.client_id
            OR in_force.vendor_id <> trips.vendor_id
        )
),
-- Putting trips in order is dear, so nothing is carried through it but what it needs.
counted_trips AS (
    SELECT
        in_force.period,
        trips.trip_id,
        trips.start_time,
        trips.end_time,
        trips.distance_km,
        trips.is_carpool,
        SUM(trips.distance_km) OVER (
            PARTITION BY in_force.counter, DATE_TRUNC('month', trips.start_time)
            ORDER BY trips.start_time, trips.trip_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS km_so_far
    FROM unified.trips AS trips
    INNER JOIN in_force
        ON trips.tenant_id = in_force.tenant_id
        AND trips.source = in_force.source
        AND trips.contract_id = in_force.contract_id
        AND trips.client_id = in_force.client_id
        AND trips.start_time >= in_force.first_moment
        AND trips.start_time < in_force.end_moment
    WHERE trips.deleted_at IS NULL
        AND in_force.counts_km
        AND COALESCE(trips.vendor_id, in_force.vendor_id) = in_force.vendor_id
),
months_in_force AS (
    SELECT
        *,
        UNNEST(
            GENERATE_SERIES(DATE_TRUNC('month', first_moment), CAST(as_of AS TIMESTAMP), INTERVAL 1 MONTH)
        ) AS month_moment
    FROM in_force
    WHERE versions > 0 AND CAST(first_moment AS DATE) <= as_of AND COALESCE(finding, '') <> 'contract_is_draft'
),
month_openings AS (
    SELECT
        *,
        GREATEST(first_moment, month_moment) AS due_moment,
        ROW_NUMBER() OVER (PARTITION BY tenant_id, source, contract_id, month_moment ORDER BY first_moment) AS place
    FROM months_in_force
    WHERE month_moment < end_moment AND may_have_fee
),
ended_contracts AS (
    SELECT
        contracts.tenant_id, contracts.source, contracts.contract_id,
        COALESCE(
            MAX(CASE WHEN states.status IN ('ACTIVE', 'DRAFT') THEN states.valid_to END), MIN(states.valid_from)
        ) AS ended_on
    FROM unified.contracts AS contracts
    INNER JOIN unified.contracts_history AS states
        ON contracts.tenant_id = states.tenant_id
        AND contracts.source = states.source
        AND contracts.scope = states.scope
        AND contracts.contract_id = states.contract_id
    WHERE contracts.status NOT IN ('ACTIVE', 'DRAFT')
    GROUP BY contracts.tenant_id, contracts.source, contracts.contract_id
),
lines AS (
    SELECT 'trip' AS kind, plain_trips.*
    FROM plain_trips
    UNION ALL
    SELECT
        'trip',
        in_force.tenant_id,
        in_force.source,
        in_force.client_id,
        in_force.contract_id,
        counted_trips.trip_id,
        in_force.version_id,
        counted_trips.start_time,
        counted_trips.end_time,
        counted_trips.distance_km,
        CAST(counted_trips.km_so_far - counted_trips.distance_km AS DECIMAL(18, 6)),
        counted_trips.is_carpool,
        NULL,
        {values_in_force_then}
        in_force.billing_model
    FROM counted_trips
    INNER JOIN in_force ON counted_trips.period = in_force.period
    UNION ALL
    SELECT
        'monthly_fee',
        in_force.tenant_id,
        in_force.source,
        in_force.client_id,
        in_force.contract_id,
        NULL,
        in_force.version_id,
        in_force.due_moment,
        NULL,
        NULL,
        NULL,
        NULL,
        in_force.finding,
        {values_in_force_then}
        in_force.billing_model
    FROM month_openings AS in_force
    LEFT JOIN ended_contracts AS ended
        ON in_force.tenant_id = ended.tenant_id
        AND in_force.source = ended.source
        AND in_force.contract_id = ended.contract_id
    WHERE in_force.place = 1
        AND CAST(in_force.due_moment AS DATE) <= in_force.as_of
        AND (ended.ended_on IS NULL OR CAST(in_force.due_moment AS DATE) < ended.ended_on)
),
measured AS (
    SELECT
        lines.*,
        CASE WHEN lines.kind = 'trip' AND lines.finding IS NULL THEN {billable_km} END AS billable_km
    FROM lines
),
priced AS (
    SELECT
        lines.*,
        -- a cast to the cent rounds half up, exactly
        CASE
            WHEN lines.finding IS NOT NULL THEN NULL
            WHEN lines.kind = 'monthly_fee' THEN CAST(lines.base_monthly_fee AS DECIMAL(18, 2))
            ELSE {base_amount}
        END AS amount
    FROM measured AS lines
),
judged AS (
    SELECT
        priced.*,
        CASE
            WHEN priced.finding IS NOT NULL THEN priced.finding
            WHEN priced.amount IS NULL THEN 'amount_unknown'
            WHEN priced.amount < 0 OR priced.amount >= 1000000000 THEN 'amount_implausible'
        END AS unbilled
    FROM priced
),
taxed AS (
    -- 18 digits hold the tax on all but large amounts and cost a fraction of more; both are exact.
    SELECT
        judged.*,
        CASE
            WHEN judged.unbilled IS NOT NULL THEN NULL
            WHEN judged.amount < 10000000 AND judged.tax_percentage <= 100
                THEN CAST(judged.amount * judged.tax_percentage * 0.01 AS DECIMAL(18, 2))
            ELSE CAST(CAST(judged.amount AS DECIMAL(19, 2)) * judged.tax_percentage * 0.01 AS DECIMAL(18, 2))
        END AS tax,
        CASE
            WHEN judged.unbilled IS NULL
                THEN CAST(CASE WHEN judged.is_carpool THEN judged.carpool_bonus ELSE 0 END AS DECIMAL(18, 2))
        END AS bonus
    FROM judged
)
SELECT
    taxed.tenant_id,
    taxed.source,
    taxed.client_id,
    taxed.contract_id,
    CAST(DATE_TRUNC('month', taxed.start_time) AS DATE) AS month,
    taxed.kind,
    taxed.trip_id,
    taxed.version_id,
    taxed.start_time,
    taxed.end_time,
    taxed.distance_km,
    taxed.km_before,
    CASE WHEN taxed.unbilled IS NULL THEN taxed.billable_km END AS billable_km,
    taxed.is_carpool,
    CASE WHEN taxed.unbilled IS NULL THEN taxed.amount END AS base_amount,
    taxed.tax,
    taxed.bonus AS carpool_bonus,
    CAST(taxed.amount + taxed.tax + taxed.bonus AS DECIMAL(18, 2)) AS total,
    taxed.unbilled AS finding
FROM taxed
