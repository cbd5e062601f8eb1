"""What is owed and prepaid, against plain loops over the accounts that were loaded."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from reports import EXAMPLES, feb, load, mart

CENT = Decimal("0.01")
money = st.integers(-50_000, 50_000).map(lambda cents: cents * CENT)
owed = st.none() | st.integers(0, 50_000).map(lambda cents: cents * CENT)
BUCKETS = ("current_balance", "days_30", "days_60", "days_90_plus")
AGES = ("balance_0_30", "balance_31_60", "balance_61_90", "balance_over_90")
COLUMNS = ("accounts", "delinquent_accounts", "prepaid_accounts", "total_delinquent", "total_prepaid", "net_balance",
           "net_delinquent", "net_prepaid", *AGES)  # fmt: skip
MARKS = {"is_under_eviction": False, "has_nsf": False, "has_120_plus": False}


def summed(values):
    """The sum of what is there; None where nothing is."""
    known = [one for one in values if one is not None]
    return sum(known) if known else None


def nets(values):
    above, below = [one for one in values if one > 0], [one for one in values if one < 0]
    return len(above), len(below), sum(above), sum(below)


@settings(max_examples=EXAMPLES)
@given(accounts=st.lists(st.lists(st.tuples(money, money, money, money), min_size=1, max_size=3), min_size=1))
def test_totals_are_summed_over_charge_lines_and_nets_over_accounts(bench, accounts):
    home = bench.home()
    rows = []
    for lines in accounts:
        ages = dict(zip(BUCKETS, (sum(one) for one in zip(*lines, strict=True)), strict=True))
        line_nets = [sum(line) for line in lines]
        prepaid, delinquent = sum(one for one in line_nets if one < 0), sum(one for one in line_nets if one > 0)
        rows.append(ages | MARKS | {"total_prepaid": Decimal(prepaid), "total_delinquent": Decimal(delinquent),
                                    "net_balance": prepaid + delinquent})  # fmt: skip
    load(home, "realpage_delinquency", rows, feb(7))
    line_nets = [sum(line) for lines in accounts for line in lines]
    above, below, delinquent, prepaid = nets([sum(map(sum, lines)) for lines in accounts])
    ages = [sum(line[place] for lines in accounts for line in lines) for place in range(4)]
    assert mart(home, "delinquency", *COLUMNS) == [
        (len(accounts), above, below, sum(one for one in line_nets if one > 0),
         sum(one for one in line_nets if one < 0), sum(line_nets), delinquent, prepaid, *ages)]  # fmt: skip


@settings(max_examples=EXAMPLES)
@given(accounts=st.lists(st.tuples(owed, owed, owed, owed, owed), min_size=1))
def test_yardis_ages_stand_without_the_prepayments(bench, accounts):
    home = bench.home()
    rows = []
    for *ages, prepaid in accounts:
        prepayments = None if prepaid is None else -prepaid
        balance = sum(one for one in (*ages, prepayments) if one is not None)
        rows.append(dict(zip(AGES, ages, strict=True)) | {"prepayments": prepayments, "balance": Decimal(balance)})
    load(home, "yardi_aged_receivables", rows, feb(7), source="yardi_reports")
    above, below, delinquent, prepaid = nets([row["balance"] for row in rows])
    all_owed = sum(one for *ages, _ in accounts for one in ages if one is not None)
    assert mart(home, "delinquency", "source", "report", *COLUMNS) == [
        ("yardi_reports", "yardi_aged_receivables", len(rows), above, below, all_owed,
         summed(row["prepayments"] for row in rows), sum(row["balance"] for row in rows), delinquent, prepaid,
         *(summed(row[one] for row in rows) for one in AGES))]  # fmt: skip


def test_an_account_keeps_what_the_report_says_of_it(home):
    row = {"unit_number": "1-101", "resident_name": "Oak, Kim", "status": "Current", "balance": Decimal("-5.50"),
           "balance_61_90": Decimal("24.50"), "prepayments": Decimal(-30)}  # fmt: skip
    load(home, "yardi_aged_receivables", [row], feb(7), source="yardi_reports")
    columns = ("unit_number", "resident_name", "status", "balance_0_30", "balance_61_90", "total_delinquent",
               "total_prepaid", "net_balance", "deposits_held", "late_count")  # fmt: skip
    assert mart(home, "delinquency_accounts", *columns) == [
        ("1-101", "Oak, Kim", "Current", None, Decimal("24.50"), Decimal("24.50"), -30, Decimal("-5.50"), None, None)
    ]


def test_a_report_without_accounts_says_that_nobody_owes_and_not_nothing(home):
    load(home, "realpage_delinquency", [], feb(20))
    columns = ("snapshot_date", "accounts", "total_delinquent", "total_prepaid", "net_balance", "balance_over_90")
    assert mart(home, "delinquency", *columns) == [(feb(20), 0, 0, 0, 0, 0)]
    assert mart(home, "properties", "property_id", "last_seen", needs=("occupancy",)) == [("elm", feb(20))]
