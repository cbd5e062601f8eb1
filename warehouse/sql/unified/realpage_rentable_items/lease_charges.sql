-- One row per item that is let under a lease by the month: parking, storage and the like. The code is the item's type in
-- words, as RealPage gives the transaction code by an id alone. A lease's own rent is no row here: it comes with another
-- answer, and the charges of a property are compared with one answer at a time.
WITH listed AS (
    SELECT
        *,
        scope || '/' || COALESCE(unit_id, '') || '/' || lease_id AS lease_key,
        ROW_NUMBER() OVER (
            PARTITION BY unit_id, lease_id, item_id
            ORDER BY start_date NULLS FIRST, row_number
        ) AS place
    FROM raw.realpage_rentable_items
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND lease_id IS NOT NULL AND UPPER(TRIM(frequency)) = 'M'
)
SELECT
    row_number,
    lease_key || '/' || item_id || CASE WHEN place > 1 THEN '#' || place ELSE '' END AS charge_id,
    lease_key AS lease_id,
    item_type AS charge_code,
    FALSE AS is_rent,
    billing_amount AS amount,
    start_date AS charge_from,
    end_date AS charge_to,
    CAST(NULL AS VARCHAR) AS rule
FROM listed
