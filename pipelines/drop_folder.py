"""The drop folder: `{tenant}/{source}/{YYYY-MM-DD}/...`, reports one folder deeper, by property.

Files anywhere else are strays: nobody loads them, so they are named. A name that begins with a dot, or ends with
`.partial` or `.replaced`, is a file on its way and is not looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

UNFINISHED = (".partial", ".replaced")


@dataclass(frozen=True, slots=True)
class Upload:
    """The files of one day of one source that were filed under one scope; None where they lie in the day's folder."""

    scope: str | None
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Stray:
    """Files that nobody loads: the folder they lie in, within the drop folder, how many, why, and what to do."""

    folder: str
    files: int
    why: str
    next_step: str

    def __str__(self) -> str:
        return f"drop folder {self.folder}: {self.files} files are not loaded: {self.why}. {self.next_step}"


@dataclass(frozen=True, slots=True)
class DropFolder:
    """The folder at `root` into which sources, or people, put what they export."""

    root: Path

    def uploads(self, tenant_id: str, source: str, day: date, *, by_scope: bool) -> list[Upload]:
        """What lies there for a source's day; a folder within it is a scope with `by_scope`, and else a broken file."""
        found = _visible(self.root / tenant_id / source / day.isoformat())
        folders = [path for path in found if by_scope and path.is_dir()]
        loose = tuple(path for path in found if path not in folders)
        uploads = [Upload(folder.name, tuple(_visible(folder))) for folder in folders]
        return [one for one in [*uploads, Upload(None, loose)] if one.files]

    def fingerprints(self) -> dict[date, str]:
        """By day: a digest of the names, sizes and times of all files there, of any tenant and source."""
        digests: dict[date, hashlib._Hash] = {}
        for folder, day in self._day_folders():
            digest = digests.setdefault(day, hashlib.sha256())
            for line in _file_lines(folder, self.root):
                digest.update(line.encode())
        return {day: digest.hexdigest()[:16] for day, digest in sorted(digests.items()) if _is_touched(digest)}

    def strays(self, known: Mapping[str, Collection[str]]) -> list[Stray]:
        """Files that lie in the folder of no source and day of a tenant; `known` names every tenant's sources."""
        found = list(_loose(self.root, ".", f"Move them to the folder of a tenant: {', '.join(known)}"))
        for tenant in _folders(self.root):
            if tenant.name in known:
                found += _strays_of_tenant(tenant, known[tenant.name])
            else:
                why = f"tenant {tenant.name} is not in the portfolio"
                next_step = f"Add it, or move them to one of {', '.join(known)}"
                found.append(Stray(tenant.name, _count(tenant), why, next_step))
        return [one for one in found if one.files]

    def _day_folders(self) -> Iterator[tuple[Path, date]]:
        for tenant in _visible(self.root):
            for source in _visible(tenant):
                for folder in _visible(source):
                    day = _as_day(folder.name)
                    if day and folder.is_dir():
                        yield folder, day


def ranges(days: list[date], *, longest: int) -> list[tuple[date, date]]:
    """Days as stretches without a gap, first and last day of each, none longer than `longest` days."""
    stretches: list[tuple[date, date]] = []
    for day in sorted(days):
        first, last = stretches[-1] if stretches else (day, day)
        if stretches and day - last == timedelta(days=1) and (day - first).days < longest:
            stretches[-1] = (first, day)
        else:
            stretches.append((day, day))
    return stretches


def _visible(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.suffix not in UNFINISHED)


def _folders(folder: Path) -> list[Path]:
    return [path for path in _visible(folder) if path.is_dir()]


def _loose(folder: Path, name: str, next_step: str) -> Iterator[Stray]:
    loose = sum(path.is_file() for path in _visible(folder))
    yield Stray(name, loose, "they lie in no folder of a tenant, source and day", next_step)


def _strays_of_tenant(tenant: Path, sources: Collection[str]) -> Iterator[Stray]:
    yield from _loose(
        tenant, tenant.name, f"Move them to the folder of a source: {', '.join(sources) or 'it has none'}"
    )
    for source in _folders(tenant):
        name = f"{tenant.name}/{source.name}"
        if source.name not in sources:
            why = f"tenant {tenant.name} has no source {source.name}"
            elsewhere = f", or move them to one of {', '.join(sources)}" if sources else ""
            next_step = f"Add it to the portfolio{elsewhere}"
            yield Stray(name, _count(source), why, next_step)
            continue
        yield from _loose(source, name, "Move them to the folder of their day, YYYY-MM-DD")
        for folder in _folders(source):
            if _as_day(folder.name) is None:
                next_step = "Name the folder after their day, as 2026-01-31"
                yield Stray(f"{name}/{folder.name}", _count(folder), f"{folder.name} is no day", next_step)


def _count(folder: Path) -> int:
    return sum(1 for _ in _file_lines(folder, folder))


def _as_day(name: str) -> date | None:
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None


def _file_lines(folder: Path, root: Path) -> Iterator[str]:
    for path in _visible(folder):
        if path.is_dir():
            yield from _file_lines(path, root)
        else:
            status = path.stat()
            yield f"{path.relative_to(root)}\t{status.st_size}\t{status.st_mtime_ns}\n"


def _is_touched(digest: hashlib._Hash) -> bool:
    return digest.digest() != hashlib.sha256().digest()
