-- What the units of each floor plan are offered at, from the sums a Monthly Activity Summary prints; floor plans that
-- share a name are one. It prints no rents in place: its base rent is of all units, vacant ones too.
SELECT
    plans.tenant_id,
    plans.source,
    plans.scope,
    plans.snapshot_date,
    'realpage_monthly_summary' AS report,
    banners.property_id,
    banners.property_name,
    banners.as_of,
    CAST(NULL AS VARCHAR) AS floor_plan_group,
    plans.floor_plan,
    SUM(plans.total_units) AS units,
    SUM(plans.occupied_no_ntv + plans.ntv_not_leased + plans.ntv_leased) AS occupied_units,
    CAST(NULL AS DECIMAL(18, 2)) AS in_place_rent,
    CAST(NULL AS DECIMAL(18, 2)) AS in_place_rent_sum,
    CAST(NULL AS BIGINT) AS in_place_units,
    CAST(NULL AS DECIMAL(18, 2)) AS in_place_sqft,
    CAST(NULL AS DECIMAL(18, 2)) AS asking_rent,
    SUM(plans.market_rent) AS asking_rent_sum,
    SUM(plans.total_units) AS asking_units,
    CAST(SUM(plans.total_sqft) AS DECIMAL(18, 2)) AS asking_sqft,
    CAST(NULL AS DECIMAL(18, 2)) AS effective_rent
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
    banners.property_id, banners.property_name, banners.as_of, plans.floor_plan
