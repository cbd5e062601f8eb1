-- Moves, leases and money of a property's period, from its Monthly Activity Summary.
SELECT
    plans.tenant_id,
    plans.source,
    plans.scope,
    plans.snapshot_date,
    'realpage_monthly_summary' AS report,
    banners.property_id,
    banners.property_name,
    banners.period_start,
    banners.as_of,
    SUM(plans.move_ins) AS move_ins,
    SUM(plans.move_outs) AS move_outs,
    SUM(plans.cancellations) AS cancellations,
    SUM(plans.renewals) AS renewals,
    SUM(plans.leases) AS leases,
    CAST(NULL AS BIGINT) AS net_leases,
    SUM(plans.rent_charged) AS rent_charged,
    SUM(plans.other_charges) AS other_charges,
    SUM(plans.payments) AS payments,
    SUM(plans.other_credits) AS other_credits,
    SUM(plans.deposits_in) AS deposits_in,
    SUM(plans.deposits_out) AS deposits_out
FROM raw.realpage_monthly_summary AS plans
INNER JOIN raw.report_banners AS banners
    ON plans.tenant_id = banners.tenant_id
    AND plans.source = banners.source
    AND plans.scope = banners.scope
    AND plans.snapshot_date = banners.snapshot_date
    AND banners.report = 'realpage_monthly_summary'
WHERE plans.tenant_id = $tenant_id AND plans.source = $source AND plans.scope = $scope
    AND plans.snapshot_date = $snapshot_date
GROUP BY
    plans.tenant_id, plans.source, plans.scope, plans.snapshot_date,
    banners.property_id, banners.property_name, banners.period_start, banners.as_of
