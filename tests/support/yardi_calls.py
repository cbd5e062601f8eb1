"""Answers of a Yardi Voyager as documents: those of a simulated property, and rows written short."""

import hashlib
from datetime import UTC, datetime

from lxml import etree
from support.homes import TENANT

from parsers.calls.parse import CALLS, parse_call
from pipelines.reading import to_document
from simulator.xml_tree import tree
from simulator.yardi import guests, residents, transactions, units
from simulator.yardi.tenants import property_code
from warehouse.documents import Document, load_documents
from warehouse.landing import Landed

SOURCE = "yardi_voyager"
COMPANY = "all"
STATUSES = "Current^Future^Past^Notice^Applicant^Eviction^Denied^Canceled"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
PSEUDO = ("NONRESID", "WAIT", "WAIT_AFF", "RETAIL")


def _residents(views, scope):
    chosen = residents.residents_by_status(views, scope, STATUSES, None, None)
    return residents.residents_element(views.property_day(scope), chosen)


# By dataset: the method asked, and what a simulated property answers.
TOLD = {
    "yardi_units": ("GetUnitInformation", lambda views, one: units.unit_information(views.property_day(one))),
    "yardi_residents": ("GetResidentsByStatus", _residents),
    "yardi_available_units": (
        "UnitAvailability_Login",
        lambda views, one: units.unit_availability(views.property_day(one), only_available=False, pricing=True),
    ),
    "yardi_guest_activity": (
        "GetYardiGuestActivity_Login",
        lambda views, one: guests.guest_activity(views.property_day(one), views.cards(one)),
    ),
    "yardi_rent_roll_call": ("GetRentroll", lambda views, one: residents.rent_roll(views, one, ("", ""), ("", ""))),
    "yardi_resident_transactions": (
        "GetResidentTransactions_Login",
        lambda views, one: transactions.resident_transactions(views.property_day(one)),
    ),
    "yardi_lease_charges": (
        "GetResidentsLeaseCharges_Login",
        lambda views, one: transactions.lease_charges(views.property_day(one), views.day),
    ),
}


def answers(views, scope, datasets=tuple(TOLD)):
    """The documents of what a simulated property answers on a day."""
    return [answer(dataset, *TOLD[dataset], views, scope) for dataset in datasets]


def company(views):
    """The document of the list of properties, each with its name and code."""
    listed = [
        {"Code": property_code(one), "MarketingName": views.property_day(one).property.name}
        for one in views.world.books
    ]
    told = tree("Properties", {"Property": listed})
    return answer("yardi_properties", "GetPropertyConfigurations", lambda *_: told, views, COMPANY)


def answer(dataset, method, tell, views, scope):
    """The document of what a method answers, `tell` working it out from a day's views and a property."""
    result = etree.tostring(tell(views, scope)).decode()
    content = (
        f'<s:Envelope xmlns:s="{SOAP}"><s:Body><{method}Response><{method}Result>{result}</{method}Result>'
        f"</{method}Response></s:Body></s:Envelope>"
    ).encode()
    parsed = parse_call(dataset, content)
    assert (list(parsed.findings), list(parsed.rejected)) == ([], [])
    return to_document(landed(dataset, scope, views.day, content), parsed, scope, {})


def landed(dataset, scope, day, content, *, allow=False):
    """The answer to a call as it lies in landing."""
    return Landed(
        tenant_id=TENANT,
        source=SOURCE,
        dataset=dataset,
        scope=scope,
        snapshot_date=day,
        sha256=hashlib.sha256(content).hexdigest(),
        extension="xml",
        file_name=f"{dataset}_{day}.xml",
        size=len(content),
        received_at=datetime(2026, 2, 1, tzinfo=UTC),
        connector="test",
        allow_mass_deletion=allow,
    )


def told(dataset, day, rows, *, of="elm", allow=False, rejected=(), **parts):
    """Rows of a call's own table, dicts of its fields, as a document; `parts` are the rows of its further tables."""
    given = {dataset: rows, **parts}
    tables = {
        name: [_row(kind, number, one) for number, one in enumerate(given.get(name, ()), start=1)]
        for name, kind in CALLS[dataset].tables.items()
    }
    lies = landed(dataset, of, day, repr((tables, rejected)).encode(), allow=allow)
    return Document(lies, of, tables=tables, rejected=rejected)


def _row(kind, number, fields):
    return kind(**dict.fromkeys(kind._fields) | {"row_number": number} | fields)


def unit(code, status="Occupied No Notice", **fields):
    """A row of unit information."""
    return {"unit_code": code, "economic_status_description": status, "is_pseudo_unit": code in PSEUDO, **fields}


def resident(code, status="Current", unit_code=None, **fields):
    """A row of the residents."""
    return {"resident_code": code, "status": status, "unit_code": unit_code, **fields}


def charge(account, amount, due, day, **fields):
    """A charge in the resident transactions."""
    said = {"transaction_type": "charge", "amount": amount, "balance_due": due, "transaction_date": day}
    return {"customer_id": account, **said, **fields}


def payment(account, amount, day, **fields):
    """A payment in the resident transactions."""
    return {"customer_id": account, "transaction_type": "payment", "amount": amount, "transaction_date": day, **fields}


def load(home, *documents):
    """Load documents one after the other, all of which are expected to be taken."""
    for one in documents:
        (outcome,) = load_documents(home.rentroll.warehouse, [one])
        assert outcome.outcome == "loaded", outcome.message


def offer(home, *documents):
    """Load documents at once; the outcomes."""
    return load_documents(home.rentroll.warehouse, documents)


def fact(home, name, *columns, where="TRUE"):
    """Rows of a fact of the product."""
    return home.rows(f"SELECT {', '.join(columns)} FROM unified.{name} WHERE {where} ORDER BY ALL")
