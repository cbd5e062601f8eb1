-- One row per name, in capitals, under which Yardi keeps accounts that have no apartment: these are no units.
SELECT unit_code
FROM (VALUES ('NONRESID'), ('WAIT'), ('WAIT_AFF'), ('RETAIL')) AS codes (unit_code)
