"""Two reports of one property and day: each fills its own facts, and where they disagree that is a finding."""

from decimal import Decimal

import pytest
from reports import feb, load, mart

SAME = {"occupied_no_ntv": 5, "ntv_not_leased": 1, "ntv_leased": 1, "vacant_not_leased": 2, "vacant_leased": 1,
        "move_ins": 3, "move_outs": 2, "floor_plan": "A1"}  # fmt: skip
BOX = {"units": 11, "model_admin": 1, "down": 0} | SAME
SUMMARY = {"total_units": 11, "vacant_admin": 1, "vacant_down": 0} | SAME
TODAY, FIRST = feb(7), feb(1)


def load_both(home, box=None, summary=None, *, box_as_of=TODAY, summary_start=FIRST):
    load(home, "realpage_box_score", [BOX | (box or {})], TODAY, as_of=box_as_of, period_start=FIRST)
    load(home, "realpage_monthly_summary", [SUMMARY | (summary or {})], TODAY, period_start=summary_start)


def differing(home):
    columns = ("dataset", "rule", "object_id", "severity", "row_count", "message")
    found = mart(home, "data_quality", *columns, needs=["calendar", "rent_roll_spans"])
    assert {rule for _, rule, *_ in found} <= {"reports_differ"}
    return [(one[0], *one[2:]) for one in found]


def test_reports_that_agree_are_no_finding(home):
    load_both(home)
    assert differing(home) == []


def test_a_count_of_units_that_differs_is_a_finding_with_both_figures(home):
    load_both(home, box={"down": 1, "vacant_not_leased": 1})
    told = "both as of 2026-02-07; marts.occupancy names the report it shows. Run both again to see which one holds"
    assert differing(home) == [
        ("occupancy", "down", "warning", 1, f"down is 1 in the box score and 0 in the monthly summary, {told}"),
        (
            "occupancy",
            "vacant_not_leased",
            "warning",
            1,
            f"vacant_not_leased is 1 in the box score and 2 in the monthly summary, {told}",
        ),
    ]


@pytest.mark.parametrize(
    ("field", "in_summary", "figure"),
    [
        ("units", "total_units", "total_units"),
        ("occupied_no_ntv", "occupied_no_ntv", "occupied_no_notice"),
        ("ntv_not_leased", "ntv_not_leased", "notice_not_leased"),
        ("ntv_leased", "ntv_leased", "notice_leased"),
        ("vacant_not_leased", "vacant_not_leased", "vacant_not_leased"),
        ("vacant_leased", "vacant_leased", "vacant_leased"),
        ("model_admin", "vacant_admin", "model_admin"),
        ("down", "vacant_down", "down"),
        ("move_ins", "move_ins", "move_ins"),
        ("move_outs", "move_outs", "move_outs"),
    ],
)
def test_every_count_that_both_print_is_compared(home, field, in_summary, figure):
    load_both(home, box={field: 20}, summary={in_summary: 30})
    found = [(figure, message.split(",")[0]) for _, figure, _, _, message in differing(home)]
    assert found == [(figure, f"{figure} is 20 in the box score and 30 in the monthly summary")]


def test_moves_of_different_periods_are_not_compared(home):
    load_both(home, box={"move_ins": 1}, summary_start=FIRST.replace(month=1))
    assert differing(home) == []


def test_units_of_different_days_are_not_compared(home):
    load_both(home, box={"down": 1}, box_as_of=feb(6))
    assert differing(home) == []


def test_a_figure_that_one_report_leaves_blank_is_not_compared(home):
    load_both(home, box={"down": None, "move_ins": None})
    assert differing(home) == []


def test_a_report_loaded_again_replaces_its_own_facts_and_not_the_others(home):
    load_both(home)
    load(home, "realpage_box_score", [BOX | {"units": 12}], TODAY, period_start=FIRST)
    found = home.rows("SELECT report, total_units FROM unified.occupancy_metrics ORDER BY 1")
    assert found == [("realpage_box_score", 12), ("realpage_monthly_summary", 11)]
    assert home.rows("SELECT report FROM unified.move_metrics ORDER BY 1") == [
        ("realpage_box_score",),
        ("realpage_monthly_summary",),
    ]


@pytest.mark.parametrize(
    ("measures", "ready", "not_ready"),
    [
        ([("make_ready", "made_ready", 3), ("make_ready", "not_made_ready", 1)], 3, 1),
        ([("make_ready", "made_ready", 0), ("make_ready", "not_made_ready", 0)], 0, 0),
        ([("availability", "total_vacant_units", 4)], None, None),
        ([], None, None),
    ],
)
def test_vacant_units_are_ready_or_not_where_the_box_score_says_so(home, measures, ready, not_ready):
    lines = [{"section": section, "measure": measure, "units": units} for section, measure, units in measures]
    load(home, "realpage_box_score", [BOX, BOX], TODAY, realpage_box_score_availability=lines)
    columns = ("total_units", "vacant_ready", "vacant_not_ready", "aged_vacancy_90")
    assert mart(home, "occupancy", *columns) == [(22, ready, not_ready, None)]


def test_a_box_score_prints_net_leases_and_no_money(home):
    row = BOX | {"signed_renewals": 4, "cancelled_denied": 2, "net_leases": 5}
    load(home, "realpage_box_score", [row], TODAY, period_start=FIRST)
    columns = ("move_ins", "move_outs", "renewals", "leases", "net_leases", "cancellations", "rent_charged", "payments")
    ledger = ["calendar", "rent_roll_spans", "kpi_daily", "kpi_monthly"]
    assert mart(home, "move_activity", *columns, needs=ledger) == [(3, 2, 4, None, 5, 2, None, None)]


def test_moves_come_from_the_report_that_counts_the_month_alone(home):
    load_both(home, box={"move_ins": 1}, summary_start=feb(1).replace(month=1))
    columns = ("month", "report", "period_start", "period_end", "move_ins")
    ledger = ["calendar", "rent_roll_spans", "kpi_daily", "kpi_monthly"]
    assert mart(home, "move_activity", *columns, needs=ledger) == [(FIRST, "realpage_box_score", FIRST, TODAY, 1)]


def test_a_report_of_the_same_day_completes_what_the_first_does_not_print(home):
    load_both(home, summary={"market_rent": Decimal("22000.50"), "total_sqft": 9000})
    found = mart(home, "occupancy", "report", "market_rent", "total_sqft")
    assert found == [("realpage_box_score", Decimal("22000.50"), 9000)]
