-- One row per account. What a source does not say is blank: a report prints balances and no charges, a ledger of payments
-- has no charges, a bill no payments. A printed balance is taken as printed, any other is worked out from what is open.
WITH charged AS (
    SELECT
        tenant_id, source, account_id,
        COUNT(*) AS charge_count,
        SUM(amount) AS charged,
        SUM(paid_amount) AS paid,
        SUM(payment_count) AS payment_count,
        MAX(last_payment_date) AS last_payment_date,
        COUNT(*) = COUNT(open_amount) AS is_open_known,
        COUNT(CASE WHEN open_amount > 0 AND due_date IS NULL THEN 1 END) = 0 AS is_age_known,
        SUM(open_amount) AS open_amount,
        SUM(CASE WHEN days_past_due <= 0 THEN open_amount ELSE 0 END) AS not_due,
        SUM(CASE WHEN days_past_due BETWEEN 1 AND 30 THEN open_amount ELSE 0 END) AS open_0_30,
        SUM(CASE WHEN days_past_due BETWEEN 31 AND 60 THEN open_amount ELSE 0 END) AS open_31_60,
        SUM(CASE WHEN days_past_due BETWEEN 61 AND 90 THEN open_amount ELSE 0 END) AS open_61_90,
        SUM(CASE WHEN days_past_due > 90 THEN open_amount ELSE 0 END) AS open_over_90,
        MIN(CASE WHEN open_amount > 0 AND days_past_due > 0 THEN due_date END) AS oldest_due_date
    FROM unified.charges
    GROUP BY tenant_id, source, account_id
),
paid AS (
    -- Payments that name their charge are summed there already.
    SELECT
        tenant_id, source, account_id,
        COUNT(*) AS payment_count,
        SUM(amount) AS paid,
        MAX(payment_date) AS last_payment_date
    FROM unified.payments
    WHERE charge_id IS NULL
    GROUP BY tenant_id, source, account_id
),
known AS (
    SELECT
        accounts.*,
        CASE WHEN accounts.basis IN ('ledger', 'charges') THEN COALESCE(charged.charge_count, 0) END AS charge_count,
        CASE WHEN accounts.basis IN ('ledger', 'charges') THEN COALESCE(charged.charged, 0) END AS charged,
        CASE WHEN accounts.basis IN ('ledger', 'payments')
            THEN COALESCE(charged.payment_count, paid.payment_count, 0) END AS payment_count,
        CASE WHEN accounts.basis IN ('ledger', 'payments') THEN COALESCE(charged.paid, paid.paid, 0) END AS paid,
        COALESCE(charged.last_payment_date, paid.last_payment_date) AS last_payment_date,
        charged.oldest_due_date,
        -- An account of a ledger without any charge owes nothing.
        accounts.basis = 'ledger' AND COALESCE(charged.is_open_known, TRUE) AS is_open_known,
        accounts.basis = 'ledger' AND COALESCE(charged.is_open_known AND charged.is_age_known, TRUE) AS is_age_known,
        COALESCE(charged.open_amount, 0) AS open_amount,
        COALESCE(charged.not_due, 0) AS not_due,
        COALESCE(charged.open_0_30, 0) AS open_0_30,
        COALESCE(charged.open_31_60, 0) AS open_31_60,
        COALESCE(charged.open_61_90, 0) AS open_61_90,
        COALESCE(charged.open_over_90, 0) AS open_over_90
    FROM unified.accounts AS accounts
    LEFT JOIN charged
        ON accounts.tenant_id = charged.tenant_id
        AND accounts.source = charged.source
        AND accounts.account_id = charged.account_id
    LEFT JOIN paid
        ON accounts.tenant_id = paid.tenant_id
        AND accounts.source = paid.source
        AND accounts.account_id = paid.account_id
    WHERE accounts.is_alive OR charged.account_id IS NOT NULL OR paid.account_id IS NOT NULL
),
balanced AS (
    SELECT
        *,
        CASE WHEN is_open_known THEN open_amount ELSE GREATEST(charged - paid, 0) END AS owed
    FROM known
)
SELECT
    tenant_id,
    source,
    account_kind,
    account_id,
    source_account_id,
    group_id,
    unit_number,
    vendor_status,
    is_alive,
    basis,
    as_of,
    charge_count,
    charged,
    payment_count,
    paid,
    CASE WHEN basis = 'ledger' THEN owed + LEAST(charged - paid - owed, 0) ELSE printed_balance END AS balance,
    CASE WHEN basis = 'ledger' THEN LEAST(charged - paid - owed, 0) ELSE printed_prepaid END AS prepaid,
    CASE WHEN is_age_known THEN not_due END AS not_due,
    CASE WHEN is_age_known THEN open_0_30 ELSE printed_0_30 END AS balance_0_30,
    CASE WHEN is_age_known THEN open_31_60 ELSE printed_31_60 END AS balance_31_60,
    CASE WHEN is_age_known THEN open_61_90 ELSE printed_61_90 END AS balance_61_90,
    CASE WHEN is_age_known THEN open_over_90 ELSE printed_over_90 END AS balance_over_90,
    oldest_due_date,
    last_payment_date
FROM balanced
