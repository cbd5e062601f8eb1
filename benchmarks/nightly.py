"""A night of 25 properties over every interface, each answer taking 50 ms, and a 30-day backfill of their reports.

Every property is asked for by both vendors: every report over REST, the gateway's and Voyager's calls. The limit is for
twenty requests a second everywhere; at the two that are polite for reports most of the night is waiting for the next
one. The vendors' server is this process; the run is another one's.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from benchmarks.common import Clock, limit, measured, scratch
from pipelines.definitions import build_definitions
from pipelines.demo import fetches_from, logins_of
from pipelines.portfolio import Portfolio, read_portfolio
from pipelines.schedules import COLLECT, DAILY
from simulator.portfolio import TENANT
from simulator.server import Server
from simulator.world import World
from simulator.yardi.tenants import property_code

FIRST, DAYS = date(2025, 1, 1), 30
LAST = FIRST + timedelta(days=DAYS - 1)
LATENCY_SECONDS = 0.05
POLITE, BRISK = 2.0, 20.0
UNLIMITED = 1_000.0
_RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")


def run() -> None:
    """A night in under three minutes, and thirty days in one run."""
    world = World(start=FIRST).advance_to(LAST)
    for per_second in (BRISK, POLITE):
        with Server(world, LAST, latency_seconds=LATENCY_SECONDS) as server, scratch() as folder:
            content = _owner(server, reports_per_second=per_second)
            done = measured(_night, folder, content, logins_of(server))
        what = f"a night, reports at {per_second:.0f} requests a second"
        _tell(what, done.answer)
        if per_second == BRISK:
            limit("  a nightly run, 50 ms an answer", done.seconds, 180, "s")
        else:
            print(f"  {done.seconds:.1f} s, most of it waiting for the polite rate, {done.peak_mb} MB")
    with Server(world, LAST) as server, scratch() as folder:
        content = _owner(server, reports_per_second=UNLIMITED)
        for gone in ("realpage_gateway", "yardi_voyager"):
            del content["tenants"][TENANT]["sources"][gone]
        done = measured(_backfill, folder, content, logins_of(server))
        _tell(f"{DAYS} days of reports of 25 properties in one run", done.answer)
        print(f"a {DAYS}-day backfill: {done.seconds:.1f} s, {done.seconds / DAYS:.2f} s a day, {done.peak_mb} MB")


def _owner(server: Server, *, reports_per_second: float) -> dict[str, Any]:
    """The shipped company, every property at both vendors and nothing dropped."""
    shipped = read_portfolio(Path("portfolio.yaml")).model_dump(by_alias=True, exclude_unset=True)
    owner = shipped["tenants"][TENANT]
    owner["sources"] = {
        source: {"fetch": {"requests_per_second": BRISK, **fetching}}
        for source, fetching in fetches_from(server).items()
    }
    owner["sources"]["realpage_reports"]["fetch"] |= {
        "requests_per_second": reports_per_second,
        "seconds_between_polls": 0.5,
    }
    for property_id, one in owner["properties"].items():
        one["yardi_code"] = property_code(property_id)
    return {"tenants": {TENANT: owner}}


def _night(folder: Path, content: Mapping[str, Any], environment: Mapping[str, str]) -> tuple[float, Counter[str]]:
    """The evening's run, which asks what knows no past, and the morning's, which loads and publishes."""
    os.environ.update(environment)
    evening = datetime.combine(LAST, datetime.min.time(), tzinfo=UTC) + timedelta(hours=23)
    clock, spent = Clock(), Counter[str]()
    for job, now in ((COLLECT, evening), (DAILY, evening + timedelta(hours=7))):
        spent += _run(folder, content, job, now, (LAST, LAST))
    return clock.seconds(), spent


def _backfill(folder: Path, content: Mapping[str, Any], environment: Mapping[str, str]) -> tuple[float, Counter[str]]:
    os.environ.update(environment)
    now = datetime.combine(LAST + timedelta(days=1), datetime.min.time(), tzinfo=UTC) + timedelta(hours=6)
    clock = Clock()
    spent = _run(folder, content, DAILY, now, (FIRST, LAST))
    return clock.seconds(), spent


def _run(folder: Path, content: Mapping[str, Any], job: str, now: datetime, days: tuple[date, date]) -> Counter[str]:
    """Run a job over the days; seconds by group of assets, a landing asset by its source."""
    definitions = build_definitions(folder, Portfolio.model_validate(content), first_day=FIRST, now=lambda: now)
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    resolved: Any = definitions.resolve_job_def(job)
    result = resolved.execute_in_process(
        instance=dg.DagsterInstance.ephemeral(),
        tags={name: day.isoformat() for name, day in zip(_RANGE, days, strict=True)},
        run_config=quiet,
        raise_on_error=False,
    )
    if not result.success:
        said = [one.message for one in result.all_events if one.event_type_value == "STEP_FAILURE"]
        raise RuntimeError(f"the {job} run failed: {'; '.join(str(one) for one in said)[:500]}")
    spent = Counter[str]()
    for event in result.all_events:
        if event.event_type_value == "STEP_SUCCESS":
            spent[_group(event.step_key or "")] += event.step_success_data.duration_ms
    return spent


def _group(step: str) -> str:
    group, _, rest = step.partition("__")
    return f"{group} {rest.rpartition('__')[2]}" if group == "landing" else group


def _tell(what: str, spent: Counter[str]) -> None:
    print(f"{what}: " + ", ".join(f"{name} {ms / 1000:.1f} s" for name, ms in spent.most_common(8)))
