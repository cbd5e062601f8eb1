"""Rent rolls in any order, again or corrected give one warehouse, and one that is held changes nothing."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from support.homes import everything
from support.rent_rolls import EVERY_ROLL_MART, beside, block, future, offer, realpage, row, yardi

from warehouse.build import build_marts, needed_for

DAYS = [date(2026, 2, number) for number in (1, 5, 9, 20)]
# Each example loads up to a dozen reports and builds the marts two or three times.
FEWER = settings(max_examples=settings.default.max_examples // 8)
SCHEMAS = ("raw", "unified", "marts")
MARTS = (*EVERY_ROLL_MART, "occupancy", "exposure", "pricing", "projected_occupancy", "properties", "units",
         "data_quality")  # fmt: skip
NUMBERS = [str(number) for number in range(12)]
moved_in = st.sampled_from([date(2025, 3, 1), date(2026, 2, 1), date(2026, 2, 7)])
rents = st.sampled_from(["900", "1905.00"]).map(lambda amount: {"RENT": amount})
lived_in = st.fixed_dictionaries(
    {
        "lease_id": st.sampled_from(["1", "2", None]),
        "move_in": moved_in,
        "move_out": st.sampled_from([None, date(2026, 2, 8)]),
        "charges": rents,
    }
)
STATUSES = ["Occupied", "Occupied", "Occupied-NTV", "Vacant", "Vacant-Leased", "Down", "Odd"]
BESIDE = ["Applicant", "Pending renewal", "Former resident"]


@st.composite
def rolls(draw):
    """Rows of a Rent Roll Detail of up to a dozen units, some left out; sometimes of none."""
    numbers = draw(st.sampled_from([NUMBERS, NUMBERS, NUMBERS[:10], NUMBERS[3:], NUMBERS[:4], []]))
    rows = []
    for number in numbers:
        status = draw(st.sampled_from(STATUSES))
        rows.append(row(number, status, **(draw(lived_in) if status.startswith("Occupied") else {})))
        if draw(st.integers(0, 5)) == 0:
            rows.append(beside(number, draw(st.sampled_from(BESIDE)), **draw(lived_in)))
    return rows


@st.composite
def yardi_rolls(draw):
    """Units of a Yardi rent roll, some with residents or future ones."""
    rows = []
    for number in draw(st.sampled_from([NUMBERS, NUMBERS[:10], NUMBERS[:4], []])):
        state = draw(st.sampled_from(["occupied", "notice", "vacant", "model"]))
        who = {"resident_code": f"t{draw(st.integers(1, 2))}", "move_in": draw(moved_in), "actual_rent": Decimal(900)}
        rows.append(block(number, state, **(who if state in ("occupied", "notice") else {})))
        if draw(st.integers(0, 5)) == 0:
            rows.append(future(number, "t9", move_in=date(2026, 2, 20)))
    return rows


def arrivals():
    """Reports of both vendors as they arrive: any day, some of one day, some allowed to end what they leave out."""
    detail = st.builds(lambda rows, day, allow: realpage(rows, day, allow=allow), rolls(), st.sampled_from(DAYS),
                       st.booleans())  # fmt: skip
    other = st.builds(yardi, yardi_rolls(), st.sampled_from(DAYS))
    return st.lists(detail | detail | other, min_size=2, max_size=6)


def built(home):
    build_marts(home.rentroll.warehouse, needed_for(MARTS))
    return everything(home, schemas=SCHEMAS)


def one_a_day(documents):
    """The first report of each vendor and day."""
    chosen = {}
    for one in documents:
        chosen.setdefault((one.landed.dataset, one.landed.snapshot_date), one)
    return list(chosen.values())


@FEWER
@given(data=st.data())
def test_the_same_reports_in_any_order_and_again_give_the_same_warehouse(bench, data):
    reports = one_a_day(data.draw(arrivals()))
    home = bench.home()
    offer(home, *sorted(reports, key=lambda one: one.landed.snapshot_date))
    in_order = built(home)
    shuffled = data.draw(st.permutations([*reports, *data.draw(st.lists(st.sampled_from(reports), max_size=2))]))
    home = bench.home()
    offer(home, *shuffled, again=data.draw(st.booleans()))
    assert built(home) == in_order


@FEWER
@given(data=st.data())
def test_days_corrected_early_or_late_give_the_same_warehouse(bench, data):
    """Of one day the reports keep their order, as they do in landing; days come as they like."""
    reports = data.draw(arrivals())
    home = bench.home()
    offer(home, *sorted(reports, key=lambda one: one.landed.snapshot_date))
    in_order = built(home)
    days = data.draw(st.permutations(DAYS))
    home = bench.home()
    offer(home, *sorted(reports, key=lambda one: days.index(one.landed.snapshot_date)))
    assert built(home) == in_order
    home = bench.home()
    offer(home, *reports)
    assert built(home) == in_order


@FEWER
@given(data=st.data())
def test_a_report_that_is_held_changes_nothing_but_raw_and_the_book_of_loads(bench, data):
    first, second = data.draw(rolls()), data.draw(rolls())
    home = bench.home()
    offer(home, realpage(first, DAYS[0]))
    before = everything(home, schemas=("unified",))
    outcome = offer(home, realpage(second, DAYS[1]))
    left_out = {one["unit_number"] for one in first} - {one["unit_number"] for one in second}
    too_many = len(left_out) >= 5 and len(left_out) * 10 > len({one["unit_number"] for one in first})
    assert (outcome.outcome == "held") == (too_many or not second)
    if outcome.outcome == "held":
        assert everything(home, schemas=("unified",)) == before
