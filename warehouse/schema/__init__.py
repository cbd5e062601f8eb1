"""Every table, declared once: grain, columns, units, keys and what is personal. All else is derived from here."""

from warehouse.schema import facts, marts, ops, raw, raw_calls, report_marts, school_billing, school_marts, unified

# marts are created by the build, from the same declarations: see warehouse/build.py
ALL_SCHEMAS = ("raw", "unified", "ops")

__all__ = [
    "ALL_SCHEMAS",
    "facts",
    "marts",
    "ops",
    "raw",
    "raw_calls",
    "report_marts",
    "school_billing",
    "school_marts",
    "unified",
]
