"""One warehouse in memory for all examples of a process."""

import pytest
from support.homes import TENANT, Bench

GUARD = {name: {"share": "0.4", "rows": 2} for name in ("patients", "payments", "occupancies", "rents")}


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    bench = Bench(tmp_path_factory.mktemp("bench"), TENANT, guard=GUARD)
    yield bench
    bench.close()
