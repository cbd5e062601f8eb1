-- One row per account with a balance on a snapshot day, as the document that marts.delinquency chose lists them.
SELECT
    accounts.tenant_id,
    accounts.source,
    accounts.property_id,
    days.property_name,
    accounts.snapshot_date,
    accounts.as_of,
    accounts.report,
    accounts.account_number,
    accounts.unit_number,
    accounts.resident_name,
    accounts.status,
    accounts.move_in_date,
    accounts.move_out_date,
    accounts.total_prepaid,
    accounts.total_delinquent,
    accounts.net_balance,
    accounts.balance_0_30,
    accounts.balance_31_60,
    accounts.balance_61_90,
    accounts.balance_over_90,
    accounts.deposits_held,
    accounts.outstanding_deposit,
    accounts.late_count,
    accounts.nsf_count
FROM unified.delinquency_accounts AS accounts
INNER JOIN marts.delinquency AS days
    ON accounts.tenant_id = days.tenant_id
    AND accounts.source = days.source
    AND accounts.property_id = days.property_id
    AND accounts.snapshot_date = days.snapshot_date
    AND accounts.report = days.report
