"""`python -m benchmarks [name ...]`: run all benchmarks, or the named ones, and print their ratios."""

from __future__ import annotations

import platform
import sys

import duckdb

from benchmarks import backfill, contracts, history, nightly, publishing, rent_roll, reports, schools, sync, workbook

ALL = {
    "sync": sync.run,
    "sync_large": sync.run_large,
    "history": history.run,
    "rent_roll": rent_roll.run,
    "workbook": workbook.run,
    "reports": reports.run,
    "publishing": publishing.run,
    "schools": schools.run,
    "contracts": contracts.run,
    "backfill": backfill.run,
    "nightly": nightly.run,
}


def main() -> None:
    """Run what is named on the command line."""
    chosen = sys.argv[1:] or list(ALL)
    unknown = [name for name in chosen if name not in ALL]
    if unknown:
        sys.exit(f"no benchmark {', '.join(unknown)}; expected some of {', '.join(ALL)}")
    print(f"DuckDB {duckdb.__version__}, Python {platform.python_version()}, {platform.machine()}")
    for name in chosen:
        print(f"\n{name}: {(sys.modules[ALL[name].__module__].__doc__ or '').splitlines()[0]}")
        ALL[name]()


if __name__ == "__main__":
    main()
