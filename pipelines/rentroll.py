"""The product assembled at one home: what the command line and the Dagster assets both call.

Files are received (told, landed), then taken (parsed, loaded). Whatever happens to a file ends in an Outcome and in
ops.loads; nothing raises for one bad file, and one bad file never stops the others.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from parsers.calls.parse import CALLS, parse_call
from parsers.document import ParsedDocument
from parsers.errors import ParseError
from parsers.exports import FEEDS
from pipelines.portfolio import Portfolio, PortfolioError, property_slug
from pipelines.reading import Reader, ReportPath, is_readable, readable, to_document
from warehouse.build import build_marts
from warehouse.connection import Warehouse
from warehouse.documents import Document, load_documents
from warehouse.errors import LandingError
from warehouse.feeds import Guard, Partition
from warehouse.landing import Landed, Landing, describe
from warehouse.ledger import Outcome, record_refusals, refuse_landed
from warehouse.lineage import datasets_of
from warehouse.load import FeedRules, load_feeds
from warehouse.property_codes import keep_property_codes
from warehouse.publish import Publication, publish
from warehouse.reading import FeedFile
from warehouse.reminders import keep_reminders
from warehouse.shares import Share
from warehouse.strangers import Strangers, find_strangers, forget

FEED_SCOPE = "all"
UNKNOWN = "unknown"
SCHOOLS = "school_billing"
DROPPED = "drop_folder"


@dataclass(frozen=True, slots=True)
class Drop:
    """Files handed over together: whose they are, and the day whose state they describe.

    `snapshot_date` may be None for reports: then the day the report says it describes. `scope` is what the sender
    filed them under; a file that cannot be told is refused under it.
    """

    tenant_id: str
    source: str
    files: Sequence[Path]
    snapshot_date: date | None
    received_at: datetime
    allow_mass_deletion: bool = False
    connector: str = DROPPED
    scope: str | None = None


class Rentroll:
    """Everything at one home folder: landing, the working file and the published files."""

    def __init__(self, home: Path, portfolio: Portfolio, *, landing_url: str | None = None) -> None:
        self.home = home
        self.portfolio = portfolio
        self.landing = Landing(landing_url or home / "landing")
        self.warehouse = Warehouse(home / "warehouse.duckdb")
        self.published = home / "published"

    def load(self, drop: Drop, *, again: bool = False) -> list[Outcome]:
        """Land and load files; an outcome per dataset found in them, refusals included.

        Raises PortfolioError for a tenant or source the portfolio does not have.
        """
        with Reader.open() as reader:
            landed, refused = self.receive(drop, reader)
            outcomes = self.take(landed, again=again, reader=reader)
        record_refusals(self.warehouse, refused)
        return [*outcomes, *refused]

    def receive(self, drop: Drop, reader: Reader) -> tuple[list[Landed], list[Outcome]]:
        """Tell files and land them; those that cannot be told are refused, which the caller enters in ops.loads.

        A file that is landed already, and is the newest of its dataset, is left as it is.
        Raises PortfolioError for a tenant or source the portfolio does not have.
        """
        self.portfolio.source(drop.tenant_id, drop.source)
        landed: list[Landed] = []
        refused: list[Outcome] = []
        receive = self._receive_feed if drop.source in FEEDS else self._receive_document
        known = self._landed_already(drop)
        for path in self._in_turn(drop, known, reader):
            try:
                landed += known.get((path.name, describe(readable(path))[0])) or receive(path, drop, reader)
            except ParseError as error:
                day = drop.snapshot_date or drop.received_at.date()
                partition = Partition(drop.tenant_id, drop.source, drop.scope or UNKNOWN, day)
                refused.append(Outcome(UNKNOWN, partition, path.name, "", "refused", str(error)))
        return landed, refused

    def take(self, landed: Iterable[Landed], *, again: bool = False, reader: Reader | None = None) -> list[Outcome]:
        """Load landed files, each tenant, source and scope in a transaction of its own, days in order."""
        outcomes = []
        with ExitStack() as stack:
            held = reader or stack.enter_context(Reader.open())
            ordered = sorted(landed, key=lambda one: (one.tenant_id, one.source, one.scope))
            for (tenant_id, source, _), group in groupby(
                ordered, key=lambda one: (one.tenant_id, one.source, one.scope)
            ):
                take = self._take_feeds if source in FEEDS else self._take_documents
                outcomes += take(tenant_id, source, _batches(group), held, again=again)
        return outcomes

    def build(self, marts: Collection[str] | None = None) -> dict[str, int]:
        """Build the named marts (all by default), with the reminders as the portfolio words them; rows by mart."""
        for tenant_id, tenant in self.portfolio.tenants.items():
            if SCHOOLS in tenant.sources:
                keep_reminders(self.warehouse, tenant_id, tenant.reminder_texts)
        return build_marts(self.warehouse, marts)

    def publish(
        self, tenants: Collection[str] | None = None, *, published_at: datetime | None = None
    ) -> list[Publication]:
        """Publish the marts of the tenants (all by default), with the personal columns the portfolio declares.

        Raises PortfolioError, before anything is published, for a tenant the portfolio does not have.
        """
        chosen = {one: self.portfolio.tenant(one) for one in (self.portfolio.tenants if tenants is None else tenants)}
        return [
            publish(
                self.warehouse,
                Share(one, tenant.client_of or one, tenant.client_id),
                self.published,
                personal=tenant.publish_personal,
                published_at=published_at,
            )
            for one, tenant in chosen.items()
        ]

    def forget(self, tenant_id: str) -> dict[str, int]:
        """Remove the rows of a tenant that the portfolio does not have; rows removed by table.

        Raises PortfolioError for a tenant of the portfolio.
        """
        if tenant_id in self.portfolio.tenants:
            raise PortfolioError(
                f"tenant {tenant_id} is in the portfolio; only what no tenant owns is removed. Take it out of the "
                "portfolio first."
            )
        return forget(self.warehouse, tenant_id)

    def strangers(self) -> list[Strangers]:
        """The tenants, and clients of tenants, that have rows and that the portfolio does not have."""
        portfolio = self.portfolio
        return find_strangers(self.warehouse, {one: set(portfolio.clients_of(one)) for one in portfolio.tenants})

    def _landed_already(self, drop: Drop) -> dict[tuple[str, str], list[Landed]]:
        """By name and content: what is landed for the drop's day and need not be told again."""
        if drop.snapshot_date is None:
            return {}
        of_day = self.landing.of_days(drop.tenant_id, drop.source, [drop.snapshot_date])
        # What was fetched meanwhile does not make a file that still lies there a later arrival.
        files = [one for one in of_day if one.connector == drop.connector]
        newest = {(one.dataset, one.scope): one for one in files}
        by_content: dict[tuple[str, str], list[Landed]] = {}
        for one in files:
            # Two empty lists are the same bytes: only the name tells which dataset is empty.
            by_content.setdefault((one.file_name, one.sha256), []).append(one)
        return {
            content: same
            for content, same in by_content.items()
            if all(
                newest[one.dataset, one.scope] is one and one.allow_mass_deletion >= drop.allow_mass_deletion
                for one in same
            )
        }

    def _in_turn(self, drop: Drop, known: Container[tuple[str, str]], reader: Reader) -> Iterator[Path]:
        """The drop's files; reports that need parsing come last, parsed side by side."""
        reports = []
        country = self.portfolio.tenant(drop.tenant_id).country
        for path in drop.files:
            sha256 = describe(path)[0] if drop.source not in FEEDS and is_readable(path) else ""
            if sha256 and (path.name, sha256) not in known:
                reports.append(ReportPath(path, path.name, country, sha256))
            else:
                yield path
        for one in reader.ahead(reports):
            yield one.path

    def _receive_feed(self, path: Path, drop: Drop, reader: Reader) -> list[Landed]:
        if drop.snapshot_date is None:
            raise ParseError(f"{path.name} does not say which day it describes", expected="the day, with --date")
        sha256, size = describe(path)
        feeds = reader.feeds_in(path, source=drop.source, sha256=sha256)
        base = self._landed(path, drop, sha256, size, drop.snapshot_date)
        return [self.landing.put(path, replace(base, dataset=feed.dataset, scope=FEED_SCOPE)) for feed in feeds]

    def _receive_document(self, path: Path, drop: Drop, reader: Reader) -> list[Landed]:
        sha256, size = describe(path)
        country = self.portfolio.tenant(drop.tenant_id).country
        parsed = reader.document(path, name=path.name, country=country, sha256=sha256)
        scope = self._property_of(drop.tenant_id, drop.source, parsed, path.name)
        day = drop.snapshot_date or parsed.as_of
        if day is None:
            raise ParseError(f"{path.name} does not say which day it describes", expected="the day, with --date")
        base = self._landed(path, drop, sha256, size, day)
        return [self.landing.put(path, replace(base, dataset=parsed.report, scope=scope))]

    def _property_of(self, tenant_id: str, source: str, parsed: ParsedDocument, file: str) -> str:
        """The property a report is of, as the portfolio names it."""
        printed = parsed.property_name or ""
        known = self.portfolio.tenant(tenant_id).property_named(printed)
        if known:
            return known
        if self.portfolio.source(tenant_id, source).unknown_properties == "refuse" or not property_slug(printed):
            raise ParseError(
                f"{file} is a {parsed.report} of the property {printed!r}, which tenant {tenant_id} does not have",
                expected="one of the properties in the portfolio",
                next_step=f"Check the tenant, or add the property under tenants.{tenant_id}.properties",
            )
        return property_slug(printed)

    def _landed(self, path: Path, drop: Drop, sha256: str, size: int, day: date) -> Landed:
        extension = path.suffix.lower().lstrip(".")
        return Landed(
            tenant_id=drop.tenant_id,
            source=drop.source,
            dataset=UNKNOWN,
            scope=UNKNOWN,
            snapshot_date=day,
            sha256=sha256,
            extension=extension if extension.isascii() and extension.isalnum() else "bin",
            file_name=path.name,
            size=size,
            received_at=drop.received_at,
            connector=drop.connector,
            allow_mass_deletion=drop.allow_mass_deletion,
        )

    def _take_feeds(
        self, tenant_id: str, source: str, batches: Sequence[Sequence[Landed]], reader: Reader, *, again: bool
    ) -> list[Outcome]:
        rules = FeedRules(FEEDS[source], self._guards(tenant_id, source))
        refused: list[tuple[Landed, str]] = []
        with ExitStack() as stack:

            def read(batch: Sequence[Landed], *unusable: type[Exception]) -> list[FeedFile]:
                files = []
                for one in batch:
                    try:
                        files.append(reader.feed_file(one, stack.enter_context(self.landing.local_copy(one))))
                    except unusable as error:
                        refused.append((one, str(error)))
                return files

            def landed_on(days: Sequence[date]) -> list[list[FeedFile]]:
                # A file that landing has lost must not decide which file of its day counts: that error ends the load.
                scope = batches[0][0].scope
                files = [one for one in self.landing.of_days(tenant_id, source, days) if one.scope == scope]
                return [read(batch, ParseError) for batch in _batches(files)]

            arrived = [read(batch, ParseError, LandingError) for batch in batches]
            outcomes = load_feeds(self.warehouse, arrived, rules, again=again, landed_on=landed_on)
        return [*outcomes, *refuse_landed(self.warehouse, refused)]

    def _take_documents(
        self, tenant_id: str, source: str, batches: Sequence[Sequence[Landed]], reader: Reader, *, again: bool
    ) -> list[Outcome]:
        guards = self._guards(tenant_id, source)
        outcomes = []
        known = {one.dataset for one in datasets_of(source)}
        codes = self.portfolio.vendor_codes(tenant_id, source)
        if codes and any(one.scope == FEED_SCOPE for batch in batches for one in batch):
            keep_property_codes(self.warehouse, tenant_id, source, codes)
        for batch in batches:
            # The answer to a narrowed call is kept in landing alone: its partition would be replaced by a part of it.
            documents = [self._document(one, reader) for one in batch if one.dataset in known]
            outcomes += load_documents(self.warehouse, documents, guards=guards, again=again)
        return outcomes

    def _guards(self, tenant_id: str, source: str) -> dict[str, Guard]:
        guards = self.portfolio.source(tenant_id, source).guard
        return {dataset: Guard(one.share, one.rows) for dataset, one in guards.items()}

    def _document(self, landed: Landed, reader: Reader) -> Document:
        tenant = self.portfolio.tenant(landed.tenant_id)
        try:
            with self.landing.local_copy(landed) as path:
                if landed.dataset in CALLS:
                    parsed = parse_call(landed.dataset, path, country=tenant.country, name=landed.file_name)
                    return to_document(landed, parsed, landed.scope, {})
                parsed = reader.document(path, name=landed.file_name, country=tenant.country, sha256=landed.sha256)
        except (ParseError, LandingError) as error:
            return Document(landed, landed.scope, refusal=str(error))
        if landed.scope in tenant.properties:
            return to_document(landed, parsed, landed.scope, {})
        message = (
            f"{landed.file_name} is of {parsed.property_name!r}, which the portfolio of {tenant.name} does not list"
        )
        return to_document(landed, parsed, landed.scope, {"property_not_in_portfolio": message})


def _batches(landed: Iterable[Landed]) -> list[list[Landed]]:
    """Files in order of day and arrival; a later arrival for the same dataset and day opens another batch.

    What arrived at once stays together, so that two files for one dataset and day are seen for what they are.
    """
    batches: list[list[Landed]] = []
    seen: dict[tuple[str, date], datetime] = {}
    for one in sorted(landed, key=lambda one: (one.snapshot_date, one.received_at)):
        earlier = seen.get((one.dataset, one.snapshot_date))
        if not batches or (earlier is not None and earlier != one.received_at):
            batches.append([])
            seen = {}
        batches[-1].append(one)
        seen[one.dataset, one.snapshot_date] = one.received_at
    return batches
