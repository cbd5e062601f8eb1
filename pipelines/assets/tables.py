"""Raw and unified: what the landed files say, table by table.

A source's raw and unified tables are written in one transaction, so they are outputs of one step.
"""

import time
from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from pipelines.assets.keys import landing_key, sources_in, table_key
from pipelines.descriptions import Told, table_of_lines, table_spec
from pipelines.moves import take_days
from pipelines.partitions import ONE_RUN, days_of
from pipelines.portfolio import Portfolio
from pipelines.resources import Choice, Office, failures_told
from pipelines.source_days import SourceDays
from warehouse.lineage import Filled, datasets_of
from warehouse.standing import COUNTS, Standing, rows_held

MAX_LINES = 20


def table_assets(portfolio: Portfolio, days: dg.DailyPartitionsDefinition) -> list[dg.AssetsDefinition]:
    """The raw and unified tables of every tenant and source."""
    return [_load_step(tenant_id, source, days) for tenant_id, source in sources_in(portfolio)]


def _load_step(tenant_id: str, source: str, days: dg.DailyPartitionsDefinition) -> dg.AssetsDefinition:
    filled = datasets_of(source)

    @dg.multi_asset(
        name=f"load__{tenant_id}__{source}",
        specs=_specs(tenant_id, source, filled),
        partitions_def=days,
        backfill_policy=ONE_RUN,
    )
    def load(
        context: dg.AssetExecutionContext, office: dg.ResourceParam[Office], choice: Choice
    ) -> Iterator[dg.MaterializeResult[None]]:
        started = time.perf_counter()
        with failures_told(context):
            work = SourceDays(tenant_id, source, days_of(context), choice.of(office.portfolio, tenant_id, source))
            stands = take_days(office, work, again=choice.again)
            counts = rows_held(office.rentroll.warehouse, work.period, _tables(filled))
        seconds = (time.perf_counter() - started) / len(work.days)
        for table, count in counts.items():
            layer, name = table.split(".")
            told = _metadata(_of_table(stands, filled, layer, name), count, seconds)
            yield dg.MaterializeResult(asset_key=table_key(layer, tenant_id, source, name), metadata=told)

    return load


def _tables(filled: Sequence[Filled]) -> list[str]:
    raw = sorted({f"raw.{table}" for one in filled for table in one.raw})
    return [*raw, *sorted({f"unified.{table}" for one in filled for table in one.unified})]


def _specs(tenant_id: str, source: str, filled: Sequence[Filled]) -> list[dg.AssetSpec]:
    specs = []
    for table in _tables(filled):
        layer, name = table.split(".")
        feeding = [one for one in filled if name in getattr(one, layer)]
        above = [table_key("raw", tenant_id, source, one.raw[0]) for one in feeding]
        deps = [landing_key(tenant_id, source)] if layer == "raw" else above
        kinds = {"duckdb"} if layer == "raw" else {"duckdb", "sql"}
        about = f"The rows of {tenant_id} from {source}, from {', '.join(one.dataset for one in feeding)}."
        specs.append(table_spec(table_key(layer, tenant_id, source, name), table, deps=deps, kinds=kinds, about=about))
    return specs


def _of_table(stands: Sequence[Standing], filled: Sequence[Filled], layer: str, table: str) -> list[Standing]:
    datasets = {one.dataset for one in filled if table in getattr(one, layer)}
    return [one for one in stands if one.dataset in datasets]


def _metadata(stands: Sequence[Standing], count: int, seconds: float) -> Mapping[str, Told]:
    """What the files of the table's datasets brought, summed over the run's days; a few of them one by one."""
    lines = [(one.snapshot_date, one.scope, one.dataset, one.outcome, one.rows["read"], one.file) for one in stands]
    sample = table_of_lines(("day", "scope", "dataset", "outcome", "rows", "file"), lines[-MAX_LINES:])
    return {
        "dagster/row_count": count,
        **{f"rows_{name}": sum(one.rows[name] for one in stands) for name in COUNTS},
        "files_loaded": sum(one.is_loaded for one in stands),
        "files_not_loaded": sum(not one.is_loaded for one in stands),
        "seconds_per_day": round(seconds, 4),
        **({"files": sample} if stands else {}),
    }
