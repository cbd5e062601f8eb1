"""Marts: what people query, of all tenants, rebuilt whole.

A day's partition of a mart says that the day's snapshots have flowed into it; the rows are those of all days.
"""

import time
from collections.abc import Iterable, Iterator

import dagster as dg

from pipelines.assets.keys import landing_key, mart_key, raw_keys, sources_in, unified_keys
from pipelines.descriptions import table_spec
from pipelines.partitions import ONE_RUN
from pipelines.portfolio import Portfolio
from pipelines.resources import Office, failures_told
from warehouse.build import mart_names, sources_of
from warehouse.schema.declare import METADATA

_STATES = ("_versions", "_history")


def mart_assets(portfolio: Portfolio, days: dg.DailyPartitionsDefinition) -> dg.AssetsDefinition:
    """All marts: one step, because they are built in one transaction and readers never meet half of them."""

    @dg.multi_asset(
        name="marts",
        specs=[_spec(portfolio, mart) for mart in mart_names()],
        partitions_def=days,
        backfill_policy=ONE_RUN,
        can_subset=True,
    )
    def marts(
        context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]
    ) -> Iterator[dg.MaterializeResult[None]]:
        started = time.perf_counter()
        chosen = [mart for mart in mart_names() if mart_key(mart) in context.selected_asset_keys]
        with failures_told(context):
            counts = office.rentroll.build(chosen)
        seconds = round(time.perf_counter() - started, 3)
        for mart in chosen:
            yield dg.MaterializeResult(asset_key=mart_key(mart), metadata=_told(mart, counts[mart], seconds))

    return marts


def _told(mart: str, rows: int, seconds: float) -> dict[str, float]:
    """A view's rows are not counted: that would be to work it out."""
    is_view = METADATA.tables[f"marts.{mart}"].info["view"]
    return {"seconds_for_all_marts": seconds} | ({} if is_view else {"dagster/row_count": rows})


def _spec(portfolio: Portfolio, mart: str) -> dg.AssetSpec:
    deps = [key for relation in sources_of(mart) for key in _assets_behind(portfolio, relation)]
    return table_spec(mart_key(mart), f"marts.{mart}", deps=deps, kinds={"duckdb", "sql"})


def _assets_behind(portfolio: Portfolio, relation: str) -> Iterable[dg.AssetKey]:
    """The assets that fill a relation; the book of loads stands for what landed."""
    layer, name = relation.split(".")
    if layer == "marts":
        return [mart_key(name)]
    owners = sources_in(portfolio)
    if layer == "ops":
        return [landing_key(*owner) for owner in owners]
    table = next((name.removesuffix(suffix) for suffix in _STATES if name.endswith(suffix)), name)
    keys = raw_keys if layer == "raw" else unified_keys
    return [key for owner in owners for key in keys(*owner) if key.path[-1] == table]
