-- One row per key that more than one row of {table} has.
SELECT {key}
FROM {table} AS judged
WHERE {rows}
GROUP BY {key}
HAVING COUNT(*) > 1
