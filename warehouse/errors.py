"""What can go wrong in the warehouse, as sentences with the next command to run.

WarehouseError
├── SnapshotRefusedError   a file that cannot stand for a snapshot: nothing of it is loaded
├── SchemaDriftError       the file on disk has another shape than the declaration
├── LandingError           a landed file is missing or is not what its manifest says
└── BusyError              another writer held the lock longer than the caller was willing to wait (try again)
"""

from __future__ import annotations


class WarehouseError(Exception):
    """Base of all warehouse errors."""


class SnapshotRefusedError(WarehouseError):
    """A file that cannot stand for a snapshot of its dataset; what was loaded before stays as it is."""

    def __init__(self, what: str, *, file: str, expected: str, next_step: str) -> None:
        self.what = what
        self.file = file
        self.expected = expected
        self.next_step = next_step
        super().__init__(f"{file}: {what}. Expected {expected}. {next_step}.")


class SchemaDriftError(WarehouseError):
    """A table in the warehouse file differs from its declaration in a way that adding columns cannot mend."""


class LandingError(WarehouseError):
    """A landed file that is missing, or whose content is not the content its manifest names."""


class BusyError(WarehouseError):
    """The warehouse stayed locked by another writer; nothing was changed and the same call may succeed later."""
