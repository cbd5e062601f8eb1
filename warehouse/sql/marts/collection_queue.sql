-- One row per student with overdue invoices and language. A tenant's own templates take the place of the shipped ones.
WITH shipped (language, stage, message) AS (
    VALUES
        (
            'en', 'first',
            'Dear family of {student}: {school} kindly reminds you that {amount} is pending ({invoices} invoice(s), the '
            || 'oldest due on {due_date}). If you have already paid, please send us the receipt.'
        ),
        (
            'en', 'second',
            'Dear family of {student}: {amount} at {school} has been overdue for {days} days ({invoices} invoice(s), the '
            || 'oldest due on {due_date}). Please pay this week or contact us.'
        ),
        (
            'en', 'final',
            'Dear family of {student}: despite our reminders {amount} at {school} is still overdue after {days} days '
            || '({invoices} invoice(s)). Please contact us at once to agree on how it will be paid.'
        ),
        (
            'es', 'first',
            'Estimada familia de {student}: {school} les recuerda amablemente que hay {amount} pendiente de pago '
            || '({invoices} factura(s), la más antigua con vencimiento el {due_date}). Si ya pagaron, envíennos el '
            || 'comprobante.'
        ),
        (
            'es', 'second',
            'Estimada familia de {student}: {amount} de {school} lleva {days} días de retraso ({invoices} factura(s), la '
            || 'más antigua con vencimiento el {due_date}). Les pedimos pagar esta semana o comunicarse con nosotros.'
        ),
        (
            'es', 'final',
            'Estimada familia de {student}: pese a nuestros avisos, {amount} de {school} sigue sin pagarse tras {days} '
            || 'días ({invoices} factura(s)). Comuníquense de inmediato con nosotros para acordar el pago.'
        )
),
templates AS (
    SELECT tenant_id, language, stage, message
    FROM ops.reminder_templates
    UNION ALL
    SELECT tenants.tenant_id, shipped.language, shipped.stage, shipped.message
    FROM (SELECT DISTINCT tenant_id FROM marts.student_balance) AS tenants
    CROSS JOIN shipped
    LEFT JOIN ops.reminder_templates AS own
        ON tenants.tenant_id = own.tenant_id
        AND shipped.language = own.language
        AND shipped.stage = own.stage
    WHERE own.tenant_id IS NULL
),
overdue AS (
    SELECT
        balances.*,
        schools.name AS school_name,
        risks.risk_level,
        DATE_DIFF('day', balances.oldest_due_date, balances.as_of) AS days_overdue
    FROM marts.student_balance AS balances
    INNER JOIN marts.school_summary AS schools
        ON balances.tenant_id = schools.tenant_id
        AND balances.source = schools.source
        AND balances.school_id = schools.school_id
    INNER JOIN marts.payment_risk AS risks
        ON balances.tenant_id = risks.tenant_id
        AND balances.source = risks.source
        AND balances.student_id = risks.student_id
    WHERE balances.overdue > 0
),
queued AS (
    SELECT
        *,
        CASE WHEN days_overdue <= 30 THEN 'first' WHEN days_overdue <= 60 THEN 'second' ELSE 'final' END AS stage,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, source, school_id
            ORDER BY
                CASE risk_level WHEN 'HIGH' THEN 1 WHEN 'MEDIUM' THEN 2 WHEN 'LOW' THEN 3 ELSE 4 END,
                overdue DESC,
                days_overdue DESC,
                student_id
        ) AS place
    FROM overdue
)
SELECT
    queued.tenant_id,
    queued.source,
    queued.school_id,
    queued.student_id,
    queued.first_name,
    queued.last_name,
    queued.email,
    queued.school_name,
    templates.language,
    queued.as_of,
    queued.place,
    queued.risk_level,
    queued.overdue,
    queued.overdue_invoice_count,
    queued.oldest_due_date,
    queued.days_overdue,
    queued.stage,
    REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(
        templates.message,
        '{amount}', CAST(queued.overdue AS VARCHAR)),
        '{invoices}', CAST(queued.overdue_invoice_count AS VARCHAR)),
        '{due_date}', CAST(queued.oldest_due_date AS VARCHAR)),
        '{days}', CAST(queued.days_overdue AS VARCHAR)),
        '{school}', queued.school_name),
        '{student}', queued.first_name || ' ' || queued.last_name
    ) AS message
FROM queued
INNER JOIN templates ON queued.tenant_id = templates.tenant_id AND queued.stage = templates.stage
