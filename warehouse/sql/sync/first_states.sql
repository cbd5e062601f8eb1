-- The first snapshot of a scope: every accepted row is a new object.
INSERT INTO {model} BY NAME
SELECT
    $tenant_id AS tenant_id,
    $source AS source,
    $scope AS scope,
    {key},
    {attributes},
    $snapshot_date AS valid_from,
    $snapshot_date AS created_at,
    $snapshot_date AS updated_at
FROM {candidate}
WHERE rule IS NULL
