"""What the processes run that are killed: loads in a loop, until the end."""

import itertools
from datetime import date
from pathlib import Path

from support.homes import Home

DAY = date(2024, 1, 2)


def load_in_turn(progress, folder, files, *, publishes=False):
    """Load the sets of files one after the other, as the same day, for ever; `progress` hears how many are done."""
    home = Home.at(Path(folder))
    for done in itertools.count():
        progress.send(done)
        load(home, files[done % len(files)])
        if publishes:
            home.publish()


def load(home, paths):
    home.load([Path(one) for one in paths], DAY, allow=True)
