"""Landing: what the source sent, unchanged, named by its content, with a manifest beside it.

`{tenant}/{source}/{dataset}/{scope}/{snapshot_date}/{sha256}.{ext}` and `{sha256}.manifest.json`. A file counts as
landed once its manifest is there. Paths go through fsspec, so that an object store is a URL away.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import fsspec

from warehouse.errors import LandingError
from warehouse.feeds import Partition
from warehouse.private import make_private, opener

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Landed:
    """One landed file and its manifest. `request` says how it was asked for, without secrets; `notes` what to know."""

    tenant_id: str
    source: str
    dataset: str
    scope: str
    snapshot_date: date
    sha256: str
    extension: str
    file_name: str
    size: int
    received_at: datetime
    connector: str
    request: Mapping[str, object] = field(default_factory=dict)
    allow_mass_deletion: bool = False
    notes: Sequence[str] = ()

    @property
    def folder(self) -> str:
        """The partition's folder under the landing root."""
        return f"{self.tenant_id}/{self.source}/{self.dataset}/{self.scope}/{self.snapshot_date.isoformat()}"

    @property
    def path(self) -> str:
        """The file's place under the landing root."""
        return f"{self.folder}/{self.sha256}.{self.extension}"

    @property
    def manifest_path(self) -> str:
        """The manifest's place under the landing root."""
        return f"{self.folder}/{self.sha256}.manifest.json"

    def manifest(self) -> str:
        """The manifest as JSON, its keys in one order."""
        return json.dumps(asdict(self), default=str, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_manifest(cls, text: str) -> Landed:
        """Read a manifest back."""
        values: dict[str, Any] = json.loads(text)
        values["snapshot_date"] = date.fromisoformat(values["snapshot_date"])
        values["received_at"] = datetime.fromisoformat(values["received_at"])
        return cls(**values)


def partition_of(landed: Landed) -> Partition:
    """The raw partition a landed file stands for."""
    return Partition(landed.tenant_id, landed.source, landed.scope, landed.snapshot_date)


class Landing:
    """The landing area at an fsspec URL or a local path."""

    def __init__(self, url: str | Path) -> None:
        self._files, root = fsspec.core.url_to_fs(str(url))
        self._root = root.rstrip("/")
        self._is_local = "file" in self._files.protocol if isinstance(self._files.protocol, tuple) else False

    def put(self, source_file: Path, landed: Landed) -> Landed:
        """Land a local file; whole or not at all. `landed.sha256` and `size` must be those of `describe`.

        Landing the same bytes of the same partition again only renews the manifest.
        """
        for part in (landed.tenant_id, landed.source, landed.dataset, landed.scope, landed.extension):
            if not _SAFE.fullmatch(part):
                raise LandingError(f"{part!r} cannot be part of a landing path. Expected letters, digits, _ . and -.")
        if not self._files.exists(self._at(landed.path)):
            self._store(source_file, landed.path)
        with tempfile.TemporaryDirectory() as folder:
            manifest = Path(folder, "manifest.json")
            manifest.write_text(landed.manifest(), encoding="utf-8")
            self._store(manifest, landed.manifest_path)
        return landed

    def files(self, prefix: str = "") -> list[Landed]:
        """Every landed file under a prefix ("tenant/source"), by snapshot day and then by arrival."""
        pattern = f"{self._at(prefix)}/**/*.manifest.json" if prefix else f"{self._root}/**/*.manifest.json"
        found = [Landed.from_manifest(self._files.cat_file(path).decode()) for path in self._files.glob(pattern)]
        return _in_order(found)

    def of_days(self, tenant_id: str, source: str, days: Iterable[date]) -> list[Landed]:
        """Every landed file of a source's days, by day and then by arrival; looks into no other day's folder."""
        wanted = [day.isoformat() for day in days]
        scopes = [
            scope for dataset in self._folders(self._at(f"{tenant_id}/{source}")) for scope in self._folders(dataset)
        ]
        folders = [f"{scope}/{day}" for scope in scopes for day in wanted]
        paths = [path for folder in folders for path in self._listed(folder) if path.endswith(".manifest.json")]
        return _in_order(Landed.from_manifest(self._files.cat_file(path).decode()) for path in paths)

    def _folders(self, folder: str) -> list[str]:
        return [path for path in self._listed(folder) if self._files.isdir(path)]

    def _listed(self, folder: str) -> list[str]:
        try:
            return sorted(self._files.ls(folder, detail=False))
        except FileNotFoundError:
            return []

    @contextmanager
    def local_copy(self, landed: Landed) -> Iterator[Path]:
        """The landed file as a local path: itself where landing is local, else a download that ends with the block."""
        place = self._at(landed.path)
        if not self._files.exists(place):
            raise LandingError(f"{place} is missing though its manifest is there. Land the file again.")
        if self._is_local:
            yield Path(place)
            return
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder, f"{landed.sha256}.{landed.extension}")
            self._files.get_file(place, str(target))
            yield target

    def read(self, landed: Landed) -> bytes:
        """The landed bytes, checked against their name."""
        with self.local_copy(landed) as path:
            content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != landed.sha256:
            raise LandingError(f"{self._at(landed.path)} is not the content its name says. Land the file again.")
        return content

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _store(self, source_file: Path, path: str) -> None:
        target = self._at(path)
        if not self._is_local:
            self._files.put_file(str(source_file), target)
            return
        make_private(Path(self._root))
        copy_whole(source_file, Path(target))


def _in_order(files: Iterable[Landed]) -> list[Landed]:
    return sorted(files, key=lambda one: (one.snapshot_date, one.received_at, one.dataset, one.sha256))


def describe(path: Path) -> tuple[str, int]:
    """The SHA-256 of a file's content and its size in bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest(), path.stat().st_size


def copy_whole(source_file: Path, target: Path) -> None:
    """Copy a file so that `target` is there whole and on disk, or not at all."""
    make_private(target.parent)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with source_file.open("rb") as original, open(beside, "wb", opener=opener) as copy:
            shutil.copyfileobj(original, copy, _CHUNK)
            copy.flush()
            os.fsync(copy.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
