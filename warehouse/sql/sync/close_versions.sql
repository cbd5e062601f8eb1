-- The states that end with this snapshot go to {model}_versions; a deleted object's state ended when it was deleted.
INSERT INTO {model}_versions BY NAME
SELECT
    $tenant_id AS tenant_id,
    $source AS source,
    $scope AS scope,
    {key},
    {was_attributes},
    was_valid_from AS valid_from,
    was_created_at AS created_at,
    was_updated_at AS updated_at,
    was_rejected_since AS rejected_since,
    COALESCE(was_deleted_at, $snapshot_date) AS valid_to
FROM delta
WHERE action IN ('changed', 'come_back', 'rejected', 'accepted_again')
