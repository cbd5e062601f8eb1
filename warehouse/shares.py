"""Which rows of the marts go to whom: a tenant is shown its own, a client of a tenant those that name the client.

A mart goes to clients when its declaration has the column client_id; the calendar goes with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.build import mart_names, sources_of
from warehouse.schema.declare import METADATA

CLIENT = "client_id"
CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Share:
    """What of the marts is published for `tenant_id`: rows of `owner_id`, and of a client only those with its id."""

    tenant_id: str
    owner_id: str
    client_id: str | None = None

    @classmethod
    def of(cls, tenant_id: str) -> Share:
        """All that a tenant owns."""
        return cls(tenant_id, tenant_id)

    @property
    def values(self) -> dict[str, object]:
        """As bound values of `query`."""
        return {"tenant_id": self.tenant_id, "owner_id": self.owner_id, CLIENT: self.client_id}

    def marts(self) -> list[str]:
        """The marts it holds, those a view reads before it."""
        return [name for name in mart_names() if self.client_id is None or is_for_clients(name)]

    def is_view(self, mart: str) -> bool:
        """Whether a mart is published as the view it is: all that it reads is published beside it."""
        beside = {f"marts.{name}" for name in self.marts()}
        return bool(METADATA.tables[f"marts.{mart}"].info["view"]) and set(sources_of(mart)) <= beside

    def query(self, mart: str, columns: Sequence[str]) -> str:
        """The rows of a mart that it holds, under the tenant's own id."""
        shown = ", ".join("$tenant_id AS tenant_id" if name == "tenant_id" else f'"{name}"' for name in columns)
        of_client = f" AND {CLIENT} = ${CLIENT}" if self.client_id is not None and mart != CALENDAR else ""
        return f"SELECT {shown} FROM warehouse.marts.{mart} WHERE tenant_id = $owner_id{of_client}"


def is_for_clients(mart: str) -> bool:
    """Whether clients of a tenant are shown their rows of a mart."""
    return mart == CALENDAR or CLIENT in METADATA.tables[f"marts.{mart}"].columns
