"""A company with properties at both vendors, whose evenings are fetched over HTTP from the simulated world."""

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from connectors.http import Transport
from pipelines.drop_folder import DropFolder
from pipelines.moves import receive_days, take_days
from pipelines.portfolio import Portfolio
from pipelines.rentroll import Rentroll
from pipelines.resources import Choice, Office
from pipelines.source_days import SourceDays
from simulator.credentials import Credentials
from simulator.server import Server
from simulator.yardi.tenants import property_code

TENANT = "kairoi"
REPORTS, GATEWAY, VOYAGER = SOURCES = ("realpage_reports", "realpage_gateway", "yardi_voyager")
ORDERED = ("realpage_box_score", "realpage_delinquency", "realpage_activity")
# The calls that the owner's modules are worked out from; by default every one is made.
NEEDED = {
    GATEWAY: ("getsitelist", "unitlist", "getresidentlistinfo", "getleaseinfo"),
    VOYAGER: (
        *("GetPropertyConfigurations", "GetUnitInformation", "GetResidentsByStatus"),
        *("GetResidentTransactions_Login", "GetYardiGuestActivity_Login"),
    ),
}
TOKEN_ENV = "RENTROLL_TEST_TOKEN"  # noqa: S105 - a name
LOGIN = Credentials()
ENVIRONMENT = {
    "VOYAGER_USER": LOGIN.yardi.user_name,
    "VOYAGER_PASSWORD": LOGIN.yardi.password,
    "VOYAGER_SERVER": LOGIN.yardi.server_name,
    "VOYAGER_DATABASE": LOGIN.yardi.database,
    "VOYAGER_ENTITY": LOGIN.yardi.interface_entity,
    "VOYAGER_LICENSE": LOGIN.yardi.interface_license,
    "VOYAGER_ILS_ENTITY": LOGIN.yardi.ils_interface_entity,
    "VOYAGER_ILS_LICENSE": LOGIN.yardi.ils_interface_license,
    "GATEWAY_PMC": LOGIN.realpage.pmc_id,
    "GATEWAY_LICENSE": LOGIN.realpage.license_key,
}
YARDI_PARTS = {
    "username_env": "VOYAGER_USER",
    "password_env": "VOYAGER_PASSWORD",
    "server_env": "VOYAGER_SERVER",
    "database_env": "VOYAGER_DATABASE",
    "entity_env": "VOYAGER_ENTITY",
    "license_env": "VOYAGER_LICENSE",
    "ils_entity_env": "VOYAGER_ILS_ENTITY",
    "ils_license_env": "VOYAGER_ILS_LICENSE",
}


@dataclass
class Company:
    """The product at a home over a server; an evening is what the daily run does at its end, without Dagster."""

    rentroll: Rentroll
    server: Server
    day: object = None
    looks: int = 0
    slept: list = field(default_factory=list)

    @property
    def office(self):
        return Office(self.rentroll, DropFolder(self.rentroll.home / "drop"), self.now, self.transport)

    def now(self):
        """Ten in the evening (UTC) of the day; every further look at a day is a minute later."""
        return datetime(self.day.year, self.day.month, self.day.day, 22, self.looks, tzinfo=UTC)

    def transport(self, manners):
        """The network, without any waiting."""
        return Transport(replace(manners, per_second=None), sleep=self.slept.append, now=self.now)

    def receive(self, day, sources=SOURCES):
        """Fetch and land a day on its evening."""
        self.looks = self.looks + 1 if day == self.day else 0
        self.day = day
        self.server.set_day(day)
        for source in sources:
            receive_days(self.office, self._work(source, [day]), Choice())

    def take(self, days, sources=SOURCES):
        """Load days; the outcomes that are no load, by source, scope, dataset and day."""
        unable = {}
        for source in sources:
            for one in take_days(self.office, self._work(source, days), again=False):
                if not one.is_loaded:
                    unable[source, one.scope, one.dataset, one.snapshot_date] = (one.outcome, one.message)
        return unable

    def evening(self, day, sources=SOURCES):
        """What the daily run does with a day; the outcomes that are no load."""
        self.receive(day, sources)
        return self.take([day], sources)

    def _work(self, source, days):
        return SourceDays(TENANT, source, days, Choice().of(self.rentroll.portfolio, TENANT, source))

    def rows(self, query, *values):
        """Rows of the working file."""
        with self.rentroll.warehouse.open() as connection:
            return connection.execute(query, list(values)).fetchall()


@contextmanager
def company_of(world, folder, realpage, yardi, setting, *, calls=None):
    """A company at an empty folder, over a server; `setting` puts a variable into the environment.

    `calls` are those that are made, by source; None means all of them.
    """
    for name, value in ENVIRONMENT.items():
        setting(name, value)
    behind = {"realpage_properties": realpage, "yardi_properties": yardi}
    clock = datetime(world.start.year, world.start.month, world.start.day, tzinfo=UTC)
    with Server(world, world.start, clock=lambda: clock, **behind) as server:
        setting(TOKEN_ENV, server.token(timedelta(days=365)))
        yield Company(Rentroll(folder / "home", owners(world, server, realpage, yardi, calls)), server)


def owners(world, server, realpage, yardi, calls=None):
    """The company: each property has the id of the one vendor it is at."""
    sources = {
        REPORTS: {"fetch": {"url": server.reports_url, "token_env": TOKEN_ENV, "reports": list(ORDERED)}},
        GATEWAY: {
            "fetch": {"url": server.gateway_url, "pmcid_env": "GATEWAY_PMC", "license_env": "GATEWAY_LICENSE"},
        },
        VOYAGER: {"fetch": {"url": server.yardi_url, **YARDI_PARTS}},
    }
    for source, names in (calls or {}).items():
        sources[source]["fetch"]["calls"] = list(names)
    sites = {slug: book.site for slug, book in world.books.items()}
    properties = {one: {"name": sites[one].name, "site_id": sites[one].site_id} for one in realpage}
    properties |= {one: {"name": sites[one].name, "yardi_code": property_code(one)} for one in yardi}
    company = {"name": "Kairoi", "sources": sources, "properties": properties}
    return Portfolio.model_validate({"tenants": {TENANT: company}})


def every_evening(company, days, *, load_after=1):
    """Fetch every evening, load after so many, then build and publish; nothing may fail."""
    for first in range(0, len(days), load_after):
        chosen = days[first : first + load_after]
        for day in chosen:
            company.receive(day)
        unable = company.take(chosen)
        assert not unable, unable
    company.rentroll.build()
    company.rentroll.publish([TENANT])
