"""Facts that the answers to several calls of one day give together.

Each is worked out anew, from the raw rows of the day, whenever one of the answers it reads came, came again, was held
or was let through; so neither their order nor a repetition changes it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import duckdb

from warehouse.feeds import PARTITION, Partition
from warehouse.statements import keep_as, read_sql, run


@dataclass(frozen=True, slots=True)
class DayFact:
    """A fact of a day: the datasets it needs, the first of which it is named after, and those it looks at where loaded.

    Its SQL is `warehouse/sql/unified/{source}/{fact}.sql`. It reads raw, and the temporary table `day_datasets`, which
    names what is loaded of the day: what a dataset that is missing or held would have said is NULL, never 0.

    What `counts_units` is counted alike for every source, in `unified/calls/{fact}.sql`, from the temporary table
    `day_units`: what the source's `day_units.sql` says of each unit.
    """

    fact: str
    needs: tuple[str, ...]
    looks_at: tuple[str, ...] = ()
    counts_units: bool = False

    @property
    def report(self) -> str:
        """What its rows are named after, as those of a report are after the report."""
        return self.needs[0]

    def reads(self, datasets: Collection[str]) -> bool:
        """Whether it reads one of the datasets."""
        return any(one in datasets for one in (*self.needs, *self.looks_at))

    def query(self, source: str) -> str:
        """The SQL that works it out."""
        return read_sql(f"unified/{'calls' if self.counts_units else source}/{self.fact}")


def _of_units(fact: str, units: str, *looks_at: str) -> DayFact:
    return DayFact(fact, (units,), looks_at, counts_units=True)


# The facts of each source of calls.
DAY_FACTS: Mapping[str, tuple[DayFact, ...]] = {
    "yardi_voyager": (
        _of_units("occupancy_metrics", "yardi_units", "yardi_available_units", "yardi_residents"),
        _of_units("pricing_metrics", "yardi_units", "yardi_residents"),
        DayFact("move_metrics", ("yardi_residents",), ("yardi_guest_activity",)),
        DayFact("leasing_activities", ("yardi_guest_activity",)),
        DayFact("delinquency_accounts", ("yardi_resident_transactions",), ("yardi_residents",)),
        DayFact("lease_expirations", ("yardi_residents",), ("yardi_units",)),
    ),
    "realpage_gateway": (
        _of_units("occupancy_metrics", "realpage_units", "realpage_residents"),
        _of_units("pricing_metrics", "realpage_units", "realpage_leases"),
        DayFact("move_metrics", ("realpage_residents",), ("realpage_leases",)),
        DayFact("lease_expirations", ("realpage_leases",), ("realpage_units",)),
    ),
}


def fill_day_facts(connection: duckdb.DuckDBPyConnection, taken: Collection[tuple[Partition, str]]) -> None:
    """Work out anew what the days and datasets in `taken` give; where a needed one does not stand there is no row."""
    for partition in sorted({one for one, _ in taken}, key=lambda one: one.snapshot_date):
        datasets = {dataset for one, dataset in taken if one == partition}
        facts = [one for one in DAY_FACTS.get(partition.source, ()) if one.reads(datasets)]
        if facts:
            _fill(connection, partition, facts)


def _fill(connection: duckdb.DuckDBPyConnection, partition: Partition, facts: Collection[DayFact]) -> None:
    query = f"SELECT dataset FROM ops.loads WHERE {PARTITION} AND is_current AND outcome = 'loaded'"
    keep_as(connection, "day_datasets", query, partition.values)
    loaded = {dataset for (dataset,) in connection.execute("SELECT dataset FROM day_datasets").fetchall()}
    if any(one.counts_units for one in facts):
        keep_as(connection, "day_units", read_sql(f"unified/{partition.source}/day_units"), partition.values)
    for one in facts:
        values = {**partition.values, "report": one.report}
        run(connection, f"DELETE FROM unified.{one.fact} WHERE {PARTITION} AND report = $report", values)
        if loaded.issuperset(one.needs):
            run(connection, f"INSERT INTO unified.{one.fact} BY NAME {one.query(partition.source)}", values)
