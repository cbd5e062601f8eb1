"""Answers of the RPX gateway as their parsers hand them over, written short, or as the simulated gateway gives them."""

import hashlib
from datetime import UTC, datetime

from lxml import etree
from support.homes import TENANT
from support.rent_rolls import offer

from parsers.calls.parse import CALLS, parse_call
from pipelines.reading import to_document
from simulator.realpage.gateway import METHODS
from simulator.xml_tree import tree
from warehouse.documents import Document
from warehouse.landing import Landed

SOURCE = "realpage_gateway"
UNITS, RESIDENTS, LEASES = "realpage_units", "realpage_residents", "realpage_leases"
SITES, ITEMS = "realpage_sites", "realpage_rentable_items"
ASKED = {
    "unitlist": UNITS,
    "getresidentlistinfo": RESIDENTS,
    "getleaseinfo": LEASES,
    "getrentableitems": ITEMS,
}


def unit(key, number=None, *, vacant=True, **fields):
    """A unit of unitlist."""
    return {"unit_id": key, "unit_number": number or key, "is_vacant": vacant, "is_deleted": False, **fields}


def person(member, household, unit_id, status="Current", **fields):
    """A person of getresidentlistinfo; the head of the household unless told otherwise."""
    ids = {"member_id": member, "household_id": household, "unit_id": unit_id, "lease_status": status}
    return ids | {"is_head_of_household": True} | fields


def lease(key, unit_id, status="Current", **fields):
    """A lease of getleaseinfo."""
    return {"lease_id": key, "unit_id": unit_id, "lease_status": status, "lease_type": "First (Lease)"} | fields


def answer(dataset, rows, day, *, of="elm", allow=False):
    """An answer as its parser's rows: numbered, what is not given blank."""
    kind = CALLS[dataset].tables[dataset]
    filled = [kind(**dict.fromkeys(kind._fields) | {"row_number": place} | row) for place, row in enumerate(rows, 1)]
    landed = landed_answer(dataset, repr(filled).encode(), day, of=of, allow=allow)
    return Document(landed, of, tables={dataset: filled})


def landed_answer(dataset, content, day, *, of="elm", allow=False):
    """The bytes of an answer as they lie in landing."""
    return Landed(
        tenant_id=TENANT,
        source=SOURCE,
        dataset=dataset,
        scope=of,
        snapshot_date=day,
        sha256=hashlib.sha256(content).hexdigest(),
        extension="xml",
        file_name=f"{dataset}_{of}_{day}.xml",
        size=len(content),
        received_at=datetime(2026, 2, 1, tzinfo=UTC),
        connector="test",
        allow_mass_deletion=allow,
    )


def load(home, *documents):
    """Load answers that are expected to be taken, one after the other."""
    for one in documents:
        outcome = offer(home, one)
        assert outcome.outcome == "loaded", outcome.message


def simulated(views, property_id, method):
    """What the simulated gateway answers for a property, parsed."""
    path, tell = METHODS[method]
    content = {path[-1]: list(tell(views, property_id, {}))}
    for name in path[-2:0:-1]:
        content = {name: content}
    result = etree.tostring(tree(path[0], content)).decode()
    body = f"<{method}Response><{method}Result>{result}</{method}Result></{method}Response>"
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    sent = f'<s:Envelope xmlns:s="{soap}"><s:Body>{body}</s:Body></s:Envelope>'.encode()
    parsed = parse_call(ASKED[method], sent)
    return to_document(landed_answer(ASKED[method], sent, views.day, of=property_id), parsed, property_id, {})


def simulated_day(views, property_id):
    """The answers to all calls about a property."""
    return [simulated(views, property_id, method) for method in ASKED]
