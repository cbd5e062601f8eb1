"""A product at an empty folder: most tests take its warehouse in memory, some need the files."""

import sys
from pathlib import Path

from support.fixtures import bench, home, home_on_disk

__all__ = ["bench", "home", "home_on_disk"]

HERE = Path(__file__).parent
# Builders of this folder, and those of the report files that the parsers' tests generate.
sys.path[:0] = [str(HERE), str(HERE.parent / "parsers")]
