-- One row per unit of unitlist that is not deleted; the one place where its fields become a state. A unit is RealPage's
-- unit id: two units may have one number.
-- Vacant says whether somebody lives there. A unit that is lived in and has a day its notice is for is on notice. A
-- vacant one is what the reason says that it cannot be let for; a reason nobody knows leaves its state blank.
-- Somebody is to come where UnitReserved says yes; where it does not say, where a move-in is expected on the day or
-- later. A hold is no lease: it alone lets nobody come. RealPage has no word for the whole, so the vendor's status is
-- the reason.
WITH listed AS (
    SELECT
        *,
        REPLACE(REPLACE(LOWER(reason_not_available), ' ', ''), '-', '') AS reason,
        CASE
            WHEN UPPER(TRIM(reserved)) IN ('T', 'TRUE', 'Y', 'YES', '1') THEN TRUE
            WHEN UPPER(TRIM(reserved)) IN ('F', 'FALSE', 'N', 'NO', '0') THEN FALSE
            ELSE COALESCE(expected_move_in >= snapshot_date, FALSE)
        END AS is_leased
    FROM raw.realpage_units
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
        AND is_deleted IS DISTINCT FROM TRUE
)
SELECT
    row_number,
    scope || '/' || unit_id AS unit_id,
    scope AS property_id,
    COALESCE(unit_number, unit_id) AS unit_number,
    'snapshot' AS basis,
    floor_plan,
    CAST(COALESCE(rentable_sqft, gross_sqft) AS DECIMAL(18, 2)) AS sqft,
    market_rent,
    CASE
        WHEN NOT is_vacant AND on_notice_for_date IS NOT NULL AND is_leased THEN 'notice_leased'
        WHEN NOT is_vacant AND on_notice_for_date IS NOT NULL THEN 'notice'
        WHEN NOT is_vacant THEN 'occupied'
        WHEN is_vacant AND reason LIKE '%model%' THEN 'model'
        WHEN is_vacant AND (reason LIKE '%admin%' OR reason LIKE '%office%') THEN 'admin'
        WHEN is_vacant AND (reason LIKE '%down%' OR reason LIKE '%rehab%') THEN 'down'
        WHEN is_vacant AND is_leased THEN 'vacant_leased'
        WHEN is_vacant AND reason IS NULL THEN 'vacant'
    END AS state,
    reason_not_available AS vendor_status,
    unit_id AS vendor_unit_id,
    COALESCE(building_number, building_name, building_id) AS building,
    CAST(NULL AS BIGINT) AS bedrooms,
    CAST(NULL AS DECIMAL(12, 2)) AS bathrooms,
    made_ready_date,
    CAST(NULL AS VARCHAR) AS rule
FROM listed
