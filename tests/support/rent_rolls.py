"""Rent rolls as their parsers hand them over, written short, and what the warehouse made of them."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal

from support.homes import TENANT

from parsers.realpage.rent_roll import RentRollCharge, RentRollLease
from parsers.yardi.rent_roll import YardiRentRollCharge, YardiRentRollUnit
from warehouse.build import build_marts, needed_for
from warehouse.documents import Document, load_documents
from warehouse.landing import Landed

REALPAGE, YARDI = "realpage_rent_roll", "yardi_rent_roll"
SOURCES = {REALPAGE: "realpage_reports", YARDI: "yardi_reports"}
EVERY_ROLL_MART = ("calendar", "rent_roll_spans", "rent_roll_daily", "rent_roll_current", "kpi_daily", "kpi_monthly")


def row(unit, status="Vacant", *, current=True, charges=None, **fields):
    """A row of a Rent Roll Detail; `charges` by code."""
    return {"unit_number": unit, "status": status, "is_current": current, "charges": charges or {}, **fields}


def beside(unit, status, **fields):
    """A row of a lease beside the unit's current one."""
    return row(unit, status, current=False, **fields)


def block(unit, state="vacant", *, current=True, charges=(), **fields):
    """A unit of a Yardi rent roll; `charges` are (code, amount)."""
    return {"unit_number": unit, "unit_state": state, "is_current_lease": current, "charges": charges, **fields}


def future(unit, code, **fields):
    """A future resident of a Yardi rent roll."""
    return block(unit, None, current=False, resident_code=code, **fields)


def realpage(rows, day, **rest):
    """A Rent Roll Detail of a day."""
    leases = [_filled(RentRollLease, one, number) for number, one in enumerate(rows, start=1)]
    charges = [
        RentRollCharge(number, code, Decimal(amount))
        for number, one in enumerate(rows, start=1)
        for code, amount in one["charges"].items()
    ]
    return document(REALPAGE, {REALPAGE: leases, f"{REALPAGE}_charges": charges}, day, **rest)


def yardi(rows, day, **rest):
    """A Yardi rent roll of a day."""
    units = [_filled(YardiRentRollUnit, one, number) for number, one in enumerate(rows, start=1)]
    charges = [
        YardiRentRollCharge(number, line, code, Decimal(amount))
        for number, one in enumerate(rows, start=1)
        for line, (code, amount) in enumerate(one["charges"], start=1)
    ]
    return document(YARDI, {YARDI: units, f"{YARDI}_charges": charges}, day, **rest)


def _filled(kind, fields, number):
    told = {name: value for name, value in fields.items() if name != "charges"}
    if kind is RentRollLease:
        told = {"is_excluded_from_totals": not told["is_current"]} | told
    return kind(**dict.fromkeys(kind._fields) | {"row_number": number} | told)


def document(report, tables, day, *, of="elm", as_of=None, allow=False, name="Elm", **rest):
    """A report's tables as those of a property and day; its bytes are told by what it says."""
    landed = Landed(
        tenant_id=TENANT,
        source=SOURCES[report],
        dataset=report,
        scope=of,
        snapshot_date=day,
        sha256=hashlib.sha256(repr((tables, as_of, name)).encode()).hexdigest(),
        extension="xlsx",
        file_name=f"{report}_{day}.xlsx",
        size=1,
        received_at=datetime(2026, 2, 1, tzinfo=UTC),
        connector="test",
        allow_mass_deletion=allow,
    )
    return Document(landed, of, name, as_of=as_of or day, tables=tables, **rest)


def offer(home, *documents, **rest):
    """Load documents one after the other; the outcome of the last."""
    for one in documents:
        (outcome,) = load_documents(home.rentroll.warehouse, [one], **rest)
    return outcome


def load(home, *documents):
    """Load documents that are expected to be taken."""
    for one in documents:
        outcome = offer(home, one)
        assert outcome.outcome == "loaded", outcome.message


def mart(home, name, *columns, needs=(), where="TRUE"):
    """Build a mart, and those it reads, and return its rows in the order of its columns."""
    build_marts(home.rentroll.warehouse, needed_for([*needs, name]))
    return home.rows(f"SELECT {', '.join(columns)} FROM marts.{name} WHERE {where} ORDER BY ALL")


def alive(home, model, *columns, where="TRUE"):
    """Rows of the living objects of a unified model."""
    query = f"SELECT {', '.join(columns)} FROM unified.{model} WHERE deleted_at IS NULL AND {where} ORDER BY ALL"
    return home.rows(query)
