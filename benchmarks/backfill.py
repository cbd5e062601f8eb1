"""A 365-day backfill of the demo world in one Dagster run, with its cost per partition."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import dagster as dg

from benchmarks.common import Clock, measured, scratch
from pipelines.demo import backfill, stands
from pipelines.portfolio import read_portfolio
from pipelines.rentroll import Rentroll
from simulator.exports import write_exports
from simulator.world import World

FIRST, DAYS = date(2025, 1, 1), 365


def run() -> None:
    """The small world of three properties and a clinic, every day of a year, and the demo's 25 for a month."""
    for name, world, days in (("small world", World.small(7, FIRST), DAYS), ("25 properties", World(start=FIRST), 31)):
        with scratch() as folder:
            for number in range(days):
                day = FIRST + timedelta(days=number)
                sources = ("leasing_ledger", "patient_ledger")
                write_exports(world.advance_to(day), day, folder / "drop", sources=sources)
            done = measured(_backfill, folder, days)
        what = f"{name}, {days} daily partitions in one run"
        print(f"{what}: {done.seconds:.1f} s, {1000 * done.seconds / days:.0f} ms each, {done.peak_mb} MB")


def _backfill(folder: Path, days: int) -> tuple[float, int]:
    rentroll = Rentroll(folder, read_portfolio(Path("portfolio.yaml")))
    last = FIRST + timedelta(days=days - 1)
    clock = Clock()
    backfill(rentroll, FIRST, last, instance=dg.DagsterInstance.ephemeral())
    seconds = clock.seconds()
    loaded = [one for one in stands(rentroll, FIRST, last) if one.is_loaded]
    return seconds, len(loaded)
