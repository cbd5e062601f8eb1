-- What the units of each floor plan rent for and are offered at, from the means a Box Score prints. A plan nobody lives
-- in has no rent in place and one without units no asking rent: the 0.00 printed there is the mean of nothing.
SELECT
    plans.tenant_id,
    plans.source,
    plans.scope,
    plans.snapshot_date,
    'realpage_box_score' AS report,
    banners.property_id,
    banners.property_name,
    banners.as_of,
    plans.floor_plan_group,
    plans.floor_plan,
    plans.units,
    plans.occupied AS occupied_units,
    CASE WHEN plans.occupied > 0 THEN plans.avg_leased_rent END AS in_place_rent,
    CAST(NULL AS DECIMAL(18, 2)) AS in_place_rent_sum,
    CAST(NULL AS BIGINT) AS in_place_units,
    CAST(NULL AS DECIMAL(18, 2)) AS in_place_sqft,
    CASE WHEN plans.units > 0 THEN plans.avg_market_rent END AS asking_rent,
    CAST(NULL AS DECIMAL(18, 2)) AS asking_rent_sum,
    CAST(NULL AS BIGINT) AS asking_units,
    CAST(NULL AS DECIMAL(18, 2)) AS asking_sqft,
    CASE WHEN plans.occupied > 0 THEN plans.avg_effective_rent END AS effective_rent
FROM raw.realpage_box_score AS plans
INNER JOIN raw.report_banners AS banners
    ON plans.tenant_id = banners.tenant_id
    AND plans.source = banners.source
    AND plans.scope = banners.scope
    AND plans.snapshot_date = banners.snapshot_date
    AND banners.report = 'realpage_box_score'
WHERE plans.tenant_id = $tenant_id AND plans.source = $source AND plans.scope = $scope
    AND plans.snapshot_date = $snapshot_date
    AND plans.units IS NOT NULL
