"""What the processes run that are killed: loads in a loop, until the end."""

import itertools
import os
from datetime import date
from pathlib import Path

from support.homes import Home

from warehouse import publish

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


STAGES = ("_write", "_record", "_swap", "second _swap", "_versions_to_keep", "_remove_all_but")


def publish_until(folder, stage):
    """Publish, and die as by a kill where `stage`, a function of warehouse.publish, would be called."""
    *later, name = stage.split()
    waits = [getattr(publish, name)] if later else []

    def die(*arguments, **named):
        if waits:
            return waits.pop()(*arguments, **named)
        os._exit(9)

    setattr(publish, name, die)
    Home.at(Path(folder)).publish()
