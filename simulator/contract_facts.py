"""The facts of a fleet that drives employees of its clients under contracts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Client:
    """One company whose employees are driven."""

    client_id: str
    name: str

    @property
    def key(self) -> str:
        """The client's id."""
        return self.client_id


@dataclass(frozen=True, slots=True)
class Vendor:
    """One company that drives."""

    vendor_id: str
    name: str

    @property
    def key(self) -> str:
        """The vendor's id."""
        return self.vendor_id


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody who is driven."""

    employee_id: str
    client_id: str
    name: str

    @property
    def key(self) -> str:
        """The employee's id."""
        return self.employee_id


@dataclass(frozen=True, slots=True)
class Contract:
    """What a client and a vendor agreed on; its versions say how it is billed."""

    contract_id: str
    client_id: str
    vendor_id: str
    status: str

    @property
    def key(self) -> str:
        """The contract's id."""
        return self.contract_id


@dataclass(frozen=True, slots=True)
class ContractVersion:
    """One version of a contract, half open; `rules` are the model's values as the fleet enters them."""

    version_id: str
    contract_id: str
    version_number: str
    billing_model: str
    rules: tuple[tuple[str, Decimal], ...]
    valid_from: datetime
    valid_until: datetime | None

    @property
    def key(self) -> str:
        """The version's id."""
        return self.version_id

    @property
    def rules_config(self) -> str:
        """The rules as the source keeps them: the text of a JSON object."""
        return "{" + ", ".join(f"{json.dumps(name)}: {value}" for name, value in self.rules) + "}"


@dataclass(frozen=True, slots=True)
class Trip:
    """One trip, at local times."""

    trip_id: str
    client_id: str
    vendor_id: str
    contract_id: str
    employee_id: str
    start_time: datetime
    end_time: datetime
    distance_km: Decimal
    is_carpool: bool

    @property
    def key(self) -> str:
        """The trip's id."""
        return self.trip_id
