"""What one rent roll says: units by state, leases, their charges and rents, and the figures counted from them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from reports import feb
from support.rent_rolls import alive, beside, block, future, load, mart, realpage, row, yardi

DAY = feb(7)
PRINTED = {
    "Occupied": "occupied",
    "Occupied-NTV": "notice",
    "Occupied-NTVL": "notice_leased",
    "Vacant": "vacant",
    "Vacant-Leased": "vacant_leased",
    "Model": "model",
    "Down": "down",
    "Admin": "admin",
}
LIVED_IN = {"occupied", "notice", "notice_leased"}


def worded(status):
    spaced = {f"  {status} ", status.replace("-", " - "), status.replace("-", " ")}
    return {status, status.upper(), status.lower(), *spaced}


@pytest.mark.parametrize("status", PRINTED)
def test_every_printed_status_is_a_state_however_it_is_cased_and_spaced(home, status):
    words = sorted(worded(status))
    load(home, realpage([row(str(number), said) for number, said in enumerate(words)], DAY))
    found = alive(home, "units", "state", "vendor_status")
    assert sorted(found) == sorted((PRINTED[status], said) for said in words)


def test_a_status_nobody_knows_is_a_unit_whose_state_is_blank_and_nobody_moves_in_or_out(home):
    odd = row("101", "Skipped", move_in=date(2025, 1, 1), lease_rent=Decimal(900))
    load(home, realpage([odd, row("102", "Vacant")], DAY))
    assert alive(home, "units", "unit_number", "state", "vendor_status") == [
        ("101", None, "Skipped"),
        ("102", "vacant", "Vacant"),
    ]
    assert alive(home, "leases", "status", "is_current") == [(None, False)]
    columns = ("unit_number", "is_occupied", "monthly_rent", "unit_status")
    needs = ["calendar", "rent_roll_spans"]
    assert mart(home, "rent_roll_spans", *columns, needs=needs) == [
        ("101", False, None, "active"),
        ("102", False, 0, "active"),
    ]
    kpi = ("total_units", "occupied_units", "missing_rent_units")
    assert mart(home, "kpi_daily", *kpi, needs=needs, where="date = DATE '2026-02-07'") == [(2, 0, 0)]


def test_an_applicants_or_pending_renewals_row_overwrote_the_units_current_lease(home):
    rows = [
        row("101", "Occupied", lease_id="1", resident_name="Alder, Kim", lease_rent=Decimal("1905.00")),
        beside("101", "Pending renewal", lease_id="2", resident_name="Alder, Kim", lease_rent=Decimal(2000)),
        beside("101", "Applicant", lease_id="3", resident_name="Oak, Jo", lease_rent=Decimal(2100)),
        beside("101", "Former resident", lease_id="0", resident_name="Elm, Pat", lease_rent=Decimal(1500)),
        row("102", "Vacant-Leased"),
        beside("102", "APPLICANT", lease_id="4", resident_name="Fir, Sam"),
    ]
    load(home, realpage(rows, DAY))
    assert alive(home, "leases", "lease_id", "status", "is_current", "rent", "vendor_status") == [
        ("elm/101/0", "former", False, 1500, "Former resident"),
        ("elm/101/1", "current", True, Decimal("1905.00"), "Occupied"),
        ("elm/101/2", "pending_renewal", False, 2000, "Pending renewal"),
        ("elm/101/3", "applicant", False, 2100, "Applicant"),
        ("elm/102/4", "applicant", False, None, "APPLICANT"),
    ]
    assert alive(home, "units", "unit_number", "state") == [("101", "occupied"), ("102", "vacant_leased")]
    roll = ("unit_number", "resident_name", "monthly_rent", "is_occupied")
    assert mart(home, "rent_roll_current", *roll, needs=["calendar", "rent_roll_spans"]) == [
        ("101", "Alder, Kim", Decimal("1905.00"), True),
        ("102", None, 0, False),
    ]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Pending Transfer", "transferring"),
        ("Transferring", "transferring"),
        ("Cancelled", "cancelled"),
        ("denied", "cancelled"),
        ("Future Resident", "future"),
        ("PENDING  RENEWAL", "pending_renewal"),
        ("Former Resident", "former"),
        ("applicant", "applicant"),
    ],
)
def test_a_lease_beside_the_current_one_says_what_it_is(home, said, status):
    load(home, realpage([row("101", "Occupied", lease_id="1"), beside("101", said, lease_id="2")], DAY))
    assert alive(home, "leases", "status", where="lease_id = 'elm/101/2'") == [(status,)]


def test_a_unit_without_anybody_in_it_has_no_lease_and_a_leased_one_may_name_who_comes(home):
    coming = {"lease_id": "9", "move_in": feb(20), "lease_start": feb(20)}
    load(home, realpage([row("1", lease_id="7"), row("2", "Vacant-Leased", **coming), row("3", "Model")], DAY))
    assert alive(home, "leases", "lease_id", "status", "is_current") == [("elm/2/9", "future", False)]


def test_a_unit_listed_only_with_an_applicant_has_no_state_and_no_market_rent(home):
    load(home, realpage([beside("101", "Applicant", lease_id="1", market_rent=Decimal(0)), row("102")], DAY))
    assert alive(home, "units", "unit_number", "state", "market_rent") == [("101", None, None), ("102", "vacant", None)]


def current_lease(home, unit="101"):
    return alive(home, "leases", "lease_id", "created_at", "status", where=f"unit_id = 'elm/{unit}' AND is_current")


@pytest.mark.parametrize("ids", [True, False])
def test_an_applicant_who_moves_in_keeps_the_lease(home, ids):
    lease = {"move_in": feb(10), "lease_start": feb(10), "resident_name": "Oak, Jo", "charges": {"RENT": "1200"}}
    lease |= {"lease_id": "71", "resident_household_id": "9"} if ids else {}
    load(home, realpage([row("101", "Vacant-Leased"), beside("101", "Applicant", **lease)], feb(1)))
    load(home, realpage([row("101", "Occupied", **lease)], feb(15)))
    name = "elm/101/71" if ids else "elm/101//2026-02-10/2026-02-10"
    assert current_lease(home) == [(name, feb(1), "current")]
    assert len(alive(home, "leases", "lease_id")) == 1
    states = home.rows("SELECT status, valid_from, valid_to FROM unified.leases_history ORDER BY 2")
    assert states == [("applicant", feb(1), feb(15)), ("current", feb(15), None)]


@pytest.mark.parametrize("ids", [True, False])
def test_a_pending_renewal_that_begins_is_the_lease_it_was(home, ids):
    now = {"move_in": date(2025, 2, 1), "lease_start": date(2025, 2, 1)} | ({"lease_id": "1"} if ids else {})
    then = {"move_in": date(2025, 2, 1), "lease_start": feb(10)} | ({"lease_id": "2"} if ids else {})
    load(home, realpage([row("101", "Occupied", **now), beside("101", "Pending renewal", **then)], feb(1)))
    load(home, realpage([row("101", "Occupied", **then)], feb(15)))
    assert current_lease(home) == [("elm/101/2" if ids else "elm/101//2025-02-01/2026-02-10", feb(1), "current")]


def test_leases_that_nothing_tells_apart_are_numbered(home):
    load(home, realpage([row("101", "Vacant-Leased"), beside("101", "Applicant"), beside("101", "Applicant")], DAY))
    assert [name for (name,) in alive(home, "leases", "lease_id")] == ["elm/101///", "elm/101///#2"]


def test_a_printed_lease_rent_is_the_rent_and_else_the_codes_for_rent_are_summed(home):
    rows = [
        row("1", "Occupied", move_in=feb(1), lease_rent=Decimal("1905.00"), charges={"RENT": "1800", "PETRENT": "35"}),
        row("2", "Occupied", move_in=feb(1), charges={" rent ": "1905.00", "SUBRENT": "95", "CONC": "-50.25"}),
        row("3", "Occupied", move_in=feb(1), lease_rent=Decimal(0)),
        row("4", "Occupied-NTV", move_in=feb(1), market_rent=Decimal(2000), charges={"GARAGE": "80"}),
    ]
    load(home, realpage(rows, DAY))
    assert alive(home, "leases", "unit_id", "rent") == [
        ("elm/1", Decimal("1905.00")),
        ("elm/2", Decimal("2000.00")),
        ("elm/3", 0),
        ("elm/4", None),
    ]
    assert alive(home, "lease_charges", "charge_id", "is_rent", "amount", where="lease_id LIKE 'elm/2/%'") == [
        ("elm/2//2026-02-01// rent ", True, Decimal("1905.00")),
        ("elm/2//2026-02-01//CONC", False, Decimal("-50.25")),
        ("elm/2//2026-02-01//SUBRENT", True, Decimal(95)),
    ]
    needs = ["calendar", "rent_roll_spans"]
    (finding,) = mart(home, "data_quality", "rule", "object_id", "scope", "message", needs=needs)
    assert finding[:3] == ("missing_rent", "elm/4//2026-02-01/", "elm")
    assert "its rent is unknown, not 0" in finding[3]


def test_an_asking_rent_was_taken_for_the_rent_in_place(home):
    rows = [
        row("1", "Occupied", floor_plan="A1", move_in=feb(1), market_rent=Decimal("1905.00")),
        row("2", "Vacant", floor_plan="A1", market_rent=Decimal("1895.01")),
    ]
    load(home, realpage(rows, DAY))
    figures = ("units", "occupied_units", "in_place_rent", "asking_rent", "rent_growth", "loss_to_lease")
    assert mart(home, "pricing", *figures) == [(2, 1, None, Decimal("1900.01"), None, None)]


def test_the_rents_of_applicants_and_renewals_are_not_in_place_and_their_units_are_counted_once(home):
    rows = [
        row("1", "Occupied", floor_plan="A1", lease_id="1", lease_rent=Decimal(1000), market_rent=Decimal(1500)),
        beside("1", "Pending renewal", floor_plan="A1", lease_id="2", lease_rent=Decimal(1100)),
        row("2", "Vacant-Leased", floor_plan="A1", market_rent=Decimal(1500)),
        beside("2", "Applicant", floor_plan="A1", lease_id="3", lease_rent=Decimal(1300), market_rent=Decimal(0)),
    ]
    load(home, realpage(rows, DAY))
    figures = ("units", "occupied_units", "in_place_rent", "asking_rent", "gain_loss_to_lease")
    assert mart(home, "pricing", *figures) == [(2, 1, 1000, 1500, -500)]


def test_charges_come_and_go_with_their_history(home):
    load(home, realpage([row("1", "Occupied", lease_id="1", charges={"RENT": "1000", "PARKING": "50"})], feb(1)))
    load(home, realpage([row("1", "Occupied", lease_id="1", charges={"RENT": "1100", "TRASH": "9"})], feb(7)))
    assert alive(home, "lease_charges", "charge_code", "amount", "created_at", "updated_at") == [
        ("RENT", 1100, feb(1), feb(7)),
        ("TRASH", 9, feb(7), feb(7)),
    ]
    history = "SELECT charge_code, amount, valid_from, valid_to FROM unified.lease_charges_history ORDER BY ALL"
    assert home.rows(history) == [
        ("PARKING", 50, feb(1), feb(7)),
        ("RENT", 1000, feb(1), feb(7)),
        ("RENT", 1100, feb(7), None),
        ("TRASH", 9, feb(7), None),
    ]


COUNTS = {
    "occupied_no_notice": {"occupied"},
    "notice_not_leased": {"notice"},
    "notice_leased": {"notice_leased"},
    "vacant_not_leased": {"vacant"},
    "vacant_leased": {"vacant_leased"},
    "model_admin": {"model", "admin"},
    "down": {"down"},
}


def property_rows():
    """Thirty units over all states, three plans, rents and days by number."""
    for number in range(30):
        status = list(PRINTED)[number % len(PRINTED)]
        fields = {"floor_plan": f"A{number % 3}", "sqft": 500 + 7 * number, "market_rent": Decimal(1500 + number)}
        if PRINTED[status] in LIVED_IN:
            leaves = DAY + timedelta(days=5 * number - 10) if "NTV" in status else None
            fields |= {"lease_id": str(number), "move_in": date(2025, 1, 1), "move_out": leaves}
            fields |= {"charges": {"RENT": f"{1400 + 11 * number}.35", "PARKING": "50"}}
        yield row(str(number), status, **fields)


def test_occupancy_and_exposure_are_counted_from_the_units(home):
    rows = list(property_rows())
    load(home, realpage(rows, DAY))
    states = [PRINTED[one["status"]] for one in rows]
    counted = {name: sum(state in of for state in states) for name, of in COUNTS.items()}
    occupied, total = sum(state in LIVED_IN for state in states), len(rows)
    leaving = [one["move_out"] for one in rows if one["status"] == "Occupied-NTV"]
    within = {days: sum(day <= DAY + timedelta(days=days) for day in leaving) for days in (30, 60)}
    assert 0 < within[30] < within[60] < len(leaving)
    (found,) = mart(home, "occupancy", *COUNTS, "total_units", "occupied_units", "physical_occupancy", "market_rent",
                    "total_sqft", "vacant_ready", "aged_vacancy_90")  # fmt: skip
    market = sum(one["market_rent"] for one in rows)
    sqft = sum(one["sqft"] for one in rows)
    assert found == (*counted.values(), total, occupied, occupied / total, market, sqft, None, None)
    exposed = counted["vacant_not_leased"]
    columns = ("exposure_30", "exposure_60", "exposure_30_share", "net_exposure")
    net = exposed + counted["model_admin"] + counted["down"] + counted["notice_not_leased"]
    assert mart(home, "exposure", *columns, needs=["occupancy"]) == [
        (exposed + within[30], exposed + within[60], (exposed + within[30]) / total, net)
    ]


def test_the_days_of_exposure_are_counted_from_the_day_the_report_says(home):
    rows = [row("1", "Occupied-NTV", lease_id="1", move_out=DAY + timedelta(days=30))]
    load(home, realpage(rows, DAY, as_of=DAY - timedelta(days=1)))
    assert mart(home, "occupancy", "notice_not_leased_30", "notice_not_leased_60") == [(0, 1)]


def test_a_count_or_sum_that_lacks_a_part_is_blank_and_not_less(home):
    rows = [
        row("1", "Occupied-NTV", lease_id="1", market_rent=Decimal(1500), sqft=700),
        row("2", "Vacant", sqft=None, market_rent=None),
        row("3", "Occupied-NTVL", lease_id="3", market_rent=Decimal(1500), sqft=700),
    ]
    load(home, realpage(rows, DAY))
    columns = ("vacant_not_leased", "notice_not_leased_30", "notice_not_leased_60", "market_rent", "total_sqft")
    assert mart(home, "occupancy", *columns) == [(1, None, None, None, None)]
    assert mart(home, "exposure", "exposure_30", "exposure_60", needs=["occupancy"]) == [(None, None)]


def half_up(numerator, denominator, places):
    """A quotient rounded half up to so many places, by whole numbers alone."""
    scaled = int(numerator * 10**places * 2)
    return Decimal((scaled + int(denominator)) // (2 * int(denominator))) / 10**places


def test_pricing_is_summed_from_the_units_of_a_plan(home):
    rows = list(property_rows())
    load(home, realpage(rows, DAY))
    expected = []
    for plan in ("A0", "A1", "A2"):
        own = [one for one in rows if one["floor_plan"] == plan]
        lived = [one for one in own if PRINTED[one["status"]] in LIVED_IN]
        rent, market = sum(Decimal(one["charges"]["RENT"]) for one in lived), sum(one["market_rent"] for one in own)
        sqft, all_sqft = sum(one["sqft"] for one in lived), sum(one["sqft"] for one in own)
        expected.append((plan, len(own), len(lived), half_up(rent, len(lived), 2), half_up(rent, sqft, 4),
                         half_up(market, len(own), 2), half_up(market, all_sqft, 4)))  # fmt: skip
    columns = ("floor_plan", "units", "occupied_units", "in_place_rent", "in_place_rent_per_sqft", "asking_rent",
               "asking_rent_per_sqft")  # fmt: skip
    assert mart(home, "pricing", *columns) == expected


def test_a_projection_adds_who_is_booked_to_come_and_takes_away_who_said_they_go(home):
    def in_days(count):
        return DAY + timedelta(days=count)

    rows = [
        row("1", "Occupied", lease_id="1", move_out=in_days(3)),
        row("2", "Occupied-NTV", lease_id="1", move_out=in_days(7)),
        row("3", "Occupied-NTVL", lease_id="1", move_out=in_days(20)),
        beside("3", "Applicant", lease_id="2", move_in=in_days(25)),
        beside("3", "Applicant", lease_id="3", move_in=in_days(30)),
        row("4", "Vacant-Leased"),
        beside("4", "Applicant", lease_id="1", move_in=in_days(-2)),
        row("5", "Vacant"),
        beside("5", "Applicant", lease_id="1", move_in=in_days(10)),
        row("6", "Vacant-Leased", lease_id="1", move_in=in_days(364), lease_start=in_days(364)),
        row("7", "Occupied-NTV", lease_id="1", move_out=in_days(-1)),
        row("8", "Vacant-Leased"),
    ]
    load(home, realpage(rows, DAY))
    moves = [(7, 0, 1), (20, 0, 1), (25, 1, 0), (-2, 1, 0), (364, 1, 0), (-1, 0, 1)]
    expected = []
    for week in range(1, 53):
        comes = sum(come for day, come, _ in moves if day <= 7 * week)
        goes = sum(go for day, _, go in moves if day <= 7 * week)
        expected.append((DAY, week, in_days(7 * week), 8, 4, comes, goes, 4 + comes - goes, (4 + comes - goes) / 8))
    columns = ("as_of", "week", "week_end", "total_units", "occupied_units", "scheduled_move_ins",
               "scheduled_move_outs", "projected_occupied_units", "projected_occupancy")  # fmt: skip
    needs = ["calendar", "rent_roll_spans", "rent_roll_current"]
    assert mart(home, "projected_occupancy", *columns, needs=needs) == expected


def test_units_of_a_yardi_rent_roll_are_leased_where_a_future_resident_is_listed(home):
    rows = [
        block("1", "occupied", resident_code="t1"),
        block("2", "notice", resident_code="t2", move_out=feb(20)),
        block("3", "notice", resident_code="t3", move_out=feb(20)),
        block("4"),
        block("5"),
        *(block(state, state) for state in ("model", "down", "admin")),
        block("9", None, resident_code="?"),
        future("3", "t30"),
        future("5", "t50", move_in=feb(12)),
        future(None, "t99"),
    ]
    load(home, yardi(rows, DAY))
    assert dict(alive(home, "units", "unit_number", "state")) == {
        "1": "occupied", "2": "notice", "3": "notice_leased", "4": "vacant", "5": "vacant_leased",
        "model": "model", "down": "down", "admin": "admin", "9": None,
    }  # fmt: skip
    assert alive(home, "leases", "lease_id", "status", "is_current") == [
        ("elm/1/t1", "current", True),
        ("elm/2/t2", "notice", True),
        ("elm/3/t3", "notice", True),
        ("elm/3/t30", "future", False),
        ("elm/5/t50", "future", False),
        ("elm/9/?", None, False),
    ]
    columns = ("total_units", "occupied_no_notice", "notice_not_leased", "notice_leased", "vacant_not_leased",
               "vacant_leased", "model_admin", "down")  # fmt: skip
    assert mart(home, "occupancy", *columns) == [(9, 1, 1, 1, 1, 1, 2, 1)]


def test_notice_units_were_left_out_of_yardi_occupancy_although_somebody_lives_there(home):
    load(home, yardi([block("1", "notice", resident_code="t1", move_out=feb(20)), block("2")], DAY))
    assert mart(home, "occupancy", "occupied_units", "physical_occupancy", "on_notice") == [(1, 0.5, 1)]


def test_a_yardi_rent_is_the_actual_one_or_the_sum_of_the_rent_codes(home):
    rows = [
        block("1", "occupied", resident_code="t1", actual_rent=Decimal("1905.00")),
        block("2", "occupied", resident_code="t2", charges=[("rent", "1150"), ("rent", "10.50"), ("pest", "5")]),
        block("3", "occupied", resident_code="t3", charges=[("petrent", "35"), (None, "1")]),
    ]
    load(home, yardi(rows, DAY))
    assert alive(home, "leases", "unit_id", "rent") == [
        ("elm/1", Decimal("1905.00")),
        ("elm/2", Decimal("1160.50")),
        ("elm/3", None),
    ]
    assert alive(home, "lease_charges", "charge_id", "amount") == [
        ("elm/2/t2/pest", 5),
        ("elm/2/t2/rent", 1150),
        ("elm/2/t2/rent#2", Decimal("10.50")),
        ("elm/3/t3/", 1),
        ("elm/3/t3/petrent", 35),
    ]


def test_a_future_resident_of_yardi_who_moves_in_keeps_the_lease(home):
    load(home, yardi([block("1"), future("1", "t7", move_in=feb(9), charges=[("rent", "900")])], feb(1)))
    load(home, yardi([block("1", "occupied", resident_code="t7", move_in=feb(9), charges=[("rent", "900")])], feb(15)))
    assert current_lease(home, "1") == [("elm/1/t7", feb(1), "current")]


@pytest.mark.parametrize(
    ("resident", "other", "held"), [(300, 25, 325), (300, None, 300), (None, 25, 25), (None, None, None)]
)
def test_deposits_held_are_both_kinds_of_yardi(home, resident, other, held):
    load(home, yardi([block("1", "occupied", resident_code="t1", resident_deposit=resident, other_deposit=other)], DAY))
    assert alive(home, "leases", "deposit_held") == [(held,)]
