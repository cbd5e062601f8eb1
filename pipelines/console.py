"""What a person reads in the terminal: tables of outcomes and of a file's totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines.describe import FileReport
from warehouse.ledger import Outcome
from warehouse.publish import Publication
from warehouse.standing import Standing
from warehouse.summary import PropertyMonth, newest_months

_WIDE = 200
_REJECTED_SHOWN = 3
_COUNTS = ("new", "changed", "unchanged", "gone", "come_back", "rejected")


def wide_console() -> Console:
    """Standard output: as wide as the terminal, and wide enough for whole lines where there is none."""
    console = Console()
    return console if console.is_terminal else Console(width=_WIDE)


def show_outcomes(out: Console, err: Console, outcomes: Sequence[Outcome]) -> None:
    """A line per loaded table with what changed, and a sentence for each file that was not loaded."""
    table = Table(box=None, pad_edge=False)
    for name in ("table", "scope", "day", "outcome"):
        table.add_column(name, no_wrap=True)
    for name in _COUNTS:
        table.add_column(name.replace("_", " "), justify="right", no_wrap=True)
    for one in outcomes:
        counts = [str(getattr(one.changes, name)) for name in _COUNTS]
        day = one.partition.snapshot_date.isoformat()
        table.add_row(one.dataset, one.partition.scope, day, one.outcome, *counts)
    out.print(table)
    for one in outcomes:
        if not one.is_loaded:
            err.print(one.message, style="red", highlight=False, soft_wrap=True, markup=False)


def show_report(out: Console, found: FileReport) -> None:
    """What a file is, its rows and its totals, printed beside computed."""
    out.print(f"{found.file}: {found.report} ({found.format})", highlight=False, style="bold", markup=False)
    named = found.property or found.property_code or "-"
    out.print(f"  property {named}, as of {found.as_of or '-'}", highlight=False, markup=False)
    for name, count in found.rows.items():
        out.print(f"  {name}: {count} rows", highlight=False, markup=False)
    for row in found.rejected_rows[:_REJECTED_SHOWN]:
        out.print(f"  rejected: {row['message']}", highlight=False, markup=False, soft_wrap=True)
    if found.rejected > _REJECTED_SHOWN:
        out.print(f"  {found.rejected} rows are rejected in all", highlight=False)
    if found.totals:
        out.print(_totals(found), soft_wrap=True)
    for finding in found.findings:
        out.print(f"  {finding['severity']}: {finding['message']}", highlight=False, markup=False, soft_wrap=True)
    words = "every printed total agrees" if found.reconciled else "DOES NOT RECONCILE: it would be refused"
    out.print(f"  {words}", style="green" if found.reconciled else "red")


def _totals(found: FileReport) -> Table:
    table = Table("total", box=None, pad_edge=False, padding=(0, 2))
    table.add_column("printed", justify="right")
    table.add_column("computed", justify="right")
    for name, figures in found.totals.items():
        style = None if figures["printed"] == figures["computed"] else "red"
        table.add_row(f"  {name}", figures["printed"], figures["computed"], style=style)
    return table


def show_publications(out: Console, published: Sequence[Publication]) -> None:
    """A line per published tenant: version, day and the path that BI tools open."""
    for one in published:
        link = one.file.with_name("rentroll.duckdb")
        day = one.as_of or "no snapshot yet"
        total = sum(one.rows.values())
        out.print(
            f"{one.tenant_id}: version {one.version}, as of {day}, {total} rows, {link}",
            highlight=False,
            soft_wrap=True,
            markup=False,
        )


def show_forgotten(
    out: Console, tenant: str, removed: Mapping[str, int], folders: Sequence[Path], working_file: Path
) -> None:
    """How many rows were removed from which tables, and what is still on disk: folders, and bytes of freed blocks."""
    total = sum(removed.values())
    tables = ", ".join(f"{count} in {table}" for table, count in removed.items())
    out.print(f"{tenant}: {total} rows removed{f': {tables}' if tables else ''}", highlight=False, soft_wrap=True)
    for folder in folders:
        if folder.exists():
            out.print(
                f"still there: {folder}; remove it yourself if nothing may remain", highlight=False, soft_wrap=True
            )
    if removed:
        out.print(
            f"still there: bytes of removed rows, in unused blocks of {working_file}, until it is copied as "
            "docs/audit.md says or rebuilt from landing",
            highlight=False,
            soft_wrap=True,
        )


def show_demo(out: Console, published: Path, stands: Sequence[Standing]) -> None:
    """What the demonstration loaded, the newest month of each property, and where the published files are."""
    changed = {name: sum(one.rows[name] for one in stands) for name in (*_COUNTS, "read")}
    out.print(f"{len(stands)} files loaded, {changed['read']} rows read:", highlight=False)
    out.print("  " + ", ".join(f"{changed[name]} {name.replace('_', ' ')}" for name in _COUNTS), highlight=False)
    for file in sorted(published.glob("*/rentroll.duckdb")):
        months = newest_months(file)
        if months:
            out.print(_months(months))
        out.print(f"published: {file}", highlight=False, soft_wrap=True, markup=False)


def _months(months: Sequence[PropertyMonth]) -> Table:
    table = Table("property", box=None, pad_edge=False, padding=(0, 2))
    for name in ("month", "units", "occupancy", "move-ins", "move-outs", "accrued rent"):
        table.add_column(name, justify="right")
    for one in months:
        occupancy = "-" if one.occupancy_rate is None else f"{one.occupancy_rate:.2%}"
        moves = (str(one.move_ins), str(one.move_outs))
        rent = "-" if one.accrued_rent is None else f"{one.accrued_rent:,}"
        table.add_row(one.property_id, f"{one.month:%Y-%m}", str(one.total_units), occupancy, *moves, rent)
    return table
