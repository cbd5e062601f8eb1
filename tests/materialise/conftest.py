"""Ten days of the small world in a drop folder, and a workshop to run them in."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from workshop import CLINIC, KAIROI, LEASING, PATIENTS, REPORTS, Workshop, day

from simulator.exports import write_exports
from simulator.world import World

DAYS = 10


@pytest.fixture(scope="session")
def exports(tmp_path_factory):
    """What the small world exports on ten days."""
    folder = tmp_path_factory.mktemp("exports")
    world = World.small(properties=2, units=6).advance_to(day(DAYS))
    for number in range(1, DAYS + 1):
        write_exports(world, day(number), folder, sources=(LEASING, PATIENTS, REPORTS))
    return folder


@pytest.fixture
def workshop(tmp_path, exports):
    """Both tenants, all ten days in the drop folder."""
    made = Workshop.at(tmp_path)
    made.copy_drop(exports)
    return made


@pytest.fixture
def clinic(tmp_path, exports):
    """The clinic alone, all ten days in its drop folder: the quickest home there is."""
    made = Workshop.at(tmp_path, CLINIC)
    made.copy_drop(exports)
    return made


@pytest.fixture
def company(tmp_path, exports):
    """The management company alone, all ten days in its drop folder."""
    made = Workshop.at(tmp_path, KAIROI)
    made.copy_drop(exports)
    return made
