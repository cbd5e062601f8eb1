-- One row per finding: files that were held or refused, rejected rows by rule, what loading noticed, and what the
-- published figures themselves show.
WITH told AS (
    SELECT
        tenant_id, source, scope, dataset, snapshot_date,
        COALESCE(rule, 'file_' || outcome) AS rule,
        COALESCE(severity, 'error') AS severity,
        CAST(NULL AS VARCHAR) AS object_id,
        CASE WHEN outcome IS NULL THEN 1 ELSE COALESCE(rows_read, 0) END AS row_count,
        message
    FROM unified.sentences
    WHERE outcome IS NULL OR outcome IN ('held', 'refused', 'failed')
),
rejected AS (
    SELECT
        tenant_id, source, scope, dataset, snapshot_date,
        'rejected_' || rule AS rule,
        'warning' AS severity,
        CAST(NULL AS VARCHAR) AS object_id,
        COUNT(*) AS row_count,
        'rows of ' || dataset || ' were quarantined in ops.rejects; the first is row ' || MIN(row_number) AS message
    FROM ops.rejects
    GROUP BY tenant_id, source, scope, dataset, snapshot_date, rule
),
replaced_files AS (
    SELECT
        earlier.tenant_id,
        earlier.source,
        earlier.scope,
        earlier.dataset,
        earlier.snapshot_date,
        'file_replaced' AS rule,
        'info' AS severity,
        CAST(NULL AS VARCHAR) AS object_id,
        COALESCE(earlier.rows_read, 0) AS row_count,
        earlier.file || ' (' || SUBSTRING(earlier.sha256, 1, 12) || ') was replaced by ' || newest.file || ' ('
        || SUBSTRING(newest.sha256, 1, 12) || '), which now stands for the day; what was published in between showed '
        || 'the earlier one' AS message
    FROM ops.loads AS earlier
    INNER JOIN ops.loads AS newest
        ON earlier.tenant_id = newest.tenant_id
        AND earlier.source = newest.source
        AND earlier.scope = newest.scope
        AND earlier.dataset = newest.dataset
        AND earlier.snapshot_date = newest.snapshot_date
    WHERE earlier.outcome = 'replaced' AND newest.is_current
),
missing_rents AS (
    SELECT
        spans.tenant_id,
        spans.source,
        spans.property_id AS scope,
        'rent_roll_spans' AS dataset,
        spans.valid_from AS snapshot_date,
        'missing_rent' AS rule,
        'warning' AS severity,
        spans.occupancy_id AS object_id,
        1 AS row_count,
        'unit ' || spans.unit_number || ' is occupied from ' || spans.valid_from || ' to '
        || COALESCE(CAST(spans.valid_to AS VARCHAR), 'now') || ' without an effective rent: its rent is unknown, not 0'
            AS message
    FROM marts.rent_roll_spans AS spans
    WHERE spans.is_occupied AND spans.monthly_rent IS NULL
),
unknown_contact_types AS (
    SELECT
        tenant_id,
        source,
        scope,
        report AS dataset,
        snapshot_date,
        'unknown_contact_type' AS rule,
        'warning' AS severity,
        CAST(NULL AS VARCHAR) AS object_id,
        COUNT(*) AS row_count,
        'contacts of the type ' || contact_type || ' count as no event of the leasing funnel: the type is not in the '
        || 'list of warehouse/sql/unified/' || CASE source WHEN 'yardi_voyager' THEN source ELSE report END
        || '/leasing_activities.sql; say there what it means' AS message
    FROM unified.leasing_activities
    WHERE NOT is_known_contact_type AND contact_type IS NOT NULL
    GROUP BY tenant_id, source, scope, report, snapshot_date, contact_type
),
unit_counts AS (
    SELECT
        counts.tenant_id,
        counts.source,
        counts.scope,
        counts.snapshot_date,
        counts.report,
        counts.as_of AS period_start, -- units are counted on one day
        counts.as_of,
        figures.figure,
        CASE figures.figure
            WHEN 'total_units' THEN counts.total_units
            WHEN 'occupied_no_notice' THEN counts.occupied_no_notice
            WHEN 'notice_not_leased' THEN counts.notice_not_leased
            WHEN 'notice_leased' THEN counts.notice_leased
            WHEN 'vacant_not_leased' THEN counts.vacant_not_leased
            WHEN 'vacant_leased' THEN counts.vacant_leased
            WHEN 'model_admin' THEN counts.model_admin
            WHEN 'down' THEN counts.down
        END AS counted
    FROM unified.occupancy_metrics AS counts
    CROSS JOIN (
        VALUES
            ('total_units'),
            ('occupied_no_notice'),
            ('notice_not_leased'),
            ('notice_leased'),
            ('vacant_not_leased'),
            ('vacant_leased'),
            ('model_admin'),
            ('down')
    ) AS figures (figure)
),
move_counts AS (
    SELECT
        tenant_id, source, scope, snapshot_date, report, period_start, as_of,
        'move_ins' AS figure,
        move_ins AS counted
    FROM unified.move_metrics
    UNION ALL
    SELECT tenant_id, source, scope, snapshot_date, report, period_start, as_of, 'move_outs', move_outs
    FROM unified.move_metrics
),
printed AS (
    SELECT 'occupancy' AS mart, unit_counts.*
    FROM unit_counts
    UNION ALL
    SELECT 'move_activity', move_counts.*
    FROM move_counts
),
differing_reports AS (
    SELECT
        box_score.tenant_id,
        box_score.source,
        box_score.scope,
        box_score.mart AS dataset,
        box_score.snapshot_date,
        'reports_differ' AS rule,
        'warning' AS severity,
        box_score.figure AS object_id,
        1 AS row_count,
        box_score.figure || ' is ' || box_score.counted || ' in the box score and ' || other.counted || ' in the '
        || CASE other.report WHEN 'realpage_rent_roll' THEN 'rent roll' ELSE 'monthly summary' END
        || ', both ' || CASE box_score.mart WHEN 'occupancy' THEN 'as of ' ELSE 'through ' END
        || COALESCE(CAST(box_score.as_of AS VARCHAR), 'an unknown day')
        || '; marts.' || box_score.mart || ' names the report it shows. Run both again to see which one holds' AS message
    FROM printed AS box_score
    INNER JOIN printed AS other
        ON box_score.tenant_id = other.tenant_id
        AND box_score.source = other.source
        AND box_score.scope = other.scope
        AND box_score.snapshot_date = other.snapshot_date
        AND box_score.figure = other.figure
        AND box_score.period_start IS NOT DISTINCT FROM other.period_start
        AND box_score.as_of IS NOT DISTINCT FROM other.as_of
    WHERE box_score.report = 'realpage_box_score'
        AND other.report <> 'realpage_box_score'
        AND box_score.counted <> other.counted
),
market_rents AS (
    SELECT
        tenant_id, source, scope, snapshot_date, as_of, report,
        SUM(units) AS units,
        CAST(SUM(COALESCE(asking_rent_sum, asking_rent * units)) AS DECIMAL(18, 2)) AS market_rent
    FROM unified.pricing_metrics
    WHERE units > 0
    GROUP BY tenant_id, source, scope, snapshot_date, as_of, report
    -- A sum over fewer units than the plan has is no property's market rent.
    HAVING COUNT(CASE WHEN asking_units = units THEN asking_rent_sum ELSE asking_rent END) = COUNT(*)
),
differing_rents AS (
    SELECT
        box_score.tenant_id,
        box_score.source,
        box_score.scope,
        'pricing' AS dataset,
        box_score.snapshot_date,
        'reports_differ' AS rule,
        'warning' AS severity,
        'market_rent' AS object_id,
        1 AS row_count,
        'market_rent is ' || box_score.market_rent || ' in the box score (its means times its units) and '
        || other.market_rent || ' in the '
        || CASE other.report WHEN 'realpage_rent_roll' THEN 'rent roll' ELSE 'monthly summary' END || ', both as of '
        || COALESCE(CAST(box_score.as_of AS VARCHAR), 'an unknown day')
        || '; marts.pricing names the report it shows. Run both again to see which one holds' AS message
    FROM market_rents AS box_score
    INNER JOIN market_rents AS other
        ON box_score.tenant_id = other.tenant_id
        AND box_score.source = other.source
        AND box_score.scope = other.scope
        AND box_score.snapshot_date = other.snapshot_date
        AND box_score.as_of IS NOT DISTINCT FROM other.as_of
    WHERE box_score.report = 'realpage_box_score'
        AND other.report <> 'realpage_box_score'
        -- A printed mean is rounded to the cent: half a cent for every unit is no difference.
        AND ABS(box_score.market_rent - other.market_rent) * 200 > GREATEST(box_score.units, other.units)
),
amended_payments AS (
    SELECT
        tenant_id,
        source,
        scope,
        'payments' AS dataset,
        snapshot_date,
        CASE turn WHEN 'refused' THEN 'payment_changed' ELSE 'payment_' || turn END AS rule,
        'error' AS severity,
        payment_id AS object_id,
        1 AS row_count,
        'payment ' || payment_id || CASE turn
            WHEN 'changed' THEN ' has changed' || fields
            WHEN 'gone' THEN ' has vanished at the source and no longer counts' || fields
            WHEN 'refused' THEN ' has changed and is refused; the last good state is kept' || fields
            ELSE ' had vanished at the source and is there again' || fields
        END || '; a payment never changes once it is made. Ask the school why' AS message
    FROM unified.payment_turns
),
unjudged_payments AS (
    SELECT
        invoices.tenant_id,
        invoices.source,
        invoices.scope,
        'invoices' AS dataset,
        periods.valid_from AS snapshot_date,
        'paid_over_amount' AS rule,
        'warning' AS severity,
        invoices.invoice_id AS object_id,
        1 AS row_count,
        'invoice ' || invoices.invoice_id || ' of ' || periods.amount || ' has payments of ' || periods.paid
        || ' that were accepted before it was lowered, and no payments came since to be judged by it. Load the payments of '
        || newest.as_of AS message
    FROM marts.amended_invoice_statuses AS periods
    INNER JOIN unified.invoices AS invoices
        ON periods.tenant_id = invoices.tenant_id
        AND periods.source = invoices.source
        AND periods.invoice_id = invoices.invoice_id
    INNER JOIN unified.source_days AS newest
        ON periods.tenant_id = newest.tenant_id
        AND periods.source = newest.source
        AND periods.valid_from <= newest.as_of
        AND (periods.valid_to IS NULL OR periods.valid_to > newest.as_of)
    WHERE periods.paid > periods.amount
),
payment_days AS (
    -- the day before is that of any file of the source: figures were told as of it, with the payments known by then
    SELECT
        days.tenant_id, days.source, days.scope, days.dataset, days.snapshot_date,
        MAX(earlier.snapshot_date) AS day_before
    FROM ops.loads AS days
    INNER JOIN ops.loads AS earlier
        ON days.tenant_id = earlier.tenant_id
        AND days.source = earlier.source
        AND days.snapshot_date > earlier.snapshot_date
    WHERE days.is_current AND days.outcome = 'loaded'
        AND days.source = 'school_billing' AND days.dataset = 'payments'
        AND earlier.is_current AND earlier.outcome = 'loaded'
    GROUP BY days.tenant_id, days.source, days.scope, days.dataset, days.snapshot_date
),
unknown_words AS (
    -- what a report prints is looked through as it is read; what a call answers, here
    SELECT
        tenant_id,
        source,
        scope,
        model AS dataset,
        MIN(valid_from) AS snapshot_date,
        'unknown_status' AS rule,
        'warning' AS severity,
        CAST(NULL AS VARCHAR) AS object_id,
        COUNT(*) AS row_count,
        CASE
            WHEN vendor_status IS NULL THEN 'the answer does not say in which state these ' || model || ' are'
            ELSE 'the status "' || vendor_status || '" of these ' || model || ' is not known'
        END || ', so theirs is blank and they are counted in none. Say in warehouse/sql/unified what it means, for '
        || source AS message
    FROM (
        SELECT tenant_id, source, scope, 'units' AS model, valid_from, vendor_status
        FROM unified.units
        WHERE deleted_at IS NULL AND state IS NULL
        UNION ALL
        SELECT tenant_id, source, scope, 'leases', valid_from, vendor_status
        FROM unified.leases
        WHERE deleted_at IS NULL AND status IS NULL
        UNION ALL
        SELECT tenant_id, source, scope, 'residents', valid_from, vendor_status
        FROM unified.residents
        WHERE deleted_at IS NULL AND status IS NULL
    ) AS blank
    WHERE source IN ('realpage_gateway', 'yardi_voyager')
    GROUP BY tenant_id, source, scope, model, vendor_status
),
ambiguous_units AS (
    SELECT
        tenant_id,
        MIN(source) AS source,
        property_id AS scope,
        'units' AS dataset,
        MAX(updated_at) AS snapshot_date,
        'ambiguous_unit_number' AS rule,
        'warning' AS severity,
        unit_number AS object_id,
        COUNT(*) AS row_count,
        'unit number ' || unit_number || ' is that of several units, and nothing tells which of them '
        || MIN(source) || ' and ' || MAX(source) || ' both mean: each stands for itself in marts.units. Give every '
        || 'unit a number of its own at the source' AS message
    FROM (
        SELECT *, CASE WHEN source IN ('yardi_reports', 'yardi_voyager') THEN 'yardi' ELSE 'realpage' END AS vendor
        FROM marts.units
        WHERE deleted_at IS NULL AND source <> 'leasing_ledger'
    ) AS living
    GROUP BY tenant_id, vendor, property_id, unit_number
    HAVING COUNT(DISTINCT source) > 1
),
late_postings AS (
    SELECT
        days.tenant_id,
        days.source,
        days.scope,
        days.dataset,
        days.snapshot_date,
        'payment_posted_late' AS rule,
        'info' AS severity,
        CAST(NULL AS VARCHAR) AS object_id,
        COUNT(*) AS row_count,
        'payments dated up to ' || days.day_before || ', the snapshot before, appear only now; they count from their own '
        || 'day, so statuses since ' || MIN(payments.payment_date) || ' may differ from what was published then' AS message
    FROM payment_days AS days
    INNER JOIN unified.invoice_payments AS payments
        ON days.tenant_id = payments.tenant_id
        AND days.source = payments.source
        AND days.scope = payments.scope
        AND days.snapshot_date = payments.created_at
        AND days.day_before >= payments.payment_date
    GROUP BY days.tenant_id, days.source, days.scope, days.dataset, days.snapshot_date, days.day_before
),
payments_without_patient AS (
    -- a payment whose patient is gone is refused and keeps its last state: it counts, but in no patient's total
    SELECT
        patients.tenant_id,
        patients.source,
        patients.scope,
        'payments' AS dataset,
        patients.deleted_at AS snapshot_date,
        'payment_without_patient' AS rule,
        'warning' AS severity,
        patients.patient_id AS object_id,
        COUNT(*) AS row_count,
        'patient ' || patients.patient_id || ' has vanished at the source and ' || COUNT(*) || ' of its payments, of '
        || SUM(payments.amount) || ' in all, have not: they count in patient_payments and receivables, and in no row of '
        || 'patient_payment_totals. Have the payments removed at the source, or the patient brought back' AS message
    FROM unified.patients AS patients
    INNER JOIN unified.patient_payments AS payments
        ON patients.tenant_id = payments.tenant_id
        AND patients.source = payments.source
        AND patients.scope = payments.scope
        AND patients.patient_id = payments.patient_id
    WHERE patients.deleted_at IS NOT NULL AND payments.deleted_at IS NULL
    GROUP BY patients.tenant_id, patients.source, patients.scope, patients.patient_id, patients.deleted_at
),
contract_findings AS (
    SELECT
        tenant_id,
        source,
        'all' AS scope,
        'contract_charges' AS dataset,
        as_of AS snapshot_date,
        rule,
        severity,
        COALESCE(version_id, contract_id, MIN(trip_id)) AS object_id,
        COUNT(*) AS row_count,
        message || COALESCE('; the first is trip ' || MIN(trip_id), '') AS message
    FROM marts.contract_findings
    GROUP BY tenant_id, source, as_of, kind, rule, severity, version_id, contract_id, message
)
SELECT * FROM told
UNION ALL
SELECT * FROM rejected
UNION ALL
SELECT * FROM replaced_files
UNION ALL
SELECT * FROM missing_rents
UNION ALL
SELECT * FROM unknown_contact_types
UNION ALL
SELECT * FROM differing_reports
UNION ALL
SELECT * FROM differing_rents
UNION ALL
SELECT * FROM amended_payments
UNION ALL
SELECT * FROM unjudged_payments
UNION ALL
SELECT * FROM payments_without_patient
UNION ALL
SELECT * FROM late_postings
UNION ALL
SELECT * FROM unknown_words
UNION ALL
SELECT * FROM ambiguous_units
UNION ALL
SELECT * FROM contract_findings
