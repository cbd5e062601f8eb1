from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import cells
from parsers.errors import CellError


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("1,905.00", "1905.00"),
        ("(55.00)", "-55.00"),
        ("$1,234,567.8", "1234567.8"),
        ("-$12.50", "-12.50"),
        ("$(12.50)", "-12.50"),
        ("12.50-", "-12.50"),
        ("\u221212", "-12"),
        (" 7\u00a0", "7"),
        (17.75, "17.75"),
        (0.1 + 0.2, "0.30"),
        (-100.28999999999999, "-100.29"),
        (5.684341886080802e-14, "0.00"),
        (40137, "40137"),
        (0.125, "0.125"),
        ("0", "0"),
        (".50", "0.50"),
    ],
)
def test_money_is_read_exactly_as_printed(value, amount):
    assert cells.money(value) == Decimal(amount)


@pytest.mark.parametrize("value", [None, "", " ", "-", "$", "$ -", "N/A", "n/a", "\u2013", "\u00a0"])
def test_blank_is_none_and_never_zero(value):
    assert cells.money(value) is None
    assert cells.integer(value) is None
    assert cells.day(value) is None


@pytest.mark.parametrize(
    "value",
    ["abc", "#DIV/0!", "1.905,00", "1,90", "12 units", "(5", "5)", "-(5)", "--5", True, float("nan"), float("inf"),
     date(2026, 1, 1), "1e5"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(CellError, match="cannot be read"):
        cells.money(value)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_every_printed_form_of_an_amount_reads_back(amount):
    forms = [f"{amount:,.2f}", f"({-amount:,.2f})" if amount < 0 else f"${amount:,.2f}", float(amount), f"{amount:.2f}"]
    assert {cells.money(form) for form in forms} == {amount}


def test_whole_numbers_and_shares():
    assert [cells.integer(one) for one in (12, 12.0, "1,234")] == [12, 12, 1234]
    assert cells.percent("95.74%", bare="fraction") == Decimal("0.9574")
    assert cells.percent("95.74", bare="percent") == Decimal("0.9574")
    assert cells.percent(0.5, bare="fraction") == Decimal("0.5")
    for bad in ("12.5", "x"):
        with pytest.raises(CellError, match="whole number"):
            cells.integer(bad)
    with pytest.raises(CellError, match="a share"):
        cells.percent("most", bare="percent")


@pytest.mark.parametrize(
    ("value", "country", "day"),
    [
        ("12/06/2024", "US", date(2024, 12, 6)),
        ("12/06/2024", "MX", date(2024, 6, 12)),
        ("31/12/2024", "ES", date(2024, 12, 31)),
        ("31-12-2024", "GB", date(2024, 12, 31)),
        ("9/7/2024 12:00:00 AM", "US", date(2024, 9, 7)),
        ("2024-09-07", "GB", date(2024, 9, 7)),
        ("2026-01-20T10:01:33.017-06:00", "US", date(2026, 1, 20)),
        ("2026-02-01 00:00:00.000", "MX", date(2026, 2, 1)),
        ("Jan 16 2025 12:00AM", "US", date(2025, 1, 16)),
        ("January 16, 2025", "ES", date(2025, 1, 16)),
        ("16-Jan-2025", "US", date(2025, 1, 16)),
        (datetime(2025, 1, 16, 10, 30), "US", date(2025, 1, 16)),  # noqa: DTZ001 - a cell's day has no time zone
        (date(2025, 1, 16), "MX", date(2025, 1, 16)),
    ],
)
def test_days_follow_the_countrys_order(value, country, day):
    assert cells.day(value, country=country) == day


@pytest.mark.parametrize(
    ("value", "country"),
    [("31/12/2024", "US"), ("12/31/2024", "MX"), ("02/30/2024", "US"), ("1/5/26", "US"), ("soon", "US"),
     (46000.0, "US"), (time(0, 0), "US"), ("12/06-2024", "US"), ("Foo 16 2025", "US")],
)  # fmt: skip
def test_what_is_no_day_in_that_order_is_refused(value, country):
    with pytest.raises(CellError, match="Expected a day"):
        cells.day(value, country=country)


def test_two_days_in_one_cell():
    both = [date(2024, 12, 6), date(2026, 4, 18)]
    assert cells.days_within("12/06/2024\n04/18/2026") == both
    assert cells.days_within("12/06/2024 04/18/2026") == both
    assert cells.days_within("Jan 16 2025 12:00AM") == [date(2025, 1, 16)]
    assert cells.days_within("9/7/2024 12:00:00 AM") == [date(2024, 9, 7)]
    assert cells.days_within(None) == []


def test_days_that_mean_no_day_are_cleared_only_on_request():
    assert cells.day("12/31/2099") == date(2099, 12, 31)
    assert cells.without_sentinel(date(2099, 12, 31)) is None
    assert cells.without_sentinel(date(1900, 1, 1)) is None
    assert cells.without_sentinel(date(2024, 1, 1)) == date(2024, 1, 1)


def test_ids_names_marks_and_text():
    assert [cells.identifier(one) for one in (500.0, 500, "007", " 5 ", "", None)] == ["500", "500", "007", "5", None,
                                                                                      None]  # fmt: skip
    assert cells.name("¹ ²Last, First (Nick)") == "Last, First (Nick)"
    assert cells.name("*") is None
    assert cells.marks("†‡ Doe, Jo") == "†‡"
    assert cells.marks("*") == "*"
    assert cells.marks("Doe") == ""
    assert cells.text(" a\n b\u00a0c ") == "a b c"
    assert cells.text(12.5) == "12.5"
    assert cells.squash("Cancella-\ntions /Rejection") == "cancellationsrejection"
