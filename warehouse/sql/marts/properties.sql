-- One row per property of a tenant, whichever sources know it: the list that a call gives of a whole company, reports,
-- the answers to calls about it, or the ledger.
WITH newest AS (
    SELECT tenant_id, source, scope, MAX(snapshot_date) AS as_of
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded'
    GROUP BY tenant_id, source, scope
),
listed AS (
    SELECT
        properties.*,
        COALESCE(properties.deleted_at, newest.as_of) AS last_seen,
        CASE WHEN properties.vendor_code IS NULL THEN 3 ELSE 1 END AS place
    FROM unified.properties AS properties
    INNER JOIN newest
        ON properties.tenant_id = newest.tenant_id
        AND properties.source = newest.source
        AND properties.scope = newest.scope
),
answered AS (
    SELECT tenant_id, source, property_id, property_name, snapshot_date
    FROM raw.report_banners
    UNION ALL
    SELECT tenant_id, source, scope, CAST(NULL AS VARCHAR), snapshot_date
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded' AND source IN ('yardi_voyager', 'realpage_gateway') AND scope <> 'all'
),
seen AS (
    SELECT tenant_id, property_id, source, created_at AS first_seen, last_seen, deleted_at
    FROM listed
    UNION ALL
    SELECT tenant_id, property_id, source, snapshot_date, snapshot_date, CAST(NULL AS DATE)
    FROM answered
),
known AS (
    SELECT
        tenant_id,
        property_id,
        MIN(source) AS source,
        MIN(first_seen) AS first_seen,
        MAX(last_seen) AS last_seen,
        -- What a list no longer has may still be seen elsewhere.
        CASE
            WHEN MAX(deleted_at) > MAX(CASE WHEN deleted_at IS NULL THEN last_seen ELSE DATE '1900-01-01' END)
                THEN MAX(deleted_at)
        END AS deleted_at
    FROM seen
    GROUP BY tenant_id, property_id
),
names AS (
    SELECT tenant_id, property_id, source, name, last_seen, deleted_at, place
    FROM listed
    UNION ALL
    SELECT tenant_id, property_id, source, property_name, snapshot_date, CAST(NULL AS DATE), 2
    FROM answered
    WHERE property_name IS NOT NULL
),
named AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, property_id
            ORDER BY CASE WHEN deleted_at IS NULL THEN 1 ELSE 2 END, place, last_seen DESC, source, name
        ) AS choice
    FROM names
),
addressed AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, property_id
            ORDER BY CASE WHEN deleted_at IS NULL THEN 1 ELSE 2 END, last_seen DESC, source
        ) AS choice
    FROM listed
    WHERE vendor_code IS NOT NULL
),
counted AS (
    SELECT
        counts.tenant_id,
        counts.property_id,
        counts.total_units,
        ROW_NUMBER() OVER (
            PARTITION BY counts.tenant_id, counts.property_id
            ORDER BY counts.snapshot_date DESC, preferences.place NULLS LAST, counts.report
        ) AS choice
    FROM unified.occupancy_metrics AS counts
    LEFT JOIN marts.report_preferences AS preferences
        ON counts.tenant_id = preferences.tenant_id
        AND counts.report = preferences.report
        AND preferences.mart = 'occupancy'
    WHERE counts.total_units IS NOT NULL
),
ledger_units AS (
    SELECT listed.tenant_id, listed.property_id, COUNT(units.unit_id) AS total_units
    FROM listed
    LEFT JOIN unified.units AS units
        ON listed.tenant_id = units.tenant_id
        AND listed.source = units.source
        AND listed.scope = units.scope
        AND listed.property_id = units.property_id
        AND units.deleted_at IS NULL
    WHERE listed.vendor_code IS NULL
    GROUP BY listed.tenant_id, listed.property_id
)
SELECT
    known.tenant_id,
    COALESCE(named.source, known.source) AS source,
    known.property_id,
    named.name,
    addressed.vendor_code,
    addressed.address_line,
    addressed.city,
    addressed.state,
    addressed.postal_code,
    COALESCE(counted.total_units, ledger_units.total_units) AS total_units,
    known.first_seen,
    known.last_seen,
    known.deleted_at
FROM known
LEFT JOIN named
    ON known.tenant_id = named.tenant_id AND known.property_id = named.property_id AND named.choice = 1
LEFT JOIN addressed
    ON known.tenant_id = addressed.tenant_id AND known.property_id = addressed.property_id AND addressed.choice = 1
LEFT JOIN counted
    ON known.tenant_id = counted.tenant_id AND known.property_id = counted.property_id AND counted.choice = 1
LEFT JOIN ledger_units
    ON known.tenant_id = ledger_units.tenant_id AND known.property_id = ledger_units.property_id
