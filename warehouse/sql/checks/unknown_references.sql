-- One row per living row of {table} that names something {target} has never had.
SELECT {key}
FROM {table} AS judged
WHERE {rows} AND judged.deleted_at IS NULL AND {is_set}
    AND NOT EXISTS (SELECT 1 FROM {target} AS known WHERE {same})
