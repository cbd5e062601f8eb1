-- One row per unit and period of unchanged state; equal neighbours are joined. Where a source gives events, a unit's
-- state can only change on the days its facts name: it is worked out once per such day and carried to the next. Where it
-- gives snapshots, the unit's and its lease's own histories are the periods, carried to the next snapshot. One source
-- tells the roll of a property, so that no unit is counted twice: a ledger that has it, for it knows the days; else the
-- vendor that was heard last, its rent rolls before its calls.
WITH first_days AS (
    SELECT tenant_id, MIN(date) AS first_day
    FROM marts.calendar
    GROUP BY tenant_id
),
units AS (
    SELECT units.tenant_id, units.source, units.scope, units.property_id, units.unit_id, units.unit_number, first_day
    FROM unified.units AS units
    INNER JOIN first_days ON units.tenant_id = first_days.tenant_id
    WHERE units.deleted_at IS NULL AND units.basis = 'events'
),
stays AS (
    SELECT *
    FROM unified.occupancies
    WHERE deleted_at IS NULL
),
rents AS (
    SELECT
        tenant_id,
        source,
        scope,
        occupancy_id,
        amount,
        effective_date,
        LEAD(effective_date) OVER (
            PARTITION BY tenant_id, source, scope, occupancy_id
            ORDER BY effective_date, rejected_since NULLS LAST, rent_id
        ) AS next_effective_date
    FROM unified.rents
    WHERE deleted_at IS NULL
),
statuses AS (
    SELECT
        tenant_id,
        source,
        scope,
        unit_id,
        status,
        start_date,
        LEAD(start_date) OVER (
            PARTITION BY tenant_id, source, scope, unit_id
            ORDER BY start_date, rejected_since NULLS LAST, unit_status_id
        ) AS next_start_date
    FROM unified.unit_statuses
    WHERE deleted_at IS NULL
),
change_days AS (
    SELECT tenant_id, source, scope, unit_id, first_day AS day FROM units
    UNION
    SELECT tenant_id, source, scope, unit_id, start_date FROM statuses
    UNION
    SELECT tenant_id, source, scope, unit_id, move_in_date FROM stays
    UNION
    SELECT tenant_id, source, scope, unit_id, move_out_date FROM stays WHERE move_out_date IS NOT NULL
    UNION
    SELECT stays.tenant_id, stays.source, stays.scope, stays.unit_id, rents.effective_date
    FROM rents
    INNER JOIN stays
        ON rents.tenant_id = stays.tenant_id
        AND rents.source = stays.source
        AND rents.scope = stays.scope
        AND rents.occupancy_id = stays.occupancy_id
),
pieces AS (
    SELECT
        units.tenant_id,
        units.source,
        units.scope,
        units.property_id,
        units.unit_id,
        units.unit_number,
        change_days.day AS valid_from,
        COALESCE(statuses.status, 'active') AS unit_status
    FROM change_days
    INNER JOIN units
        ON change_days.tenant_id = units.tenant_id
        AND change_days.source = units.source
        AND change_days.scope = units.scope
        AND change_days.unit_id = units.unit_id
    LEFT JOIN statuses
        ON change_days.tenant_id = statuses.tenant_id
        AND change_days.source = statuses.source
        AND change_days.scope = statuses.scope
        AND change_days.unit_id = statuses.unit_id
        AND statuses.start_date <= change_days.day
        AND change_days.day < COALESCE(statuses.next_start_date, DATE '9999-12-31')
),
lived_in AS (
    SELECT
        pieces.*,
        stays.occupancy_id,
        stays.resident_id,
        -- Two live stays of one day can only meet where a rejected row left its last good state behind: the row that
        -- was not rejected counts, then the later move-in.
        ROW_NUMBER() OVER (
            PARTITION BY pieces.tenant_id, pieces.source, pieces.scope, pieces.unit_id, pieces.valid_from
            ORDER BY stays.rejected_since NULLS FIRST, stays.move_in_date DESC, stays.occupancy_id
        ) AS place
    FROM pieces
    LEFT JOIN stays
        ON pieces.tenant_id = stays.tenant_id
        AND pieces.source = stays.source
        AND pieces.scope = stays.scope
        AND pieces.unit_id = stays.unit_id
        AND pieces.unit_status = 'active'
        AND stays.move_in_date <= pieces.valid_from
        AND pieces.valid_from < COALESCE(stays.move_out_date, DATE '9999-12-31')
),
priced AS (
    SELECT
        lived_in.*,
        CASE WHEN lived_in.occupancy_id IS NULL THEN 0 ELSE rents.amount END AS monthly_rent
    FROM lived_in
    LEFT JOIN rents
        ON lived_in.tenant_id = rents.tenant_id
        AND lived_in.source = rents.source
        AND lived_in.scope = rents.scope
        AND lived_in.occupancy_id = rents.occupancy_id
        AND rents.effective_date <= lived_in.valid_from
        AND lived_in.valid_from < COALESCE(rents.next_effective_date, DATE '9999-12-31')
    WHERE lived_in.place = 1
),
compared AS (
    SELECT
        *,
        LAG(valid_from) OVER unit_days IS NOT NULL
        AND occupancy_id IS NOT DISTINCT FROM LAG(occupancy_id) OVER unit_days
        AND monthly_rent IS NOT DISTINCT FROM LAG(monthly_rent) OVER unit_days
        AND unit_status = LAG(unit_status) OVER unit_days AS is_same_state
    FROM priced
    WINDOW unit_days AS (PARTITION BY tenant_id, source, scope, unit_id ORDER BY valid_from)
),
spans AS (
    SELECT
        *,
        LEAD(valid_from) OVER (PARTITION BY tenant_id, source, scope, unit_id ORDER BY valid_from) AS valid_to
    FROM compared
    WHERE NOT is_same_state
),
snapshot_sources AS (
    SELECT
        tenant_id,
        source,
        scope,
        CASE WHEN source IN ('yardi_reports', 'yardi_voyager') THEN 'yardi' ELSE 'realpage' END AS vendor,
        CASE WHEN source IN ('realpage_reports', 'yardi_reports') THEN 1 ELSE 2 END AS preference,
        MAX(snapshot_date) AS as_of
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded'
        AND dataset IN ('realpage_rent_roll', 'realpage_units', 'yardi_rent_roll', 'yardi_units')
    GROUP BY tenant_id, source, scope
),
heard AS (
    SELECT *, MAX(as_of) OVER (PARTITION BY tenant_id, scope, vendor) AS heard_on
    FROM snapshot_sources
),
in_a_ledger AS (
    SELECT DISTINCT tenant_id, property_id
    FROM units
),
telling AS (
    SELECT
        heard.tenant_id,
        heard.source,
        heard.scope,
        ROW_NUMBER() OVER (
            PARTITION BY heard.tenant_id, heard.scope
            ORDER BY heard.heard_on DESC, heard.vendor, heard.preference
        ) AS place
    FROM heard
    LEFT JOIN in_a_ledger ON heard.tenant_id = in_a_ledger.tenant_id AND heard.scope = in_a_ledger.property_id
    WHERE in_a_ledger.property_id IS NULL
),
listed AS (
    SELECT
        units.*,
        COALESCE(units.state IN ('occupied', 'notice', 'notice_leased'), FALSE) AS is_occupied,
        CASE WHEN units.state IN ('model', 'admin', 'down') THEN 'inactive' ELSE 'active' END AS unit_status
    FROM unified.units_history AS units
    INNER JOIN telling
        ON units.tenant_id = telling.tenant_id
        AND units.source = telling.source
        AND units.scope = telling.scope
        AND telling.place = 1
    WHERE units.basis = 'snapshot'
),
lived AS (
    SELECT *
    FROM unified.leases_history
    WHERE is_current
),
snapshot_days AS (
    SELECT tenant_id, source, scope, unit_id, valid_from AS day FROM listed
    UNION
    SELECT tenant_id, source, scope, unit_id, valid_from FROM lived
    UNION
    SELECT tenant_id, source, scope, unit_id, valid_to FROM lived WHERE valid_to IS NOT NULL
),
carried AS (
    SELECT
        listed.tenant_id,
        listed.source,
        listed.scope,
        listed.property_id,
        listed.unit_id,
        listed.unit_number,
        listed.is_occupied,
        listed.unit_status,
        listed.valid_to AS listed_to,
        snapshot_days.day AS valid_from,
        lived.lease_id,
        lived.resident_id,
        lived.resident_name,
        CASE WHEN listed.is_occupied THEN lived.rent WHEN listed.state IS NOT NULL THEN 0 END AS monthly_rent
    FROM snapshot_days
    INNER JOIN listed
        ON snapshot_days.tenant_id = listed.tenant_id
        AND snapshot_days.source = listed.source
        AND snapshot_days.scope = listed.scope
        AND snapshot_days.unit_id = listed.unit_id
        AND listed.valid_from <= snapshot_days.day
        AND snapshot_days.day < COALESCE(listed.valid_to, DATE '9999-12-31')
    LEFT JOIN lived
        ON snapshot_days.tenant_id = lived.tenant_id
        AND snapshot_days.source = lived.source
        AND snapshot_days.scope = lived.scope
        AND snapshot_days.unit_id = lived.unit_id
        AND listed.is_occupied
        AND lived.valid_from <= snapshot_days.day
        AND snapshot_days.day < COALESCE(lived.valid_to, DATE '9999-12-31')
),
-- A unit that is gone for some snapshots ends on the day it is gone, not on the day it comes back.
bounded AS (
    SELECT
        *,
        LEAST(
            COALESCE(LEAD(valid_from) OVER unit_days, DATE '9999-12-31'), COALESCE(listed_to, DATE '9999-12-31')
        ) AS valid_to
    FROM carried
    WINDOW unit_days AS (PARTITION BY tenant_id, source, scope, unit_id ORDER BY valid_from)
),
beside AS (
    SELECT
        *,
        CASE
            WHEN LAG(valid_to) OVER unit_days = valid_from
                AND lease_id IS NOT DISTINCT FROM LAG(lease_id) OVER unit_days
                AND resident_id IS NOT DISTINCT FROM LAG(resident_id) OVER unit_days
                AND monthly_rent IS NOT DISTINCT FROM LAG(monthly_rent) OVER unit_days
                AND resident_name IS NOT DISTINCT FROM LAG(resident_name) OVER unit_days
                AND is_occupied = LAG(is_occupied) OVER unit_days
                AND unit_status = LAG(unit_status) OVER unit_days
                THEN 0
            ELSE 1
        END AS is_other_state
    FROM bounded
    WINDOW unit_days AS (PARTITION BY tenant_id, source, scope, unit_id ORDER BY valid_from)
),
states AS (
    SELECT
        *,
        SUM(is_other_state) OVER (
            PARTITION BY tenant_id, source, scope, unit_id
            ORDER BY valid_from
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS state_number
    FROM beside
),
snapshot_spans AS (
    SELECT
        tenant_id, source, property_id, unit_id, unit_number, resident_id, resident_name, monthly_rent, unit_status,
        is_occupied, lease_id,
        MIN(valid_from) AS valid_from,
        NULLIF(MAX(valid_to), DATE '9999-12-31') AS valid_to
    FROM states
    GROUP BY
        tenant_id, source, scope, property_id, unit_id, unit_number, resident_id, resident_name, monthly_rent,
        unit_status, is_occupied, lease_id, state_number
),
all_spans AS (
    SELECT
        spans.tenant_id,
        spans.source,
        spans.property_id,
        spans.unit_id,
        spans.unit_number,
        spans.valid_from,
        spans.valid_to,
        spans.resident_id,
        residents.first_name || ' ' || residents.last_name AS resident_name,
        spans.monthly_rent,
        spans.unit_status,
        spans.occupancy_id IS NOT NULL AS is_occupied,
        spans.occupancy_id,
        'events' AS basis
    FROM spans
    LEFT JOIN unified.residents AS residents
        ON spans.tenant_id = residents.tenant_id
        AND spans.source = residents.source
        AND spans.scope = residents.scope
        AND spans.resident_id = residents.resident_id
    UNION ALL
    SELECT
        tenant_id, source, property_id, unit_id, unit_number, valid_from, valid_to, resident_id, resident_name,
        monthly_rent, unit_status, is_occupied, lease_id AS occupancy_id, 'snapshot' AS basis
    FROM snapshot_spans
)
SELECT *
FROM all_spans
ORDER BY tenant_id, source, property_id, unit_id, valid_from
