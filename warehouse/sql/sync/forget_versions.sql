-- Versions that began on or after the day, and those that are current again, leave the history.
DELETE FROM {model}_versions AS versions
USING rewound
WHERE versions.tenant_id = $tenant_id AND versions.source = $source AND versions.scope = $scope
    AND versions.{key} = rewound.{key}
    AND (versions.valid_from >= $snapshot_date OR versions.valid_from = rewound.valid_from)
