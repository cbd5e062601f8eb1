"""Fixtures shared by folders of tests; a folder's conftest imports what it wants."""

import pytest
from support.homes import TENANT, Bench, Home


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    """One warehouse in memory for all tests of a process."""
    bench = Bench(tmp_path_factory.mktemp("bench"), TENANT)
    yield bench
    bench.close()


@pytest.fixture
def home(bench):
    """A home whose warehouse is in memory and empty."""
    return bench.home()


@pytest.fixture
def home_on_disk(tmp_path):
    """A home as it is in life."""
    return Home.at(tmp_path)
