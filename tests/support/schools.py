"""Rows of school billing as the source exports them, written short, and a home that takes them."""

from support.homes import TENANT, Bench, day

from pipelines.portfolio import Portfolio
from warehouse.build import build_marts

SCHOOLS = "school_billing"
MARTS = (
    "payment_history",
    "amended_invoice_statuses",
    "invoice_details",
    "overdue_invoices",
    "invoice_statuses",
    "school_sums",
    "student_balance",
    "school_summary",
    "daily_collections",
    "monthly_revenue",
    "account_statement",
    "payment_risk",
    "collection_queue",
)
PERSONAL = ("collection_queue.message", "student_balance.first_name", "student_balance.last_name")


def school_bench(folder, *tenants, **entries):
    """A bench whose tenants have schools: one tenant unless named."""
    bench = Bench(folder)
    entry = {"name": "Colegios", "sources": {SCHOOLS: {}}, "publish_personal": list(PERSONAL), **entries}
    bench.portfolio = Portfolio.model_validate({"tenants": dict.fromkeys(tenants or (TENANT,), entry)})
    return bench


def school(key="s1", name="North", **more):
    return {"id": key, "name": name, "is_active": True, **more}


def student(key="t1", of="s1", first="Ana", last="Paz", **more):
    return {"id": key, "school_id": of, "first_name": first, "last_name": last, "is_active": True, **more}


def invoice(key="i1", of="t1", amount=100, due="2024-01-10", status="PENDING", **more):
    return {"id": key, "student_id": of, "amount": amount, "due_date": due, "status": status, **more}


def paid(key, of="i1", amount=100, on="2024-01-05", method="CASH", **more):
    return {"id": key, "invoice_id": of, "amount": amount, "payment_date": on, "method": method, **more}


def files(*, schools=None, students=None, invoices=(), payments=()):
    """All four files; one school and its one student unless named."""
    return {
        "schools": [school()] if schools is None else schools,
        "students": [student()] if students is None else students,
        "invoices": list(invoices),
        "payments": list(payments),
    }


def load_schools(home, on=10, *, month=1, allow=True, **rows):
    """Load one snapshot of all four files and return its outcomes by dataset."""
    return home.load(files(**rows), day(on, month), source=SCHOOLS, allow=allow)


def build(home):
    """Build the marts of school billing."""
    build_marts(home.rentroll.warehouse, MARTS)
    return home


def statuses(home, on):
    """Invoice id -> status on a day, from the periods."""
    of_the_day = "valid_from <= ? AND (valid_to > ? OR valid_to IS NULL)"
    query = f"SELECT invoice_id, status FROM marts.invoice_statuses WHERE {of_the_day}"
    return dict(home.rows(query, on, on))
