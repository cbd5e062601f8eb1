"""A desk: one way of asking a vendor for what a tenant's day lacks. What is fetched, and how, is the desk's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from connectors.errors import ConnectorError, PermanentError
from connectors.payload import Payload

# What is asked for: a scope and a dataset.
Item = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one item: a payload whose file has this extension, or why there is none."""

    item: Item
    payload: Payload | None
    error: ConnectorError | None
    extension: str = "bin"


class Desk(Protocol):
    """What fetching needs to know of a vendor."""

    def expected(self) -> Sequence[Item]:
        """Everything that a day should bring."""

    def knows_the_past(self, dataset: str) -> bool:
        """Whether a dataset can be asked for when its day is over."""

    def ask(self, items: Sequence[Item], day: date, today: date, folder: Path) -> Sequence[Delivery]:
        """Ask for items of a day, one delivery for each; the files lie in the folder, which the caller empties."""

    def remarks(self) -> Sequence[str]:
        """What a person should know of files that came and were not taken."""


def no_vendor_id(tenant_id: str, property_id: str, key: str) -> ConnectorError:
    """The error of a property of which the portfolio does not say the vendor's id."""
    where = f"tenants.{tenant_id}.properties.{property_id}"
    return PermanentError(f"it has no {key}", where, "the property's id at the vendor", "Add it to the portfolio")
