"""A small world that has lived for 120 days, shared by the tests that only read it."""

from datetime import timedelta

import pytest

from simulator.world import DEFAULT_START, World


@pytest.fixture(scope="session")
def start():
    return DEFAULT_START


@pytest.fixture(scope="session")
def last_day():
    return DEFAULT_START + timedelta(days=120)


@pytest.fixture(scope="session")
def world(last_day):
    return World.small().advance_to(last_day)
