"""A small world that has lived for 120 days, shared by the tests that only read it."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from simulator.views import Views
from simulator.world import DEFAULT_START, World

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def start():
    return DEFAULT_START


@pytest.fixture(scope="session")
def last_day():
    return DEFAULT_START + timedelta(days=120)


@pytest.fixture(scope="session")
def world(last_day):
    return World.small().advance_to(last_day)


@pytest.fixture(scope="session")
def views(world, last_day):
    return Views(world, last_day)
