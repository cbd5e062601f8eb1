"""A rent roll of 5 000 units against pandas, the memory its parsing takes, and a month of reports with two workers.

The reports of the month are those the parsers' tests generate, of 25 properties of 100 to 430 units: seven each.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.common import Clock, limit, line, measured, scratch
from benchmarks.workbook import LEASES, read_with_pandas, rent_roll_workbook
from parsers.document import ParsedDocument
from parsers.worker import ParserPool, ReportFile

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "tests" / "unit" / "parsers"
PROPERTIES, SMALLEST, LARGEST, WORKERS = 25, 100, 430, 2
REPORTS = 7
CODES = ("RENT", "WATER", "SEWER", "PEST", "TRASH")
# A process that imports the parsers alone; its own peak is in /proc, for getrusage counts its parent's memory too.
ALONE = """
import json, pathlib, sys, time
from parsers.parse import parse_document
def peak():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
imported, content, seconds = peak(), pathlib.Path(sys.argv[1]).read_bytes(), []
for _ in range(5):
    start = time.perf_counter()
    assert parse_document(content, name="rent_roll.xlsx").reconciled
    seconds.append(time.perf_counter() - start)
print(json.dumps([min(seconds), peak(), imported]))
"""


def run() -> None:
    """The rent roll, then the month."""
    with scratch() as folder:
        path = folder / "rent_roll.xlsx"
        path.write_bytes(rent_roll_workbook())
        seconds, peak_mb, imported_mb = _alone(path)
        pandas = measured(read_with_pandas, path)
        line(f"rent roll of {LEASES:,} units with charges", seconds, pandas.seconds, rival="pandas", target=0.2)
    limit(f"  its peak memory, {imported_mb:.0f} MB of it interpreter and imports", peak_mb, 150, "MB")
    files = list(_month())
    clock = Clock()
    with ParserPool(workers=WORKERS) as pool:
        for file, answer in zip(files, pool.parse_each(files), strict=True):
            assert isinstance(answer, ParsedDocument), answer
            assert answer.reconciled, file.name
    seconds = clock.seconds()
    limit(f"{len(files)} reports of {PROPERTIES} properties, {WORKERS} workers", seconds, 20, "s")
    print(f"  {seconds / len(files):.3f} s a file, the workers' start included")


def _alone(path: Path) -> tuple[float, float, float]:
    """Best seconds of a parse, peak MB of its process, and MB of it before the file."""
    command = [sys.executable, "-c", ALONE, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)  # noqa: S603 - our own interpreter
    seconds, peak_mb, imported_mb = json.loads(done.stdout)
    return seconds, peak_mb, imported_mb


def _month() -> Iterator[ReportFile]:
    sys.path.insert(0, str(FIXTURES))
    for number in range(PROPERTIES):
        units = SMALLEST + (LARGEST - SMALLEST) * number // (PROPERTIES - 1)
        reports = _reports(units, Random(number))  # noqa: S311 - the same files every time
        assert len(reports) == REPORTS
        for name, content in reports.items():
            yield ReportFile(content, f"property_{number:02}/{name}")


def _reports(units: int, chance: Random) -> dict[str, bytes]:
    sheets, renewals = import_module("fixtures_sheets"), import_module("fixtures_lease_renewals")
    activity = import_module("fixtures_activity")
    return {
        "box_score.xls": sheets.xls(_box_score(units, chance)),
        "rent_roll.xlsx": sheets.xlsx(_leases(units, chance)),
        "delinquency.xls": sheets.xls(_delinquency(units, chance)),
        "activity.xlsx": activity.workbook_xlsx(*_activity(units, chance)),
        "monthly_summary.xls": sheets.xls(_monthly_summary(units, chance)),
        "lease_expirations.xls": sheets.xls(_expirations(units, chance)),
        "lease_renewals.xls": renewals.xls_book(renewals.workbook(_renewals(units, chance))),
    }


def _cents(chance: Random, low: int, high: int) -> Decimal:
    return Decimal(chance.randrange(low * 100, high * 100)) / 100


def _box_score(units: int, chance: Random) -> Any:
    made = import_module("fixtures_box_score")
    plans = [
        made.Plan(f"{number % 3 + 1}x1", f"P{number}", occupied=(chance.randrange(20), chance.randrange(4), 1))
        for number in range(units // 20)
    ]
    return made.report(sorted(plans, key=lambda plan: plan.group), page_size=20)


def _leases(units: int, chance: Random) -> Any:
    made = import_module("fixtures_rent_roll")
    return made.report([
        made.Lease(f"{number}", name=f"Alder{number}, Kim", balance=_cents(chance, -50, 50),
                   charges=(_cents(chance, 900, 1_500), Decimal(35), Decimal("-50.25"), Decimal(0)))
        for number in range(units)
    ], page_size=50)  # fmt: skip


def _delinquency(units: int, chance: Random) -> Any:
    made = import_module("fixtures_delinquency")
    accounts = [
        made.Account(f"{number}", lines=[
            made.line(code, *(_cents(chance, -300, 900) if chance.random() < 0.3 else 0 for _ in range(4)))
            for code in chance.sample(CODES, chance.randrange(1, 5))
        ])
        for number in range(units * 2 // 3)
    ]  # fmt: skip
    return made.paged(accounts, page_size=60)


def _activity(units: int, chance: Random) -> Any:
    made = import_module("fixtures_activity")
    contacts = [
        made.Contact(chance.choice(("Jo Alder", "Pat Elm", "House")), f"02/{chance.randrange(1, 8):02}/2026",
                     chance.choice(("Phone call", "Visit", "Quote")), f"Oak{number}, Kim")
        for number in range(units * 2)
    ]  # fmt: skip
    return made.flat(contacts), made.totals(contacts)


def _monthly_summary(units: int, chance: Random) -> Any:
    made = import_module("fixtures_monthly_summary")
    plans = [
        (f"P{number}", *(tuple(chance.randrange(40) for _ in range(11)) for _ in range(2)))
        for number in range(units // 20)
    ]
    people = [(f"{number}", "Current resident", f"Fir{number}, Jo", "01/17/2026") for number in range(units // 10)]
    return made.report(plans, [("Moved In", people), ("Moved Out", people)], page_size=20)


def _expirations(units: int, chance: Random) -> Any:
    made = import_module("fixtures_lease_expirations")
    return made.report([
        made.Lease(f"{number}", date(2026, 2, 1) + timedelta(days=number), _cents(chance, 1_500, 2_100),
                   change=chance.choice((None, Decimal(50))), do_not_renew=chance.random() < 0.1)
        for number in range(units // 2)
    ], page_size=60, continued=True)  # fmt: skip


def _renewals(units: int, chance: Random) -> Any:
    made = import_module("fixtures_lease_renewals")
    return [
        made.renewed(f"{number}") if chance.random() < 0.3
        else made.Renewal(f"{number}", chance.choice(("Vacating", "Unknown", "MTM")), _cents(chance, 1_500, 1_900))
        for number in range(units // 2)
    ]  # fmt: skip
