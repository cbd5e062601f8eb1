-- One row per unit of a source, in its latest known state; deleted ones say since when.
SELECT
    units.tenant_id,
    units.source,
    units.property_id,
    units.unit_id,
    units.unit_number,
    properties.name AS property_name,
    units.floor_plan,
    units.sqft,
    units.market_rent,
    units.state,
    units.vendor_status,
    COALESCE(current_roll.unit_status, 'active') AS unit_status,
    units.created_at AS first_seen,
    units.updated_at,
    units.deleted_at
FROM unified.units AS units
LEFT JOIN marts.properties AS properties
    ON units.tenant_id = properties.tenant_id
    AND units.source = properties.source
    AND units.property_id = properties.property_id
LEFT JOIN marts.rent_roll_current AS current_roll
    ON units.tenant_id = current_roll.tenant_id
    AND units.source = current_roll.source
    AND units.unit_id = current_roll.unit_id
