"""RealPage's report files as the portfolio wants them: which are ordered, how they are told, how far a scan came."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from connectors.errors import ConnectorError
from connectors.http import Manners, Transport
from connectors.payload import Errand
from connectors.realpage_report_list import REPORTS
from connectors.realpage_reports import (
    Delivered,
    ErrorReport,
    ReportFile,
    Reports,
    ReportsConfig,
    Wanted,
)
from connectors.realpage_rest import PropertyDetail
from connectors.secrets import token_from
from parsers.errors import ErrorReportError, ParseError
from pipelines.desk import Delivery, Item, no_vendor_id
from pipelines.portfolio import ReportFetch, Tenant, property_slug
from pipelines.reading import Reader
from warehouse.landing import describe
from warehouse.private import close, make_private

# A failed report is ordered again for so many days earlier; landed files of those days may answer for a later one.
DAYS_BACK = 3


@dataclass(slots=True)
class Teller:
    """Tells what a fetched file is by reading it; keeps the format of each, and why some could not be read.

    With `must_say_whose` a file that does not print its property is no report: nothing else says whose it is.
    """

    tenant: Tenant
    reader: Reader
    must_say_whose: bool
    formats: dict[Path, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def __call__(self, path: Path) -> ReportFile | ErrorReport | None:
        """What the file is; None where it cannot be read as any report."""
        sha256, _ = describe(path)
        try:
            parsed = self.reader.document(path, name=path.name, country=self.tenant.country, sha256=sha256)
        except ErrorReportError as error:
            return ErrorReport(error.what.partition(": ")[2].strip("'\"") or error.what)
        except ParseError as error:
            self.unread.append(str(error))
            return None
        self.formats[path] = parsed.format
        printed = parsed.property_name or ""
        scope = self.tenant.property_named(printed) or property_slug(printed) or None
        if scope is None and self.must_say_whose:
            self.unread.append(f"{path.name} is a {parsed.report} that does not say of which property.")
            return None
        return ReportFile(parsed.report, scope, parsed.as_of)


@dataclass(frozen=True, slots=True)
class ReportDesk:
    """One tenant's reporting service. `progress` is the file that remembers the last file id a scan has seen."""

    settings: ReportFetch
    tenant_id: str
    tenant: Tenant
    service: Reports
    teller: Teller
    progress: Path

    @classmethod
    @contextmanager
    def open(
        cls,
        settings: ReportFetch,
        tenant_id: str,
        tenant: Tenant,
        network: Callable[[Manners], Transport],
        *,
        reader: Reader,
        progress: Path,
    ) -> Iterator[ReportDesk]:
        """The service at the configured address; its connections are closed with the block."""
        renumbered = {
            name: replace(REPORTS[name], report_id=settings.report_ids.get(name, REPORTS[name].report_id))
            for name in settings.reports
        }
        config = ReportsConfig(
            settings.url,
            renumbered,
            seconds_between_polls=settings.seconds_between_polls,
            polls=settings.polls,
            days_back=DAYS_BACK,
        )
        token = token_from(env=settings.token_env, file=settings.token_file)
        teller = Teller(tenant, reader, must_say_whose=settings.find_by == "scan")
        with network(Manners(per_second=settings.requests_per_second)) as transport:
            yield cls(settings, tenant_id, tenant, Reports(config, token, transport), teller, progress)

    def expected(self) -> Sequence[Item]:
        """Every report of every property."""
        properties = self.tenant.properties_at("realpage_reports")
        return [(one, report) for one in properties for report in self.settings.reports]

    def knows_the_past(self, dataset: str) -> bool:  # noqa: ARG002 - other desks tell by the dataset
        """Always: a report is ordered for a day."""
        return True

    def ask(self, items: Sequence[Item], day: date, today: date, folder: Path) -> Sequence[Delivery]:
        """Order, wait and download; what lacks the vendor's id of its property is not ordered."""
        wanted = [
            Wanted(dataset, Errand(scope, site_id, day, today, folder), self._detail(scope))
            for scope, dataset in items
            if (site_id := self.tenant.properties[scope].site_id)
        ]
        delivered = [
            Delivery(
                (one.wanted.errand.scope, one.wanted.dataset),
                one.payload,
                one.error,
                self.teller.formats[one.payload.content] if one.payload else "",
            )
            for one in (self._deliver(wanted) if wanted else ())
        ]
        nameless = [one for one in items if not self.tenant.properties[one[0]].site_id]
        return [*delivered, *(Delivery(one, None, no_vendor_id(self.tenant_id, one[0], "site_id")) for one in nameless)]

    def remarks(self) -> Sequence[str]:
        """Why files that came could not be read."""
        return [f"A file came that cannot be used: {why}" for why in self.teller.unread]

    def _detail(self, property_id: str) -> PropertyDetail:
        return PropertyDetail(self.tenant.properties[property_id].name, country=self.tenant.country)

    def _deliver(self, wanted: Sequence[Wanted]) -> Sequence[Delivered]:
        try:
            if self.settings.find_by == "listing":
                return self.service.fetch(wanted, self.teller)
            found = self.service.discover(wanted, self.teller, last_seen=self._last_seen())
        except ConnectorError as error:
            # The token: without one nothing was ordered, of anybody.
            return [Delivered(one, None, error) for one in wanted]
        self._remember(found.last_seen)
        return found.delivered

    def _last_seen(self) -> int:
        if not self.progress.exists():
            return (self.settings.first_file_id or 1) - 1
        return int(json.loads(self.progress.read_text(encoding="utf-8"))["last_seen_file_id"])

    def _remember(self, last_seen: int) -> None:
        make_private(self.progress.parent)
        beside = self.progress.with_suffix(".partial")
        beside.write_text(json.dumps({"last_seen_file_id": last_seen}) + "\n", encoding="utf-8")
        close(beside)
        beside.replace(self.progress)
