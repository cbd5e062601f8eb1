-- One row per property and snapshot day: the report's counts, and the shares that follow from them.
WITH counted AS (
    SELECT
        *,
        occupied_no_notice + notice_not_leased + notice_leased AS occupied_units,
        vacant_not_leased + vacant_leased + model_admin + down AS vacant_units,
        notice_not_leased + notice_leased AS on_notice
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
    occupied_units,
    vacant_units,
    occupied_no_notice,
    on_notice,
    notice_not_leased,
    notice_leased,
    vacant_not_leased,
    vacant_leased,
    model_admin,
    down,
    occupied_units / NULLIF(total_units, 0) AS physical_occupancy,
    (occupied_units + vacant_leased) / NULLIF(total_units, 0) AS leased,
    (vacant_leased + occupied_no_notice + notice_leased) / NULLIF(total_units, 0) AS net_leased,
    market_rent,
    base_rent,
    total_sqft
FROM counted
