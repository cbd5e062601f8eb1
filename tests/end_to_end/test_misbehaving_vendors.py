"""A vendor misbehaves on one evening: what is tried again, what the run says, that nothing is lost, and that it heals.

However a call or a report fails, what was known of its property lives on untouched, everything else of the evening is
loaded, and the next run of the day asks for what failed alone and leaves the warehouse as if nothing had happened.
"""

import shutil
from datetime import timedelta
from functools import cache

import pytest
from support.both_vendors import GATEWAY, REPORTS, TENANT, VOYAGER, company_of

from simulator.faults import Fault, FaultPlan
from simulator.world import World

PASSING = ("timeout", "server error", "bad gateway", "too many requests", "cut connection", "malformed")
RESIDENTS = {GATEWAY: "getresidentlistinfo", VOYAGER: "GetResidentsByStatus", REPORTS: "create"}
TELLS = {GATEWAY: ["realpage_residents"], VOYAGER: ["yardi_residents"], REPORTS: ["realpage_activity",
         "realpage_box_score", "realpage_delinquency"]}  # fmt: skip
ENTITIES = ("units", "residents", "leases", "lease_charges", "properties")
FACTS = ("occupancy_metrics", "pricing_metrics", "move_metrics", "leasing_activities", "delinquency_accounts",
         "lease_expirations")  # fmt: skip
BROKE = "the connection broke before the answer was whole"
SAID = {
    "timeout": BROKE,
    "server error": "the source answered HTTP 500 (4 attempts)",
    "bad gateway": "the source answered HTTP 502 (4 attempts)",
    "too many requests": "the source answered HTTP 429 (4 attempts)",
    "cut connection": BROKE,
}
# Source, failure, how often each request is made, and what is said once it stays.
STAYS = [
    (GATEWAY, "malformed", 4, "the answer stops before its end"),
    (GATEWAY, "fault in a 200", 1, "Expected an answer, not a fault"),
    (VOYAGER, "malformed", 4, "the answer stops before its end"),
    (VOYAGER, "fault in a 200", 1, "Expected an answer, not a fault"),
    (VOYAGER, "empty", 1, "the result is empty, which is not the same as no rows"),
    (REPORTS, "malformed", 4, "the answer is no JSON object (4 attempts)"),
    (REPORTS, "fault in a 200", 1, "the answer names no instance"),
    (REPORTS, "empty", 1, "the answer names no instance"),
    (REPORTS, "expired token", 1, "Sign in again, copy the fresh token"),
    (REPORTS, "error report", 4, "Expected a report, for the day asked or one of the 3 before it"),
    (REPORTS, "never ready", 1, "the listing did not show it as ready"),
]
STAYS += [(source, kind, 4, said) for source in RESIDENTS for kind, said in SAID.items()]
QUICK = {(VOYAGER, "empty")}


def quickly_or_slowly(cases):
    return [
        pytest.param(
            source, (kind, *rest), marks=() if (source, kind) in QUICK else pytest.mark.slow, id=f"{source}-{kind}"
        )
        for source, kind, *rest in cases
    ]


@pytest.fixture(scope="module")
def days():
    world = World.small(properties=2, units=6)
    return world.start + timedelta(days=8), world.start + timedelta(days=9)


@pytest.fixture(scope="module")
def company(days, tmp_path_factory):
    """One evening of a property at each vendor, kept aside for every test to begin with."""
    world = World.small(properties=2, units=6).advance_to(days[1])
    folder = tmp_path_factory.mktemp("vendors")
    with (
        pytest.MonkeyPatch.context() as patch,
        company_of(world, folder, ["nexus_east"], ["parkside"], patch.setenv) as made,
    ):
        assert made.evening(days[0]) == {}
        shutil.copytree(made.rentroll.home, folder / "first evening")
        yield made


@pytest.fixture
def second_evening(company):
    """The company as it was after the first evening; nothing goes wrong yet."""
    begin_again(company)
    return company


@pytest.fixture(scope="module")
def unspoilt(company, days):
    """What a second evening of a source leaves behind that nothing went wrong in."""

    @cache
    def left_by(source):
        begin_again(company)
        assert company.evening(days[1], [source]) == {}
        return everything(company)

    return left_by


def begin_again(company):
    shutil.rmtree(company.rentroll.home)
    shutil.copytree(company.rentroll.home.parent / "first evening", company.rentroll.home)
    company.server.faults = FaultPlan()
    company.day = None


def everything(company):
    tables = [*ENTITIES, *(f"{one}_versions" for one in ENTITIES), *FACTS]
    return {one: sorted(map(repr, company.rows(f"SELECT * FROM unified.{one}"))) for one in tables}


def asked(company, since, method):
    return sum(one.method == method for one in company.server.calls[since:])


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*PASSING, "slow body"])
@pytest.mark.parametrize("source", RESIDENTS)
def test_what_passes_is_tried_again_and_nobody_notices(second_evening, unspoilt, days, source, kind):
    clean = unspoilt(source)
    begin_again(second_evening)
    second_evening.server.faults.add(Fault(kind, method=RESIDENTS[source]))
    assert second_evening.evening(days[1], [source]) == {}
    times = len(TELLS[source]) + (kind != "slow body")
    assert asked(second_evening, 0, RESIDENTS[source]) == times
    assert everything(second_evening) == clean


@pytest.mark.parametrize(("source", "failure"), quickly_or_slowly(STAYS))
def test_what_does_not_pass_is_said_costs_nothing_that_was_known_and_is_healed_by_the_next_run(
    second_evening, unspoilt, days, source, failure
):
    kind, attempts, said = failure
    clean = unspoilt(source)
    begin_again(second_evening)
    before = everything(second_evening)
    second_evening.server.faults.add(Fault(kind, method=RESIDENTS[source], times=None))
    unable = second_evening.evening(days[1], [source])
    assert sorted(dataset for _, _, dataset, _ in unable) == TELLS[source]
    for outcome, message in unable.values():
        assert outcome == "failed"
        assert said in message
    assert asked(second_evening, 0, RESIDENTS[source]) == attempts * len(TELLS[source])
    after = everything(second_evening)
    assert all(after[f"{one}_versions"] == before[f"{one}_versions"] == [] for one in ("residents", "leases"))
    assert after["residents"] == before["residents"]
    assert not gone(second_evening, days[1])
    others = "SELECT COUNT(*) FROM ops.loads WHERE source = ? AND snapshot_date = ? AND outcome <> 'failed'"
    loaded = second_evening.rows(others, source, days[1])
    freshness(second_evening, source, days)
    second_evening.server.faults = FaultPlan()
    assert second_evening.evening(days[1], [source]) == {}
    assert asked(second_evening, 0, RESIDENTS[source]) == len(TELLS[source])
    assert second_evening.rows(others, source, days[1]) == [(loaded[0][0] + len(TELLS[source]),)]
    assert everything(second_evening) == clean


def gone(company, day):
    """Residents and leases that were deleted on a day."""
    query = (
        "SELECT resident_id FROM unified.residents WHERE deleted_at = $1 "
        "UNION ALL SELECT lease_id FROM unified.leases WHERE deleted_at = $1"
    )
    return company.rows(query, day)


def freshness(company, source, days):
    """The mart says which dataset is behind, since when and why."""
    company.rentroll.build()
    rows = company.rows(
        "SELECT DISTINCT dataset, newest_loaded, attempt_date, attempt_outcome FROM marts.source_freshness "
        "WHERE needs_attention AND tenant_id = ? ORDER BY dataset",
        TENANT,
    )
    assert rows == [(one, days[0], days[1], "failed") for one in TELLS[source]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "dataset"),
    [
        ("unitlist", "realpage_units"),
        ("getresidentlistinfo", "realpage_residents"),
        ("getleaseinfo", "realpage_leases"),
    ],
)
def test_an_answer_without_rows_deletes_nobody_and_the_next_run_asks_again(
    second_evening, unspoilt, days, method, dataset
):
    clean = unspoilt(GATEWAY)
    begin_again(second_evening)
    model = dataset.removeprefix("realpage_")
    before = everything(second_evening)[model]
    second_evening.server.faults.add(Fault("empty", method=method, times=None))
    ((key, (outcome, message)),) = second_evening.evening(days[1], [GATEWAY]).items()
    assert (key[2], outcome) == (dataset, "refused")
    assert "is empty, which cannot be told from a failure. Expected rows." in message
    assert before
    assert everything(second_evening)[model] == before
    second_evening.server.faults = FaultPlan()
    # What landed of a present state that was refused is asked for again while the day lasts.
    assert second_evening.evening(days[1], [GATEWAY]) == {}
    assert everything(second_evening) == clean
