"""Who may read what is kept: the owner of the process alone, whatever the umask and whatever was there before.

The home is the door: a folder of mode 0700. Every folder made in it is 0700 and every file 0600 all the same, so that
one that is moved elsewhere stays closed.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from warehouse.errors import WarehouseError

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def keep_private() -> None:
    """Let whatever this process makes from now on be its owner's alone from its first byte on, wherever it lies."""
    os.umask(0o777 & ~FOLDER_MODE)


def make_private(folder: Path) -> None:
    """Make a folder that only the owner enters; one that is there is closed to all others.

    Raises WarehouseError where it belongs to somebody else and stands open.
    """
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=FOLDER_MODE, exist_ok=True)
    _narrow(folder, FOLDER_MODE)


def close(path: Path) -> None:
    """Close a file, or a folder with all that is in it, to everybody but the owner; symbolic links are left alone."""
    if path.is_symlink():
        return
    if not path.is_dir():
        _narrow(path, FILE_MODE)
        return
    _narrow(path, FOLDER_MODE)
    for found in path.iterdir():
        close(found)


def opener(path: str, flags: int) -> int:
    """How `open` makes a file that nobody else can read, from its first byte on."""
    return os.open(path, flags, FILE_MODE)


def _narrow(path: Path, mode: int) -> None:
    if not stat.S_IMODE(path.stat().st_mode) & ~mode:
        return
    try:
        path.chmod(mode)
    except PermissionError:
        raise WarehouseError(
            f"{path} can be read by others and cannot be closed: it belongs to another user. Expected a place of this "
            f"user's own. Name another home, or run as the owner of {path}."
        ) from None
