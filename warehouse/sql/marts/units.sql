-- One row per unit, in its latest known state; deleted ones say since when. What a vendor's rent roll and its calls list
-- of one property are the same units: they meet by their number, and by their building where the number is that of
-- several. Where that does not tell them apart each stands for itself, which is a finding. The newer of the two says the
-- state, on one day the one that lists the unit, then the rent roll; what one leaves blank the other says.
WITH snapshots AS (
    SELECT tenant_id, source, scope, MAX(snapshot_date) AS as_of
    FROM ops.loads
    WHERE is_current AND outcome = 'loaded'
        AND dataset IN ('realpage_rent_roll', 'realpage_units', 'yardi_rent_roll', 'yardi_units')
    GROUP BY tenant_id, source, scope
),
listed AS (
    SELECT
        units.*,
        snapshots.as_of,
        CASE units.source
            WHEN 'realpage_reports' THEN 'realpage'
            WHEN 'realpage_gateway' THEN 'realpage'
            WHEN 'yardi_reports' THEN 'yardi'
            WHEN 'yardi_voyager' THEN 'yardi'
            ELSE units.source
        END AS vendor,
        CASE WHEN units.source IN ('realpage_reports', 'yardi_reports') THEN 1 ELSE 2 END AS preference,
        CASE WHEN units.deleted_at IS NULL THEN 1 ELSE 2 END AS life,
        UPPER(TRIM(units.unit_number)) AS number,
        UPPER(TRIM(units.building)) AS block
    FROM unified.units AS units
    LEFT JOIN snapshots
        ON units.tenant_id = snapshots.tenant_id
        AND units.source = snapshots.source
        AND units.scope = snapshots.scope
),
counted AS (
    SELECT
        *,
        SUM(2 - life) OVER (PARTITION BY tenant_id, source, property_id, number) AS living,
        SUM(2 - life) OVER (PARTITION BY tenant_id, source, property_id, number, block) AS living_in_block,
        ROW_NUMBER() OVER (
            PARTITION BY tenant_id, source, property_id, number
            ORDER BY life, deleted_at DESC, unit_id
        ) AS place
    FROM listed
),
compared AS (
    SELECT *, MAX(living) OVER (PARTITION BY tenant_id, vendor, property_id, number) AS most_living
    FROM counted
),
named AS (
    SELECT
        *,
        CASE
            WHEN basis = 'events' THEN NULL
            WHEN most_living <= 1 AND place = 1 THEN number
            WHEN most_living > 1 AND life = 1 AND living_in_block = 1 THEN number || ' in ' || block
        END AS meets_as
    FROM compared
),
met AS (
    SELECT
        *,
        COALESCE('number ' || meets_as, 'unit ' || source || ' ' || unit_id) AS met_as
    FROM named
),
ranked AS (
    SELECT
        tenant_id,
        source,
        property_id,
        unit_id,
        unit_number,
        basis,
        MIN(source) OVER unit AS first_source,
        MAX(source) OVER unit AS last_source,
        FIRST_VALUE(vendor_unit_id IGNORE NULLS) OVER newest AS vendor_unit_id,
        FIRST_VALUE(building IGNORE NULLS) OVER newest AS building,
        FIRST_VALUE(floor_plan IGNORE NULLS) OVER newest AS floor_plan,
        FIRST_VALUE(sqft IGNORE NULLS) OVER newest AS sqft,
        FIRST_VALUE(bedrooms IGNORE NULLS) OVER newest AS bedrooms,
        FIRST_VALUE(bathrooms IGNORE NULLS) OVER newest AS bathrooms,
        FIRST_VALUE(market_rent IGNORE NULLS) OVER newest AS market_rent,
        FIRST_VALUE(made_ready_date IGNORE NULLS) OVER newest AS made_ready_date,
        FIRST_VALUE(state) OVER newest AS state,
        FIRST_VALUE(vendor_status) OVER newest AS vendor_status,
        FIRST_VALUE(deleted_at) OVER newest AS deleted_at,
        MIN(created_at) OVER unit AS first_seen,
        MAX(updated_at) OVER unit AS updated_at,
        ROW_NUMBER() OVER (PARTITION BY tenant_id, vendor, property_id, met_as ORDER BY preference, source) AS rank
    FROM met
    WINDOW
        unit AS (PARTITION BY tenant_id, vendor, property_id, met_as),
        newest AS (
            PARTITION BY tenant_id, vendor, property_id, met_as
            ORDER BY as_of DESC, life, preference, source
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        )
)
SELECT
    ranked.tenant_id,
    ranked.source,
    ranked.property_id,
    ranked.unit_id,
    ranked.unit_number,
    CASE
        WHEN ranked.first_source = ranked.last_source THEN ranked.first_source
        ELSE ranked.first_source || ', ' || ranked.last_source
    END AS sources,
    properties.name AS property_name,
    ranked.vendor_unit_id,
    ranked.building,
    ranked.floor_plan,
    ranked.sqft,
    ranked.bedrooms,
    ranked.bathrooms,
    ranked.market_rent,
    ranked.state,
    ranked.vendor_status,
    CASE
        WHEN ranked.deleted_at IS NOT NULL THEN NULL
        WHEN ranked.state IN ('model', 'admin', 'down') THEN 'inactive'
        WHEN ranked.basis = 'snapshot' THEN 'active'
        ELSE COALESCE(current_roll.unit_status, 'active')
    END AS unit_status,
    ranked.made_ready_date,
    ranked.first_seen,
    ranked.updated_at,
    ranked.deleted_at
FROM ranked
LEFT JOIN marts.properties AS properties
    ON ranked.tenant_id = properties.tenant_id
    AND ranked.property_id = properties.property_id
LEFT JOIN marts.rent_roll_current AS current_roll
    ON ranked.tenant_id = current_roll.tenant_id
    AND ranked.source = current_roll.source
    AND ranked.unit_id = current_roll.unit_id
WHERE ranked.rank = 1
