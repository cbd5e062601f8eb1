"""What single answers of the RPX gateway say: units and their states, leases, people, items, and the day's figures."""

from decimal import Decimal

from reports import feb
from support.gateway import ITEMS, LEASES, RESIDENTS, SITES, UNITS, answer, lease, load, person, unit
from support.homes import TENANT, everything
from support.rent_rolls import alive, mart, offer

from warehouse.property_codes import keep_property_codes

DAY = feb(7)
ROLL = ("unit_number", "resident_id", "monthly_rent", "is_occupied")
NEEDS = ("calendar", "rent_roll_spans")


def units(*rows, day=DAY, **rest):
    return answer(UNITS, rows, day, **rest)


def metrics(home, name, *columns):
    return home.rows(f"SELECT {', '.join(columns)} FROM unified.{name} ORDER BY ALL")


OCCUPIED, VACANT = {"vacant": False}, {"vacant": True}


STATES = [
    (OCCUPIED, "occupied"),
    (OCCUPIED | {"on_notice_for_date": feb(20)}, "notice"),
    (OCCUPIED | {"on_notice_for_date": feb(1)}, "notice"),
    (OCCUPIED | {"on_notice_for_date": feb(20), "reserved": "T"}, "notice_leased"),
    (OCCUPIED | {"on_notice_for_date": feb(20), "expected_move_in": feb(25)}, "notice_leased"),
    (OCCUPIED | {"on_notice_for_date": feb(20), "expected_move_in": feb(25), "reserved": "F"}, "notice"),
    (OCCUPIED | {"expected_move_in": feb(25)}, "occupied"),
    (OCCUPIED | {"reason_not_available": "Down unit"}, "occupied"),
    (VACANT, "vacant"),
    (VACANT | {"reserved": "F"}, "vacant"),
    (VACANT | {"reserved": "True"}, "vacant_leased"),
    (VACANT | {"expected_move_in": DAY}, "vacant_leased"),
    (VACANT | {"expected_move_in": feb(6)}, "vacant"),
    (VACANT | {"hold_status": "Held", "hold_until": feb(25)}, "vacant"),
    (VACANT | {"reason_not_available": "Model unit", "reserved": "T"}, "model"),
    (VACANT | {"reason_not_available": "Administrative"}, "admin"),
    (VACANT | {"reason_not_available": "Down unit"}, "down"),
    (VACANT | {"reason_not_available": "Under rehab"}, "down"),
    (VACANT | {"reason_not_available": "Leased", "reserved": "T"}, "vacant_leased"),
    (VACANT | {"reason_not_available": "Seasonal"}, None),
    ({"vacant": None, "on_notice_for_date": feb(20)}, None),
]


def test_the_fields_of_a_unit_are_one_state(home):
    load(home, units(*(unit(str(place), **said) for place, (said, _) in enumerate(STATES))))
    found = {key: told for key, *told in alive(home, "units", "vendor_unit_id", "state", "vendor_status")}
    expected = {str(place): [state, said.get("reason_not_available")] for place, (said, state) in enumerate(STATES)}
    assert found == expected


def test_a_unit_is_its_id_and_a_deleted_one_is_none(home):
    twice = [unit("5", "101", building_number="01"), unit("6", "101", building_number="02")]
    load(home, units(*twice, unit("7", "101", is_deleted=True), {"unit_id": "8", "is_vacant": True}))
    assert alive(home, "units", "unit_id", "unit_number", "building", "property_id") == [
        ("elm/5", "101", "01", "elm"),
        ("elm/6", "101", "02", "elm"),
        ("elm/8", "8", None, "elm"),
    ]


def test_rows_of_one_unit_that_differ_are_told_of_once_whatever_comes_late(home):
    rows = [unit("5", vacant=False), unit("5", vacant=True), unit("6", vacant=False), unit("6", vacant=False)]
    load(home, units(*rows))
    load(home, units(*rows[2:], unit("5", vacant=True), day=feb(5)))
    assert alive(home, "units", "unit_id", "state") == [("elm/5", "occupied"), ("elm/6", "occupied")]
    ((day, rule, message),) = home.rows("SELECT snapshot_date, rule, message FROM ops.findings")
    assert (day, rule) == (DAY, "listed_twice")
    assert message.endswith(
        "elm/5 is listed in 2 rows of units that differ; the first of them counts, raw keeps them all. Expected one "
        "row. Have the double entry removed at the source."
    )


def test_figures_of_a_real_site(home):
    """58 unit rows, two of them deleted, one number twice: 30 of 56 are occupied."""
    rows = [unit(str(number), vacant=number > 30) for number in range(1, 57)]
    rows[55]["unit_number"] = "1"
    gone = [unit("901", "2", is_deleted=True), unit("902", "3", vacant=False, is_deleted=True)]
    rows[55]["building_number"] = "02"
    load(home, units(*rows, *gone))
    assert home.value("SELECT COUNT(*) FROM raw.realpage_units") == 58
    columns = ("report", "total_units", "occupied_units", "ROUND(physical_occupancy * 100, 2)")
    assert mart(home, "occupancy", *columns, needs=NEEDS) == [(UNITS, 56, 30, 53.57)]
    found = mart(home, "units", "unit_id", "building", needs=NEEDS, where="unit_number = '1'")
    assert found == [("elm/1", None), ("elm/56", "02")]


def test_a_property_all_of_whose_units_are_deleted_at_once_is_held(home):
    load(home, units(*(unit(str(number), vacant=False) for number in range(20))))
    before = everything(home, schemas=("unified",))
    flipped = [unit(str(number), is_deleted=True) for number in range(20)]
    outcome = offer(home, units(*flipped, day=feb(8)))
    assert outcome.outcome == "held"
    assert everything(home, schemas=("unified",)) == before


LEASE_WORDS = [
    ({"lease_status": "Current"}, "current", True),
    ({"lease_status": "current ", "lease_type": "Renewal"}, "current", True),
    ({"lease_status": "Current", "lease_type": "Notice given - move out"}, "notice", True),
    ({"lease_status": "Current", "notice_for_date": feb(20)}, "notice", True),
    ({"lease_status": "Current", "scheduled_move_in": feb(20)}, "current", False),
    ({"lease_status": "Current - Future", "lease_type": "Renewal"}, "pending_renewal", False),
    ({"lease_status": "Current - Future", "lease_type": "Transfer"}, "transferring", False),
    ({"lease_status": "Future Lease", "prior_lease_id": "1"}, "pending_renewal", False),
    ({"lease_status": "Future Lease"}, "future", False),
    ({"lease_status": "Applicant"}, "applicant", False),
    ({"lease_status": "Applicant", "lease_signed_date": feb(1)}, "future", False),
    ({"lease_status": "Applicant - Lease Signed"}, "future", False),
    ({"lease_status": "Former"}, "former", False),
    ({"lease_status": "Former Applicant"}, "cancelled", False),
    ({"lease_status": "Evicted"}, None, False),
    ({"lease_status": None}, None, False),
]


def test_the_words_for_a_lease(home):
    rows = [lease(str(place), f"u{place}", **said) for place, (said, *_) in enumerate(LEASE_WORDS)]
    load(home, answer(LEASES, rows, DAY))
    found = {key: told for key, *told in alive(home, "leases", "lease_id", "status", "is_current")}
    assert found == {f"elm/u{place}/{place}": told for place, (_, *told) in enumerate(LEASE_WORDS)}


def test_an_applicants_or_pending_renewals_row_overwrote_the_units_current_lease(home):
    rows = [
        lease("3", "5", "Applicant", household_id="72", rent=Decimal(2100)),
        lease("2", "5", "Current - Future", household_id="71", rent=Decimal(2000), prior_lease_id="1"),
        lease("1", "5", household_id="71", rent=Decimal("1905.00"), next_lease_id="2", move_in=feb(1)),
        lease("0", "5", "Former", household_id="70", rent=Decimal(1500)),
    ]
    for order, day in ((rows, DAY), (rows[::-1], feb(8))):
        load(home, units(unit("5", "101", vacant=False), day=day), answer(LEASES, order, day))
        assert alive(home, "leases", "lease_id", "rent", where="is_current") == [("elm/5/1", Decimal("1905.00"))]
        assert mart(home, "rent_roll_current", *ROLL, needs=NEEDS) == [("101", "71", Decimal("1905.00"), True)]


def test_of_two_current_leases_of_a_unit_the_one_that_began_last_is_lived_under(home):
    rows = [lease("1", "5", lease_begin=feb(1)), lease("2", "5", lease_begin=feb(5)), lease("3", None)]
    load(home, answer(LEASES, rows, DAY))
    assert alive(home, "leases", "lease_id", where="is_current") == [("elm/5/2",)]
    assert alive(home, "leases", "unit_id", where="lease_id = 'elm//3'") == [(None,)]


def test_the_id_of_a_lease_term_was_taken_for_its_months(home):
    said = {"lease_term_id": "412", "lease_term_description": "12 Months", "lease_term_months": 12}
    load(home, answer(LEASES, [lease("1", "5", **said), lease("2", "6", lease_term_id="412")], DAY))
    assert alive(home, "leases", "term_months") == [(12,), (None,)]


def test_notice_units_were_left_out_of_occupancy_and_somebody_lives_there(home):
    rows = [unit("1", vacant=False), unit("2", vacant=False, on_notice_for_date=feb(20)), unit("3"), unit("4")]
    load(home, units(*rows))
    columns = ("occupied_units", "on_notice", "physical_occupancy")
    assert mart(home, "occupancy", *columns, needs=NEEDS) == [(2, 1, 0.5)]


RESIDENT_WORDS = [
    ("Current", "current"),
    ("Former", "former"),
    ("Former Applicant", "cancelled"),
    ("Applicant", "applicant"),
    ("Applicant - Lease Signed", "future"),
    ("Future Lease", "future"),
    ("Guest", None),
    (None, None),
]


def test_the_words_for_a_resident(home):
    rows = [person(str(place), "71", "5", said) for place, (said, _) in enumerate(RESIDENT_WORDS)]
    load(home, answer(RESIDENTS, rows, DAY))
    found = {key: tuple(told) for key, *told in alive(home, "residents", "resident_id", "vendor_status", "status")}
    assert found == {str(place): told for place, told in enumerate(RESIDENT_WORDS)}


def test_a_person_is_one_however_many_leases_list_the_household(home):
    spouse = {"is_head_of_household": False, "first_name": "Jo"}
    rows = [
        person("711", "71", "5", "Future Lease", lease_begin=feb(20)),
        person("712", "71", "5", "Future Lease", lease_begin=feb(20), **spouse),
        person("711", "71", "5", notice_for_date=feb(28), home_phone="1"),
        person("712", "71", "5", **spouse),
        person("711", "71", "4", "Former"),
    ]
    load(home, answer(RESIDENTS, rows, DAY))
    columns = ("resident_id", "household_id", "unit_id", "status", "is_head_of_household", "phone")
    assert alive(home, "residents", *columns) == [
        ("711", "71", "elm/5", "notice", True, "1"),
        ("712", "71", "elm/5", "current", False, None),
    ]


def test_what_is_let_by_the_month_under_a_lease_is_a_charge_beside_the_rent(home):
    let = {"item_type": "Parking", "billing_amount": Decimal(75), "frequency": "M", "lease_id": "1", "unit_id": "5"}
    rows = [
        {"item_id": "1", **let, "start_date": feb(1)},
        {"item_id": "2", **let, "billing_amount": None},
        {"item_id": "3", **let, "frequency": "O"},
        {"item_id": "4", **let, "lease_id": None},
        {"item_id": "1", **let, "start_date": feb(5)},
    ]
    load(home, answer(ITEMS, rows, DAY))
    columns = ("charge_id", "lease_id", "charge_code", "is_rent", "amount", "charge_from")
    assert alive(home, "lease_charges", *columns) == [
        ("elm/5/1/1", "elm/5/1", "Parking", False, 75, feb(1)),
        ("elm/5/1/1#2", "elm/5/1", "Parking", False, 75, feb(5)),
        ("elm/5/1/2", "elm/5/1", "Parking", False, None, None),
    ]


def test_sites_are_the_properties_of_the_portfolio(home):
    keep_property_codes(home.rentroll.warehouse, TENANT, "realpage_gateway", {"5472172": "elm"})
    rows = [{"site_id": "5472172", "site_name": "Elm", "city": "Denver"}, {"site_id": "9"}]
    load(home, answer(SITES, rows, DAY, of="all"))
    columns = ("property_id", "name", "vendor_code", "city")
    assert alive(home, "properties", *columns) == [("9", "9", "9", None), ("elm", "Elm", "5472172", "Denver")]


VACANCY = ("vacant_ready", "vacant_not_ready", "aged_vacancy_90")


def test_ready_and_long_vacant_units(home):
    rows = [
        unit("1", made_ready_date=DAY),
        unit("2", made_ready_date=feb(8)),
        unit("3"),
        unit("4", reason_not_available="Down unit", made_ready_date=feb(1)),
        unit("5", vacant=False, made_ready_date=feb(1)),
    ]
    load(home, units(*rows))
    assert metrics(home, "occupancy_metrics", *VACANCY) == [(1, 3, None)], "nobody has said since when"
    left = [
        person("11", "1", "1", "Former", move_out=feb(1).replace(year=2025)),
        person("12", "2", "1", "Former", move_out=DAY.replace(year=2025, month=11, day=9)),
        person("13", "3", "2", "Former", move_out=DAY.replace(year=2025, month=11, day=8)),
        person("14", "4", "4", "Former", move_out=feb(1).replace(year=2025)),
        person("15", "5", "5", "Former", move_out=feb(1).replace(year=2025)),
        person("16", "6", "3", "Former Applicant", move_out=feb(1).replace(year=2025)),
    ]
    load(home, answer(RESIDENTS, left, DAY))
    assert metrics(home, "occupancy_metrics", *VACANCY) == [(1, 3, 2)], "90 days are not more than 90"


def test_notices_by_the_days_they_are_for(home):
    days = [feb(1), feb(7), feb(28), feb(28).replace(month=3), feb(28).replace(month=4)]
    rows = [unit(str(place), vacant=False, on_notice_for_date=day) for place, day in enumerate(days)]
    leased = unit("9", vacant=False, on_notice_for_date=feb(20), reserved="T")
    load(home, units(*rows, leased))
    columns = ("notice_not_leased", "notice_leased", "notice_not_leased_30", "notice_not_leased_60")
    assert metrics(home, "occupancy_metrics", *columns) == [(5, 1, 3, 4)]


def test_rents_in_place_are_those_of_the_leases_of_the_day_or_blank(home):
    plan = {"floor_plan": "A1", "rentable_sqft": Decimal(800), "market_rent": Decimal(1500)}
    rows = [unit("1", vacant=False, **plan), unit("2", vacant=False, **plan), unit("3", **plan)]
    load(home, units(*rows))
    columns = ("units", "occupied_units", "in_place_units", "in_place_rent_sum", "in_place_sqft", "asking_rent_sum")
    assert metrics(home, "pricing_metrics", *columns) == [(3, 2, None, None, None, 4500)]
    load(home, answer(LEASES, [lease("1", "1", rent=Decimal(1400)), lease("2", "2"), lease("3", "3")], DAY))
    assert metrics(home, "pricing_metrics", *columns) == [(3, 2, 1, 1400, 800, 4500)]
    load(home, units(*rows, day=feb(8)))
    assert metrics(home, "pricing_metrics", *columns)[1] == (3, 2, None, None, None, 4500), "of that day no lease"


def test_households_move_once_and_who_only_applies_does_not(home):
    rows = [
        person("1", "1", "1", move_in=feb(3)),
        person("2", "1", "1", move_in=feb(3), is_head_of_household=False),
        person("1", "1", "1", "Future Lease", move_in=feb(3)),
        person("3", "2", "2", "Applicant - Lease Signed", move_in=feb(5)),
        person("4", "3", "3", "Former", move_in=feb(1), move_out=feb(6)),
        person("5", "4", "4", "Former", move_in=feb(1).replace(year=2025), move_out=feb(8)),
        person("6", "5", "5", move_in=feb(1).replace(month=1)),
        person("7", "6", "6", move_in=feb(2), is_head_of_household=None),
        person("8", "6", "6", move_in=feb(2), is_head_of_household=None),
        person("9", "7", "7", move_out=feb(7), move_in=feb(1).replace(year=2025)),
    ]
    load(home, answer(RESIDENTS, rows, DAY))
    columns = ("period_start", "as_of", "move_ins", "move_outs", "renewals", "leases")
    assert metrics(home, "move_metrics", *columns) == [(feb(1), DAY, 3, 1, None, None)]
    signed = [
        lease("1", "1", lease_signed_date=feb(2)),
        lease("2", "2", "Current - Future", lease_signed_date=feb(7), lease_type="Renewal"),
        lease("3", "3", lease_signed_date=feb(1), prior_lease_id="2", lease_type="Notice given - move out"),
        lease("4", "4", lease_signed_date=feb(1).replace(month=1)),
        lease("5", "5"),
    ]
    load(home, answer(LEASES, signed, DAY))
    assert metrics(home, "move_metrics", *columns) == [(feb(1), DAY, 3, 1, 2, 1)]


DECISIONS = [
    ({}, "unknown"),
    ({"next_lease_id": "2"}, "renewed"),
    ({"next_lease_id": "77"}, "renewed"),
    ({"next_lease_id": "3"}, "transferring"),
    ({"next_lease_id": "4"}, "unknown"),
    ({"lease_type": "Transfer"}, "transferring"),
    ({"notice_for_date": feb(20)}, "vacating"),
    ({"lease_status": "Former"}, "moved_out"),
    ({"lease_end": feb(6)}, "month_to_month"),
    ({"lease_end": feb(6), "notice_for_date": feb(20)}, "vacating"),
    ({"month_to_month_date": feb(1)}, "month_to_month"),
    ({"lease_status": "Applicant", "lease_signed_date": feb(1)}, "unknown"),
    ({"lease_status": "Odd"}, None),
    ({"lease_status": "Applicant"}, "no row"),
    ({"lease_status": "Former", "lease_end": feb(6).replace(year=2025)}, "no row"),
    ({"lease_end": None}, "no row"),
]


def test_what_becomes_of_a_lease_that_expires(home):
    others = [
        lease("2", "u", "Current - Future", household_id="71", lease_begin=feb(28), lease_term_months=12),
        lease("3", "elsewhere", "Current - Future", household_id="71"),
        lease("4", "u", "Former Applicant", household_id="71"),
    ]
    rows = [
        lease(f"a{place}", "u", household_id="71", **{"lease_end": feb(28), "rent": Decimal(place)} | said)
        for place, (said, _) in enumerate(DECISIONS)
    ]
    load(home, answer(LEASES, [*rows, *others], DAY))
    found = metrics(home, "lease_expirations", "rent", "decision", "is_month_to_month")
    expected = [
        (place, decision, decision == "month_to_month")
        for place, (_, decision) in enumerate(DECISIONS)
        if decision != "no row"
    ]
    assert found == expected


def test_a_lease_that_expires_brings_its_unit_and_its_next_lease(home):
    rows = [
        lease("1", "5", household_id="71", lease_end=feb(28), next_lease_id="2"),
        lease("2", "5", "Current - Future", household_id="71", lease_begin=feb(28), lease_term_months=12,
              rent=Decimal(1450)),
    ]  # fmt: skip
    load(home, answer(LEASES, rows, DAY))
    columns = ("period_start", "expiry_month", "unit_number", "new_lease_start", "new_lease_term", "new_rent")
    first = DAY.replace(year=2025)
    assert metrics(home, "lease_expirations", *columns) == [(first, feb(1), None, feb(28), 12, 1450)]
    load(home, units(unit("5", "101", vacant=False)))
    assert metrics(home, "lease_expirations", *columns) == [(first, feb(1), "101", feb(28), 12, 1450)]


def test_who_still_lives_there_long_after_the_lease_has_no_month(home):
    load(home, answer(LEASES, [lease("1", "5", lease_end=feb(6).replace(year=2024))], DAY))
    assert metrics(home, "lease_expirations", "expiry_month", "decision") == [(None, "month_to_month")]


def test_words_nobody_knows_are_findings(home):
    load(
        home,
        units(unit("1", reason_not_available="Seasonal"), unit("2", vacant=None), unit("3")),
        answer(LEASES, [lease("1", "1", "Odd"), lease("2", "2", "Odd"), lease("3", "3")], DAY),
        answer(RESIDENTS, [person("1", "1", "1", "Guest")], DAY),
    )
    found = mart(home, "data_quality", "dataset", "row_count", "message", needs=NEEDS, where="rule = 'unknown_status'")
    assert [(dataset, count) for dataset, count, _ in found] == [
        ("leases", 2),
        ("residents", 1),
        ("units", 1),
        ("units", 1),
    ]
    assert found[0][2].startswith('the status "Odd" of these leases is not known')
    assert found[2][2].startswith('the status "Seasonal"') or found[3][2].startswith('the status "Seasonal"')
