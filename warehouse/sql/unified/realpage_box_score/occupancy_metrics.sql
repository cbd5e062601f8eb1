-- The units of a property by state, from the Unit Status table of its Box Score; ready or not from its make-ready list.
-- Its rents are means and it prints no floor area, so the sums stay blank.
WITH make_ready AS (
    SELECT
        tenant_id,
        source,
        scope,
        snapshot_date,
        SUM(CASE WHEN measure IN ('made_ready', 'vacant_made_ready') THEN units END) AS vacant_ready,
        SUM(CASE WHEN measure IN ('not_made_ready', 'vacant_not_made_ready') THEN units END) AS vacant_not_ready
    FROM raw.realpage_box_score_availability
    WHERE section = 'make_ready'
    GROUP BY tenant_id, source, scope, snapshot_date
)
SELECT
    plans.tenant_id,
    plans.source,
    plans.scope,
    plans.snapshot_date,
    'realpage_box_score' AS report,
    banners.property_id,
    banners.property_name,
    banners.as_of,
    SUM(plans.units) AS total_units,
    SUM(plans.occupied_no_ntv) AS occupied_no_notice,
    SUM(plans.ntv_not_leased) AS notice_not_leased,
    SUM(plans.ntv_leased) AS notice_leased,
    SUM(plans.vacant_not_leased) AS vacant_not_leased,
    SUM(plans.vacant_leased) AS vacant_leased,
    SUM(plans.model_admin) AS model_admin,
    SUM(plans.down) AS down,
    CAST(NULL AS DECIMAL(18, 2)) AS market_rent,
    CAST(NULL AS DECIMAL(18, 2)) AS base_rent,
    CAST(NULL AS BIGINT) AS total_sqft,
    MIN(make_ready.vacant_ready) AS vacant_ready,
    MIN(make_ready.vacant_not_ready) AS vacant_not_ready,
    CAST(NULL AS BIGINT) AS aged_vacancy_90,
    CAST(NULL AS BIGINT) AS notice_not_leased_30,
    CAST(NULL AS BIGINT) AS notice_not_leased_60
FROM raw.realpage_box_score AS plans
INNER JOIN raw.report_banners AS banners
    ON plans.tenant_id = banners.tenant_id
    AND plans.source = banners.source
    AND plans.scope = banners.scope
    AND plans.snapshot_date = banners.snapshot_date
    AND banners.report = 'realpage_box_score'
LEFT JOIN make_ready
    ON plans.tenant_id = make_ready.tenant_id
    AND plans.source = make_ready.source
    AND plans.scope = make_ready.scope
    AND plans.snapshot_date = make_ready.snapshot_date
WHERE plans.tenant_id = $tenant_id AND plans.source = $source AND plans.scope = $scope
    AND plans.snapshot_date = $snapshot_date
GROUP BY
    plans.tenant_id, plans.source, plans.scope, plans.snapshot_date,
    banners.property_id, banners.property_name, banners.as_of
