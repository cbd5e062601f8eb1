"""The billing models in the marts' SQL: each placeholder of a template becomes what the registered models say."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from warehouse.billing_models import KEYS, MODELS, BillingModel, Key
from warehouse.billing_models.rules import DECIMALS, DIGITS

TEMPLATES = ("contract_rules", "contract_periods", "contract_lines", "contract_charges")
_TRAILING_ZEROS = "'[.]?0+$', ''"


def rendered(template: str) -> str:
    """A mart's SQL with the billing models in it."""
    return template.format(
        billable_km=_by_model(lambda one: f"CAST({one.billable_km} AS DECIMAL(18, 6))"),
        base_amount=_by_model(lambda one: f"TRY_CAST({one.base_amount} AS DECIMAL(18, 2))"),
        arithmetic=_by_model(lambda one: one.arithmetic),
        models_that_count_km=_listed(one.name for one in MODELS if one.counts_km),
        models_without_fee=_listed(one.name for one in MODELS if not one.has_monthly_fee),
        values_in_force="\n    ".join(f"{_in_force(key)} AS {key.name}," for key in KEYS),
        values_in_words="\n        || ".join(_in_words(key) for key in KEYS),
        values_of_rules=_columns("rules.{key}"),
        values_in_force_then=_columns("in_force.{key}"),
        values_as_text=_columns(_plain("rules.{key}") + " AS {key}_said"),
        plain_number=_TRAILING_ZEROS,
    )


def _columns(of_a_key: str) -> str:
    return "\n        ".join(f"{of_a_key.format(key=key.name)}," for key in KEYS)


def _by_model(figure: Callable[[BillingModel], str]) -> str:
    arms = "\n        ".join(f"WHEN '{one.name}' THEN {figure(one)}" for one in MODELS)
    return f"CASE lines.billing_model\n        {arms}\n    END"


def _in_force(key: Key) -> str:
    """A value as it bills: as given, else the default; NULL for a model that has no such key."""
    value = f"given.{key.name}" if key.default is None else f"COALESCE(given.{key.name}, {key.default})"
    return f"CAST(CASE WHEN {_has(key)} THEN {value} END AS DECIMAL({DIGITS + DECIMALS}, {DECIMALS}))"


def _in_words(key: Key) -> str:
    given = f"', {key.name} ' || {_plain('given.' + key.name)}"
    otherwise = "''" if key.default is None else f"', {key.name} {key.default} (default)'"
    return f"CASE WHEN {_has(key)} THEN COALESCE({given}, {otherwise}) ELSE '' END"


def _has(key: Key) -> str:
    return f"given.billing_model IN ({_listed(one.name for one in MODELS if key in one.keys)})"


def _plain(value: str) -> str:
    """A number as people write it: 25, not 25.000000."""
    return f"REGEXP_REPLACE(CAST({value} AS VARCHAR), {_TRAILING_ZEROS})"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{one}'" for one in names) or "NULL"
