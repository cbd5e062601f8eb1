-- One row per property of the company, under the portfolio's id where the portfolio knows Yardi's code of it. A
-- property without a name goes by its code.
WITH listed AS (
    SELECT
        *,
        CAST(NULL AS VARCHAR) AS rule
    FROM raw.yardi_properties
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
codes AS (
    SELECT vendor_code, property_id
    FROM ops.property_codes
    WHERE tenant_id = $tenant_id AND source = $source
),
named AS (
    SELECT listed.*, COALESCE(codes.property_id, TRIM(listed.property_code)) AS property_id
    FROM listed
    LEFT JOIN codes ON TRIM(listed.property_code) = codes.vendor_code
),
-- What the parser kept out may be any property that is not listed: while there is one, none is gone.
kept_out AS (
    SELECT row_number, rule
    FROM ops.rejects
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND dataset = 'yardi_properties'
)
SELECT
    COALESCE(named.row_number, kept_out.row_number) AS row_number,
    named.property_id,
    COALESCE(named.marketing_name, TRIM(named.property_code)) AS name,
    TRIM(named.property_code) AS vendor_code,
    named.address_line_1 AS address_line,
    named.city,
    named.state,
    named.postal_code,
    kept_out.rule
FROM named
FULL OUTER JOIN kept_out ON named.rule = kept_out.rule
