"""What the processes run that are killed: loads in a loop, until the end."""

from datetime import date
from pathlib import Path

from support.homes import Home

DAY = date(2024, 1, 2)


def load_in_turn(ready, folder, files, *, publishes=False):
    """Say so through `ready`, then load the sets of files one after the other, as the same day, for ever."""
    home = Home.at(Path(folder))
    ready.send("")
    while True:
        for paths in files:
            load(home, paths)
            if publishes:
                home.publish()


def load(home, paths):
    home.load([Path(one) for one in paths], DAY, allow=True)
