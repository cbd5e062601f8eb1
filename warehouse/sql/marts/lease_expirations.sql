-- One row per property and month in which leases expire. A snapshot covers the months from the first it asks for to the
-- last it lists; of the snapshots that cover a month the newest counts, one that asks for a part of the month only
-- where no other covers it. Where two reports have the month, the one that prints decisions says more.
WITH ranges AS (
    SELECT
        tenant_id,
        source,
        property_id,
        report,
        snapshot_date,
        MIN(period_start) AS period_start,
        LEAST(MIN(expiry_month), CAST(DATE_TRUNC('month', MIN(period_start)) AS DATE)) AS first_month,
        MAX(expiry_month) AS last_month
    FROM unified.lease_expirations
    GROUP BY tenant_id, source, property_id, report, snapshot_date
),
months AS (
    SELECT DISTINCT tenant_id, source, property_id, report, expiry_month
    FROM unified.lease_expirations
),
covering AS (
    SELECT
        months.*,
        ranges.snapshot_date,
        ROW_NUMBER() OVER (
            PARTITION BY months.tenant_id, months.source, months.property_id, months.report, months.expiry_month
            ORDER BY
                CASE WHEN ranges.period_start > months.expiry_month THEN 2 ELSE 1 END,
                ranges.snapshot_date DESC
        ) AS place
    FROM months
    INNER JOIN ranges
        ON months.tenant_id = ranges.tenant_id
        AND months.source = ranges.source
        AND months.property_id = ranges.property_id
        AND months.report = ranges.report
        AND (months.expiry_month IS NULL OR months.expiry_month BETWEEN ranges.first_month AND ranges.last_month)
),
counted AS (
    SELECT
        leases.tenant_id,
        leases.source,
        leases.property_id,
        MIN(leases.property_name) AS property_name,
        leases.snapshot_date,
        MIN(leases.as_of) AS as_of,
        leases.report,
        leases.expiry_month,
        COUNT(*) AS expiring,
        COUNT(leases.vendor_decision) > 0 AS prints_decisions,
        SUM(CASE WHEN leases.decision = 'renewed' THEN 1 ELSE 0 END) AS renewed,
        SUM(CASE WHEN leases.decision = 'vacating' THEN 1 ELSE 0 END) AS vacating,
        SUM(CASE WHEN leases.decision = 'unknown' THEN 1 ELSE 0 END) AS unknown,
        SUM(CASE WHEN leases.is_month_to_month THEN 1 ELSE 0 END) AS month_to_month,
        SUM(CASE WHEN leases.decision = 'moved_out' THEN 1 ELSE 0 END) AS moved_out,
        SUM(CASE WHEN leases.decision = 'transferring' THEN 1 ELSE 0 END) AS transferring
    FROM unified.lease_expirations AS leases
    INNER JOIN covering
        ON leases.tenant_id = covering.tenant_id
        AND leases.source = covering.source
        AND leases.property_id = covering.property_id
        AND leases.report = covering.report
        AND leases.snapshot_date = covering.snapshot_date
        AND leases.expiry_month IS NOT DISTINCT FROM covering.expiry_month
        AND covering.place = 1
    GROUP BY
        leases.tenant_id, leases.source, leases.property_id, leases.snapshot_date, leases.report, leases.expiry_month
),
decided AS (
    SELECT
        tenant_id,
        source,
        property_id,
        property_name,
        snapshot_date,
        as_of,
        report,
        expiry_month,
        expiring,
        CASE WHEN prints_decisions THEN renewed END AS renewed,
        CASE WHEN prints_decisions THEN vacating END AS vacating,
        CASE WHEN prints_decisions THEN unknown END AS unknown,
        month_to_month,
        CASE WHEN prints_decisions THEN moved_out END AS moved_out,
        CASE WHEN prints_decisions THEN transferring END AS transferring,
        CASE WHEN prints_decisions THEN renewed + vacating + unknown + month_to_month END AS total_possible,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, source, property_id, expiry_month
            ORDER BY prints_decisions DESC, snapshot_date DESC, report
        ) AS place
    FROM counted
)
SELECT
    tenant_id,
    source,
    property_id,
    property_name,
    snapshot_date,
    as_of,
    report,
    expiry_month,
    expiring,
    renewed,
    vacating,
    unknown,
    month_to_month,
    moved_out,
    transferring,
    total_possible,
    renewed / NULLIF(total_possible, 0) AS renewal_rate
FROM decided
WHERE place = 1
