-- One row per row of {table} without a value that every row needs.
SELECT {key}
FROM {table} AS judged
WHERE {rows} AND ({missing})
