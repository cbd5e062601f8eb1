"""Landing: what arrived from each source, kept unchanged."""

import time
from collections.abc import Mapping

import dagster as dg

from pipelines.assets.keys import landing_key, sources_in
from pipelines.descriptions import OWNERS, Told, table_of_lines
from pipelines.moves import Received, receive_days
from pipelines.partitions import ONE_RUN, days_of
from pipelines.portfolio import Portfolio
from pipelines.resources import Choice, Office, failures_told
from pipelines.source_days import SourceDays

MAX_LINES = 20
# The connector has tried each request several times; once more when the source had some minutes to recover.
FETCH_RETRIES = 1
FETCH_WAIT_SECONDS = 300.0


def landing_assets(portfolio: Portfolio, days: dg.DailyPartitionsDefinition) -> list[dg.AssetsDefinition]:
    """One asset per tenant and source."""
    return [_landing_asset(portfolio, tenant_id, source, days) for tenant_id, source in sources_in(portfolio)]


def _landing_asset(
    portfolio: Portfolio, tenant_id: str, source: str, days: dg.DailyPartitionsDefinition
) -> dg.AssetsDefinition:
    is_fetched = portfolio.fetch_of(tenant_id, source) is not None
    origin = "Taken from the drop folder, and fetched where it lacks something" if is_fetched else _DROPPED_ALONE

    @dg.asset(
        key=landing_key(tenant_id, source),
        description=(
            f"One file per dataset, scope and day that {tenant_id} exported from {source}: the bytes as received, with "
            f"a manifest. {origin}; a day without files lands nothing and changes nothing."
        ),
        group_name="landing",
        kinds={"file", "api"} if is_fetched else {"file"},
        owners=OWNERS,
        partitions_def=days,
        backfill_policy=ONE_RUN,
    )
    def landing(
        context: dg.AssetExecutionContext, office: dg.ResourceParam[Office], choice: Choice
    ) -> dg.MaterializeResult[None]:
        started = time.perf_counter()
        attempt = context.op_execution_context.retry_number
        with failures_told(context):
            scopes = choice.of(office.portfolio, tenant_id, source)
            work = SourceDays(tenant_id, source, days_of(context), scopes)
            # A further attempt is for what failed in the one before: that is known without being told.
            again = choice.again and attempt == 0
            for stray in office.strays():
                # What lies in no tenant's folder is told by the check every_tenant_is_known: it is no tenant's to read.
                if stray.folder.partition("/")[0] == tenant_id:
                    context.log.warning(str(stray))
            received = receive_days(office, work, choice, again=again, say=context.log.info)
        if received.fetched.may_pass and attempt < FETCH_RETRIES:
            raise dg.RetryRequested(FETCH_RETRIES, FETCH_WAIT_SECONDS)
        told = _metadata(received, work)
        if is_fetched:
            told |= _fetched_metadata(received, time.perf_counter() - started)
        return dg.MaterializeResult(metadata=told)

    return landing


_DROPPED_ALONE = "Taken from the drop folder"


def _metadata(received: Received, work: SourceDays) -> dict[str, Told]:
    refused = [(one.partition.snapshot_date, one.partition.scope, one.file, one.message) for one in received.refused]
    empty = [day.isoformat() for day in received.days_without(work.days)]
    landed = [*received.landed, *received.fetched.landed]
    return {
        "files": len(landed),
        "bytes": sum(one.size for one in landed),
        "files_refused": len(received.refused),
        "days_without_files": len(empty),
        **({"without_files": empty[:MAX_LINES]} if empty else {}),
        **({"refused": table_of_lines(("day", "scope", "file", "why"), refused[:MAX_LINES])} if refused else {}),
    }


def _fetched_metadata(received: Received, seconds: float) -> Mapping[str, Told]:
    fetched = received.fetched
    failed = [
        (one.partition.snapshot_date, one.partition.scope, one.dataset, one.message)
        for one in fetched.failed[:MAX_LINES]
    ]
    return {
        "files_fetched": len(fetched.landed),
        "properties_fetched": len({one.scope for one in fetched.landed}),
        "fetches_failed": len(fetched.failed),
        "seconds": round(seconds, 3),
        **({"failed": table_of_lines(("day", "scope", "dataset", "why"), failed)} if failed else {}),
    }
