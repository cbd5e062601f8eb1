"""The list of properties: one row each, whatever reports were loaded of it, on whichever days."""

from decimal import Decimal

from reports import feb, load, mart
from support.rent_rolls import load as take
from support.rent_rolls import realpage, row

COLUMNS = ("property_id", "name", "total_units", "first_seen", "last_seen")
MARKS = {"is_under_eviction": False, "has_nsf": False, "has_120_plus": False}
OWED = {"unit_number": "1", "net_balance": Decimal(5), "total_delinquent": Decimal(5)} | MARKS
BOX = {"floor_plan": "A1", "units": 11, "occupied_no_ntv": 11, "avg_market_rent": Decimal(1000)}


def listed(home):
    return mart(home, "properties", *COLUMNS, needs=["occupancy"])


def test_two_reports_of_a_day_that_count_differently_are_one_property(home):
    take(home, realpage([row("1"), row("2")], feb(7)))
    load(home, "realpage_box_score", [BOX], feb(7))
    assert listed(home) == [("elm", "Elm", 11, feb(7), feb(7))]
    units = mart(home, "units", "unit_number", "property_name", needs=["calendar", "rent_roll_spans",
                 "rent_roll_current"])  # fmt: skip
    assert units == [("1", "Elm"), ("2", "Elm")]


def test_the_newest_report_that_counts_decides_the_units_and_the_newest_of_all_the_name(home):
    load(home, "realpage_box_score", [BOX], feb(1))
    take(home, realpage([row("1"), row("2")], feb(7), name="Elm Court"))
    assert listed(home) == [("elm", "Elm Court", 2, feb(1), feb(7))]
    load(home, "realpage_delinquency", [OWED], feb(14))
    assert listed(home) == [("elm", "Elm", 2, feb(1), feb(14))]


def test_a_report_without_a_name_takes_none_away(home):
    take(home, realpage([row("1")], feb(1)), realpage([row("1"), row("2")], feb(7), name=None))
    assert listed(home) == [("elm", "Elm", 2, feb(1), feb(7))]


def test_a_property_known_by_its_delinquency_alone_has_no_count_of_units(home):
    load(home, "realpage_delinquency", [OWED], feb(14))
    assert listed(home) == [("elm", "Elm", None, feb(14), feb(14))]
