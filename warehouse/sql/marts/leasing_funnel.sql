-- One row per property and month with contacts. Reports overlap: a day's contacts are those of the newest one whose
-- period covers the day; one that does not say its period covers what it lists. A person is a vendor's id, or a name
-- where the vendor prints no id: so a month is counted from one report or call alone, in the order of
-- marts.report_preferences.
WITH periods AS (
    SELECT
        tenant_id,
        source,
        property_id,
        report,
        snapshot_date,
        COALESCE(MIN(period_start), MIN(activity_date)) AS period_start,
        COALESCE(MAX(as_of), MAX(activity_date)) AS period_end
    FROM unified.leasing_activities
    GROUP BY tenant_id, source, property_id, report, snapshot_date
),
days AS (
    SELECT DISTINCT tenant_id, source, property_id, report, activity_date
    FROM unified.leasing_activities
    WHERE activity_date IS NOT NULL
),
newest AS (
    SELECT
        days.tenant_id,
        days.source,
        days.property_id,
        days.report,
        days.activity_date,
        MAX(periods.snapshot_date) AS snapshot_date
    FROM days
    LEFT JOIN periods
        ON days.tenant_id = periods.tenant_id
        AND days.source = periods.source
        AND days.property_id = periods.property_id
        AND days.report = periods.report
        AND days.activity_date BETWEEN periods.period_start AND periods.period_end
    GROUP BY days.tenant_id, days.source, days.property_id, days.report, days.activity_date
),
contacts AS (
    SELECT
        activities.tenant_id,
        activities.source,
        activities.property_id,
        activities.report,
        activities.activity_date,
        activities.event,
        CAST(DATE_TRUNC('month', activities.activity_date) AS DATE) AS month,
        COALESCE(activities.prospect_id, LOWER(TRIM(activities.prospect_name))) AS person
    FROM unified.leasing_activities AS activities
    INNER JOIN newest
        ON activities.tenant_id = newest.tenant_id
        AND activities.source = newest.source
        AND activities.property_id = newest.property_id
        AND activities.report = newest.report
        AND activities.activity_date = newest.activity_date
        AND activities.snapshot_date >= COALESCE(newest.snapshot_date, activities.snapshot_date)
),
introduced AS (
    SELECT
        *,
        MIN(activity_date) OVER (PARTITION BY tenant_id, source, property_id, report, person) AS first_activity_date
    FROM contacts
),
counted AS (
    SELECT
        introduced.tenant_id,
        introduced.source,
        introduced.property_id,
        introduced.report,
        introduced.month,
        COUNT(*) AS contacts,
        COUNT(person) AS named_contacts,
        introduced.report <> 'realpage_activity' AS lists_applications,
        COUNT(DISTINCT CASE WHEN first_activity_date >= month THEN person END) AS leads,
        COUNT(DISTINCT CASE WHEN event = 'tour' THEN person END) AS tours,
        COUNT(DISTINCT CASE WHEN event = 'application' THEN person END) AS applications,
        COUNT(DISTINCT CASE WHEN event = 'lease_sign' THEN person END) AS lease_signs,
        ROW_NUMBER() OVER (
            PARTITION BY introduced.tenant_id, introduced.property_id, introduced.month
            ORDER BY MIN(preferences.place) NULLS LAST, introduced.source, introduced.report
        ) AS choice
    FROM introduced
    LEFT JOIN marts.report_preferences AS preferences
        ON introduced.tenant_id = preferences.tenant_id
        AND introduced.report = preferences.report
        AND preferences.mart = 'leasing_funnel'
    GROUP BY
        introduced.tenant_id, introduced.source, introduced.property_id, introduced.report, introduced.month
),
known AS (
    SELECT
        tenant_id,
        source,
        property_id,
        report,
        month,
        contacts,
        contacts - named_contacts AS unnamed_contacts,
        CASE WHEN named_contacts > 0 THEN leads END AS leads,
        CASE WHEN named_contacts > 0 THEN tours END AS tours,
        CASE WHEN named_contacts > 0 AND lists_applications THEN applications END AS applications,
        CASE WHEN named_contacts > 0 THEN lease_signs END AS lease_signs
    FROM counted
    WHERE choice = 1
)
SELECT
    *,
    tours / NULLIF(leads, 0) AS lead_to_tour,
    applications / NULLIF(tours, 0) AS tour_to_application,
    lease_signs / NULLIF(applications, 0) AS application_to_lease,
    lease_signs / NULLIF(leads, 0) AS lead_to_lease
FROM known
