-- One row per charge code that stands for base rent, in capitals: the one place that says so. Any other code (pet rent,
-- garage rent, fees, concessions) is a charge beside the rent.
SELECT code
FROM (
    VALUES
        ('RENT'), ('RNT'), ('BASE RENT'), ('BASERENT'), ('LEASE RENT'), ('LEASERENT'), ('MONTHLY RENT'),
        ('RESIDENT RENT'), ('RENTRES'), ('RESRENT'), ('APARTMENT RENT'), ('APTRENT'), ('RENTAPT'), ('RENT INCOME'),
        ('SUBRENT'), ('SUBSIDY RENT'), ('MTMRENT')
) AS codes (code)
