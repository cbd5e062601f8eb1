-- Rows of {candidate} that name an id an earlier accepted row of the file holds.
-- The hash is only a sieve that keeps the counting narrow: what it lets through is compared by value.
WITH accepted AS (
    SELECT row_number, {key}, {attributes}, HASH({key}) AS sieve
    FROM {candidate}
    WHERE rule IS NULL
),
crowded AS (
    SELECT sieve
    FROM accepted
    GROUP BY sieve
    HAVING COUNT(*) > 1
),
suspects AS (
    SELECT accepted.*
    FROM accepted
    INNER JOIN crowded ON accepted.sieve = crowded.sieve
),
ranked AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY row_number) AS place
    FROM suspects
)
SELECT
    later.row_number,
    CASE WHEN {same_attributes} THEN 'exact_repeat' ELSE 'duplicate_id' END AS rule
FROM ranked AS later
INNER JOIN ranked AS first ON later.{key} = first.{key} AND first.place = 1
WHERE later.place > 1
