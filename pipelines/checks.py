"""Checks: what a table's declaration promises, and whether the scopes of a partition are all there.

Where a broken promise would make a mart lie (a key twice, a reference to nothing) the check blocks what comes after it:
unified tables block the marts, marts block publishing.
"""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from pipelines.assets.keys import landing_key, mart_key, raw_keys, sources_in, unified_keys
from pipelines.completeness import Gap, gaps_of
from pipelines.descriptions import table_of_lines
from pipelines.partitions import days_of
from pipelines.portfolio import Portfolio
from pipelines.resources import Choice, Office, failures_told
from pipelines.source_days import SourceDays
from warehouse.build import mart_names
from warehouse.checks import Rule, Verdict, judge_rules, rules_of

MAX_LINES = 50


def all_checks(portfolio: Portfolio) -> list[dg.AssetChecksDefinition]:
    """The checks of every source, of the marts, and of every source's scopes."""
    owners = sources_in(portfolio)
    return [
        *(_scopes_check(tenant_id, source) for tenant_id, source in owners),
        *(_unified_checks(*owner) for owner in owners if unified_keys(*owner)),
        _mart_checks(),
        _tenants_check(),
    ]


def _scopes_check(tenant_id: str, source: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=landing_key(tenant_id, source),
        additional_deps=raw_keys(tenant_id, source),
        name="every_scope_is_loaded",
        description="Every scope of the partition is loaded: else which are not, and why.",
    )
    def every_scope_is_loaded(
        context: dg.AssetCheckExecutionContext, office: dg.ResourceParam[Office], choice: Choice
    ) -> dg.AssetCheckResult:
        with failures_told(context):
            scopes = choice.of(office.portfolio, tenant_id, source)
            work = SourceDays(tenant_id, source, days_of(context.op_execution_context), scopes)
            gaps = gaps_of(office, work)
        return _scopes_result(gaps, expected=choice.expected)

    return every_scope_is_loaded


def _scopes_result(gaps: Sequence[Gap], *, expected: bool) -> dg.AssetCheckResult:
    grave = [gap for gap in gaps if expected or not gap.is_missing]
    lines = [(gap.day, gap.outcome, gap.names, gap.message) for gap in gaps[:MAX_LINES]]
    return dg.AssetCheckResult(
        passed=not gaps,
        severity=dg.AssetCheckSeverity.ERROR if grave else dg.AssetCheckSeverity.WARN,
        description="\n".join(str(gap) for gap in gaps[:MAX_LINES]) or "Every scope that was asked for is loaded.",
        metadata={
            "not_loaded": sum(len(gap.what) for gap in gaps if not gap.is_missing),
            "missing": sum(len(gap.what) for gap in gaps if gap.is_missing),
            **({"scopes": table_of_lines(("day", "outcome", "scopes", "why"), lines)} if gaps else {}),
        },
    )


def _unified_checks(tenant_id: str, source: str) -> dg.AssetChecksDefinition:
    tables = {key: f"unified.{key.path[-1]}" for key in unified_keys(tenant_id, source)}
    return _declared_checks(f"unified_checks__{tenant_id}__{source}", tables, tenant_id=tenant_id, source=source)


def _mart_checks() -> dg.AssetChecksDefinition:
    return _declared_checks("mart_checks", {mart_key(mart): f"marts.{mart}" for mart in mart_names()})


def _tenants_check() -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=mart_key("data_quality"),
        name="every_tenant_is_known",
        description=(
            "Every tenant with rows or dropped files, and every client of one, is in the portfolio: others are shown "
            "to nobody."
        ),
    )
    def every_tenant_is_known(
        context: dg.AssetCheckExecutionContext, office: dg.ResourceParam[Office]
    ) -> dg.AssetCheckResult:
        with failures_told(context):
            found = office.rentroll.strangers()
            strays = office.strays()
        lines = [*map(str, found), *map(str, strays)]
        return dg.AssetCheckResult(
            passed=not lines,
            severity=dg.AssetCheckSeverity.ERROR,
            description="\n".join(lines[:MAX_LINES]) or "Every tenant with rows or dropped files is in the portfolio.",
            metadata={
                "unknown": len(found),
                "rows": sum(sum(one.rows.values()) for one in found),
                "stray_files": sum(one.files for one in strays),
            },
        )

    return every_tenant_is_known


def _declared_checks(
    name: str, tables: Mapping[dg.AssetKey, str], *, tenant_id: str | None = None, source: str | None = None
) -> dg.AssetChecksDefinition:
    """The rules of some tables' declarations, asked of one source's rows or of all."""
    rules = {dg.AssetCheckKey(key, rule.name): rule for key, table in tables.items() for rule in rules_of(table)}

    @dg.multi_asset_check(name=name, specs=[_spec(key, rule) for key, rule in rules.items()], can_subset=True)
    def declared_checks(
        context: dg.AssetCheckExecutionContext, office: dg.ResourceParam[Office]
    ) -> Iterator[dg.AssetCheckResult]:
        chosen = [key for key in rules if key in context.selected_asset_check_keys]
        asked = [rules[key] for key in chosen]
        with failures_told(context):
            verdicts = judge_rules(office.rentroll.warehouse, asked, tenant_id=tenant_id, source=source)
        for key, verdict in zip(chosen, verdicts, strict=True):
            yield _result(key, verdict, is_of_one_tenant=tenant_id is not None)

    return declared_checks


def _spec(key: dg.AssetCheckKey, rule: Rule) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(rule.name, asset=key.asset_key, description=rule.sentence, blocking=rule.required)


def _result(key: dg.AssetCheckKey, verdict: Verdict, *, is_of_one_tenant: bool) -> dg.AssetCheckResult:
    """What is said of a rule. Of a table of all tenants no row is shown, only how the broken ones are found."""
    examples = {"examples": list(verdict.examples)} if is_of_one_tenant else {"query": verdict.rule.all_broken}
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=not verdict.broken,
        severity=dg.AssetCheckSeverity.ERROR if verdict.rule.required else dg.AssetCheckSeverity.WARN,
        metadata={"rows_broken": verdict.broken, **(examples if verdict.broken else {})},
    )
