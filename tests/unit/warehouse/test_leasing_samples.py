"""The worked samples of the leasing ledger, from files to the published file."""

from datetime import date
from decimal import Decimal

import pytest
from support.homes import LEASING, Home, day
from support.rows import ledger, load_ledger, rent, resident, stay

SHOWN = tuple(f"{mart}.resident_name" for mart in ("rent_roll_spans", "rent_roll_daily", "rent_roll_current"))
SAMPLE = ledger(
    residents=[resident("5", "Eva", "Roth"), resident("8", "Tom", "Hale"), resident("12", "Ida", "Moss")],
    stays=[
        stay("o1", "U01", "5", "2023-06-01"),
        stay("o2", "U02", "8", "2024-01-03"),
        stay("o3", "U03", "12", "2023-02-01", "2024-01-02"),
    ],
    rents=[
        rent("n1", "o1", 3000, "2023-06-01"),
        rent("n2", "o2", 6200, "2024-01-03"),
        rent("n3", "o3", 4500.00, "2023-02-01"),
    ],
)
ROLL = [
    (1, "U01", "5", "Eva Roth", Decimal(3000), "active"),
    (1, "U02", None, None, Decimal(0), "active"),
    (1, "U03", "12", "Ida Moss", Decimal(4500), "active"),
    (2, "U01", "5", "Eva Roth", Decimal(3000), "active"),
    (2, "U02", None, None, Decimal(0), "active"),
    (2, "U03", None, None, Decimal(0), "active"),
    (3, "U01", "5", "Eva Roth", Decimal(3000), "active"),
    (3, "U02", "8", "Tom Hale", Decimal(6200), "active"),
    (3, "U03", None, None, Decimal(0), "active"),
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    home = Home.at(tmp_path_factory.mktemp("sample"), personal=SHOWN)
    home.load(SAMPLE, day(3), source=LEASING)
    home.publish()
    return home


def test_the_roll_of_three_days_is_the_worked_sample(sample):
    found = sample.ask(
        "SELECT date, unit_number, resident_id, resident_name, monthly_rent, unit_status FROM marts.rent_roll_daily "
        "WHERE property_id = 'north' AND date BETWEEN DATE '2024-01-01' AND DATE '2024-01-03' ORDER BY date, unit_id"
    )
    assert found == [(day(number), *rest) for number, *rest in ROLL]


def test_every_unit_is_on_every_day_of_the_calendar(sample):
    ((days,),) = sample.ask("SELECT COUNT(*) FROM marts.calendar")
    assert sample.ask("SELECT COUNT(*), COUNT(DISTINCT (unit_id, date)) FROM marts.rent_roll_daily") == [
        (3 * days, 3 * days)
    ]


def test_the_roll_of_today_is_the_day_of_the_newest_snapshot(sample):
    assert sample.ask("SELECT unit_id, as_of, monthly_rent, move_in_date FROM marts.rent_roll_current ORDER BY 1") == [
        ("U01", day(3), Decimal(3000), date(2023, 6, 1)),
        ("U02", day(3), Decimal(6200), day(3)),
        ("U03", day(3), Decimal(0), None),
    ]


def test_a_month_of_the_sample_counts_its_days_its_moves_and_its_rent(sample):
    found = sample.ask(
        "SELECT total_units, unit_days, occupied_unit_days, move_ins, move_outs, net_absorption, accrued_rent, "
        "is_complete FROM marts.kpi_monthly WHERE month = DATE '2024-01-01'"
    )
    rent_of_january = (Decimal(3000 * 31 + 6200 * 29 + 4500) / 31).quantize(Decimal("0.01"))
    assert found == [(3, 93, 31 + 29 + 1, 1, 1, 0, rent_of_january, False)]


def test_fifty_units_of_which_39_are_full_and_2_half_a_month_are_80_per_cent_occupied(tmp_path):
    home = Home.at(tmp_path)
    units = [f"U{number:02}" for number in range(50)]
    stays = [stay(f"o{number}", units[number], f"r{number}", "2024-03-15") for number in range(39)]
    stays += [
        stay("o39", units[39], "r39", "2024-04-16"),
        stay("o40", units[40], "r40", "2024-03-01", "2024-04-16"),
    ]
    load_ledger(home, day(30, month=4), units=units, stays=stays)
    home.publish()
    found = home.ask(
        "SELECT occupied_unit_days, unit_days, occupancy_rate, move_ins, move_outs FROM marts.kpi_monthly "
        "WHERE month = DATE '2024-04-01'"
    )
    assert found == [(39 * 30 + 2 * 15, 50 * 30, 0.80, 1, 1)]
