"""The rules of the leasing ledger one by one: which row is refused, why, and that it is in nobody's way."""

import pytest
from support.homes import LEASING, day
from support.rows import ledger, live, load_ledger, rejects, rent, resident, status, stay, unit

JANUARY, FEBRUARY, MARCH, APRIL = "2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"
LIVED = [stay("o1", "U01", "r1", JANUARY, MARCH)]

# (what is wrong, the tables, the row that is refused, its rule)
BROKEN = [
    (
        "a stay that begins while another of the unit lasts",
        {"stays": [*LIVED, stay("o2", "U01", "r2", FEBRUARY)]},
        ("occupancies", 2, "unit_already_occupied"),
    ),
    (
        "a stay around another of the unit",
        {"stays": [stay("o1", "U01", "r1", FEBRUARY, MARCH), stay("o2", "U01", "r2", JANUARY, APRIL)]},
        ("occupancies", 2, "unit_already_occupied"),
    ),
    (
        "an open-ended stay before a booking of the unit that lies in the future",
        {"stays": [stay("o1", "U01", "r1", "2025-06-01"), stay("o2", "U01", "r2", JANUARY)]},
        ("occupancies", 2, "unit_already_occupied"),
    ),
    (
        "two future bookings of the unit that overlap",
        {
            "stays": [
                stay("o1", "U01", "r1", "2025-01-01", "2025-06-01"),
                stay("o2", "U01", "r2", "2025-05-31", "2025-09-01"),
            ]
        },
        ("occupancies", 2, "unit_already_occupied"),
    ),
    (
        "a stay of a resident who lives elsewhere then",
        {"stays": [*LIVED, stay("o2", "U02", "r1", FEBRUARY)]},
        ("occupancies", 2, "resident_already_housed"),
    ),
    (
        "a future booking of a resident who is booked elsewhere then",
        {"stays": [stay("o1", "U01", "r1", "2025-01-01"), stay("o2", "U02", "r1", "2025-02-01")]},
        ("occupancies", 2, "resident_already_housed"),
    ),
    (
        "a move-out on the move-in day",
        {"stays": [stay("o1", "U01", "r1", JANUARY, JANUARY)]},
        ("occupancies", 1, "move_out_not_after_move_in"),
    ),
    (
        "a move-out before the move-in",
        {"stays": [stay("o1", "U01", "r1", FEBRUARY, JANUARY)]},
        ("occupancies", 1, "move_out_not_after_move_in"),
    ),
    (
        "a move-in to a unit that has been inactive",
        {"stays": [stay("o1", "U01", "r1", FEBRUARY)], "statuses": [status("s1", "U01", "inactive", JANUARY)]},
        ("occupancies", 1, "unit_inactive_at_move_in"),
    ),
    (
        "a move-in on the day the unit turns inactive",
        {"stays": [stay("o1", "U01", "r1", FEBRUARY)], "statuses": [status("s1", "U01", "inactive", FEBRUARY)]},
        ("occupancies", 1, "unit_inactive_at_move_in"),
    ),
    (
        "a unit that turns inactive while somebody lives there",
        {"stays": LIVED, "statuses": [status("s1", "U01", "inactive", FEBRUARY)]},
        ("unit_statuses", 1, "inactive_while_occupied"),
    ),
    (
        "two status changes of a unit on one day",
        {"statuses": [status("s1", "U01", "inactive", JANUARY), status("s2", "U01", "active", JANUARY)]},
        ("unit_statuses", 2, "second_status_of_the_day"),
    ),
    (
        "a status nobody knows",
        {"statuses": [status("s1", "U01", "down", JANUARY)]},
        ("unit_statuses", 1, "status_unknown"),
    ),
    (
        "a rent of nothing",
        {"stays": LIVED, "rents": [rent("n1", "o1", 0, JANUARY)]},
        ("rents", 1, "amount_not_positive"),
    ),
    (
        "a rent below nothing",
        {"stays": LIVED, "rents": [rent("n1", "o1", -5, JANUARY)]},
        ("rents", 1, "amount_not_positive"),
    ),
    (
        "a rent before the move-in",
        {"stays": LIVED, "rents": [rent("n1", "o1", 900, "2023-12-31")]},
        ("rents", 1, "effective_date_outside_stay"),
    ),
    (
        "a rent from the move-out day on",
        {"stays": LIVED, "rents": [rent("n1", "o1", 900, MARCH)]},
        ("rents", 1, "effective_date_outside_stay"),
    ),
    (
        "two rents of a stay on one day",
        {"stays": LIVED, "rents": [rent("n1", "o1", 900, JANUARY), rent("n2", "o1", 950, JANUARY)]},
        ("rents", 2, "second_rent_of_the_day"),
    ),
    ("a unit of no property", {"units": [unit("U01"), unit("U02", "south")]}, ("units", 2, "unknown_property")),
    ("a stay in no unit", {"stays": [stay("o1", "U99", "r1", JANUARY)]}, ("occupancies", 1, "unknown_unit")),
    (
        "a stay of nobody",
        {"stays": [stay("o1", "U01", "r1", JANUARY)], "residents": [resident("r2")]},
        ("occupancies", 1, "unknown_resident"),
    ),
    (
        "a status of no unit",
        {"statuses": [status("s1", "U99", "active", JANUARY)]},
        ("unit_statuses", 1, "unknown_unit"),
    ),
    ("a rent of no stay", {"rents": [rent("n1", "o9", 900, JANUARY)]}, ("rents", 1, "unknown_occupancy")),
    ("a unit id twice", {"units": [unit("U01"), unit("U01", door="7")]}, ("units", 2, "duplicate_id")),
    (
        "a resident id twice",
        {"residents": [resident("r1"), resident("r1", last="Moss")]},
        ("residents", 2, "duplicate_id"),
    ),
    (
        "a stay id twice",
        {"stays": [*LIVED, stay("o1", "U02", "r2", JANUARY)]},
        ("occupancies", 2, "duplicate_id"),
    ),
    (
        "a rent id twice",
        {"stays": LIVED, "rents": [rent("n1", "o1", 900, JANUARY), rent("n1", "o1", 950, FEBRUARY)]},
        ("rents", 2, "duplicate_id"),
    ),
    (
        "a status id twice",
        {"statuses": [status("s1", "U01", "inactive", JANUARY), status("s1", "U01", "active", FEBRUARY)]},
        ("unit_statuses", 2, "duplicate_id"),
    ),
    (
        "a day that is none",
        {"stays": [stay("o1", "U01", "r1", "2024-02-30")]},
        ("occupancies", 1, "move_in_date_not_a_date"),
    ),
    (
        "a move-out that is no day",
        {"stays": [stay("o1", "U01", "r1", JANUARY, "soon")]},
        ("occupancies", 1, "move_out_date_not_a_date"),
    ),
    (
        "a move-in before anybody's memory",
        {"stays": [stay("o1", "U01", "r1", "0024-01-01")]},
        ("occupancies", 1, "move_in_date_implausible"),
    ),
]

# What is close to a broken rule and keeps it.
KEPT = [
    ("a same-day turnover", {"stays": [*LIVED, stay("o2", "U01", "r2", MARCH)]}),
    (
        "a resident who moves to another unit on the day of the move-out",
        {"stays": [*LIVED, stay("o2", "U02", "r1", MARCH)]},
    ),
    ("a stay of one night", {"stays": [stay("o1", "U01", "r1", JANUARY, "2024-01-02")]}),
    (
        "a unit that turns inactive on the move-out day",
        {"stays": LIVED, "statuses": [status("s1", "U01", "inactive", MARCH)]},
    ),
    (
        "a move-in on the day the unit turns active again",
        {
            "stays": [stay("o1", "U01", "r1", FEBRUARY)],
            "statuses": [status("s1", "U01", "inactive", JANUARY), status("s2", "U01", "active", FEBRUARY)],
        },
    ),
    (
        "a unit that is said to be active while somebody lives there",
        {"stays": LIVED, "statuses": [status("s1", "U01", "active", FEBRUARY)]},
    ),
    (
        "status changes of two units on one day",
        {"statuses": [status("s1", "U01", "inactive", JANUARY), status("s2", "U02", "inactive", JANUARY)]},
    ),
    (
        "a rent on the move-in day and one on the last day",
        {"stays": LIVED, "rents": [rent("n1", "o1", 900, JANUARY), rent("n2", "o1", 950, "2024-02-29")]},
    ),
    (
        "a rent of an open-ended stay far ahead",
        {"stays": [stay("o1", "U01", "r1", JANUARY)], "rents": [rent("n1", "o1", 0.01, "2030-01-01")]},
    ),
    ("a unit number that repeats", {"units": [unit("U01", door="7"), unit("U02", door="7")]}),
]


@pytest.mark.parametrize(("tables", "expected"), [one[1:] for one in BROKEN], ids=[one[0] for one in BROKEN])
def test_a_row_that_breaks_a_rule_is_refused_alone(home, tables, expected):
    outcomes = load_ledger(home, day(2), **tables)
    assert rejects(home) == [expected]
    assert {one.outcome for one in outcomes.values()} == {"loaded"}
    dataset = expected[0]
    assert outcomes[dataset].changes.accepted == len(ledger(**tables)[dataset]) - 1


@pytest.mark.parametrize("tables", [one[1] for one in KEPT], ids=[one[0] for one in KEPT])
def test_what_only_comes_close_to_a_rule_is_accepted(home, tables):
    load_ledger(home, day(2), **tables)
    assert rejects(home) == []


WHOLE = ledger(stays=LIVED, rents=[rent("n1", "o1", 900, JANUARY)], statuses=[status("s1", "U02", "active", JANUARY)])
NEEDED = [(dataset, field) for dataset, (row, *_) in WHOLE.items() for field in row if field != "move_out_date"]


@pytest.mark.parametrize(("dataset", "field"), NEEDED)
@pytest.mark.parametrize("blank", [None, "  "])
def test_a_row_without_a_field_it_needs_is_refused(home, dataset, field, blank):
    row = WHOLE[dataset][0]
    other_id = {next(iter(row)): "another"}
    home.load(WHOLE | {dataset: [*WHOLE[dataset], row | other_id | {field: blank}]}, day(2), source=LEASING)
    assert (dataset, len(WHOLE[dataset]) + 1, f"missing_{field}") in rejects(home)


def test_a_refused_stay_is_in_nobodys_way(home):
    """The second row overlaps the first and is refused; the third overlaps only the second."""
    stays = [*LIVED, stay("o2", "U01", "r2", FEBRUARY, APRIL), stay("o3", "U01", "r3", MARCH)]
    load_ledger(home, day(2), stays=stays)
    assert rejects(home) == [("occupancies", 2, "unit_already_occupied")]
    assert live(home, "occupancies", "occupancy_id") == ["o1", "o3"]


def test_a_refused_stay_does_not_occupy_its_id(home):
    load_ledger(home, day(2), stays=[*LIVED, stay("o2", "U01", "r2", FEBRUARY), stay("o2", "U02", "r2", FEBRUARY)])
    assert rejects(home) == [("occupancies", 2, "unit_already_occupied")]
    assert live(home, "occupancies", "occupancy_id") == ["o1", "o2"]


def test_a_refused_rent_occupies_neither_its_id_nor_its_day(home):
    rents = [
        rent("n1", "o1", 900, JANUARY),
        rent("n2", "o1", 950, JANUARY),
        rent("n2", "o1", 960, FEBRUARY),
        rent("n3", "o1", 0, "2024-02-02"),
        rent("n4", "o1", 970, "2024-02-02"),
    ]
    load_ledger(home, day(2), stays=LIVED, rents=rents)
    assert rejects(home) == [("rents", 2, "second_rent_of_the_day"), ("rents", 4, "amount_not_positive")]
    assert live(home, "rents", "rent_id") == ["n1", "n2", "n4"]


def test_a_status_change_refused_by_the_units_course_does_not_occupy_its_day(home):
    changes = [status("s1", "U01", "inactive", FEBRUARY), status("s2", "U01", "active", FEBRUARY)]
    load_ledger(home, day(2), stays=LIVED, statuses=changes)
    assert rejects(home) == [("unit_statuses", 1, "inactive_while_occupied")]
    assert live(home, "unit_statuses", "unit_status_id") == ["s2"]


def test_what_follows_a_refused_status_change_is_judged_without_it(home):
    """The unit stays active, so the next move-in stands."""
    load_ledger(
        home,
        day(2),
        stays=[*LIVED, stay("o2", "U01", "r2", APRIL)],
        statuses=[status("s1", "U01", "inactive", FEBRUARY)],
    )
    assert rejects(home) == [("unit_statuses", 1, "inactive_while_occupied")]


def test_rows_of_a_refused_row_are_refused_with_it(home):
    load_ledger(
        home,
        day(2),
        units=["U01", unit("U02", "south")],
        stays=[stay("o1", "U02", "r1", JANUARY)],
        rents=[rent("n1", "o1", 900, JANUARY)],
    )
    assert rejects(home) == [
        ("occupancies", 1, "unknown_unit"),
        ("rents", 1, "unknown_occupancy"),
        ("units", 2, "unknown_property"),
    ]


def test_exact_repeats_are_counted_and_not_refused(home):
    stays = [*LIVED, *LIVED]
    rents = [rent("n1", "o1", 900, JANUARY), rent("n1", "o1", "900.00", JANUARY)]
    outcomes = load_ledger(home, day(2), stays=stays, rents=rents)
    assert rejects(home) == []
    assert (outcomes["occupancies"].changes.repeated, outcomes["rents"].changes.repeated) == (1, 1)


def test_a_ledger_that_comes_in_pieces_is_judged_by_what_is_live(home):
    load_ledger(home, day(2), stays=LIVED)
    home.load({"unit_statuses": [status("s1", "U01", "inactive", FEBRUARY)]}, day(3), source=LEASING)
    assert rejects(home) == [("unit_statuses", 1, "inactive_while_occupied")]


def test_stays_that_the_guard_holds_do_not_decide_over_status_changes(home):
    """An empty list of stays is held; the unit is still lived in, so it cannot turn inactive."""
    load_ledger(home, day(2), stays=LIVED)
    outcomes = load_ledger(home, day(3), statuses=[status("s1", "U01", "inactive", FEBRUARY)])
    assert outcomes["occupancies"].outcome == "held"
    assert rejects(home) == [("unit_statuses", 1, "inactive_while_occupied")]


MESSAGES = {
    "unit_already_occupied": 'unit "U01" is already occupied in that time by an earlier row of this file',
    "move_out_not_after_move_in": 'move_out_date "2023-01-01" is not after move_in_date "2024-02-01"',
    "amount_not_an_amount": 'amount is "1,905.00", which is no amount of money; expected digits with at most two '
    "decimals, without thousands separators",
    "missing_effective_date": "effective_date is missing; every row of rents needs one",
    "status_unknown": 'status is "Down"; expected active or inactive',
    "duplicate_id": 'rent_id "n1" stands on an earlier accepted row of this file with other values',
}


def test_a_refused_row_says_what_is_wrong_in_words(home):
    load_ledger(
        home,
        day(2),
        stays=[*LIVED, stay("o2", "U01", "r2", FEBRUARY), stay("o3", "U02", "r3", FEBRUARY, "2023-01-01")],
        rents=[
            rent("n1", "o1", 900, JANUARY),
            rent("n2", "o1", "1,905.00", JANUARY),
            rent("n3", "o1", 5, None),
            rent("n1", "o1", 5, FEBRUARY),
        ],
        statuses=[status("s1", "U03", "Down", JANUARY)],
    )
    assert dict(home.rows("SELECT rule, message FROM ops.rejects")) == MESSAGES
