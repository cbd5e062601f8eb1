"""Rows of contract billing as the source exports them, written short, and a home that takes them."""

from decimal import Decimal

from support.homes import TENANT, Bench, day

from pipelines.portfolio import Portfolio
from warehouse.build import build_marts, mart_names

CONTRACTS = "contract_billing"
MARTS = tuple(name for name in mart_names() if name.startswith("contract_"))
FARE = {"base_fare": 300, "cost_per_km": 25, "carpool_bonus": 50}
MIXED = {"base_monthly_fee": 5000, "per_km_rate_after_limit": 12, "free_km_included": 100, "night_surcharge": 40}


def sums(*texts):
    """Exact amounts."""
    return tuple(Decimal(text) for text in texts)


def contracts_of(versions):
    """The contracts that versions are of."""
    return [contract(one["contract_id"]) for one in versions]


def contract_bench(folder):
    """A bench whose one tenant has contracts."""
    bench = Bench(folder)
    bench.portfolio = contract_portfolio()
    return bench


def contract_portfolio():
    """A portfolio whose one tenant has contracts."""
    entry = {"name": "Fleet", "sources": {CONTRACTS: {}}}
    return Portfolio.model_validate({"tenants": {TENANT: entry}})


def client(key="c1", name="Acme"):
    return {"client_id": key, "name": name}


def vendor(key="v1", name="Wheels"):
    return {"vendor_id": key, "name": name}


def employee(key="e1", of="c1", name="Ana Paz", **more):
    return {"employee_id": key, "client_id": of, "name": name, **more}


def contract(key="k1", of="c1", by="v1", status="ACTIVE", **more):
    return {"contract_id": key, "client_id": of, "vendor_id": by, "status": status, **more}


def version(number=1, of="k1", model="PER_TRIP", *, start="2024-01-01", end=None, key=None, **rules):
    """A version; the rules are the keyword arguments."""
    return {
        "version_id": key or f"{of}-{number}",
        "contract_id": of,
        "version_number": number,
        "billing_model": model,
        "rules_config": rules,
        "valid_from": start,
        "valid_until": end,
    }


def trip(key="t1", start="2024-01-10T09:00:00", km=10, of="k1", by="c1", **more):
    return {"trip_id": key, "client_id": by, "contract_id": of, "start_time": start, "distance_km": km, **more}


def files(*, clients=None, vendors=None, employees=None, contracts=None, versions=(), trips=()):
    """All six files; one client, vendor, employee and contract unless named."""
    return {
        "clients": [client()] if clients is None else clients,
        "vendors": [vendor()] if vendors is None else vendors,
        "employees": [employee()] if employees is None else employees,
        "contracts": [contract()] if contracts is None else contracts,
        "contract_versions": list(versions),
        "trips": [{"is_carpool": False, **one} for one in trips],
    }


def load_contracts(home, on=31, *, month=1, allow=True, **rows):
    """Load one snapshot of all six files and return its outcomes by dataset."""
    return home.load(files(**rows), day(on, month), source=CONTRACTS, allow=allow)


def build(home):
    """Build the marts of contract billing."""
    build_marts(home.rentroll.warehouse, MARTS)
    return home


def charges(home, columns="trip_id, base_amount, tax, carpool_bonus, total", where="kind = 'trip'"):
    """Rows of the charges, in order of start."""
    query = f"SELECT {columns} FROM marts.contract_charges WHERE {where} ORDER BY contract_id, start_time, trip_id"
    return build(home).rows(query)


def findings(home):
    """(kind, rule, contract, version, trip) of every finding, in order."""
    query = "SELECT kind, rule, contract_id, version_id, trip_id FROM marts.contract_findings ORDER BY ALL"
    return build(home).rows(query)
