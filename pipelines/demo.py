"""The demonstration: a simulated world's exports through one Dagster run, from the drop folder to published files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.assets.keys import sources_in
from pipelines.definitions import build_definitions
from pipelines.rentroll import Rentroll
from pipelines.schedules import DAILY
from simulator.exports import Source, write_exports
from simulator.world import World
from warehouse.standing import Period, Standing, standing

FIRST_DAY = date(2026, 1, 1)
DAYS = 31
EVERY_DAY: Sequence[Source] = ("leasing_ledger", "patient_ledger")
LAST_DAY: Sequence[Source] = ("leasing_ledger", "patient_ledger", "realpage_reports")
_RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def write_drop_folder(home: Path, *, days: int = DAYS) -> list[date]:
    """Write the simulated exports of every day to `{home}/drop`; reports only on the last day. Returns the days."""
    world = World()
    written = [FIRST_DAY + timedelta(days=number) for number in range(days)]
    for day in written:
        world.advance_to(day)
        write_exports(world, day, home / "drop", sources=LAST_DAY if day == written[-1] else EVERY_DAY)
    return written


def backfill(rentroll: Rentroll, first: date, last: date, *, instance: dg.DagsterInstance) -> bool:
    """Run everything of a range of days in one Dagster run; whether all of it was complete."""
    definitions = build_definitions(rentroll.home, rentroll.portfolio)
    job: Any = definitions.resolve_job_def(DAILY)
    days = dict(zip(_RANGE, (first.isoformat(), last.isoformat()), strict=True))
    result = job.execute_in_process(instance=instance, tags=days, run_config=_QUIET, raise_on_error=False)
    return bool(result.success)


def dagster_instance() -> dg.DagsterInstance:
    """The instance that DAGSTER_HOME names, so that the run is there in the UI; else one that is forgotten."""
    return dg.DagsterInstance.get() if os.environ.get("DAGSTER_HOME") else dg.DagsterInstance.ephemeral()


def stands(rentroll: Rentroll, first: date, last: date) -> list[Standing]:
    """How every file of the days stands."""
    periods = [Period(tenant_id, source, first, last) for tenant_id, source in sources_in(rentroll.portfolio)]
    return [one for period in periods for one in standing(rentroll.warehouse, period)]
