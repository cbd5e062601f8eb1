"""Everything Dagster loads: name this module to its commands, `-m pipelines.definitions`.

RENTROLL_HOME says where landing, warehouse and published files are kept (./.rentroll), RENTROLL_DROP where others put
files (drop/ in the home, which is closed to them), RENTROLL_PORTFOLIO which portfolio it is (./portfolio.yaml),
RENTROLL_FIRST_DAY where the partitions begin (2024-01-01).
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import dagster as dg

from connectors.http import Manners, Transport
from pipelines.assets.landing import landing_assets
from pipelines.assets.marts import mart_assets
from pipelines.assets.published import published_assets
from pipelines.assets.tables import table_assets
from pipelines.checks import all_checks
from pipelines.drop_folder import DropFolder
from pipelines.partitions import FIRST_DAY, days_from
from pipelines.portfolio import Portfolio, read_portfolio
from pipelines.rentroll import Rentroll
from pipelines.resources import Choice, Office
from pipelines.schedules import all_jobs, all_schedules
from pipelines.sensors import drop_folder_sensor
from warehouse.private import keep_private


def build_definitions(
    home: Path,
    portfolio: Portfolio,
    *,
    first_day: date = FIRST_DAY,
    drop_folder: Path | None = None,
    landing_url: str | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    transport: Callable[[Manners], Transport] | None = None,
) -> dg.Definitions:
    """The product at one home, for one portfolio; the drop folder lies in the home unless it is named.

    `transport` gives the network by which a source with such manners is asked.
    """
    rentroll = Rentroll(home, portfolio, landing_url=landing_url)
    network = transport or partial(Transport, now=now)
    office = Office(rentroll, DropFolder(drop_folder or home / "drop"), now, network)
    days = days_from(first_day)
    with warnings.catch_warnings():
        # The backfill policy is beta, and says so once for every asset.
        warnings.simplefilter("ignore", dg.BetaWarning)
        return dg.Definitions(
            assets=[
                *landing_assets(portfolio, days),
                *table_assets(portfolio, days),
                mart_assets(portfolio, days),
                *published_assets(portfolio, days),
            ],
            asset_checks=all_checks(portfolio),
            jobs=all_jobs(portfolio),
            schedules=all_schedules(portfolio),
            sensors=[drop_folder_sensor(office.drop_folder)],
            resources={"office": office, "choice": Choice()},
            executor=dg.in_process_executor,
        )


@dg.definitions
def definitions() -> dg.Definitions:
    """The definitions of the home and portfolio that the environment names.

    Every process that runs them loads them here, so what it makes is closed to all but its owner from here on.
    """
    keep_private()
    home = Path(os.environ.get("RENTROLL_HOME", ".rentroll")).absolute()
    portfolio = read_portfolio(Path(os.environ.get("RENTROLL_PORTFOLIO", "portfolio.yaml")))
    first_day = os.environ.get("RENTROLL_FIRST_DAY")
    return build_definitions(
        home,
        portfolio,
        first_day=date.fromisoformat(first_day) if first_day else FIRST_DAY,
        drop_folder=Path(os.environ.get("RENTROLL_DROP", home / "drop")).absolute(),
    )
