-- One row per version of a contract alive at the source, with its values as they bill. What a version does not give has
-- its default, what its model does not know is blank, and so is all of a version whose rules have a finding.
WITH given AS (
    SELECT
        versions.*,
        contracts.client_id,
        contracts.vendor_id,
        contracts.status,
        newest.as_of
    FROM unified.contract_versions AS versions
    INNER JOIN unified.contracts AS contracts
        ON versions.tenant_id = contracts.tenant_id
        AND versions.source = contracts.source
        AND versions.scope = contracts.scope
        AND versions.contract_id = contracts.contract_id
    INNER JOIN unified.source_days AS newest ON versions.tenant_id = newest.tenant_id AND versions.source = newest.source
    WHERE versions.deleted_at IS NULL AND contracts.deleted_at IS NULL
)
SELECT
    given.tenant_id,
    given.source,
    given.client_id,
    given.vendor_id,
    given.contract_id,
    given.status,
    given.version_id,
    given.version_number,
    given.billing_model,
    given.starts_at AS valid_from,
    given.ends_at AS valid_until,
    {values_in_force}
    CASE WHEN given.rules_problem IS NULL THEN SUBSTRING(
        {values_in_words}, 3
    ) END AS rules,
    given.rules_problem AS finding,
    given.rules_message AS message,
    given.rejected_since,
    given.as_of
FROM given
