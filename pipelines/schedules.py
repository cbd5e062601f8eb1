"""Jobs and the daily schedule: what can be launched by name, and what is launched every morning."""

from datetime import timedelta
from typing import Any

import dagster as dg

from pipelines.assets.keys import landing_key, sources_in
from pipelines.portfolio import Portfolio

DAILY = "daily"
REPARSE = "reparse"
EVERY_MORNING = "0 6 * * *"


def run_config(**choice: object) -> dict[str, object]:
    """The config of a run that is asked for something else than the default."""
    return {"resources": {"choice": {"config": choice}}}


def all_jobs(portfolio: Portfolio) -> list[Any]:
    """The jobs that can be launched by name; Dagster exports no type for an asset job before it is resolved."""
    landing = dg.AssetSelection.assets(*(landing_key(*owner) for owner in sources_in(portfolio)))
    return [
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


def daily_schedule(cron: str = EVERY_MORNING) -> dg.ScheduleDefinition:
    """Every morning the day before: by then its files are expected, and the run fails for a scope without any."""

    @dg.schedule(name="every_morning", job_name=DAILY, cron_schedule=cron, execution_timezone="UTC")
    def every_morning(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        day = (context.scheduled_execution_time.date() - timedelta(days=1)).isoformat()
        return dg.RunRequest(run_key=day, partition_key=day, run_config=run_config(expected=True))

    return every_morning
