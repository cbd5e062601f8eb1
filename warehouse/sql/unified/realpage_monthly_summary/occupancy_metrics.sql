-- The units of a property by state, from its Monthly Activity Summary.
SELECT
    plans.tenant_id,
    plans.source,
    plans.scope,
    plans.snapshot_date,
    'realpage_monthly_summary' AS report,
    banners.property_id,
    banners.property_name,
    banners.as_of,
    SUM(plans.total_units) AS total_units,
    SUM(plans.occupied_no_ntv) AS occupied_no_notice,
    SUM(plans.ntv_not_leased) AS notice_not_leased,
    SUM(plans.ntv_leased) AS notice_leased,
    SUM(plans.vacant_not_leased) AS vacant_not_leased,
    SUM(plans.vacant_leased) AS vacant_leased,
    SUM(plans.vacant_admin) AS model_admin,
    SUM(plans.vacant_down) AS down,
    SUM(plans.market_rent) AS market_rent,
    SUM(plans.base_rent) AS base_rent,
    SUM(plans.total_sqft) AS total_sqft,
    CAST(NULL AS BIGINT) AS vacant_ready,
    CAST(NULL AS BIGINT) AS vacant_not_ready,
    CAST(NULL AS BIGINT) AS aged_vacancy_90,
    CAST(NULL AS BIGINT) AS notice_not_leased_30,
    CAST(NULL AS BIGINT) AS notice_not_leased_60
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
    banners.property_id, banners.property_name, banners.as_of
