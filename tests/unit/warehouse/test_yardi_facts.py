"""The figures of a day that Yardi's calls give together; what a missing one would have said is blank, never 0."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from reports import feb
from support.rent_rolls import mart
from support.yardi_calls import charge, fact, load, offer, payment, resident, told, unit

from warehouse import build

DAY = feb(10)
SQL = Path(build.__file__).parent / "sql"


def days(number):
    return timedelta(days=number)


def units(*rows, day=DAY):
    return told("yardi_units", day, rows)


def residents(*rows, day=DAY):
    return told("yardi_residents", day, rows)


def offers(ready, day=DAY):
    """Units on offer by code, with the day each is ready."""
    return told("yardi_available_units", day, [{"unit_code": one, "made_ready_date": on} for one, on in ready.items()])


FORMER = resident("t0", "Past", "900", move_in=date(2020, 1, 1), move_out=date(2025, 6, 1))
COUNTS = ("total_units", "occupied_no_notice", "notice_not_leased", "notice_leased", "vacant_not_leased",
          "vacant_leased", "model_admin", "down")  # fmt: skip
READY = ("vacant_ready", "vacant_not_ready")


def test_units_are_counted_once_by_state_and_pseudo_units_not_at_all(home):
    rows = [
        unit("1"), unit("1"), unit("2"), unit("3", "Notice Unrented"), unit("4", "Notice Rented"),
        unit("5", "Vacant Unrented Ready"), unit("6", "Vacant Rented Not Ready"), unit("7", "Model"),
        unit("8", "Admin"), unit("9", "Down"), unit("10", "Burnt"), unit("NONRESID", "Vacant Unrented Not Ready"),
    ]  # fmt: skip
    load(home, units(*rows))
    assert fact(home, "occupancy_metrics", *COUNTS) == [(10, 2, 1, 1, 1, 1, 2, 1)]
    assert fact(home, "occupancy_metrics", "report", "property_id", "as_of") == [("yardi_units", "elm", DAY)]


def test_ready_is_what_the_status_says_and_units_that_are_none_are_not(home):
    rows = [unit("1", "Vacant Unrented Ready"), unit("2", "Vacant Rented Not Ready"), unit("3", "Down"), unit("4")]
    load(home, units(*rows))
    assert fact(home, "occupancy_metrics", *READY) == [(1, 2)]


def test_where_the_status_does_not_say_the_made_ready_date_does(home):
    rows = [unit("1", "VU"), unit("2", "VR"), unit("3", "Vacant Unrented"), unit("4")]
    load(home, units(*rows))
    assert fact(home, "occupancy_metrics", *READY) == [(None, None)]
    load(home, offers({"1": DAY, "2": DAY + days(1), "3": None}))
    assert fact(home, "occupancy_metrics", *READY) == [(1, 2)]
    load(home, offers({"1": DAY, "2": DAY}))
    assert fact(home, "occupancy_metrics", *READY) == [(None, None)]


def test_a_vacancy_is_aged_by_the_last_move_out_of_a_former_resident(home):
    rows = [unit(str(number), "Vacant Unrented Ready") for number in range(5)]
    left = [
        resident("t1", "Past", "0", move_out=DAY - days(91)),
        resident("t2", "Past", "1", move_out=DAY - days(90)),
        resident("t3", "Past", "2", move_out=DAY - days(400)),
        resident("t4", "Past", "2", move_out=DAY - days(3)),
        resident("t5", "Canceled", "3", move_out=DAY - days(400)),
    ]
    load(home, units(*rows, unit("5", "Down")), residents(*left, resident("t6", "Past", "5", move_out=DAY - days(200))))
    assert fact(home, "occupancy_metrics", "aged_vacancy_90") == [(2,)]


def test_since_when_units_are_vacant_is_not_known_where_former_residents_are_not_listed(home):
    load(home, units(unit("1", "Vacant Unrented Ready"), unit("2", "Notice Unrented")))
    assert fact(home, "occupancy_metrics", "aged_vacancy_90", "notice_not_leased_30") == [(None, None)]
    load(home, residents(resident("t1", "Future", "1"), resident("t2", "Notice", "2", move_out=DAY + days(40))))
    assert fact(home, "occupancy_metrics", "aged_vacancy_90", "notice_not_leased_30") == [(None, 0)]


def test_who_leaves_within_thirty_and_sixty_days_by_their_dates(home):
    notices = [unit(str(number), "Notice Unrented") for number in range(3)]
    leaving = [resident(f"t{number}", "Notice", str(number), move_out=DAY + days(30 * (number + 1)))
               for number in range(3)]  # fmt: skip
    load(home, units(*notices, unit("9", "Notice Rented")), residents(*leaving, resident("t9", "Notice", "9")))
    within = ("notice_not_leased_30", "notice_not_leased_60")
    assert fact(home, "occupancy_metrics", *within) == [(1, 2)]
    load(home, residents(*leaving[:2], resident("t2", "Notice", "2")))
    assert fact(home, "occupancy_metrics", *within) == [(None, None)]


def test_a_sum_that_lacks_a_part_is_blank(home):
    load(home, units(unit("1", market_rent=Decimal(1500), max_sqft=Decimal(700)), unit("2", max_sqft=Decimal(650))))
    assert fact(home, "occupancy_metrics", "market_rent", "total_sqft") == [(None, 1350)]


def test_the_order_of_the_calls_of_a_day_makes_no_difference(home):
    calls = [units(unit("1", "Notice Unrented")), residents(resident("t1", "Notice", "1", move_out=DAY), FORMER)]
    load(home, *calls)
    one = fact(home, "occupancy_metrics", "*")
    later = [units(unit("1", "Notice Unrented"), day=feb(11)),
             residents(resident("t1", "Notice", "1", move_out=DAY), FORMER, day=feb(11))]  # fmt: skip
    load(home, *later[::-1])
    other = fact(home, "occupancy_metrics", "*", where="snapshot_date = DATE '2026-02-11'")
    assert [row[8:] for row in one] == [row[8:] for row in other]


def test_residents_that_are_held_say_nothing_of_the_day(home):
    everybody = [resident(f"t{number}", "Notice", str(number), move_out=DAY) for number in range(20)]
    rows = [unit(str(number), "Notice Unrented") for number in range(20)]
    load(home, residents(*everybody, FORMER, day=feb(9)))
    load(home, units(*rows))
    (held,) = offer(home, residents(*everybody[:10], FORMER))
    assert held.outcome == "held"
    assert fact(home, "occupancy_metrics", "notice_not_leased", "notice_not_leased_30") == [(20, None)]
    assert fact(home, "move_metrics", "snapshot_date") == [(feb(9),)]


PRICES = ("floor_plan", "units", "occupied_units", "in_place_rent_sum", "in_place_units", "in_place_sqft",
          "asking_rent_sum", "asking_units", "asking_sqft")  # fmt: skip


def priced(code, plan, rent, status="Occupied No Notice"):
    return unit(code, status, floor_plan=plan, market_rent=Decimal(rent), max_sqft=Decimal(700))


def test_rents_in_place_are_those_of_who_lives_there(home):
    rows = [
        priced("1", "A1", 1500), priced("2", "A1", 1600, "Notice Rented"), priced("3", "A1", 1700, "VU"),
        priced("4", "B2", 2000),
    ]  # fmt: skip
    load(home, units(*rows))
    assert fact(home, "pricing_metrics", *PRICES) == [
        ("A1", 3, 2, None, None, None, 4800, 3, 2100),
        ("B2", 1, 1, None, None, None, 2000, 1, 700),
    ]
    people = [
        resident("t1", "Current", "1", rent=Decimal(1400), move_in=feb(1)),
        resident("t2", "Eviction", "1", rent=Decimal(900), move_in=date(2024, 1, 1)),
        resident("t3", "Notice", "2", rent=Decimal(1500)),
        resident("t4", "Future", "2", rent=Decimal(1650)),
        resident("t5", "Current", "3", rent=Decimal(1234)),
        resident("t6", "Past", "4", rent=Decimal(1111)),
    ]
    load(home, residents(*people))
    assert fact(home, "pricing_metrics", *PRICES) == [
        ("A1", 3, 2, 2900, 2, 1400, 4800, 3, 2100),
        ("B2", 1, 1, None, 0, None, 2000, 1, 700),
    ]


def test_moves_are_counted_by_their_dates_from_the_first_of_the_month(home):
    people = [
        resident("t1", "Current", "1", move_in=feb(1)),
        resident("t2", "Notice", "2", move_in=DAY, move_out=feb(20)),
        resident("t3", "Current", "3", move_in=date(2026, 1, 31)),
        resident("t4", "Past", "4", move_in=feb(2), move_out=feb(9)),
        resident("t5", "Past", "5", move_in=date(2025, 1, 1), move_out=DAY),
        resident("t6", "Past", "6", move_out=date(2026, 1, 31)),
        resident("t7", "Future", "7", move_in=feb(3)),
        resident("t8", "Canceled", "8", move_in=feb(3), move_out=feb(4)),
        resident("t9", "Current", "RETAIL", move_in=feb(3)),
        resident("t9", "Current", "RETAIL", move_in=feb(3)),
    ]
    load(home, residents(*people))
    columns = ("period_start", "as_of", "move_ins", "move_outs", "renewals", "leases", "report")
    assert fact(home, "move_metrics", *columns) == [(feb(1), DAY, 3, 2, None, None, "yardi_residents")]


def test_moves_are_not_known_where_former_residents_are_not_listed(home):
    load(home, residents(resident("t1", "Current", "1", move_in=feb(1))))
    assert fact(home, "move_metrics", "move_ins", "move_outs") == [(None, None)]


def activity(*prospects, day=DAY):
    """Prospects: (code, type, their events as (type, day), others as (code, type))."""
    events, heads, customers = [], [], []
    for number, (code, kind, happened, *others) in enumerate(prospects, start=1):
        heads.append({"prospect_code": code, "customer_type": kind, "marketing_name": "Drive by"})
        for person, what in ((code, kind), *others):
            customers.append({"prospect_number": number, "customer_code": person, "customer_type": what,
                              "first_name": person.title(), "last_name": "Lee"})  # fmt: skip
        events += [
            {"prospect_number": number, "prospect_code": code, "event_type": what, "event_date": on,
             "is_first_contact": place == 0}
            for place, (what, on) in enumerate(happened)
        ]  # fmt: skip
    return told("yardi_guest_activity", day, events, yardi_guest_prospects=heads, yardi_guest_customers=customers)


@pytest.mark.parametrize(
    ("said", "event", "is_known"),
    [
        ("Email", "lead", True),
        ("CallFromProspect", "lead", True),
        ("Show", "tour", True),
        ("WalkIn", "tour", True),
        ("ReturnVisit", "tour", True),
        ("Application", "application", True),
        ("ReApply", "application", True),
        ("LeaseSign", "lease_sign", True),
        *((one, None, True) for one in ("Other", "Cancel", "Renew", "Approve", "MoveIn", "Transfer", "Notice",
          "Appointment", "MoveOut", "MonthToMonth", "ApplicationDenied", "CancelApplication", "ReActivate",
          "CancelNotice")),
        ("Telepathy", None, False),
    ],
)  # fmt: skip
def test_an_event_is_what_it_means_for_the_funnel(home, said, event, is_known):
    load(home, activity(("p1", "prospect", [(said, feb(3))])))
    columns = ("event", "contact_type", "is_known_contact_type", "activity_date", "prospect_id")
    assert fact(home, "leasing_activities", *columns) == [(event, said, is_known, feb(3), "p1")]


def test_an_event_nobody_knows_is_a_finding_that_says_where_its_meaning_belongs(home):
    load(home, activity(("p1", "prospect", [("Telepathy", feb(3)), ("Telepathy", feb(4)), ("Show", feb(4))])))
    needs = ("calendar", "rent_roll_spans")
    ((count, message),) = mart(home, "data_quality", "row_count", "message", needs=needs)
    assert count == 2
    assert message == (
        "contacts of the type Telepathy count as no event of the leasing funnel: the type is not in the list of "
        "warehouse/sql/unified/yardi_voyager/leasing_activities.sql; say there what it means"
    )
    assert (SQL / "unified" / "yardi_voyager" / "leasing_activities.sql").exists()


def test_a_prospect_is_the_head_and_roommates_and_spouses_are_none(home):
    together = ("p1", "current_resident", [("WalkIn", feb(1)), ("LeaseSign", feb(2))], ("r1", "spouse"))
    load(home, activity(together, ("r9", "roommate", [("Show", feb(1))])))
    columns = ("activity_number", "prospect_id", "prospect_name", "initial_contact_type", "guest_card_status",
               "ad_source", "as_of", "report")  # fmt: skip
    assert fact(home, "leasing_activities", *columns) == [
        (number, "p1", "Lee, P1", "WalkIn", "current_resident", "Drive by", DAY, "yardi_guest_activity")
        for number in (1, 2)
    ]


def test_renewals_and_leases_of_the_month_are_the_events_of_guest_cards(home):
    events = [("Renew", feb(3)), ("Renew", feb(3)), ("Renew", date(2026, 1, 31)), ("LeaseSign", DAY)]
    others = ("p2", "former_resident", [("Renew", feb(1))])
    load(home, residents(FORMER, resident("t1", "Notice", "1")), activity(("p1", "current_resident", events), others))
    assert fact(home, "move_metrics", "renewals", "leases") == [(2, 1)]


def test_renewals_are_not_known_where_more_live_there_than_have_a_card(home):
    cards = activity(("p1", "current_resident", [("Renew", feb(3))]), ("p2", "former_resident", [("Renew", feb(1))]))
    load(home, cards, residents(FORMER, resident("t1", "Current", "1"), resident("t2", "Notice", "2")))
    assert fact(home, "move_metrics", "renewals", "leases") == [(None, 0)]


def transactions(*rows, day=DAY):
    return told("yardi_resident_transactions", day, rows)


OWED = ("unit_number", "total_delinquent", "total_prepaid", "net_balance", "balance_0_30", "balance_31_60",
        "balance_61_90", "balance_over_90")  # fmt: skip


def test_open_charges_are_aged_by_the_days_since_them(home):
    lines = [
        charge("t1", Decimal(ago + 1), Decimal(ago + 1), DAY - days(ago), unit_code="101")
        for ago in (0, 30, 31, 60, 61, 90, 91, 400)
    ]
    load(home, transactions(*lines, charge("t1", Decimal(50), Decimal(20), DAY + days(5), unit_code="101"),
                            payment("t1", Decimal(30), DAY, unit_code="101")))  # fmt: skip
    owed = [1 + 31 + 20, 32 + 61, 62 + 91, 92 + 401]
    assert fact(home, "delinquency_accounts", *OWED) == [("101", sum(owed), 0, sum(owed), *owed)]


def test_what_is_paid_beyond_the_charges_is_prepaid_and_stands_beside_what_is_owed(home):
    lines = [
        charge("t1", Decimal(1000), Decimal(0), feb(1)),
        payment("t1", Decimal(1200), feb(2)),
        charge("t2", Decimal(500), Decimal(500), feb(1)),
        charge("t2", Decimal(-80), Decimal(-80), feb(2)),
        charge("t3", Decimal(700), Decimal(0), feb(1)),
        payment("t3", Decimal(700), feb(1)),
    ]
    load(home, transactions(*lines))
    assert fact(home, "delinquency_accounts", "account_number", *OWED[1:5], "as_of", "report") == [
        (1, 0, -200, -200, 0, DAY, "yardi_resident_transactions"),
        (2, 500, -80, 420, 500, DAY, "yardi_resident_transactions"),
    ]


def test_an_account_of_which_nobody_says_what_is_open_owes_its_net_balance_without_ages(home):
    lines = [
        charge("t1", Decimal(1000), None, feb(1)),
        payment("t1", Decimal(400), feb(2)),
        charge("t2", Decimal(1000), None, feb(1)),
        payment("t2", Decimal(1400), feb(2)),
        charge("t3", Decimal(90), Decimal(90), None),
    ]
    load(home, transactions(*lines))
    ages = (None,) * 4
    assert fact(home, "delinquency_accounts", "account_number", *OWED[1:]) == [
        (1, 600, 0, 600, *ages),
        (2, 0, -400, -400, *ages),
        (3, 90, 0, 90, *ages),
    ]


def test_an_account_has_its_residents_name_and_none_where_there_is_none(home):
    lines = [
        charge("t1", Decimal(10), Decimal(10), feb(1), unit_code="101"),
        charge("t9999", Decimal(20), Decimal(20), feb(1), unit_code="NONRESID"),
    ]
    columns = ("account_number", "unit_number", "resident_name", "status", "move_in_date", "move_out_date")
    load(home, transactions(*lines))
    assert fact(home, "delinquency_accounts", *columns) == [
        (1, "101", None, None, None, None),
        (2, None, None, None, None, None),
    ]
    load(home, residents(resident("t1", "Notice", "101", first_name="Kim", last_name="Alder", move_in=feb(1))))
    assert fact(home, "delinquency_accounts", *columns)[0] == (1, "101", "Alder, Kim", "Notice", feb(1), None)


def test_a_lease_expires_in_the_month_of_its_last_day_and_yardi_says_who_leaves(home):
    people = [
        resident("t1", "Current", "101", lease_to=date(2026, 5, 31), rent=Decimal(1500), last_name="Alder"),
        resident("t2", "Notice", "102", lease_to=feb(28), move_out=feb(27)),
        resident("t3", "Current", "103", lease_to=feb(9)),
        resident("t4", "Eviction", "104", lease_to=DAY),
        resident("t5", "Current", "105", lease_to=date(2026, 3, 31), move_out=date(2026, 3, 30)),
        resident("t6", "Current", "106"),
        resident("t7", "Past", "107", lease_to=feb(28)),
        resident("t8", "Future", "108", lease_to=date(2027, 2, 28)),
        resident("t9", "Current", "RETAIL", lease_to=feb(28)),
    ]
    load(home, residents(*people))
    columns = ("unit_number", "expiry_month", "decision", "is_month_to_month", "vendor_decision", "market_rent")
    assert fact(home, "lease_expirations", *columns) == [
        ("101", date(2026, 5, 1), None, False, None, None),
        ("102", feb(1), "vacating", False, None, None),
        ("103", feb(1), "month_to_month", True, None, None),
        ("104", feb(1), None, False, None, None),
        ("105", date(2026, 3, 1), "vacating", False, None, None),
    ]
    load(home, units(priced("101", "A1", 1700)))
    columns = ("unit_number", "floor_plan", "sqft", "rent", "market_rent", "resident_name", "lease_end")
    first = ("101", "A1", 700, 1500, 1700, "Alder", date(2026, 5, 31))
    assert fact(home, "lease_expirations", *columns)[0] == first
