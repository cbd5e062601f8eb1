-- One row per time that a payment of a school, which never changes once it is made, changed, vanished or came back, or
-- was sent with other values than were accepted and refused for them: there the first time of a state.
WITH touched AS (
    SELECT tenant_id, source, scope, payment_id
    FROM unified.invoice_payments_versions
    UNION
    SELECT tenant_id, source, scope, payment_id
    FROM unified.invoice_payments
    WHERE deleted_at IS NOT NULL OR rejected_since IS NOT NULL
),
states AS (
    SELECT
        history.*,
        LAG(history.valid_to) OVER of_payment AS previous_to,
        LAG(history.invoice_id) OVER of_payment AS previous_invoice_id,
        LAG(history.amount) OVER of_payment AS previous_amount,
        LAG(history.payment_date) OVER of_payment AS previous_payment_date,
        LAG(history.method) OVER of_payment AS previous_method,
        LAG(history.reference) OVER of_payment AS previous_reference,
        LEAD(history.valid_from) OVER of_payment AS next_from
    FROM unified.invoice_payments_history AS history
    INNER JOIN touched
        ON history.tenant_id = touched.tenant_id
        AND history.source = touched.source
        AND history.scope = touched.scope
        AND history.payment_id = touched.payment_id
    WINDOW of_payment AS (
        PARTITION BY history.tenant_id, history.source, history.scope, history.payment_id ORDER BY history.valid_from
    )
),
followed AS (
    SELECT
        tenant_id, source, scope, payment_id,
        valid_from AS snapshot_date,
        CASE WHEN previous_to = valid_from THEN 'changed' ELSE 'come_back' END AS turn,
        CASE WHEN amount <> previous_amount
            THEN ', amount was ' || previous_amount || ' and is ' || amount ELSE '' END
        || CASE WHEN payment_date <> previous_payment_date
            THEN ', payment_date was ' || previous_payment_date || ' and is ' || payment_date ELSE '' END
        || CASE WHEN invoice_id <> previous_invoice_id
            THEN ', invoice_id was ' || previous_invoice_id || ' and is ' || invoice_id ELSE '' END
        || CASE WHEN method <> previous_method
            THEN ', method was ' || previous_method || ' and is ' || method ELSE '' END
        || CASE WHEN reference IS DISTINCT FROM previous_reference
            THEN ', reference was ' || COALESCE(previous_reference, 'blank') || ' and is '
            || COALESCE(reference, 'blank') ELSE '' END AS fields
    FROM states
    WHERE previous_to IS NOT NULL
),
gone AS (
    SELECT
        tenant_id, source, scope, payment_id,
        valid_to AS snapshot_date,
        'gone' AS turn,
        ', ' || amount || ' by ' || method || ' on ' || payment_date || ' for invoice ' || invoice_id AS fields
    FROM states
    WHERE valid_to < next_from OR (valid_to IS NOT NULL AND next_from IS NULL)
),
sent_otherwise AS (
    SELECT
        refused.tenant_id, refused.source, refused.scope, refused.payment_id, refused.valid_from,
        refused.snapshot_date, refused.row_number,
        CASE WHEN TRY_CAST(TRIM(sent.amount) AS DECIMAL(12, 2)) IS DISTINCT FROM refused.amount
            THEN ', amount was ' || refused.amount || ' and is sent as ' || COALESCE(sent.amount, 'blank') ELSE '' END
        || CASE WHEN TRY_CAST(SUBSTRING(TRIM(sent.payment_date), 1, 10) AS DATE) IS DISTINCT FROM refused.payment_date
            THEN ', payment_date was ' || refused.payment_date || ' and is sent as '
            || COALESCE(sent.payment_date, 'blank') ELSE '' END
        || CASE WHEN NULLIF(TRIM(sent.invoice_id), '') IS DISTINCT FROM refused.invoice_id
            THEN ', invoice_id was ' || refused.invoice_id || ' and is sent as '
            || COALESCE(sent.invoice_id, 'blank') ELSE '' END
        || CASE WHEN NULLIF(UPPER(TRIM(sent.method)), '') IS DISTINCT FROM refused.method
            THEN ', method was ' || refused.method || ' and is sent as ' || COALESCE(sent.method, 'blank') ELSE '' END
        || CASE WHEN NULLIF(TRIM(sent.reference), '') IS DISTINCT FROM refused.reference
            THEN ', reference was ' || COALESCE(refused.reference, 'blank') || ' and is sent as '
            || COALESCE(sent.reference, 'blank') ELSE '' END AS fields
    FROM unified.refused_payments AS refused
    INNER JOIN raw.school_billing_payments AS sent
        ON refused.tenant_id = sent.tenant_id
        AND refused.source = sent.source
        AND refused.scope = sent.scope
        AND refused.snapshot_date = sent.snapshot_date
        AND refused.row_number = sent.row_number
),
first_sent_otherwise AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, source, scope, payment_id, valid_from ORDER BY snapshot_date, row_number
        ) AS place
    FROM sent_otherwise
    WHERE fields <> ''
)
SELECT tenant_id, source, scope, payment_id, snapshot_date, turn, fields
FROM followed
WHERE turn = 'come_back' OR fields <> '' -- a row that was refused, or accepted again, is no change
UNION ALL
SELECT tenant_id, source, scope, payment_id, snapshot_date, turn, fields
FROM gone
UNION ALL
SELECT tenant_id, source, scope, payment_id, snapshot_date, 'refused', fields
FROM first_sent_otherwise
WHERE place = 1
