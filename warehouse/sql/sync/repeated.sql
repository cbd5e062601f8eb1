-- Rows of {candidate} that name an id an earlier accepted row of the file holds.
-- The hash is only a sieve that keeps the counting narrow: what it lets through is compared by value.
WITH crowded AS (
    SELECT HASH({key}) AS sieve
    FROM {candidate}
    WHERE rule IS NULL
    GROUP BY HASH({key})
    HAVING COUNT(*) > 1
),
-- Picked from the candidate anew: a wide list that is named twice would be written out before it is looked at.
suspects AS (
    SELECT row_number, {key}, {attributes}
    FROM {candidate}
    INNER JOIN crowded ON HASH({key}) = crowded.sieve
    WHERE rule IS NULL
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
