"""The two moves of a source's days: receive what the drop folder and the vendor hold, take what landing holds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime

from parsers.exports import FEEDS
from pipelines.fetching import Fetched, Say, days_before, fetch_days, late_answers
from pipelines.reading import Reader
from pipelines.rentroll import FEED_SCOPE, UNKNOWN, Drop
from pipelines.resources import Choice, Office
from pipelines.source_days import SourceDays
from warehouse.landing import Landed
from warehouse.ledger import Outcome
from warehouse.lineage import datasets_of
from warehouse.standing import Period, Standing, not_taken_yet, renew_refusals, standing

# Days that are loaded in one transaction: enough for speed, few enough that a killed backfill keeps its progress.
DAYS_AT_ONCE = 31
READERS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Received:
    """What the drop folder held, landed or refused, and what came of fetching."""

    landed: Sequence[Landed]
    refused: Sequence[Outcome]
    fetched: Fetched

    def days_without(self, days: Iterable[date]) -> list[date]:
        """The days of which nothing came at all, though nothing failed."""
        arrived = {one.snapshot_date for one in (*self.landed, *self.fetched.landed)}
        failed = {one.partition.snapshot_date for one in (*self.refused, *self.fetched.failed)}
        return [day for day in days if day not in arrived | failed | set(self.fetched.days_known)]


def receive_days(
    office: Office, work: SourceDays, choice: Choice, *, again: bool = False, say: Say = lambda _: None
) -> Received:
    """Land what lies in the drop folder for the days and chosen scopes, then fetch what they still lack.

    What cannot be told or fetched is entered in ops.loads. `again` fetches what is landed too.
    """
    landed: list[Landed] = []
    refused: list[Outcome] = []
    received_at = office.now()
    with Reader.open() as reader:
        for day in work.days:
            for drop in _drops(office, work, day, received_at, choice):
                told, untold = office.rentroll.receive(drop, reader)
                landed += told
                refused += untold
        fetched = fetch_days(office, work, reader, again=again, allow_mass_deletion=choice.allow_mass_deletion, say=say)
    unable = [*refused, *fetched.failed]
    renew_refusals(office.rentroll.warehouse, work.period, unable, scopes=work.scopes.names)
    return Received(landed, refused, fetched)


def _drops(office: Office, work: SourceDays, day: date, received_at: datetime, choice: Choice) -> list[Drop]:
    if not datasets_of(work.source):
        return []
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
    """Load what landing holds for the days and chosen scopes and is not loaded yet; how every file now stands.

    A report that was fetched for one of the days and describes an earlier one is loaded with them.
    """
    found = office.rentroll.landing.of_days(work.tenant_id, work.source, work.days)
    chosen = [one for one in found if one.scope in work.scopes]
    stands = standing(office.rentroll.warehouse, work.period)
    waiting = not_taken_yet(chosen, stands, again=again)
    _take_by_scope(office, _late(office, work), again=again)
    for first in range(0, len(work.days), DAYS_AT_ONCE):
        days = work.days[first : first + DAYS_AT_ONCE]
        _take_by_scope(office, [one for one in waiting if one.snapshot_date in days], again=again)
    if waiting:
        stands = standing(office.rentroll.warehouse, work.period)
    return [one for one in stands if one.scope in work.scopes]


def _late(office: Office, work: SourceDays) -> list[Landed]:
    earlier = days_before(work.days)
    found = office.rentroll.landing.of_days(work.tenant_id, work.source, earlier)
    late = [one for one in late_answers(found, work.days) if one.scope in work.scopes]
    period = Period(work.tenant_id, work.source, earlier[0], earlier[-1])
    return not_taken_yet(late, standing(office.rentroll.warehouse, period)) if late else []


def _take_by_scope(office: Office, waiting: Sequence[Landed], *, again: bool) -> None:
    """Scopes side by side: files are read in parallel, each scope is loaded under the warehouse's own lock."""
    scopes = sorted({one.scope for one in waiting})
    shares = [[one for one in waiting if one.scope in scopes[place::READERS]] for place in range(READERS)]
    with ThreadPoolExecutor(READERS) as threads:
        running = [threads.submit(office.rentroll.take, share, again=again) for share in shares if share]
    for one in running:
        one.result()
