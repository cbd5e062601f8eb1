"""`make dev`: the Dagster UI; where the portfolio is the shipped one, with vendors on this machine to fetch from."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from pipelines import demo
from pipelines.portfolio import read_portfolio


def main() -> int:
    """Open the UI. A portfolio that RENTROLL_PORTFOLIO names, or that says whom to fetch from, is left as it is."""
    command = [str(Path(sys.executable).with_name("dagster")), "dev", "-w", "workspace.yaml"]
    shipped = Path("portfolio.yaml")
    if os.environ.get("RENTROLL_PORTFOLIO") or not demo.is_fetched(read_portfolio(shipped)):
        return _open(command)
    with demo.vendors(read_portfolio(shipped), demo.live()) as portfolio, TemporaryDirectory() as folder:
        file = Path(folder, "portfolio.yaml")
        content = portfolio.model_dump(mode="json", by_alias=True, exclude_unset=True)
        file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        return _open(command, RENTROLL_PORTFOLIO=str(file))


def _open(command: Sequence[str], **settings: str) -> int:
    """Run the UI until it is interrupted, which is how it ends."""
    try:
        return subprocess.call(command, env={**os.environ, **settings})  # noqa: S603 - the program beside this Python
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
