"""Jobs and schedules: what can be launched by name, and what is launched every morning and every evening."""

from datetime import timedelta
from typing import Any

import dagster as dg

from pipelines.assets.keys import landing_key, sources_in
from pipelines.portfolio import GatewayFetch, Portfolio, VoyagerFetch

DAILY = "daily"
REPARSE = "reparse"
COLLECT = "collect"
EVERY_MORNING = "0 6 * * *"
# An hour before the day ends (UTC), by which the partitions are told apart.
EVERY_EVENING = "0 23 * * *"


def run_config(**choice: object) -> dict[str, object]:
    """The config of a run that is asked for something else than the default."""
    return {"resources": {"choice": {"config": choice}}}


def all_jobs(portfolio: Portfolio) -> list[Any]:
    """The jobs that can be launched by name; Dagster exports no type for an asset job before it is resolved."""
    landing = dg.AssetSelection.assets(*(landing_key(*owner) for owner in sources_in(portfolio)))
    present = dg.AssetSelection.assets(*(landing_key(*owner) for owner in present_state_sources_in(portfolio)))
    collect = dg.define_asset_job(
        COLLECT,
        selection=present,
        description="Ask the sources that know their present state alone, while the day lasts, and keep what they say.",
    )
    return [
        *([collect] if present_state_sources_in(portfolio) else []),
        dg.define_asset_job(
            DAILY,
            selection=dg.AssetSelection.all(),
            description="Everything of a day or a range of days: receive, load, check, build, publish, say what lacks.",
        ),
        dg.define_asset_job(
            REPARSE,
            selection=dg.AssetSelection.all() - landing,
            config=run_config(again=True),
            description="Read the landed bytes of the chosen days again, after a parser was mended; fetches nothing.",
        ),
    ]


def all_schedules(portfolio: Portfolio) -> list[dg.ScheduleDefinition]:
    """The morning's schedule, and the evening's where a source knows its present state alone."""
    return [daily_schedule(), *([evening_schedule()] if present_state_sources_in(portfolio) else [])]


def present_state_sources_in(portfolio: Portfolio) -> list[tuple[str, str]]:
    """Tenants and sources that cannot be asked for a day when it is over."""
    return [
        owner for owner in sources_in(portfolio) if isinstance(portfolio.fetch_of(*owner), VoyagerFetch | GatewayFetch)
    ]


def evening_schedule(cron: str = EVERY_EVENING) -> dg.ScheduleDefinition:
    """Every evening the day that is about to end, of the sources that know no other; the morning's run loads it."""

    @dg.schedule(name="every_evening", job_name=COLLECT, cron_schedule=cron, execution_timezone="UTC")
    def every_evening(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        day = context.scheduled_execution_time.date().isoformat()
        return dg.RunRequest(run_key=day, partition_key=day)

    return every_evening


def daily_schedule(cron: str = EVERY_MORNING) -> dg.ScheduleDefinition:
    """Every morning the day before: by then its files are expected, and the run fails for a scope without any."""

    @dg.schedule(name="every_morning", job_name=DAILY, cron_schedule=cron, execution_timezone="UTC")
    def every_morning(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        day = (context.scheduled_execution_time.date() - timedelta(days=1)).isoformat()
        return dg.RunRequest(run_key=day, partition_key=day, run_config=run_config(expected=True))

    return every_morning
