"""Landing: what arrived from each source, kept unchanged."""

from collections.abc import Mapping

import dagster as dg

from pipelines.assets.keys import landing_key, sources_in
from pipelines.descriptions import OWNERS, Told, table_of_lines
from pipelines.moves import Received, SourceDays, receive_days
from pipelines.partitions import ONE_RUN, days_of
from pipelines.portfolio import Portfolio
from pipelines.resources import Choice, Office, failures_told

MAX_LINES = 20


def landing_assets(portfolio: Portfolio, days: dg.DailyPartitionsDefinition) -> list[dg.AssetsDefinition]:
    """One asset per tenant and source."""
    return [_landing_asset(tenant_id, source, days) for tenant_id, source in sources_in(portfolio)]


def _landing_asset(tenant_id: str, source: str, days: dg.DailyPartitionsDefinition) -> dg.AssetsDefinition:
    @dg.asset(
        key=landing_key(tenant_id, source),
        description=(
            f"One file per dataset, scope and day that {tenant_id} exported from {source}: the bytes as received, with "
            "a manifest. Taken from the drop folder; a day without files lands nothing and changes nothing."
        ),
        group_name="landing",
        kinds={"file"},
        owners=OWNERS,
        partitions_def=days,
        backfill_policy=ONE_RUN,
    )
    def landing(
        context: dg.AssetExecutionContext, office: dg.ResourceParam[Office], choice: Choice
    ) -> dg.MaterializeResult[None]:
        with failures_told(context):
            scopes = choice.of(office.portfolio, tenant_id, source)
            work = SourceDays(tenant_id, source, days_of(context), scopes)
            received = receive_days(office, work, choice)
        return dg.MaterializeResult(metadata=_metadata(received, work))

    return landing


def _metadata(received: Received, work: SourceDays) -> Mapping[str, Told]:
    refused = [(one.partition.snapshot_date, one.partition.scope, one.file, one.message) for one in received.refused]
    empty = [day.isoformat() for day in received.days_without(work.days)]
    return {
        "files": len(received.landed),
        "bytes": sum(one.size for one in received.landed),
        "files_refused": len(received.refused),
        "days_without_files": len(empty),
        **({"without_files": empty[:MAX_LINES]} if empty else {}),
        **({"refused": table_of_lines(("day", "scope", "file", "why"), refused[:MAX_LINES])} if refused else {}),
    }
