-- Rows of {candidate} that share {columns} with another row. The hash is only a sieve that keeps the counting narrow: what
-- it lets through is compared by value.
WITH accepted AS (
    SELECT row_number, {key}, {attributes}, HASH({columns}) AS sieve
    FROM {candidate}
    WHERE rule IS NULL
),
crowded AS (
    SELECT sieve
    FROM accepted
    GROUP BY sieve
    HAVING COUNT(*) > 1
)
SELECT row_number, {key}, {attributes}
FROM accepted
WHERE sieve IN (SELECT sieve FROM crowded)
