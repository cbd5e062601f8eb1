-- Every row of {candidate} whose {column} stands in rows of overlapping periods. Where two rows of a group overlap at all,
-- two that follow each other by their start do, so looking one ahead finds every such group.
WITH accepted AS (
    SELECT
        row_number,
        {key},
        {attributes},
        LEAD({starts}) OVER (PARTITION BY {column} ORDER BY {starts}, row_number) AS next_start
    FROM {candidate}
    WHERE rule IS NULL
),
crowded AS (
    SELECT DISTINCT {column}
    FROM accepted
    WHERE next_start < COALESCE({ends}, DATE '9999-12-31')
)
SELECT row_number, {key}, {attributes}
FROM accepted
WHERE {column} IN (SELECT {column} FROM crowded)
