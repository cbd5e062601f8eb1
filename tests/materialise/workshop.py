"""A home with a drop folder, run through Dagster in this process."""

import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import duckdb

from connectors.http import Transport
from pipelines.definitions import build_definitions
from pipelines.drop_folder import DropFolder
from pipelines.portfolio import Portfolio
from pipelines.rentroll import Rentroll
from pipelines.resources import Office

KAIROI, CLINIC = "kairoi", "harbor_clinic"
LEASING, PATIENTS, REPORTS = "leasing_ledger", "patient_ledger", "realpage_reports"
FIRST_DAY = date(2025, 1, 1)
FIRST_ARRIVAL = datetime(2025, 6, 1, tzinfo=UTC)
RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
LOADING = ("landing", "raw", "unified")
NAMES = {"nexus_east": "Nexus East", "parkside": "Parkside at Round Rock"}


def day(number):
    """A day of the world, from 1."""
    return FIRST_DAY + timedelta(number - 1)


def portfolio(*tenants):
    """The small world's tenants, or some of them."""
    properties = {property_id: {"name": name} for property_id, name in NAMES.items()}
    known = {
        KAIROI: {"name": "Kairoi", "sources": {LEASING: {}, REPORTS: {}}, "properties": properties},
        CLINIC: {"name": "Harbor Clinic", "sources": {PATIENTS: {}}},
    }
    return Portfolio.model_validate({"tenants": {one: known[one] for one in tenants or known}})


@dataclass
class Workshop:
    """The product at `home`; every run happens an hour after the one before."""

    home: Path
    portfolio: Portfolio
    instance: dg.DagsterInstance
    runs: int = 0
    slept: list = field(default_factory=list)

    @classmethod
    def at(cls, folder, *tenants):
        """A workshop in an empty folder, its Dagster instance in memory."""
        return cls.of(folder, portfolio(*tenants))

    @classmethod
    def of(cls, folder, owners):
        """A workshop for a portfolio of one's own."""
        logs = folder / "logs"
        logs.mkdir()
        return cls(folder / "home", owners, dg.DagsterInstance.ephemeral(tempdir=str(logs)))

    @property
    def definitions(self):
        return build_definitions(self.home, self.portfolio, first_day=FIRST_DAY, now=self.now, transport=self.transport)

    @property
    def office(self):
        """What the steps use, for calling them without Dagster."""
        return Office(self.rentroll, DropFolder(self.home / "drop"), self.now, self.transport)

    def transport(self, manners):
        """The network, without any waiting: how long it would have waited is kept."""
        return Transport(replace(manners, per_second=None), sleep=self.slept.append, now=self.now)

    @property
    def rentroll(self):
        return Rentroll(self.home, self.portfolio)

    def now(self):
        return FIRST_ARRIVAL + timedelta(hours=self.runs)

    def run(self, first, last=None, *, job="daily", only=None, **choice):
        """Run one day, or a range of days in one run; `only` some groups of assets."""
        self.runs += 1
        definitions = self.definitions
        config = {"resources": {"choice": {"config": choice}}} if choice else None
        days = dict(zip(RANGE, (first.isoformat(), last.isoformat()), strict=True)) if last else {}
        specs = definitions.resolve_all_asset_specs()
        return definitions.resolve_job_def(job).execute_in_process(
            instance=self.instance,
            partition_key=None if last else first.isoformat(),
            tags=days,
            run_config=config,
            asset_selection=[one.key for one in specs if one.group_name in only] if only else None,
            raise_on_error=False,
        )

    def drop(self, tenant, source, one, *names):
        """A file, or the folder, of a day in the drop folder."""
        return self.home.joinpath("drop", tenant, source, one.isoformat(), *names)

    def rows(self, query):
        """Rows of the working file."""
        with self.rentroll.warehouse.open() as connection:
            return connection.execute(query).fetchall()

    def ask(self, tenant, query):
        """Rows of a published file, read with plain DuckDB."""
        with duckdb.connect(str(self.home / "published" / tenant / "rentroll.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def copy_drop(self, exports):
        """Put exported days into the drop folder."""
        shutil.copytree(exports, self.home / "drop", copy_function=shutil.copy2, dirs_exist_ok=True)


def failed_steps(result):
    """The steps that failed, and those that never began because of them."""
    return {event.step_key for event in result.all_events if event.event_type_value == "STEP_FAILURE"}


def ran(result, step):
    """Whether a step succeeded."""
    return any(event.step_key == step for event in result.all_events if event.event_type_value == "STEP_SUCCESS")


def check(result, name, *key):
    """What a check of an asset said."""
    found = [
        one for one in result.get_asset_check_evaluations() if (one.check_name, one.asset_key.path) == (name, [*key])
    ]
    return found[-1]


def metadata(result, *key):
    """The plain values with which an asset was last materialised."""
    events = [one for one in result.get_asset_materialization_events() if one.asset_key.path == [*key]]
    return {name: one.value for name, one in events[-1].materialization.metadata.items() if hasattr(one, "value")}


def days_of(workshop, *key):
    """The partitions of an asset that were ever materialised."""
    return sorted(workshop.instance.get_materialized_partitions(dg.AssetKey([*key])))
