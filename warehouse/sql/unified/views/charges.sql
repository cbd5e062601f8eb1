-- One row per charge of an account. Which invoices of a school count, and what of each is pending, marts.invoice_details
-- knows, and marts.contract_invoices what a client is billed. Of Yardi's resident transactions the newest answer of the
-- property counts; a charge is due on its own day, and a credit is open for nothing: it is prepaid.
WITH newest_calls AS (
    SELECT tenant_id, source, scope, MAX(snapshot_date) AS as_of
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded' AND dataset = 'yardi_resident_transactions'
    GROUP BY tenant_id, source, scope
),
charges AS (
    SELECT
        tenant_id,
        source,
        'student' AS account_kind,
        student_id AS account_id,
        invoice_id AS charge_id,
        CAST(NULL AS VARCHAR) AS charge_code,
        description,
        due_date,
        CAST(amount AS DECIMAL(18, 2)) AS amount,
        pending AS open_amount,
        paid AS paid_amount,
        payment_count,
        last_payment_date,
        as_of
    FROM marts.invoice_details
    WHERE status <> 'CANCELLED'
    UNION ALL
    SELECT
        lines.tenant_id,
        lines.source,
        'resident',
        lines.scope || '/' || TRIM(lines.customer_id),
        lines.scope || '/' || lines.row_number,
        lines.charge_code,
        lines.description,
        COALESCE(lines.transaction_date, lines.service_from),
        lines.amount,
        CASE WHEN lines.balance_due > 0 OR (lines.balance_due IS NULL AND lines.amount > 0) THEN lines.balance_due ELSE 0 END,
        NULL,
        NULL,
        NULL,
        newest_calls.as_of
    FROM raw.yardi_resident_transactions AS lines
    INNER JOIN newest_calls
        ON lines.tenant_id = newest_calls.tenant_id
        AND lines.source = newest_calls.source
        AND lines.scope = newest_calls.scope
        AND lines.snapshot_date = newest_calls.as_of
    WHERE lines.transaction_type = 'charge'
    UNION ALL
    SELECT
        invoices.tenant_id,
        invoices.source,
        'client',
        invoices.client_id,
        invoices.contract_id || '/' || invoices.month,
        NULL,
        CASE WHEN NOT invoices.is_complete THEN 'something of the month is not billed: see contract_findings' END,
        invoices.due_date,
        invoices.total,
        NULL,
        NULL,
        NULL,
        NULL,
        newest.as_of
    FROM marts.contract_invoices AS invoices
    INNER JOIN unified.source_days AS newest ON invoices.tenant_id = newest.tenant_id AND invoices.source = newest.source
    WHERE invoices.lines > 0
)
SELECT
    tenant_id,
    source,
    account_kind,
    account_id,
    charge_id,
    charge_code,
    description,
    due_date,
    amount,
    open_amount,
    paid_amount,
    payment_count,
    last_payment_date,
    as_of,
    DATE_DIFF('day', due_date, as_of) AS days_past_due
FROM charges
