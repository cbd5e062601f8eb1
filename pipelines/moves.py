"""The two moves of a source's days: receive what the drop folder holds, take what landing holds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime

from parsers.exports import FEEDS
from pipelines.reading import Reader
from pipelines.rentroll import FEED_SCOPE, UNKNOWN, Drop
from pipelines.resources import Choice, Office, Scopes
from warehouse.landing import Landed
from warehouse.ledger import Outcome
from warehouse.standing import Period, Standing, not_taken_yet, renew_refusals, standing

# Days that are loaded in one transaction: enough for speed, few enough that a killed backfill keeps its progress.
DAYS_AT_ONCE = 31
READERS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class SourceDays:
    """Some days of one source and the chosen scopes: what a step works on."""

    tenant_id: str
    source: str
    days: Sequence[date]
    scopes: Scopes

    @property
    def period(self) -> Period:
        """From the first to the last day."""
        return Period(self.tenant_id, self.source, min(self.days), max(self.days))


@dataclass(frozen=True, slots=True)
class Received:
    """What the drop folder held, landed or refused."""

    landed: Sequence[Landed]
    refused: Sequence[Outcome]

    def days_without(self, days: Iterable[date]) -> list[date]:
        """The days of which nothing was there at all."""
        seen = {one.snapshot_date for one in self.landed} | {one.partition.snapshot_date for one in self.refused}
        return [day for day in days if day not in seen]


def receive_days(office: Office, work: SourceDays, choice: Choice) -> Received:
    """Land what lies in the drop folder for the days and chosen scopes; what cannot be told is entered in ops.loads."""
    landed: list[Landed] = []
    refused: list[Outcome] = []
    received_at = office.now()
    with Reader.open() as reader:
        for day in work.days:
            for drop in _drops(office, work, day, received_at, choice):
                told, untold = office.rentroll.receive(drop, reader)
                landed += told
                refused += untold
    renew_refusals(office.rentroll.warehouse, work.period, refused, scopes=work.scopes.names)
    return Received(landed, refused)


def _drops(office: Office, work: SourceDays, day: date, received_at: datetime, choice: Choice) -> list[Drop]:
    is_feed = work.source in FEEDS
    elsewhere = FEED_SCOPE if is_feed else UNKNOWN
    return [
        Drop(
            tenant_id=work.tenant_id,
            source=work.source,
            files=upload.files,
            snapshot_date=day,
            received_at=received_at,
            allow_mass_deletion=choice.allow_mass_deletion,
            scope=upload.scope or elsewhere,
        )
        for upload in office.drop_folder.uploads(work.tenant_id, work.source, day, by_scope=not is_feed)
        if (upload.scope or elsewhere) in work.scopes
    ]


def take_days(office: Office, work: SourceDays, *, again: bool) -> list[Standing]:
    """Load what landing holds for the days and chosen scopes and is not loaded yet; how every file now stands."""
    found = office.rentroll.landing.of_days(work.tenant_id, work.source, work.days)
    chosen = [one for one in found if one.scope in work.scopes]
    stands = standing(office.rentroll.warehouse, work.period)
    waiting = not_taken_yet(chosen, stands, again=again)
    for first in range(0, len(work.days), DAYS_AT_ONCE):
        days = work.days[first : first + DAYS_AT_ONCE]
        _take_by_scope(office, [one for one in waiting if one.snapshot_date in days], again=again)
    if waiting:
        stands = standing(office.rentroll.warehouse, work.period)
    return [one for one in stands if one.scope in work.scopes]


def _take_by_scope(office: Office, waiting: Sequence[Landed], *, again: bool) -> None:
    """Scopes side by side: files are read in parallel, each scope is loaded under the warehouse's own lock."""
    scopes = sorted({one.scope for one in waiting})
    shares = [[one for one in waiting if one.scope in scopes[place::READERS]] for place in range(READERS)]
    with ThreadPoolExecutor(READERS) as threads:
        running = [threads.submit(office.rentroll.take, share, again=again) for share in shares if share]
    for one in running:
        one.result()
