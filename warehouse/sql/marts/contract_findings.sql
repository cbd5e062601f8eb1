-- One row per trip or monthly fee that is not billed, per version whose rules bill nothing, per period of a contract with
-- several versions in force, per version without an end of a contract that is no longer active, and per client whose
-- trips or versions say that their times are in UTC.
WITH unbilled AS (
    SELECT
        lines.tenant_id, lines.source, lines.client_id, lines.contract_id, lines.version_id, lines.trip_id, lines.month,
        lines.kind,
        lines.finding AS rule,
        CASE lines.kind WHEN 'trip' THEN 'the trip is not billed: ' ELSE 'the monthly fee is not billed: ' END
        || CASE lines.finding
            WHEN 'no_version' THEN 'no version of contract ' || lines.contract_id || ' is in force at its start. Enter '
                || 'the version at the source'
            WHEN 'overlapping_versions' THEN 'several versions of contract ' || lines.contract_id || ' are in force at '
                || 'its start. Let one end where the other begins'
            WHEN 'contract_is_draft' THEN 'contract ' || lines.contract_id || ' is a draft. Activate it, or correct '
                || 'the trip'
            WHEN 'contract_gone' THEN 'the source no longer has its contract'
            WHEN 'contract_of_another_client' THEN 'its contract is not one of client ' || lines.client_id
                || '. Correct client or contract at the source'
            WHEN 'trip_of_another_vendor' THEN 'its vendor is not that of contract ' || lines.contract_id
                || '. Correct vendor or contract at the source'
            WHEN 'amount_unknown' THEN 'version ' || rules.version_number || ' of contract ' || lines.contract_id || ' ('
                || rules.billing_model || ') needs something that the trip does not say. Complete it at the source'
            WHEN 'amount_implausible' THEN 'by version ' || rules.version_number || ' of contract ' || lines.contract_id
                || ' it would come to less than 0, or to 1000000000 or more. Correct the rules or the trip at the source'
            ELSE 'version ' || rules.version_number || ' of contract ' || lines.contract_id || ': ' || rules.message
        END AS message
    FROM marts.contract_lines AS lines
    LEFT JOIN marts.contract_rules AS rules
        ON lines.tenant_id = rules.tenant_id
        AND lines.source = rules.source
        AND lines.version_id = rules.version_id
    WHERE lines.finding IS NOT NULL
),
unusable_versions AS (
    SELECT
        tenant_id, source, client_id, contract_id, version_id,
        CAST(NULL AS VARCHAR) AS trip_id,
        CAST(NULL AS DATE) AS month,
        'version' AS kind,
        finding AS rule,
        'version ' || version_number || ' of contract ' || contract_id || ' bills nothing: ' || message AS message
    FROM marts.contract_rules
    WHERE finding IS NOT NULL
),
crowded AS (
    SELECT
        tenant_id, source, client_id, contract_id,
        CAST(NULL AS VARCHAR) AS version_id,
        CAST(NULL AS VARCHAR) AS trip_id,
        CAST(DATE_TRUNC('month', valid_from) AS DATE) AS month,
        'period' AS kind,
        'overlapping_versions' AS rule,
        versions || ' versions of contract ' || contract_id || ' (from number ' || lowest_version || ' to '
        || highest_version || ') are in force at once from ' || valid_from || ' until '
        || COALESCE(CAST(valid_until AS VARCHAR), 'open') || '; nothing is billed in that time. Let one end where the '
        || 'other begins' AS message
    FROM marts.contract_periods
    WHERE versions > 1
),
endless AS (
    SELECT
        tenant_id, source, client_id, contract_id, version_id,
        CAST(NULL AS VARCHAR) AS trip_id,
        CAST(NULL AS DATE) AS month,
        'version' AS kind,
        'ended_without_end' AS rule,
        'contract ' || contract_id || ' is ' || status || ', but its version ' || version_number || ' has no '
        || 'valid_until. Its monthly fees end with the snapshot that showed the status. Enter the day at the source'
            AS message
    FROM marts.contract_rules
    WHERE status NOT IN ('ACTIVE', 'DRAFT') AND valid_until IS NULL
),
newest_loads AS (
    SELECT tenant_id, source, scope, dataset, MAX(snapshot_date) AS snapshot_date
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded' AND source = 'contract_billing'
    GROUP BY tenant_id, source, scope, dataset
),
trips_in_utc AS (
    SELECT
        clients.tenant_id, clients.source, clients.client_id,
        CAST(NULL AS VARCHAR) AS contract_id,
        CAST(NULL AS VARCHAR) AS version_id,
        CAST(NULL AS VARCHAR) AS trip_id,
        CAST(NULL AS DATE) AS month,
        'trip' AS kind,
        'start_in_utc' AS rule,
        COUNT(*) || ' trips start at a time that ends with Z or +00:00; it is taken as the clock on the spot, which '
        || 'decides their month, night and version. Where it is in UTC, have local times exported' AS message
    FROM raw.contract_billing_trips AS trips
    INNER JOIN newest_loads AS newest
        ON trips.tenant_id = newest.tenant_id
        AND trips.source = newest.source
        AND trips.scope = newest.scope
        AND trips.snapshot_date = newest.snapshot_date
        AND newest.dataset = 'trips'
    INNER JOIN unified.clients AS clients
        ON trips.tenant_id = clients.tenant_id
        AND trips.source = clients.source
        AND trips.scope = clients.scope
        AND TRIM(trips.client_id) = clients.client_id
        AND clients.deleted_at IS NULL
    WHERE REGEXP_MATCHES(UPPER(TRIM(trips.start_time)), ':[0-9.:]+(Z|[-+]00(:?00)?)$')
    GROUP BY clients.tenant_id, clients.source, clients.client_id
),
versions_in_utc AS (
    SELECT
        contracts.tenant_id, contracts.source, contracts.client_id,
        CAST(NULL AS VARCHAR) AS contract_id,
        CAST(NULL AS VARCHAR) AS version_id,
        CAST(NULL AS VARCHAR) AS trip_id,
        CAST(NULL AS DATE) AS month,
        'version' AS kind,
        'version_in_utc' AS rule,
        COUNT(*) || ' versions of contracts begin or end at a time that ends with Z or +00:00; it is taken as the clock on '
        || 'the spot, which decides what they bill. Where it is in UTC, have local times exported' AS message
    FROM raw.contract_billing_contract_versions AS versions
    INNER JOIN newest_loads AS newest
        ON versions.tenant_id = newest.tenant_id
        AND versions.source = newest.source
        AND versions.scope = newest.scope
        AND versions.snapshot_date = newest.snapshot_date
        AND newest.dataset = 'contract_versions'
    INNER JOIN unified.contracts AS contracts
        ON versions.tenant_id = contracts.tenant_id
        AND versions.source = contracts.source
        AND versions.scope = contracts.scope
        AND TRIM(versions.contract_id) = contracts.contract_id
        AND contracts.deleted_at IS NULL
    WHERE REGEXP_MATCHES(UPPER(TRIM(versions.valid_from)), ':[0-9.:]+(Z|[-+]00(:?00)?)$')
        OR REGEXP_MATCHES(UPPER(TRIM(versions.valid_until)), ':[0-9.:]+(Z|[-+]00(:?00)?)$')
    GROUP BY contracts.tenant_id, contracts.source, contracts.client_id
),
found AS (
    SELECT unbilled.*, 'error' AS severity FROM unbilled
    UNION ALL
    SELECT unusable_versions.*, 'error' FROM unusable_versions
    UNION ALL
    SELECT crowded.*, 'error' FROM crowded
    UNION ALL
    SELECT endless.*, 'warning' FROM endless
    UNION ALL
    SELECT trips_in_utc.*, 'warning' FROM trips_in_utc
    UNION ALL
    SELECT versions_in_utc.*, 'warning' FROM versions_in_utc
)
SELECT
    found.tenant_id,
    found.source,
    found.client_id,
    found.contract_id,
    found.kind,
    found.version_id,
    found.trip_id,
    found.month,
    found.rule,
    found.severity,
    found.message,
    newest.as_of
FROM found
INNER JOIN unified.source_days AS newest ON found.tenant_id = newest.tenant_id AND found.source = newest.source
