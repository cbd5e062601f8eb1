-- One row per property of a source: the ledger's own list, and the properties whose reports were loaded. Of reports the
-- newest that prints it says the name, the newest that counts them the units.
WITH listed AS (
    SELECT
        properties.tenant_id,
        properties.source,
        properties.scope,
        properties.property_id,
        properties.name,
        properties.created_at AS first_seen,
        properties.deleted_at
    FROM unified.properties AS properties
),
units AS (
    SELECT tenant_id, source, scope, property_id, COUNT(*) AS total_units
    FROM unified.units
    WHERE deleted_at IS NULL
    GROUP BY tenant_id, source, scope, property_id
),
newest AS (
    SELECT tenant_id, source, scope, MAX(snapshot_date) AS as_of
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded'
    GROUP BY tenant_id, source, scope
),
reported AS (
    SELECT tenant_id, source, property_id, property_name, snapshot_date, total_units
    FROM marts.occupancy
    UNION ALL
    SELECT DISTINCT tenant_id, source, property_id, property_name, snapshot_date, CAST(NULL AS BIGINT)
    FROM raw.report_banners
),
latest_reported AS (
    SELECT
        tenant_id,
        source,
        property_id,
        FIRST_VALUE(property_name IGNORE NULLS) OVER newest_first AS property_name,
        FIRST_VALUE(total_units IGNORE NULLS) OVER newest_first AS total_units,
        MIN(snapshot_date) OVER newest_first AS first_seen,
        MAX(snapshot_date) OVER newest_first AS last_seen,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, source, property_id
            ORDER BY snapshot_date DESC, total_units DESC NULLS LAST
        ) AS place
    FROM reported
    WINDOW newest_first AS (
        PARTITION BY tenant_id, source, property_id
        ORDER BY snapshot_date DESC, total_units DESC NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
)
SELECT
    listed.tenant_id,
    listed.source,
    listed.property_id,
    listed.name,
    COALESCE(units.total_units, 0) AS total_units,
    listed.first_seen,
    COALESCE(listed.deleted_at, newest.as_of) AS last_seen,
    listed.deleted_at
FROM listed
INNER JOIN newest
    ON listed.tenant_id = newest.tenant_id AND listed.source = newest.source AND listed.scope = newest.scope
LEFT JOIN units
    ON listed.tenant_id = units.tenant_id
    AND listed.source = units.source
    AND listed.scope = units.scope
    AND listed.property_id = units.property_id
UNION ALL
SELECT
    tenant_id,
    source,
    property_id,
    property_name AS name,
    total_units,
    first_seen,
    last_seen,
    CAST(NULL AS DATE) AS deleted_at
FROM latest_reported
WHERE place = 1
