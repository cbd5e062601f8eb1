"""What residents owe, as a report's and a call's parsers hand it over, written short and loaded."""

import hashlib
from datetime import UTC, datetime

from support.homes import TENANT

from parsers.calls.yardi_lease_charges import YardiLeaseCharge
from parsers.calls.yardi_residents import YardiResident
from parsers.realpage.delinquency import DelinquencyAccount
from warehouse.documents import Document, load_documents
from warehouse.landing import Landed

DELINQUENCY, TRANSACTIONS, RESIDENTS = "realpage_delinquency", "yardi_resident_transactions", "yardi_residents"
SOURCES = {DELINQUENCY: "realpage_reports", TRANSACTIONS: "yardi_voyager", RESIDENTS: "yardi_voyager"}
KINDS = {
    DELINQUENCY: (DelinquencyAccount, "account_number"),
    TRANSACTIONS: (YardiLeaseCharge, "row_number"),
    RESIDENTS: (YardiResident, "row_number"),
}
FLAGS = {
    DELINQUENCY: {"is_under_eviction": False, "has_nsf": False, "has_120_plus": False},
    TRANSACTIONS: {},
    RESIDENTS: {},
}


def load_answer(home, dataset, scope, on, rows, *, tenant=TENANT, file=None):
    """Load the rows of a property's report or call, dicts of its fields, numbered, what is not given blank."""
    kind, number = KINDS[dataset]
    typed = [
        kind(**dict.fromkeys(kind._fields) | FLAGS[dataset] | {number: place} | row)
        for place, row in enumerate(rows, start=1)
    ]
    landed = Landed(
        tenant_id=tenant,
        source=SOURCES[dataset],
        dataset=dataset,
        scope=scope,
        snapshot_date=on,
        sha256=hashlib.sha256(repr(typed).encode()).hexdigest(),
        extension="xml",
        file_name=file or f"{dataset}.xml",
        size=1,
        received_at=datetime(2024, 5, 1, tzinfo=UTC),
        connector="test",
    )
    (outcome,) = load_documents(home.rentroll.warehouse, [Document(landed, scope, as_of=on, tables={dataset: typed})])
    assert outcome.is_loaded, outcome.message
