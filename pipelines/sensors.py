"""The sensor on the drop folder: every upload is run once, a changed one again, and a half-written one waits."""

import json
from collections.abc import Mapping
from datetime import date

import dagster as dg

from pipelines.drop_folder import DropFolder, ranges
from pipelines.schedules import DAILY

LONGEST_RUN = 31
_FIRST, _LAST = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def drop_folder_sensor(folder: DropFolder, *, seconds: int = 30) -> dg.SensorDefinition:
    """Requests a run for the days whose files have changed and then stood still from one look to the next."""

    @dg.sensor(name="drop_folder", job_name=DAILY, minimum_interval_seconds=seconds)
    def drop_folder(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        """Looks for uploads in the drop folder; a day's run key is made from names, sizes and times of its files."""
        known: dict[str, dict[str, str]] = json.loads(context.cursor or '{"run": {}, "seen": {}}')
        found = {day.isoformat(): digest for day, digest in folder.fingerprints().items()}
        changed = {day: digest for day, digest in found.items() if known["run"].get(day) != digest}
        settled = {day: digest for day, digest in changed.items() if known["seen"].get(day) == digest}
        cursor = json.dumps({"run": known["run"] | settled, "seen": found})
        if settled:
            return dg.SensorResult(run_requests=_requests(settled), cursor=cursor)
        why = f"{len(changed)} days have changed and may change still." if changed else "Nothing has changed."
        return dg.SensorResult(skip_reason=why, cursor=cursor)

    return drop_folder


def _requests(settled: Mapping[str, str]) -> list[dg.RunRequest]:
    stretches = ranges([date.fromisoformat(day) for day in settled], longest=LONGEST_RUN)
    return [_request(first.isoformat(), last.isoformat(), settled) for first, last in stretches]


def _request(first: str, last: str, settled: Mapping[str, str]) -> dg.RunRequest:
    digests = [digest for day, digest in sorted(settled.items()) if first <= day <= last]
    run_key = f"{first}:{last}:{'-'.join(digests)}"
    if first == last:
        return dg.RunRequest(run_key=run_key, partition_key=first)
    return dg.RunRequest(run_key=run_key, tags={_FIRST: first, _LAST: last})
