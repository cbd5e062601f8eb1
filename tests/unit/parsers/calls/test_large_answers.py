"""A large answer is read as it streams: memory is what its rows take, not what its tree would."""

import subprocess
import sys

import pytest
from answers_of_calls import RPX_UNIT
from fixtures_calls import envelope, listed, tag

SIZE = 20_000_000
ROWS, NO_ROWS = 60_000_000, 20_000_000  # a tree of either takes 100 MB and more
READ = """
import resource, sys
from pathlib import Path
from parsers.calls.parse import parse_call

used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + int(sys.argv[2]), used + int(sys.argv[2])))
rows = parse_call("realpage_units", Path(sys.argv[1])).tables["realpage_units"]
print(len(rows), len({row.unit_id for row in rows}))
"""


def read_within(path, memory):
    """How many rows the answer has, and distinct ids, read by a process that may take only so much more memory."""
    command = [sys.executable, "-c", READ, str(path), str(memory)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return tuple(map(int, answer.stdout.split()))


@pytest.mark.slow
def test_twenty_megabytes_of_rows_take_the_memory_of_the_rows(tmp_path):
    row = tag("Unit", {**RPX_UNIT, "UnitID": "%d"})
    count = SIZE // len(row)
    before, after = envelope("unitlist", listed("UnitList/Unit", "@")).split(b"<Unit>@</Unit>")
    path = tmp_path / "answer.xml"
    path.write_bytes(before + b"".join(row.encode() % number for number in range(count)) + after)
    assert read_within(path, ROWS) == (count, count)


@pytest.mark.slow
def test_twenty_megabytes_that_are_no_rows_take_no_memory(tmp_path):
    before, after = envelope("unitlist", listed("UnitList/Unit", [RPX_UNIT])).split(b"<UnitList>")
    other = tag("Other", {"@a": "b", "#": "some text", "c": {"d": "e"}}).encode()
    path = tmp_path / "answer.xml"
    path.write_bytes(before + other * (SIZE // len(other)) + b"<UnitList>" + after)
    assert read_within(path, NO_ROWS) == (1, 1)
