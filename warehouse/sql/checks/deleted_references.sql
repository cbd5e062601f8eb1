-- One row per living row of {table} that names something which is deleted in {target}.
SELECT {key}
FROM {table} AS judged
WHERE {rows} AND judged.deleted_at IS NULL
    AND EXISTS (SELECT 1 FROM {target} AS known WHERE {same} AND known.deleted_at IS NOT NULL)
