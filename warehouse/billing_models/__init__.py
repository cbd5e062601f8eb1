"""How trips are billed: one module per billing model, and their registration.

A new model is a module here (its names, its keys, what a trip costs and the words that say so) and a place in MODELS.
Columns, findings and marts follow from these.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.billing_models.fixed import FIXED
from warehouse.billing_models.hybrid import HYBRID
from warehouse.billing_models.model import COMMON_KEYS, BillingModel, Key
from warehouse.billing_models.per_trip import PER_TRIP

MODELS = (FIXED, PER_TRIP, HYBRID)
MODEL_BY_NAME: Mapping[str, BillingModel] = {name: one for one in MODELS for name in (one.name, *one.synonyms)}
MODEL_NAMES = ", ".join(one.name for one in MODELS)
KEYS: tuple[Key, ...] = (*{key.name: key for one in MODELS for key in one.own_keys}.values(), *COMMON_KEYS)

__all__ = ["KEYS", "MODELS", "MODEL_BY_NAME", "MODEL_NAMES", "BillingModel", "Key"]
