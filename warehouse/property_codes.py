"""What the vendors call the properties of a tenant: kept where the answers for a whole company find it."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.connection import Warehouse, transaction
from warehouse.ledger import insert
from warehouse.statements import run


def keep_property_codes(warehouse: Warehouse, tenant_id: str, source: str, codes: Mapping[str, str]) -> None:
    """Make `codes` (vendor's code -> property) what a tenant's source calls its properties, in the place of before.

    A code that is not among them stands for itself.
    """
    owner = {"tenant_id": tenant_id, "source": source}
    with warehouse.open() as connection, transaction(connection):
        run(connection, "DELETE FROM ops.property_codes WHERE tenant_id = $tenant_id AND source = $source", owner)
        for code, property_id in sorted(codes.items()):
            insert(connection, "ops.property_codes", {**owner, "vendor_code": code, "property_id": property_id})
