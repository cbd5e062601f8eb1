-- The accounts with a balance, from Yardi's resident transactions: all charges and payments of each account. What is
-- owed is what is open of its charges (BalanceDue above 0), aged by the days since the charge; what the account has
-- paid beyond that is prepaid, credits among it. Where Yardi does not say what is open of a charge, the account owes
-- its charges less its payments, and has no ages; neither has one with an open charge of no known day. Ages are
-- without what is prepaid. Of an account with lines under several units the last unit by code is shown, as in the view
-- unified.accounts.
WITH lines AS (
    SELECT
        *,
        TRIM(customer_id) AS account,
        COALESCE(transaction_date, service_from) AS charged_on,
        CASE
            WHEN transaction_type = 'charge' AND balance_due > 0 THEN balance_due
            WHEN transaction_type = 'charge' AND balance_due IS NULL AND amount > 0 THEN NULL
            ELSE 0
        END AS open_amount,
        CASE WHEN transaction_type = 'charge' THEN amount ELSE -amount END AS posted
    FROM raw.yardi_resident_transactions
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
limits AS (
    SELECT
        CAST($snapshot_date AS DATE) - INTERVAL 30 DAY AS day_30,
        CAST($snapshot_date AS DATE) - INTERVAL 60 DAY AS day_60,
        CAST($snapshot_date AS DATE) - INTERVAL 90 DAY AS day_90
),
summed AS (
    SELECT
        account,
        MIN(row_number) AS first_row,
        MAX(TRIM(unit_code)) AS unit_code,
        SUM(posted) AS posted,
        COUNT(open_amount) = COUNT(*) AS is_open_known,
        SUM(CASE WHEN open_amount > 0 AND charged_on IS NULL THEN 1 ELSE 0 END) = 0 AS is_age_known,
        SUM(open_amount) AS open_amount,
        SUM(CASE WHEN charged_on >= day_30 THEN open_amount ELSE 0 END) AS days_0_30,
        SUM(CASE WHEN charged_on >= day_60 AND charged_on < day_30 THEN open_amount ELSE 0 END) AS days_31_60,
        SUM(CASE WHEN charged_on >= day_90 AND charged_on < day_60 THEN open_amount ELSE 0 END) AS days_61_90,
        SUM(CASE WHEN charged_on < day_90 THEN open_amount ELSE 0 END) AS days_over_90
    FROM lines
    CROSS JOIN limits
    GROUP BY account
),
owed AS (
    SELECT
        *,
        is_open_known AND is_age_known AS has_ages,
        CASE WHEN is_open_known THEN open_amount ELSE GREATEST(posted, 0) END AS delinquent,
        LEAST(posted - CASE WHEN is_open_known THEN open_amount ELSE GREATEST(posted, 0) END, 0) AS prepaid
    FROM summed
),
lists AS (
    SELECT COALESCE(BOOL_OR(dataset = 'yardi_residents'), FALSE) AS has_residents
    FROM day_datasets
),
residents AS (
    SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY TRIM(resident_code) ORDER BY row_number) AS place
    FROM raw.yardi_residents
    CROSS JOIN lists
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND lists.has_residents
)
SELECT
    $tenant_id AS tenant_id,
    $source AS source,
    $scope AS scope,
    $snapshot_date AS snapshot_date,
    $report AS report,
    $scope AS property_id,
    CAST(NULL AS VARCHAR) AS property_name,
    ROW_NUMBER() OVER (ORDER BY owed.first_row) AS account_number,
    $snapshot_date AS as_of,
    CASE WHEN pseudo.unit_code IS NULL THEN owed.unit_code END AS unit_number,
    COALESCE(residents.last_name || ', ' || residents.first_name, residents.last_name, residents.first_name)
        AS resident_name,
    residents.status,
    residents.move_in AS move_in_date,
    residents.move_out AS move_out_date,
    CAST(owed.prepaid AS DECIMAL(18, 2)) AS total_prepaid,
    CAST(owed.delinquent AS DECIMAL(18, 2)) AS total_delinquent,
    CAST(owed.delinquent + owed.prepaid AS DECIMAL(18, 2)) AS net_balance,
    CAST(CASE WHEN owed.has_ages THEN owed.days_0_30 END AS DECIMAL(18, 2)) AS balance_0_30,
    CAST(CASE WHEN owed.has_ages THEN owed.days_31_60 END AS DECIMAL(18, 2)) AS balance_31_60,
    CAST(CASE WHEN owed.has_ages THEN owed.days_61_90 END AS DECIMAL(18, 2)) AS balance_61_90,
    CAST(CASE WHEN owed.has_ages THEN owed.days_over_90 END AS DECIMAL(18, 2)) AS balance_over_90,
    CAST(NULL AS DECIMAL(18, 2)) AS deposits_held,
    CAST(NULL AS DECIMAL(18, 2)) AS outstanding_deposit,
    CAST(NULL AS BIGINT) AS late_count,
    CAST(NULL AS BIGINT) AS nsf_count
FROM owed
LEFT JOIN residents ON owed.account = TRIM(residents.resident_code) AND residents.place = 1
LEFT JOIN yardi_pseudo_units AS pseudo ON UPPER(owed.unit_code) = pseudo.unit_code
WHERE owed.delinquent <> 0 OR owed.prepaid <> 0
