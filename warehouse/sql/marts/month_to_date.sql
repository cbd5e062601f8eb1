-- One row per property and snapshot day with a document about moves, contacts or expiring leases: the month of the day,
-- from its first to the day, as the documents of that very day say; one about a part of the month says nothing of it. Of
-- several the first in the order of marts.report_preferences.
WITH moves AS (
    SELECT
        metrics.*,
        ROW_NUMBER() OVER (
            PARTITION BY metrics.tenant_id, metrics.property_id, metrics.snapshot_date
            ORDER BY preferences.place NULLS LAST, metrics.source, metrics.report
        ) AS choice
    FROM unified.move_metrics AS metrics
    LEFT JOIN marts.report_preferences AS preferences
        ON metrics.tenant_id = preferences.tenant_id
        AND metrics.report = preferences.report
        AND preferences.mart = 'move_activity'
    WHERE COALESCE(metrics.as_of, metrics.snapshot_date) <= metrics.snapshot_date
        AND DATE_TRUNC('month', COALESCE(metrics.as_of, metrics.snapshot_date))
            = DATE_TRUNC('month', metrics.snapshot_date)
        AND COALESCE(metrics.period_start = DATE_TRUNC('month', metrics.snapshot_date), TRUE)
),
lists AS (
    SELECT loads.tenant_id, loads.source, loads.scope AS property_id, loads.dataset AS report, loads.snapshot_date
    FROM ops.loads AS loads
    LEFT JOIN raw.report_banners AS banners
        ON loads.tenant_id = banners.tenant_id
        AND loads.source = banners.source
        AND loads.scope = banners.scope
        AND loads.snapshot_date = banners.snapshot_date
        AND loads.dataset = banners.report
    WHERE loads.is_current AND loads.outcome = 'loaded'
        AND loads.dataset IN ('realpage_activity', 'yardi_guest_activity')
        -- A report that begins later lists a part of the month.
        AND COALESCE(banners.period_start <= DATE_TRUNC('month', loads.snapshot_date), TRUE)
),
contacts AS (
    SELECT
        tenant_id,
        source,
        property_id,
        report,
        snapshot_date,
        activity_date,
        event,
        COALESCE(prospect_id, LOWER(TRIM(prospect_name))) AS person
    FROM unified.leasing_activities
    WHERE activity_date <= snapshot_date
),
met AS (
    SELECT tenant_id, source, property_id, report, person, MIN(activity_date) AS first_activity_date
    FROM contacts
    WHERE person IS NOT NULL
    GROUP BY tenant_id, source, property_id, report, person
),
of_month AS (
    SELECT contacts.*, met.first_activity_date >= DATE_TRUNC('month', contacts.snapshot_date) AS is_lead
    FROM contacts
    LEFT JOIN met
        ON contacts.tenant_id = met.tenant_id
        AND contacts.source = met.source
        AND contacts.property_id = met.property_id
        AND contacts.report = met.report
        AND contacts.person = met.person
    WHERE DATE_TRUNC('month', contacts.activity_date) = DATE_TRUNC('month', contacts.snapshot_date)
),
counted AS (
    SELECT
        lists.tenant_id,
        lists.source,
        lists.property_id,
        lists.report,
        lists.snapshot_date,
        -- Contacts of nobody who can be told apart say nothing of persons; a month without any has none.
        COUNT(of_month.person) > 0 OR COUNT(of_month.activity_date) = 0 AS tells_persons,
        COUNT(DISTINCT CASE WHEN of_month.is_lead THEN of_month.person END) AS leads,
        COUNT(DISTINCT CASE WHEN of_month.event = 'tour' THEN of_month.person END) AS tours,
        COUNT(DISTINCT CASE WHEN of_month.event = 'application' THEN of_month.person END) AS applications,
        COUNT(DISTINCT CASE WHEN of_month.event = 'lease_sign' THEN of_month.person END) AS lease_signs
    FROM lists
    LEFT JOIN of_month
        ON lists.tenant_id = of_month.tenant_id
        AND lists.source = of_month.source
        AND lists.property_id = of_month.property_id
        AND lists.report = of_month.report
        AND lists.snapshot_date = of_month.snapshot_date
    GROUP BY lists.tenant_id, lists.source, lists.property_id, lists.report, lists.snapshot_date
),
funnel AS (
    SELECT
        counted.*,
        ROW_NUMBER() OVER (
            PARTITION BY counted.tenant_id, counted.property_id, counted.snapshot_date
            ORDER BY preferences.place NULLS LAST, counted.source, counted.report
        ) AS choice
    FROM counted
    LEFT JOIN marts.report_preferences AS preferences
        ON counted.tenant_id = preferences.tenant_id
        AND counted.report = preferences.report
        AND preferences.mart = 'leasing_funnel'
),
decided AS (
    SELECT
        tenant_id,
        source,
        property_id,
        report,
        snapshot_date,
        SUM(CASE WHEN decision = 'renewed' THEN 1 ELSE 0 END) AS leases_renewed,
        SUM(
            CASE
                WHEN decision IN ('moved_out', 'transferring') THEN 0
                WHEN is_month_to_month OR decision IN ('renewed', 'vacating', 'unknown', 'month_to_month')
                    THEN 1
                ELSE 0
            END
        ) AS leases_expiring
    FROM unified.lease_expirations
    WHERE expiry_month = DATE_TRUNC('month', snapshot_date)
        AND COALESCE(period_start <= expiry_month, TRUE)
        AND report <> 'yardi_residents' -- it lists no lease that was renewed
    GROUP BY tenant_id, source, property_id, report, snapshot_date
    HAVING COUNT(COALESCE(vendor_decision, decision)) > 0
),
renewals AS (
    SELECT
        decided.*,
        ROW_NUMBER() OVER (
            PARTITION BY decided.tenant_id, decided.property_id, decided.snapshot_date
            ORDER BY preferences.place NULLS LAST, decided.source, decided.report
        ) AS choice
    FROM decided
    LEFT JOIN marts.report_preferences AS preferences
        ON decided.tenant_id = preferences.tenant_id
        AND decided.report = preferences.report
        AND preferences.mart = 'lease_expirations'
),
days AS (
    SELECT tenant_id, property_id, snapshot_date FROM moves
    UNION
    SELECT tenant_id, property_id, snapshot_date FROM funnel
    UNION
    SELECT tenant_id, property_id, snapshot_date FROM renewals
)
SELECT
    days.tenant_id,
    days.property_id,
    days.snapshot_date,
    CAST(DATE_TRUNC('month', days.snapshot_date) AS DATE) AS month,
    moves.source AS moves_source,
    moves.report AS moves_report,
    moves.move_ins,
    moves.move_outs,
    moves.move_ins - moves.move_outs AS net_absorption,
    moves.renewals,
    funnel.source AS funnel_source,
    funnel.report AS funnel_report,
    CASE WHEN funnel.tells_persons THEN funnel.leads END AS leads,
    CASE WHEN funnel.tells_persons THEN funnel.tours END AS tours,
    -- RealPage's report lists no contact that is an application.
    CASE WHEN funnel.tells_persons AND funnel.report <> 'realpage_activity' THEN funnel.applications END
        AS applications,
    CASE WHEN funnel.tells_persons THEN funnel.lease_signs END AS lease_signs,
    renewals.source AS renewals_source,
    renewals.report AS renewals_report,
    renewals.leases_renewed,
    renewals.leases_expiring
FROM days
LEFT JOIN moves
    ON days.tenant_id = moves.tenant_id AND days.property_id = moves.property_id
    AND days.snapshot_date = moves.snapshot_date AND moves.choice = 1
LEFT JOIN funnel
    ON days.tenant_id = funnel.tenant_id AND days.property_id = funnel.property_id
    AND days.snapshot_date = funnel.snapshot_date AND funnel.choice = 1
LEFT JOIN renewals
    ON days.tenant_id = renewals.tenant_id AND days.property_id = renewals.property_id
    AND days.snapshot_date = renewals.snapshot_date AND renewals.choice = 1
