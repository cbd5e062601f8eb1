-- One row per unit of Yardi's unit information, which lists a unit once for each of its people; pseudo units are none.
-- Its state is what its economic status says, readiness left aside; a status nobody knows is a unit whose state is
-- blank.
WITH listed AS (
    SELECT
        *,
        COALESCE(economic_status_description, economic_status) AS vendor_status,
        CAST(NULL AS VARCHAR) AS rule
    FROM raw.yardi_units
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND NOT is_pseudo_unit
),
told AS (
    SELECT listed.*, TRIM(listed.unit_code) AS unit_number, statuses.state AS unit_state
    FROM listed
    LEFT JOIN yardi_unit_statuses AS statuses
        ON LOWER(REPLACE(REPLACE(listed.vendor_status, ' ', ''), '-', '')) = statuses.words
),
-- What the parser kept out may be any unit that is not listed: while there is one, none is gone.
kept_out AS (
    SELECT row_number, rule
    FROM ops.rejects
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND dataset = 'yardi_units'
)
SELECT
    COALESCE(told.row_number, kept_out.row_number) AS row_number,
    told.scope || '/' || told.unit_number AS unit_id,
    told.scope AS property_id,
    told.unit_number,
    'snapshot' AS basis,
    COALESCE(told.floor_plan, told.unit_type) AS floor_plan,
    CAST(told.max_sqft AS DECIMAL(18, 2)) AS sqft,
    told.market_rent,
    told.unit_state AS state,
    told.vendor_status,
    told.unit_unique_id AS vendor_unit_id,
    COALESCE(told.building_name, told.building_id) AS building,
    told.bedrooms,
    told.bathrooms,
    CAST(NULL AS DATE) AS made_ready_date,
    kept_out.rule
FROM told
FULL OUTER JOIN kept_out ON told.rule = kept_out.rule
