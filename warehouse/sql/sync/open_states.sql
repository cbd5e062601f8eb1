-- The new state of every object in the delta. A rejected row keeps the last accepted state; so does one that is gone.
INSERT INTO {model} BY NAME
SELECT
    $tenant_id AS tenant_id,
    $source AS source,
    $scope AS scope,
    {key},
    {next_attributes},
    CASE WHEN action = 'gone' THEN was_valid_from ELSE $snapshot_date END AS valid_from,
    COALESCE(was_created_at, $snapshot_date) AS created_at,
    CASE
        WHEN action IN ('gone', 'rejected', 'accepted_again') THEN was_updated_at
        WHEN action = 'come_back' AND NOT differs THEN was_updated_at
        ELSE $snapshot_date
    END AS updated_at,
    CASE WHEN action = 'gone' THEN $snapshot_date END AS deleted_at,
    CASE WHEN action = 'rejected' THEN $snapshot_date WHEN action = 'gone' THEN was_rejected_since END AS rejected_since
FROM delta
