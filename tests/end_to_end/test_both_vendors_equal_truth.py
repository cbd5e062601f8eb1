"""From both vendors' interfaces to the published marts, evening by evening: every figure is the simulated world's own.

Some properties are at RealPage (reports over REST and the gateway), the others at Yardi Voyager. The whole portfolio's
25 properties live for sixty days in one variant, two small ones for four in the other, which makes every call.
"""

from dataclasses import dataclass, field
from datetime import date

import duckdb
import pytest
from support import both_vendors_truth as truth
from support.both_vendors import GATEWAY, NEEDED, ORDERED, REPORTS, TENANT, VOYAGER, company_of, every_evening
from support.figures import published, share

from simulator.calendar_days import days_between, first_of_month
from simulator.portfolio import PORTFOLIO, resized
from simulator.truth import kind_of_unit, units_with_facts
from simulator.world import World

pytestmark = pytest.mark.slow

# Units and occupied ones of the five properties whose state the reference deployment has published.
KNOWN = {
    "nexus_east": (352, 0.9574),
    "aspire_7th_grant": (178, 0.9326),
    "parkside": (432, 0.8681),
    "edison_rino": (277, 0.8592),
    "ridian": (123, 0.5691),
}
AT_YARDI_OF_KNOWN = ("aspire_7th_grant", "ridian")


@dataclass
class Portfolio:
    """A world, the days that were fetched, and which property is at which vendor."""

    world: World
    days: list
    realpage: list
    yardi: list
    company: object = None
    load_after: int = 1
    calls: dict | None = None
    first_met: dict = field(default_factory=dict)

    @property
    def newest(self):
        return self.days[-1]

    def every_day(self):
        """(property, day, whether it is at Yardi)."""
        return [(one, day, one in self.yardi) for one in (*self.realpage, *self.yardi) for day in self.days]


def a_few():
    world = World.small(20_250, date(2025, 1, 10), properties=2, units=10)
    days = list(days_between(date(2025, 1, 30), date(2025, 2, 2)))
    return Portfolio(world.advance_to(days[-1]), days, ["nexus_east"], ["parkside"])


def all_of_them():
    small = [resized(site, 8) for site in PORTFOLIO if site.slug not in KNOWN]
    sites = [*(site for site in PORTFOLIO if site.slug in KNOWN), *small]
    world = World(start=date(2025, 1, 1), sites=sites)
    days = list(days_between(date(2025, 1, 1), date(2025, 3, 1)))
    at_yardi = [*AT_YARDI_OF_KNOWN, *(site.slug for site in small[10:])]
    at_realpage = [site.slug for site in sites if site.slug not in at_yardi]
    return Portfolio(world.advance_to(days[-1]), days, at_realpage, at_yardi, load_after=20, calls=NEEDED)


@pytest.fixture(scope="module", params=[a_few, all_of_them])
def portfolio(request, tmp_path_factory):
    """Fetched, loaded, built and published."""
    made = request.param()
    folder, vendors = tmp_path_factory.mktemp("both"), (made.realpage, made.yardi)
    with (
        pytest.MonkeyPatch.context() as patch,
        company_of(made.world, folder, *vendors, patch.setenv, calls=made.calls) as company,
    ):
        made.company = company
        every_evening(company, made.days, load_after=made.load_after)
    return made


@pytest.fixture(scope="module")
def marts(portfolio):
    path = portfolio.company.rentroll.published / TENANT / "rentroll.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def as_published(marts, table, keys, expected, where="TRUE"):
    """The columns that are expected, of every row, by key."""
    columns = list(next(iter(expected.values())))
    found = published(marts, table, keys, columns, where)
    return {key: dict(zip(columns, row, strict=True)) for key, row in found.items()}


def test_units_by_state_with_whose_counts_they_are(portfolio, marts):
    expected = {
        (one, day): truth.occupancy(portfolio.world, one, day, at_yardi) for one, day, at_yardi in portfolio.every_day()
    }
    assert as_published(marts, "occupancy", ("property_id", "snapshot_date"), expected) == expected


def test_exposure_now_and_within_thirty_and_sixty_days(portfolio, marts):
    expected = {(one, day): truth.exposure(portfolio.world, one, day) for one, day, _ in portfolio.every_day()}
    assert as_published(marts, "exposure", ("property_id", "snapshot_date"), expected) == expected


def test_rents_in_place_and_asked_by_floor_plan(portfolio, marts):
    expected = {
        (one, day, plan): row
        for one, day, at_yardi in portfolio.every_day()
        for plan, row in truth.pricing(portfolio.world, one, day, at_yardi).items()
    }
    assert as_published(marts, "pricing", ("property_id", "snapshot_date", "floor_plan"), expected) == expected


def test_what_is_owed_and_prepaid(portfolio, marts):
    expected = {
        (one, day): truth.owed(portfolio.world, one, day, at_yardi) for one, day, at_yardi in portfolio.every_day()
    }
    assert as_published(marts, "delinquency", ("property_id", "snapshot_date"), expected) == expected


@pytest.fixture(scope="module")
def summaries(portfolio):
    return expected_summaries(portfolio)


def test_a_property_at_one_glance(summaries, marts):
    assert as_published(marts, "property_summary", ("property_id", "snapshot_date"), summaries) == summaries


def expected_summaries(portfolio):
    expected = {}
    for one, day, at_yardi in portfolio.every_day():
        states, owed = (
            truth.occupancy(portfolio.world, one, day, at_yardi),
            truth.owed(portfolio.world, one, day, at_yardi),
        )
        exposure = truth.exposure(portfolio.world, one, day)
        expected[one, day] = {
            **{name: states[name] for name in STATES},
            **{name: exposure[name] for name in EXPOSURES},
            **truth.property_rents(portfolio.world, [one], day, portfolio.yardi),
            **{name: owed[name] for name in OWED},
            **truth.moves(portfolio.world, one, day, at_yardi),
            **truth.funnel(portfolio.world, one, day, at_yardi, portfolio.first_met.setdefault(one, {})),
            "property_name": portfolio.world.books[one].site.name,
            "occupancy_source": VOYAGER if at_yardi else REPORTS,
            "pricing_source": VOYAGER if at_yardi else GATEWAY,
            "delinquency_source": VOYAGER if at_yardi else REPORTS,
            "moves_report": "yardi_residents" if at_yardi else "realpage_box_score",
            "funnel_report": "yardi_guest_activity" if at_yardi else "realpage_activity",
            "moves_date": day,
            "funnel_date": day,
        }
    return expected


STATES = (
    *("total_units", "occupied_units", "vacant_units", "physical_occupancy", "leased", "net_leased", "vacant_leased"),
    *("vacant_ready", "vacant_not_ready", "aged_vacancy_90", "on_notice"),
)
EXPOSURES = (
    *("net_exposure", "net_exposure_share", "exposure_30", "exposure_30_share", "exposure_60", "exposure_60_share"),
)
OWED = (
    *("total_delinquent", "balance_0_30", "balance_31_60", "balance_61_90", "balance_over_90", "total_prepaid"),
    "net_balance",
)
SUMMED = (
    *("total_units", "occupied_units", "vacant_units", "vacant_leased", "vacant_ready", "vacant_not_ready"),
    *("aged_vacancy_90", "on_notice", "net_exposure", "exposure_30", "exposure_60", *OWED, "leads", "tours"),
    *("applications", "lease_signs", "move_ins", "move_outs", "net_absorption", "renewals"),
)
# Ratios of the whole portfolio: both sides are summed over the properties that say both.
RATIOS = {
    "physical_occupancy": ("occupied_units", "total_units"),
    "net_exposure_share": ("net_exposure", "total_units"),
    "exposure_30_share": ("exposure_30", "total_units"),
    "exposure_60_share": ("exposure_60", "total_units"),
    "lead_to_tour": ("tours", "leads"),
    "tour_to_application": ("applications", "tours"),
    "application_to_lease": ("lease_signs", "applications"),
}


def test_the_whole_portfolio_at_one_glance(portfolio, summaries, marts):
    everybody = [*portfolio.realpage, *portfolio.yardi]
    expected = {}
    for day in portfolio.days:
        rows = [summaries[one, day] for one in everybody]
        expected[(day,)] = {
            "properties": len(everybody),
            "properties_missing": 0,
            **{name: whole(rows, name) for name in SUMMED},
            **{name: ratio(rows, *sides) for name, sides in RATIOS.items()},
            **truth.property_rents(portfolio.world, everybody, day, portfolio.yardi),
        }
    assert as_published(marts, "portfolio_summary", ("snapshot_date",), expected) == expected


def whole(rows, name):
    """The sum, or None where a property does not say its part."""
    values = [row[name] for row in rows]
    return None if None in values else sum(values)


def ratio(rows, part, of):
    both = [(row[part], row[of]) for row in rows if row[part] is not None and row[of] is not None]
    return share(sum(one for one, _ in both), sum(one for _, one in both))


def test_the_funnel_of_each_month(portfolio, marts):
    expected = {}
    for one in portfolio.realpage:
        for month, row in truth.funnel_of_names(portfolio.world, one, portfolio.days).items():
            expected[one, month] = {"report": "realpage_activity", **row}
    for one in portfolio.yardi:
        for month, row in truth.funnel_by_month(portfolio.world, one, portfolio.newest).items():
            expected[one, month] = {"report": "yardi_guest_activity", **row}
    assert as_published(marts, "leasing_funnel", ("property_id", "month"), expected) == expected


def test_moves_of_each_month(portfolio, marts):
    expected = {}
    for one, day, at_yardi in portfolio.every_day():
        row = truth.moves(portfolio.world, one, day, at_yardi)
        period = {"period_start": first_of_month(day), "period_end": day}
        source = VOYAGER if at_yardi else REPORTS
        expected[one, first_of_month(day)] = {
            "source": source,
            **period,
            **row,
        }  # the newest day of a month is the last
    assert as_published(marts, "move_activity", ("property_id", "month"), expected) == expected


def test_leases_that_expire_in_each_month(portfolio, marts):
    """RealPage's gateway lists the leases of a year: the month that the year begins in is not whole."""
    begins = first_of_month(portfolio.newest - truth.A_YEAR)
    expected = {
        (one, month): row
        for one in (*portfolio.realpage, *portfolio.yardi)
        for month, row in truth.expiring(portfolio.world, one, portfolio.newest, one in portfolio.yardi).items()
        if month > begins or one in portfolio.yardi
    }
    where = f"expiry_month > DATE '{begins}' OR source = '{VOYAGER}'"
    assert as_published(marts, "lease_expirations", ("property_id", "expiry_month"), expected, where) == expected


def test_the_weeks_ahead(portfolio, marts):
    expected = {
        (one, week): row
        for one in (*portfolio.realpage, *portfolio.yardi)
        for week, row in truth.weeks_ahead(portfolio.world, one, portfolio.newest).items()
    }
    assert as_published(marts, "projected_occupancy", ("property_id", "week"), expected) == expected


def test_the_roll_of_every_day(portfolio, marts):
    expected = {
        (one, number, day): row
        for one, day, at_yardi in portfolio.every_day()
        for number, row in truth.homes(portfolio.world, one, day, at_yardi).items()
    }
    columns = ("is_occupied", "monthly_rent", "unit_status")
    found = published(marts, "rent_roll_daily", ("property_id", "unit_number", "date"), columns, "NOT is_projected")
    assert {key: row for key, row in found.items() if key in expected} == expected
    assert not {key for key in found if key[2] >= portfolio.days[0]} - set(expected)


def test_units_are_those_of_the_newest_day(portfolio, marts):
    expected = {}
    for one in (*portfolio.realpage, *portfolio.yardi):
        for each in units_with_facts(portfolio.world.property_facts(one, portfolio.newest)):
            expected[one, each.unit.unit_number] = (
                portfolio.world.books[one].site.name,
                each.unit.floor_plan,
                each.unit.square_feet,
                each.unit.market_rent,
                STATE_WORDS[kind_of_unit(each, portfolio.newest)],
            )
    columns = ("property_name", "floor_plan", "sqft", "market_rent", "state")
    assert published(marts, "units", ("property_id", "unit_number"), columns, "deleted_at IS NULL") == expected


STATE_WORDS = {
    "occupied no notice": "occupied",
    "notice not leased": "notice",
    "notice leased": "notice_leased",
    "vacant not leased": "vacant",
    "vacant leased": "vacant_leased",
    "admin": "model",
    "down": "down",
}


def test_every_source_is_fresh_and_nothing_was_held_refused_or_failed(portfolio, marts):
    rows = marts.execute(
        "SELECT DISTINCT first_loaded, newest_loaded, days_behind, attempt_outcome, needs_attention "
        "FROM marts.source_freshness"
    ).fetchall()
    assert rows == [(portfolio.days[0], portfolio.newest, 0, None, False)]
    scopes = marts.execute("SELECT source, scope, COUNT(*) FROM marts.source_freshness GROUP BY ALL").fetchall()
    found = {(source, scope): count for source, scope, count in scopes}
    assert {scope for source, scope in found if source == VOYAGER} == {"all", *portfolio.yardi}
    assert {scope for source, scope in found if source == GATEWAY} == {"all", *portfolio.realpage}
    assert {key: count for key, count in found.items() if key[0] == REPORTS} == {
        (REPORTS, one): len(ORDERED) for one in portfolio.realpage
    }


def test_properties_have_their_vendors_code_and_address(portfolio, marts):
    found = published(marts, "properties", ("property_id",), ("name", "total_units", "first_seen", "last_seen"))
    assert found == {
        (one,): (book.site.name, len(book.units), portfolio.days[0], portfolio.newest)
        for one, book in portfolio.world.books.items()
    }
    without = (
        "SELECT property_id FROM marts.properties WHERE vendor_code IS NULL OR address_line IS NULL OR city IS NULL"
    )
    assert marts.execute(without).fetchall() == []


def test_the_published_state_of_five_properties_is_where_the_whole_portfolio_begins(portfolio, marts):
    query = "SELECT property_id, total_units, round(physical_occupancy, 4) FROM marts.occupancy WHERE snapshot_date = ?"
    found = {one: tuple(row) for one, *row in marts.execute(query, [portfolio.world.start]).fetchall()}
    is_whole = len(portfolio.world.books) == len(PORTFOLIO)
    assert {one: row for one, row in found.items() if one in KNOWN} == (KNOWN if is_whole else {})
