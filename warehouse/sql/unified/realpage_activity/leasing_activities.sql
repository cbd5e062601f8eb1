-- The contacts of an Activity report. The one place where the printed contact types get their meaning for the funnel:
-- lead (an inquiry), tour, lease_sign, or none of them. RealPage lists no contact that is an application.
WITH contact_types AS (
    SELECT *
    FROM (
        VALUES
            ('onlineleasing', 'lead'),
            ('e-mail', 'lead'),
            ('phonecall', 'lead'),
            ('callcenter', 'lead'),
            ('chat', 'lead'),
            ('textmessage', 'lead'),
            ('event', 'lead'),
            ('internet', 'lead'),
            ('visit', 'tour'),
            ('visit(return)', 'tour'),
            ('videotelephony-tour', 'tour'),
            ('self-guided-tour', 'tour'),
            ('pre-recorded-tour', 'tour'),
            ('leased', 'lease_sign'),
            ('quote', NULL),
            ('identityverification', NULL)
    ) AS listed (contact_type, event)
)
SELECT
    contacts.tenant_id,
    contacts.source,
    contacts.scope,
    contacts.snapshot_date,
    'realpage_activity' AS report,
    banners.property_id,
    banners.property_name,
    banners.period_start,
    banners.as_of,
    contacts.activity_number,
    contacts.activity_date,
    CAST(NULL AS VARCHAR) AS prospect_id,
    contacts.prospect_name,
    contact_types.event,
    contacts.contact_type,
    contact_types.contact_type IS NOT NULL AS is_known_contact_type,
    contacts.initial_contact_type,
    contacts.leasing_consultant,
    contacts.ad_source,
    contacts.floor_plan_group,
    contacts.floor_plan,
    contacts.date_needed AS needed_date,
    contacts.next_follow_up AS next_follow_up_date,
    contacts.guest_card_status,
    contacts.return_visits,
    contacts.leases,
    contacts.waitlist,
    contacts.cancelled_denied AS cancellations,
    contacts.lost_reason
FROM raw.realpage_activity AS contacts
INNER JOIN raw.report_banners AS banners
    ON contacts.tenant_id = banners.tenant_id
    AND contacts.source = banners.source
    AND contacts.scope = banners.scope
    AND contacts.snapshot_date = banners.snapshot_date
    AND banners.report = 'realpage_activity'
LEFT JOIN contact_types
    ON LOWER(REPLACE(contacts.contact_type, ' ', '')) = contact_types.contact_type
WHERE contacts.tenant_id = $tenant_id AND contacts.source = $source AND contacts.scope = $scope
    AND contacts.snapshot_date = $snapshot_date
