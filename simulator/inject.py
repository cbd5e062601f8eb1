"""Breaks an exported file on purpose, in one way per function; each takes the path of the file to break.

Functions that speak of rows and fields expect a JSON array of objects; rows are counted from 0.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from simulator.exports import json_array

Rows = list[dict[str, Any]]


def empty_list(path: Path) -> None:
    """Leave a valid file without rows."""
    _rewrite(path, lambda _rows: [])


def first_rows(path: Path, percent: int = 40) -> None:
    """Keep only the first rows, as an export that stopped early but closed its file."""
    _rewrite(path, lambda rows: rows[: len(rows) * percent // 100])


def cut_off(path: Path, percent: int = 60) -> None:
    """Keep only the first bytes, of a file of any format."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * percent // 100])


def repeat_row(path: Path, row: int = 0) -> None:
    """Repeat a row exactly, at the end."""
    _rewrite(path, lambda rows: [*rows, rows[row]])


def conflicting_row(path: Path, field: str, value: object, row: int = 0) -> None:
    """Repeat a row at the end with another value in one field, so that two rows with one id disagree."""
    _rewrite(path, lambda rows: [*rows, {**rows[row], field: value}])


def set_value(path: Path, field: str, value: object, row: int = 0) -> None:
    """Put any value into one field of one row."""
    _rewrite(path, lambda rows: [{**one, field: value} if number == row else one for number, one in enumerate(rows)])


def text_for_number(path: Path, field: str = "amount", row: int = 0) -> None:
    """Put words where a number belongs."""
    set_value(path, field, "to be confirmed", row)


def unknown_reference(path: Path, field: str, row: int = 0) -> None:
    """Let a row refer to something that is nowhere."""
    set_value(path, field, "no-such-id", row)


def missing_value(path: Path, field: str, row: int = 0) -> None:
    """Leave one field (the id, say) out of one row."""
    _rewrite(path, lambda rows: [_without(one, field) if number == row else one for number, one in enumerate(rows)])


def column_gone(path: Path, field: str) -> None:
    """Leave one field out of every row."""
    _rewrite(path, lambda rows: [_without(one, field) for one in rows])


def column_added(path: Path, field: str = "remark", value: object = "see file") -> None:
    """Add one field to every row."""
    _rewrite(path, lambda rows: [{**one, field: value} for one in rows])


def number_as_text(path: Path, field: str = "amount") -> None:
    """Write the numbers of one field as text, in every row."""
    _rewrite(path, lambda rows: [{**one, field: str(one[field])} for one in rows])


def other_encoding(path: Path, encoding: str = "utf-16") -> None:
    """Write a text file of any format in another encoding, such as utf-16 or latin-1."""
    path.write_bytes(path.read_bytes().decode().encode(encoding))


def directory_instead(path: Path) -> None:
    """Put an empty directory in the file's place."""
    path.unlink()
    path.mkdir()


def _without(row: dict[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != field}


def _rewrite(path: Path, change: Callable[[Rows], Rows]) -> None:
    rows: Rows = json.loads(path.read_bytes(), parse_float=Decimal)
    path.write_bytes(json_array(change(rows)))
