"""Report instances and the files they become: ready after so many polls, under ids with gaps and strangers between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from threading import Lock
from typing import Literal

from simulator.realpage.reports import Asked, Report

READY, RUNNING = 3, 1
FIRST_FILE_ID = 880_100
Between = Literal["gap", "stranger"]
# What lies between one file of ours and the next: ids nobody has, and files of other properties.
BETWEEN: tuple[tuple[Between, ...], ...] = (("gap", "stranger"), (), ("gap", "gap"), ("stranger", "gap"))


@dataclass(frozen=True, slots=True)
class ReportFile:
    """What a file holds: a report of a property, or an error in its place."""

    report: Report
    property_id: str
    asked: Asked
    problem: str | None = None


@dataclass(slots=True)
class Instance:
    """One report that was asked for; `polls_left` is None where it never gets ready."""

    instance_id: str
    file: ReportFile
    polls_left: int | None
    file_id: int | None = None

    @property
    def status(self) -> int:
        """3 once its file is there."""
        return READY if self.file_id is not None else RUNNING


class Shelf:
    """Every instance and every file, in the order in which they came."""

    def __init__(self, polls_until_ready: int, property_ids: Sequence[str]) -> None:
        self._polls_until_ready = polls_until_ready
        self._property_ids = property_ids
        self._instances: list[Instance] = []
        self._files: dict[int, ReportFile] = {}
        self._last_file_id = FIRST_FILE_ID
        self._between = cycle(BETWEEN)
        self._lock = Lock()

    def add(self, file: ReportFile, *, never_ready: bool) -> str:
        """Take an order for a report; its instance id."""
        with self._lock:
            number = len(self._instances) + 1
            instance_id = f"{number:03d}-{file.report.ids[0]}-{number * 7919 % 1000:03d}"
            polls = None if never_ready else self._polls_until_ready
            self._instances.append(Instance(instance_id, file, polls))
            if polls == 0:
                self._file_away(self._instances[-1])
            return instance_id

    def poll(self) -> list[Instance]:
        """Every instance, newest first, after one more poll."""
        with self._lock:
            for instance in self._instances:
                if instance.file_id is None and instance.polls_left is not None:
                    instance.polls_left -= 1
                    if instance.polls_left <= 0:
                        self._file_away(instance)
            return [replace(one) for one in reversed(self._instances)]

    @property
    def files(self) -> Mapping[int, ReportFile]:
        """The files by their id."""
        with self._lock:
            return dict(self._files)

    def _file_away(self, instance: Instance) -> None:
        """Give a file the next id after whatever lies between."""
        others = [one for one in self._property_ids if one != instance.file.property_id]
        for what in next(self._between):
            self._last_file_id += 1
            if what == "stranger" and others:
                stranger = others[self._last_file_id % len(others)]
                self._files[self._last_file_id] = replace(instance.file, property_id=stranger, problem=None)
        self._last_file_id += 1
        self._files[self._last_file_id] = instance.file
        instance.file_id = self._last_file_id
