-- Every rejected row of {candidate}, as the source sent it, with the sentence that says what is wrong.
INSERT INTO ops.rejects BY NAME
SELECT
    $tenant_id AS tenant_id,
    $source AS source,
    $scope AS scope,
    $snapshot_date AS snapshot_date,
    $dataset AS dataset,
    $file AS file,
    sent.row_number,
    sent.{id_column} AS id,
    judged.rule,
    {message} AS message,
    CAST(TO_JSON({row_struct}) AS VARCHAR) AS row
FROM {raw_table} AS sent
INNER JOIN {candidate} AS judged ON sent.row_number = judged.row_number
WHERE sent.tenant_id = $tenant_id AND sent.source = $source AND sent.scope = $scope
    AND sent.snapshot_date = $snapshot_date
    AND judged.rule IS NOT NULL AND judged.rule <> 'exact_repeat'
