-- One row per contract version that ends within 90 days of the newest snapshot, with the version that takes over: the
-- earliest of those that start no earlier and hold beyond its end.
WITH ending AS (
    SELECT *, DATE_DIFF('day', as_of, CAST(valid_until AS DATE)) AS days_left
    FROM marts.contract_rules
    WHERE valid_until IS NOT NULL AND status <> 'DRAFT'
),
followed AS (
    SELECT
        ending.*,
        following.version_id AS next_version_id,
        following.version_number AS next_version_number,
        following.valid_from AS next_valid_from,
        ROW_NUMBER() OVER (
            PARTITION BY ending.tenant_id, ending.source, ending.version_id
            ORDER BY following.valid_from, following.version_number
        ) AS place
    FROM ending
    LEFT JOIN marts.contract_rules AS following
        ON ending.tenant_id = following.tenant_id
        AND ending.source = following.source
        AND ending.contract_id = following.contract_id
        AND ending.valid_from <= following.valid_from
        AND (following.valid_until > ending.valid_until OR following.valid_until IS NULL)
    WHERE ending.days_left BETWEEN 0 AND 90
)
SELECT
    tenant_id,
    source,
    client_id,
    vendor_id,
    contract_id,
    status,
    version_id,
    version_number,
    billing_model,
    valid_from,
    valid_until,
    as_of,
    days_left,
    CASE WHEN days_left <= 30 THEN 30 WHEN days_left <= 60 THEN 60 ELSE 90 END AS bucket,
    next_version_id,
    next_version_number,
    next_valid_from,
    next_version_id IS NOT NULL AND next_valid_from = valid_until AS is_seamless
FROM followed
WHERE place = 1
