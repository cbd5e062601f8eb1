"""The same properties over many more examples."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.slow
@pytest.mark.parametrize("file", ["test_invariants.py", "test_sync_against_an_oracle.py"])
def test_the_properties_hold_in_the_thorough_profile(file):
    command = [sys.executable, "-m", "pytest", "-q", "--hypothesis-profile=thorough", "-p", "no:cacheprovider"]
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own tests
        [*command, "-m", "not slow", str(HERE / file)], capture_output=True, text=True, check=False, cwd=HERE.parents[1]
    )
    assert done.returncode == 0, done.stdout[-5000:]
