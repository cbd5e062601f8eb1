-- The rewound states become the current ones again.
INSERT INTO {model} BY NAME
SELECT
    $tenant_id AS tenant_id,
    $source AS source,
    $scope AS scope,
    {key},
    {attributes},
    valid_from,
    created_at,
    updated_at,
    deleted_at,
    rejected_since
FROM rewound
WHERE valid_from IS NOT NULL
