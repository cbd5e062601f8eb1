-- One row per property and snapshot day, from the counts that marts.occupancy chose.
WITH counted AS (
    SELECT
        *,
        vacant_units - vacant_leased + notice_not_leased AS net_exposure,
        vacant_not_leased + notice_not_leased_30 AS exposure_30,
        vacant_not_leased + notice_not_leased_60 AS exposure_60
    FROM marts.occupancy
)
SELECT
    tenant_id,
    source,
    property_id,
    property_name,
    snapshot_date,
    as_of,
    report,
    total_units,
    net_exposure,
    net_exposure / NULLIF(total_units, 0) AS net_exposure_share,
    net_exposure - model_admin - down AS controllable_availability,
    exposure_30,
    exposure_30 / NULLIF(total_units, 0) AS exposure_30_share,
    exposure_60,
    exposure_60 / NULLIF(total_units, 0) AS exposure_60_share
FROM counted
