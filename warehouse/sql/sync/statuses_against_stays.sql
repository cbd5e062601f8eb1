-- Every status change of the units that ever turn inactive.
SELECT row_number, unit_id, status, start_date
FROM candidate_unit_statuses
WHERE rule IS NULL
    AND unit_id IN (SELECT unit_id FROM candidate_unit_statuses WHERE rule IS NULL AND status = 'inactive')
