-- The events of a property's prospects. The one place where Yardi's event types get their meaning for the funnel: lead
-- (an inquiry), tour, application, lease_sign, or none of them. A prospect is known by the code of its first customer
-- who is no roommate or spouse; an entry that lists nobody else is no prospect and stays in raw.
WITH event_types AS (
    SELECT *
    FROM (
        VALUES
            ('email', 'lead'),
            ('callfromprospect', 'lead'),
            ('show', 'tour'),
            ('walkin', 'tour'),
            ('returnvisit', 'tour'),
            ('application', 'application'),
            ('reapply', 'application'),
            ('leasesign', 'lease_sign'),
            ('other', NULL),
            ('appointment', NULL),
            ('approve', NULL),
            ('applicationdenied', NULL),
            ('cancel', NULL),
            ('cancelapplication', NULL),
            ('reactivate', NULL),
            ('movein', NULL),
            ('renew', NULL),
            ('monthtomonth', NULL),
            ('transfer', NULL),
            ('notice', NULL),
            ('cancelnotice', NULL),
            ('moveout', NULL)
    ) AS listed (event_type, event)
),
events AS (
    SELECT
        *,
        MAX(CASE WHEN is_first_contact THEN event_type END) OVER (PARTITION BY prospect_number) AS first_type
    FROM raw.yardi_guest_activity
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
prospects AS (
    SELECT *
    FROM raw.yardi_guest_prospects
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
customers AS (
    SELECT
        prospect_number,
        customer_code,
        first_name,
        last_name,
        ROW_NUMBER() OVER (PARTITION BY prospect_number, customer_code ORDER BY row_number) AS place
    FROM raw.yardi_guest_customers
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
)
SELECT
    $tenant_id AS tenant_id,
    $source AS source,
    $scope AS scope,
    $snapshot_date AS snapshot_date,
    $report AS report,
    $scope AS property_id,
    CAST(NULL AS VARCHAR) AS property_name,
    CAST(NULL AS DATE) AS period_start,
    $snapshot_date AS as_of,
    events.row_number AS activity_number,
    events.event_date AS activity_date,
    TRIM(events.prospect_code) AS prospect_id,
    COALESCE(customers.last_name || ', ' || customers.first_name, customers.last_name, customers.first_name)
        AS prospect_name,
    event_types.event,
    events.event_type AS contact_type,
    event_types.event_type IS NOT NULL AS is_known_contact_type,
    events.first_type AS initial_contact_type,
    NULLIF(TRIM(COALESCE(events.agent_first_name, '') || ' ' || COALESCE(events.agent_last_name, '')), '')
        AS leasing_consultant,
    prospects.marketing_name AS ad_source,
    CAST(NULL AS VARCHAR) AS floor_plan_group,
    prospects.desired_floor_plan AS floor_plan,
    prospects.target_move_in AS needed_date,
    CAST(NULL AS DATE) AS next_follow_up_date,
    prospects.customer_type AS guest_card_status,
    CAST(NULL AS BIGINT) AS return_visits,
    CAST(NULL AS BIGINT) AS leases,
    CAST(NULL AS BIGINT) AS waitlist,
    CAST(NULL AS BIGINT) AS cancellations,
    events.event_reason AS lost_reason
FROM events
LEFT JOIN prospects ON events.prospect_number = prospects.row_number
LEFT JOIN customers
    ON events.prospect_number = customers.prospect_number
    AND prospects.prospect_code = customers.customer_code
    AND customers.place = 1
LEFT JOIN event_types ON LOWER(REPLACE(events.event_type, ' ', '')) = event_types.event_type
WHERE COALESCE(LOWER(prospects.customer_type) NOT IN ('roommate', 'spouse'), TRUE)
