-- The files that the marts are built from and that no published version of the tenant held before this one.
SELECT
    $tenant_id AS tenant_id,
    held.source,
    held.scope,
    held.snapshot_date,
    held.dataset,
    held.sha256,
    $version AS version
FROM marts.source_files AS held
LEFT JOIN ops.publication_files AS earlier
    ON earlier.tenant_id = $tenant_id
    AND held.source = earlier.source
    AND held.scope = earlier.scope
    AND held.snapshot_date = earlier.snapshot_date
    AND held.dataset = earlier.dataset
    AND held.sha256 = earlier.sha256
WHERE held.tenant_id = $owner_id AND earlier.tenant_id IS NULL
