"""What every benchmark shares: a scratch folder, timing in a process of its own, peak memory, a line of the report."""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEMORY_LIMIT = "1600MB"


@dataclass(frozen=True)
class Measured:
    """Seconds of the measured part, peak resident memory of its process in MB, and what it answered."""

    seconds: float
    peak_mb: int
    answer: Any = None


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="rentroll-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measured(work: Callable[..., Any], *arguments: Any) -> Measured:
    """Run `work` in a fresh process; it returns (seconds of the measured part, answer)."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    answer: Measured = ours.recv()
    process.join()
    return answer


def _serve(connection: Any, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    seconds, answer = work(*arguments)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    connection.send(Measured(seconds, peak_mb, answer))


class Clock:
    """Seconds since it was started."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    def seconds(self) -> float:
        """Seconds so far."""
        return time.perf_counter() - self._start


def line(what: str, ours: float, theirs: float, *, rival: str, target: float | None, note: str = "") -> None:
    """Print one ratio beside its target."""
    ratio = ours / theirs
    judged = "" if target is None else f"  target {target:.2f}  {'ok' if ratio <= target else 'MISSED'}"
    print(f"{what:<58} {ratio:6.2f} x {rival} ({ours:.2f} s / {theirs:.2f} s){judged}{'  ' + note if note else ''}")


def limit(what: str, value: float, target: float, unit: str) -> None:
    """Print one absolute figure beside its limit."""
    print(f"{what:<58} {value:9.1f} {unit}  limit {target:.0f}  {'ok' if value <= target else 'MISSED'}")
