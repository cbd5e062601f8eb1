"""The lock answers pyproject.toml, all of it has hashes, and it names no index: exit 1 with a sentence if not."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-duckdb-1.5.lock")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(text: str) -> dict[str, str]:
    """Package -> its whole entry, continuation lines included."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.replace("\\\n", " "))
    return {canonical(re.split(r"[=\[; ]", entry, maxsplit=1)[0]): entry for entry in entries if "==" in entry}


def problems() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    found = []
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        unhashed = [package for package, entry in locked(text).items() if "--hash=sha256:" not in entry]
        found += [f"{name}: {package} has no hash" for package in unhashed]
        if re.search(r"https?://|--(extra-)?index-url|--find-links", text):
            found.append(f"{name}: names an index; run `make lock`")
    present = locked((ROOT / LOCKS[0]).read_text(encoding="utf-8"))
    for requirement in map(Requirement, wanted):
        entry = present.get(canonical(requirement.name), "")
        versions = re.findall(r"==([^ ;]+)", entry)
        if not versions or not all(requirement.specifier.contains(version) for version in versions):
            found.append(f"{LOCKS[0]}: {requirement} of pyproject.toml is not locked; run `make lock`")
    return found


if __name__ == "__main__":
    listed = problems()
    sys.stderr.writelines(f"{line}\n" for line in listed)
    sys.exit(1 if listed else 0)
