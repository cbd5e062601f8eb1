"""The reports written for the API say, once parsed, what the truth says; layouts keep the traps of the real ones."""

import io
from collections import Counter
from datetime import date, timedelta

import openpyxl
import pytest

from parsers.parse import parse_document
from simulator import owner_truth
from simulator.box_score import box_score
from simulator.calendar_days import add_months, first_of_month
from simulator.guest_cards import guest_cards
from simulator.lease_expiration_detail import default_range, lease_expiration_detail
from simulator.lease_renewal_detail import lease_renewal_detail
from simulator.leasing_activity_detail import leasing_activity_detail
from simulator.property_day import PropertyDay
from simulator.rent_roll_detail import rent_roll_detail
from simulator.truth import half_up
from simulator.world import PORTFOLIO, World

SLUGS = ("nexus_east", "parkside", "ridian")


@pytest.fixture(params=SLUGS)
def records(request, views):
    return views.property_day(request.param)


def rows_of(content, table=None):
    document = parse_document(content, name="report")
    assert document.reconciled
    return document.tables[table or document.report]


def cells(content):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


def test_the_box_score_counts_the_units_of_the_truth(world, records, last_day):
    slug = records.book.site.slug
    content = box_score(records, first_of_month(last_day))
    counts, vacancy = owner_truth.unit_states(world, slug, last_day), owner_truth.vacancy(world, slug, last_day)
    plans = rows_of(content)
    sums = {name: sum(getattr(one, name) for one in plans) for name in ("units", "vacant", "model_admin", "down")}
    assert sums == {
        "units": counts.units,
        "vacant": vacancy.vacant,
        "model_admin": counts.admin,
        "down": counts.down,
    }
    assert sum(one.occupied_no_ntv for one in plans) == counts.occupied_no_notice
    assert sum(one.ntv_not_leased for one in plans) == counts.notice_not_leased
    assert sum(one.ntv_leased for one in plans) == counts.notice_leased
    lines = {one.measure: one.units for one in rows_of(content, "realpage_box_score_availability")}
    exposure = owner_truth.exposure(world, slug, last_day)
    assert (lines["net_exposure"], lines["controllable_availability"]) == (exposure.net_exposure, exposure.controllable)
    assert (lines["made_ready"], lines["not_made_ready"]) == (vacancy.ready, vacancy.not_ready)


def test_the_box_score_counts_the_moves_and_rents_of_the_truth(world, records, last_day):
    slug = records.book.site.slug
    month = add_months(first_of_month(last_day), -1)
    end = first_of_month(last_day) - timedelta(days=1)
    plans = rows_of(box_score(PropertyDay(records.book, end), month))
    stays = world.property_facts(slug, end).occupancies
    assert sum(one.move_ins for one in plans) == sum(month <= stay.move_in_date <= end for stay in stays)
    pricing = {one.floor_plan: one for one in owner_truth.pricing(world, slug, end)}
    for one in plans:
        assert one.avg_market_rent == half_up(pricing[one.floor_plan].asking_rent)
        if pricing[one.floor_plan].rented_units:
            assert one.avg_leased_rent == half_up(pricing[one.floor_plan].in_place_rent)


@pytest.mark.parametrize("variant", ["with contacts", "with ids"])
def test_the_rent_roll_lists_every_unit_with_its_current_lease_first(world, records, last_day, variant):
    slug = records.book.site.slug
    content = rent_roll_detail(records, variant=variant)
    rows, charges = rows_of(content), rows_of(content, "realpage_rent_roll_charges")
    current = [one for one in rows if one.is_current]
    counts = owner_truth.unit_states(world, slug, last_day)
    assert Counter(one.status for one in current) == Counter(
        {
            "Occupied": counts.occupied_no_notice,
            "Occupied-NTV": counts.notice_not_leased,
            "Occupied-NTVL": counts.notice_leased,
            "Vacant": counts.vacant_not_leased,
            "Vacant-Leased": counts.vacant_leased,
            "Model": counts.admin,
            "Down": counts.down,
        }
    )
    counted = {one.row_number for one in rows if not one.is_excluded_from_totals}
    rents = sum(one.amount for one in charges if one.charge_code == "RENT" and one.row_number in counted)
    assert rents == sum(plan.in_place_rents for plan in owner_truth.pricing(world, slug, last_day))


def test_the_rent_roll_marks_what_no_total_holds(views):
    statuses = Counter()
    for slug in SLUGS:
        rows = cells(rent_roll_detail(views.property_day(slug)))
        header = rows[5].index("Total Charges")
        end = next(number for number, row in enumerate(rows) if row[0] == "TOTAL")
        for row in rows[6:end]:
            statuses[row[4]] += 1
            assert str(row[header]).endswith("*") is (row[4] in {"Applicant", "Pending renewal", "Former resident"})
        assert any("RENT ROLL DETAIL" in row[20:] for row in rows[end:])
    assert {"Applicant", "Pending renewal", "Former resident"} <= statuses.keys()


def test_the_activity_report_gives_the_funnel_by_the_names_of_prospects(world, records, views, last_day, start):
    slug = records.book.site.slug
    cards = views.cards(slug)
    rows = rows_of(leasing_activity_detail("Ridian", cards, start, last_day))
    tours = {"Visit", "Visit (return)", "Videotelephony - Tour"}
    for one in owner_truth.funnel(world, slug, last_day):
        own = [row for row in rows if first_of_month(row.activity_date) == one.month]
        assert len({row.prospect_name for row in own if row.contact_type in tours}) == one.tours
        assert sum(row.leases for row in own) == one.lease_signs
        first_seen = {}
        for row in sorted(rows, key=lambda row: row.activity_date):
            first_seen.setdefault(row.prospect_name, first_of_month(row.activity_date))
        assert list(first_seen.values()).count(one.month) == one.leads
    assert {row.activity_date for row in rows} <= {start + timedelta(days=days) for days in range(121)}


def test_an_activity_report_of_a_quiet_day_has_totals_of_nothing(start, views):
    before = start - timedelta(days=9)
    content = leasing_activity_detail("Ridian", views.cards("ridian"), before, before)
    lines = openpyxl.load_workbook(io.BytesIO(content))["Sheet2"]
    assert lines["A2"].value == "Totals"
    assert {cell.value for cell in lines[2][1:]} == {"0"}


def test_the_expiration_detail_lists_the_leases_of_the_truth(world, records, last_day):
    slug = records.book.site.slug
    first, last = default_range(last_day)
    rows = rows_of(lease_expiration_detail(records, first, last))
    ends = Counter(first_of_month(one.lease_end) for one in rows if not one.is_month_to_month)
    stays = [stay for stay in world.property_facts(slug, last_day).occupancies if stay.covers(last_day)]
    leases = [one for stay in stays if (one := records.lease(stay)) is not None]
    assert ends == Counter(first_of_month(one.ends_on) for one in leases if last_day <= one.ends_on <= last)
    assert sum(one.is_month_to_month for one in rows) == sum(one.ends_on < last_day for one in leases)


def test_amounts_stand_further_right_where_the_rent_has_changed(views):
    rows = cells(lease_expiration_detail(views.property_day("ridian"), *default_range(views.day)))
    leases = [row for row in rows if row[21] == "0/0"]
    assert {row[27] is None for row in leases} == {True, False}
    assert all((row[28] is None) is (row[27] is not None) for row in leases)


DECISIONS = {
    "renewed": "Renewed",
    "vacating": "Vacating",
    "unknown": "Unknown",
    "month to month": "MTM",
    "moved out": "Moved out",
    "transferring": "Transferring",
}


def test_the_renewal_detail_tells_the_decisions_of_the_truth(world, records, last_day):
    slug = records.book.site.slug
    expirations = owner_truth.expirations(world, slug, last_day)
    found = Counter()
    for back in range(-3, 4):
        first = add_months(first_of_month(last_day), back)
        rows = rows_of(lease_renewal_detail(records, first, add_months(first, 1) - timedelta(days=1)))
        told = Counter(one.decision for one in rows)
        assert told == Counter({DECISIONS[one]: number for one, number in expirations.get(first, Counter()).items()})
        found += told
    assert {"Renewed", "Unknown"} <= found.keys()


def test_an_expiration_report_may_say_that_nothing_expires(records):
    far = date(2040, 1, 1), date(2040, 1, 31)
    for content in (lease_expiration_detail(records, *far), lease_renewal_detail(records, *far)):
        document = parse_document(content, name="empty")
        assert document.reconciled
        rows = document.tables[document.report]
        assert not [one for one in rows if not getattr(one, "is_month_to_month", False)]


def test_large_reports_of_every_state_add_up(start):
    site = next(site for site in PORTFOLIO if site.slug == "ridian")
    world = World(3, start, sites=[site], patients=1).advance_to(start + timedelta(days=75))
    records = PropertyDay(world.books["ridian"], world.today)
    kinds = {records.kind_of(unit) for unit in records.units}
    assert kinds >= {"down", "model", "vacant not leased", "notice not leased"}
    contents = [
        box_score(records, start),
        rent_roll_detail(records),
        rent_roll_detail(records, variant="with ids"),
        leasing_activity_detail("Ridian", guest_cards(records), start, world.today),
        lease_expiration_detail(records, *default_range(world.today)),
        lease_renewal_detail(records, *default_range(world.today)),
    ]
    for content in contents:
        document = parse_document(content, name="report")
        assert document.reconciled
        assert [one for one in document.findings if one.severity != "info"] == []
    assert any("- continued -" in str(row[0]) for row in cells(contents[4]))
