"""Writes what the sources export on a day into a drop folder: `{folder}/{tenant}/{source}/{YYYY-MM-DD}/...`.

A day's folder appears whole or not at all, and its bytes depend on nothing but the world's seed and the day.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

from simulator import clinic, contracts, portfolio, school
from simulator.delinquent_and_prepaid import delinquent_and_prepaid
from simulator.feeds import Feed, Row, Value, feed_rows, feeds_of
from simulator.monthly_activity_summary import monthly_activity_summary
from simulator.workbook import Cell, table_sheet, workbook_bytes
from simulator.world import World

Source = Literal["leasing_ledger", "patient_ledger", "school_billing", "contract_billing", "realpage_reports"]
FileFormat = Literal["json", "xlsx", "csv"]
TENANT_OF: Mapping[Source, str] = {
    "leasing_ledger": portfolio.TENANT,
    "patient_ledger": clinic.TENANT,
    "school_billing": school.TENANT,
    "contract_billing": contracts.TENANT,
    "realpage_reports": portfolio.TENANT,
}
SOURCES = tuple(TENANT_OF)


def write_exports(
    world: World, day: date, folder: Path, *, file_format: FileFormat = "json", sources: Sequence[Source] = SOURCES
) -> list[Path]:
    """Write the exports of `day` as known then, and return the day's folders, one per source.

    The ledgers come as a JSON array or a CSV per table, or as one workbook with a sheet per table; the reports are
    always workbooks, two per property. A folder that is there already is replaced.
    """
    world.check_lived(day)
    written = []
    for source in sources:
        target = folder / TENANT_OF[source] / source / day.isoformat()
        _put_in_place(target, export_files(world, source, day, file_format))
        written.append(target)
    return written


def export_files(world: World, source: Source, day: date, file_format: FileFormat = "json") -> dict[str, bytes]:
    """The files of one source on `day` by their path within the day's folder."""
    if source == "realpage_reports":
        return _reports(world, day)
    tables = {table: (feed, feed_rows(world, feed, day)) for table, feed in feeds_of(source).items()}
    if file_format == "xlsx":
        sheets = {
            table: table_sheet(list(feed.attributes), [_cells(row) for row in rows])
            for table, (feed, rows) in tables.items()
        }
        return {f"{source}.xlsx": workbook_bytes(sheets)}
    write = _json_file if file_format == "json" else _csv_file
    return {f"{table}.{file_format}": write(feed, rows) for table, (feed, rows) in tables.items()}


def json_array(rows: Iterable[Mapping[str, object]]) -> bytes:
    """A JSON array with one object per line, in UTF-8; a Decimal is written as the exact number it is."""
    lines = (
        "{" + ", ".join(f"{json.dumps(name)}: {_json_value(value)}" for name, value in row.items()) + "}"
        for row in rows
    )
    return ("[" + ",".join(f"\n{line}" for line in lines) + "\n]\n").encode()


def _json_value(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    return json.dumps(value, ensure_ascii=False)


def _json_file(feed: Feed, rows: Iterable[Row]) -> bytes:
    optional = feed.left_out_when_empty
    return json_array(
        {name: value for name, value in row.items() if value is not None or name not in optional} for row in rows
    )


def _csv_file(feed: Feed, rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(feed.attributes)
    writer.writerows([_csv_value(value) for value in _cells(row).values()] for row in rows)
    return text.getvalue().encode()


def _cells(row: Row) -> dict[str, Cell]:
    """A row as CSV and workbooks have it: a flag is a word, a moment its text."""
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: Value) -> Cell:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat(" ") if isinstance(value, datetime) else value


def _csv_value(value: Cell) -> str:
    return "" if value is None else str(value)


def _reports(world: World, day: date) -> dict[str, bytes]:
    write: dict[str, Callable[[str], bytes]] = {
        "monthly_activity_summary": lambda slug: monthly_activity_summary(world, slug, day),
        "delinquent_and_prepaid": lambda slug: delinquent_and_prepaid(world.books[slug], day),
    }
    return {f"{slug}/{report}.xlsx": make(slug) for slug in world.books for report, make in write.items()}


def _put_in_place(target: Path, files: Mapping[str, bytes]) -> None:
    """Write the files beside their place, under names that begin with a dot, and move them there in one step."""
    partial, replaced = target.with_name(f".{target.name}.partial"), target.with_name(f".{target.name}.replaced")
    for leftover in (partial, replaced):
        shutil.rmtree(leftover, ignore_errors=True)
    for name, content in files.items():
        path = partial / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if target.exists():
        target.rename(replaced)
    partial.rename(target)
    shutil.rmtree(replaced, ignore_errors=True)
