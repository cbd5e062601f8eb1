"""What Yardi's calls list in full: properties, units, residents, leases and their charges, with history and guard."""

from datetime import date
from decimal import Decimal

import pytest
from reports import feb
from support.homes import TENANT
from support.rent_rolls import alive
from support.yardi_calls import COMPANY, SOURCE, TOLD, answer, load, offer, resident, told, unit

from simulator.views import Views
from simulator.world import World
from simulator.yardi.units import customers_with_units
from warehouse.documents import Rejected
from warehouse.property_codes import keep_property_codes

DAY = feb(7)


def units(*rows, day=DAY, **rest):
    return told("yardi_units", day, rows, **rest)


def residents(*rows, day=DAY, others=(), **rest):
    """Residents; `others` are (row of the resident, code, first name) of those who live with them."""
    occupants = [
        {"resident_number": number, "resident_code": rows[number - 1]["resident_code"], "occupant_code": code,
         "first_name": name}
        for number, code, name in others
    ]  # fmt: skip
    return told("yardi_residents", day, rows, yardi_occupants=occupants, **rest)


def kept_out(number, rule):
    return Rejected(number, rule, "a row without what it needs", "{}")


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("Occupied No Notice", "occupied"),
        ("occupied no notice", "occupied"),
        ("Notice Unrented", "notice"),
        ("NU", "notice"),
        ("Notice Rented", "notice_leased"),
        ("NR", "notice_leased"),
        ("Vacant Unrented Ready", "vacant"),
        ("Vacant Unrented Not Ready", "vacant"),
        ("Vacant-Unrented", "vacant"),
        ("VU", "vacant"),
        ("Vacant Rented Ready", "vacant_leased"),
        ("Vacant Rented Not Ready", "vacant_leased"),
        ("VR", "vacant_leased"),
        ("Model", "model"),
        ("Admin", "admin"),
        ("Down", "down"),
        ("Burnt", None),
        (None, None),
    ],
)
def test_every_status_of_a_unit_is_a_state_and_a_word_nobody_knows_is_none(home, said, state):
    load(home, units(unit("101", said)))
    assert alive(home, "units", "state", "vendor_status") == [(state, said)]


def test_a_unit_is_one_however_many_live_there_and_pseudo_units_are_none(home):
    details = {"floor_plan": "A1", "unit_type": "a1x", "max_sqft": Decimal(700), "market_rent": Decimal(1500),
               "bedrooms": 1, "bathrooms": Decimal(1), "unit_unique_id": "9001", "building_name": "B 1"}  # fmt: skip
    people = [unit("101", person_id=f"t{number}", **details) for number in range(3)]
    load(home, units(*people, unit("102", "Vacant Unrented Ready", unit_type="b2"), unit("NONRESID"), unit("WAIT")))
    columns = ("unit_id", "property_id", "unit_number", "basis", "floor_plan", "sqft", "market_rent", "bedrooms",
               "vendor_unit_id", "building")  # fmt: skip
    assert alive(home, "units", *columns) == [
        ("elm/101", "elm", "101", "snapshot", "A1", 700, 1500, 1, "9001", "B 1"),
        ("elm/102", "elm", "102", "snapshot", "b2", None, None, None, None, None),
    ]


def test_a_unit_that_is_no_longer_listed_is_gone_and_its_states_are_history(home):
    load(home, units(*(unit(str(number)) for number in range(30))))
    rows = [unit(str(number), "Notice Rented" if number == 1 else "Occupied No Notice") for number in range(1, 30)]
    load(home, units(*rows, day=feb(9)))
    assert home.rows("SELECT unit_number, deleted_at FROM unified.units WHERE deleted_at IS NOT NULL") == [
        ("0", feb(9))
    ]
    states = home.rows("SELECT state, valid_from, valid_to FROM unified.units_history WHERE unit_number = '1'")
    assert sorted(states, key=lambda one: one[1]) == [
        ("occupied", DAY, feb(9)),
        ("notice_leased", feb(9), None),
    ]


def test_units_cut_short_or_none_but_pseudo_units_are_held(home):
    load(home, units(*(unit(str(number)) for number in range(30))))
    short, none = units(*(unit(str(number)) for number in range(20)), day=feb(8)), units(unit("WAIT"), day=feb(9))
    outcomes = [one.outcome for document in (short, none) for one in offer(home, document)]
    assert outcomes == ["held", "held"]
    assert len(alive(home, "units", "unit_id")) == 30
    assert home.value("SELECT MAX(snapshot_date) FROM unified.occupancy_metrics") == DAY


def test_a_unit_whose_row_was_kept_out_is_stale_and_not_gone(home):
    load(home, units(*(unit(str(number)) for number in range(30))))
    rows = [unit(str(number)) for number in range(1, 30)]
    load(home, units(*rows, day=feb(8), rejected=[kept_out(30, "missing_unit_code")]))
    stale = home.rows("SELECT unit_number FROM unified.units WHERE rejected_since = DATE '2026-02-08'")
    assert stale == [("0",)]
    assert len(alive(home, "units", "unit_id")) == 30
    load(home, units(*rows, day=feb(9)))
    assert len(alive(home, "units", "unit_id")) == 29


def test_both_calls_for_units_list_the_same_ones(home):
    views = Views(World.small(properties=1).advance_to(date(2025, 2, 10)), date(2025, 2, 10))
    columns = ("unit_id", "state", "vendor_status", "floor_plan", "sqft", "market_rent", "bedrooms", "bathrooms")
    listed = []
    for method, tell in (
        TOLD["yardi_units"],
        ("GetUnitInformation_Login", lambda views, one: customers_with_units(views.property_day(one))),
    ):
        load(home, answer("yardi_units", method, tell, views, "nexus_east"))
        listed.append(alive(home, "units", *columns))
    assert listed[0] == listed[1]
    assert len(listed[0]) == 12


def test_a_property_goes_by_the_portfolios_id_and_without_one_by_its_code(home):
    keep_property_codes(home.rentroll.warehouse, TENANT, SOURCE, {"p-elm": "elm"})
    rows = [
        {"property_code": "p-elm", "marketing_name": "Elm Court", "address_line_1": "1 Elm St", "city": "Austin"},
        {"property_code": "p-oak", "marketing_name": None},
    ]
    load(home, told("yardi_properties", DAY, rows, of=COMPANY))
    columns = ("property_id", "name", "vendor_code", "address_line", "city")
    assert alive(home, "properties", *columns) == [
        ("elm", "Elm Court", "p-elm", "1 Elm St", "Austin"),
        ("p-oak", "p-oak", "p-oak", None, None),
    ]


@pytest.mark.parametrize(
    ("said", "status", "is_current"),
    [
        ("Current", "current", True),
        ("Eviction", "current", True),
        ("Notice", "notice", True),
        ("NOTICE", "notice", True),
        ("Future", "future", False),
        ("Applicant", "applicant", False),
        ("Past", "former", False),
        ("Denied", "cancelled", False),
        ("Canceled", "cancelled", False),
        ("Cancelled", "cancelled", False),
        ("Waitlist", "applicant", False),
        ("Vacant", None, False),
        (None, None, False),
    ],
)
def test_who_lives_there_has_the_current_lease_under_notice_and_eviction_too(home, said, status, is_current):
    load(home, residents(resident("t1", said, "101")))
    assert alive(home, "leases", "lease_id", "unit_id", "resident_id", "status", "vendor_status", "is_current") == [
        ("elm/101/t1", "elm/101", "t1", status, said, is_current)
    ]
    assert alive(home, "residents", "status", "vendor_status") == [(status, said)]


def test_a_lease_says_what_yardi_says_of_the_resident(home):
    said = {"first_name": "Kim", "last_name": "Alder", "rent": Decimal("1905.00"), "lease_from": feb(1),
            "lease_to": feb(28), "move_in": feb(2), "move_out": feb(20), "notice_date": feb(5),
            "email": "kim@example.com", "phone": "5125550100"}  # fmt: skip
    load(home, residents(resident("t1", "Notice", "101", **said), others=[(1, "r1", "Jo")]))
    columns = ("resident_name", "rent", "lease_start", "lease_end", "move_in_date", "move_out_date",
               "notice_given_date", "total_charges", "balance")  # fmt: skip
    assert alive(home, "leases", *columns) == [
        ("Alder, Kim", Decimal("1905.00"), feb(1), feb(28), feb(2), feb(20), feb(5), None, None)
    ]
    columns = ("resident_id", "household_id", "unit_id", "first_name", "status", "is_head_of_household", "email")
    assert alive(home, "residents", *columns) == [
        ("r1", "t1", "elm/101", "Jo", "notice", False, None),
        ("t1", "t1", "elm/101", "Kim", "notice", True, "kim@example.com"),
    ]


def test_applicants_and_those_turned_away_beside_a_current_lease_leave_it_as_it_is(home):
    """An applicant's or a pending renewal's row once overwrote the unit's current lease."""
    rows = [
        resident("t1", "Current", "101", rent=Decimal(1500), move_in=feb(1)),
        resident("a2", "Applicant", "101", rent=Decimal(1700), move_in=feb(27)),
        resident("t3", "Future", "101", rent=Decimal(1800), move_in=feb(28)),
        resident("t0", "Past", "101", rent=Decimal(1300)),
        resident("a4", "Denied", "101"),
    ]
    for day, order in ((feb(1), rows), (feb(2), rows[::-1])):
        load(home, residents(*order, day=day))
        assert alive(home, "leases", "resident_id", "rent", where="is_current") == [("t1", 1500)]
    assert len(alive(home, "leases", "lease_id")) == 5


def test_of_two_who_live_in_a_unit_the_last_to_move_in_has_its_current_lease(home):
    rows = [
        resident("t1", "Current", "101", move_in=feb(1)),
        resident("t2", "Current", "101", move_in=feb(3)),
        resident("t3", "Eviction", "101"),
    ]
    load(home, residents(*rows))
    assert alive(home, "leases", "resident_id", "status", "is_current") == [
        ("t1", "current", False),
        ("t2", "current", True),
        ("t3", "current", False),
    ]


def test_who_has_no_apartment_is_a_resident_without_a_lease_of_a_unit(home):
    rows = [
        resident("t1", "Current", "RETAIL"),
        resident("t2", "Current", "nonresid"),
        resident("t3", "Waitlist", "WAIT"),
        resident("t4", "Past"),
        resident("a5", "Applicant"),
        resident("a6", "Denied"),
    ]
    load(home, residents(*rows))
    assert alive(home, "leases", "lease_id", "unit_id", "status") == [
        ("elm//a5", None, "applicant"),
        ("elm//a6", None, "cancelled"),
    ]
    everybody = sorted(one["resident_code"] for one in rows)
    assert alive(home, "residents", "resident_id", "unit_id") == [(code, None) for code in everybody]


def test_a_person_who_is_listed_twice_is_one(home):
    rows = [resident("t1", "Current", "101", first_name="Kim"), resident("t1", "Past", "102", first_name="K")]
    load(home, residents(*rows, others=[(1, "r1", "Jo"), (1, "r1", "Joe"), (2, "t1", "Kim")]))
    assert alive(home, "residents", "resident_id", "first_name") == [("r1", "Jo"), ("t1", "Kim")]
    assert alive(home, "leases", "lease_id") == [("elm/101/t1",)]
    ((dataset, rule, message),) = home.rows("SELECT dataset, rule, message FROM ops.findings")
    assert (dataset, rule) == ("yardi_residents", "listed_twice")
    assert "t1 is listed in 2 rows of residents that differ; the first of them counts" in message


def test_a_unit_is_listed_once_for_each_of_its_people_and_told_of_where_the_rows_differ(home):
    same, other = unit("101"), unit("102")
    load(home, units(same, same, other, other | {"market_rent": Decimal(7)}))
    assert [key for (key,) in alive(home, "units", "unit_id")] == ["elm/101", "elm/102"]
    assert [told for (told,) in home.rows("SELECT message FROM ops.findings") if "elm/102 is listed in 2 rows" in told]
    assert home.rows("SELECT COUNT(*) FROM ops.findings") == [(1,)]


def test_a_resident_whose_row_was_kept_out_has_not_left(home):
    load(home, residents(*(resident(f"t{number}", "Current", str(number)) for number in range(30))))
    rows = [resident(f"t{number}", "Current", str(number)) for number in range(1, 30)]
    load(home, residents(*rows, day=feb(8), rejected=[kept_out(30, "missing_resident_code")]))
    for model in ("residents", "leases"):
        stale = home.rows(f"SELECT resident_id, deleted_at FROM unified.{model} WHERE rejected_since IS NOT NULL")
        assert stale == [("t0", None)]


def test_no_residents_at_all_is_no_snapshot_of_a_property_with_some(home):
    load(home, residents(resident("t1", "Current", "101")))
    (outcome,) = offer(home, residents(day=feb(8)))
    assert outcome.outcome == "held"
    assert alive(home, "residents", "resident_id") == [("t1",)]


def roll(charges, day=DAY, units=("101",), **rest):
    """A rent roll; `charges` are (unit, tenant, code, amount, first day)."""
    listed = [{"unit_code": one, "is_pseudo_unit": False} for one in units]
    rows = [
        {"tenant_row_number": 1, "unit_code": unit, "tenant_code": tenant, "charge_code": code,
         "amount": Decimal(amount), "charge_from": first}
        for unit, tenant, code, amount, first in charges
    ]  # fmt: skip
    return told("yardi_rent_roll_call", day, listed, yardi_rent_roll_call_charges=rows, **rest)


def test_scheduled_charges_are_those_of_the_rent_roll(home):
    charges = [
        ("101", "t1", "rent", "1500.00", feb(1)),
        ("101", "t1", "conc", "-50.00", feb(1)),
        ("101", "t1", "park", "75.00", feb(3)),
        ("101", "t1", "park", "70.00", feb(1)),
        ("101", "t2", "RENT", "1600.00", None),
        ("RETAIL", "t9", "rent", "9000.00", feb(1)),
    ]
    load(home, roll(charges))
    assert alive(home, "lease_charges", "charge_id", "lease_id", "is_rent", "amount", "charge_from") == [
        ("elm/101/t1/conc", "elm/101/t1", False, -50, feb(1)),
        ("elm/101/t1/park", "elm/101/t1", False, 70, feb(1)),
        ("elm/101/t1/park#2", "elm/101/t1", False, 75, feb(3)),
        ("elm/101/t1/rent", "elm/101/t1", True, 1500, feb(1)),
        ("elm/101/t2/RENT", "elm/101/t2", True, 1600, None),
    ]


def test_a_rent_roll_is_held_for_the_units_it_leaves_out_and_not_for_charges_that_end(home):
    names = [str(number) for number in range(30)]
    charges = [(one, f"t{one}", "rent", "1500.00", feb(1)) for one in names]
    load(home, roll(charges, units=names), roll(charges[:10], feb(8), names))
    assert len(alive(home, "lease_charges", "charge_id")) == 10
    (short,) = offer(home, roll(charges[:10], feb(9), names[:20]))
    (bare,) = offer(home, roll([], feb(10), names))
    assert (short.outcome, bare.outcome) == ("held", "held")
    assert "would delete 10 of 30" in short.message
    assert len(alive(home, "lease_charges", "charge_id")) == 10
    load(home, roll(charges[:9], feb(11), names))
    assert len(alive(home, "lease_charges", "charge_id")) == 9


def test_a_rent_roll_held_until_an_earlier_one_arrives_is_judged_again(home):
    names = [str(number) for number in range(30)]
    charges = [(one, f"t{one}", "rent", "1500.00", feb(1)) for one in names]
    load(home, roll(charges, feb(1), names))
    (held,) = offer(home, roll(charges[:22], feb(10), names[:22]))
    assert held.outcome == "held"
    load(home, roll(charges[:28], feb(4), names[:28]), roll(charges[:26], feb(6), names[:26]),
         roll(charges[:24], feb(8), names[:24]))  # fmt: skip
    assert home.rows("SELECT DISTINCT outcome FROM ops.loads") == [("loaded",)]
    assert len(alive(home, "lease_charges", "charge_id")) == 22
