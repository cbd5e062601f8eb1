-- The delta of {model}, counted: by action, how many of its objects were stale before, how many ids appear again.
SELECT
    COUNT(*) FILTER (WHERE action = 'new') AS new,
    COUNT(*) FILTER (WHERE action = 'changed') AS changed,
    COUNT(*) FILTER (WHERE action = 'gone') AS gone,
    COUNT(*) FILTER (WHERE action = 'come_back') AS come_back,
    COUNT(*) FILTER (WHERE action = 'rejected') AS rejected,
    COUNT(*) FILTER (WHERE was_rejected_since IS NOT NULL AND was_deleted_at IS NULL) AS was_stale,
    COUNT(*) - COUNT(DISTINCT {key}) AS repeats
FROM delta
