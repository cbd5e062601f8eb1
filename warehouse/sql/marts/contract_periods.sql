-- One row per contract alive at the source and period in which the same versions of it are in force, without gaps: half
-- open, the first one from ever, the last one open.
WITH edges AS (
    SELECT tenant_id, source, contract_id, TIMESTAMP '0001-01-01 00:00:00' AS moment
    FROM unified.contracts
    WHERE deleted_at IS NULL
    UNION
    SELECT tenant_id, source, contract_id, valid_from
    FROM marts.contract_rules
    UNION
    SELECT tenant_id, source, contract_id, valid_until
    FROM marts.contract_rules
    WHERE valid_until IS NOT NULL
),
periods AS (
    SELECT
        tenant_id, source, contract_id, moment,
        LEAD(moment) OVER (PARTITION BY tenant_id, source, contract_id ORDER BY moment) AS next_moment
    FROM edges
),
in_force AS (
    SELECT
        periods.tenant_id, periods.source, periods.contract_id, periods.moment, periods.next_moment,
        COUNT(rules.version_id) AS versions,
        MIN(rules.version_id) AS version_id,
        MIN(rules.version_number) AS lowest_version,
        MAX(rules.version_number) AS highest_version,
        MAX(rules.finding) AS rules_finding,
        MAX(CASE WHEN rules.billing_model IN ({models_without_fee}) THEN 0 ELSE 1 END) = 1 AS may_have_fee
    FROM periods
    LEFT JOIN marts.contract_rules AS rules
        ON periods.tenant_id = rules.tenant_id
        AND periods.source = rules.source
        AND periods.contract_id = rules.contract_id
        AND rules.valid_from <= periods.moment
        AND (rules.valid_until > periods.moment OR rules.valid_until IS NULL)
    GROUP BY periods.tenant_id, periods.source, periods.contract_id, periods.moment, periods.next_moment
)
SELECT
    contracts.tenant_id,
    contracts.source,
    contracts.client_id,
    contracts.vendor_id,
    contracts.contract_id,
    NULLIF(in_force.moment, TIMESTAMP '0001-01-01 00:00:00') AS valid_from,
    in_force.next_moment AS valid_until,
    in_force.versions,
    CASE WHEN in_force.versions = 1 THEN in_force.version_id END AS version_id,
    in_force.lowest_version,
    in_force.highest_version,
    in_force.versions > 0 AND in_force.may_have_fee AS may_have_fee,
    CASE
        WHEN contracts.status = 'DRAFT' THEN 'contract_is_draft'
        WHEN in_force.versions = 0 THEN 'no_version'
        WHEN in_force.versions > 1 THEN 'overlapping_versions'
        ELSE in_force.rules_finding
    END AS finding,
    newest.as_of
FROM in_force
INNER JOIN unified.contracts AS contracts
    ON in_force.tenant_id = contracts.tenant_id
    AND in_force.source = contracts.source
    AND in_force.contract_id = contracts.contract_id
    AND contracts.deleted_at IS NULL
INNER JOIN unified.source_days AS newest ON contracts.tenant_id = newest.tenant_id AND contracts.source = newest.source
