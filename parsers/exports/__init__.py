"""Tabular feeds (JSON, CSV, Excel): which fields a file must have and by what words its rows are refused."""

from __future__ import annotations

from collections.abc import Mapping

from parsers.exports import contract_billing, leasing_ledger, patient_ledger, school_billing
from parsers.exports.feed import Feed

FEEDS: Mapping[str, Mapping[str, Feed]] = {
    source: {feed.dataset: feed for feed in feeds}
    for source, feeds in (
        ("leasing_ledger", leasing_ledger.FEEDS),
        ("patient_ledger", patient_ledger.FEEDS),
        ("school_billing", school_billing.FEEDS),
        ("contract_billing", contract_billing.FEEDS),
    )
}

__all__ = ["FEEDS", "Feed"]
