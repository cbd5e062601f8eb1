-- The moves of the month so far, by the dates of Yardi's residents: who lives there or has left moved in on the
-- printed day, who has left moved out on it. Where no former resident is listed at all, the list leaves them out and
-- moves are blank. Signed leases are the events of guest cards in the month. So are renewals, where at least as many
-- cards are those of current residents as residents live there: of those without a card nobody says who renewed, and
-- the count is blank.
WITH lists AS (
    SELECT COALESCE(BOOL_OR(dataset = 'yardi_guest_activity'), FALSE) AS has_events
    FROM day_datasets
),
residents AS (
    SELECT
        listed.move_in,
        listed.move_out,
        statuses.status,
        statuses.lives_there,
        ROW_NUMBER() OVER (PARTITION BY TRIM(listed.resident_code) ORDER BY listed.row_number) AS place
    FROM raw.yardi_residents AS listed
    INNER JOIN yardi_resident_statuses AS statuses ON LOWER(TRIM(listed.status)) = statuses.words
    LEFT JOIN yardi_pseudo_units AS pseudo ON UPPER(TRIM(listed.unit_code)) = pseudo.unit_code
    WHERE listed.tenant_id = $tenant_id AND listed.source = $source AND listed.scope = $scope
        AND listed.snapshot_date = $snapshot_date
        AND listed.unit_code IS NOT NULL AND pseudo.unit_code IS NULL
        AND (statuses.lives_there OR statuses.status = 'former')
),
period AS (
    SELECT CAST(DATE_TRUNC('month', CAST($snapshot_date AS DATE)) AS DATE) AS first_day
),
moves AS (
    SELECT
        SUM(
            CASE WHEN move_in BETWEEN period.first_day AND CAST($snapshot_date AS DATE) THEN 1 ELSE 0 END
        ) AS move_ins,
        SUM(
            CASE
                WHEN status = 'former' AND move_out BETWEEN period.first_day AND CAST($snapshot_date AS DATE) THEN 1
                ELSE 0
            END
        ) AS move_outs,
        SUM(CASE WHEN status = 'former' THEN 1 ELSE 0 END) > 0 AS has_formers,
        COALESCE(SUM(CASE WHEN lives_there THEN 1 ELSE 0 END), 0) AS living
    FROM residents
    CROSS JOIN period
    WHERE place = 1
),
cards AS (
    SELECT COUNT(*) AS of_residents
    FROM raw.yardi_guest_prospects
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND LOWER(customer_type) = 'current_resident'
),
events AS (
    SELECT DISTINCT events.event_type, events.prospect_number, events.event_date
    FROM raw.yardi_guest_activity AS events
    CROSS JOIN period
    WHERE events.tenant_id = $tenant_id AND events.source = $source AND events.scope = $scope
        AND events.snapshot_date = $snapshot_date
        AND events.event_date BETWEEN period.first_day AND CAST($snapshot_date AS DATE)
),
signed AS (
    SELECT
        COUNT(CASE WHEN LOWER(event_type) = 'renew' THEN 1 END) AS renewals,
        COUNT(CASE WHEN LOWER(event_type) = 'leasesign' THEN 1 END) AS leases
    FROM events
)
SELECT
    $tenant_id AS tenant_id,
    $source AS source,
    $scope AS scope,
    $snapshot_date AS snapshot_date,
    $report AS report,
    $scope AS property_id,
    CAST(NULL AS VARCHAR) AS property_name,
    period.first_day AS period_start,
    $snapshot_date AS as_of,
    CASE WHEN moves.has_formers THEN moves.move_ins END AS move_ins,
    CASE WHEN moves.has_formers THEN moves.move_outs END AS move_outs,
    CAST(NULL AS BIGINT) AS cancellations,
    CASE WHEN lists.has_events AND cards.of_residents >= moves.living THEN signed.renewals END AS renewals,
    CASE WHEN lists.has_events THEN signed.leases END AS leases,
    CAST(NULL AS BIGINT) AS net_leases,
    CAST(NULL AS DECIMAL(18, 2)) AS rent_charged,
    CAST(NULL AS DECIMAL(18, 2)) AS other_charges,
    CAST(NULL AS DECIMAL(18, 2)) AS payments,
    CAST(NULL AS DECIMAL(18, 2)) AS other_credits,
    CAST(NULL AS DECIMAL(18, 2)) AS deposits_in,
    CAST(NULL AS DECIMAL(18, 2)) AS deposits_out
FROM moves
CROSS JOIN period
CROSS JOIN signed
CROSS JOIN cards
CROSS JOIN lists
