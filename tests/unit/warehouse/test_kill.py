"""Killed at any instant, a load leaves all its tables as they were or as they are to be, and the next run goes on."""

import hashlib
import json
import multiprocessing
import random
import shutil
import time

import duckdb
import pytest
from support.homes import Home, as_json, everything
from support.loader import load, load_in_turn
from support.rows import patient, payment

from warehouse.connection import Warehouse

KILLS = 50
KILLS_WHILE_PUBLISHING = 8
KILLS_AT_THE_START = 12
COUNT = 150


def uploads(folder, name, amount):
    """Patients and payments of one state: most rows differ from the other state's, some are only here."""
    only_here = 15
    people = [patient(f"p{number}", last=name) for number in range(COUNT)]
    people += [patient(f"{name}{number}") for number in range(only_here)]
    paid = [payment(f"a{number}", f"p{number % COUNT}", amount + number % 3) for number in range(4 * COUNT)]
    paid += [payment(f"{name}{number}", f"{name}{number}", 1) for number in range(only_here)]
    target = folder / name
    target.mkdir()
    for dataset, rows in (("patients", people), ("payments", paid)):
        (target / f"{dataset}.json").write_bytes(as_json(rows))
    return [str(target / f"{dataset}.json") for dataset in ("patients", "payments")]


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("uploads")
    return [uploads(folder, "one", 10), uploads(folder, "two", 20)]


@pytest.fixture(scope="module")
def started(tmp_path_factory, two):
    """A home that has loaded both, what it holds after each, and how many seconds a load takes."""
    home = Home.at(tmp_path_factory.mktemp("started"))
    states = []
    for paths in (*two, *two):
        began = time.monotonic()
        load(home, paths)
        seconds = time.monotonic() - began
        states.append(state(home))
    assert states[2] != states[3]
    return home, states[2:], seconds


@pytest.fixture
def prepared(tmp_path, started):
    """A copy of that home for one test."""
    home, states, seconds = started
    shutil.copytree(home.folder, tmp_path / "copy")
    return Home.at(tmp_path / "copy"), states, seconds


def state(home):
    """Every row of the warehouse; opening it at all shows that no lock was left behind."""
    home.rentroll.warehouse = Warehouse(home.rentroll.warehouse.path, lock_timeout_seconds=5)
    return everything(home, schemas=("raw", "unified", "ops"), about="patient")


@pytest.fixture
def killed():
    """Loads in a process of its own and kills it some time after so many loads have finished there."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["support.loader"])

    def run_and_kill(seconds, *arguments, finished=0, **options):
        progress, its_other_end = context.Pipe(duplex=False)
        process = context.Process(target=load_in_turn, args=(its_other_end, *arguments), kwargs=options)
        process.start()
        while progress.recv() < finished:
            pass
        time.sleep(seconds)
        assert process.is_alive()
        process.kill()
        process.join()
        process.close()
        progress.close()
        its_other_end.close()

    return run_and_kill


def check_landing(home):
    """What counts as landed is whole."""
    landing = home.rentroll.landing
    for one in landing.files():
        assert hashlib.sha256(landing.read(one)).hexdigest() == one.sha256
    for manifest in (home.folder / "home" / "landing").rglob("*.manifest.json"):
        json.loads(manifest.read_bytes())


@pytest.mark.slow
def test_a_load_killed_at_any_instant_is_whole_or_never_was(prepared, two, killed):
    home, states, seconds = prepared
    instants = random.Random(7)  # noqa: S311 - dice, no secret
    seen = []
    for number in range(KILLS):
        killed(instants.uniform(0, seconds), str(home.folder), two, finished=number % 2)
        found = state(home)
        assert found in states
        seen.append(states.index(found))
    assert set(seen) == {0, 1}
    check_landing(home)
    for paths, expected in zip(two, states, strict=True):
        load(home, paths)
        assert state(home) == expected


@pytest.mark.slow
def test_the_very_first_load_killed_leaves_a_home_that_the_next_run_fills(tmp_path, started, two, killed):
    *_, seconds = started
    instants = random.Random(7)  # noqa: S311
    reference = Home.at(tmp_path / "reference")
    load(reference, two[0])
    for number in range(KILLS_AT_THE_START):
        home = Home.at(tmp_path / str(number))
        killed(instants.uniform(0, 0.8 * seconds), str(home.folder), two[:1])
        found = state(home)
        assert found in (state(reference), {name: [] for name in found})
        load(home, two[0])
        assert state(home) == state(reference)


@pytest.mark.slow
def test_readers_never_meet_half_of_what_is_published(prepared, two, killed):
    home, _, seconds = prepared
    began = time.monotonic()
    home.publish()
    seconds += time.monotonic() - began
    instants = random.Random(7)  # noqa: S311
    for _ in range(KILLS_WHILE_PUBLISHING):
        killed(instants.uniform(0, 2.5 * seconds), str(home.folder), two, publishes=True)
        with duckdb.connect(str(home.published()), read_only=True) as reader:
            sums = reader.execute(
                "SELECT COUNT(*), SUM(total_amount), (SELECT SUM(amount) FROM marts.patient_payments), "
                "(SELECT SUM(payment_count) FROM marts.patient_payment_totals) FROM marts.patient_payment_totals"
            ).fetchall()
        amounts = [sum(base + number % 3 for number in range(4 * COUNT)) + 15 for base in (10, 20)]
        assert sums in [[(COUNT + 15, one, one, 4 * COUNT + 15)] for one in amounts]
    folder = home.published().parent
    home.publish()
    assert sorted(one.suffix for one in folder.iterdir() if one.suffix not in (".duckdb", "")) == []
