"""Rents by floor plan, in place and asked for, against plain loops over the rows that were loaded."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from reports import EXAMPLES, feb, load, mart, put

DAYS = [feb(1), feb(7), feb(14)]
CENT, TENTH_OF_MIL = Decimal("0.01"), Decimal("0.0001")
money = st.integers(1, 400_000).map(lambda cents: cents * CENT)
units = st.tuples(st.integers(0, 3), st.integers(0, 3))  # occupied, vacant


def half_up(value, to=CENT):
    return value.quantize(to, ROUND_HALF_UP)


box_plans = st.lists(st.tuples(units, money, money, money), min_size=1, max_size=3)
summary_plans = st.lists(st.tuples(units, money, st.integers(300, 900)), min_size=1, max_size=3)
unit_rents = st.lists(st.tuples(money, money, st.integers(300, 900)), max_size=4)
offered = st.fixed_dictionaries({}, optional={"box": box_plans, "summary": summary_plans, "roll": unit_rents})


def box_prices(plans):
    for number, ((occupied, vacant), leased, market, effective) in enumerate(plans):
        yield (f"A{number}", occupied + vacant, occupied, leased if occupied else None, None,
               market if occupied + vacant else None, None, effective if occupied else None)  # fmt: skip


def summary_prices(plans):
    occupied, vacant = (sum(one[0][place] for one in plans) for place in (0, 1))
    market, sqft = sum(one[1] for one in plans), sum(one[2] for one in plans)
    asking = half_up(market / (occupied + vacant)) if occupied + vacant else None
    yield "A1", occupied + vacant, occupied, None, None, asking, half_up(market / sqft, TENTH_OF_MIL), None


def roll_prices(rents):
    """Of the unit rents every second one is of a vacant unit: asked for, but not in place."""
    lived_in = rents[::2]
    sqft, all_sqft = sum(one[2] for one in lived_in), sum(one[2] for one in rents)
    rent, market = sum(one[0] for one in lived_in), sum(one[1] for one in rents)
    yield ("A1", len(rents), len(lived_in),
           half_up(rent / len(lived_in)) if lived_in else None,
           half_up(rent / sqft, TENTH_OF_MIL) if sqft else None,
           half_up(market / len(rents)) if rents else None,
           half_up(market / all_sqft, TENTH_OF_MIL) if all_sqft else None,
           None)  # fmt: skip


def load_box_score(home, day, plans):
    load(home, "realpage_box_score", [
        {"floor_plan_group": "G", "floor_plan": f"A{number}", "units": occupied + vacant, "occupied": occupied,
         "avg_leased_rent": leased, "avg_market_rent": market, "avg_effective_rent": effective}
        for number, ((occupied, vacant), leased, market, effective) in enumerate(plans)
    ], day)  # fmt: skip


def load_summary(home, day, plans):
    load(home, "realpage_monthly_summary", [
        {"floor_plan": "A1", "total_units": occupied + vacant, "occupied_no_ntv": occupied, "ntv_not_leased": 0,
         "ntv_leased": 0, "market_rent": market, "total_sqft": sqft}
        for (occupied, vacant), market, sqft in plans
    ], day)  # fmt: skip


def load_roll(home, day, rents):
    lived_in = rents[::2]
    row = {"snapshot_date": day, "report": "realpage_rent_roll", "floor_plan": "A1", "units": len(rents)}
    row |= {"occupied_units": len(lived_in), "in_place_units": len(lived_in), "asking_units": len(rents)}
    row |= {"in_place_rent_sum": sum(one[0] for one in lived_in), "in_place_sqft": sum(one[2] for one in lived_in)}
    row |= {"asking_rent_sum": sum(one[1] for one in rents), "asking_sqft": sum(one[2] for one in rents)}
    put(home, "unified.pricing_metrics", [row])


LOADERS = {"box": load_box_score, "summary": load_summary, "roll": load_roll}
BY_WHAT_THEY_SAY = {"roll": roll_prices, "box": box_prices, "summary": summary_prices}
COLUMNS = ("snapshot_date", "floor_plan", "units", "occupied_units", "in_place_rent", "in_place_rent_per_sqft",
           "asking_rent", "asking_rent_per_sqft", "effective_rent", "rent_growth", "gain_loss_to_lease",
           "loss_to_lease")  # fmt: skip


def compared(in_place, asking):
    if in_place is None or asking is None:
        return (None, None, None)
    return (float(asking) / float(in_place) - 1, in_place - asking, float(asking - in_place) / float(asking))


@settings(max_examples=EXAMPLES)
@given(world=st.dictionaries(st.sampled_from(DAYS), offered, min_size=1))
def test_pricing_is_of_the_report_that_says_most_and_its_means_are_rounded_half_up(bench, world):
    home = bench.home()
    expected = []
    for day, said in world.items():
        for report, rows in said.items():
            LOADERS[report](home, day, rows)
        chosen = next((one for one in BY_WHAT_THEY_SAY if one in said), None)
        plans = BY_WHAT_THEY_SAY[chosen](said[chosen]) if chosen else ()
        expected += [(day, *plan, *compared(plan[3], plan[5])) for plan in plans]
    assert mart(home, "pricing", *COLUMNS) == sorted(expected, key=lambda row: row[:2])


def test_half_a_cent_is_rounded_up(home):
    load_roll(home, feb(1), [(Decimal("1000.00"), Decimal("1500.00"), 500), (Decimal(0), Decimal("1500.01"), 500)])
    assert mart(home, "pricing", "in_place_rent", "asking_rent") == [(Decimal("1000.00"), Decimal("1500.01"))]


def test_floor_plans_of_one_name_in_two_groups_stay_apart(home):
    plan = {"floor_plan": "A1", "units": 2, "occupied": 1, "avg_market_rent": Decimal(1500)}
    rows = [plan | {"floor_plan_group": group, "avg_leased_rent": Decimal(rent)} for group, rent in
            (("1x1", 1400), ("2x2", 1900))]  # fmt: skip
    load(home, "realpage_box_score", rows, feb(1))
    assert mart(home, "pricing", "floor_plan_group", "in_place_rent") == [("1x1", 1400), ("2x2", 1900)]
