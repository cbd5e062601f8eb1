"""Rent rolls of several days: the roll by span and day, its figures and its moves, against a walk over every day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.rent_rolls import EVERY_ROLL_MART, beside, block, load, mart, realpage, row, yardi

FIRST = date(2026, 1, 10)
UNITS = [str(number) for number in range(101, 109)]
LIVES = 3  # each loads some ten reports
ROLL = ("date", "unit_number", "resident_name", "monthly_rent", "unit_status", "is_occupied", "basis")


def at(number):
    """A day by its distance from the first snapshot."""
    return FIRST + timedelta(days=number)


@dataclass
class Stay:
    """Who lives in a unit from one day to another; the leases begin at `starts` and cost `rents`."""

    name: str
    moves_in: int
    moves_out: int
    told_before: int
    starts: list
    rents: list

    def lease_on(self, day):
        return max(number for number, start in enumerate(self.starts) if number == 0 or start <= day)


@st.composite
def stays(draw, unit):
    """The stays of a unit one after the other, the first of them long begun, with gaps and turnovers between."""
    day, found = draw(st.sampled_from([-400, -20, -1, 0, 5])), []
    while day < 80 and len(found) < 5:
        length = draw(st.sampled_from([15, 30, 60, 500])) + (400 if day == -400 else 0)
        renews = draw(st.booleans())
        starts = [day, day + draw(st.integers(length // 2, length - 1))] if renews else [day]
        rents = [Decimal(draw(st.sampled_from([100_000, 123_457, 190_500]))).scaleb(-2) for _ in starts]
        told = draw(st.sampled_from([0, 10, 40]))
        found.append(Stay(f"Resident {unit} {len(found)}", day, day + length, told, starts, rents))
        day += length + draw(st.sampled_from([0, 0, 3, 20]))
    return found


@st.composite
def properties(draw):
    """A property: its units' stays, the days of its rent rolls, the units each leaves out, what inactive ones say."""
    days = [0, *sorted(draw(st.sets(st.integers(1, 75), min_size=5, max_size=8)))]
    lives = {unit: draw(stays(unit)) for unit in UNITS}
    missing = {day: draw(st.sets(st.sampled_from(UNITS), max_size=2)) for day in days}
    closed = {day: draw(st.sampled_from(["Vacant", "Down", "Model"])) for day in days}
    return days, lives, missing, closed


def living(life, day):
    return next((stay for stay in life if stay.moves_in <= day < stay.moves_out), None)


def is_on_notice(stay, day):
    return day >= stay.moves_out - stay.told_before


def unit_rows(unit, life, day, *, ids, vacant):
    """What a Rent Roll Detail prints of a unit: its own row, then the renewal, the applicant and the former ones."""
    stay = living(life, day)
    if stay is None:
        yield row(unit, vacant)
    else:
        leaves = {"move_out": at(stay.moves_out)} if is_on_notice(stay, day) else {}
        status = "Occupied-NTV" if leaves else "Occupied"
        yield row(unit, status, **lease(stay, stay.lease_on(day), ids=ids), **leaves)
        for number, start in enumerate(stay.starts):
            if day < start <= day + 30:
                yield beside(unit, "Pending renewal", **lease(stay, number, ids=ids))
    for other in life:
        if day < other.moves_in <= day + 20:
            yield beside(unit, "Applicant", **lease(other, 0, ids=ids))
        if day - 15 <= other.moves_out <= day:
            last = lease(other, len(other.starts) - 1, ids=ids)
            yield beside(unit, "Former resident", **last, move_out=at(other.moves_out))


def lease(stay, number, *, ids):
    printed = {"resident_name": stay.name, "move_in": at(stay.moves_in), "lease_start": at(stay.starts[number])}
    printed |= {"charges": {"RENT": str(stay.rents[number])}}
    return printed | ({"lease_id": f"{stay.name[9:]} {number}", "resident_household_id": stay.name[9:]} if ids else {})


def report_of(world, day, *, ids):
    _, lives, missing, closed = world
    rows = [
        one
        for unit in UNITS
        if unit not in missing[day]
        for one in unit_rows(unit, lives[unit], day, ids=ids, vacant=closed[day])
    ]
    return realpage(rows, at(day))


def state(world, unit, day):
    """A unit's state in the newest report up to a day: lease, name, rent, status, occupied; None where it has none."""
    days, lives, missing, closed = world
    newest = max((one for one in days if one <= day), default=None)
    if newest is None or unit in missing[newest]:
        return None
    stay = living(lives[unit], newest)
    if stay is None:
        return (None, None, Decimal(0), "active" if closed[newest] == "Vacant" else "inactive", False)
    number = stay.lease_on(newest)
    return ((stay.name, number), stay.name, stay.rents[number], "active", True)


def moves_of(world):
    """Move-ins and move-outs by day: of every stay a report has shown, as far as the reports can tell."""
    days, lives, missing, _ = world
    ins, outs = {}, {}
    for unit, life in lives.items():
        for stay in life:
            seen = [day for day in days if unit not in missing[day] and living(life, day) is stay]
            if not seen:
                continue
            ins[stay.moves_in] = ins.get(stay.moves_in, 0) + 1
            missed = next((day for day in days if day > seen[-1]), None)
            if missed is None:
                continue
            former = [day for day in days if unit not in missing[day] and day - 15 <= stay.moves_out <= day]
            told = former or is_on_notice(stay, seen[-1])
            ended = min(stay.moves_out, missed) if told else missed
            outs[ended] = outs.get(ended, 0) + 1
    return ins, outs


def all_days(world):
    """Every day from the first report to the end of the newest one's month."""
    last = at(world[0][-1])
    end = last.replace(day=monthrange(last.year, last.month)[1])
    return range((end - FIRST).days + 1)


def walked_spans(world):
    for unit in UNITS:
        before, began = None, None
        for day in (*all_days(world), None):
            now = state(world, unit, day) if day is not None else "end"
            if now != before:
                if before is not None:
                    yield (unit, at(began), None if day is None else at(day), *before[1:])
                before, began = now, day


@pytest.mark.slow
@settings(max_examples=LIVES)
@given(world=properties(), ids=st.booleans())
def test_the_roll_of_every_day_is_that_of_the_newest_report_up_to_it(bench, world, ids):
    home = bench.home()
    load(home, *(report_of(world, day, ids=ids) for day in world[0]))
    roll = [
        (at(day), unit, *found[1:], "snapshot")
        for day in all_days(world)
        for unit in UNITS
        if (found := state(world, unit, day))
    ]
    assert mart(home, "rent_roll_daily", *ROLL, needs=EVERY_ROLL_MART) == sorted(roll)
    spans = mart(home, "rent_roll_spans", "unit_number", "valid_from", "valid_to", *ROLL[2:-1])
    assert sorted(spans, key=str) == sorted(walked_spans(world), key=str)
    newest = at(world[0][-1])
    assert mart(home, "rent_roll_current", "as_of", *ROLL[1:]) == [one for one in sorted(roll) if one[0] == newest]
    assert_figures_of_days(home, world)
    assert_figures_of_months(home, world)


def assert_figures_of_days(home, world):
    ins, outs = moves_of(world)
    expected = []
    for day in all_days(world):
        units = [found for unit in UNITS if (found := state(world, unit, day))]
        occupied, active = sum(one[4] for one in units), sum(one[3] == "active" for one in units)
        rates = (occupied / len(units), occupied / active if active else None)
        expected.append((at(day), len(units), active, occupied, len(units) - occupied, 0, sum(one[2] for one in units),
                         *rates, ins.get(day, 0), outs.get(day, 0), at(day) > at(world[0][-1])))  # fmt: skip
    columns = ("date", "total_units", "active_units", "occupied_units", "vacant_units", "missing_rent_units",
               "scheduled_rent", "occupancy_rate", "occupancy_rate_active", "move_ins", "move_outs",
               "is_projected")  # fmt: skip
    assert mart(home, "kpi_daily", *columns) == expected


def assert_figures_of_months(home, world):
    ins, outs = moves_of(world)
    months = {}
    for day in all_days(world):
        months.setdefault(at(day).replace(day=1), []).append(day)
    expected = []
    for month, days in months.items():
        length = monthrange(month.year, month.month)[1]
        roll = [[found for unit in UNITS if (found := state(world, unit, day))] for day in days]
        unit_days, occupied = sum(map(len, roll)), sum(one[4] for units in roll for one in units)
        cents = sum(int(one[2] * 100) for units in roll for one in units)
        accrued = Decimal((2 * cents + length) // (2 * length)).scaleb(-2)
        moves = [sum(counts.get(day, 0) for day in days) for counts in (ins, outs)]
        expected.append((month, len(roll[-1]), unit_days, occupied, *moves, moves[0] - moves[1], accrued))
    columns = ("month", "total_units", "unit_days", "occupied_unit_days", "move_ins", "move_outs", "net_absorption",
               "accrued_rent")  # fmt: skip
    assert mart(home, "kpi_monthly", *columns) == expected


def moves(home):
    """Days with moves, as counted."""
    found = mart(home, "kpi_daily", "date", "move_ins", "move_outs", needs=EVERY_ROLL_MART)
    return [one for one in found if one[1:] != (0, 0)]


def occupied(unit, stay, **fields):
    return row(unit, "Occupied", lease_id=f"{unit} {stay}", resident_name=f"{unit} {stay}", **fields)


def test_sitting_residents_are_no_move_ins_on_the_first_day_of_the_range(home):
    load(home, realpage([occupied("1", "a", move_in=at(-500)), occupied("2", "b", move_in=at(-3))], FIRST))
    load(home, realpage([occupied("1", "a", move_in=at(-500)), occupied("2", "b", move_in=at(-3))], at(10)))
    assert moves(home) == []


def test_residents_are_no_move_ins_of_the_months_before_the_first_rent_roll_of_their_property(home):
    """The tenant's calendar begins with another property's reports, long before."""
    load(home, realpage([occupied("1", "a", move_in=at(-500))], at(-100), of="oak"))
    load(home, realpage([occupied("1", "a", move_in=at(-50))], FIRST))
    assert moves(home) == []
    days = mart(home, "kpi_daily", "MIN(date)", "MIN(total_units)", where="property_id = 'elm'")
    assert days == [(FIRST, 1)]


@pytest.mark.parametrize("ids", [True, False])
def test_a_renewal_is_no_move(home, ids):
    def report(day, start, renewal):
        lease = {"move_in": at(-300), "lease_start": start, "charges": {"RENT": str(1000 + renewal)}}
        return realpage([row("1", "Occupied", **lease, **({"lease_id": str(renewal)} if ids else {}))], at(day))

    load(home, report(0, at(-300), 0), report(10, at(5), 1))
    assert moves(home) == []
    assert mart(home, "rent_roll_spans", "valid_from", "monthly_rent") == [(FIRST, 1000), (at(10), 1001)]


def test_a_notice_that_is_withdrawn_is_no_move_out(home):
    notice = row("1", "Occupied-NTV", lease_id="1", move_in=at(-300), move_out=at(15))
    load(home, realpage([occupied("1", "a", move_in=at(-300))], FIRST), realpage([notice], at(10)))
    load(home, realpage([row("1", "Occupied", lease_id="1", move_in=at(-300))], at(20)))
    assert moves(home) == []


def test_a_move_out_that_is_only_announced_is_not_counted_yet(home):
    load(home, realpage([row("1", "Occupied-NTV", lease_id="1", move_in=at(-300), move_out=at(5))], FIRST))
    assert moves(home) == []


def test_a_transfer_is_a_move_out_and_a_move_in(home):
    load(home, realpage([occupied("1", "a", move_in=at(-300)), row("2")], FIRST))
    former = beside("1", "Former resident", lease_id="1 a", resident_name="1 a", move_in=at(-300), move_out=at(6))
    load(home, realpage([row("1"), former, occupied("2", "a", move_in=at(6))], at(10)))
    assert moves(home) == [(at(6), 1, 1)]


def test_a_resident_who_left_before_the_announced_day_left_by_the_report_that_misses_them(home):
    load(home, realpage([row("1", "Occupied-NTV", lease_id="1", move_in=at(-300), move_out=at(40))], FIRST))
    load(home, realpage([row("1")], at(7)))
    assert moves(home) == [(at(7), 0, 1)]


@pytest.mark.parametrize("ids", [True, False])
def test_a_corrected_move_in_day_is_no_move(home, ids):
    who = {"resident_name": "Alder, Kim"} | ({"lease_id": "1", "resident_household_id": "7"} if ids else {})
    for day, moved_in in ((0, 0), (10, 2), (20, 2)):
        load(home, realpage([row("1", "Occupied", move_in=at(moved_in), lease_start=at(moved_in), **who)], at(day)))
    assert moves(home) == [(at(2), 1, 0)]


def test_a_move_in_day_corrected_after_a_renewal_is_no_move_though_names_are_hidden(home):
    for day, lease, moved_in in ((0, "1", 1), (10, "2", 1), (20, "2", 2)):
        load(home, realpage([row("1", "Occupied", lease_id=lease, move_in=at(moved_in))], at(day)))
    assert moves(home) == [(at(2), 1, 0)]


def test_a_unit_that_is_left_out_and_comes_back_keeps_its_stay(home):
    both = [occupied("1", "a", move_in=at(3)), occupied("2", "b", move_in=at(-300))]
    load(home, realpage(both[1:], FIRST), realpage(both, at(5)), realpage(both[1:], at(10)))
    assert moves(home) == [(at(3), 1, 0), (at(10), 0, 1)]
    load(home, realpage(both, at(20)))
    assert moves(home) == [(at(3), 1, 0)]
    spans = mart(home, "rent_roll_spans", "valid_from", "valid_to", where="unit_number = '1'")
    assert spans == [(at(5), at(10)), (at(20), None)]
    assert mart(home, "kpi_daily", "total_units", where=f"date = DATE '{at(12)}'") == [(1,)]
    assert mart(home, "kpi_monthly", "month", "total_units") == [(date(2026, 1, 1), 2)], "the units of its last day"


def test_a_household_that_comes_back_to_its_unit_moves_in_twice(home):
    def lived(moved_in):
        return realpage([occupied("1", moved_in, move_in=at(moved_in), resident_household_id="7")], at(moved_in + 1))

    load(home, realpage([row("1")], FIRST), lived(2), realpage([row("1")], at(9)), lived(14))
    assert moves(home) == [(at(2), 1, 0), (at(9), 0, 1), (at(14), 1, 0)]


def test_a_resident_whom_one_report_mistook_for_another_has_one_stay(home):
    own, other = occupied("1", "a", move_in=at(1)), occupied("1", "b", move_in=at(4))
    load(
        home, realpage([row("1")], FIRST), *(realpage([one], at(day)) for day, one in ((3, own), (5, other), (8, own)))
    )
    assert moves(home) == [(at(1), 1, 0), (at(4), 1, 0), (at(8), 0, 1)]


def test_a_household_id_that_changes_under_one_lease_tears_no_span(home):
    for day, household in ((0, "1"), (5, "2"), (9, "1")):
        lease = occupied("1", "a", move_in=at(-300), resident_household_id=household)
        load(home, realpage([lease], at(day)))
    columns = ("valid_from", "valid_to", "resident_id")
    assert mart(home, "rent_roll_spans", *columns, needs=["calendar"]) == [
        (FIRST, at(5), "1"),
        (at(5), at(9), "2"),
        (at(9), None, "1"),
    ]


def test_other_reports_of_the_source_do_not_make_the_roll_newer(home):
    load(home, realpage([row("1")], FIRST), realpage([row("1")], at(20), of="oak"))
    needs = ["calendar", "rent_roll_spans"]
    assert mart(home, "rent_roll_current", "property_id", "as_of", needs=needs) == [("elm", FIRST), ("oak", at(20))]


def test_moves_of_a_month_are_those_of_the_report_that_counts_them_where_there_is_one(home):
    load(home, realpage([row("1")], FIRST), realpage([occupied("1", "a", move_in=at(5))], at(8)))
    query = "SELECT month, report, move_ins, move_outs FROM marts.move_activity ORDER BY ALL"
    mart(home, "move_activity", "month", needs=EVERY_ROLL_MART)
    assert home.rows(query) == [(date(2026, 1, 1), None, 1, 0)]
    with home.rentroll.warehouse.open() as connection:
        connection.execute(
            "INSERT INTO unified.move_metrics (tenant_id, source, scope, snapshot_date, report, property_id, as_of, "
            "period_start, move_ins, move_outs) VALUES ('sample', 'realpage_reports', 'elm', '2026-01-18', "
            "'realpage_box_score', 'elm', '2026-01-18', '2026-01-01', 4, 2)"
        )
    mart(home, "move_activity", "month")
    assert home.rows(query) == [(date(2026, 1, 1), "realpage_box_score", 4, 2)]


def test_a_yardi_resident_moves_in_leaves_and_the_unit_is_let_again(home):
    def lived(code, moved_in, **fields):
        state = "notice" if "move_out" in fields else "occupied"
        return block("1", state, resident_code=code, move_in=at(moved_in), actual_rent=Decimal(900), **fields)

    load(home, yardi([lived("t1", -90), block("2")], FIRST), yardi([lived("t1", -90, move_out=at(12))], at(10)))
    load(home, yardi([lived("t2", 14), block("2", "down")], at(20)))
    assert moves(home) == [(at(12), 0, 1), (at(14), 1, 0)]
    columns = ("unit_number", "valid_from", "valid_to", "resident_id", "monthly_rent", "unit_status")
    assert mart(home, "rent_roll_spans", *columns) == [
        ("1", FIRST, at(20), "t1", 900, "active"),
        ("1", at(20), None, "t2", 900, "active"),
        ("2", FIRST, at(10), None, 0, "active"),
        ("2", at(20), None, None, 0, "inactive"),
    ]
