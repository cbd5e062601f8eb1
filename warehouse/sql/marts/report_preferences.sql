-- One row per tenant, mart and document: of the reports and calls that say the same of a property on one day, the one
-- with the lowest place is shown. Reports come before calls, which are counted by this product. One exception: what
-- prices every unit, as rent rolls and calls do, comes before a box score, which prints means without floor areas, and
-- before a monthly summary, which prints no rents in place.
WITH tenants AS (
    SELECT DISTINCT tenant_id
    FROM ops.loads
),
documents AS (
    SELECT mart, report, place
    FROM (
        VALUES
            ('occupancy', 'realpage_box_score', 1),
            ('occupancy', 'realpage_monthly_summary', 2),
            ('occupancy', 'realpage_rent_roll', 3),
            ('occupancy', 'yardi_rent_roll', 4),
            ('occupancy', 'yardi_units', 5),
            ('occupancy', 'realpage_units', 6),
            ('pricing', 'realpage_rent_roll', 1),
            ('pricing', 'yardi_rent_roll', 2),
            ('pricing', 'yardi_units', 3),
            ('pricing', 'realpage_units', 4),
            ('pricing', 'realpage_box_score', 5),
            ('pricing', 'realpage_monthly_summary', 6),
            ('delinquency', 'realpage_delinquency', 1),
            ('delinquency', 'yardi_aged_receivables', 2),
            ('delinquency', 'yardi_resident_transactions', 3),
            ('move_activity', 'realpage_monthly_summary', 1),
            ('move_activity', 'realpage_box_score', 2),
            ('move_activity', 'yardi_residents', 3),
            ('move_activity', 'realpage_residents', 4),
            ('leasing_funnel', 'realpage_activity', 1),
            ('leasing_funnel', 'yardi_guest_activity', 2),
            ('lease_expirations', 'realpage_lease_renewals', 1),
            ('lease_expirations', 'realpage_lease_expirations', 2),
            ('lease_expirations', 'yardi_residents', 3),
            ('lease_expirations', 'realpage_leases', 4)
    ) AS listed (mart, report, place)
)
SELECT tenants.tenant_id, documents.mart, documents.report, documents.place
FROM tenants
CROSS JOIN documents
