"""RealPage's report files: ordered for many properties at once, waited for, told apart and handed over.

Where a deployment lists what is ready, the listing says which file is whose; where it does not, file ids are asked one
after the other from the last one seen, and each file is told by its content. What a file says is for the caller to
tell: this module moves bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from connectors.errors import ConnectorError, NotReadyError, PermanentError, TokenExpiredError, TransientError
from connectors.http import Transport, address_of
from connectors.payload import Errand, Payload, require_answer_for
from connectors.realpage_report_list import REPORTS, Report
from connectors.realpage_rest import Download, PropertyDetail, ReportingService
from connectors.secrets import ReadToken

SOURCE = "realpage_reports"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """What a file was told to be: the dataset, this product's scope and the day it describes; None where unsaid."""

    dataset: str
    scope: str | None
    as_of: date | None


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """A file that says why a report failed; it seldom says whose."""

    text: str
    dataset: str | None = None
    scope: str | None = None


Tell = Callable[[Path], ReportFile | ErrorReport | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One report of one property for the errand's day."""

    dataset: str
    errand: Errand
    detail: PropertyDetail


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of one wanted report: its payload, or why there is none."""

    wanted: Wanted
    payload: Payload | None
    error: ConnectorError | None


@dataclass(frozen=True, slots=True)
class Discovered:
    """What came of a scan, and the file id from which the next one starts; the caller keeps it."""

    delivered: tuple[Delivered, ...]
    last_seen: int


@dataclass(frozen=True, slots=True)
class ReportsConfig:
    """Where the service is (`https://<host>/v1`) and how long it is waited for.

    A poll every `seconds_between_polls`, `polls` times for each order. A report that fails is ordered again up to
    `days_back` times, each time for a day earlier. A scan ends its round after `gap` ids in a row without a file; where
    a file may still come, the next one looks again into gaps among the last `look_back` ids.
    """

    base_url: str
    reports: Mapping[str, Report] = field(default_factory=lambda: REPORTS)
    source_id: str = "OS"
    seconds_between_polls: float = 15.0
    polls: int = 20
    days_back: int = 3
    gap: int = 20
    look_back: int = 200
    at_once: int = 4
    token_needed: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Found:
    """A file, its id and what it was told to be."""

    download: Download
    file_id: str
    told: ReportFile


@dataclass(slots=True)
class _Order:
    """A wanted report on its way: the day it is ordered for and how far it has come.

    `earlier` is the best file so far of a day before that: some reports answer for the property's business date
    whatever they are asked. It is taken when nothing better comes.
    """

    wanted: Wanted
    report: Report
    day: date
    instance: str = ""
    polls: int = 0
    payload: Payload | None = None
    error: ConnectorError | None = None
    earlier: _Found | None = None

    @property
    def is_open(self) -> bool:
        return self.payload is None and self.error is None

    @property
    def where(self) -> str:
        return f"RealPage {self.wanted.dataset}, property {self.wanted.errand.property_id}, {self.day}"

    def is_met_by(self, told: ReportFile, *, since: date) -> bool:
        """Whether nothing the file says is against it being this one, of a day from `since` up to the one wanted."""
        wanted = self.wanted
        same = told.dataset == wanted.dataset and told.scope in (None, wanted.errand.scope)
        return same and (told.as_of is None or since <= told.as_of <= wanted.errand.snapshot_date)


@dataclass(slots=True)
class _Scan:
    """Where a scan over file ids stands: the next id to ask, and the ids below it that had no file yet."""

    next_id: int
    gaps: set[int] = field(default_factory=set)
    read: int = 0
    refused: dict[int, str] = field(default_factory=dict)
    unsigned_errors: list[str] = field(default_factory=list)

    def found(self, file_id: int) -> None:
        """Note a file; every id that was skipped on the way to it is a gap."""
        self.gaps |= set(range(self.next_id, file_id))
        self.gaps.discard(file_id)
        self.next_id = max(self.next_id, file_id + 1)
        self.read += 1

    def says(self, first: int) -> str:
        """What the scan has to say of the orders it did not meet."""
        said = f"none of the {self.read} files since id {first} is it"
        for file_id, why in list(self.refused.items())[:1]:
            said += f"; {len(self.refused)} could not be had, file {file_id} as {why}"
        return said

    def last_seen(self, look_back: int) -> int:
        """The id after which the next scan starts: the last one, or before the first gap among the last `look_back`."""
        last = self.next_id - 1
        return min((gap for gap in self.gaps if gap > last - look_back), default=self.next_id) - 1


class Reports:
    """One reporting service. The transport should ask at most twice a second, as it does by default."""

    def __init__(self, config: ReportsConfig, token: ReadToken, transport: Transport) -> None:
        self._config = config
        self._transport = transport
        self._service = ReportingService(config.base_url, token=token, transport=transport, source_id=config.source_id)

    def fetch(self, wanted: Sequence[Wanted], tell: Tell) -> list[Delivered]:
        """Order, wait by the listing, download; one result for each wanted report, in order.

        Raises TokenExpiredError before anything is ordered where the token will not last.
        """
        orders = self._order_all(wanted)
        while waiting := [one for one in orders if one.is_open]:
            self._collect(waiting, tell)
            self._grow_impatient(waiting, "the listing did not show it as ready")
        return [Delivered(one.wanted, one.payload, one.error) for one in orders]

    def discover(self, wanted: Sequence[Wanted], tell: Tell, *, last_seen: int) -> Discovered:
        """Order, then ask for file ids upward from the last one seen, telling each file by its content.

        Ids without a file are asked again every round; files of other properties, reports and days are passed over.
        An error report that does not say whose it is counts against the orders of which nothing was found: once there
        are as many as those, they are all ordered again for a day earlier. Raises TokenExpiredError as `fetch` does.
        """
        orders = self._order_all(wanted)
        scan = _Scan(last_seen + 1)
        while waiting := [one for one in orders if one.is_open]:
            try:
                self._scan_round(scan, waiting, tell)
            except ConnectorError as error:
                _close(waiting, error)
            self._grow_impatient(waiting, scan.says(last_seen))
        for order in orders:
            _discard(order)
        delivered = tuple(Delivered(one.wanted, one.payload, one.error) for one in orders)
        may_still_come = any(isinstance(one.error, _MAY_STILL_COME) for one in orders)
        return Discovered(delivered, scan.last_seen(self._config.look_back if may_still_come else 0))

    def _order_all(self, wanted: Sequence[Wanted]) -> list[_Order]:
        self._service.check_token(self._config.token_needed)
        orders = [self._new_order(one) for one in wanted]
        self._in_parallel(self._order, [one for one in orders if one.is_open])
        return orders

    def _new_order(self, wanted: Wanted) -> _Order:
        if wanted.dataset not in self._config.reports:
            known = ", ".join(self._config.reports)
            raise PermanentError(f"there is no report {wanted.dataset}", "RealPage reports", f"one of {known}", "")
        order = _Order(wanted, self._config.reports[wanted.dataset], wanted.errand.snapshot_date)
        try:
            require_answer_for(order.where, wanted.errand, knows_the_past=True)
        except ConnectorError as error:
            order.error = error
        return order

    def _order(self, order: _Order) -> None:
        order.polls = 0
        try:
            wanted = order.wanted
            order.instance = self._service.order(order.report, wanted.errand, wanted.detail, order.day)
        except ConnectorError as error:
            order.error = error

    def _in_parallel(self, act: Callable[[_Order], None], orders: Sequence[_Order]) -> None:
        with ThreadPoolExecutor(max_workers=self._config.at_once, thread_name_prefix="report") as pool:
            list(pool.map(act, orders))

    def _collect(self, waiting: Sequence[_Order], tell: Tell) -> None:
        """Take what the listing shows as ready."""
        try:
            files = self._service.ready(waiting[0].wanted.errand.today)
        except ConnectorError as error:
            _close(waiting, error)
            return
        ready = [one for one in waiting if one.instance in files]
        downloads: dict[int, Download] = {}

        def download(order: _Order) -> None:
            try:
                found = self._download(order, files[order.instance])
                if found is None:
                    raise PermanentError("the file of a ready report is not there", order.where, "a file", _ORDER_AGAIN)
                downloads[id(order)] = found
            except ConnectorError as error:
                order.error = error

        self._in_parallel(download, ready)
        for order in ready:
            if id(order) in downloads:
                self._take(order, downloads[id(order)], files[order.instance], tell)

    def _download(self, order: _Order, file_id: str) -> Download | None:
        return self._service.download(
            order.report,
            order.instance,
            file_id,
            property_name=order.wanted.detail.name,
            folder=order.wanted.errand.folder,
            where=f"{order.where}, file {file_id}",
        )

    def _take(self, order: _Order, download: Download, file_id: str, tell: Tell) -> None:
        """Judge the file that the listing says is the order's."""
        told = tell(download.file.path)
        if isinstance(told, ReportFile) and order.is_met_by(told, since=date.min):
            self._deliver(order, _Found(download, file_id, told))
            return
        download.file.path.unlink()
        if isinstance(told, ErrorReport):
            self._order_earlier(order, told.text)
        elif told is None:
            said = f"file {file_id} is no report this product knows"
            order.error = PermanentError(said, order.where, "the report that was ordered", _ORDER_AGAIN)
        else:
            said = f"file {file_id} is {told.dataset} of {told.scope} as of {told.as_of}"
            order.error = PermanentError(said, order.where, "the report that was ordered", _ORDER_AGAIN)

    def _scan_round(self, scan: _Scan, waiting: Sequence[_Order], tell: Tell) -> None:
        for file_id, download in self._files(scan, waiting):
            told = tell(download.file.path)
            if isinstance(told, ReportFile) and self._match(_Found(download, str(file_id), told), waiting):
                continue
            download.file.path.unlink()
            if isinstance(told, ErrorReport):
                self._hear(scan, told, waiting)
        blamed = [one for one in waiting if one.is_open and one.earlier is None]
        if blamed and len(scan.unsigned_errors) >= len(blamed):
            for order in blamed:
                self._order_earlier(order, scan.unsigned_errors[-1])
            scan.unsigned_errors.clear()

    def _match(self, found: _Found, waiting: Sequence[_Order]) -> bool:
        """Give a file to the order it meets, or keep it for the one that may have to do with an earlier day's."""
        still_open = [one for one in waiting if one.is_open]
        for order in still_open:
            if order.is_met_by(found.told, since=order.day):
                self._deliver(order, found)
                return True
        for order in still_open:
            first = order.wanted.errand.snapshot_date - timedelta(days=self._config.days_back)
            if order.is_met_by(found.told, since=first) and _is_later(found, order.earlier):
                _discard(order)
                order.earlier = found
                return True
        return False

    def _files(self, scan: _Scan, waiting: Sequence[_Order]) -> Iterator[tuple[int, Download]]:
        """Every file that a round finds: first in the gaps, then upward; ends early once no order is open."""
        for file_id in sorted(scan.gaps):
            if download := self._file(scan, file_id, waiting):
                yield file_id, download
        missed = 0
        file_id = scan.next_id
        while missed < self._config.gap and any(one.is_open for one in waiting):
            download = self._file(scan, file_id, waiting)
            missed = 0 if download else missed + 1
            if download:
                yield file_id, download
            file_id += 1

    def _file(self, scan: _Scan, file_id: int, waiting: Sequence[_Order]) -> Download | None:
        # Any open order's address gives any file: what is in it is told by its content.
        order = next((one for one in waiting if one.is_open), None)
        if order is None:
            return None
        try:
            download = self._download(order, str(file_id))
        except PermanentError as error:
            # A file that is refused or too large is somebody else's, as far as anyone can tell: as good as none.
            scan.refused[file_id] = error.what
            return None
        if download:
            scan.found(file_id)
        return download

    def _hear(self, scan: _Scan, told: ErrorReport, waiting: Sequence[_Order]) -> None:
        """An error report: its order's own where it is signed, else one that some open order must be behind."""
        if told.dataset is None or told.scope is None:
            scan.unsigned_errors.append(told.text)
            return
        signed = (told.dataset, told.scope)
        for order in waiting:
            if order.is_open and (order.wanted.dataset, order.wanted.errand.scope) == signed:
                self._order_earlier(order, told.text)

    def _order_earlier(self, order: _Order, said: str) -> None:
        """A failed report is ordered for a day earlier: its property's business date may be behind."""
        if (order.wanted.errand.snapshot_date - order.day).days >= self._config.days_back:
            order.error = PermanentError(
                f'the report failed: "{" ".join(said.split())[:500]}"',
                order.where,
                f"a report, for the day asked or one of the {self._config.days_back} before it",
                "Check the property's business date and the report's parameters",
            )
            return
        order.day -= timedelta(days=1)
        self._order(order)

    def _grow_impatient(self, waiting: Sequence[_Order], said: str) -> None:
        """Count a poll for each open order and wait for the next, if any is still worth waiting for."""
        for order in waiting:
            order.polls += 1
            if order.is_open and order.polls >= self._config.polls and order.earlier:
                found, order.earlier = order.earlier, None
                self._deliver(order, found)
            elif order.is_open and order.polls >= self._config.polls:
                expected = f"a report within {self._config.polls} polls"
                order.error = NotReadyError(said, order.where, expected, "Run it again later")
        if any(one.is_open for one in waiting):
            self._transport.sleep(self._config.seconds_between_polls)

    def _deliver(self, order: _Order, found: _Found) -> None:
        errand = order.wanted.errand
        day = found.told.as_of or order.day
        path = self._service.instances_path(order.report)
        asked = order.report.parameters_for(max(day, order.day))
        behind = f"it describes {day}, as the property's business date is behind {errand.snapshot_date}"
        order.payload = Payload(
            source=SOURCE,
            dataset=order.wanted.dataset,
            scope=errand.scope,
            snapshot_date=day,
            media_type=found.download.media_type,
            content=found.download.file.path,
            size=found.download.file.size,
            sha256=found.download.file.sha256,
            fetched_at=self._transport.now(),
            request={
                "method": "POST",
                "address": address_of(self._service.base_url + path),
                "parameters": {"properties": [errand.property_id], "fileId": found.file_id, **asked},
            },
            notes=() if day == errand.snapshot_date else (behind,),
        )


def _is_later(found: _Found, other: _Found | None) -> bool:
    return other is None or (found.told.as_of or date.min) > (other.told.as_of or date.min)


def _discard(order: _Order) -> None:
    """Remove the file of an earlier day that is not needed any more."""
    if order.earlier:
        order.earlier.download.file.path.unlink()
        order.earlier = None


_MAY_STILL_COME = (NotReadyError, TransientError, TokenExpiredError)
_ORDER_AGAIN = "Order it again; if it stays so, look at the report in the vendor's own pages"


def _close(orders: Sequence[_Order], error: ConnectorError) -> None:
    for order in orders:
        if order.is_open:
            order.error = error
