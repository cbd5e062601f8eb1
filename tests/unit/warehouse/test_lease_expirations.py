"""Leases by the month they expire in, against plain loops over the leases that were loaded."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import EXAMPLES, feb, load, mart

DECISIONS = ["Renewed", "Vacating", "Unknown", "MTM", "Moved out", "Transferring", "Maybe"]
POSSIBLE = ("Renewed", "Vacating", "Unknown", "MTM")
MONTHS = [date(2026, month, 1) for month in (2, 3, 4, 5)]
ends = st.builds(date.replace, st.sampled_from(MONTHS), day=st.integers(1, 28))
leases = st.lists(st.tuples(ends, st.sampled_from(DECISIONS)), max_size=12)
COLUMNS = ("expiry_month", "expiring", "renewed", "vacating", "unknown", "month_to_month", "moved_out",
           "transferring", "total_possible", "renewal_rate")  # fmt: skip


def load_renewals(home, listed, day, start=None):
    rows = [{"lease_end": end, "decision": decision} for end, decision in listed]
    load(home, "realpage_lease_renewals", rows, day, period_start=start)


def load_expirations(home, months, day):
    rows = [
        {"expires_in": month, "is_month_to_month": month is None, "do_not_renew": False, "lease_rent": Decimal(1500)}
        for month in months
    ]
    load(home, "realpage_lease_expirations", rows, day)


def by_month(listed):
    rows = []
    for month in sorted({end.replace(day=1) for end, _ in listed}):
        said = Counter(decision for end, decision in listed if end.replace(day=1) == month)
        possible = sum(said[one] for one in POSSIBLE)
        rows.append((month, sum(said.values()), *(said[one] for one in DECISIONS[:-1]), possible,
                     said["Renewed"] / possible if possible else None))  # fmt: skip
    return rows


@settings(max_examples=EXAMPLES)
@given(listed=leases)
def test_a_month_counts_its_leases_by_what_was_decided(bench, listed):
    home = bench.home()
    load_renewals(home, listed, feb(7), feb(1))
    assert mart(home, "lease_expirations", *COLUMNS) == by_month(listed)


@settings(max_examples=EXAMPLES)
@given(months=st.lists(st.none() | st.sampled_from(MONTHS), max_size=12))
def test_a_report_without_decisions_has_none_and_not_0_of_them(bench, months):
    home = bench.home()
    load_expirations(home, months, feb(7))
    counts = Counter(months)
    expected = [
        (month, counts[month], None, None, None, counts[month] if month is None else 0, None, None, None, None)
        for month in sorted(counts, key=lambda one: one or date.max)
    ]
    assert mart(home, "lease_expirations", *COLUMNS) == expected


@settings(max_examples=EXAMPLES)
@given(first=leases, second=leases.map(lambda listed: [one for one in listed if one[0] >= MONTHS[1]]))
def test_a_month_is_told_by_the_newest_snapshot_that_covers_it(bench, first, second):
    home = bench.home()
    load_renewals(home, first, feb(7), feb(1))
    load_renewals(home, second, date(2026, 3, 2), MONTHS[1])
    last = max((end.replace(day=1) for end, _ in second), default=date.min)
    kept = [one for one in first if one[0] < MONTHS[1] or one[0].replace(day=1) > last]
    assert mart(home, "lease_expirations", *COLUMNS) == by_month(kept + second)


def test_the_report_that_prints_decisions_comes_before_a_newer_one_that_prints_none(home):
    load_renewals(home, [(date(2026, 3, 5), "Renewed"), (date(2026, 3, 9), "Vacating")], feb(7))
    load_expirations(home, [MONTHS[1]] * 3 + [MONTHS[2], None], feb(14))
    assert mart(home, "lease_expirations", "expiry_month", "report", "snapshot_date", "expiring", "renewed") == [
        (MONTHS[1], "realpage_lease_renewals", feb(7), 2, 1),
        (MONTHS[2], "realpage_lease_expirations", feb(14), 1, None),
        (None, "realpage_lease_expirations", feb(14), 1, None),
    ]


def test_a_month_asked_for_in_part_does_not_replace_the_whole_one(home):
    load_renewals(home, [(feb(3), "Renewed"), (feb(20), "Unknown")], feb(1), feb(1))
    load_renewals(home, [(feb(20), "Renewed")], feb(14), feb(14))
    assert mart(home, "lease_expirations", "expiry_month", "expiring", "renewed") == [(feb(1), 2, 1)]


@pytest.mark.parametrize(
    ("row", "new_rent", "increase"),
    [
        ({"new_rent": Decimal(0), "last_increase_amount": Decimal(0)}, None, None),
        (
            {"new_rent": Decimal("1565.50"), "new_lease_start": date(2026, 4, 1), "last_increase_amount": Decimal(0),
             "last_increase_date": feb(1)},
            Decimal("1565.50"),
            Decimal(0),
        ),
    ],
)  # fmt: skip
def test_no_new_lease_has_no_rent_of_0(home, row, new_rent, increase):
    load(home, "realpage_lease_renewals", [{"lease_end": feb(28), "decision": "Renewed"} | row], feb(7))
    found = home.rows("SELECT new_rent, last_rent_change_amount FROM unified.lease_expirations")
    assert found == [(new_rent, increase)]
