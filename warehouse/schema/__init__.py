"""Every table, declared once: grain, columns, units, keys and what is personal. All else is derived from here."""

from warehouse.schema import (
    contract_billing,
    contract_marts,
    facts,
    marts,
    ops,
    owner_marts,
    raw,
    raw_calls,
    receivables,
    report_marts,
    school_billing,
    school_marts,
    unified,
)

# marts are created by the build, from the same declarations: see warehouse/build.py
ALL_SCHEMAS = ("raw", "unified", "ops")

__all__ = [
    "ALL_SCHEMAS",
    "contract_billing",
    "contract_marts",
    "facts",
    "marts",
    "ops",
    "owner_marts",
    "raw",
    "raw_calls",
    "receivables",
    "report_marts",
    "school_billing",
    "school_marts",
    "unified",
]
