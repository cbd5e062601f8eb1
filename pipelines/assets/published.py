"""Published: each tenant's marts as a file of its own, and whether its days are complete."""

from collections.abc import Sequence

import dagster as dg

from pipelines.assets.keys import complete_key, mart_key, published_key
from pipelines.completeness import Gap, gaps_of
from pipelines.descriptions import OWNERS, table_of_lines
from pipelines.partitions import ONE_RUN, days_of
from pipelines.portfolio import Portfolio
from pipelines.resources import Choice, Office, failures_told
from pipelines.source_days import SourceDays
from warehouse.build import mart_names

MAX_LINES = 50


def published_assets(portfolio: Portfolio, days: dg.DailyPartitionsDefinition) -> list[dg.AssetsDefinition]:
    """A published file and a last step for every tenant."""
    return [make(tenant_id, days) for tenant_id in portfolio.tenants for make in (_published_asset, _last_step)]


def _published_asset(tenant_id: str, days: dg.DailyPartitionsDefinition) -> dg.AssetsDefinition:
    @dg.asset(
        key=published_key(tenant_id),
        deps=[mart_key(mart) for mart in mart_names()],
        description=(
            f"One file per version of the marts of {tenant_id}: a read-only DuckDB database and its tables as Parquet, "
            "swapped in whole. Holds no other tenant's rows, and personal columns only where the portfolio says so."
        ),
        group_name="published",
        kinds={"duckdb", "parquet"},
        owners=OWNERS,
        partitions_def=days,
        backfill_policy=ONE_RUN,
    )
    def published(context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]) -> dg.MaterializeResult[None]:
        with failures_told(context):
            (publication,) = office.rentroll.publish([tenant_id], published_at=office.now())
        return dg.MaterializeResult(
            metadata={
                "version": publication.version,
                "file": publication.file.name,
                "as_of": str(publication.as_of),
                "rows_published": sum(publication.rows.values()),
                "rows": table_of_lines(("mart", "rows"), publication.rows.items()),
            }
        )

    return published


def _last_step(tenant_id: str, days: dg.DailyPartitionsDefinition) -> dg.AssetsDefinition:
    @dg.asset(
        key=complete_key(tenant_id),
        deps=[published_key(tenant_id)],
        description=(
            f"One partition per day on which every file of {tenant_id} was loaded. Fails the run, after what loaded is "
            "published, when a file was refused, held or not received; of a scheduled day also when one never came."
        ),
        group_name="published",
        owners=OWNERS,
        partitions_def=days,
        backfill_policy=ONE_RUN,
    )
    def complete(
        context: dg.AssetExecutionContext, office: dg.ResourceParam[Office], choice: Choice
    ) -> dg.MaterializeResult[None]:
        with failures_told(context):
            gaps = _gaps(context, office, choice, tenant_id)
        grave = [gap for gap in gaps if choice.expected or not gap.is_missing]
        if grave:
            _record_whole_days(context, grave)
            raise dg.Failure(
                f"Not complete, though what could be loaded is published: {'; '.join(str(gap) for gap in grave[:3])}",
                metadata={"not_loaded": table_of_lines(("what",), [(gap,) for gap in grave[:MAX_LINES]])},
                allow_retries=False,
            )
        return dg.MaterializeResult(
            metadata={"days": len(days_of(context)), "missing": sum(len(gap.what) for gap in gaps)}
        )

    return complete


def _gaps(context: dg.AssetExecutionContext, office: Office, choice: Choice, tenant_id: str) -> list[Gap]:
    days = days_of(context)
    sources = office.portfolio.tenant(tenant_id).sources
    work = [SourceDays(tenant_id, one, days, choice.of(office.portfolio, tenant_id, one)) for one in sources]
    return [gap for one in work for gap in gaps_of(office, one)]


def _record_whole_days(context: dg.AssetExecutionContext, grave: Sequence[Gap]) -> None:
    """Of a range of days, record those that are complete: the step that fails would leave them all open."""
    for day in sorted(set(days_of(context)) - {gap.day for gap in grave}):
        context.log_event(dg.AssetMaterialization(context.asset_key, partition=day.isoformat()))
