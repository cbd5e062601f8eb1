"""The demonstration: a simulated world through Dagster, from exported files and fetched reports to published files.

A server on this machine stands in for RealPage and Yardi; nothing leaves it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from connectors.http import Manners, Transport
from pipelines.assets.keys import sources_in
from pipelines.definitions import build_definitions
from pipelines.portfolio import Portfolio
from pipelines.rentroll import Rentroll
from pipelines.schedules import DAILY
from simulator.exports import Source, write_exports
from simulator.portfolio import TENANT
from simulator.server import Server
from simulator.world import World
from simulator.yardi.tenants import property_code
from warehouse.standing import Period, Standing, standing

FIRST_DAY = date(2026, 1, 1)
DAYS = 31
EXPORTED: Sequence[Source] = ("leasing_ledger", "patient_ledger")
# Schools and fleet send their books every few days, as some clients do: a day without files changes nothing.
EXPORTED_SOMETIMES: Sequence[Source] = ("school_billing", "contract_billing")
SOMETIMES = 5
FETCHED = ("realpage_reports", "realpage_gateway", "yardi_voyager")
# These properties are at Yardi, all others at RealPage.
AT_YARDI = ("the_broadleaf", "the_confluence", "links_plum_creek", "the_pearl", "the_quinci")
_RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
_LOADING = ("landing", "raw", "unified")
# The parts of a Voyager login, as the portfolio and as the server name them.
_YARDI_LOGIN = {
    "username": "user_name",
    "password": "password",
    "server": "server_name",
    "database": "database",
    "entity": "interface_entity",
    "license": "interface_license",
    "ils_entity": "ils_interface_entity",
    "ils_license": "ils_interface_license",
}
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def live() -> World:
    """The world on the last day of the demonstration."""
    return World().advance_to(FIRST_DAY + timedelta(days=DAYS - 1))


def write_drop_folder(home: Path, *, days: int = DAYS) -> World:
    """Write the simulated exports of the days to `{home}/drop`; the world they are of, on its last day."""
    world = World()
    for number in range(days):
        day = FIRST_DAY + timedelta(days=number)
        sources = EXPORTED if number % SOMETIMES else (*EXPORTED, *EXPORTED_SOMETIMES)
        write_exports(world.advance_to(day), day, home / "drop", sources=sources)
    return world


def fetch(home: Path, portfolio: Portfolio, world: World, *, instance: dg.DagsterInstance) -> bool:
    """Fetch and load reports and calls of the world's last day in one Dagster run, from a server on this machine."""
    evening = datetime.combine(world.today, time(22), tzinfo=UTC)
    with vendors(portfolio, world) as fetching:
        choice = {"scopes": [f"{TENANT}/{source}" for source in FETCHED]}
        days = [world.today.isoformat()] * 2
        return _run(home, fetching, days, instance, choice=choice, only=_LOADING, now=lambda: evening)


def backfill(rentroll: Rentroll, first: date, last: date, *, instance: dg.DagsterInstance) -> bool:
    """Run everything of a range of days in one Dagster run; whether all of it was complete."""
    return _run(rentroll.home, rentroll.portfolio, [first.isoformat(), last.isoformat()], instance)


def is_fetched(portfolio: Portfolio) -> bool:
    """Whether the portfolio has what the server on this machine can tell of, and fetches it from nowhere else."""
    owned = sources_in(portfolio)
    return (
        (TENANT, FETCHED[0]) in owned
        and portfolio.tenant(TENANT).properties.keys() >= set(AT_YARDI)
        and not any(portfolio.fetch_of(TENANT, source) for source in FETCHED if (TENANT, source) in owned)
    )


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
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> bool:
    definitions = build_definitions(home, portfolio, transport=_at_full_speed, now=now)
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
def vendors(portfolio: Portfolio, world: World) -> Iterator[Portfolio]:
    """The portfolio as one whose properties are at vendors on this machine, with their logins in the environment."""
    content = portfolio.model_dump(by_alias=True, exclude_unset=True)
    owner = content["tenants"][TENANT]
    for property_id in AT_YARDI:
        owner["properties"][property_id].pop("site_id", None)
        owner["properties"][property_id]["yardi_code"] = property_code(property_id)
    with Server(world, world.today) as server:
        logins = logins_of(server)
        os.environ.update(logins)
        for source, fetching in fetches_from(server).items():
            owner["sources"][source] = {**owner["sources"].get(source, {}), "fetch": fetching}
        try:
            yield Portfolio.model_validate(content)
        finally:
            for name in logins:
                os.environ.pop(name, None)


def fetches_from(server: Server) -> dict[str, dict[str, object]]:
    """What a portfolio says under `fetch` to have each source fetched from a server; `logins_of` is what it names."""
    reports: dict[str, object] = {"url": server.reports_url, "token_env": "DEMO_TOKEN", "seconds_between_polls": 0.1}
    gateway: dict[str, object] = {
        "url": server.gateway_url,
        "pmcid_env": "DEMO_PMCID",
        "license_env": "DEMO_GATEWAY_LICENSE",
    }
    voyager: dict[str, object] = {
        "url": server.yardi_url,
        **{f"{part}_env": f"DEMO_YARDI_{part.upper()}" for part in _YARDI_LOGIN},
    }
    return dict(zip(FETCHED, (reports, gateway, voyager), strict=True))


def logins_of(server: Server) -> dict[str, str]:
    """The simulated vendors' logins, by the environment variables that `fetches_from` names."""
    yardi, realpage = server.credentials.yardi, server.credentials.realpage
    return {
        **{f"DEMO_YARDI_{part.upper()}": getattr(yardi, name) for part, name in _YARDI_LOGIN.items()},
        "DEMO_PMCID": realpage.pmc_id,
        "DEMO_GATEWAY_LICENSE": realpage.license_key,
        "DEMO_TOKEN": server.token(timedelta(days=30)),
    }
