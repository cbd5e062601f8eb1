"""How large a file, an archive and a sheet may be before it is refused unread."""

from __future__ import annotations

MAX_FILE_BYTES = 200_000_000
MAX_UNPACKED_BYTES = 500_000_000
# Real workbooks pack 5 to 40 times; a bomb packs a thousand times. Small archives may be anything: they cost nothing.
MAX_PACKING_RATIO = 200
RATIO_FREE_BYTES = 20_000_000
MAX_ARCHIVE_MEMBERS = 10_000
# The reader keeps the whole rectangle from A1 to the last cell in memory, about 100 bytes a cell with Python's objects.
MAX_CELLS = 12_000_000
