"""The owner's marts from facts as they stand: whose figures are shown, what is summed, carried, or blank."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from reports import feb, mart, put
from support.homes import TENANT

from warehouse.day_facts import DAY_FACTS
from warehouse.documents import FACTS

CALLS = {"yardi": "yardi_voyager", "realpage": "realpage_gateway"}
STATES = ("occupied_no_notice", "notice_not_leased", "notice_leased", "vacant_not_leased", "vacant_leased",
          "model_admin", "down")  # fmt: skip
MARTS = {
    "occupancy_metrics": "occupancy",
    "pricing_metrics": "pricing",
    "delinquency_accounts": "delinquency",
    "move_metrics": "move_activity",
    "leasing_activities": "leasing_funnel",
    "lease_expirations": "lease_expirations",
}


def source_of(report):
    told_by_calls = {one.report for facts in DAY_FACTS.values() for one in facts}
    vendor = report.split("_", maxsplit=1)[0]
    return CALLS[vendor] if report in told_by_calls else f"{vendor}_reports"


def of(property_id, day, report):
    owner = {"scope": property_id, "property_id": property_id, "snapshot_date": day, "as_of": day, "report": report}
    return owner | {"source": source_of(report)}


def units(property_id, day, report, counts=(8, 1, 0, 1, 0, 0, 0), **more):
    """A count of units by state, in the order of STATES."""
    return of(property_id, day, report) | {"total_units": sum(counts)} | dict(zip(STATES, counts, strict=True)) | more


def loaded(property_id, day, report, outcome="loaded", **more):
    kept = {"scope": property_id, "snapshot_date": day, "dataset": report, "sha256": report, "outcome": outcome}
    return kept | {"source": source_of(report), "is_current": outcome in {"loaded", "held"}} | more


def put_loads(home, *rows):
    with home.rentroll.warehouse.open() as connection:
        for row in rows:
            whole = {"tenant_id": TENANT} | row
            marks = ", ".join("?" * len(whole))
            connection.execute(f"INSERT INTO ops.loads ({', '.join(whole)}) VALUES ({marks})", [*whole.values()])


def known(home, *days):
    """Loads that make the tenant one: marts.report_preferences has a row per tenant that loaded anything."""
    put_loads(home, *(loaded("elm", one, "realpage_rentable_items") for one in days or [feb(1)]))


def test_every_document_that_tells_of_a_mart_has_its_place(home):
    known(home)
    told = {(report, fact) for report, facts in FACTS.items() for fact in facts}
    told |= {(one.report, one.fact) for facts in DAY_FACTS.values() for one in facts}
    listed = mart(home, "report_preferences", "mart", "report")
    assert sorted(listed) == sorted((MARTS[fact], report) for report, fact in told)
    places = mart(home, "report_preferences", "mart", "place")
    assert len(set(places)) == len(places)


def test_a_report_is_shown_before_a_call_and_the_call_says_what_the_report_does_not(home):
    known(home)
    call = units("elm", feb(1), "realpage_units", (7, 2, 0, 1, 0, 0, 0), vacant_ready=0, aged_vacancy_90=1)
    put(home, "unified.occupancy_metrics", [call, units("elm", feb(1), "realpage_box_score", vacant_ready=1)])
    columns = ("source", "report", "occupied_units", "notice_not_leased", "vacant_ready", "aged_vacancy_90")
    assert mart(home, "occupancy", *columns) == [("realpage_reports", "realpage_box_score", 9, 1, 1, 1)]


def test_a_property_of_calls_has_the_name_of_the_vendors_list(home):
    known(home)
    listed = {"scope": "all", "property_id": "elm", "name": "Elm Court", "vendor_code": "p1", "city": "Austin"}
    life = dict.fromkeys(("valid_from", "created_at", "updated_at"), feb(1))
    put(home, "unified.properties", [listed | life | {"source": "yardi_voyager"}])
    put_loads(home, loaded("all", feb(3), "yardi_properties") | {"source": "yardi_voyager"})
    put(home, "unified.occupancy_metrics", [units("elm", feb(3), "yardi_units")])
    assert mart(home, "occupancy", "property_name") == [("Elm Court",)]
    columns = ("source", "property_id", "name", "vendor_code", "city", "total_units", "last_seen", "deleted_at")
    assert mart(home, "properties", *columns) == [
        ("yardi_voyager", "elm", "Elm Court", "p1", "Austin", 10, feb(3), None)
    ]


def test_a_property_of_a_ledger_and_of_reports_is_one_and_deleted_only_where_nothing_tells_of_it(home):
    known(home)
    listed = {"scope": "all", "source": "leasing_ledger", "property_id": "elm", "name": "Elm, as the ledger says"}
    life = dict.fromkeys(("valid_from", "created_at", "updated_at"), feb(1))
    put(home, "unified.properties", [listed | life | {"deleted_at": feb(5)}])
    put_loads(home, loaded("all", feb(5), "properties") | {"source": "leasing_ledger"})
    columns = ("source", "name", "total_units", "first_seen", "last_seen", "deleted_at")
    gone = ("leasing_ledger", "Elm, as the ledger says", 0, feb(1), feb(5), feb(5))
    assert mart(home, "properties", *columns) == [gone]
    banner = of("elm", feb(6), "realpage_box_score") | {"property_name": "Elm"}
    put(home, "raw.report_banners", [banner])
    assert mart(home, "properties", *columns) == [("realpage_reports", "Elm", 0, feb(1), feb(6), None)]


@pytest.mark.parametrize(("outcome", "days"), [("loaded", [(0, 0, 0, 0)]), ("held", []), ("refused", [])])
def test_nobody_owes_on_a_day_whose_answer_names_no_account_and_nothing_is_known_of_one_that_was_not_taken(
    home, outcome, days
):
    put_loads(home, loaded("elm", feb(1), "yardi_resident_transactions", outcome))
    columns = ("accounts", "total_delinquent", "total_prepaid", "balance_over_90")
    assert mart(home, "delinquency", *columns) == days
    assert mart(home, "delinquency_accounts", "account_number") == []


def test_accounts_are_those_of_the_document_that_is_shown(home):
    known(home)
    put_loads(home, loaded("elm", feb(1), "yardi_resident_transactions"))
    put(home, "raw.report_banners", [of("elm", feb(1), "yardi_aged_receivables")])
    owes = {"total_delinquent": 5, "net_balance": 5}
    call = of("elm", feb(1), "yardi_resident_transactions")
    printed = of("elm", feb(1), "yardi_aged_receivables") | owes
    put(home, "unified.delinquency_accounts", [call | owes | {"account_number": n} for n in (1, 2)])
    put(home, "unified.delinquency_accounts", [printed | {"account_number": 1}])
    assert mart(home, "delinquency", "report", "accounts") == [("yardi_aged_receivables", 1)]
    assert mart(home, "delinquency_accounts", "report", "account_number") == [("yardi_aged_receivables", 1)]


def plan(name, rents, sqft, asked, asked_sqft, **more):
    """A floor plan's sums: (sum, units) of rents in place and asked, with the floor areas."""
    return {"floor_plan": name, "in_place_rent_sum": rents[0], "in_place_units": rents[1], "in_place_sqft": sqft,
            "asking_rent_sum": asked[0], "asking_units": asked[1], "asking_sqft": asked_sqft} | more  # fmt: skip


def test_a_propertys_rents_are_those_of_all_its_units_not_the_mean_of_its_plans(home):
    known(home)
    day = of("elm", feb(1), "yardi_units")
    small = plan("A1", (3000, 3), 1500, (4400, 4), 2000)
    large = plan("B2", (2000, 1), 1000, (2200, 1), 1000)
    put(home, "unified.pricing_metrics", [day | small, day | large])
    columns = ("pricing_report", "in_place_rent", "in_place_rent_per_sqft", "asking_rent", "asking_rent_per_sqft")
    assert mart(home, "property_summary", *columns) == [
        ("yardi_units", Decimal("1250.00"), Decimal("2.0000"), Decimal("1320.00"), Decimal("2.2000"))
    ]


def test_calls_price_a_plan_before_a_box_score_and_a_plan_without_floor_area_leaves_the_foot_blank(home):
    known(home)
    printed = {"floor_plan": "A1", "units": 2, "occupied_units": 1, "in_place_rent": 900, "asking_rent": 950}
    put(home, "unified.pricing_metrics", [of("elm", feb(1), "realpage_box_score") | printed])
    columns = ("pricing_report", "in_place_rent", "in_place_rent_per_sqft", "asking_rent", "rent_growth")
    ((report, *rents, growth),) = mart(home, "property_summary", *columns)
    assert (report, *rents) == ("realpage_box_score", Decimal(900), None, Decimal(950))
    assert growth == pytest.approx(950 / 900 - 1)
    called = plan("A1", (1000, 1), 500, (2100, 2), 1000)
    put(home, "unified.pricing_metrics", [of("elm", feb(1), "realpage_units") | called])
    assert mart(home, "property_summary", *columns)[0][:3] == ("realpage_units", Decimal(1000), Decimal("2.0000"))


def test_the_month_so_far_is_carried_to_the_end_of_the_month_and_a_days_counts_are_not(home):
    known(home)
    moved = {"period_start": feb(1), "move_ins": 2, "move_outs": 1, "renewals": 3}
    put(home, "unified.move_metrics", [of("elm", feb(10), "yardi_residents") | moved])
    days = (feb(9), feb(12), date(2026, 3, 1))
    put(home, "unified.occupancy_metrics", [units("elm", one, "yardi_units") for one in days])
    columns = ("snapshot_date", "occupied_units", "moves_date", "move_ins", "net_absorption", "renewals")
    assert mart(home, "property_summary", *columns) == [
        (feb(9), 9, None, None, None, None),
        (feb(10), None, feb(10), 2, 1, 3),
        (feb(12), 9, feb(10), 2, 1, 3),
        (date(2026, 3, 1), 9, None, None, None, None),
    ]


def test_the_funnel_so_far_knows_who_was_met_before_and_a_quiet_month_has_nobody(home):
    known(home)
    put_loads(home, *(loaded("elm", one, "yardi_guest_activity") for one in (feb(2), feb(3))))
    told = of("elm", feb(3), "yardi_guest_activity") | {"is_known_contact_type": True}
    contacts = [
        ("ann", date(2026, 1, 30), "lead"),
        ("ann", feb(3), "tour"),
        ("bob", feb(3), "tour"),
        ("bob", feb(3), "application"),
    ]
    rows = [
        told | {"activity_number": number, "prospect_id": who, "activity_date": day, "event": event}
        for number, (who, day, event) in enumerate(contacts)
    ]
    put(home, "unified.leasing_activities", rows)
    columns = ("snapshot_date", "leads", "tours", "applications", "lease_signs")
    assert mart(home, "month_to_date", *columns) == [(feb(2), 0, 0, 0, 0), (feb(3), 1, 2, 1, 0)]


def test_a_list_of_a_part_of_the_month_says_nothing_of_the_month_so_far(home):
    known(home)
    contact = {"activity_number": 1, "activity_date": feb(9), "prospect_name": "Oak, Kim", "event": "tour"}
    for day, start in ((feb(9), feb(1)), (feb(10), feb(8))):
        put_loads(home, loaded("elm", day, "realpage_activity"))
        told = of("elm", day, "realpage_activity")
        put(home, "raw.report_banners", [told | {"period_start": start}])
        put(home, "unified.leasing_activities", [told | contact | {"is_known_contact_type": True}])
    assert mart(home, "month_to_date", "snapshot_date", "leads", "tours") == [(feb(9), 1, 1)]


def test_renewals_are_shares_of_the_leases_that_expire_in_the_month_and_blank_where_none_can_be_seen(home):
    known(home)
    day = of("elm", feb(10), "realpage_leases") | {"expiry_month": feb(1)}
    decisions = ["renewed", "renewed", "vacating", "unknown", "month_to_month", "moved_out", "transferring"]
    rows = [
        day | {"lease_number": number, "decision": one, "is_month_to_month": one == "month_to_month"}
        for number, one in enumerate(decisions)
    ]
    put(home, "unified.lease_expirations", rows)
    columns = ("leases_renewed", "leases_expiring", "renewal_rate")
    assert mart(home, "property_summary", *columns) == [(2, 5, 0.4)]
    assert mart(home, "lease_expirations", "renewed", "total_possible", "renewal_rate") == [(2, 5, 0.4)]


def test_yardis_leases_tell_who_leaves_and_nothing_of_renewals(home):
    known(home)
    day = of("elm", feb(10), "yardi_residents") | {"is_month_to_month": False, "decision": None}
    rows = [day | {"lease_number": n, "expiry_month": date(2026, n, 1)} for n in (3, 4)]
    rows[0]["decision"] = "vacating"
    put(home, "unified.lease_expirations", rows)
    columns = ("expiry_month", "expiring", "vacating", "month_to_month", "renewed", "unknown", "total_possible")
    assert mart(home, "lease_expirations", *columns) == [
        (date(2026, 3, 1), 1, 1, 0, None, None, None),
        (date(2026, 4, 1), 1, 0, 0, None, None, None),
    ]


def test_a_month_whose_leases_are_all_gone_from_a_call_has_no_row_from_an_older_one(home):
    known(home)
    lease = {"lease_number": 1, "is_month_to_month": False, "decision": "unknown"}
    first = of("elm", feb(1), "realpage_leases") | lease | {"expiry_month": date(2026, 9, 1)}
    later = of("elm", feb(2), "realpage_leases") | lease | {"expiry_month": date(2026, 5, 1)}
    put(home, "unified.lease_expirations", [first, later])
    assert mart(home, "lease_expirations", "expiry_month", "snapshot_date") == [(date(2026, 5, 1), feb(2))]


def test_a_portfolio_sums_what_every_property_says_and_weighs_its_ratios(home):
    known(home)
    full = units("elm", feb(1), "yardi_units", (10, 0, 0, 0, 0, 0, 0), aged_vacancy_90=0, vacant_ready=0)
    half = units("oak", feb(1), "yardi_units", (15, 0, 0, 15, 0, 0, 0), vacant_ready=4)
    put(home, "unified.occupancy_metrics", [full, half, units("oak", feb(2), "yardi_units")])
    columns = ("snapshot_date", "properties", "properties_missing", "total_units", "occupied_units", "vacant_ready",
               "aged_vacancy_90", "physical_occupancy", "delinquency_properties", "total_delinquent")  # fmt: skip
    assert mart(home, "portfolio_summary", *columns) == [
        (feb(1), 2, 0, 40, 25, 4, None, 25 / 40, 0, None),
        (feb(2), 1, 1, 10, 9, None, None, 9 / 10, 0, None),
    ]


def test_a_ratio_of_persons_leaves_out_a_property_that_does_not_say_one_side(home):
    known(home)
    told = {"is_known_contact_type": True, "activity_date": feb(1)}
    events = {"yardi_guest_activity": ("elm", ["tour", "tour", "application"]), "realpage_activity": ("oak", ["tour"])}
    for report, (property_id, happened) in events.items():
        put_loads(home, loaded(property_id, feb(1), report))
        rows = [
            of(property_id, feb(1), report) | told | {"activity_number": n, "event": event, "prospect_name": f"p{n}"}
            for n, event in enumerate(happened)
        ]
        put(home, "unified.leasing_activities", rows)
    columns = ("leads", "tours", "applications", "lead_to_tour", "tour_to_application")
    assert mart(home, "portfolio_summary", *columns) == [(4, 3, None, 3 / 4, 1 / 2)]


def test_how_fresh_a_source_is_and_what_became_of_the_newest_attempt(home):
    arrived = datetime(2026, 2, 2, 6)  # noqa: DTZ001 - as the warehouse keeps it, in UTC
    put_loads(
        home,
        loaded("elm", feb(1), "yardi_units"),
        loaded("elm", feb(2), "yardi_units", received_at=arrived),
        loaded("elm", feb(2), "yardi_residents"),
        loaded("elm", feb(4), "yardi_residents", "held", message="too few"),
        loaded("oak", feb(3), "yardi_units", "failed", message="silent"),
        loaded("oak", feb(5), "realpage_box_score"),
    )
    columns = ("scope", "dataset", "first_loaded", "newest_loaded", "received_at", "days_behind", "attempt_date",
               "attempt_outcome", "attempt_message", "needs_attention")  # fmt: skip
    assert mart(home, "source_freshness", *columns) == [
        ("elm", "yardi_residents", feb(2), feb(2), None, 3, feb(4), "held", "too few", True),
        ("elm", "yardi_units", feb(1), feb(2), arrived, 3, None, None, None, False),
        ("oak", "realpage_box_score", feb(5), feb(5), None, 0, None, None, None, False),
        ("oak", "yardi_units", None, None, None, None, feb(3), "failed", "silent", True),
    ]
