"""The partitions: one per day, the day whose state a snapshot describes. Scopes are chosen in the run's config."""

from __future__ import annotations

from datetime import date

import dagster as dg

FIRST_DAY = date(2024, 1, 1)

# One policy and one partitioning for every asset, so that a range of days is one run wherever it is launched (the
# command line refuses ranges under any other policy, and the backfill daemon splits a run where policy or partitioning
# differ, which would leave the blocking checks in a run of their own, with nothing to block).
ONE_RUN = dg.BackfillPolicy.single_run()


def days_from(first_day: date) -> dg.DailyPartitionsDefinition:
    """Every day from the first one up to and including today (UTC)."""
    return dg.DailyPartitionsDefinition(start_date=first_day.isoformat(), end_offset=1)


def days_of(context: dg.AssetExecutionContext | dg.OpExecutionContext) -> list[date]:
    """The days of the partition, or range of partitions, of a run."""
    return [date.fromisoformat(key) for key in context.partition_keys]
