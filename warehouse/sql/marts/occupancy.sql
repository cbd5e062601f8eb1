-- One row per property and snapshot day. The states of its units are counted by one document, so that they add up: the
-- first of the day in the order of marts.report_preferences. What that one does not say comes from the next that does.
WITH preferred AS (
    SELECT counts.*, preferences.place AS preference
    FROM unified.occupancy_metrics AS counts
    LEFT JOIN marts.report_preferences AS preferences
        ON counts.tenant_id = preferences.tenant_id
        AND counts.report = preferences.report
        AND preferences.mart = 'occupancy'
),
completed AS (
    SELECT
        tenant_id,
        source,
        property_id,
        FIRST_VALUE(property_name IGNORE NULLS) OVER reports_of_day AS printed_name,
        snapshot_date,
        as_of,
        report,
        total_units,
        occupied_no_notice,
        notice_not_leased,
        notice_leased,
        vacant_not_leased,
        vacant_leased,
        model_admin,
        down,
        FIRST_VALUE(vacant_ready IGNORE NULLS) OVER reports_of_day AS vacant_ready,
        FIRST_VALUE(vacant_not_ready IGNORE NULLS) OVER reports_of_day AS vacant_not_ready,
        FIRST_VALUE(aged_vacancy_90 IGNORE NULLS) OVER reports_of_day AS aged_vacancy_90,
        FIRST_VALUE(market_rent IGNORE NULLS) OVER reports_of_day AS market_rent,
        FIRST_VALUE(base_rent IGNORE NULLS) OVER reports_of_day AS base_rent,
        FIRST_VALUE(total_sqft IGNORE NULLS) OVER reports_of_day AS total_sqft,
        FIRST_VALUE(notice_not_leased_30 IGNORE NULLS) OVER reports_of_day AS notice_not_leased_30,
        FIRST_VALUE(notice_not_leased_60 IGNORE NULLS) OVER reports_of_day AS notice_not_leased_60,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, property_id, snapshot_date
            ORDER BY preference NULLS LAST, source, report
        ) AS choice
    FROM preferred
    WINDOW reports_of_day AS (
        PARTITION BY tenant_id, property_id, snapshot_date
        ORDER BY preference NULLS LAST, source, report
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
),
counted AS (
    SELECT
        completed.*,
        COALESCE(completed.printed_name, properties.name) AS property_name,
        occupied_no_notice + notice_not_leased + notice_leased AS occupied_units,
        vacant_not_leased + vacant_leased + model_admin + down AS vacant_units,
        notice_not_leased + notice_leased AS on_notice
    FROM completed
    LEFT JOIN marts.properties AS properties
        ON completed.tenant_id = properties.tenant_id AND completed.property_id = properties.property_id
    WHERE completed.choice = 1
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
    vacant_ready,
    vacant_not_ready,
    aged_vacancy_90,
    market_rent,
    base_rent,
    total_sqft,
    notice_not_leased_30,
    notice_not_leased_60
FROM counted
