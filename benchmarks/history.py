"""Cost grows with what changed, not with history: loading day 400 against loading day 4, the same changes a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks.common import Clock, line, measured, scratch
from parsers.exports import FEEDS
from warehouse.connection import Warehouse
from warehouse.landing import Landed, describe
from warehouse.load import FeedRules, load_feeds
from warehouse.reading import FeedFile

PATIENTS, CHANGED = 2_000, 40
LAST = 402


def run() -> None:
    """400 days of 2 000 patients, 40 of them changing every day; the median of three days around each."""
    with scratch() as folder:
        seconds = measured(_days, folder).answer
    early, late = median(seconds[2:5]), median(seconds[398:401])
    line("load of day 400", late, early, rival="day 4", target=1.2)


def _days(folder: Path) -> tuple[float, list[float]]:
    warehouse = Warehouse(folder / "warehouse.duckdb")
    seconds = []
    for number in range(1, LAST + 1):
        file = _file(folder, number)
        clock = Clock()
        load_feeds(warehouse, [[file]], FeedRules(FEEDS["patient_ledger"]))
        seconds.append(clock.seconds())
    return sum(seconds), seconds


def _file(folder: Path, number: int) -> FeedFile:
    path = folder / "patients.json"
    rows = (
        f'{{"externalId":"{i}","firstName":"Given","lastName":"Family {number if i % 50 == number % 50 else i}",'
        f'"dateOfBirth":"1980-02-03"}}'
        for i in range(PATIENTS)
    )
    path.write_text("[" + ",\n".join(rows) + "]", encoding="utf-8")
    sha256, size = describe(path)
    day = date(2025, 1, 1) + timedelta(days=number)
    arrived = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    landed = Landed(
        "clinic", "patient_ledger", "patients", "all", day, sha256, "json", path.name, size, arrived, "bench"
    )
    fields = ("externalId", "firstName", "lastName", "dateOfBirth")
    return FeedFile(FEEDS["patient_ledger"]["patients"], landed, path, fields)
