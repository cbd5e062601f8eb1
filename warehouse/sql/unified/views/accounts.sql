-- One row per account that any source keeps: who owes or has paid. Of snapshots the newest of the property counts. An
-- account of Yardi's transactions with lines under several units shows the last unit by code, as delinquency_accounts
-- does; its status is that of the same day's residents, where their answer is there.
WITH newest_reports AS (
    SELECT tenant_id, source, scope, report, MAX(snapshot_date) AS snapshot_date
    FROM raw.report_banners
    WHERE report IN ('realpage_delinquency', 'yardi_aged_receivables')
    GROUP BY tenant_id, source, scope, report
),
newest_calls AS (
    SELECT tenant_id, source, scope, MAX(snapshot_date) AS snapshot_date
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded' AND dataset = 'yardi_resident_transactions'
    GROUP BY tenant_id, source, scope
),
called AS (
    SELECT
        lines.tenant_id, lines.source, lines.scope,
        TRIM(lines.customer_id) AS customer_id,
        MAX(TRIM(lines.unit_code)) AS unit_code,
        MIN(newest_calls.snapshot_date) AS as_of
    FROM raw.yardi_resident_transactions AS lines
    INNER JOIN newest_calls
        ON lines.tenant_id = newest_calls.tenant_id
        AND lines.source = newest_calls.source
        AND lines.scope = newest_calls.scope
        AND lines.snapshot_date = newest_calls.snapshot_date
    GROUP BY lines.tenant_id, lines.source, lines.scope, TRIM(lines.customer_id)
),
residents AS (
    SELECT
        listed.tenant_id, listed.source, listed.scope, listed.snapshot_date,
        TRIM(listed.resident_code) AS resident_code,
        listed.status,
        ROW_NUMBER() OVER (
            PARTITION BY listed.tenant_id, listed.source, listed.scope, listed.snapshot_date, TRIM(listed.resident_code)
            ORDER BY listed.row_number
        ) AS place
    FROM raw.yardi_residents AS listed
    INNER JOIN ops.loads AS loads
        ON listed.tenant_id = loads.tenant_id
        AND listed.source = loads.source
        AND listed.scope = loads.scope
        AND listed.snapshot_date = loads.snapshot_date
    WHERE loads.dataset = 'yardi_residents' AND loads.is_current AND loads.outcome = 'loaded'
)
SELECT
    students.tenant_id,
    students.source,
    'student' AS account_kind,
    students.student_id AS account_id,
    students.student_id AS source_account_id,
    students.school_id AS group_id,
    CAST(NULL AS VARCHAR) AS unit_number,
    CAST(NULL AS VARCHAR) AS vendor_status,
    students.deleted_at IS NULL AS is_alive,
    'ledger' AS basis,
    newest.as_of,
    CAST(NULL AS DECIMAL(18, 2)) AS printed_balance,
    CAST(NULL AS DECIMAL(18, 2)) AS printed_prepaid,
    CAST(NULL AS DECIMAL(18, 2)) AS printed_0_30,
    CAST(NULL AS DECIMAL(18, 2)) AS printed_31_60,
    CAST(NULL AS DECIMAL(18, 2)) AS printed_61_90,
    CAST(NULL AS DECIMAL(18, 2)) AS printed_over_90
FROM unified.students AS students
INNER JOIN unified.source_days AS newest ON students.tenant_id = newest.tenant_id AND students.source = newest.source
UNION ALL
SELECT
    patients.tenant_id, patients.source, 'patient', patients.patient_id, patients.patient_id, NULL, NULL, NULL,
    patients.deleted_at IS NULL, 'payments', newest.as_of, NULL, NULL, NULL, NULL, NULL, NULL
FROM unified.patients AS patients
INNER JOIN unified.source_days AS newest ON patients.tenant_id = newest.tenant_id AND patients.source = newest.source
UNION ALL
SELECT
    accounts.tenant_id,
    accounts.source,
    'resident',
    accounts.scope || '/' || accounts.account_number,
    COALESCE(realpage.lease_id, realpage.resident_household_id, yardi.resident_code),
    accounts.property_id,
    accounts.unit_number,
    accounts.status,
    TRUE,
    'printed',
    COALESCE(accounts.as_of, accounts.snapshot_date),
    accounts.net_balance,
    accounts.total_prepaid,
    accounts.balance_0_30,
    accounts.balance_31_60,
    accounts.balance_61_90,
    accounts.balance_over_90
FROM unified.delinquency_accounts AS accounts
INNER JOIN newest_reports
    ON accounts.tenant_id = newest_reports.tenant_id
    AND accounts.source = newest_reports.source
    AND accounts.scope = newest_reports.scope
    AND accounts.report = newest_reports.report
    AND accounts.snapshot_date = newest_reports.snapshot_date
LEFT JOIN raw.realpage_delinquency AS realpage
    ON accounts.report = 'realpage_delinquency'
    AND accounts.tenant_id = realpage.tenant_id
    AND accounts.source = realpage.source
    AND accounts.scope = realpage.scope
    AND accounts.snapshot_date = realpage.snapshot_date
    AND accounts.account_number = realpage.account_number
LEFT JOIN raw.yardi_aged_receivables AS yardi
    ON accounts.report = 'yardi_aged_receivables'
    AND accounts.tenant_id = yardi.tenant_id
    AND accounts.source = yardi.source
    AND accounts.scope = yardi.scope
    AND accounts.snapshot_date = yardi.snapshot_date
    AND accounts.account_number = yardi.row_number
UNION ALL
SELECT
    called.tenant_id, called.source, 'resident', called.scope || '/' || called.customer_id, called.customer_id,
    called.scope, called.unit_code, residents.status, TRUE, 'ledger', called.as_of, NULL, NULL, NULL, NULL, NULL, NULL
FROM called
LEFT JOIN residents
    ON called.tenant_id = residents.tenant_id
    AND called.source = residents.source
    AND called.scope = residents.scope
    AND called.as_of = residents.snapshot_date
    AND called.customer_id = residents.resident_code
    AND residents.place = 1
UNION ALL
SELECT
    clients.tenant_id, clients.source, 'client', clients.client_id, clients.client_id, NULL, NULL, NULL,
    clients.deleted_at IS NULL, 'charges', newest.as_of, NULL, NULL, NULL, NULL, NULL, NULL
FROM unified.clients AS clients
INNER JOIN unified.source_days AS newest ON clients.tenant_id = newest.tenant_id AND clients.source = newest.source
