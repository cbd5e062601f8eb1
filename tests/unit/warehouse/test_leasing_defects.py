"""Defects seen in other rent rolls, each kept out by a test that names it."""

from datetime import date
from decimal import Decimal

from support.homes import LEASING, day
from support.rows import load_ledger, rejects, rent, status, stay

MARTS = ("rent_roll_daily", "kpi_monthly", "data_quality")


def roll(home, unit, *days):
    """(resident, rent, status) of a unit on days."""
    home.build(*MARTS)
    query = "SELECT resident_id, monthly_rent, unit_status FROM marts.rent_roll_daily WHERE unit_id = ? AND date = ?"
    return [home.rows(query, unit, one)[0] for one in days]


def moves(home, month):
    home.build(*MARTS)
    return home.rows("SELECT move_ins, move_outs, net_absorption FROM marts.kpi_monthly WHERE month = ?", month)[0]


def test_residents_already_there_are_no_move_ins_of_the_first_day(home):
    load_ledger(
        home,
        day(31),
        stays=[stay("o1", "U01", "r1", "2023-01-10"), stay("o2", "U02", "r2", "2024-01-15")],
    )
    assert moves(home, date(2024, 1, 1)) == (1, 0, 1)
    assert home.rows("SELECT date, move_ins FROM marts.kpi_daily WHERE move_ins > 0 ORDER BY 1") == [
        (date(2023, 1, 10), 1),
        (day(15), 1),
    ]


def test_a_same_day_turnover_is_one_move_in_and_one_move_out(home):
    load_ledger(
        home,
        day(31),
        stays=[stay("o1", "U01", "r1", "2023-12-01", "2024-01-10"), stay("o2", "U01", "r2", "2024-01-10")],
    )
    assert moves(home, date(2024, 1, 1)) == (1, 1, 0)
    assert [one[0] for one in roll(home, "U01", day(9), day(10))] == ["r1", "r2"]


def test_the_overlap_check_sees_bookings_that_lie_in_the_future(home):
    load_ledger(
        home, day(1), stays=[stay("o1", "U01", "r1", "2024-05-01"), stay("o2", "U01", "r2", "2024-02-01", "2024-05-02")]
    )
    assert rejects(home) == [("occupancies", 2, "unit_already_occupied")]


def test_history_is_stamped_with_the_business_day_and_not_with_the_day_of_the_run(home):
    load_ledger(home, day(2), stays=[stay("o1", "U01", "r1", "2024-01-01")])
    load_ledger(home, day(9), stays=[stay("o1", "U01", "r1", "2024-01-01", "2024-02-01")])
    stamps = "SELECT valid_from, valid_to, created_at, updated_at FROM unified.occupancies_history ORDER BY 1"
    assert home.rows(stamps) == [(day(2), day(9), day(2), day(2)), (day(9), None, day(2), day(9))]


def test_a_move_out_does_not_rewrite_the_rent_of_the_past(home):
    lived, paid = stay("o1", "U01", "r1", "2024-01-01"), [rent("n1", "o1", 3000, "2024-01-01")]
    load_ledger(home, day(5), stays=[lived], rents=paid)
    before = roll(home, "U01", day(1), day(5))
    load_ledger(home, day(10), stays=[lived | {"move_out_date": "2024-01-08"}], rents=paid)
    assert roll(home, "U01", day(1), day(5)) == before == [("r1", Decimal(3000), "active")] * 2
    assert roll(home, "U01", day(7), day(8)) == [("r1", Decimal(3000), "active"), (None, Decimal(0), "active")]


def test_a_corrected_fact_changes_the_roll_of_past_days(home):
    load_ledger(home, day(5), stays=[stay("o1", "U01", "r1", "2024-01-03")])
    load_ledger(home, day(6), stays=[stay("o1", "U01", "r1", "2024-01-02")])
    assert [one[0] for one in roll(home, "U01", day(1), day(2), day(3))] == [None, "r1", "r1"]


def test_a_missing_rent_is_unknown_and_a_finding_and_not_0(home):
    load_ledger(
        home, day(5), stays=[stay("o1", "U01", "r1", "2024-01-01")], rents=[rent("n1", "o1", 900, "2024-01-03")]
    )
    assert roll(home, "U01", day(2), day(3)) == [("r1", None, "active"), ("r1", Decimal(900), "active")]
    ((severity, message),) = home.rows("SELECT severity, message FROM marts.data_quality WHERE rule = 'missing_rent'")
    assert severity == "warning"
    assert message == (
        "unit U01 is occupied from 2024-01-01 to 2024-01-03 without an effective rent: its rent is unknown, not 0"
    )
    assert home.rows("SELECT missing_rent_unit_days, accrued_rent FROM marts.kpi_monthly") == [
        (2, (Decimal(900) * 29 / 31).quantize(Decimal("0.01")))
    ]


def test_a_sum_of_rents_none_of_which_is_known_is_unknown_and_not_0(home):
    load_ledger(home, day(31), stays=[stay("o1", "U01", "r1", "2024-01-03")])
    home.build(*MARTS)
    query = "SELECT occupied_units, scheduled_rent FROM marts.kpi_daily WHERE date = ?"
    assert [home.rows(query, day(number)) for number in (2, 3)] == [[(0, Decimal(0))], [(1, None)]]
    assert home.rows("SELECT missing_rent_unit_days, accrued_rent FROM marts.kpi_monthly") == [(29, None)]


def test_an_inactive_unit_has_no_resident_and_no_rent_and_counts_as_a_unit(home):
    load_ledger(
        home,
        day(31),
        stays=[stay("o1", "U01", "r1", "2024-01-01", "2024-01-11")],
        rents=[rent("n1", "o1", 310, "2024-01-01")],
        statuses=[status("s1", "U01", "inactive", "2024-01-11"), status("s2", "U01", "active", "2024-01-21")],
    )
    assert roll(home, "U01", day(10), day(11), day(20), day(21)) == [
        ("r1", Decimal(310), "active"),
        (None, Decimal(0), "inactive"),
        (None, Decimal(0), "inactive"),
        (None, Decimal(0), "active"),
    ]
    query = (
        "SELECT unit_days, active_unit_days, occupied_unit_days, occupancy_rate, occupancy_rate_active, accrued_rent"
    )
    assert home.rows(f"{query} FROM marts.kpi_monthly") == [(93, 83, 10, 10 / 93, 10 / 83, Decimal(100))]


def test_the_rent_in_force_is_the_latest_effective_one_of_the_stay(home):
    load_ledger(
        home,
        day(31),
        stays=[stay("o1", "U01", "r1", "2024-01-01", "2024-01-20"), stay("o2", "U01", "r2", "2024-01-20")],
        rents=[
            rent("n3", "o2", 500, "2024-01-20"),
            rent("n2", "o1", 950, "2024-01-10"),
            rent("n1", "o1", 900, "2024-01-01"),
        ],
    )
    assert [one[1] for one in roll(home, "U01", day(9), day(10), day(19), day(20))] == [900, 950, 950, 500]


def test_a_stay_deleted_at_the_source_leaves_the_roll(home):
    stays = [stay("o1", "U01", "r1", "2024-01-01"), stay("o2", "U02", "r2", "2024-01-01")]
    load_ledger(home, day(2), stays=stays)
    load_ledger(home, day(3), stays=stays[1:])
    assert roll(home, "U01", day(2)) == [(None, Decimal(0), "active")]


def test_a_stay_whose_row_is_refused_stays_in_the_roll(home):
    stays = [stay("o1", "U01", "r1", "2024-01-01"), stay("o2", "U02", "r2", "2024-01-01")]
    load_ledger(home, day(2), stays=stays)
    home.load({"occupancies": [stays[0] | {"move_in_date": "soon"}, stays[1]]}, day(3), source=LEASING)
    assert roll(home, "U01", day(3))[0][0] == "r1"
