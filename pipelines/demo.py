"""The demonstration: a simulated world through Dagster, from exported files and fetched reports to published files.

A server on this machine stands in for RealPage; nothing leaves it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dagster as dg

from connectors.http import Manners, Transport
from connectors.realpage_report_list import REPORTS
from pipelines.assets.keys import sources_in
from pipelines.definitions import build_definitions
from pipelines.portfolio import Portfolio
from pipelines.rentroll import Rentroll
from pipelines.schedules import DAILY
from simulator.exports import Source, write_exports
from simulator.portfolio import TENANT
from simulator.server import Server
from simulator.world import World
from warehouse.standing import Period, Standing, standing

FIRST_DAY = date(2026, 1, 1)
DAYS = 31
EXPORTED: Sequence[Source] = ("leasing_ledger", "patient_ledger")
FETCHED = "realpage_reports"
# The ledger tells the rent roll of every day: a rent roll of the last day alone would only stand beside it.
REPORTS_FETCHED = tuple(name for name in REPORTS if name != "realpage_rent_roll")
_RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
_LOADING = ("landing", "raw", "unified")
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def write_drop_folder(home: Path, *, days: int = DAYS) -> World:
    """Write the simulated exports of every day to `{home}/drop`; the world they are of, on its last day."""
    world = World()
    for number in range(days):
        day = FIRST_DAY + timedelta(days=number)
        write_exports(world.advance_to(day), day, home / "drop", sources=EXPORTED)
    return world


def fetch(home: Path, portfolio: Portfolio, world: World, *, instance: dg.DagsterInstance) -> bool:
    """Fetch and load the reports of the world's last day in one Dagster run, from a server on this machine."""
    with _vendor(portfolio, world) as fetching:
        choice = {"scopes": [f"{TENANT}/{FETCHED}"]}
        return _run(home, fetching, [world.today.isoformat()] * 2, instance, choice=choice, only=_LOADING)


def backfill(rentroll: Rentroll, first: date, last: date, *, instance: dg.DagsterInstance) -> bool:
    """Run everything of a range of days in one Dagster run; whether all of it was complete."""
    return _run(rentroll.home, rentroll.portfolio, [first.isoformat(), last.isoformat()], instance)


def is_fetched(portfolio: Portfolio) -> bool:
    """Whether the portfolio has the reports that the server on this machine can make."""
    return (TENANT, FETCHED) in sources_in(portfolio)


def dagster_instance() -> dg.DagsterInstance:
    """The instance that DAGSTER_HOME names, so that the runs are there in the UI; else one that is forgotten."""
    return dg.DagsterInstance.get() if os.environ.get("DAGSTER_HOME") else dg.DagsterInstance.ephemeral()


def stands(rentroll: Rentroll, first: date, last: date) -> list[Standing]:
    """How every file of the days stands."""
    periods = [Period(tenant_id, source, first, last) for tenant_id, source in sources_in(rentroll.portfolio)]
    return [one for period in periods for one in standing(rentroll.warehouse, period)]


def _run(
    home: Path,
    portfolio: Portfolio,
    days: Sequence[str],
    instance: dg.DagsterInstance,
    *,
    choice: Mapping[str, object] | None = None,
    only: Sequence[str] = (),
) -> bool:
    definitions = build_definitions(home, portfolio, transport=_at_full_speed)
    job: Any = definitions.resolve_job_def(DAILY)
    specs = definitions.resolve_all_asset_specs()
    result = job.execute_in_process(
        instance=instance,
        tags=dict(zip(_RANGE, days, strict=True)),
        run_config={**_QUIET, "resources": {"choice": {"config": dict(choice or {})}}},
        asset_selection=[one.key for one in specs if one.group_name in only] if only else None,
        raise_on_error=False,
    )
    return bool(result.success)


def _at_full_speed(manners: Manners) -> Transport:
    return Transport(replace(manners, per_second=None))


@contextmanager
def _vendor(portfolio: Portfolio, world: World) -> Iterator[Portfolio]:
    """The portfolio with the address of a server on this machine, and with its token in a file, for the block."""
    content = portfolio.model_dump(by_alias=True, exclude_unset=True)
    with Server(world, world.today) as server, TemporaryDirectory() as folder:
        token = Path(folder, "token")
        token.write_text(server.token(), encoding="utf-8")
        content["tenants"][TENANT]["sources"][FETCHED]["fetch"] = {
            "url": server.reports_url,
            "token_file": token,
            "reports": REPORTS_FETCHED,
            "seconds_between_polls": 0.1,
        }
        yield Portfolio.model_validate(content)
