-- One row per property and snapshot day of which any report or call of the property tells: the headline figures of the
-- owner's five modules. Occupancy, exposure, pricing and delinquency are those of that very day. Funnel, moves and
-- renewals are the month to date, of the latest day on or before it within the month that has them.
WITH days AS (
    SELECT tenant_id, property_id, snapshot_date FROM marts.occupancy
    UNION
    SELECT tenant_id, property_id, snapshot_date FROM marts.pricing
    UNION
    SELECT tenant_id, property_id, snapshot_date FROM marts.delinquency
    UNION
    SELECT tenant_id, property_id, snapshot_date FROM marts.month_to_date
),
priced AS (
    SELECT
        tenant_id,
        property_id,
        snapshot_date,
        source,
        report,
        SUM(in_place_units) AS in_place_units,
        SUM(in_place_rent_total) AS in_place_rent_total,
        SUM(asking_units) AS asking_units,
        SUM(asking_rent_total) AS asking_rent_total,
        -- Where a plan's floor area is not known, neither is the property's rent per square foot.
        CASE
            WHEN MAX(CASE WHEN in_place_units > 0 AND in_place_sqft IS NULL THEN 1 ELSE 0 END) = 0
                THEN SUM(CASE WHEN in_place_units > 0 THEN in_place_sqft END)
        END AS in_place_sqft,
        CASE
            WHEN MAX(CASE WHEN asking_units > 0 AND asking_sqft IS NULL THEN 1 ELSE 0 END) = 0
                THEN SUM(CASE WHEN asking_units > 0 THEN asking_sqft END)
        END AS asking_sqft
    FROM marts.pricing
    GROUP BY tenant_id, property_id, snapshot_date, source, report
),
in_cents AS (
    SELECT
        *,
        FLOOR((200 * in_place_rent_total + in_place_units) / (2 * NULLIF(in_place_units, 0))) AS in_place_cents,
        FLOOR((200 * asking_rent_total + asking_units) / (2 * NULLIF(asking_units, 0))) AS asking_cents,
        FLOOR((20000 * in_place_rent_total + in_place_sqft) / (2 * NULLIF(in_place_sqft, 0))) AS in_place_per_sqft,
        FLOOR((20000 * asking_rent_total + asking_sqft) / (2 * NULLIF(asking_sqft, 0))) AS asking_per_sqft
    FROM priced
),
rents AS (
    SELECT
        *,
        CAST(CAST(in_place_cents AS BIGINT) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(18, 2)) AS in_place_rent,
        CAST(CAST(asking_cents AS BIGINT) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(18, 2)) AS asking_rent,
        CAST(
            CAST(in_place_per_sqft AS BIGINT) * CAST(0.0001 AS DECIMAL(5, 4)) AS DECIMAL(18, 4)
        ) AS in_place_rent_per_sqft,
        CAST(CAST(asking_per_sqft AS BIGINT) * CAST(0.0001 AS DECIMAL(5, 4)) AS DECIMAL(18, 4)) AS asking_rent_per_sqft
    FROM in_cents
),
latest AS (
    SELECT
        days.*,
        MAX(CASE WHEN month_to_date.funnel_report IS NOT NULL THEN days.snapshot_date END) OVER so_far AS funnel_date,
        MAX(CASE WHEN month_to_date.moves_report IS NOT NULL THEN days.snapshot_date END) OVER so_far AS moves_date,
        MAX(
            CASE WHEN month_to_date.renewals_report IS NOT NULL THEN days.snapshot_date END
        ) OVER so_far AS renewals_date
    FROM days
    LEFT JOIN marts.month_to_date AS month_to_date
        ON days.tenant_id = month_to_date.tenant_id
        AND days.property_id = month_to_date.property_id
        AND days.snapshot_date = month_to_date.snapshot_date
    WINDOW so_far AS (
        PARTITION BY days.tenant_id, days.property_id, DATE_TRUNC('month', days.snapshot_date)
        ORDER BY days.snapshot_date
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
)
SELECT
    latest.tenant_id,
    latest.property_id,
    properties.name AS property_name,
    latest.snapshot_date,
    occupancy.source AS occupancy_source,
    occupancy.report AS occupancy_report,
    occupancy.total_units,
    occupancy.occupied_units,
    occupancy.vacant_units,
    occupancy.physical_occupancy,
    occupancy.leased,
    occupancy.net_leased,
    occupancy.vacant_leased,
    occupancy.vacant_ready,
    occupancy.vacant_not_ready,
    occupancy.aged_vacancy_90,
    occupancy.on_notice,
    occupancy.notice_not_leased,
    exposure.net_exposure,
    exposure.net_exposure_share,
    exposure.exposure_30,
    exposure.exposure_30_share,
    exposure.exposure_60,
    exposure.exposure_60_share,
    rents.source AS pricing_source,
    rents.report AS pricing_report,
    rents.in_place_rent,
    rents.in_place_rent_per_sqft,
    rents.asking_rent,
    rents.asking_rent_per_sqft,
    rents.asking_rent / NULLIF(rents.in_place_rent, 0) - 1 AS rent_growth,
    rents.in_place_units,
    rents.in_place_rent_total,
    rents.in_place_sqft,
    rents.asking_units,
    rents.asking_rent_total,
    rents.asking_sqft,
    delinquency.source AS delinquency_source,
    delinquency.report AS delinquency_report,
    delinquency.total_delinquent,
    delinquency.balance_0_30,
    delinquency.balance_31_60,
    delinquency.balance_61_90,
    delinquency.balance_over_90,
    delinquency.total_prepaid,
    delinquency.net_balance,
    funnel.funnel_source,
    funnel.funnel_report,
    latest.funnel_date,
    funnel.leads,
    funnel.tours,
    funnel.applications,
    funnel.lease_signs,
    funnel.tours / NULLIF(funnel.leads, 0) AS lead_to_tour,
    funnel.applications / NULLIF(funnel.tours, 0) AS tour_to_application,
    funnel.lease_signs / NULLIF(funnel.applications, 0) AS application_to_lease,
    moves.moves_source,
    moves.moves_report,
    latest.moves_date,
    moves.move_ins,
    moves.move_outs,
    moves.net_absorption,
    moves.renewals,
    renewals.renewals_source,
    renewals.renewals_report,
    latest.renewals_date,
    renewals.leases_renewed,
    renewals.leases_expiring,
    renewals.leases_renewed / NULLIF(renewals.leases_expiring, 0) AS renewal_rate
FROM latest
LEFT JOIN marts.properties AS properties
    ON latest.tenant_id = properties.tenant_id AND latest.property_id = properties.property_id
LEFT JOIN marts.occupancy AS occupancy
    ON latest.tenant_id = occupancy.tenant_id AND latest.property_id = occupancy.property_id
    AND latest.snapshot_date = occupancy.snapshot_date
LEFT JOIN marts.exposure AS exposure
    ON latest.tenant_id = exposure.tenant_id AND latest.property_id = exposure.property_id
    AND latest.snapshot_date = exposure.snapshot_date
LEFT JOIN rents
    ON latest.tenant_id = rents.tenant_id AND latest.property_id = rents.property_id
    AND latest.snapshot_date = rents.snapshot_date
LEFT JOIN marts.delinquency AS delinquency
    ON latest.tenant_id = delinquency.tenant_id AND latest.property_id = delinquency.property_id
    AND latest.snapshot_date = delinquency.snapshot_date
LEFT JOIN marts.month_to_date AS funnel
    ON latest.tenant_id = funnel.tenant_id AND latest.property_id = funnel.property_id
    AND latest.funnel_date = funnel.snapshot_date
LEFT JOIN marts.month_to_date AS moves
    ON latest.tenant_id = moves.tenant_id AND latest.property_id = moves.property_id
    AND latest.moves_date = moves.snapshot_date
LEFT JOIN marts.month_to_date AS renewals
    ON latest.tenant_id = renewals.tenant_id AND latest.property_id = renewals.property_id
    AND latest.renewals_date = renewals.snapshot_date
