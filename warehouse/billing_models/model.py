"""What a billing model is: the names it goes by, the keys its rules may have, and what a trip costs under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a version's rules. Where it is left out: refused if `required`, else `default`, or no value at all.

    `most` is the highest value that can be meant; None: as many digits as any value may have.
    """

    name: str
    text: str
    unit: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    default: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BillingModel:
    """One way to bill a trip.

    `base_amount`, `billable_km` and `arithmetic` are portable SQL: what a trip costs before tax, the kilometres it pays
    for, and the sum in words. They name the columns of a trip (`lines.start_time`, `end_time`, `distance_km`,
    `is_carpool`) and the values of its version (`lines.{key}`); the words have every number as text, too
    (`lines.{key}_said`), and amount and words have `lines.billable_km`. `counts_km` says that the cost depends on the
    kilometres of the contract's earlier trips of the month under the model: `lines.km_before`, else NULL.

    A base amount of NULL is a finding, and the trip is not billed. DuckDB multiplies two narrow decimals in 18 digits
    and fails where they do not suffice: widen one, as in CAST(lines.distance_km AS DECIMAL(19, 6)).
    """

    name: str
    own_keys: tuple[Key, ...]
    base_amount: str
    arithmetic: str
    billable_km: str = "0"
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
    Key("tax_percentage", "Tax on a line, in per cent.", "per cent", default=Decimal(18), most=Decimal(100)),
    Key("carpool_bonus", "What a carpool trip adds to its total, untaxed.", "currency", default=Decimal(0)),
)
