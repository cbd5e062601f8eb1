"""The command `rentroll`: parse, load, publish and demo. Exit codes: 0 done, 1 input refused, 2 usage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import track

import pipelines
from parsers.errors import ParseError
from parsers.exports import FEEDS
from pipelines import console
from pipelines.describe import FileReport, describe_file, in_turn, refusal_json
from pipelines.portfolio import PortfolioError, read_portfolio
from pipelines.reading import Reader
from pipelines.rentroll import Drop, Rentroll
from warehouse.errors import WarehouseError
from warehouse.private import keep_private

REFUSED = 1
USAGE = 2

app = typer.Typer(
    name="rentroll",
    help="From exported files to a published rent roll: land, load, check and publish.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = console.wide_console()
err = Console(stderr=True)

PortfolioOption = Annotated[
    Path | None,
    typer.Option("--portfolio", envvar="RENTROLL_PORTFOLIO", help="The portfolio file; ./portfolio.yaml by default."),
]
HomeOption = Annotated[
    Path, typer.Option("--home", envvar="RENTROLL_HOME", help="Where landing, warehouse and published files are kept.")
]
DEFAULT_HOME = Path(".rentroll")


@app.command()
def parse(
    files: Annotated[list[Path], typer.Argument(help="Report or feed files, of any format.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per file instead of a table.")] = False,
    country: Annotated[str, typer.Option(help="Country of the property: decides the order of day and month.")] = "US",
) -> None:
    """Say what a file is, its rows, the totals it prints and whether they agree. Loads nothing."""
    failed = False
    with Reader.open() as reader:
        for path in _tracked(in_turn(files, reader, country=country.upper()), "Reading", len(files)):
            try:
                found = describe_file(path, reader, country=country.upper())
            except ParseError as error:
                err.print(str(error), style="red", highlight=False, soft_wrap=True, markup=False)
                if as_json:
                    _print_json(refusal_json(path, error))
                failed = True
                continue
            failed |= not found.reconciled
            _show(found, as_json=as_json)
    raise typer.Exit(REFUSED if failed else 0)


@app.command()
def load(
    files: Annotated[list[Path], typer.Argument(help="Files of one source; of reports also folders of them.")],
    *,
    tenant: Annotated[str, typer.Option(help="Whose files they are.")],
    source: Annotated[str, typer.Option(help="Which source they come from.")],
    day: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="The day whose state they describe; reports may say it."),
    ] = None,
    allow_mass_deletion: Annotated[
        bool, typer.Option("--allow-mass-deletion", help="Let a snapshot delete more than the guard allows.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Load even the bytes that are loaded already.")] = False,
    home: HomeOption = DEFAULT_HOME,
    portfolio: PortfolioOption = None,
) -> None:
    """Land files and load them; a line per table says what changed."""
    rentroll = _open(home, portfolio)
    if day is None and source in FEEDS:
        raise typer.BadParameter(f"a file of {source} does not say which day it describes; give it with --date")
    drop = Drop(
        tenant_id=tenant,
        source=source,
        files=_expanded(files) if source.endswith("_reports") else files,
        snapshot_date=day.date() if day else None,
        received_at=datetime.now(UTC),
        allow_mass_deletion=allow_mass_deletion,
    )
    outcomes = _said(lambda: rentroll.load(drop, again=again), "Loading")
    console.show_outcomes(out, err, outcomes)
    raise typer.Exit(0 if all(one.is_loaded for one in outcomes) else REFUSED)


@app.command()
def publish(
    *,
    tenant: Annotated[list[str] | None, typer.Option(help="Only these tenants; all by default.")] = None,
    home: HomeOption = DEFAULT_HOME,
    portfolio: PortfolioOption = None,
) -> None:
    """Build the marts and publish each tenant's own file; rows that are nobody's are named."""
    rentroll = _open(home, portfolio)
    _said(rentroll.build, "Building the marts")
    console.show_publications(
        out, _said(lambda: rentroll.publish(tenant, published_at=datetime.now(UTC)), "Publishing")
    )
    for stranger in rentroll.strangers():
        err.print(f"warning: {stranger}", style="yellow", highlight=False, markup=False, soft_wrap=True)


@app.command()
def forget(
    tenant: Annotated[str, typer.Argument(help="A tenant that is no longer in the portfolio.")],
    *,
    home: HomeOption = DEFAULT_HOME,
    portfolio: PortfolioOption = None,
) -> None:
    """Remove the rows of a tenant that the portfolio does not have. Landed and published files stay where they are."""
    rentroll = _open(home, portfolio)
    removed = _said(lambda: rentroll.forget(tenant), "Removing rows")
    folders = (home / "landing" / tenant, home / "published" / tenant)
    console.show_forgotten(out, tenant, removed, folders, rentroll.warehouse.path)


@app.command()
def demo(*, home: HomeOption = DEFAULT_HOME, portfolio: PortfolioOption = None) -> None:
    """Run a simulated month the whole way: exported files, fetched reports and calls, history, marts, published files.

    Needs no credentials.
    """
    from pipelines import demo as run  # noqa: PLC0415 - only the demonstration needs the simulator

    rentroll = _open(home, portfolio)
    world = _said(lambda: run.write_drop_folder(home), "Simulating the exports of a month")
    first, last = run.FIRST_DAY, world.today
    instance = run.dagster_instance()
    complete = True
    if run.is_fetched(rentroll.portfolio):
        complete = _said(
            lambda: run.fetch(home, rentroll.portfolio, world, instance=instance),
            "A Dagster run that fetches the last day's reports and calls from a server on this machine",
        )
    complete &= _said(
        lambda: run.backfill(rentroll, first, last, instance=instance),
        "A Dagster run over the whole month: land, load, check, build, publish",
    )
    stands = run.stands(rentroll, first, last)
    console.show_demo(out, rentroll.published, stands)
    raise typer.Exit(0 if complete and all(one.is_loaded for one in stands) else REFUSED)


def main() -> None:
    """The console script: errors a person can act on end in a sentence and an exit code, not in a traceback."""
    keep_private()
    try:
        app()
    except PortfolioError as error:
        err.print(str(error), style="red", highlight=False, markup=False, soft_wrap=True)
        raise SystemExit(USAGE) from None
    except (ParseError, WarehouseError) as error:
        err.print(str(error), style="red", highlight=False, markup=False, soft_wrap=True)
        raise SystemExit(REFUSED) from None


Answer = TypeVar("Answer")


def _said(work: Callable[[], Answer], what: str) -> Answer:
    """Do work that may take over a second and, on a terminal, show that it goes on."""
    with err.status(what):
        return work()


def _tracked(files: Iterable[Path], what: str, count: int) -> Iterable[Path]:
    return track(files, what, total=count, console=err, transient=True) if count > 1 else files


def _show(found: FileReport, *, as_json: bool) -> None:
    if as_json:
        _print_json(found.to_json())
    else:
        console.show_report(out, found)


def _print_json(said: str) -> None:
    out.print_json(said) if out.is_terminal else typer.echo(said)


def _open(home: Path, portfolio: Path | None) -> Rentroll:
    return Rentroll(home, read_portfolio(portfolio or default_portfolio()))


def default_portfolio() -> Path:
    """`portfolio.yaml` of the current folder, or else the example beside the installed packages."""
    here = Path("portfolio.yaml")
    return here if here.exists() else Path(pipelines.__file__).parent.parent / "portfolio.yaml"


def _expanded(files: Sequence[Path]) -> list[Path]:
    """Files as they are, folders as the files below them, hidden ones left out."""
    found: list[Path] = []
    for path in files:
        below = sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))
        found += below if path.is_dir() and below else [path]
    return found
