"""A product at an empty folder: most tests take its warehouse in memory, some need the files."""

from support.fixtures import bench, home, home_on_disk

__all__ = ["bench", "home", "home_on_disk"]
