-- One row per status of a resident in Yardi's words, in small letters: what it is in this product's, and whether the
-- resident lives there. Who is under eviction, or has given notice, does; who is on a waiting list applies. A word
-- that is not here is no known status.
SELECT words, status, lives_there
FROM (
    VALUES
        ('current', 'current', TRUE),
        ('eviction', 'current', TRUE),
        ('notice', 'notice', TRUE),
        ('future', 'future', FALSE),
        ('applicant', 'applicant', FALSE),
        ('waitlist', 'applicant', FALSE),
        ('past', 'former', FALSE),
        ('canceled', 'cancelled', FALSE),
        ('cancelled', 'cancelled', FALSE),
        ('denied', 'cancelled', FALSE)
) AS listed (words, status, lives_there)
