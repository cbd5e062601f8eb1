"""Marts of the reports' counts against plain loops over the rows that were loaded."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import EXAMPLES, feb, load, mart, put

from warehouse.build import build_marts

DAYS = [feb(1), feb(7), feb(14)]
STATES = ("no_notice", "notice_open", "notice_let", "vacant_open", "vacant_let", "admin", "down")
IN_BOX_SCORE = ("occupied_no_ntv", "ntv_not_leased", "ntv_leased", "vacant_not_leased", "vacant_leased", "model_admin",
                "down")  # fmt: skip
IN_SUMMARY = ("occupied_no_ntv", "ntv_not_leased", "ntv_leased", "vacant_not_leased", "vacant_leased", "vacant_admin",
              "vacant_down")  # fmt: skip
CENT = Decimal("0.01")
money = st.integers(1, 400_000).map(lambda cents: cents * CENT)
states = st.tuples(*[st.integers(0, 3)] * len(STATES)).map(lambda counts: dict(zip(STATES, counts, strict=True)))


def box_row(plan):
    counts = dict(zip(IN_BOX_SCORE, (plan[one] for one in STATES), strict=True))
    return {"floor_plan": "A1", "units": sum(plan.values()), **counts}


def summary_row(plan, market, sqft):
    counts = dict(zip(IN_SUMMARY, (plan[one] for one in STATES), strict=True))
    return {"floor_plan": "A1", "total_units": sum(plan.values()), "market_rent": market, "total_sqft": sqft, **counts}


def share(part, whole):
    return part / whole if whole and part is not None else None


day_of_reports = st.fixed_dictionaries(
    {},
    optional={
        "box": st.tuples(st.lists(states, min_size=1, max_size=3), st.none() | st.integers(0, 5)),
        "summary": st.lists(st.tuples(states, money, st.integers(300, 900)), min_size=1, max_size=3),
        "roll": st.tuples(states, st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)),
    },
)
worlds = st.dictionaries(st.sampled_from(DAYS), day_of_reports, min_size=1)


def load_day(home, day, said):
    if "box" in said:
        plans, ready = said["box"]
        made_ready = [] if ready is None else [{"section": "make_ready", "measure": "made_ready", "units": ready}]
        rows = [box_row(plan) for plan in plans]
        load(home, "realpage_box_score", rows, day, realpage_box_score_availability=made_ready)
    if "summary" in said:
        load(home, "realpage_monthly_summary", [summary_row(*one) for one in said["summary"]], day)
    if "roll" in said:
        counts, aged, soon, later = said["roll"]
        names = ("occupied_no_notice", "notice_not_leased", "notice_leased", "vacant_not_leased", "vacant_leased",
                 "model_admin", "down")  # fmt: skip
        roll = dict(zip(names, counts.values(), strict=True)) | {"total_units": sum(counts.values())}
        roll |= {"aged_vacancy_90": aged, "notice_not_leased_30": soon, "notice_not_leased_60": soon + later}
        roll |= {"snapshot_date": day, "as_of": day, "report": "realpage_rent_roll"}
        put(home, "unified.occupancy_metrics", [roll])


def summed(plans):
    return {one: sum(plan[one] for plan in plans) for one in STATES}


def told(said):
    """Report, its counts, and what the others of the day add to them."""
    offers = [
        ("realpage_box_score", summed(said["box"][0])) if "box" in said else None,
        ("realpage_monthly_summary", summed([one[0] for one in said["summary"]])) if "summary" in said else None,
        ("realpage_rent_roll", said["roll"][0]) if "roll" in said else None,
    ]
    return next((one for one in offers if one), None)


@settings(max_examples=EXAMPLES)
@given(world=worlds)
def test_occupancy_and_exposure_are_the_counts_of_the_preferred_report(bench, world):
    home = bench.home()
    expected, exposed = [], []
    for day, said in world.items():
        load_day(home, day, said)
        if not (found := told(said)):
            continue
        report, n = found
        total = sum(n.values())
        occupied = n["no_notice"] + n["notice_open"] + n["notice_let"]
        vacant = n["vacant_open"] + n["vacant_let"] + n["admin"] + n["down"]
        market = sum(one[1] for one in said["summary"]) if "summary" in said else None
        ready = said["box"][1] if "box" in said else None
        aged, soon, later = said["roll"][1:] if "roll" in said else (None, None, None)
        expected.append((day, report, total, occupied, vacant, n["notice_open"] + n["notice_let"],
                         share(occupied, total), share(occupied + n["vacant_let"], total),
                         share(n["vacant_let"] + n["no_notice"] + n["notice_let"], total), ready, market,
                         aged))  # fmt: skip
        net = vacant - n["vacant_let"] + n["notice_open"]
        within_30 = None if soon is None else n["vacant_open"] + soon
        within_60 = None if soon is None else n["vacant_open"] + soon + later
        exposed.append((day, report, net, share(net, total), n["vacant_open"] + n["notice_open"], within_30,
                        share(within_30, total), within_60, share(within_60, total)))  # fmt: skip
    columns = ("snapshot_date", "report", "total_units", "occupied_units", "vacant_units", "on_notice",
               "physical_occupancy", "leased", "net_leased", "vacant_ready", "market_rent",
               "aged_vacancy_90")  # fmt: skip
    assert mart(home, "occupancy", *columns) == sorted(expected)
    columns = ("snapshot_date", "report", "net_exposure", "net_exposure_share", "controllable_availability",
               "exposure_30", "exposure_30_share", "exposure_60", "exposure_60_share")  # fmt: skip
    assert mart(home, "exposure", *columns) == sorted(exposed)


moves = st.fixed_dictionaries({"move_ins": st.integers(0, 9), "move_outs": st.integers(0, 9)})
reported_moves = st.lists(
    st.tuples(
        st.sampled_from(["realpage_box_score", "realpage_monthly_summary"]),
        st.sampled_from(DAYS),
        st.none() | st.sampled_from([feb(1), feb(5), feb(1).replace(month=1)]),
        moves,
    ),
    unique_by=lambda one: one[:2],
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def without_ledger(bench):
    """A warehouse in which no ledger counts moves of its own."""
    build_marts(bench.home().rentroll.warehouse, ["calendar", "rent_roll_spans", "kpi_daily", "kpi_monthly"])
    return bench


@pytest.mark.slow
@settings(max_examples=EXAMPLES)
@given(reports=reported_moves)
def test_moves_of_a_month_are_those_of_its_newest_report_and_of_one_day_of_the_one_that_says_more(
    without_ledger, reports
):
    home = without_ledger.home()
    for report, day, start, counts in reports:
        load(home, report, [counts | {"floor_plan": "A1"}, {"floor_plan": "A2"}], day, period_start=start)
    newest = max(day for _, day, _, _ in reports)
    of_day = {report: (start, counts) for report, day, start, counts in reports if day == newest}
    monthly = [report for report, (start, _) in of_day.items() if start == feb(1)] or list(of_day)
    chosen = "realpage_monthly_summary" if "realpage_monthly_summary" in monthly else "realpage_box_score"
    start, counts = of_day[chosen]
    columns = ("month", "report", "period_start", "period_end", "move_ins", "move_outs", "net_absorption")
    assert mart(home, "move_activity", *columns) == [
        (feb(1), chosen, start, newest, counts["move_ins"], counts["move_outs"],
         counts["move_ins"] - counts["move_outs"])]  # fmt: skip
