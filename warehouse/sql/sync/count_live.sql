-- The live objects of {model}, and those of them whose latest rows were rejected.
SELECT COUNT(*) AS live, COUNT(rejected_since) AS stale
FROM {model}
WHERE tenant_id = $tenant_id AND source = $source AND scope = $scope AND deleted_at IS NULL
