"""A reporting service on loopback over the small world, and a workshop whose portfolio fetches from it."""

from contextlib import contextmanager
from datetime import timedelta

from workshop import FIRST_ARRIVAL, KAIROI, NAMES, REPORTS, Workshop, day

from pipelines.moves import receive_days
from pipelines.portfolio import Portfolio
from pipelines.resources import Choice
from pipelines.source_days import SourceDays
from simulator.realpage.reporting import Behaviour
from simulator.server import Server

SITES = {"nexus_east": "5472172", "parkside": "5536211"}
THREE = ["realpage_box_score", "realpage_rent_roll", "realpage_delinquency"]
TOKEN_ENV = "RENTROLL_TEST_TOKEN"  # noqa: S105 - a name
A_MONTH = timedelta(days=30)


@contextmanager
def serving(world, *faults, **behaviour):
    """The service as of the world's last day; its clock stands at the first run."""
    with Server(world, world.today, faults=faults, behaviour=Behaviour(**behaviour), clock=lambda: FIRST_ARRIVAL) as it:
        yield it


def owners(server, **fetch):
    """The management company with both properties, fetching three reports unless told otherwise."""
    settings = {"url": server.reports_url, "token_env": TOKEN_ENV, "reports": THREE, **fetch}
    properties = {one: {"name": NAMES[one], "site_id": site} for one, site in SITES.items()}
    company = {"name": "Kairoi", "sources": {REPORTS: {"fetch": settings}}, "properties": properties}
    return Portfolio.model_validate({"tenants": {KAIROI: company}})


def workshop_at(folder, server, monkeypatch, **fetch):
    """A workshop that fetches, its token in the environment."""
    monkeypatch.setenv(TOKEN_ENV, server.token(A_MONTH))
    return Workshop.of(folder, owners(server, **fetch))


def receive(workshop, *days, again=False, **choice):
    """What the landing step does for some days, without Dagster."""
    workshop.runs += 1
    chosen = Choice(**choice)
    work = SourceDays(KAIROI, REPORTS, [day(one) for one in days], chosen.of(workshop.portfolio, KAIROI, REPORTS))
    return receive_days(workshop.office, work, chosen, again=again)


def landed(workshop):
    """What landing holds, by property, report and day of the month."""
    files = workshop.rentroll.landing.files(f"{KAIROI}/{REPORTS}")
    return sorted((one.scope, one.dataset, one.snapshot_date.day) for one in files)


def ordered(server, *, since=0):
    """Which sites were ordered reports of, in order of their ids."""
    return sorted(one.property_code for one in server.calls[since:] if one.method == "create")
