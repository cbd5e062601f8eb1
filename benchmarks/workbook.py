"""Workbooks of 5 000 units and of as many accounts' rows, parsed and reconciled, against bare reads of the same bytes.

The rivals read cells and no more: calamine, which this product reads with, and pandas with openpyxl.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pandas as pd
from python_calamine import CalamineWorkbook

from benchmarks.common import Clock, line, measured, scratch
from parsers.parse import parse_document
from simulator.exports import export_files
from simulator.portfolio import BRISK, PORTFOLIO, resized
from simulator.world import World

SITE, UNITS, DAY = "parkside", 1_400, date(2025, 3, 20)
LEASES, RUNS = 5_000, 7
CODES = ("RENT", *(f"CODE {number:02}" for number in range(1, 20)))
BANNER = ("Elm Management, LLC - Birch Court", "RENT ROLL DETAIL", "As of Date: 03/20/2025")
HEADER = ("Unit", "Floor Plan", "Unit\nDesignation", "SQFT", "Unit/Lease Status", "Name", "Phone Number", "Email",
          "Move-In", "Notice For\nDate", "Move-Out", "Lease Start", "Lease End", "Market + Addl.", "Dep On Hand",
          "Balance", "Total Charges", *CODES)  # fmt: skip
SUMMED = (3, *range(13, len(HEADER)))


def run() -> None:
    """A rent roll, then a delinquency report."""
    with scratch() as folder:
        for name, content in (("rent_roll.xlsx", rent_roll_workbook()), ("delinquency.xlsx", _delinquency())):
            (folder / name).write_bytes(content)
        rent_roll, delinquency = folder / "rent_roll.xlsx", folder / "delinquency.xlsx"
        ours, bare, pandas = (measured(work, rent_roll) for work in (_parse, _read, read_with_pandas))
        small, small_bare = (measured(work, delinquency) for work in (_parse, _read))
    line(f"rent roll of {LEASES:,} units", ours.seconds, bare.seconds, rival="calamine", target=3.0)
    line("  the same", ours.seconds, pandas.seconds, rival="pandas", target=0.2)
    what = f"delinquency report of {small_bare.answer:,} rows"
    line(what, small.seconds, small_bare.seconds, rival="calamine", target=3.0)


def rent_roll_workbook() -> bytes:
    """A Rent Roll Detail as the vendor lays it out: banner, header, leases, TOTAL row."""
    chance = Random(7)  # noqa: S311 - the same figures every time
    leases = [_lease(number, chance) for number in range(LEASES)]
    total = [sum(one[column] for one in leases) if column in SUMMED else None for column in range(len(HEADER))]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Rent Roll")
    for row in (*([said] for said in BANNER), HEADER, *leases, ["TOTAL", *total[1:]]):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _lease(number: int, chance: Random) -> list[Any]:
    charges = [chance.randrange(900, 2_400), *(chance.choice((0, 0, 0, 25, 35.5, -50.25)) for _ in CODES[1:])]
    named = [f"{number // 20 + 1}-{number % 20 + 101}", chance.choice(("A1", "B2")), "N/A", 700]
    status = [chance.choice(("Occupied", "Occupied-NTV")), f"Alder{number}, Kim", "(555) 010-0000", "kim@example.com"]
    days = ["04/05/2024", None, None, "04/05/2024", "04/04/2025"]
    figures = [chance.randrange(1_500, 1_800), 250, chance.randrange(-500, 500) / 4, sum(charges)]
    return [*named, *status, *days, *figures, *charges]


def _delinquency() -> bytes:
    site = next(one for one in PORTFOLIO if one.slug == SITE)
    world = World(start=date(2025, 1, 1), sites=[resized(site, UNITS)], pace=BRISK).advance_to(DAY)
    files = export_files(world, "realpage_reports", DAY, "xlsx")
    return next(content for name, content in files.items() if str(name).endswith("delinquent_and_prepaid.xlsx"))


def _parse(path: Path) -> tuple[float, None]:
    content = path.read_bytes()

    def parse() -> None:
        assert parse_document(content, name=path.name).reconciled

    return _best(parse)[0], None


def _read(path: Path) -> tuple[float, int]:
    content = path.read_bytes()

    def read() -> int:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return sum(len(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names)

    return _best(read)


def read_with_pandas(path: Path) -> tuple[float, int]:
    """Best seconds in which pandas reads the cells with openpyxl, and the rows it finds."""
    content = path.read_bytes()
    return _best(lambda: len(pd.read_excel(io.BytesIO(content), engine="openpyxl", header=None)), runs=2)


def _best(work: Callable[[], Any], runs: int = RUNS) -> tuple[float, Any]:
    """The least seconds of several runs, for whatever else the machine does only adds; and what the last one gave."""
    work()
    seconds = []
    for _ in range(runs):
        clock = Clock()
        answer = work()
        seconds.append(clock.seconds())
    return min(seconds), answer
