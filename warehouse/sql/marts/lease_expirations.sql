-- One row per property and month in which leases expire. A snapshot covers the months from the first it asks for to the
-- last it lists, a call every month to come; of the snapshots that cover a month the newest counts, one that asks for a
-- part of the month only where no other covers it. Where two documents have the month, the one that tells decisions
-- says more, then the newer one, then the first in the order of marts.report_preferences.
WITH ranges AS (
    SELECT
        tenant_id,
        source,
        property_id,
        report,
        snapshot_date,
        MIN(period_start) AS period_start,
        CASE
            WHEN report = 'yardi_residents' THEN DATE '1900-01-01'
            ELSE LEAST(MIN(expiry_month), CAST(DATE_TRUNC('month', MIN(period_start)) AS DATE))
        END AS first_month,
        CASE
            WHEN report IN ('yardi_residents', 'realpage_leases') THEN DATE '9999-12-31'
            ELSE MAX(expiry_month)
        END AS last_month
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
        -- Yardi lists a resident under one lease: who leaves and whose lease has run out, and no other decision.
        leases.report = 'yardi_residents' OR COUNT(COALESCE(leases.vendor_decision, leases.decision)) > 0
            AS tells_decisions,
        leases.report <> 'yardi_residents' AND COUNT(COALESCE(leases.vendor_decision, leases.decision)) > 0
            AS tells_all_decisions,
        SUM(CASE WHEN leases.decision = 'renewed' THEN 1 ELSE 0 END) AS renewed,
        SUM(CASE WHEN leases.decision = 'vacating' THEN 1 ELSE 0 END) AS vacating,
        SUM(CASE WHEN leases.decision = 'unknown' THEN 1 ELSE 0 END) AS unknown,
        SUM(CASE WHEN leases.is_month_to_month THEN 1 ELSE 0 END) AS month_to_month,
        SUM(CASE WHEN leases.decision = 'moved_out' THEN 1 ELSE 0 END) AS moved_out,
        SUM(CASE WHEN leases.decision = 'transferring' THEN 1 ELSE 0 END) AS transferring,
        SUM(
            CASE
                WHEN leases.decision IN ('moved_out', 'transferring') THEN 0
                WHEN leases.is_month_to_month OR leases.decision IN ('renewed', 'vacating', 'unknown', 'month_to_month')
                    THEN 1
                ELSE 0
            END
        ) AS possible
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
        counted.tenant_id,
        counted.source,
        counted.property_id,
        counted.property_name,
        counted.snapshot_date,
        counted.as_of,
        counted.report,
        counted.expiry_month,
        counted.expiring,
        CASE WHEN tells_all_decisions THEN renewed END AS renewed,
        CASE WHEN tells_decisions THEN vacating END AS vacating,
        CASE WHEN tells_all_decisions THEN unknown END AS unknown,
        month_to_month,
        CASE WHEN tells_all_decisions THEN moved_out END AS moved_out,
        CASE WHEN tells_all_decisions THEN transferring END AS transferring,
        CASE WHEN tells_all_decisions THEN possible END AS total_possible,
        ROW_NUMBER() OVER (
            PARTITION BY counted.tenant_id, counted.property_id, counted.expiry_month
            ORDER BY
                tells_all_decisions DESC,
                tells_decisions DESC,
                counted.snapshot_date DESC,
                preferences.place NULLS LAST,
                counted.source,
                counted.report
        ) AS choice
    FROM counted
    LEFT JOIN marts.report_preferences AS preferences
        ON counted.tenant_id = preferences.tenant_id
        AND counted.report = preferences.report
        AND preferences.mart = 'lease_expirations'
)
SELECT
    decided.tenant_id,
    decided.source,
    decided.property_id,
    COALESCE(decided.property_name, properties.name) AS property_name,
    decided.snapshot_date,
    decided.as_of,
    decided.report,
    decided.expiry_month,
    decided.expiring,
    decided.renewed,
    decided.vacating,
    decided.unknown,
    decided.month_to_month,
    decided.moved_out,
    decided.transferring,
    decided.total_possible,
    decided.renewed / NULLIF(decided.total_possible, 0) AS renewal_rate
FROM decided
LEFT JOIN marts.properties AS properties
    ON decided.tenant_id = properties.tenant_id AND decided.property_id = properties.property_id
WHERE decided.choice = 1
