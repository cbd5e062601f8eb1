"""The guard over rent rolls: what leaves out too many units is held and changes neither entities nor facts."""

from dataclasses import replace
from decimal import Decimal

import pytest
from reports import feb
from support.homes import everything
from support.rent_rolls import alive, block, load, mart, offer, realpage, row, yardi

from warehouse.documents import PrintedTotal
from warehouse.feeds import Guard


def roll(units, day, *, rent=1000, **rest):
    rows = [row(str(number), "Occupied", lease_id=str(number), charges={"RENT": str(rent)}) for number in range(units)]
    return realpage(rows, day, **rest)


def unified(home):
    return everything(home, schemas=("unified",))


def outcomes(home):
    return home.rows("SELECT DAY(snapshot_date), outcome FROM ops.loads WHERE is_current ORDER BY 1")


def units(home):
    return len(alive(home, "units", "unit_id"))


@pytest.mark.parametrize(("left", "is_held"), [(95, False), (90, False), (89, True), (1, True)])
def test_a_rent_roll_that_leaves_out_more_than_a_tenth_of_the_units_is_held_and_changes_nothing(home, left, is_held):
    load(home, roll(100, feb(1)))
    before = unified(home)
    outcome = offer(home, roll(left, feb(7), rent=1100))
    assert outcome.outcome == ("held" if is_held else "loaded")
    if is_held:
        assert f"would delete {100 - left} of 100 live rows" in outcome.message
        assert "--allow-mass-deletion" in outcome.message
        assert unified(home) == before
        assert home.value("SELECT COUNT(*) FROM raw.realpage_rent_roll WHERE snapshot_date = '2026-02-07'") == left
        assert outcomes(home) == [(1, "loaded"), (7, "held")]
        assert mart(home, "occupancy", "snapshot_date") == [(feb(1),)]


@pytest.mark.parametrize(("of", "left", "outcome"), [(20, 16, "loaded"), (20, 15, "held"), (4, 1, "loaded")])
def test_fewer_than_five_units_may_vanish_from_a_small_property(home, of, left, outcome):
    load(home, roll(of, feb(1)))
    assert offer(home, roll(left, feb(7))).outcome == outcome


def test_the_guard_is_the_portfolios(home):
    load(home, roll(20, feb(1)))
    guards = {"realpage_rent_roll": Guard(Decimal("0.5"), 5)}
    assert offer(home, roll(11, feb(7)), guards=guards).outcome == "loaded"


def test_a_held_rent_roll_passes_with_the_override(home):
    load(home, roll(20, feb(1)))
    assert offer(home, roll(10, feb(7))).outcome == "held"
    assert offer(home, roll(10, feb(7), allow=True)).outcome == "loaded"
    assert units(home) == 10
    assert outcomes(home) == [(1, "loaded"), (7, "loaded")]
    assert mart(home, "occupancy", "snapshot_date", "total_units") == [(feb(1), 20), (feb(7), 10)]


def test_a_held_rent_roll_is_judged_again_when_an_earlier_one_arrives(home):
    load(home, roll(20, feb(1)))
    assert offer(home, roll(14, feb(20))).outcome == "held"
    load(home, roll(17, feb(10)))
    assert outcomes(home) == [(1, "loaded"), (10, "loaded"), (20, "loaded")]
    assert units(home) == 14
    assert home.rows("SELECT deleted_at, COUNT(*) FROM unified.units GROUP BY 1 ORDER BY 1") == [
        (feb(10), 3),
        (feb(20), 3),
        (None, 14),
    ]
    assert mart(home, "occupancy", "total_units") == [(14,), (17,), (20,)]


def test_a_rent_roll_that_was_loaded_is_held_when_an_earlier_one_shows_how_much_it_lacks(home):
    load(home, roll(10, feb(1)), roll(10, feb(20)), roll(30, feb(10)))
    assert outcomes(home) == [(1, "loaded"), (10, "loaded"), (20, "held")]
    assert units(home) == 30
    assert mart(home, "occupancy", "snapshot_date", "total_units") == [(feb(1), 10), (feb(10), 30)]
    (finding,) = mart(home, "data_quality", "rule", "snapshot_date", needs=["calendar", "rent_roll_spans"],
                      where="rule LIKE 'file%'")  # fmt: skip
    assert finding == ("file_held", feb(20))


@pytest.mark.parametrize("first", [True, False])
def test_an_empty_rent_roll_is_held_be_it_the_first_or_not(home, first):
    if not first:
        load(home, roll(3, feb(1)))
    before = unified(home)
    outcome = offer(home, realpage([], feb(7)))
    assert outcome.outcome == "held"
    assert "lists no unit" in outcome.message
    assert unified(home) == before


def test_a_rent_roll_of_nothing_but_applicants_without_a_unit_is_held_too(home):
    assert offer(home, yardi([block(None, None, current=False, resident_code="t1")], feb(7))).outcome == "held"


def test_an_empty_rent_roll_that_is_allowed_ends_every_unit(home):
    load(home, roll(3, feb(1)))
    assert offer(home, realpage([], feb(7), allow=True)).outcome == "loaded"
    assert units(home) == 0
    columns = ("date", "total_units", "occupancy_rate")
    needs = ["calendar", "rent_roll_spans"]
    found = mart(home, "kpi_daily", *columns, needs=needs, where="date BETWEEN '2026-02-06' AND '2026-02-07'")
    assert found == [(feb(6), 3, 1.0), (feb(7), 0, None)]


def test_a_second_report_of_a_day_that_leaves_out_units_of_the_first_is_held_and_the_first_stays(home):
    """Compared with the evening before it would pass: there was none."""
    load(home, roll(20, feb(7)))
    before = everything(home, schemas=("raw", "unified"))
    outcome = offer(home, roll(14, feb(7), rent=1100))
    assert outcome.outcome == "held"
    assert everything(home, schemas=("raw", "unified")) == before
    entered = home.rows("SELECT outcome, is_current FROM ops.loads ORDER BY ALL")
    assert entered == [("held", False), ("loaded", True)]
    assert offer(home, roll(14, feb(7), rent=1100, allow=True)).outcome == "loaded"
    assert units(home) == 14


def test_a_corrected_report_replaces_the_first_of_its_day(home):
    load(home, roll(20, feb(7)), roll(20, feb(14)))
    load(home, roll(19, feb(7), rent=1100))
    assert outcomes(home) == [(7, "loaded"), (14, "loaded")]
    states = home.rows("SELECT rent, valid_from, valid_to FROM unified.leases_history WHERE lease_id = 'elm/0/0'")
    assert sorted(states) == [(1000, feb(14), None), (1100, feb(7), feb(14))]
    created = home.rows("SELECT created_at, COUNT(*) FROM unified.units GROUP BY 1 ORDER BY 1")
    assert created == [(feb(7), 19), (feb(14), 1)]
    assert mart(home, "occupancy", "snapshot_date", "total_units") == [(feb(7), 19), (feb(14), 20)]


def test_a_report_that_does_not_reconcile_leaves_the_days_report_as_it_was(home):
    load(home, roll(20, feb(7)))
    before = everything(home, schemas=("raw", "unified"))
    wrong = replace(roll(20, feb(7), rent=1100), totals=[PrintedTotal("RENT", Decimal(1), Decimal(2))])
    assert offer(home, wrong).outcome == "refused"
    assert everything(home, schemas=("raw", "unified")) == before


def test_the_same_bytes_are_left_alone_and_again_changes_nothing(home):
    load(home, roll(20, feb(7)))
    before = everything(home, schemas=("raw", "unified"))
    assert offer(home, roll(20, feb(7))).outcome == "unchanged"
    assert offer(home, roll(20, feb(7)), again=True).outcome == "loaded"
    assert everything(home, schemas=("raw", "unified")) == before


def test_properties_and_vendors_are_guarded_and_rewound_each_on_its_own(home):
    load(home, roll(20, feb(7)), roll(20, feb(7), of="oak"), yardi([block("1")], feb(7)))
    load(home, roll(3, feb(1)), roll(20, feb(8), of="oak"))
    assert offer(home, roll(3, feb(9), of="oak")).outcome == "held"
    assert alive(home, "units", "source", "scope", "COUNT(*)", where="TRUE GROUP BY ALL") == [
        ("realpage_reports", "elm", 20),
        ("realpage_reports", "oak", 20),
        ("yardi_reports", "elm", 1),
    ]
