"""What a step works on: some days of one source, and the scopes that were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.resources import Scopes
from warehouse.standing import Period


@dataclass(frozen=True, slots=True)
class SourceDays:
    """Some days of one source and the chosen scopes."""

    tenant_id: str
    source: str
    days: Sequence[date]
    scopes: Scopes

    @property
    def period(self) -> Period:
        """From the first to the last day."""
        return Period(self.tenant_id, self.source, min(self.days), max(self.days))
