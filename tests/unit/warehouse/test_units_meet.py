"""A vendor's rent roll and its calls list the same units: they meet in one, and one of the two tells the rent roll."""

from decimal import Decimal

from reports import feb
from support.gateway import LEASES, UNITS, answer, lease, unit
from support.gateway import load as take
from support.rent_rolls import block, load, mart, realpage, row, yardi

NEEDS = ("calendar", "rent_roll_spans")
BUILT = {"building_number": "01", "rentable_sqft": Decimal(810), "floor_plan": "One bedroom", "made_ready_date": feb(3)}


def gateway(*rows, day):
    return answer(UNITS, rows, day)


def told(home, *columns):
    return mart(home, "units", *columns, needs=NEEDS)


def ambiguous(home):
    columns = ("scope", "object_id", "row_count")
    return mart(home, "data_quality", *columns, needs=NEEDS, where="rule = 'ambiguous_unit_number'")


def test_gateway_and_report_data_of_one_property_meet_in_one_unit(home):
    load(home, realpage([row("101", "Occupied", sqft=Decimal(800), lease_id="1"), row("102")], feb(7)))
    take(home, gateway(unit("5", "101", vacant=False, **BUILT), unit("6", "103"), day=feb(7)))
    columns = ("unit_id", "sources", "vendor_unit_id", "building", "floor_plan", "sqft", "made_ready_date", "state")
    both = "realpage_gateway, realpage_reports"
    assert told(home, *columns) == [
        ("elm/101", both, "5", "01", "One bedroom", 800, feb(3), "occupied"),
        ("elm/102", "realpage_reports", None, None, None, None, None, "vacant"),
        ("elm/6", "realpage_gateway", "6", None, None, None, None, "vacant"),
    ]
    assert told(home, "source", "unit_number") == [
        ("realpage_gateway", "103"),
        ("realpage_reports", "101"),
        ("realpage_reports", "102"),
    ]
    assert ambiguous(home) == []


def test_the_newer_of_the_two_says_the_state(home):
    load(home, realpage([row("101", "Occupied", market_rent=Decimal(1500), lease_id="1")], feb(7)))
    take(home, gateway(unit("5", "101", reason_not_available="Down unit"), day=feb(8)))
    columns = ("state", "unit_status", "market_rent", "first_seen", "updated_at")
    assert told(home, *columns) == [("down", "inactive", 1500, feb(7), feb(8))]
    load(home, realpage([row("101", "Vacant", market_rent=Decimal(1600))], feb(9)))
    assert told(home, *columns) == [("vacant", "active", 1600, feb(7), feb(9))]


def test_a_unit_that_is_no_longer_listed_is_not_active(home):
    load(home, realpage([row("101"), row("102")], feb(7)), realpage([row("101")], feb(8)))
    columns = ("unit_number", "unit_status", "deleted_at")
    assert told(home, *columns) == [("101", "active", None), ("102", None, feb(8))]
    take(home, gateway(unit("5", "101"), unit("6", "102"), day=feb(8)))
    assert told(home, *columns) == [("101", "active", None), ("102", "active", None)], "one of the day still lists it"
    take(home, gateway(unit("5", "101"), day=feb(9)))
    assert told(home, *columns) == [("101", "active", None), ("102", None, feb(9))]


def test_a_number_of_several_units_meets_none_and_is_a_finding(home):
    load(home, realpage([row("101", "Occupied", lease_id="1"), row("102")], feb(7)))
    twice = [unit("5", "101", building_number="01"), unit("6", "101", building_number="02")]
    take(home, gateway(*twice, unit("7", "102"), day=feb(7)))
    assert told(home, "unit_id", "sources") == [
        ("elm/101", "realpage_reports"),
        ("elm/102", "realpage_gateway, realpage_reports"),
        ("elm/5", "realpage_gateway"),
        ("elm/6", "realpage_gateway"),
    ]
    assert ambiguous(home) == [("elm", "101", 3)]


def test_a_deleted_unit_of_the_same_number_does_not_stand_in_the_way(home):
    load(home, realpage([row("101", "Occupied", lease_id="1")], feb(7)))
    take(home, gateway(unit("5", "101"), unit("6", "102"), day=feb(7)))
    take(home, gateway(unit("5", "101", is_deleted=True), unit("9", "101"), unit("6", "102"), day=feb(8)))
    assert told(home, "unit_id", "vendor_unit_id", "deleted_at", "sources") == [
        ("elm/101", "9", None, "realpage_gateway, realpage_reports"),
        ("elm/5", "5", feb(8), "realpage_gateway"),
        ("elm/6", "6", None, "realpage_gateway"),
    ]
    assert ambiguous(home) == []


def test_units_of_two_vendors_do_not_meet(home):
    load(home, realpage([row("101")], feb(7)), yardi([block("101")], feb(7)))
    assert told(home, "sources") == [("realpage_reports",), ("yardi_reports",)]


def test_a_property_told_by_reports_and_by_calls_is_in_the_rent_roll_once(home):
    rents = {"charges": {"RENT": "1400"}, "resident_household_id": "71"}
    load(home, realpage([row("101", "Occupied", lease_id="1", **rents), row("102")], feb(7)))
    calls = (
        gateway(unit("5", "101", vacant=False), unit("6", "102", vacant=False), day=feb(8)),
        answer(LEASES, [lease("1", "5", rent=Decimal(1450)), lease("2", "6", rent=Decimal(1300))], feb(8)),
    )
    take(home, *calls)
    columns = ("source", "unit_number", "as_of", "monthly_rent")
    assert mart(home, "rent_roll_current", *columns, needs=NEEDS) == [
        ("realpage_reports", "101", feb(7), 1400),
        ("realpage_reports", "102", feb(7), 0),
    ]
    kpi = ("source", "total_units", "occupied_units", "scheduled_rent")
    assert mart(home, "kpi_daily", *kpi, needs=NEEDS, where="date = DATE '2026-02-08'") == [
        ("realpage_reports", 2, 1, 1400)
    ]
    assert mart(home, "kpi_monthly", "source", "total_units", needs=NEEDS) == [("realpage_reports", 2)]
    ahead = mart(home, "projected_occupancy", "source", "projected_occupied_units", needs=NEEDS, where="week = 1")
    assert ahead == [("realpage_reports", 1)]


def test_a_property_that_calls_alone_tell_has_its_rent_roll_from_them(home):
    coming = {"on_notice_for_date": feb(20), "reserved": "T", "expected_move_in": feb(24)}
    take(
        home,
        gateway(unit("5", "101", vacant=False, **coming), unit("6", "102"), day=feb(8)),
        answer(
            LEASES,
            [
                lease("1", "5", household_id="71", rent=Decimal(1450), notice_for_date=feb(20), move_in=feb(1)),
                lease("2", "5", "Applicant", lease_signed_date=feb(2), scheduled_move_in=feb(24)),
            ],
            feb(8),
        ),
    )
    columns = ("unit_number", "resident_id", "monthly_rent", "is_occupied", "move_out_date", "as_of")
    assert mart(home, "rent_roll_current", *columns, needs=NEEDS) == [
        ("101", "71", 1450, True, feb(20), feb(8)),
        ("102", None, 0, False, None, feb(8)),
    ]
    ahead = ("week", "scheduled_move_ins", "scheduled_move_outs", "projected_occupied_units")
    assert mart(home, "projected_occupancy", *ahead, needs=NEEDS, where="week <= 3") == [
        (1, 0, 0, 1),
        (2, 0, 1, 0),
        (3, 1, 1, 1),
    ]


def test_the_vendor_that_was_heard_last_tells_the_roll_of_a_property(home):
    load(home, realpage([row("101")], feb(7)), yardi([block("201")], feb(9)))
    assert mart(home, "rent_roll_current", "source", "unit_number", needs=NEEDS) == [("yardi_reports", "201")]
