"""How the assets are named: by layer, then by tenant and source where a layer is theirs, then by table."""

from __future__ import annotations

import dagster as dg

from pipelines.portfolio import Portfolio
from warehouse.lineage import datasets_of


def landing_key(tenant_id: str, source: str) -> dg.AssetKey:
    """What arrived from a source."""
    return dg.AssetKey(["landing", tenant_id, source])


def table_key(layer: str, tenant_id: str, source: str, table: str) -> dg.AssetKey:
    """A source's rows of a raw or unified table."""
    return dg.AssetKey([layer, tenant_id, source, table])


def mart_key(mart: str) -> dg.AssetKey:
    """A mart, of all tenants."""
    return dg.AssetKey(["marts", mart])


def published_key(tenant_id: str) -> dg.AssetKey:
    """A tenant's published file."""
    return dg.AssetKey(["published", tenant_id])


def complete_key(tenant_id: str) -> dg.AssetKey:
    """Whether a tenant's day is complete."""
    return dg.AssetKey(["complete", tenant_id])


def sources_in(portfolio: Portfolio) -> list[tuple[str, str]]:
    """Every tenant and source."""
    return [(tenant_id, source) for tenant_id, tenant in portfolio.tenants.items() for source in tenant.sources]


def raw_keys(tenant_id: str, source: str) -> list[dg.AssetKey]:
    """A source's raw tables."""
    return sorted({table_key("raw", tenant_id, source, table) for one in datasets_of(source) for table in one.raw})


def unified_keys(tenant_id: str, source: str) -> list[dg.AssetKey]:
    """The unified tables a source fills."""
    return sorted(
        {table_key("unified", tenant_id, source, table) for one in datasets_of(source) for table in one.unified}
    )
