"""What every test lives under: no network, and Hypothesis that gives the same examples every time."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

TESTS = Path(__file__).parent
LOOPBACK = ["127.0.0.1", "::1"]
# Dagster serves itself to itself, and the simulator stands in for the vendors: both on this machine alone.
FOLDERS_THAT_TALK_TO_THEMSELVES = ("end_to_end", "materialise")

sys.path.insert(0, str(TESTS))

_SAME_EVERY_TIME = settings(
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# Shrinking a failure takes minutes; the thorough profile does it.
settings.register_profile("quick", _SAME_EVERY_TIME, max_examples=16, phases=(Phase.explicit, Phase.generate))
settings.register_profile("thorough", _SAME_EVERY_TIME, max_examples=80)
settings.load_profile("quick")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.option.disable_socket = True
    config.option.allow_unix_socket = True


def pytest_collection_modifyitems(items):
    for item in items:
        if any(folder in item.path.parts for folder in FOLDERS_THAT_TALK_TO_THEMSELVES):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
