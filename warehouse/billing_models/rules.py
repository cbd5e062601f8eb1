"""Reading a version's rules_config: exact values by key, or the sentence that says why it bills nothing.

No value is ever made up: a key that is unknown, missing, named twice or no plain number makes the whole version
unbillable, so that no trip is billed by half of its rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from warehouse.billing_models import MODEL_BY_NAME, MODEL_NAMES, BillingModel

DIGITS, DECIMALS = 9, 6
WANTED = f"a number from 0 with at most {DIGITS} digits before and {DECIMALS} after the point"
EXAMPLE = '{"base_fare": 300, "cost_per_km": 25}'
_PLAIN_NUMBER = re.compile(r"[0-9]+([.][0-9]+)?")
_Pairs = Sequence[tuple[str, object]]


class Problem(NamedTuple):
    """One thing wrong with a version's rules."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What one version says: model by its own name, its config in one spelling, the values given; or what is wrong.

    `values` holds only what the config gives; defaults are the marts' business. `problem` is the first rule broken,
    `message` every one of them.
    """

    billing_model: str
    config: str | None
    values: Mapping[str, Decimal] = field(default_factory=dict)
    problem: str | None = None
    message: str | None = None


def read_rules(billing_model: str, config: str | None) -> Rules:
    """Read one version's model and rules as the source sent them."""
    sent = billing_model.strip().upper()
    model = MODEL_BY_NAME.get(sent)
    name = model.name if model else sent
    pairs = _pairs(config)
    if pairs is None:
        message = "rules_config is no JSON object of keys and numbers; expected one such as " + EXAMPLE
        return Rules(name, config, problem="rules_not_an_object", message=message)
    if model is None:
        problems = [Problem("unknown_billing_model", f"billing_model is {sent}; expected one of {MODEL_NAMES}")]
        values: dict[str, Decimal] = {}
    else:
        problems = [*_unknown_keys(model, pairs)]
        values = _values(model, pairs, problems)
    if not problems:
        return Rules(name, _one_spelling(pairs), values)
    return Rules(name, _one_spelling(pairs), {}, problems[0].rule, "; ".join(one.text for one in problems))


def _pairs(config: str | None) -> _Pairs | None:
    """Key and value of the config in its order, a key that stands in it twice included; None where it is no object."""
    if config is None or not config.strip():
        return ()
    try:
        found = json.loads(config, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, tuple) else None


def _unknown_keys(model: BillingModel, pairs: _Pairs) -> Iterator[Problem]:
    expected = ", ".join(key.name for key in model.keys)
    for name, _ in pairs:
        if name not in model.spellings:
            yield Problem("unknown_rule_key", f"{name} is no key of {model.name}; expected some of {expected}")


def _values(model: BillingModel, pairs: _Pairs, problems: list[Problem]) -> dict[str, Decimal]:
    """The values given, by key; what is wrong with one is added to `problems`."""
    values: dict[str, Decimal] = {}
    for key in model.keys:
        given = [(name, value) for name, value in pairs if name in (key.name, *key.synonyms) and value is not None]
        if len(given) > 1:
            problems.append(Problem("rule_key_twice", f"{key.name} is given twice; expected one value"))
        elif given:
            name, value = given[0]
            number = _number(value)
            if number is None:
                problems.append(Problem("rule_not_a_number", f"{name} is {_shown(value)}; expected {WANTED}"))
            elif key.most is not None and number > key.most:
                text = f"{name} is {_shown(value)}; expected a number from 0 to {key.most}"
                problems.append(Problem("rule_out_of_range", text))
            else:
                values[key.name] = number
        elif key.required:
            problems.append(Problem("missing_rule_key", f"{key.name} is missing; {model.name} cannot bill without it"))
    return values


def _number(value: object) -> Decimal | None:
    if isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value.strip()):
        value = Decimal(value.strip())
    if not isinstance(value, Decimal) or not 0 <= value < 10**DIGITS or value != round(value, DECIMALS):
        return None
    return value


def _one_spelling(pairs: _Pairs) -> str | None:
    """The config with its keys in order and one way to write a number, so that white space is no change."""
    if not pairs:
        return None
    return "{" + ", ".join(f"{json.dumps(name)}: {_shown(value)}" for name, value in sorted(pairs, key=str)) + "}"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return _one_spelling(value) or "{}"
    if not isinstance(value, Decimal):
        return json.dumps(value, default=str, ensure_ascii=False)
    if abs(value.adjusted()) > DIGITS + DECIMALS:
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
