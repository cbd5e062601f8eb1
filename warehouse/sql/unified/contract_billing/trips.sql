-- One row per row of trips in one snapshot, typed, with the first rule it breaks (NULL: none).
WITH snapshot AS (
    SELECT
        row_number,
        NULLIF(TRIM(trip_id), '') AS trip_id,
        NULLIF(TRIM(client_id), '') AS client_id,
        NULLIF(TRIM(vendor_id), '') AS vendor_id,
        NULLIF(TRIM(contract_id), '') AS contract_id,
        NULLIF(TRIM(employee_id), '') AS employee_id,
        NULLIF(UPPER(TRIM(start_time)), '') AS start_text,
        NULLIF(UPPER(TRIM(end_time)), '') AS end_text,
        NULLIF(TRIM(distance_km), '') AS distance_text,
        NULLIF(LOWER(TRIM(is_carpool)), '') AS carpool_text
    FROM raw.contract_billing_trips
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND snapshot_date = $snapshot_date
),
typed AS (
    SELECT
        *,
        CASE
            WHEN REGEXP_MATCHES(
                start_text,
                '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[-+][0-9]{2}(:?[0-9]{2})?)?$'
            )
                THEN TRY_CAST(REGEXP_REPLACE(start_text, '(Z|[-+][0-9]{2}(:?[0-9]{2})?)$', '') AS TIMESTAMP)
        END AS start_time,
        CASE
            WHEN REGEXP_MATCHES(
                end_text,
                '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[-+][0-9]{2}(:?[0-9]{2})?)?$'
            )
                THEN TRY_CAST(REGEXP_REPLACE(end_text, '(Z|[-+][0-9]{2}(:?[0-9]{2})?)$', '') AS TIMESTAMP)
        END AS end_time,
        -- a cast from text rounds half up to the millimetre, exactly
        CASE
            WHEN REGEXP_MATCHES(distance_text, '^[-+]?[0-9]{1,6}([.][0-9]+)?$')
                THEN TRY_CAST(distance_text AS DECIMAL(12, 6))
        END AS distance_km,
        CASE
            WHEN carpool_text IN ('true', 't', 'yes', 'y', '1') THEN TRUE
            WHEN carpool_text IN ('false', 'f', 'no', 'n', '0') THEN FALSE
        END AS is_carpool
    FROM snapshot
),
known_clients AS (
    SELECT client_id
    FROM unified.clients
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
),
known_contracts AS (
    SELECT contract_id
    FROM unified.contracts
    WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
)
SELECT
    typed.row_number,
    typed.trip_id,
    typed.client_id,
    typed.vendor_id,
    typed.contract_id,
    typed.employee_id,
    typed.start_time,
    typed.end_time,
    typed.distance_km,
    typed.is_carpool,
    CASE
        WHEN typed.trip_id IS NULL THEN 'missing_trip_id'
        WHEN typed.client_id IS NULL THEN 'missing_client_id'
        WHEN typed.contract_id IS NULL THEN 'missing_contract_id'
        WHEN typed.start_text IS NULL THEN 'missing_start_time'
        WHEN typed.start_time IS NULL THEN 'start_time_not_a_moment'
        WHEN typed.start_time < TIMESTAMP '1900-01-01 00:00:00' OR typed.start_time >= TIMESTAMP '2200-01-01 00:00:00'
            THEN 'start_time_implausible'
        WHEN typed.end_text IS NOT NULL AND typed.end_time IS NULL THEN 'end_time_not_a_moment'
        WHEN typed.end_time < TIMESTAMP '1900-01-01 00:00:00' OR typed.end_time >= TIMESTAMP '2200-01-01 00:00:00'
            THEN 'end_time_implausible'
        WHEN typed.distance_text IS NULL THEN 'missing_distance_km'
        WHEN typed.distance_km IS NULL THEN 'distance_km_not_a_number'
        WHEN typed.distance_km < 0 THEN 'distance_km_negative'
        WHEN typed.carpool_text IS NOT NULL AND typed.is_carpool IS NULL THEN 'is_carpool_not_a_flag'
        WHEN known_clients.client_id IS NULL THEN 'unknown_client'
        WHEN known_contracts.contract_id IS NULL THEN 'unknown_contract'
    END AS rule
FROM typed
LEFT JOIN known_clients ON typed.client_id = known_clients.client_id
LEFT JOIN known_contracts ON typed.contract_id = known_contracts.contract_id
