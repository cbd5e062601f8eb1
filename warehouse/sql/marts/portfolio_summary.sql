-- One row per tenant and snapshot day: its properties that have the day, together. A count or an amount is summed only
-- where every property that has the module says it: a part would pass for the whole. A ratio is weighted: both of its
-- sides are summed over the properties that say both.
WITH properties AS (
    SELECT tenant_id, COUNT(DISTINCT property_id) AS properties
    FROM marts.property_summary
    GROUP BY tenant_id
),
summed AS (
    SELECT
        tenant_id,
        snapshot_date,
        COUNT(*) AS properties,
        COUNT(occupancy_report) AS occupancy_properties,
        COUNT(pricing_report) AS pricing_properties,
        COUNT(delinquency_report) AS delinquency_properties,
        COUNT(funnel_report) AS funnel_properties,
        COUNT(moves_report) AS moves_properties,
        COUNT(renewals_report) AS renewals_properties,
        CASE WHEN COUNT(total_units) = COUNT(occupancy_report) THEN SUM(total_units) END AS total_units,
        CASE WHEN COUNT(occupied_units) = COUNT(occupancy_report) THEN SUM(occupied_units) END AS occupied_units,
        CASE WHEN COUNT(vacant_units) = COUNT(occupancy_report) THEN SUM(vacant_units) END AS vacant_units,
        CASE WHEN COUNT(vacant_leased) = COUNT(occupancy_report) THEN SUM(vacant_leased) END AS vacant_leased,
        CASE WHEN COUNT(vacant_ready) = COUNT(occupancy_report) THEN SUM(vacant_ready) END AS vacant_ready,
        CASE WHEN COUNT(vacant_not_ready) = COUNT(occupancy_report) THEN SUM(vacant_not_ready) END AS vacant_not_ready,
        CASE WHEN COUNT(aged_vacancy_90) = COUNT(occupancy_report) THEN SUM(aged_vacancy_90) END AS aged_vacancy_90,
        CASE WHEN COUNT(on_notice) = COUNT(occupancy_report) THEN SUM(on_notice) END AS on_notice,
        CASE WHEN COUNT(net_exposure) = COUNT(occupancy_report) THEN SUM(net_exposure) END AS net_exposure,
        CASE WHEN COUNT(exposure_30) = COUNT(occupancy_report) THEN SUM(exposure_30) END AS exposure_30,
        CASE WHEN COUNT(exposure_60) = COUNT(occupancy_report) THEN SUM(exposure_60) END AS exposure_60,
        SUM(CASE WHEN physical_occupancy IS NOT NULL THEN occupied_units END)
            / NULLIF(SUM(CASE WHEN physical_occupancy IS NOT NULL THEN total_units END), 0) AS physical_occupancy,
        SUM(CASE WHEN leased IS NOT NULL THEN occupied_units + vacant_leased END)
            / NULLIF(SUM(CASE WHEN leased IS NOT NULL THEN total_units END), 0) AS leased,
        SUM(CASE WHEN net_leased IS NOT NULL THEN occupied_units - notice_not_leased + vacant_leased END)
            / NULLIF(SUM(CASE WHEN net_leased IS NOT NULL THEN total_units END), 0) AS net_leased,
        SUM(CASE WHEN net_exposure_share IS NOT NULL THEN net_exposure END)
            / NULLIF(SUM(CASE WHEN net_exposure_share IS NOT NULL THEN total_units END), 0) AS net_exposure_share,
        SUM(CASE WHEN exposure_30_share IS NOT NULL THEN exposure_30 END)
            / NULLIF(SUM(CASE WHEN exposure_30_share IS NOT NULL THEN total_units END), 0) AS exposure_30_share,
        SUM(CASE WHEN exposure_60_share IS NOT NULL THEN exposure_60 END)
            / NULLIF(SUM(CASE WHEN exposure_60_share IS NOT NULL THEN total_units END), 0) AS exposure_60_share,
        SUM(in_place_units) AS in_place_units,
        SUM(in_place_rent_total) AS in_place_rent_total,
        SUM(CASE WHEN in_place_sqft IS NOT NULL THEN in_place_rent_total END) AS in_place_measured_total,
        SUM(in_place_sqft) AS in_place_sqft,
        SUM(asking_units) AS asking_units,
        SUM(asking_rent_total) AS asking_rent_total,
        SUM(CASE WHEN asking_sqft IS NOT NULL THEN asking_rent_total END) AS asking_measured_total,
        SUM(asking_sqft) AS asking_sqft,
        CASE WHEN COUNT(total_delinquent) = COUNT(delinquency_report) THEN SUM(total_delinquent) END
            AS total_delinquent,
        CASE WHEN COUNT(balance_0_30) = COUNT(delinquency_report) THEN SUM(balance_0_30) END AS balance_0_30,
        CASE WHEN COUNT(balance_31_60) = COUNT(delinquency_report) THEN SUM(balance_31_60) END AS balance_31_60,
        CASE WHEN COUNT(balance_61_90) = COUNT(delinquency_report) THEN SUM(balance_61_90) END AS balance_61_90,
        CASE WHEN COUNT(balance_over_90) = COUNT(delinquency_report) THEN SUM(balance_over_90) END AS balance_over_90,
        CASE WHEN COUNT(total_prepaid) = COUNT(delinquency_report) THEN SUM(total_prepaid) END AS total_prepaid,
        CASE WHEN COUNT(net_balance) = COUNT(delinquency_report) THEN SUM(net_balance) END AS net_balance,
        CASE WHEN COUNT(leads) = COUNT(funnel_report) THEN SUM(leads) END AS leads,
        CASE WHEN COUNT(tours) = COUNT(funnel_report) THEN SUM(tours) END AS tours,
        CASE WHEN COUNT(applications) = COUNT(funnel_report) THEN SUM(applications) END AS applications,
        CASE WHEN COUNT(lease_signs) = COUNT(funnel_report) THEN SUM(lease_signs) END AS lease_signs,
        SUM(CASE WHEN leads IS NOT NULL THEN tours END)
            / NULLIF(SUM(CASE WHEN tours IS NOT NULL THEN leads END), 0) AS lead_to_tour,
        SUM(CASE WHEN tours IS NOT NULL THEN applications END)
            / NULLIF(SUM(CASE WHEN applications IS NOT NULL THEN tours END), 0) AS tour_to_application,
        SUM(CASE WHEN applications IS NOT NULL THEN lease_signs END)
            / NULLIF(SUM(CASE WHEN lease_signs IS NOT NULL THEN applications END), 0) AS application_to_lease,
        CASE WHEN COUNT(move_ins) = COUNT(moves_report) THEN SUM(move_ins) END AS move_ins,
        CASE WHEN COUNT(move_outs) = COUNT(moves_report) THEN SUM(move_outs) END AS move_outs,
        CASE WHEN COUNT(net_absorption) = COUNT(moves_report) THEN SUM(net_absorption) END AS net_absorption,
        CASE WHEN COUNT(renewals) = COUNT(moves_report) THEN SUM(renewals) END AS renewals,
        SUM(leases_renewed) AS leases_renewed,
        SUM(leases_expiring) AS leases_expiring,
        SUM(leases_renewed) / NULLIF(SUM(leases_expiring), 0) AS renewal_rate
    FROM marts.property_summary
    GROUP BY tenant_id, snapshot_date
),
in_cents AS (
    SELECT
        *,
        FLOOR((200 * in_place_rent_total + in_place_units) / (2 * NULLIF(in_place_units, 0))) AS in_place_cents,
        FLOOR((200 * asking_rent_total + asking_units) / (2 * NULLIF(asking_units, 0))) AS asking_cents,
        FLOOR((20000 * in_place_measured_total + in_place_sqft) / (2 * NULLIF(in_place_sqft, 0))) AS in_place_per_sqft,
        FLOOR((20000 * asking_measured_total + asking_sqft) / (2 * NULLIF(asking_sqft, 0))) AS asking_per_sqft
    FROM summed
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
)
SELECT
    rents.tenant_id,
    rents.snapshot_date,
    rents.properties,
    properties.properties - rents.properties AS properties_missing,
    rents.occupancy_properties,
    rents.pricing_properties,
    rents.delinquency_properties,
    rents.funnel_properties,
    rents.moves_properties,
    rents.renewals_properties,
    rents.total_units,
    rents.occupied_units,
    rents.vacant_units,
    rents.physical_occupancy,
    rents.leased,
    rents.net_leased,
    rents.vacant_leased,
    rents.vacant_ready,
    rents.vacant_not_ready,
    rents.aged_vacancy_90,
    rents.on_notice,
    rents.net_exposure,
    rents.net_exposure_share,
    rents.exposure_30,
    rents.exposure_30_share,
    rents.exposure_60,
    rents.exposure_60_share,
    rents.in_place_rent,
    rents.in_place_rent_per_sqft,
    rents.asking_rent,
    rents.asking_rent_per_sqft,
    rents.asking_rent / NULLIF(rents.in_place_rent, 0) - 1 AS rent_growth,
    rents.total_delinquent,
    rents.balance_0_30,
    rents.balance_31_60,
    rents.balance_61_90,
    rents.balance_over_90,
    rents.total_prepaid,
    rents.net_balance,
    rents.leads,
    rents.tours,
    rents.applications,
    rents.lease_signs,
    rents.lead_to_tour,
    rents.tour_to_application,
    rents.application_to_lease,
    rents.move_ins,
    rents.move_outs,
    rents.net_absorption,
    rents.renewals,
    rents.leases_renewed,
    rents.leases_expiring,
    rents.renewal_rate
FROM rents
INNER JOIN properties ON rents.tenant_id = properties.tenant_id
