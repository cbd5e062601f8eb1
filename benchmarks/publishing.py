"""Publishing a tenant's marts, Parquet copies and all, against building the marts' tables once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.common import Clock, line, measured, scratch
from pipelines.portfolio import read_portfolio
from pipelines.rentroll import Drop, Rentroll
from simulator.exports import write_exports
from simulator.world import World

DAYS = (date(2025, 6, 1), date(2025, 12, 1))


def run() -> None:
    """All 25 simulated properties with a history of half a year."""
    with scratch() as folder:
        world = World(start=date(2025, 1, 1))
        rentroll = _rentroll(folder)
        for day in DAYS:
            world.advance_to(day)
            write_exports(world, day, folder / "drop", sources=("leasing_ledger",))
            files = sorted((folder / "drop" / "kairoi" / "leasing_ledger" / day.isoformat()).iterdir())
            arrived = datetime.combine(day, datetime.min.time(), UTC)
            rentroll.load(Drop("kairoi", "leasing_ledger", files, day, arrived))
        built = measured(_build, folder)
        published = measured(_publish, folder)
    line("publish kairoi", published.seconds, built.seconds, rival="building the marts", target=1.5)


def _rentroll(folder: Path) -> Rentroll:
    return Rentroll(folder, read_portfolio(Path("portfolio.yaml")))


def _build(folder: Path) -> tuple[float, None]:
    rentroll = _rentroll(folder)
    clock = Clock()
    rentroll.build()
    return clock.seconds(), None


def _publish(folder: Path) -> tuple[float, None]:
    rentroll = _rentroll(folder)
    clock = Clock()
    rentroll.publish(["kairoi"])
    return clock.seconds(), None
