-- One row per status of a unit in Yardi's words, in small letters without spaces or hyphens: its state, and whether it
-- is ready, where the word says so. The one place that says so; a word that is not here is no known state.
SELECT words, state, is_ready
FROM (
    VALUES
        ('occupiednonotice', 'occupied', NULL),
        ('occupied', 'occupied', NULL),
        ('noticeunrented', 'notice', NULL),
        ('nu', 'notice', NULL),
        ('noticerented', 'notice_leased', NULL),
        ('nr', 'notice_leased', NULL),
        ('vacantunrentedready', 'vacant', TRUE),
        ('vacantunrentednotready', 'vacant', FALSE),
        ('vacantunrented', 'vacant', NULL),
        ('vu', 'vacant', NULL),
        ('vacantrentedready', 'vacant_leased', TRUE),
        ('vacantrentednotready', 'vacant_leased', FALSE),
        ('vacantrented', 'vacant_leased', NULL),
        ('vr', 'vacant_leased', NULL),
        ('model', 'model', NULL),
        ('admin', 'admin', NULL),
        ('down', 'down', NULL)
) AS listed (words, state, is_ready)
