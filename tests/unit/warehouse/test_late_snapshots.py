"""A snapshot that comes late is spliced between its neighbours: all is as if it had come in order."""

import pytest
from support.homes import LEASING, PATIENTS, build_of, day, everything
from support.rows import ledger, live, patient, patients, payment, payments, rejects, rent, status, stay


@pytest.fixture(scope="module")
def loaded_before():
    """What `loaded_in` returned, by what it was asked."""
    return {}


@pytest.fixture
def loaded_in(bench, loaded_before):
    """Loads uploads (day, files, allow) in an order given by their places, and returns every row there is then."""

    def load_once(uploads, places, source=PATIENTS):
        asked = id(uploads), places
        if asked not in loaded_before:
            loaded_before[asked] = load(uploads, places, source)
        return loaded_before[asked]

    def load(uploads, places, source):
        home = bench.home()
        for place in places:
            on, files, *allow = uploads[place]
            home.load(files, day(on), source=source, allow=bool(allow))
        build_of(home, source)
        return everything(home)

    return load_once


LIVES = [
    (1, {"patients": patients(6), "payments": payments(6)}),
    (3, {"patients": [patient("p1", last="Moss"), *patients(6)[1:5]], "payments": payments(5)}),
    (5, {"patients": [*patients(6)[:3], patient("p4", born="soon"), patient("p7")], "payments": payments(7)[1:]}),
    (7, {"patients": [patient("p1", last="Moss"), *patients(7)[2:]], "payments": payments(7)}),
]


def in_each(*orders):
    """The first two orders at once, the others with the slow tests."""
    marked = [order if place < 2 else pytest.param(order, marks=pytest.mark.slow) for place, order in enumerate(orders)]
    return pytest.mark.parametrize("order", marked)


ORDERS = [(0, 1, 3, 2), (0, 2, 1, 3), (3, 0, 1, 2), (3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)]


@in_each(*ORDERS)
def test_late_snapshots_of_patients_and_payments_are_spliced_in(loaded_in, order):
    assert loaded_in(LIVES, order) == loaded_in(LIVES, (0, 1, 2, 3))


STAYS = [
    (
        1,
        ledger(
            stays=[stay("o1", "U01", "r1", "2024-01-01"), stay("o2", "U02", "r2", "2024-01-01")],
            rents=[rent("n1", "o1", 900, "2024-01-01")],
        ),
    ),
    (
        3,
        ledger(
            stays=[stay("o1", "U01", "r1", "2024-01-01", "2024-01-10"), stay("o2", "U02", "r2", "2024-01-01")],
            rents=[rent("n1", "o1", 900, "2024-01-01"), rent("n2", "o1", 950, "2024-01-12")],
            statuses=[status("s1", "U01", "inactive", "2024-01-10")],
        ),
    ),
    (
        5,
        ledger(
            units=("U01", "U02"),
            stays=[
                stay("o1", "U01", "r1", "2024-01-01", "2024-01-20"),
                stay("o2", "U02", "r2", "2024-01-01"),
                stay("o3", "U01", "r3", "2024-01-20"),
            ],
            rents=[rent("n1", "o1", 900, "2024-01-01"), rent("n2", "o1", 950, "2024-01-12")],
            statuses=[status("s1", "U01", "inactive", "2024-01-10"), status("s2", "U03", "inactive", "2024-01-10")],
        ),
    ),
]


@in_each((0, 2, 1), (2, 1, 0), (1, 0, 2), (2, 0, 1))
def test_late_snapshots_of_a_leasing_ledger_are_spliced_in(loaded_in, order):
    assert loaded_in(STAYS, order, LEASING) == loaded_in(STAYS, (0, 1, 2), LEASING)


def of(*numbers):
    return {"patients": [patient(f"p{number}") for number in numbers]}


CORRECTIONS = [
    (1, of(*range(10), *range(20, 30))),
    (2, of(*range(20))),
    (2, of(*range(10), *range(20, 30))),
    (3, of(*range(10), *range(20, 31))),
]


@in_each((1, 2, 0, 3), (1, 2, 3, 0), (1, 3, 2, 0), (3, 1, 0, 2))
def test_which_file_of_a_day_counts_is_decided_anew_when_an_earlier_day_arrives(loaded_in, order):
    in_order = loaded_in(CORRECTIONS, (0, 1, 2, 3))
    assert loaded_in(CORRECTIONS, order) == in_order


def test_a_correction_held_over_the_first_file_counts_once_the_day_before_agrees_with_it(home):
    for number, files in CORRECTIONS[1:3]:
        home.load(files, day(number))
    assert [one.outcome for one in home.loaded] == ["held"]
    home.load(CORRECTIONS[0][1], day(1))
    assert [(one.partition.snapshot_date, one.outcome) for one in home.loaded] == [
        (day(1), "loaded"),
        (day(2), "held"),
        (day(2), "loaded"),
    ]
    assert home.value("SELECT COUNT(*) FROM unified.patients WHERE deleted_at IS NULL") == 20
    assert home.value("SELECT MAX(updated_at) FROM unified.patients") == day(1)


def test_a_late_snapshot_that_changes_nothing_leaves_no_trace_in_history(home):
    for number in (1, 5, 3):
        home.load({"patients": patients(3)}, day(number))
    assert home.value("SELECT COUNT(*) FROM unified.patients_versions") == 0
    assert home.rows("SELECT DISTINCT created_at, updated_at FROM unified.patients") == [(day(1), day(1))]


def test_a_late_first_snapshot_moves_the_birth_of_what_it_has(home):
    home.load({"patients": patients(3)}, day(5))
    home.load({"patients": patients(2)}, day(2))
    assert home.rows("SELECT patient_id, created_at FROM unified.patients ORDER BY 1") == [
        ("p1", day(2)),
        ("p2", day(2)),
        ("p3", day(5)),
    ]


def test_late_payments_are_judged_by_the_patients_of_their_own_day(home):
    """p2 was deleted on the 3rd and p3 appeared then; the payments are of the 2nd."""
    home.load({"patients": [patient("p1"), patient("p2")]}, day(1))
    home.load({"patients": [patient("p1"), patient("p3")]}, day(3))
    home.load({"payments": [payment("a", "p1"), payment("b", "p2"), payment("c", "p3")]}, day(2))
    assert rejects(home) == [("payments", 3, "unknown_patient")]
    assert live(home, "patient_payments", "payment_id") == ["a", "b"]


def test_late_units_are_judged_by_the_properties_of_their_own_day(home):
    north, south = {"property_id": "north", "name": "North"}, {"property_id": "south", "name": "South"}
    home.load({"properties": [north, south]}, day(1), source=LEASING)
    home.load({"properties": [north]}, day(3), source=LEASING)
    home.load({"units": ledger(units=("U01",))["units"]}, day(2), source=LEASING)
    unit = {"unit_id": "U09", "property_id": "south", "unit_number": "9"}
    home.load({"units": [*ledger(units=("U01",))["units"], unit]}, day(2), source=LEASING)
    assert rejects(home) == []
    assert live(home, "units", "unit_id") == ["U01", "U09"]


def test_late_patients_rescue_the_payments_that_were_refused_without_them(home):
    home.load({"payments": payments(3)}, day(2))
    assert len(rejects(home)) == 3
    home.load({"patients": patients(1)}, day(2))
    assert rejects(home) == []
    assert len(live(home, "patient_payments", "payment_id")) == 3


def outcomes(home):
    return dict(home.rows("SELECT DAY(snapshot_date), outcome FROM ops.loads WHERE is_current"))


def test_a_held_snapshot_is_judged_again_when_the_one_before_it_comes(home):
    """16 after 20 is too few; 16 after 18 is not."""
    for number, count in ((1, 20), (3, 14)):
        home.load({"patients": patients(count)}, day(number))
    assert outcomes(home) == {1: "loaded", 3: "held"}
    home.load({"patients": patients(18)}, day(2))
    assert outcomes(home) == {1: "loaded", 2: "loaded", 3: "loaded"}
    assert len(live(home, "patients", "patient_id")) == 14


def test_a_snapshot_that_was_loaded_is_held_when_the_one_before_it_shows_how_much_it_lacks(home):
    for number, count in ((1, 10), (3, 10)):
        home.load({"patients": patients(count)}, day(number))
    home.load({"patients": patients(30)}, day(2))
    assert outcomes(home) == {1: "loaded", 2: "loaded", 3: "held"}
    assert len(live(home, "patients", "patient_id")) == 30


GUARDED = [
    (1, {"patients": patients(20), "payments": payments(20)}),
    (3, {"patients": patients(18), "payments": payments(20)}),
    (5, {"patients": patients(14), "payments": payments(2)}),
    (7, {"patients": patients(3), "payments": payments(2)}, "allowed"),
]


@in_each(*ORDERS)
def test_held_and_allowed_snapshots_come_to_the_same_in_any_order(loaded_in, order):
    assert loaded_in(GUARDED, order) == loaded_in(GUARDED, (0, 1, 2, 3))


CORRECTED = [
    (1, {"patients": patients(8), "payments": payments(8)}),
    (3, {"patients": patients(7), "payments": payments(7)}),
    (3, {"patients": [patient("p1", last="Moss"), *patients(9)[2:]], "payments": payments(9)}),
    (5, {"patients": patients(9), "payments": payments(9)}),
    (3, {"patients": []}),
]


@in_each((0, 3, 1, 2, 4), (3, 0, 1, 2, 4), (0, 1, 3, 2, 4), (0, 1, 2, 3, 4))
def test_a_day_corrected_late_is_as_if_it_had_been_corrected_in_time(loaded_in, order):
    assert loaded_in(CORRECTED, order) == loaded_in(CORRECTED, (0, 1, 2, 4, 3))


def test_the_file_that_a_correction_replaced_is_remembered_as_such(home):
    home.load({"patients": patients(3)}, day(1))
    home.load({"patients": patients(4)}, day(1))
    assert home.rows("SELECT outcome, is_current, rows_read FROM ops.loads ORDER BY rows_read") == [
        ("replaced", False, 3),
        ("loaded", True, 4),
    ]
    assert home.value("SELECT COUNT(*) FROM raw.patient_ledger_patients") == 4


def test_a_correction_taken_back_is_the_first_file_again(home):
    for count in (3, 4, 3):
        home.load({"patients": patients(count)}, day(1))
    assert live(home, "patients", "patient_id") == ["p1", "p2", "p3"]
    assert home.rows("SELECT outcome, is_current, rows_read FROM ops.loads ORDER BY rows_read") == [
        ("loaded", True, 3),
        ("replaced", False, 4),
    ]
