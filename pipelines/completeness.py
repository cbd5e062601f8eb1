"""Whether the days of a source are complete: what was refused, held or not received, and what never arrived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from parsers.exports import FEEDS
from pipelines.portfolio import Portfolio
from pipelines.rentroll import FEED_SCOPE
from pipelines.resources import Office
from pipelines.source_days import SourceDays
from warehouse.standing import Standing, standing

MISSING = "missing"
MAX_NAMES = 25


@dataclass(frozen=True, slots=True)
class Gap:
    """What a day lacks: what was held, refused or failed for one and the same reason, or everything that is missing."""

    tenant_id: str
    source: str
    day: date
    what: tuple[str, ...]
    outcome: str
    message: str

    @property
    def is_missing(self) -> bool:
        """Whether nothing arrived, as against something that could not be taken."""
        return self.outcome == MISSING

    @property
    def names(self) -> str:
        """The scopes and datasets, in one line; of very many the first ones."""
        more = [f"and {len(self.what) - MAX_NAMES} more"] if len(self.what) > MAX_NAMES else []
        return ", ".join([*self.what[:MAX_NAMES], *more])

    def __str__(self) -> str:
        return f"{self.day} {self.tenant_id}/{self.source}: {self.outcome}: {self.names}: {self.message}"


def gaps_of(office: Office, work: SourceDays) -> list[Gap]:
    """What the days lack, by day: files that could not be taken, then scopes and datasets without any file."""
    if not work.scopes:
        return []
    stands = [one for one in standing(office.rentroll.warehouse, work.period) if one.scope in work.scopes]
    by_day = {day: list(of_day) for day, of_day in groupby(stands, key=lambda one: one.snapshot_date)}
    return [gap for day in work.days for gap in _gaps_of_day(office.portfolio, work, day, by_day.get(day, []))]


def _gaps_of_day(portfolio: Portfolio, work: SourceDays, day: date, stands: Sequence[Standing]) -> Iterator[Gap]:
    owner = (work.tenant_id, work.source, day)
    unable: dict[tuple[str, str], list[str]] = {}
    for one in stands:
        if not one.is_loaded:
            unable.setdefault((one.outcome, one.message or one.file), []).append(_name(one.scope, one.dataset))
    for (outcome, message), names in unable.items():
        yield Gap(*owner, tuple(names), outcome, message)
    expected = _expected(portfolio, work)
    arrived = {(one.scope, one.dataset) for one in stands} | {(one.scope, "") for one in stands}
    lacking = tuple(_name(*one) for one in expected if one not in arrived)
    if lacking:
        yield Gap(*owner, lacking, MISSING, f"{len(lacking)} of {len(expected)} never arrived.")


def _name(scope: str, dataset: str) -> str:
    return f"{scope}/{dataset}" if dataset else scope


def _expected(portfolio: Portfolio, work: SourceDays) -> list[tuple[str, str]]:
    """Scope and dataset that a day should bring: every dataset of a feed, something of every property for reports."""
    if work.source in FEEDS:
        return [(FEED_SCOPE, dataset) for dataset in FEEDS[work.source]]
    return [(one, "") for one in portfolio.tenant(work.tenant_id).properties_at(work.source) if one in work.scopes]
