"""A rent roll and a box score of one property and day: where they disagree on units or market rent is a finding."""

from decimal import Decimal

import pytest
from reports import feb, load
from support.rent_rolls import load as take
from support.rent_rolls import mart, realpage, row

DAY = feb(7)
STATUSES = {
    "occupied_no_notice": "Occupied",
    "notice_not_leased": "Occupied-NTV",
    "notice_leased": "Occupied-NTVL",
    "vacant_not_leased": "Vacant",
    "vacant_leased": "Vacant-Leased",
    "model_admin": "Admin",
    "down": "Down",
}
IN_BOX_SCORE = {
    "occupied_no_notice": "occupied_no_ntv",
    "notice_not_leased": "ntv_not_leased",
    "notice_leased": "ntv_leased",
    "vacant_not_leased": "vacant_not_leased",
    "vacant_leased": "vacant_leased",
    "model_admin": "model_admin",
    "down": "down",
}


def load_both(home, *, as_of=DAY, mean="1500.00", rents=None, **changed):
    """Two units of every state in the roll; the box score counts the same, but for what is `changed`."""
    rents = rents or ["1500.00"] * 14
    statuses = [status for status in STATUSES.values() for _ in range(2)]
    rows = [
        row(str(number), status, floor_plan="A1", lease_id="1", market_rent=rent if rent is None else Decimal(rent))
        for number, (status, rent) in enumerate(zip(statuses, rents, strict=True))
    ]
    take(home, realpage(rows, DAY))
    box = {"floor_plan": "A1", "units": 14, "avg_market_rent": Decimal(mean)} | dict.fromkeys(IN_BOX_SCORE.values(), 2)
    load(home, "realpage_box_score", [box | changed], DAY, as_of=as_of)


def differing(home):
    needs = ["calendar", "rent_roll_spans"]
    return mart(home, "data_quality", "dataset", "object_id", "message", needs=needs, where="rule = 'reports_differ'")


def test_a_rent_roll_and_a_box_score_that_agree_are_no_finding(home):
    load_both(home)
    assert differing(home) == []


@pytest.mark.parametrize("figure", STATUSES)
def test_every_state_of_units_is_compared(home, figure):
    load_both(home, **{IN_BOX_SCORE[figure]: 3})
    ((dataset, told, message),) = differing(home)
    assert (dataset, told) == ("occupancy", figure)
    assert message.startswith(f"{figure} is 3 in the box score and 2 in the rent roll, both as of 2026-02-07")


def test_the_number_of_units_is_compared(home):
    load_both(home, units=15, mean="1400.00")
    assert [told for _, told, _ in differing(home)] == ["total_units"]


def test_reports_of_different_days_are_not_compared(home):
    load_both(home, as_of=feb(6), down=5, mean="1.00")
    assert differing(home) == []


@pytest.mark.parametrize(("cents", "is_finding"), [(0, False), (7, False), (-7, False), (8, True), (-8, True)])
def test_half_a_cent_for_every_unit_is_rounding_and_more_is_a_difference(home, cents, is_finding):
    """A mean of 1500.00 over 14 units may stand for a sum of up to seven cents more or less."""
    rents = ["1500.00"] * 13 + [str(Decimal("1500.00") + Decimal(cents) / 100)]
    load_both(home, rents=rents)
    found = differing(home)
    assert [told for _, told, _ in found] == (["market_rent"] if is_finding else [])
    if is_finding:
        rolled = Decimal("21000.00") + Decimal(cents) / 100
        assert found[0][2].startswith(
            f"market_rent is 21000.00 in the box score (its means times its units) and {rolled} in the rent roll, both "
        )


def test_a_market_rent_that_a_unit_lacks_is_not_compared(home):
    load_both(home, rents=["1500.00"] * 13 + [None])
    assert differing(home) == []


def test_the_box_score_counts_the_units_and_the_rent_roll_prices_them_and_dates_the_notices(home):
    load_both(home, down=3)
    assert mart(home, "occupancy", "report", "down", "market_rent", "notice_not_leased_30") == [
        ("realpage_box_score", 3, Decimal("21000.00"), None)
    ]
    assert mart(home, "pricing", "report", "asking_rent") == [("realpage_rent_roll", Decimal("1500.00"))]
