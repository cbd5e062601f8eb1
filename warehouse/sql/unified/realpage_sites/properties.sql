-- One row per site of a company, as the property that the portfolio calls it; a site the portfolio does not have keeps
-- RealPage's id.
SELECT
    sites.row_number,
    COALESCE(codes.property_id, sites.site_id) AS property_id,
    COALESCE(sites.site_name, sites.site_id) AS name,
    sites.site_id AS vendor_code,
    sites.address_line_1 AS address_line,
    sites.city,
    sites.state,
    sites.postal_code,
    CAST(NULL AS VARCHAR) AS rule
FROM raw.realpage_sites AS sites
LEFT JOIN ops.property_codes AS codes
    ON sites.tenant_id = codes.tenant_id
    AND sites.source = codes.source
    AND sites.site_id = codes.vendor_code
WHERE sites.tenant_id = $tenant_id AND sites.source = $source AND sites.scope = $scope
    AND sites.snapshot_date = $snapshot_date
