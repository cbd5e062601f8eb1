-- One row per property and snapshot day.
WITH counted AS (
    SELECT
        *,
        vacant_not_leased + model_admin + down + notice_not_leased AS net_exposure
    FROM unified.occupancy_metrics
)
SELECT
    tenant_id,
    source,
    property_id,
    property_name,
    snapshot_date,
    as_of,
    total_units,
    net_exposure,
    net_exposure / NULLIF(total_units, 0) AS net_exposure_share,
    net_exposure - model_admin - down AS controllable_availability
FROM counted
