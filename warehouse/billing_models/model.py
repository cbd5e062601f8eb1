"""What a billing model is: the names it goes by and the keys its rules may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a version's rules. Where it is left out: refused if `required`, else `default`, or no value at all."""

    name: str
    text: str
    unit: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    default: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BillingModel:
    """One way to bill a trip; what a trip costs stands in `sql/billing_models/{name in lower case}.sql`.

    `counts_km` says that a trip's cost depends on the kilometres of the month's earlier trips under the model.
    """

    name: str
    own_keys: tuple[Key, ...]
    synonyms: tuple[str, ...] = ()
    counts_km: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        """Every key its rules may have, its own first."""
        return (*self.own_keys, *COMMON_KEYS)

    @property
    def has_monthly_fee(self) -> bool:
        """Whether a month costs something without any trip."""
        return BASE_MONTHLY_FEE in self.own_keys

    @property
    def spellings(self) -> Mapping[str, Key]:
        """Key by each name it goes by."""
        return {name: key for key in self.keys for name in (key.name, *key.synonyms)}


BASE_MONTHLY_FEE = Key("base_monthly_fee", "Fee of a contract's month, whatever is driven.", "currency", required=True)
COMMON_KEYS = (
    Key("tax_percentage", "Tax on a line, in per cent.", "per cent", default=Decimal(18)),
    Key("carpool_bonus", "What a carpool trip adds to its total, untaxed.", "currency", default=Decimal(0)),
)
