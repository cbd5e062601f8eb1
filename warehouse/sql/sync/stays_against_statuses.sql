-- Every stay of the units that ever turn inactive.
SELECT row_number, unit_id, resident_id, move_in_date, move_out_date
FROM candidate_occupancies
WHERE rule IS NULL
    AND unit_id IN (SELECT unit_id FROM candidate_unit_statuses WHERE rule IS NULL AND status = 'inactive')
