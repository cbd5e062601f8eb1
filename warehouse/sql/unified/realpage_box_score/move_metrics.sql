-- Moves and leases of a property's period, from the Leasing table of its Box Score, which prints no money.
SELECT
    plans.tenant_id,
    plans.source,
    plans.scope,
    plans.snapshot_date,
    'realpage_box_score' AS report,
    banners.property_id,
    banners.property_name,
    banners.period_start,
    banners.as_of,
    SUM(plans.move_ins) AS move_ins,
    SUM(plans.move_outs) AS move_outs,
    SUM(plans.cancelled_denied) AS cancellations,
    SUM(plans.signed_renewals) AS renewals,
    CAST(NULL AS BIGINT) AS leases,
    SUM(plans.net_leases) AS net_leases,
    CAST(NULL AS DECIMAL(18, 2)) AS rent_charged,
    CAST(NULL AS DECIMAL(18, 2)) AS other_charges,
    CAST(NULL AS DECIMAL(18, 2)) AS payments,
    CAST(NULL AS DECIMAL(18, 2)) AS other_credits,
    CAST(NULL AS DECIMAL(18, 2)) AS deposits_in,
    CAST(NULL AS DECIMAL(18, 2)) AS deposits_out
FROM raw.realpage_box_score AS plans
INNER JOIN raw.report_banners AS banners
    ON plans.tenant_id = banners.tenant_id
    AND plans.source = banners.source
    AND plans.scope = banners.scope
    AND plans.snapshot_date = banners.snapshot_date
    AND banners.report = 'realpage_box_score'
WHERE plans.tenant_id = $tenant_id AND plans.source = $source AND plans.scope = $scope
    AND plans.snapshot_date = $snapshot_date
GROUP BY
    plans.tenant_id, plans.source, plans.scope, plans.snapshot_date,
    banners.property_id, banners.property_name, banners.period_start, banners.as_of
