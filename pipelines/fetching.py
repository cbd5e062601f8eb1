"""Fetching: what the days of a source still lack is asked for, and what comes is landed as if it had been dropped.

A report that cannot be had is an outcome `failed` with its sentence, never an empty snapshot; the others are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from connectors.errors import ConnectorError, NotReadyError, PermanentError, TransientError
from connectors.payload import Payload
from pipelines.call_desk import gateway_desk, voyager_desk
from pipelines.desk import Desk, Item
from pipelines.portfolio import Fetch, GatewayFetch, VoyagerFetch
from pipelines.reading import Reader
from pipelines.rentroll import DROPPED
from pipelines.report_desk import DAYS_BACK, ReportDesk
from pipelines.resources import Office
from pipelines.source_days import SourceDays
from warehouse.feeds import Partition
from warehouse.landing import Landed
from warehouse.ledger import Outcome
from warehouse.standing import Standing, standing

_MAY_PASS = (TransientError, NotReadyError)
# In a manifest: the day that was asked for, where the report that came describes an earlier one.
ASKED_FOR = "asked_for"

Key = tuple[str, str, date]
Say = Callable[[str], object]


@dataclass(slots=True)
class Fetched:
    """What came of fetching: files, failures, and the days that lacked nothing.

    `may_pass` says whether something failed that a later attempt may bring.
    """

    landed: list[Landed] = field(default_factory=list)
    failed: list[Outcome] = field(default_factory=list)
    days_known: list[date] = field(default_factory=list)
    may_pass: bool = False


@dataclass(frozen=True, slots=True)
class _Errands:
    """What one tenant's source lacks on its way into landing; `allow_mass_deletion` goes into the manifests."""

    office: Office
    work: SourceDays
    desk: Desk
    fetched: Fetched
    allow_mass_deletion: bool

    def run(self, day: date, lacking: Sequence[Item]) -> None:
        """Ask for what a day lacks and land what comes."""
        with TemporaryDirectory(prefix="rentroll-") as folder:
            for delivery in self.desk.ask(lacking, day, self.office.now().date(), Path(folder)):
                if delivery.payload is not None:
                    self.fetched.landed.append(self._land(delivery.payload, delivery.extension, day))
                error = delivery.error or (delivery.payload and _behind(delivery.payload, day))
                if error:
                    self._fail(delivery.item, day, error)

    def _fail(self, item: Item, day: date, error: ConnectorError) -> None:
        scope, dataset = item
        partition = Partition(self.work.tenant_id, self.work.source, scope, day)
        self.fetched.failed.append(Outcome(dataset, partition, "", "", "failed", str(error)))
        self.fetched.may_pass |= isinstance(error, _MAY_PASS)

    def _land(self, payload: Payload, extension: str, asked_for: date) -> Landed:
        day = payload.snapshot_date
        landed = Landed(
            tenant_id=self.work.tenant_id,
            source=self.work.source,
            dataset=payload.dataset,
            scope=payload.scope,
            snapshot_date=day,
            sha256=payload.sha256,
            extension=extension,
            file_name=f"{payload.scope}-{payload.dataset}-{day}.{extension}",
            size=payload.size,
            received_at=payload.fetched_at,
            connector=f"{payload.source} {version('rentroll')}",
            request={**payload.request, ASKED_FOR: asked_for.isoformat()},
            allow_mass_deletion=self.allow_mass_deletion,
            notes=payload.notes,
        )
        return self.office.rentroll.landing.put(payload.content, landed)


def fetch_days(
    office: Office,
    work: SourceDays,
    reader: Reader,
    *,
    again: bool = False,
    allow_mass_deletion: bool = False,
    say: Say = lambda _: None,
) -> Fetched:
    """Fetch and land what the days and chosen scopes lack; with `again` everything that can still be asked for.

    What is landed is not asked for again, unless it came while its day was not over, or was refused or failed when it
    was loaded. `say` is told how far it is.
    """
    settings = office.portfolio.fetch_of(work.tenant_id, work.source)
    fetched = Fetched()
    if settings is None or not work.scopes:
        return fetched
    found = office.rentroll.landing.of_days(work.tenant_id, work.source, work.days)
    landed = [one for one in found if one.scope in work.scopes]
    stands = standing(office.rentroll.warehouse, work.period)
    if allow_mass_deletion:
        _let_through(office, landed, stands)
    with _open_desk(office, work, settings, reader) as desk:
        known = _beyond_asking(landed, desk, office.now().date())
        known |= set() if again else _known(landed, stands, desk)
        errands = _Errands(office, work, desk, fetched, allow_mass_deletion)
        expected = [one for one in desk.expected() if one[0] in work.scopes]
        for day in work.days:
            lacking = [one for one in expected if (*one, day) not in known]
            if lacking:
                errands.run(day, lacking)
                failed = sum(one.partition.snapshot_date == day for one in fetched.failed)
                say(f"{day}: {len(lacking)} files asked for, {len(lacking) - failed} fetched, {failed} failed.")
            else:
                fetched.days_known.append(day)
        for remark in desk.remarks():
            say(remark)
    return fetched


@contextmanager
def _open_desk(office: Office, work: SourceDays, settings: Fetch, reader: Reader) -> Iterator[Desk]:
    tenant = office.portfolio.tenant(work.tenant_id)
    owner = (work.tenant_id, tenant, office.transport)
    with ExitStack() as stack:
        if isinstance(settings, VoyagerFetch):
            yield stack.enter_context(voyager_desk(settings, *owner))
        elif isinstance(settings, GatewayFetch):
            yield stack.enter_context(gateway_desk(settings, *owner))
        else:
            progress = office.rentroll.home / "progress" / work.tenant_id / f"{work.source}.json"
            yield stack.enter_context(ReportDesk.open(settings, *owner, reader=reader, progress=progress))


def late_answers(landed: Iterable[Landed], days: Collection[date]) -> list[Landed]:
    """Of landed files those that were fetched for one of the days and describe an earlier one."""
    asked = {day.isoformat() for day in days}
    return [one for one in landed if one.snapshot_date not in days and one.request.get(ASKED_FOR) in asked]


def days_before(days: Sequence[date]) -> list[date]:
    """The days whose reports may have come in the place of those of the days."""
    first = min(days)
    return [first - timedelta(number) for number in range(DAYS_BACK, 0, -1)]


def _beyond_asking(landed: Iterable[Landed], desk: Desk, today: date) -> set[Key]:
    """What landed on its day and cannot be asked for any more: asking would only fail."""
    past = [one for one in landed if one.snapshot_date < today and not desk.knows_the_past(one.dataset)]
    return {(one.scope, one.dataset, one.snapshot_date) for one in past}


def _known(landed: Iterable[Landed], stands: Iterable[Standing], desk: Desk) -> set[Key]:
    unusable = {(one.scope, one.dataset, one.snapshot_date) for one in stands if one.outcome in ("refused", "failed")}
    final = {(one.scope, one.dataset, one.snapshot_date) for one in landed if _is_final(one, desk)}
    return final - unusable


def _is_final(landed: Landed, desk: Desk) -> bool:
    """Whether nothing better can come: a person dropped it, its day was over, or only that day could be asked for."""
    was_over = landed.received_at.date() > landed.snapshot_date
    return landed.connector == DROPPED or was_over or not desk.knows_the_past(landed.dataset)


def _let_through(office: Office, landed: Iterable[Landed], stands: Iterable[Standing]) -> None:
    """Write the override into the manifests of files that the guard held: they are loaded from landing."""
    held = {(one.scope, one.dataset, one.snapshot_date) for one in stands if one.outcome == "held"}
    for one in landed:
        if (one.scope, one.dataset, one.snapshot_date) in held and not one.allow_mass_deletion:
            with office.rentroll.landing.local_copy(one) as path:
                office.rentroll.landing.put(path, replace(one, allow_mass_deletion=True))


def _behind(payload: Payload, asked_for: date) -> ConnectorError | None:
    """Why a day is not there though a report came for it: the report describes an earlier one."""
    if payload.snapshot_date == asked_for:
        return None
    return PermanentError(
        f"the report that came is of {payload.snapshot_date} and is kept as that day's",
        f"{payload.dataset} of {payload.scope} for {asked_for}",
        "the day that was asked for, but the property's business date is behind it",
        "Run the day again when the property has closed it",
    )
